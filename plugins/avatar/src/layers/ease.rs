//! Curves in time.

use super::RATE;

/// 0 to 1 as `x` goes from 0 to 1, level at both ends.
pub(super) fn smooth(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// 0 to 1 as `x` goes from 0 to 1, with level speed and acceleration at both ends: the way of limbs and eyes.
pub(super) fn minimum_jerk(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * x * (x * (6.0 * x - 15.0) + 10.0)
}

/// Milliseconds from `from` to `to`.
#[expect(clippy::cast_precision_loss, reason = "callers compare moments within minutes")]
pub(super) fn millis(from: i64, to: i64) -> f32 {
    (to - from) as f32 * 1000.0 / RATE as f32
}

/// A hump: 0 before `elapsed` 0, up in `rise` ms, held for `hold`, back down in `fall`.
pub(super) fn hump(elapsed: f32, rise: f32, hold: f32, fall: f32) -> f32 {
    if elapsed < rise + hold { smooth(elapsed / rise) } else { 1.0 - smooth((elapsed - rise - hold) / fall) }
}
