//! Visemes as mouths: what each of Oculus' fifteen is in the channels that speech uses, and so on any rig.

use viseme::{ARKIT, Channels, Style, Weights, project};

/// Names of the visemes, in Oculus' order.
pub const NAMES: [&str; 15] = project::OCULUS;

/// The mouth of one viseme: the channels that `viseme` itself calls by this name.
fn mouth(index: usize) -> Channels {
    let of = Channels { speech: 1.0, ..Channels::default() };
    match NAMES[index] {
        "PP" => Channels { closure: 1.0, jaw: 0.1, ..of },
        "FF" => Channels { labiodental: 0.85, jaw: 0.15, ..of },
        "TH" => Channels { tongue: 1.0, jaw: 0.25, ..of },
        "DD" => Channels { tongue: 0.5, jaw: 0.2, ..of },
        "kk" => Channels { jaw: 0.3, spread: 0.1, ..of },
        "CH" => Channels { teeth: 1.0, round: 0.55, jaw: 0.15, ..of },
        "SS" => Channels { teeth: 1.0, spread: 0.25, jaw: 0.1, ..of },
        "nn" => Channels { tongue: 0.5, jaw: 0.25, spread: 0.15, ..of },
        "RR" => Channels { round: 0.35, jaw: 0.25, ..of },
        "aa" => Channels { jaw: 0.9, ..of },
        "E" => Channels { jaw: 0.5, spread: 0.55, ..of },
        "I" => Channels { jaw: 0.2, spread: 0.9, ..of },
        "O" => Channels { jaw: 0.6, round: 0.7, ..of },
        "U" => Channels { jaw: 0.2, round: 0.95, ..of },
        _ => Channels { speech: 0.0, ..of },
    }
}

/// ARKit weights of visemes that are held at `strengths`, in the order of [`NAMES`].
pub fn weights(strengths: &[f32; 15]) -> Weights {
    let mut sum = Channels::default();
    for (index, strength) in strengths.iter().enumerate().filter(|(_, s)| **s > 0.0) {
        let one = mouth(index);
        let add = |sum: &mut f32, part: f32| *sum = (*sum + part * strength).min(1.0);
        add(&mut sum.jaw, one.jaw);
        add(&mut sum.round, one.round);
        add(&mut sum.spread, one.spread);
        add(&mut sum.closure, one.closure);
        add(&mut sum.labiodental, one.labiodental);
        add(&mut sum.tongue, one.tongue);
        add(&mut sum.teeth, one.teeth);
        add(&mut sum.speech, one.speech);
    }
    let mut weights = Weights::default();
    project::arkit(&mut weights, &sum, Style::default());
    viseme::close(&mut weights, &sum);
    weights.clamp();
    weights
}

/// Place of an ARKit shape, whatever its case.
pub fn arkit(name: &str) -> Option<usize> {
    ARKIT.iter().position(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use viseme::Arkit;

    #[test]
    fn each_mouth_is_the_viseme_that_it_is_called() {
        for (index, name) in
            NAMES.iter().enumerate().filter(|(_, name)| !["sil", "kk", "nn", "RR"].contains(*name))
        {
            let out = project::oculus(&mouth(index));
            let best = (0..15).max_by(|&a, &b| out[a].total_cmp(&out[b])).unwrap_or_default();
            let known = NAMES[best] == *name || (["DD", "E"].contains(name) && out[index] > 0.15);
            assert!(known, "{name} comes out as {}: {out:?}", NAMES[best]);
        }
    }

    #[test]
    fn vowels_open_and_contacts_shut() {
        let of = |name: &str| {
            let mut strengths = [0.0; 15];
            strengths[NAMES.iter().position(|n| *n == name).unwrap()] = 1.0;
            weights(&strengths)
        };
        assert!(of("aa")[Arkit::JawOpen] > 0.3);
        assert!(of("U")[Arkit::MouthPucker] > 0.5);
        assert_eq!(of("sil"), Weights::default());
    }
}
