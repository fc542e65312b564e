//! Articulation on a rig with the fifteen Oculus visemes.

use crate::track::Channels;

/// Names of the visemes, in Oculus' order.
pub const OCULUS: [&str; 15] =
    ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"];

/// Weights (0..1) in the order of [`OCULUS`]. Closed lips are part of it: contacts push the vowels out.
pub fn oculus(channels: &Channels) -> [f32; 15] {
    let c = channels;
    let contact = c.closure.max(c.labiodental / 0.85).min(1.0);
    let open = 1.0 - contact;
    let hush = c.teeth * (c.round / 0.5).min(1.0);
    let hiss = c.teeth - hush;
    let vowel = open * (1.0 - c.teeth);
    let round = c.round * vowel;
    let tip = (1.0 - ((c.tongue - 0.5) / 0.3).abs()).max(0.0) * vowel;
    let spread = c.spread * vowel * (1.0 - c.round);
    // A jaw that rounding and spreading do not explain is an open vowel.
    let mut out = [0.0; 15];
    out[1] = c.closure;
    out[2] = (c.labiodental / 0.85).min(1.0) * (1.0 - c.closure);
    out[3] = ((c.tongue - 0.6) / 0.35).clamp(0.0, 1.0) * open;
    out[4] = 0.4 * tip;
    out[6] = hush * open;
    out[7] = hiss * open;
    out[10] = (c.jaw * vowel * (1.0 - c.round) * (1.0 - 0.5 * c.spread)).min(1.0);
    out[11] = spread * (c.jaw / 0.6).min(1.0) * 0.7;
    out[12] = spread * (1.0 - (c.jaw - 0.2).max(0.0) / 0.4).clamp(0.0, 1.0);
    let wide = ((c.jaw - 0.2) / 0.35).clamp(0.0, 1.0);
    out[13] = round * wide;
    out[14] = round * (1.0 - wide);
    let sum: f32 = out[1..].iter().sum();
    if sum > 1.0 {
        // Morph rigs add up: keep the whole within one mouth, contacts first.
        let rest = sum - out[1] - out[2];
        let room = (1.0 - out[1] - out[2]).max(0.0);
        for weight in out[3..].iter_mut() {
            *weight *= (room / rest.max(1e-6)).min(1.0);
        }
    }
    out[0] = 1.0 - out[1..].iter().sum::<f32>().min(1.0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(channels: Channels, strongest: &str) {
        let out = oculus(&channels);
        let best = (0..15).max_by(|&a, &b| out[a].total_cmp(&out[b])).map(|i| OCULUS[i]);
        assert_eq!(best, Some(strongest), "{out:?}");
        assert!(out.iter().all(|w| (0.0..=1.0).contains(w)), "{out:?}");
        assert!((out.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{out:?}");
    }

    #[test]
    fn each_mouth_is_known() {
        let of = Channels::default();
        check(of, "sil");
        check(Channels { closure: 1.0, jaw: 0.6, ..of }, "PP");
        check(Channels { labiodental: 0.85, jaw: 0.1, ..of }, "FF");
        check(Channels { tongue: 1.0, jaw: 0.2, ..of }, "TH");
        check(Channels { jaw: 0.9, ..of }, "aa");
        check(Channels { jaw: 0.2, round: 0.95, ..of }, "U");
        check(Channels { jaw: 0.6, round: 0.7, ..of }, "O");
        check(Channels { jaw: 0.2, spread: 0.9, ..of }, "I");
        check(Channels { jaw: 0.1, teeth: 1.0, spread: 0.2, ..of }, "SS");
        check(Channels { jaw: 0.1, teeth: 1.0, round: 0.55, ..of }, "CH");
    }
}
