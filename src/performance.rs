//! What is said, frame by frame: the director's takes go to the voice, the voice's sound to the mixer, and what
//! happens at which sample to the world that is drawn.
//!
//! Everything here is counted in samples. On air, a frame takes what the voice has; off-line it waits for the
//! voice, so that the same show gives the same frames.

mod act;

pub use act::sentence_request;

use crate::app::Told;
use act::{Act, Line, LineState};
use audio::{Mixer, VoiceEvent};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use protocol::{
    Event,
    clock::samples_in,
    cue::Cue,
    event::{Notice, SentenceStarted},
    media::{CueFired, SpeechCut, SpeechShifted, SpeechStarted},
    timeline::{Timeline, WordSpan},
};
use show::{Director, Step, Take};
use speech::{SpeechEvent, SpeechWorker};
use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

/// Silence before the first sentence of an utterance, in which the mouth opens and a breath is drawn.
const LEAD_SECONDS: f64 = 0.12;
/// Sentences handed to the voice ahead of the one that is heard.
const AHEAD: usize = 2;
/// What the voice is thought to do before it was measured: seconds of sound in a second.
const VOICE_SPEED: f64 = 3.0;
/// Fade of a cut in milliseconds: short enough to feel instant, long enough not to click.
const CUT_FADE_MS: u32 = 15;
/// Off-line, a voice that gives nothing for so long has failed.
const VOICE_PATIENCE: Duration = Duration::from_secs(60);

/// A voice and where its sound arrives.
pub struct Voice {
    /// The thread that speaks.
    pub worker: SpeechWorker,
    /// What it says.
    pub events: Receiver<SpeechEvent>,
    /// For the operator.
    pub name: String,
}

/// Speaks what the director decides.
pub struct Performance {
    /// Decides what is said next.
    pub director: Director,
    voice: Option<Voice>,
    mixer: Mixer,
    act: Option<Act>,
    last_job: u64,
    seed: u64,
    waits: bool,
    /// When an operator asked for what is heard next, to tell how long it took.
    asked: Option<Instant>,
    /// Seconds of sound that the voice makes in a second, of late; it falls when the machine is busy.
    voice_speed: f64,
    peak_dbfs: f32,
    told: Vec<Told>,
    events: Vec<Event>,
}

impl Performance {
    /// A performance with `voice`; one that `waits` for it is off-line.
    pub fn new(director: Director, voice: Option<Voice>, seed: u64, waits: bool) -> Self {
        Self {
            director,
            voice,
            mixer: Mixer::new(0),
            act: None,
            last_job: 0,
            seed,
            waits,
            asked: None,
            voice_speed: VOICE_SPEED,
            peak_dbfs: audio::SILENCE_DBFS,
            told: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Name of the voice.
    pub fn voice_name(&self) -> &str {
        self.voice.as_ref().map_or("none", |v| &v.name)
    }

    /// Advances to the frame that owns `samples`, and mixes its sound into `sound` (stereo, interleaved).
    pub fn frame(&mut self, samples: Range<u64>, sound: &mut Vec<f32>) {
        self.hear_voice(None);
        self.go_on(&samples);
        sound.clear();
        sound.resize((samples.end - samples.start) as usize * 2, 0.0);
        match self.mixer.mix(samples, sound) {
            Ok(report) => {
                self.peak_dbfs = report.program.peak_dbfs;
                self.follow_stalls(&report.events);
            }
            // Frames come in order; should one not, it is silent rather than the end of the program.
            Err(error) => tracing::error!(%error, "a block of sound was left out"),
        }
    }

    /// Peak of the last frame's sound in dBFS.
    pub fn peak_dbfs(&self) -> f32 {
        self.peak_dbfs
    }

    /// What the world is told with this frame.
    pub fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// What clients are told.
    pub fn take_events(&mut self) -> Vec<Event> {
        let mut events = self.director.take_events();
        events.append(&mut self.events);
        events
    }

    /// The mixer, for beeps and meters.
    pub fn mixer(&mut self) -> &mut Mixer {
        &mut self.mixer
    }

    /// Notes that an operator asks for something while nothing is said.
    pub fn asked(&mut self) {
        self.asked = self.is_idle().then(Instant::now);
    }

    /// Fires a cue now.
    pub fn cue(&mut self, cue: Cue, sample: u64) {
        if let Some(missing) = not_yet(&cue) {
            self.notice("warning", format!("[{}] is not performed yet: {missing}", cue.name()));
        }
        self.told.push(Told::Cue(CueFired { cue, sample }));
    }

    /// Cuts off what is on air, without a click; the director is told by the caller.
    pub fn cut(&mut self, sample: u64) {
        let Some(act) = self.act.take() else { return };
        if let Some(voice) = &self.voice {
            act.jobs().for_each(|job| voice.worker.cancel(job));
        }
        let sample = self.mixer.cut(CUT_FADE_MS).max(sample);
        self.told.push(Told::Cut(SpeechCut { sample }));
    }

    /// Whether nothing is being said and nothing waits.
    pub fn is_idle(&self) -> bool {
        self.act.is_none() && self.director.is_idle()
    }

    fn notice(&mut self, severity: &str, message: String) {
        self.events.push(Event::Notice(Notice { severity: severity.into(), message }));
    }

    /// Moves the act as far as this frame goes.
    fn go_on(&mut self, samples: &Range<u64>) {
        loop {
            if self.act.is_none() {
                let Some(take) = self.director.take() else { return };
                self.begin(take, samples.start);
            }
            self.hand_in();
            self.fire_cues(samples);
            if !self.advance(samples) {
                return;
            }
        }
    }

    fn begin(&mut self, take: Take, now: u64) {
        if self.voice.is_none() && take.steps.iter().any(|s| matches!(s, Step::Sentence(_))) {
            self.director.cancel_on_air("there is no voice; run `compere doctor`");
            self.notice("critical", "there is no voice, so nothing can be said; run `compere doctor`".into());
            return;
        }
        self.act = Some(Act::new(take, now + samples_in(LEAD_SECONDS)));
    }

    /// Hands the next sentences to the voice.
    fn hand_in(&mut self) {
        let (Some(act), Some(voice)) = (&mut self.act, &self.voice) else { return };
        while act.lines_open() < AHEAD {
            let Some(sentence) = act.next_unsaid() else { return };
            self.last_job += 1;
            // The seed follows the sentence, not the time at which it is made.
            let seed = self.seed.wrapping_add(self.last_job);
            let request = act::request(&sentence, seed);
            if voice.worker.submit(self.last_job, request).is_err() {
                act.put_back(sentence);
                return;
            }
            act.push_line(Line::new(self.last_job, sentence));
        }
    }

    /// Takes what the voice has made, waiting for at least one event when told how long.
    fn hear_voice(&mut self, patience: Option<Duration>) -> bool {
        let Some(voice) = &self.voice else { return false };
        let mut got = Vec::new();
        if let Some(patience) = patience {
            match voice.events.recv_timeout(patience) {
                Ok(event) => got.push(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
            }
        }
        got.extend(voice.events.try_iter());
        for event in got {
            self.voice_event(event);
        }
        true
    }

    fn voice_event(&mut self, event: SpeechEvent) {
        let Some(line) = self.act.as_mut().and_then(|a| a.line(event.job())) else { return };
        match event {
            SpeechEvent::Started(_) => {}
            SpeechEvent::Timeline(_, timeline) => line.timed(timeline),
            SpeechEvent::Audio(job, samples) => {
                line.buffered += samples.len() as u64;
                if let Some(speed) = line.speed() {
                    self.voice_speed += 0.4 * (speed - self.voice_speed);
                }
                match line.state {
                    LineState::Waiting => line.held.extend(samples),
                    LineState::Heard { .. } => {
                        self.mixer.append(job, &samples);
                    }
                }
            }
            SpeechEvent::Done(job) => {
                line.complete = true;
                self.mixer.finish(job);
            }
            SpeechEvent::Cancelled(_) => line.complete = true,
            SpeechEvent::Failed(job, error) => {
                line.complete = true;
                let text = line.plan.text.clone();
                self.mixer.finish(job);
                if let Some(act) = &mut self.act {
                    act.drop_line(job);
                }
                self.notice("warning", format!("cannot say `{text}`: {error}"));
            }
        }
    }

    /// Begins or ends what its time has come for; says whether anything changed.
    fn advance(&mut self, samples: &Range<u64>) -> bool {
        let Some(act) = &mut self.act else { return true };
        if let Some(end) = act.heard_end() {
            if end > samples.end {
                return false;
            }
            act.end_line(end);
            return true;
        }
        if act.place_next_cues(samples.start) {
            return true;
        }
        if act.cursor > samples.end + samples_in(LEAD_SECONDS) {
            // A pause that stands alone. What comes after it is told a little ahead, so that the lips are ready.
            return false;
        }
        if act.is_over() {
            self.act = None;
            self.director.done();
            return true;
        }
        if !self.first_line_ready() {
            return false;
        }
        self.start_line(samples);
        true
    }

    /// Whether the next sentence may begin; off-line, waits until it is whole.
    fn first_line_ready(&mut self) -> bool {
        loop {
            let Some(line) = self.act.as_ref().and_then(Act::first_line) else { return false };
            let ready = line.complete || (!self.waits && line.buffered >= line.cushion(self.voice_speed));
            if ready {
                return line.timeline.is_some();
            }
            if !self.waits {
                return false;
            }
            if !self.hear_voice(Some(VOICE_PATIENCE)) {
                let text = "the voice gave nothing for a minute".to_owned();
                self.act = None;
                self.director.cancel_on_air(&text);
                self.notice("critical", text);
                return false;
            }
        }
    }

    fn start_line(&mut self, samples: &Range<u64>) {
        let Some(act) = &mut self.act else { return };
        let start = act.cursor.max(samples.start);
        let more = act.lines_open() > 1 || act.has_unsaid();
        let act_id = act.utterance_id.clone();
        let Some(job) = act.first_line().map(|l| l.job) else { return };
        // The mixer reads a little ahead, so it may begin a millisecond later than it was asked.
        let start = self.mixer.begin(job, start);
        let Some((line, index)) = act.start_first(start) else { return };
        let Some(timeline) = line.timeline.clone() else { return };
        self.mixer.append(line.job, &std::mem::take(&mut line.held));
        if line.complete {
            self.mixer.finish(line.job);
        }
        let second = f64::from(protocol::SAMPLE_RATE);
        self.events.push(Event::SentenceStarted(SentenceStarted {
            utterance_id: act_id,
            sentence: index,
            text: line.plan.text.clone(),
            media_seconds: start as f64 / second,
            duration_seconds: timeline.samples as f64 / second,
            words: words(&line.plan.text, &timeline),
        }));
        let sentence = line.job;
        self.told.push(Told::Started(SpeechStarted { sentence, timeline, start_sample: start, more }));
        self.director.speaking();
        if let Some(asked) = self.asked.take() {
            // The first sample leaves with this frame or the next few, after the breath before it.
            let millis = asked.elapsed().as_millis() as u64 + (start.saturating_sub(samples.start)) / 48;
            tracing::info!(millis, "from being asked to the first sound");
        }
    }

    fn fire_cues(&mut self, samples: &Range<u64>) {
        let due = self.act.as_mut().map(|a| a.due_cues(samples.end)).unwrap_or_default();
        for (cue, sample) in due {
            self.cue(cue, sample.max(samples.start));
        }
    }

    /// When the voice was too slow, what is left of the sentence comes later, and its lips with it.
    fn follow_stalls(&mut self, events: &[VoiceEvent]) {
        for event in events {
            let VoiceEvent::Shifted { sentence, start_sample, by } = *event else { continue };
            let Some(line) = self.act.as_mut().and_then(|a| a.line(sentence)) else { continue };
            line.state = LineState::Heard { start: start_sample };
            if line.late == 0 {
                tracing::warn!(
                    "the machine is busy and the voice late; what is left of the sentence waits for it"
                );
            }
            line.late += by;
            self.told.push(Told::Shifted(SpeechShifted { sentence, start_sample }));
        }
    }
}

/// Words with their start in seconds: as written, with their punctuation, where the voice parts them as spaces do.
fn words(text: &str, timeline: &Timeline) -> Vec<(String, f64)> {
    let written: Vec<&str> = text.split_whitespace().collect();
    let as_written = written.len() == timeline.words.len();
    let word = |(i, w): (usize, &WordSpan)| {
        let shown = if as_written { written[i] } else { w.word.as_str() };
        (shown.to_owned(), w.start as f64 / f64::from(protocol::SAMPLE_RATE))
    };
    timeline.words.iter().enumerate().map(word).collect()
}

/// Why a cue has no effect yet, if it has none.
fn not_yet(cue: &Cue) -> Option<&'static str> {
    match cue {
        Cue::Camera(_) | Cue::Emotion(_) | Cue::Pause(_) | Cue::Look(_) => None,
        // In a paragraph it has been taken by the plan.
        Cue::Speed(_) => Some("alone on a line it has no paragraph to hold for; write it before a word"),
        Cue::Gesture(_) => Some("gestures come with a later version"),
        Cue::Scene(_) | Cue::Show(_) | Cue::Hide(_) => Some("scene changes come with a later version"),
        Cue::Voice(_) | Cue::Pitch(_) | Cue::Lang(_) => Some("voice changes come with a later version"),
        Cue::Music { .. } | Cue::Sound(_) => Some("music and sounds come with a later version"),
        Cue::Ask(_) => Some("question windows come with a later version"),
    }
}

/// A timeline shared by the mixer's side and the face.
pub(crate) type SharedTimeline = Arc<Timeline>;
