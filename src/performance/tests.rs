//! A performance with a voice that needs no network: what is heard when, and what is not heard any more.

use super::*;
use protocol::{
    FrameRate, SAMPLE_RATE,
    cue::{Cue, Emotion, EmotionKind},
    event::UtteranceState,
    media::{Attention, CueFired},
    timeline::{PhoneSpan, SentenceSpan, WordSpan},
};
use show::{Offer, Recording, Rules, SentencePlan, Speaker, Step, Style, Who};
use speech::{Cancel, SentenceRequest, SpeechPart, SynthesisError, Synthesizer, WorkerSettings};
use std::sync::Mutex;

mod attention;
mod cuts;
mod microphone;
mod rest;
mod show_control;
mod trouble;

/// Samples of a word of the test's voice: a fifth of a second.
const WORD: u64 = 9_600;

/// Says each word as a tone of its own level: word `n` of all that was asked has level `.02·n`; `panic` panics.
#[derive(Clone, Default)]
struct Tones {
    asked: Arc<Mutex<Vec<String>>>,
    /// Breaks off after so many words of a text with `break` in it.
    words_before_break: usize,
}

impl Synthesizer for Tones {
    fn name(&self) -> &str {
        "tones"
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let text = sentence.said();
        assert!(!text.contains("panic"), "over a word");
        let breaks = text.contains("break") && self.asked.lock().unwrap().is_empty();
        self.asked.lock().unwrap().push(text.clone());
        let words: Vec<&str> = text.split_whitespace().collect();
        let samples = WORD * words.len() as u64;
        let span = |i: usize| (WORD * i as u64, WORD * (i as u64 + 1));
        let timeline = Timeline {
            words: words
                .iter()
                .enumerate()
                .map(|(i, w)| WordSpan { word: (*w).into(), start: span(i).0, end: span(i).1 })
                .collect(),
            phones: vec![PhoneSpan { phone: "a".into(), start: 0, end: samples, stress: 0 }],
            sentences: vec![SentenceSpan { text: text.clone(), start: 0, end: samples }],
            ..Timeline::silence(samples)
        };
        sink(SpeechPart::Timeline(timeline));
        for (i, word) in words.iter().enumerate() {
            cancel.check()?;
            if breaks && i == self.words_before_break {
                return Err(SynthesisError::Unavailable { engine: "test", message: "cut off".into() });
            }
            // Numbers say their own level.
            let level = word.trim_matches(|c: char| !c.is_numeric()).parse::<f32>().unwrap_or(1.0) * 0.02;
            let tone = |n: u64| level * (n as f32 * 0.05).sin();
            sink(SpeechPart::Audio((0..WORD).map(tone).collect()));
        }
        if breaks && self.words_before_break == words.len() {
            return Err(SynthesisError::Unavailable { engine: "test", message: "cut off".into() });
        }
        Ok(())
    }
}

fn ann() -> Who {
    Who::operator("ann")
}

struct Stage {
    performance: Performance,
    rate: FrameRate,
    frame: u64,
    heard: Vec<f32>,
    told: Vec<Told>,
    events: Vec<Event>,
}

fn stage(tones: Tones) -> Stage {
    let load = move || Ok::<_, std::io::Error>(tones);
    let (worker, events) = SpeechWorker::start(WorkerSettings::default(), load).unwrap();
    let voice = Voice { worker, events, name: "tones".into() };
    let performance =
        Performance::new(Direction::in_memory(Rules::default(), 0), voice, Sounds::new(None, true), 1, true);
    Stage {
        performance,
        rate: FrameRate::default(),
        frame: 0,
        heard: Vec::new(),
        told: Vec::new(),
        events: Vec::new(),
    }
}

impl Stage {
    fn say(&mut self, text: &str) -> String {
        let offer = Offer::of_operator("ann", text);
        self.performance.direction.change(|control, now| control.offer(offer, &ann(), now)).unwrap()
    }

    fn now(&self) -> u64 {
        self.rate.first_sample(self.frame)
    }

    /// Makes frames for so many milliseconds.
    fn run(&mut self, millis: u64) {
        let end = self.now() + millis * 48;
        while self.now() < end {
            let samples = self.now()..self.rate.first_sample(self.frame + 1);
            let mut sound = Vec::new();
            self.performance.frame(samples, &mut sound);
            self.heard.extend(sound.chunks_exact(2).map(|pair| pair[0]));
            self.told.extend(self.performance.take_told());
            self.events.extend(self.performance.take_events());
            self.frame += 1;
        }
    }

    /// Root of the mean square of what was heard in a stretch of media time.
    fn level(&self, samples: Range<u64>) -> f32 {
        let heard = &self.heard[samples.start as usize..samples.end as usize];
        (heard.iter().map(|s| s * s).sum::<f32>() / heard.len() as f32).sqrt()
    }

    fn states(&self, id: &str) -> Vec<UtteranceState> {
        let changed = |e: &Event| match e {
            Event::UtteranceChanged(u) if u.utterance_id == id => Some(u.state),
            _ => None,
        };
        self.events.iter().filter_map(changed).collect()
    }

    fn sentences(&self) -> Vec<(String, u64)> {
        let started = |e: &Event| match e {
            Event::SentenceStarted(s) => {
                let words: Vec<_> = s.words.iter().map(|(word, _)| word.as_str()).collect();
                Some((words.join(" "), (s.media_seconds * f64::from(SAMPLE_RATE)).round() as u64))
            }
            _ => None,
        };
        self.events.iter().filter_map(started).collect()
    }

    fn cuts(&self) -> usize {
        self.told.iter().filter(|t| matches!(t, Told::Cut(_))).count()
    }
}

/// Samples in 100 ms: within them a cut must be heard.
const SOON: u64 = 4_800;

#[test]
fn a_stop_is_silent_soon_and_says_nothing_more() {
    let mut stage = stage(Tones::default());
    let first = stage.say("5 5 5 5 5 5 5 5. 5 5 5 5.");
    let second = stage.say("5 5 5.");
    stage.run(900);
    assert!(stage.level(stage.now() - 4_800..stage.now()) > 0.01);
    let asked = stage.now();
    stage.performance.direction.change(|control, now| control.stop(false, &ann(), now)).unwrap();
    stage.run(3_000);
    assert!(stage.level(asked + SOON..stage.now()) < 1e-5);
    assert_eq!(stage.cuts(), 1);
    for id in [first, second] {
        assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Cancelled));
    }
}

#[test]
fn a_pause_goes_on_from_its_word() {
    let mut stage = stage(Tones::default());
    let id = stage.say("5 5 [camera close] 5 5 5 5.");
    stage.run(700);
    let (_, begun) = stage.sentences()[0];
    let asked = stage.now();
    let word = (asked - begun) / WORD;
    stage.performance.pause(asked);
    stage.performance.pause(asked);
    stage.run(2_000);
    assert!(stage.level(asked + SOON..stage.now()) < 1e-5);
    assert!(stage.performance.is_paused() && !stage.performance.is_idle());
    let resumed = stage.now();
    stage.performance.resume(resumed);
    stage.run(3_000);
    let (rest, again) = stage.sentences()[1].clone();
    assert_eq!(rest.split(' ').count() as u64, 6 - word);
    assert!(again >= resumed && again < resumed + 48 * 400);
    // All of the rest is heard, and then it is over.
    let end = again + (6 - word) * WORD;
    assert!(stage.level(end - 4_800..end - 480) > 0.01);
    assert!(stage.level(end + 4_800..end + 9_600) < 1e-4);
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Done));
    let camera = |t: &&Told| matches!(t, Told::Cue(fired) if fired.cue == Cue::Camera("close".into()));
    assert_eq!(stage.told.iter().filter(camera).count(), 1);
}

#[test]
fn a_sentence_is_skipped_and_the_next_follows() {
    let mut stage = stage(Tones::default());
    let id = stage.say("5 5 5 5 5 5 5 5 5 5 [camera close] 5. 7 7.");
    stage.run(800);
    let asked = stage.now();
    assert_eq!(stage.performance.skip_sentence(asked).as_deref(), Some("5 5 5 5 5 5 5 5 5 5 5."));
    stage.run(2_500);
    let (rest, begun) = stage.sentences()[1].clone();
    assert_eq!(rest, "7 7.");
    assert!(begun < asked + 48 * 500, "it follows at once");
    // Where the camera is holds, although its word was never said.
    assert!(
        stage.told.iter().any(|t| matches!(t, Told::Cue(fired) if fired.cue == Cue::Camera("close".into())))
    );
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Done));
    assert_eq!(stage.performance.skip_sentence(stage.now()), None);
}

#[test]
fn nothing_begins_in_a_pause_and_an_interruption_ends_it() {
    let mut stage = stage(Tones::default());
    stage.performance.pause(0);
    stage.say("5 5.");
    stage.run(1_000);
    assert!(stage.level(0..stage.now()) < 1e-5 && stage.sentences().is_empty());
    stage.performance.end_pause();
    stage.run(1_000);
    assert_eq!(stage.sentences().len(), 1);
}

#[test]
fn when_the_voice_breaks_off_the_rest_is_said_anew() {
    let tones = Tones { words_before_break: 3, ..Tones::default() };
    let asked = tones.asked.clone();
    let mut stage = stage(tones);
    let id = stage.say("5 5 5 break 5 5. And 6 6.");
    stage.run(6_000);
    let said: Vec<String> = stage.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(said[1..], ["break 5 5.", "And 6 6."]);
    assert!(asked.lock().unwrap().iter().any(|text| text == "break 5 5."));
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Done));
    assert!(stage.performance.take_failure().is_some());
}

/// A recording of so many seconds, as loud as the word 5, in which nobody knows a word.
fn recording(seconds: u64) -> Step {
    let samples = seconds * u64::from(SAMPLE_RATE);
    Step::Sentence(SentencePlan {
        number: 0,
        text: "as recorded".into(),
        pieces: Vec::new(),
        cues: Vec::new(),
        emphasis: Vec::new(),
        style: Style::default(),
        recording: Some(Arc::new(Recording {
            samples: (0..samples).map(|n| 0.1 * (n as f32 * 0.05).sin()).collect(),
            timeline: Arc::new(Timeline::silence(samples)),
            loudness: None,
        })),
        goes_on: false,
    })
}

#[test]
fn a_recording_is_said_paused_and_skipped_like_a_sentence() {
    let tones = Tones::default();
    let asked = tones.asked.clone();
    let mut stage = stage(tones);
    let steps = vec![recording(2), recording(5)];
    let offer = Offer { recorded: true, ..Offer::of_operator("ann", "as recorded") };
    let id = stage.performance.direction.change(|control, now| control.offer(offer, &ann(), now)).unwrap();
    stage.performance.keep_recording(id.clone(), steps);
    stage.run(1_000);
    let (_, begun) = stage.sentences()[0];
    assert!(stage.level(stage.now() - 4_800..stage.now()) > 0.01);
    // Paused, it goes on where it was.
    let paused = stage.now();
    stage.performance.pause(paused);
    stage.run(1_000);
    assert!(stage.level(paused + SOON..stage.now()) < 1e-5);
    let resumed = stage.now();
    stage.performance.resume(resumed);
    stage.run(2_500);
    let starts: Vec<u64> = stage.sentences().into_iter().map(|(_, start)| start).collect();
    let left = 2 * u64::from(SAMPLE_RATE) - (paused - begun);
    assert_eq!(starts.len(), 3, "begun, gone on, and the second piece");
    assert!((starts[2] - starts[1]).abs_diff(left) < SOON, "{starts:?} of {begun} and {paused}");
    // The second follows the first without a gap, and is skipped.
    assert!(stage.level(starts[2] - 480..starts[2] + 480) > 0.01);
    let asked_at = stage.now();
    assert_eq!(stage.performance.skip_sentence(asked_at).as_deref(), Some("as recorded"));
    stage.run(1_000);
    assert!(stage.level(asked_at + SOON..stage.now()) < 1e-5);
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Done));
    let spoke = |e: &Event| matches!(e, Event::SentenceStarted(s) if s.voice == "recording");
    assert_eq!(stage.events.iter().filter(|e| spoke(e)).count(), 3);
    assert!(asked.lock().unwrap().is_empty(), "no voice was asked");
}

#[test]
fn another_voice_speaks_from_the_next_sentence_on() {
    let mut stage = stage(Tones::default());
    stage.performance.set_voice("other");
    assert_eq!(stage.performance.voice_name(), "other");
    stage.run(40);
    assert!(stage.events.iter().any(|e| matches!(e, Event::VoiceChanged { voice } if voice == "other")));
}

fn two() -> Arc<[Speaker]> {
    let speaker = |name: &str, voice: Option<&str>| Speaker {
        names: vec![name.into()],
        voice: voice.map(str::to_owned),
    };
    [speaker("kai", None), speaker("emma", Some("eva"))].into()
}

#[test]
fn cues_and_sentences_go_to_whoever_speaks() {
    let mut stage = stage(Tones::default());
    stage.performance = stage.performance.with_style(Style { people: two(), ..Style::default() });
    let text = "[smile] 1 1. [speaker emma] 2 [sad] 2.\n[warm]\n\n3 3.";
    stage.say(text);
    stage.run(3_000);
    let started = |t: &Told| match t {
        Told::Started(s) => Some((s.person, s.next)),
        _ => None,
    };
    let started: Vec<_> = stage.told.iter().filter_map(started).collect();
    assert_eq!(started, [(0, Some(1)), (1, Some(0)), (0, None)]);
    let felt = |t: &Told| match t {
        Told::Cue(CueFired { cue: Cue::Emotion(Emotion { kind, .. }), person, .. }) => Some((*kind, *person)),
        _ => None,
    };
    let felt: Vec<_> = stage.told.iter().filter_map(felt).collect();
    // What stands alone on a line concerns whoever spoke last.
    assert_eq!(felt, [(EmotionKind::Smile, 0), (EmotionKind::Sad, 1), (EmotionKind::Warm, 1)]);
    let speakers: Vec<_> = stage
        .events
        .iter()
        .filter_map(|e| if let Event::SentenceStarted(s) = e { Some(s.speaker.as_str()) } else { None })
        .collect();
    assert_eq!(speakers, ["kai", "emma", "kai"]);
}
