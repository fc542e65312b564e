//! Head and neck: drift at rest, the beat of speech, nods, and following the eyes.

use super::chance::{Stream, noise, signed, unit};
use super::ease::{hump, millis, smooth};
use super::gaze::Gaze;
use super::speech::{Accent, Ending};
use super::voice::Voice;
use super::{Attention, EulerDegrees, FacePose, LayerContext, company, emotion, seconds};

/// The share of a turn that the upper joint takes; the neck takes the rest.
const HEAD_SHARE: f32 = 0.58;

/// Degrees by which a head bows as its voice goes from silent to loud within a syllable.
const BOW_DEGREES: f32 = 4.5;
/// Degrees by which it lifts for each semitone that the voice rises.
const RISE_DEGREES: f32 = 0.42;

/// Turns head and neck.
pub(super) fn apply(context: &LayerContext, talk: f32, gaze: &Gaze, voice: &Voice, pose: &mut FacePose) {
    let bearing = emotion::bearing(context);
    let mut turn = drift(context);
    turn.add(&swing(context), talk * bearing.liveliness * (1.0 - 0.45 * voice.heard + 0.9 * voice.effort));
    turn.add(&follow(voice), bearing.liveliness);
    for span in context.spans {
        let sounds = |sample: i64| sample < span.end();
        let nodded = |a: &Accent| span.endings.iter().any(|e| e.id == a.id);
        for accent in span.accents.iter().filter(|a| sounds(a.sample) && !nodded(a)) {
            turn.add(&beat(context, accent), bearing.liveliness);
        }
        for ending in span.endings.iter().filter(|e| sounds(e.sample)) {
            turn.add(&close(context, ending), 1.0);
        }
    }
    let listening = company::listening(context, talk);
    turn.add(&EulerDegrees { yaw: 0.0, pitch: 0.8, roll: 2.4 }, listening);
    let thinking = context.attention.level(Attention::Thinking, context.sample);
    turn.add(&EulerDegrees { yaw: 0.0, pitch: -1.5, roll: -1.5 }, thinking);
    turn.add(
        &EulerDegrees { yaw: gaze.head.yaw, pitch: gaze.head.pitch + bearing.pitch, roll: bearing.roll },
        1.0,
    );
    // What the trunk does, the neck takes back for the most part: heads are kept level, and faces to the lens.
    turn.add(&pose.chest, -0.9);
    pose.head.add(&turn, HEAD_SHARE);
    pose.neck.add(&turn, 1.0 - HEAD_SHARE);
}

impl EulerDegrees {
    /// Adds a share of another rotation; angles here are small enough to add.
    fn add(&mut self, other: &Self, share: f32) {
        self.yaw += share * other.yaw;
        self.pitch += share * other.pitch;
        self.roll += share * other.roll;
    }
}

/// The drift of a head that is held, not fixed.
fn drift(context: &LayerContext) -> EulerDegrees {
    let time = seconds(context.sample);
    let of = |stream: Stream, size: f32, knots: f64| {
        size * noise(context.seed, stream, time, knots)
            + 0.25 * size * noise(context.seed, stream, time + 1000.0, 0.37)
    };
    EulerDegrees {
        yaw: of(Stream::HeadYaw, 1.0, 0.93),
        pitch: of(Stream::HeadPitch, 0.6, 1.03),
        roll: of(Stream::HeadRoll, 0.6, 0.87),
    }
}

/// The livelier movement of a head that speaks, at 1-2 Hz.
fn swing(context: &LayerContext) -> EulerDegrees {
    let time = seconds(context.sample);
    EulerDegrees {
        yaw: 1.7 * noise(context.seed, Stream::SpeakYaw, time, 1.35),
        pitch: 0.8 * noise(context.seed, Stream::SpeakPitch, time, 1.75),
        roll: 0.9 * noise(context.seed, Stream::SpeakRoll, time, 1.25),
    }
}

/// A head goes with its voice: down as it swells, up as it rises.
fn follow(voice: &Voice) -> EulerDegrees {
    let pitch = BOW_DEGREES * voice.swell - RISE_DEGREES * voice.rise.clamp(-4.0, 4.0);
    EulerDegrees { pitch, ..EulerDegrees::default() }
}

/// The head's answer to an accent: a small bow, now and then a lift, with a turn and a tilt.
fn beat(context: &LayerContext, accent: &Accent) -> EulerDegrees {
    let up = hump(millis(accent.sample, context.sample) + 90.0, 180.0, 30.0, 320.0);
    if up <= 0.0 {
        return EulerDegrees::default();
    }
    let draw = |n: u64| signed(context.seed, Stream::Accent, accent.id, n);
    let lifts = unit(context.seed, Stream::Accent, accent.id, 9) < 0.22;
    let bow = (0.7 + 1.4 * accent.strength) * if lifts { -0.6 } else { 1.0 };
    EulerDegrees { yaw: 0.9 * draw(1) * up, pitch: bow * up, roll: 0.8 * draw(2) * up }
}

/// The end of a sentence: a nod for what is said, a lift and a tilt for what is asked.
fn close(context: &LayerContext, ending: &Ending) -> EulerDegrees {
    let elapsed = millis(ending.sample, context.sample) + 40.0;
    if ending.question {
        let up = hump(elapsed, 220.0, 350.0, 550.0);
        let side = signed(context.seed, Stream::Accent, ending.id, 5).signum();
        return EulerDegrees { yaw: 0.0, pitch: -2.0 * up, roll: 2.2 * side * up };
    }
    let size = 2.4 + 1.6 * unit(context.seed, Stream::Accent, ending.id, 6);
    EulerDegrees { pitch: size * hump(elapsed, 150.0, 30.0, 250.0), ..EulerDegrees::default() }
}

impl super::Attending {
    /// How much the host shows `kind` at `sample`: it comes and goes in 350 ms.
    pub(super) fn level(&self, kind: Attention, sample: i64) -> f32 {
        let way = smooth(millis(self.since, sample) / 350.0);
        let of = |attention: Attention| if attention == kind { 1.0 } else { 0.0 };
        of(self.before) * (1.0 - way) + of(self.now) * way
    }
}
