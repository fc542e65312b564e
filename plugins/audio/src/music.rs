//! The bus of music: a bed that goes round, its fades and cross-fades. Turning it down under speech is the
//! ducker's; decoding is the track's thread's.

mod track;

pub use track::{MEASURED_SECONDS, Track};

use crate::{CHANNELS, duck::Ducker, loudness::TARGET_LUFS, strip::decibels};
use std::ops::Range;

/// Samples of a fade in, a fade out and a cross-fade: 1.5 s.
pub const MUSIC_FADE: u64 = 72_000;
/// Samples in which a new level is reached: 0.5 s.
const LEVEL_TRAVEL: f32 = 24_000.0;
/// The most that a quiet file is raised, in dB.
const MOST_RAISED_DB: f32 = 20.0;

/// What became of music in a block.
#[derive(Debug, Clone, PartialEq)]
pub enum MusicEvent {
    /// Its first sample is heard.
    Started {
        /// The file.
        file: String,
        /// Media time of its first sample.
        start_sample: u64,
        /// Its loudness in LUFS as it is on disk, for [`Track::open`] the next time.
        lufs: f32,
    },
    /// Part of it cannot be decoded and is left out; told once.
    Damaged {
        /// The file.
        file: String,
        /// What the decoder says.
        reason: String,
    },
    /// The decoder was late; there is silence until it has caught up.
    Late {
        /// The file.
        file: String,
    },
    /// It ended although it should go on, or never began.
    Failed {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
}

struct Playing {
    track: Track,
    /// Factor from normalisation and level, now and to be.
    level: f32,
    target: f32,
    step: f32,
    fades_in_from: u64,
    fades_out_from: Option<u64>,
}

/// The bus.
#[derive(Default)]
pub(crate) struct Music {
    playing: Vec<Playing>,
    /// What is to begin, from when and how far under the voice.
    next: Option<(u64, Track, f32)>,
    ducker: Ducker,
    /// Off-line it waits for the decoder.
    pub(crate) waits: bool,
    block: Vec<f32>,
}

impl Music {
    pub(crate) fn play(&mut self, start: u64, track: Track, level_db: f32) {
        self.next =
            Some((start, track, if level_db.is_finite() { level_db.clamp(-80.0, 12.0) } else { -80.0 }));
    }

    pub(crate) fn stop(&mut self, at: u64) {
        self.next = None;
        for playing in &mut self.playing {
            playing.fades_out_from.get_or_insert(at);
        }
    }

    pub(crate) fn set_level(&mut self, level_db: f32) {
        let level_db = if level_db.is_finite() { level_db.clamp(-80.0, 12.0) } else { return };
        if let Some(next) = &mut self.next {
            next.2 = level_db;
        }
        for playing in self.playing.iter_mut().filter(|p| p.fades_out_from.is_none()) {
            playing.target = playing.track.factor(level_db);
            playing.step = (playing.target - playing.level).abs() / LEVEL_TRAVEL;
        }
    }

    /// The file that is heard, or about to be.
    pub(crate) fn file(&self) -> Option<&str> {
        let next = self.next.as_ref().map(|(_, track, _)| track.file());
        next.or_else(|| {
            self.playing.iter().rev().find(|p| p.fades_out_from.is_none()).map(|p| p.track.file())
        })
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.playing.is_empty() && self.next.is_none()
    }

    /// What the ducker takes off, in dB, 0 or less.
    pub(crate) fn ducked_db(&self) -> f32 {
        self.ducker.db()
    }

    /// Enters a cell of the ducker.
    pub(crate) fn duck(&mut self, cells: &[(u64, bool)], block: &Range<u64>, out: &mut [f32]) {
        let mut cells = cells.iter().peekable();
        let mut at = block.start;
        let mut rest = out;
        while at < block.end {
            if let Some((start, speech)) = cells.next_if(|(start, _)| *start <= at) {
                self.ducker.enter(*start, *speech);
            }
            let end = ((at / crate::duck::CELL + 1) * crate::duck::CELL).min(block.end);
            let (now, later) = rest.split_at_mut((end - at) as usize * CHANNELS);
            let (from, to) = self.ducker.gains();
            if from != 1.0 || to != 1.0 {
                let slope = (to - from) / crate::duck::CELL as f32;
                let first = (at % crate::duck::CELL) as f32;
                for (i, frame) in now.chunks_exact_mut(CHANNELS).enumerate() {
                    let gain = from + slope * (first + i as f32);
                    frame.iter_mut().for_each(|sample| *sample *= gain);
                }
            }
            (at, rest) = (end, later);
        }
    }

    /// Adds the music of `samples` to `out` (interleaved stereo).
    pub(crate) fn add(&mut self, samples: &Range<u64>, out: &mut [f32], events: &mut Vec<MusicEvent>) {
        self.begin_next(samples, events);
        for playing in &mut self.playing {
            playing.add(samples, out, &mut self.block, self.waits, events);
        }
        self.playing.retain(|p| {
            let faded = p.fades_out_from.is_some_and(|at| samples.end >= at + MUSIC_FADE);
            !faded && !p.track.is_over()
        });
    }

    fn begin_next(&mut self, samples: &Range<u64>, events: &mut Vec<MusicEvent>) {
        let Some((start, mut track, level_db)) = self.next.take_if(|(start, ..)| *start < samples.end) else {
            return;
        };
        let ready = track.is_ready(self.waits, events);
        if track.is_over() {
            // What plays goes on: a bed that is there is better than none.
            return;
        }
        if !ready {
            self.next = Some((start, track, level_db));
            return;
        }
        let start = start.max(samples.start);
        let level = track.factor(level_db);
        for playing in &mut self.playing {
            playing.fades_out_from.get_or_insert(start);
        }
        events.push(MusicEvent::Started {
            file: track.file().to_owned(),
            start_sample: start,
            lufs: track.lufs().unwrap_or(TARGET_LUFS),
        });
        self.playing.push(Playing {
            track,
            level,
            target: level,
            step: 0.0,
            fades_in_from: start,
            fades_out_from: None,
        });
    }
}

impl Playing {
    fn add(
        &mut self,
        samples: &Range<u64>,
        out: &mut [f32],
        block: &mut Vec<f32>,
        waits: bool,
        events: &mut Vec<MusicEvent>,
    ) {
        let from = samples.start.max(self.fades_in_from);
        if from >= samples.end {
            return;
        }
        block.clear();
        block.resize((samples.end - from) as usize * CHANNELS, 0.0);
        self.track.read(block, waits, events);
        let out = &mut out[(from - samples.start) as usize * CHANNELS..];
        let steady = from >= self.fades_in_from + MUSIC_FADE && self.fades_out_from.is_none();
        let frames = out.chunks_exact_mut(CHANNELS).zip(block.chunks_exact(CHANNELS));
        for (at, (out, frame)) in (from..).zip(frames) {
            let mut gain = self.level;
            if !steady {
                gain *= fade(at, self.fades_in_from);
                if let Some(fades_out_from) = self.fades_out_from {
                    // Equal power: music that crosses over keeps its loudness.
                    gain *= fade(fades_out_from + MUSIC_FADE, at);
                }
            }
            let way = self.target - self.level;
            self.level =
                if way.abs() <= self.step { self.target } else { self.level + self.step.copysign(way) };
            out[0] += frame[0] * gain;
            out[1] += frame[1] * gain;
        }
    }
}

/// Rises from 0 to 1 within [`MUSIC_FADE`] from `from` on.
fn fade(at: u64, from: u64) -> f32 {
    let x = at.saturating_sub(from).min(MUSIC_FADE) as f32 / MUSIC_FADE as f32;
    (x * std::f32::consts::FRAC_PI_2).sin()
}

impl Track {
    /// Factor that puts the track `level_db` from the voice.
    fn factor(&self, level_db: f32) -> f32 {
        let normal = self.lufs().map_or(0.0, |lufs| (TARGET_LUFS - lufs).min(MOST_RAISED_DB));
        if level_db <= -80.0 { 0.0 } else { decibels(normal + level_db) }
    }
}
