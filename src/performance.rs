//! What is said, frame by frame: the director's takes go to the voice, the voice's sound to the mixer, and what
//! happens at which sample to the world that is drawn.
//!
//! Everything here is counted in samples. On air, a frame takes what the voice has; off-line it waits for the
//! voice, so that the same show gives the same frames.

mod act;
mod attention;
mod cues;
mod hear;
mod interrupt;
mod microphone;
mod on_air;
mod prelisten;
mod recorded;
mod rest;
mod sounds;
mod style;
mod voice;

pub use act::sentence_request;
pub use sounds::Sounds;

use crate::{app::Told, direction::Direction};
use act::{Act, Line};
use attention::Attentions;
use audio::{Bus, Mixer, VoiceLevel};
use crossbeam_channel::Receiver;
use microphone::Spoken;
use on_air::words;
use prelisten::Prelisten;
use protocol::{
    Event,
    clock::samples_in,
    event::{Notice, SentenceStarted},
    media::SpeechStarted,
    request::{self, Levels},
    timeline::Timeline,
};
use recorded::Recorded;
use rest::Rest;
use show::{OnAir, Style};
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
/// Utterances that are begun in a frame; of those in which there is nothing to say, more wait for the next.
const MOST_BEGUN: usize = 4;
/// A fader this far down is shut.
const SILENT_DB: f32 = -60.0;
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
    pub direction: Direction,
    voice: Voice,
    mixer: Mixer,
    sounds: Sounds,
    act: Option<Act>,
    /// Recordings that are to be said.
    recordings: Recorded,
    /// Who is on stage, and how texts are spoken that do not say it themselves.
    style: Style,
    /// Who spoke last: place among them.
    last_person: usize,
    attentions: Attentions,
    prelisten: Prelisten,
    rest: Option<Rest>,
    spoken: Option<Spoken>,
    /// The voice that speaks where none is named.
    voice_name: String,
    paused: bool,
    /// The last number given to a job or to something that is heard.
    last_number: u64,
    seed: u64,
    waits: bool,
    /// When an operator asked for what is heard next, to tell how long it took.
    asked: Option<Instant>,
    /// Seconds of sound that the voice makes in a second, of late; it falls when the machine is busy.
    voice_speed: f64,
    levels: Levels,
    failure: Option<String>,
    /// Whether it was told that the voice is gone.
    voice_gone: bool,
    told: Vec<Told>,
    events: Vec<Event>,
}

impl Performance {
    /// A performance with `voice`; one that `waits` for it is off-line.
    pub fn new(direction: Direction, voice: Voice, sounds: Sounds, seed: u64, waits: bool) -> Self {
        let mut mixer = Mixer::new(0);
        mixer.wait_for_music(waits);
        let performance = Self {
            direction,
            recordings: Recorded::default(),
            style: Style::default(),
            last_person: 0,
            attentions: Attentions::default(),
            prelisten: Prelisten::default(),
            rest: None,
            spoken: None,
            voice_name: voice.name.clone(),
            voice,
            mixer,
            sounds,
            act: None,
            paused: false,
            last_number: 0,
            seed,
            waits,
            asked: None,
            voice_speed: VOICE_SPEED,
            levels: Levels::default(),
            failure: None,
            voice_gone: false,
            told: Vec::new(),
            events: Vec::new(),
        };
        performance.with_style(Style::default())
    }

    /// What could not be said, once: off-line, that is the end.
    pub fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    /// Advances to the frame that owns `samples`, and mixes its sound into `sound` (stereo, interleaved).
    pub fn frame(&mut self, samples: Range<u64>, sound: &mut Vec<f32>) {
        self.hear_voice(None);
        self.direction.advance(samples.start);
        self.obey_cuts(samples.start);
        self.go_on(&samples);
        self.go_on_prelistening();
        self.attend(&samples);
        sound.clear();
        sound.resize((samples.end - samples.start) as usize * 2, 0.0);
        for problem in self.sounds.arrived(&mut self.mixer) {
            self.notice("warning", problem);
        }
        match self.mixer.mix(samples, sound) {
            Ok(report) => self.follow(report),
            // Frames come in order; should one not, it is silent rather than the end of the program.
            Err(error) => tracing::error!(%error, "a block of sound was left out"),
        }
    }

    /// Meters of the mixer.
    pub fn levels(&self) -> Levels {
        self.levels
    }

    /// Makes a bus louder or softer, in dB from its usual level; at -60 it is silent.
    pub fn set_level(&mut self, bus: request::Bus, level_db: f32) {
        let (bus, shown) = match bus {
            request::Bus::Voice => (Bus::Voice, &mut self.levels.voice_level_db),
            request::Bus::Music => (Bus::Music, &mut self.levels.music_level_db),
            request::Bus::Effects => (Bus::Effects, &mut self.levels.effects_level_db),
        };
        *shown = level_db;
        self.mixer.mute(bus, level_db <= SILENT_DB);
        self.mixer.set_gain(bus, level_db);
    }

    /// What the world is told with this frame.
    pub fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// What clients are told.
    pub fn take_events(&mut self) -> Vec<Event> {
        let mut events = self.direction.take_events();
        for event in &events {
            if let Event::UtteranceChanged(utterance) = event
                && utterance.state.is_final()
            {
                self.recordings.forget(&utterance.utterance_id);
            }
        }
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

    /// Whether nothing is being said and nothing waits.
    pub fn is_idle(&self) -> bool {
        self.act.is_none() && self.direction.is_idle()
    }

    fn notice(&mut self, severity: &str, message: String) {
        self.events.push(Event::Notice(Notice { severity: severity.into(), message }));
    }

    /// Moves the act as far as this frame goes.
    fn go_on(&mut self, samples: &Range<u64>) {
        self.watch_microphone(samples.start);
        let mut begun = 0;
        while begun < MOST_BEGUN && !self.paused && !self.is_spoken() {
            if self.act.is_none() {
                begun += 1;
                let Some(on_air) = self.recordings.come().or_else(|| self.next()) else { return };
                self.begin(on_air, samples.start);
            }
            self.grow();
            self.hand_in();
            self.fire_cues(samples);
            let goes_on = self.advance(samples);
            self.report_said();
            if !goes_on {
                return;
            }
        }
    }

    /// What goes on air next, unless something is on air that waits for its recording.
    fn next(&mut self) -> Option<OnAir> {
        if self.recordings.is_awaited() { None } else { self.direction.next() }
    }

    /// Hands the next sentences to the voice.
    fn hand_in(&mut self) {
        if self.waits_for_voice() {
            return;
        }
        if self.act.as_ref().is_some_and(|act| act.lines_open() < AHEAD && act.has_unsaid()) {
            self.yield_voice();
        }
        let Some(act) = &mut self.act else { return };
        while act.lines_open() < AHEAD {
            let Some(sentence) = act.next_unsaid() else { return };
            self.last_number += 1;
            if let Some(recording) = sentence.recording.clone() {
                act.push_line(Line::recorded(self.last_number, sentence, &recording));
                continue;
            }
            // One seed for all: a sentence that was made before sounds as it did.
            let mut request = act::sentence_request(&sentence, self.seed);
            request.voice.get_or_insert_with(|| self.voice_name.clone());
            if let Err(error) = self.voice.worker.submit(self.last_number, request) {
                act.put_back(sentence);
                return self.voice_refused(error);
            }
            act.push_line(Line::new(self.last_number, sentence));
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
            self.report_said();
            if let Some(act) = self.act.take() {
                self.take_card(&act, samples.start);
                self.end(act);
            }
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
            let ready = line.complete || (!self.waits && line.buffered() >= line.cushion(self.voice_speed));
            if ready {
                return line.timeline.is_some();
            }
            if !self.waits {
                return false;
            }
            if !self.hear_voice(Some(VOICE_PATIENCE)) {
                let text = "the voice gave nothing for a minute".to_owned();
                if let Some(act) = self.act.take() {
                    self.direction.report(|control, now| control.failed(&act.utterance_id, &text, now));
                }
                self.notice("critical", text);
                return false;
            }
        }
    }

    fn start_line(&mut self, samples: &Range<u64>) {
        let Some(act) = &mut self.act else { return };
        let start = act.cursor.max(samples.start);
        let more = act.lines_open() > 1 || act.has_unsaid();
        let next = act.person_after();
        let next = next.or_else(|| self.next_speaker());
        let Some(act) = &mut self.act else { return };
        let act_id = act.utterance_id.clone();
        let Some(heard_as) = act.first_line().map(|l| l.heard_as) else { return };
        // The mixer reads a little ahead, so it may begin a millisecond later than it was asked.
        let level = act
            .first_line()
            .and_then(|l| l.speaker.as_ref())
            .map(|s| VoiceLevel { voice: s.voice.as_str().into(), lufs: s.loudness });
        let start = self.mixer.begin_as(heard_as, start, level.unwrap_or_default());
        let Some((line, index)) = act.start_first(start) else { return };
        let Some(timeline) = line.timeline.clone() else { return };
        let timeline = if line.from > 0 { Arc::new(timeline.since(line.from)) } else { timeline };
        self.mixer.append(heard_as, &line.sound[(line.from as usize).min(line.sound.len())..]);
        if line.complete {
            self.mixer.finish(heard_as);
        }
        let sounds = line.sounds_so_far();
        let person = line.plan.style.person;
        let second = f64::from(protocol::SAMPLE_RATE);
        self.events.push(Event::SentenceStarted(SentenceStarted {
            utterance_id: act_id.clone(),
            sentence: index,
            text: line.plan.text.clone(),
            media_seconds: start as f64 / second,
            duration_seconds: timeline.samples as f64 / second,
            words: words(&line.plan.text, &timeline),
            voice: line.speaker.as_ref().map_or_else(String::new, |s| s.voice.clone()),
            speaker: self.people().get(person).and_then(|p| p.names.first()).cloned().unwrap_or_default(),
        }));
        self.told.push(Told::Started(SpeechStarted {
            person,
            sentence: heard_as,
            timeline,
            start_sample: start,
            more,
            next: next.filter(|next| *next != person),
        }));
        self.last_person = person;
        self.speaks(person);
        self.told.push(Told::Sounds(sounds));
        self.direction.report(|control, now| control.speaking(&act_id, now));
        if let Some(asked) = self.asked.take() {
            // The first sample leaves with this frame or the next few, after the breath before it.
            let millis = asked.elapsed().as_millis() as u64 + (start.saturating_sub(samples.start)) / 48;
            tracing::info!(millis, "from being asked to the first sound");
        }
    }
}

/// A timeline shared by the mixer's side and the face.
pub(crate) type SharedTimeline = Arc<Timeline>;

#[cfg(test)]
mod tests;
