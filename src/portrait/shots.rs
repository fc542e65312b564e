//! What is drawn of each character: a still face, gestures at their strokes, emotions, or a sentence moment by moment.

use super::PATIENCE;
use crate::{
    app::{Studio, Told},
    cli::PortraitArgs,
    render, say,
};
use anyhow::{Context, Result, ensure};
use protocol::{
    FrameRate, SAMPLE_RATE,
    cue::{Cue, EMOTIONS, Emotion, EmotionKind, GESTURES},
    media::{CueFired, SpeechSounds, SpeechStarted, Tone},
    text::nearest,
    timeline::Timeline,
};
use show::Style;
use std::sync::Arc;

/// From a gesture's cue to its stroke: 0.8 s, so that even the longest preparation is done.
const STROKE_FRAMES: u64 = 24;
/// From an emotion's cue to where it shows in full.
const FELT_FRAMES: u64 = 20;
/// From one part of a sheet to the next: the one before has passed.
const PART_FRAMES: u64 = 150;
/// Silence before a sentence.
const LEAD_MILLIS: u64 = 400;

/// What is drawn of each character.
pub(super) enum Shots {
    Still(Vec<(String, f32)>),
    Gestures(Vec<String>),
    Emotions(Vec<EmotionKind>),
    Film { timeline: Arc<Timeline>, tones: Arc<[Tone]>, every: u64 },
}

/// What was asked for.
///
/// # Errors
/// A gesture or an emotion that is not known; a sentence that cannot be said.
pub(super) fn of(args: &PortraitArgs) -> Result<Shots> {
    if let Some(text) = &args.say {
        let said = say::say(text, &args.voice, &[], &Style::default(), 1)?;
        let tones = audio::Prosody::default().push(&said.audio).into();
        return Ok(Shots::Film { timeline: Arc::new(said.timeline), tones, every: args.every });
    }
    if !args.emotion.is_empty() {
        let kind = |name: &String| known("emotion", name, EMOTIONS.map(|e| e.0)).map(|at| EMOTIONS[at].1);
        return Ok(Shots::Emotions(args.emotion.iter().map(kind).collect::<Result<_>>()?));
    }
    for name in &args.gesture {
        known("gesture", name, GESTURES)?;
    }
    Ok(match &args.gesture[..] {
        [] => Shots::Still(args.morph.clone()),
        names => Shots::Gestures(names.to_vec()),
    })
}

/// Where `name` stands among `names`.
fn known<const N: usize>(what: &str, name: &str, names: [&str; N]) -> Result<usize> {
    let near = nearest(name, names).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    let at = names.iter().position(|n| *n == name);
    ensure!(at.is_some(), "no {what} is called `{name}`{near}");
    Ok(at.unwrap_or_default())
}

impl Shots {
    /// Adds the pictures of the character on stage.
    pub(super) fn draw(
        &self,
        studio: &mut Studio,
        rate: FrameRate,
        pictures: &mut Vec<Vec<u8>>,
    ) -> Result<()> {
        match self {
            Self::Still(weights) => {
                studio.hold_still(weights);
                pictures.push(step(studio, 1, Vec::new())?);
            }
            Self::Gestures(names) => {
                let cues = names.iter().map(|name| Cue::Gesture(name.clone()));
                acted(studio, rate, cues, STROKE_FRAMES, pictures)?;
            }
            Self::Emotions(kinds) => {
                let felt = |kind: &EmotionKind| Emotion { kind: *kind, strength: 1.0, fades: true };
                let cues = kinds.iter().map(|kind| Cue::Emotion(felt(kind)));
                acted(studio, rate, cues, FELT_FRAMES, pictures)?;
            }
            Self::Film { timeline, tones, every } => {
                let started = SpeechStarted {
                    sentence: 1,
                    person: 0,
                    timeline: timeline.clone(),
                    start_sample: u64::from(SAMPLE_RATE) * LEAD_MILLIS / 1000,
                    more: false,
                    next: None,
                };
                let sounds = SpeechSounds { sentence: 1, tones: tones.clone() };
                step(studio, 1, vec![Told::Started(started), Told::Sounds(sounds)])?;
                let length = timeline.samples * 1000 / u64::from(SAMPLE_RATE);
                let moments = (LEAD_MILLIS..LEAD_MILLIS + length).step_by((*every).max(1) as usize);
                let mut last = 1;
                for frame in moments.map(|ms| (ms as f64 / 1000.0 * rate.per_second()).round() as u64) {
                    if frame > last {
                        pictures.push(step(studio, frame, Vec::new())?);
                        last = frame;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Draws what comes of each cue after so many frames.
fn acted(
    studio: &mut Studio,
    rate: FrameRate,
    cues: impl Iterator<Item = Cue>,
    after: u64,
    pictures: &mut Vec<Vec<u8>>,
) -> Result<()> {
    for (n, cue) in cues.enumerate() {
        let at = 1 + n as u64 * PART_FRAMES;
        let cue = CueFired { cue, person: 0, sample: rate.first_sample(at) };
        step(studio, at, vec![Told::Cue(cue)])?;
        pictures.push(step(studio, at + after, Vec::new())?);
    }
    Ok(())
}

/// Makes frame `index`: its red, green and blue.
fn step(studio: &mut Studio, index: u64, told: Vec<Told>) -> Result<Vec<u8>> {
    studio.step(index, told);
    loop {
        let captured = studio.wait(PATIENCE).context("no picture came back from the adapter")?;
        if captured.frame_index == index {
            return Ok(render::rgb(&captured));
        }
    }
}
