//! Articulation on a VRM rig with its five vowels and nothing else.

use crate::track::Channels;

/// Names of the vowels, in VRM's order.
pub const VRM_VOWELS: [&str; 5] = ["aa", "ih", "ou", "ee", "oh"];

/// Weights (0..1) in the order of [`VRM_VOWELS`]. Such a rig has no shut lips but the neutral mouth: contacts take all
/// vowels away.
pub fn vrm_vowels(channels: &Channels) -> [f32; 5] {
    let c = channels;
    let open = 1.0 - c.closure;
    let wide = ((c.jaw - 0.2) / 0.35).clamp(0.0, 1.0);
    let plain = (1.0 - c.round) * open;
    let mut out = [
        c.jaw * plain * (1.0 - 0.6 * c.spread),
        c.spread * plain * (1.0 - wide) * (1.0 - 0.6 * c.teeth) + 0.4 * c.teeth * plain,
        c.round * (1.0 - wide) * open,
        c.spread * plain * wide,
        c.round * wide * open,
    ];
    let sum: f32 = out.iter().sum();
    if sum > 1.0 {
        out.iter_mut().for_each(|w| *w /= sum);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shut_lips_leave_no_vowel() {
        let out = vrm_vowels(&Channels { jaw: 0.9, spread: 0.4, closure: 1.0, ..Channels::default() });
        assert_eq!(out, [0.0; 5]);
    }

    #[test]
    fn vowels_are_told_apart() {
        let strongest = |c: Channels| {
            let out = vrm_vowels(&c);
            VRM_VOWELS[(0..5).max_by(|&a, &b| out[a].total_cmp(&out[b])).unwrap_or(0)]
        };
        let of = Channels::default();
        assert_eq!(strongest(Channels { jaw: 0.9, ..of }), "aa");
        assert_eq!(strongest(Channels { jaw: 0.2, spread: 0.9, ..of }), "ih");
        assert_eq!(strongest(Channels { jaw: 0.2, round: 0.95, ..of }), "ou");
        assert_eq!(strongest(Channels { jaw: 0.55, spread: 0.9, ..of }), "ee");
        assert_eq!(strongest(Channels { jaw: 0.6, round: 0.8, ..of }), "oh");
    }
}
