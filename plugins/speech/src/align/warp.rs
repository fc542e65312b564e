//! Dynamic time warping: which frame of one sound is which of the other, each as late as the other goes on.

use super::features::{Features, SIZE};
use std::ops::Range;

/// Frames, on each side of the straight line, that a path may go, and the share of the longer sound if more.
const BAND: usize = 60;
const BAND_SHARE: f32 = 0.2;
/// Cost of standing still in one sound for a frame, beside the distance; a frame is 1.4 away from its like.
const STILL: f32 = 0.35;
/// Weight of the slopes beside the values. Like [`STILL`] chosen on half of the sentences of the tests.
const SLOPES: f32 = 0.25;
/// What standing still costs in all while the other sound pauses: pauses of other lengths and places are
/// nothing unlike.
const STILL_IN_SILENCE: f32 = 0.3;
/// Distance of silence to sound.
const SILENCE_TO_SOUND: f32 = 3.0;

/// The frame of the sound for each frame of the model.
pub(super) struct Path {
    /// Frames of the model that were laid, from the first that is not silent to the last.
    pub model: Range<usize>,
    /// First frame of the sound, and the one after the last, for each of them. Never going back.
    pub spoken: Vec<(usize, usize)>,
}

/// The cheapest path; `None` where one of the two has next to nothing that sounds.
pub(super) fn path(model: &Features, spoken: &Features) -> Option<Path> {
    let (rows, columns) = (model.active(), spoken.active());
    let (n, m) = (rows.len(), columns.len());
    if n < 4 || m < 4 {
        return None;
    }
    let band = BAND.max((n.max(m) as f32 * BAND_SHARE) as usize);
    let line = |i: usize| i * m / n;
    let from = |i: usize| line(i).saturating_sub(band);
    let to = |i: usize| (line(i) + band + 1).min(m);
    let width = 2 * band + 2;
    let mut before = vec![f32::INFINITY; m + 1];
    let mut now = vec![f32::INFINITY; m + 1];
    // 0 both go on, 1 the sound stands still, 2 the model stands still.
    let mut moves = vec![0_u8; n * width];
    before[0] = 0.0;
    for i in 0..n {
        now.fill(f32::INFINITY);
        let row = rows.start + i;
        for j in from(i)..to(i) {
            let column = columns.start + j;
            let (quiet_model, quiet_spoken) = (model.silent[row], spoken.silent[column]);
            let distance = match (quiet_model, quiet_spoken) {
                (true, true) => 0.0,
                (false, false) => distance(&model.frames[row], &spoken.frames[column]),
                _ => SILENCE_TO_SOUND.min(0.5 + distance(&model.frames[row], &spoken.frames[column])),
            };
            let still =
                |quiet: bool| if quiet { STILL_IN_SILENCE.min(distance + STILL) } else { distance + STILL };
            let both = before[j] + distance;
            let sound_still = before[j + 1] + still(model.pause[row]);
            let model_still = now[j] + still(spoken.pause[column]);
            let (cost, step) = if both <= sound_still && both <= model_still {
                (both, 0)
            } else if sound_still <= model_still {
                (sound_still, 1)
            } else {
                (model_still, 2)
            };
            now[j + 1] = cost;
            moves[i * width + j - from(i)] = step;
        }
        std::mem::swap(&mut before, &mut now);
    }
    if !before[m].is_finite() {
        return None;
    }
    let mut laid = vec![(usize::MAX, 0); n];
    let (mut i, mut j) = (n - 1, m - 1);
    loop {
        let column = columns.start + j;
        laid[i] = (laid[i].0.min(column), laid[i].1.max(column + 1));
        match moves[i * width + j - from(i)] {
            0 if i == 0 || j == 0 => break,
            0 => (i, j) = (i - 1, j - 1),
            1 => i -= 1,
            _ => j -= 1,
        }
    }
    // Nothing is left over at the start, whichever way the path came in.
    for open in laid.iter_mut().take_while(|(first, _)| *first == usize::MAX) {
        *open = (columns.start, columns.start);
    }
    Some(Path { model: rows, spoken: laid })
}

/// Root of the weighted mean square.
fn distance(a: &[f32; SIZE], b: &[f32; SIZE]) -> f32 {
    let (mut values, mut slopes) = (0.0, 0.0);
    for k in 0..SIZE / 2 {
        values += (a[k] - b[k]).powi(2);
        slopes += (a[SIZE / 2 + k] - b[SIZE / 2 + k]).powi(2);
    }
    ((values + SLOPES * slopes) / ((1.0 + SLOPES) / 2.0 * SIZE as f32)).sqrt()
}
