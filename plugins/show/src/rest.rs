//! What is left of a planned utterance that goes on in its midst.

use crate::{Step, rundown::stand};
use protocol::cue::Cue;

/// The steps from sentence `from` on, counted as [`Step::Sentence`]s from 0. Before them stands what earlier
/// steps left on the stage and in the sound (camera, scene, things shown, music, a lasting emotion); their
/// moments are over.
pub fn rest_of(steps: Vec<Step>, from: usize) -> Vec<Step> {
    let mut standing: Vec<Cue> = Vec::new();
    let mut rest = Vec::new();
    let mut sentences = 0;
    for step in steps {
        if sentences >= from && (from == 0 || matches!(step, Step::Sentence(_)) || !rest.is_empty()) {
            rest.push(step);
            continue;
        }
        match step {
            Step::Sentence(plan) => {
                plan.cues.iter().for_each(|c| stand(&mut standing, &c.cue));
                sentences += 1;
            }

            Step::Cues(cues) => cues.iter().for_each(|cue| stand(&mut standing, cue)),
        }
    }
    if !standing.is_empty() {
        rest.insert(0, Step::Cues(standing));
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Style, plan};
    use protocol::show_file::parse_text;

    #[test]
    fn what_was_said_is_left_out_and_what_stands_is_kept() {
        let text =
            "[camera wide] One. [camera close][look left] Two. Three.\n[music bed.ogg]\n[sound x]\nFour.";
        let stops = |text: &str| {
            let mut start = 0;
            let ends = text.match_indices('.').map(|(i, _)| i + 1);
            ends.map(|end| std::mem::replace(&mut start, end)..end).collect()
        };
        let steps = plan(&parse_text(text).unwrap(), &Style::default(), stops);
        assert_eq!(rest_of(steps.clone(), 0), steps);
        let rest = rest_of(steps.clone(), 2);
        assert_eq!(rest[0], Step::Cues(vec![Cue::Camera("close".into())]));
        assert_eq!(rest[1..], steps[2..]);
        let last = rest_of(steps.clone(), 3);
        let names = |step: &Step| match step {
            Step::Cues(cues) => cues.iter().map(Cue::name).collect(),
            Step::Sentence(_) => vec!["said"],
        };
        assert_eq!(last.iter().map(names).collect::<Vec<_>>(), [vec!["camera", "music"], vec!["said"]]);
        assert_eq!(rest_of(steps, 4).len(), 1);
    }
}
