//! Breath: slow, never quite even; drawn before speech and in its pauses.

use super::chance::{Stream, noise};
use super::ease::{millis, smooth};
use super::{FacePose, LayerContext, seconds};
use viseme::Arkit::JawOpen;

/// Breaths a second at rest.
const RATE_HZ: f64 = 0.25;
/// Share of a breath that is drawing in.
const INHALE: f32 = 0.42;

/// Fills the chest and lifts the shoulders.
pub(super) fn apply(context: &LayerContext, talk: f32, pose: &mut FacePose) {
    let time = seconds(context.sample);
    // The phase wanders by up to a third of a breath, over breaths: no two are alike.
    let wander = f64::from(noise(context.seed, Stream::Breath, time, 0.11)) * 0.33;
    #[expect(clippy::cast_possible_truncation, reason = "a phase")]
    let phase = (time * RATE_HZ + wander).rem_euclid(1.0) as f32;
    let tide =
        if phase < INHALE { smooth(phase / INHALE) } else { 1.0 - smooth((phase - INHALE) / (1.0 - INHALE)) };
    let depth = 0.62 + 0.12 * noise(context.seed, Stream::Breath, time + 500.0, 0.19);
    let quiet = tide * depth * (1.0 - 0.55 * talk);

    let drawn = context
        .spans
        .iter()
        .flat_map(|s| s.breaths.iter().filter(|&&b| b <= s.end()))
        .map(|&b| {
            let elapsed = millis(b, context.sample);
            if elapsed < 0.0 { smooth(1.0 + elapsed / 550.0) } else { 1.0 - smooth(elapsed / 2600.0) }
        })
        .fold(0.0, f32::max);
    // Lips part a little for the breath before speech; the first sound takes over from there.
    let parting = context
        .spans
        .iter()
        .filter_map(|s| s.breaths.first())
        .map(|&b| millis(context.sample, b))
        .filter(|ahead| *ahead > -120.0)
        .map(|ahead| smooth(1.0 - ahead / 420.0) * smooth((ahead + 120.0) / 120.0))
        .fold(0.0, f32::max);
    pose.weights[JawOpen] += 0.045 * parting;
    pose.breath = (quiet + 0.5 * drawn * (1.0 - quiet)).clamp(0.0, 1.0);
    pose.shoulder = (0.55 * pose.breath + 0.25 * drawn).clamp(0.0, 1.0);
    // The chest leans back by a trace as it fills.
    pose.chest.pitch -= 0.5 * pose.breath;
}
