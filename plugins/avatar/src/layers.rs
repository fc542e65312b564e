//! What a face and a body do at one moment: layers of behaviour as pure functions of media time.
//!
//! Owns the order of the layers and the pose that comes out. [`evaluate`] may be asked for any moment alone, in any
//! order, and gives the same answer: nothing here remembers a frame. Chance comes from hashes of the seed and the
//! time. It knows neither Bevy nor a rig; bones and meshes are moved by those who call it.
//!
//! Order: at rest, idle, emotion, speech, closure, head and gestures, lids and limits.

mod blink;
mod breath;
mod brow;
mod chance;
mod company;
mod ease;
mod emotion;
mod gaze;
pub mod gesture;
mod head;
mod marks;
mod posture;
mod rest;
mod speech;
#[cfg(test)]
mod tests;
mod voice;

pub use emotion::EmotionSpan;
pub use gaze::{Lens, Look};
pub use gesture::{ArmPose, Gesture, GestureSpan, Side};
pub use marks::CHAT;
pub use protocol::media::Attention;
pub use speech::SpeechSpan;

use viseme::{Channels, Style, Weights};

/// Samples in a second of media time.
const RATE: i64 = 48_000;

/// A rotation in degrees, in the character's own space (Y up, face towards +Z, its left is +X).
///
/// Apply yaw about +Y, then pitch about +X, then roll about +Z: positive yaw turns to the character's left, positive
/// pitch bows, positive roll tilts the crown to the character's right.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EulerDegrees {
    /// About +Y.
    pub yaw: f32,
    /// About +X.
    pub pitch: f32,
    /// About +Z.
    pub roll: f32,
}

/// A direction in degrees: positive yaw to the character's left, positive pitch down.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Direction {
    /// To the left.
    pub yaw: f32,
    /// Down.
    pub pitch: f32,
}

/// What the layers want of a character.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FacePose {
    /// ARKit weights, 0..1. The `eyeLook*` weights move the lids along with `gaze`; on a rig whose eyeballs follow
    /// them too, leave the eye bones alone.
    pub weights: Weights,
    /// What speech asks of the mouth, for rigs that have other shapes than ARKit's. Contacts are in it.
    pub mouth: Channels,
    /// The same emotions in VRM's words, 0..1: happy, angry, sad, relaxed, surprised. For rigs whose faces have
    /// these and no shapes of ARKit's.
    pub feelings: [f32; 5],
    /// The head against the neck.
    pub head: EulerDegrees,
    /// The neck against the chest.
    pub neck: EulerDegrees,
    /// The chest against the hips: posture and sway.
    pub chest: EulerDegrees,
    /// Both eyes against the head.
    pub gaze: Direction,
    /// Filling of the chest, 0 (out) to 1 (in).
    pub breath: f32,
    /// How far the shoulders are lifted, 0..1; 1 is about 8 mm.
    pub shoulder: f32,
    /// The left arm and the right.
    pub arms: [ArmPose; 2],
    /// How far the shoulders are shrugged, 0..1; 1 is about 3 cm.
    pub shrug: f32,
}

/// What a person attends to now, and what before: a change is not a jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attending {
    /// Since `since`.
    pub now: Attention,
    /// Until `since`.
    pub before: Attention,
    /// Media time of the change.
    pub since: i64,
}

impl Attending {
    /// From `sample` on to something else.
    pub fn turned(self, now: Attention, sample: i64) -> Self {
        Self { now, before: self.at(sample), since: sample }
    }

    fn at(&self, sample: i64) -> Attention {
        if sample >= self.since { self.now } else { self.before }
    }
}

/// Somebody else on stage.
#[derive(Debug, Clone, Copy)]
pub struct Other<'a> {
    /// Place among the people on stage.
    pub index: usize,
    /// Where their eyes are, against the character's own straight ahead.
    pub at: Direction,
    /// Their speech, as in [`LayerContext::spans`].
    pub spans: &'a [SpeechSpan],
    /// Their emotions, as in [`LayerContext::emotions`].
    pub emotions: &'a [EmotionSpan],
}

/// Everything that a moment depends on.
#[derive(Debug, Clone, Copy)]
pub struct LayerContext<'a> {
    /// Media time of the moment, in samples.
    pub sample: i64,
    /// Seed of all that happens by chance.
    pub seed: u64,
    /// Speech in order of time, without overlap: what was said in the last ten seconds, and all that is known to
    /// come.
    pub spans: &'a [SpeechSpan],
    /// Emotions that are on, or were in the last two seconds.
    pub emotions: &'a [EmotionSpan],
    /// Gestures that were asked for and have not long passed.
    pub gestures: &'a [GestureSpan],
    /// Where the camera is.
    pub lens: Lens,
    /// A look somewhere else than the lens.
    pub look: Option<Look>,
    /// What the host attends to while nobody speaks.
    pub attention: Attending,
    /// Who else is on stage.
    pub others: &'a [Other<'a>],
    /// How the host speaks.
    pub style: Style,
}

impl LayerContext<'_> {
    /// Nothing but time: a host at rest.
    pub fn idle(sample: i64, seed: u64) -> Self {
        Self {
            sample,
            seed,
            spans: &[],
            emotions: &[],
            gestures: &[],
            lens: Lens::default(),
            look: None,
            attention: Attending::default(),
            others: &[],
            style: Style::default(),
        }
    }

    /// The speech that sounds at `sample`.
    fn span_at(&self, sample: i64) -> Option<&SpeechSpan> {
        self.spans.iter().find(|s| (s.start..s.end()).contains(&sample))
    }

    /// How much of the host is speaking: 1 in speech, pauses in it included; 0 well before and after.
    fn talk(&self) -> f32 {
        self.spans.iter().map(|s| s.talk(self.sample)).fold(0.0, f32::max)
    }
}

/// The pose at the context's moment.
pub fn evaluate(context: &LayerContext) -> FacePose {
    let mut pose = FacePose::default();
    let talk = context.talk();
    let (channels, speech) = speech::mouth(context);
    let voice = voice::at(context);

    rest::apply(context, talk, &mut pose);
    breath::apply(context, talk, &mut pose);
    posture::apply(context, &mut pose);
    emotion::apply(context, talk.max(speech), &mut pose);
    pose.feelings = emotion::feelings(context, talk.max(speech));
    pose.mouth = styled(&channels, context.style);
    brow::apply(context, &voice, &mut pose);
    viseme::project::arkit(&mut pose.weights, &channels, context.style);
    emotion::limit_mouth(talk.max(speech), &mut pose.weights);
    // The last that moves the mouth.
    viseme::close(&mut pose.weights, &channels);

    let gaze = gaze::eyes(context, talk);
    head::apply(context, talk, &gaze, &voice, &mut pose);
    company::apply(context, talk, &mut pose);
    gesture::apply(context, &mut pose);
    gaze::apply(context, &gaze, &mut pose);
    blink::apply(context, &mut pose);
    pose.weights.clamp();
    pose
}

/// Channels as `style` speaks them; contacts stay.
fn styled(channels: &Channels, style: Style) -> Channels {
    let lip = |value: f32| (value * style.lip.clamp(0.0, 1.6)).min(1.0);
    Channels {
        jaw: (channels.jaw * style.jaw.clamp(0.0, 1.6)).min(1.0),
        round: lip(channels.round),
        spread: lip(channels.spread),
        ..*channels
    }
}

/// Samples as seconds.
#[expect(clippy::cast_precision_loss, reason = "2^53 samples are 5949 years")]
fn seconds(samples: i64) -> f64 {
    samples as f64 / RATE as f64
}
