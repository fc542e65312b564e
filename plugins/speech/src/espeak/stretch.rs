//! Lasts longer or shorter without another pitch: waveform-similarity overlap-add (Verhelst and Roelands,
//! 1993). For what lies outside of espeak-ng's own range of speed and pitch; it knows no speech.

/// Seconds of a window; two periods of a low voice.
const WINDOW: f32 = 0.03;
/// Seconds that a window may be moved to fit.
const SEARCH: f32 = 0.01;

/// `samples` lasting `factor` times as long, exactly `round(len · factor)` samples; sample *k* of the old is
/// heard near `k · factor`. `factor` is clamped to .25 to 4.
pub(super) fn stretch(samples: &[f32], rate: u32, factor: f64) -> Vec<f32> {
    let factor = factor.clamp(0.25, 4.0);
    let length = (samples.len() as f64 * factor).round() as usize;
    if (factor - 1.0).abs() < 1e-6 {
        return samples.to_vec();
    }
    let half = (WINDOW * rate as f32 / 2.0) as usize;
    let search = (SEARCH * rate as f32) as isize;
    let at = |i: isize| usize::try_from(i).ok().and_then(|i| samples.get(i)).copied().unwrap_or(0.0);
    let mut out = vec![0.0; length + 2 * half];
    let window: Vec<f32> = (0..2 * half)
        .map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * (i as f32 + 0.5) / (2 * half) as f32).cos())
        .collect();
    // The window's middle is at `centre` in the old and at `n · half` in the new.
    let mut continues: Option<isize> = None;
    let mut n = 0;
    while n * half <= length + half {
        let wanted = (n as f64 * half as f64 / factor).round() as isize;
        let centre = match continues {
            None => wanted,
            // What would follow the window before without a seam; near `wanted` its like is sought.
            Some(natural) => {
                let alike = |from: isize| -> f32 {
                    (0..half as isize).step_by(4).map(|i| at(natural + i) * at(from + i)).sum()
                };
                (-search..=search)
                    .step_by(2)
                    .map(|shift| wanted + shift)
                    .max_by(|a, b| alike(*a - half as isize).total_cmp(&alike(*b - half as isize)))
                    .unwrap_or(wanted)
            }
        };
        let from = centre - half as isize;
        for (i, weight) in window.iter().enumerate() {
            // The output begins half a window early.
            let place = n * half + i;
            if place < out.len() {
                out[place] += weight * at(from + i as isize);
            }
        }
        continues = Some(centre);
        n += 1;
    }
    out.drain(..half);
    out.truncate(length);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_keeps_its_pitch_and_level() {
        let tone: Vec<f32> = (0..22_050).map(|i| (i as f32 * 0.05).sin()).collect();
        for factor in [0.5, 0.8, 1.0, 1.3, 2.0] {
            let out = stretch(&tone, 22_050, factor);
            assert_eq!(out.len(), (22_050.0 * factor).round() as usize);
            let middle = &out[2_000..out.len() - 2_000];
            let crossings = middle.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count() as f32;
            let hertz = crossings / middle.len() as f32 * std::f32::consts::TAU;
            assert!((hertz - 0.05).abs() < 0.002, "{factor}: {hertz}");
            let level = (middle.iter().map(|x| x * x).sum::<f32>() / middle.len() as f32).sqrt();
            assert!((level - 0.707).abs() < 0.06, "{factor}: {level}");
        }
        assert!(stretch(&[], 22_050, 2.0).is_empty());
    }

    #[test]
    fn a_click_stays_in_its_place() {
        let mut click = vec![0.0; 22_050];
        click[11_025] = 1.0;
        for factor in [0.5, 1.7] {
            let out = stretch(&click, 22_050, factor);
            let loudest = (0..out.len()).max_by(|a, b| out[*a].total_cmp(&out[*b])).unwrap_or(0);
            assert!((loudest as f64 - 11_025.0 * factor).abs() < 22_050.0 * 0.03, "{factor}: {loudest}");
        }
    }
}
