//! Dominance: how strongly each phone pulls a channel, and what comes of all the pulls.
//!
//! After Cohen and Massaro; time constants are the starting values of the reference page.

use super::segment::{Segment, millis, smooth};
use super::{REACH, REST};
use crate::articulation::{Class, Target};

/// The middle of a phone, from this share of it on each side, is fully its own.
const INSET: f32 = 0.25;
/// ... but no more than this, so that a long phone is not late.
const INSET_MAX_MS: f32 = 30.0;
/// Influence fades to nothing over the last part of the reach.
const FADE_MS: f32 = 100.0;

/// A pause pulls towards rest for itself only: its neighbours are said in full.
const PAUSE_TAU_MS: f32 = 45.0;

/// A channel's pulls so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pull: f32,
    pulled: f32,
}

impl Sum {
    fn add(&mut self, target: Target, decay: f32) {
        let dominance = target.strength * decay;
        self.pull += dominance;
        self.pulled += dominance * target.value;
    }

    /// The channel's value, at rest where nothing pulls.
    pub fn value(self) -> f32 {
        self.pulled / (self.pull + REST)
    }
}

/// The four channels that neighbours share.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub jaw: Sum,
    pub round: Sum,
    pub spread: Sum,
    pub tongue: Sum,
}

impl Sums {
    /// Adds what `segment` asks for at sample `at`.
    pub fn add(&mut self, segment: &Segment, at: i64) {
        let of = &segment.articulation;
        let inset = (INSET * segment.millis()).min(INSET_MAX_MS);
        // Distance to the phone's own middle, in ms, and whether that is still to come.
        let before = millis(segment.start - at) + inset;
        let after = millis(at - segment.end) + inset;
        let coming = before > 0.0;
        let distance = before.max(after).max(0.0);
        let near = 1.0 - smooth((distance - (millis(REACH) - FADE_MS)) / FADE_MS);
        if near <= 0.0 {
            return;
        }
        let pause = of.class == Class::Pause;
        let decay = |onset: f32, offset: f32| {
            let tau = match () {
                () if pause => PAUSE_TAU_MS,
                () if coming => onset,
                () => offset,
            };
            let x = distance / tau;
            (-x.powf(1.4)).exp() * near
        };
        let jaw = match of.class {
            // Shorter than in the literature: the averaging of `Track` adds its own 60 ms on both sides.
            Class::Vowel => decay(70.0, 62.0),
            _ => decay(45.0, 40.0),
        };
        self.jaw.add(of.jaw, jaw);
        // Lips come forward early and stay late for a round vowel; everything else lets go of them sooner.
        let round = match of.class {
            Class::Vowel if of.round.value > 0.3 => decay(150.0, 120.0),
            Class::Vowel => decay(60.0, 60.0),
            _ => decay(100.0, 80.0),
        };
        self.round.add(of.round, round);
        self.spread.add(of.spread, decay(90.0, 80.0));
        self.tongue.add(of.tongue, decay(40.0, 40.0));
    }
}
