//! A sentence at the voice: what came of it, and how much must be there before it begins.

use super::sentence::emphasised;
use crate::performance::SharedTimeline;
use audio::Prosody;
use protocol::{clock::samples_in, cue::Cue, media::SpeechSounds, timeline::Timeline};
use show::{Recording, SentencePlan};
use speech::{JobId, Speaker};
use std::{sync::Arc, time::Instant};

/// Who speaks a recording, for operators.
const RECORDED: &str = "recording";

/// A sentence at the voice.
pub(in crate::performance) struct Line {
    pub(in crate::performance) job: JobId,
    /// Its name in the mixer and for the face; another one each time it is begun.
    pub(in crate::performance) heard_as: u64,
    pub(in crate::performance) plan: SentencePlan,
    pub(in crate::performance) timeline: Option<SharedTimeline>,
    /// All the sound that came so far.
    pub(in crate::performance) sound: Vec<f32>,
    /// Measures how it sounds, from its first sample that is heard.
    prosody: Prosody,
    /// Sample of the sentence that it begins with: 0, or a word before which it was paused.
    pub(in crate::performance) from: u64,
    /// Cues that are still to come, with their sample in the sentence, once it was begun.
    pub(in crate::performance) pending: Vec<(Cue, u64)>,
    /// Who speaks.
    pub(in crate::performance) speaker: Option<Speaker>,
    pub(in crate::performance) complete: bool,
    pub(in crate::performance) state: LineState,
    /// Samples that it had to wait for the voice while it was heard.
    pub(in crate::performance) late: u64,
    /// When its times were known; sound is made from then on.
    timed_at: Option<Instant>,
    /// Cue lines that follow it.
    pub(in crate::performance) then: Vec<Cue>,
    /// Whether the rest of its text comes in a line of its own.
    pub(in crate::performance) goes_on_later: bool,
}

/// Sound of a sentence that must be there before it begins on air, when the voice is quick.
const CUSHION_SECONDS: f64 = 0.2;
/// Safety on what the voice was measured to do.
const MARGIN: f64 = 0.75;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::performance) enum LineState {
    Waiting,
    Heard { start: u64 },
}

impl Line {
    pub(in crate::performance) fn new(job: JobId, plan: SentencePlan) -> Self {
        Self {
            job,
            heard_as: job,
            plan,
            timeline: None,
            sound: Vec::new(),
            prosody: Prosody::default(),
            from: 0,
            pending: Vec::new(),
            speaker: None,
            complete: false,
            state: LineState::Waiting,
            late: 0,
            timed_at: None,
            then: Vec::new(),
            goes_on_later: false,
        }
    }

    /// How `samples` sound, which are heard next.
    pub(in crate::performance) fn sounds(&mut self, samples: &[f32]) -> SpeechSounds {
        SpeechSounds { sentence: self.heard_as, tones: self.prosody.push(samples).into() }
    }

    /// How what there is of it sounds, from where it begins to be heard.
    pub(in crate::performance) fn sounds_so_far(&mut self) -> SpeechSounds {
        self.prosody = Prosody::default();
        let from = (self.from as usize).min(self.sound.len());
        let sound = std::mem::take(&mut self.sound);
        let sounds = self.sounds(&sound[from..]);
        self.sound = sound;
        sounds
    }

    /// A sentence that was recorded: all of it is there.
    pub(in crate::performance) fn recorded(job: JobId, plan: SentencePlan, recording: &Recording) -> Self {
        Self {
            timeline: Some(recording.timeline.clone()),
            sound: recording.samples.clone(),
            speaker: Some(Speaker { voice: RECORDED.into(), loudness: recording.loudness }),
            complete: true,
            ..Self::new(job, plan)
        }
    }

    /// Who speaks it is told as soon as that voice knows its times, which come with the first sound.
    pub(in crate::performance) fn spoken_by(&mut self, speaker: Speaker) {
        self.speaker = Some(speaker);
        self.timed_at = Some(Instant::now());
    }

    pub(in crate::performance) fn timed(&mut self, timeline: Timeline) {
        self.timeline = Some(Arc::new(emphasised(timeline, &self.plan)));
        self.timed_at.get_or_insert_with(Instant::now);
    }

    /// Seconds of sound that the voice made in a second, once enough is there to tell. A stopwatch, for when to
    /// begin only: what is shown and heard then follows media time.
    pub(in crate::performance) fn speed(&self) -> Option<f64> {
        let took = self.timed_at?.elapsed().as_secs_f64();
        let made = self.sound.len() as f64 / f64::from(protocol::SAMPLE_RATE);
        (made > 0.5 && took > 0.0).then(|| (made / took).min(20.0))
    }

    /// Samples that are there to be heard.
    pub(in crate::performance) fn buffered(&self) -> u64 {
        (self.sound.len() as u64).saturating_sub(self.from)
    }

    /// Samples that must be there so that a voice of `speed` is never caught up with.
    pub(in crate::performance) fn cushion(&self, speed: f64) -> u64 {
        let Some(timeline) = &self.timeline else { return u64::MAX };
        let late = (1.0 - speed * MARGIN).max(0.0);
        let rest = timeline.samples - self.from.min(timeline.samples);
        ((rest as f64 * late) as u64).max(samples_in(CUSHION_SECONDS)).min(rest)
    }
}
