//! What goes wrong beside the frame loop: operators are told, and the programme goes on.

use super::*;
use audio::{MixReport, MusicEvent};
use speech::SubmitError;

impl Stage {
    /// Notices so far: severity and text.
    fn told_in_words(&self) -> Vec<(&str, &str)> {
        let told = self.events.iter().filter_map(|event| match event {
            Event::Notice(notice) => Some((notice.severity.as_str(), notice.message.as_str())),
            _ => None,
        });
        told.collect()
    }
}

#[test]
fn music_that_cannot_be_played_is_told() {
    let mut stage = stage(Tones::default());
    let failed = MusicEvent::Failed { file: "bed.ogg".into(), reason: "the file ends early".into() };
    stage.performance.follow(MixReport { music_events: vec![failed], ..MixReport::default() });
    stage.run(100);
    let text = "music bed.ogg is not heard any more: the file ends early";
    assert_eq!(stage.told_in_words(), [("warning", text)]);
}

#[test]
fn a_voice_that_panics_fails_one_sentence_and_says_the_next() {
    let mut stage = stage(Tones::default());
    let (first, second) = (stage.say("panic."), stage.say("5 5."));
    stage.run(2_000);
    assert!(stage.states(&first).last().is_some_and(|state| state.is_final()));
    assert_eq!(stage.states(&second).last(), Some(&UtteranceState::Done));
    let told = stage.told_in_words();
    assert!(told.iter().any(|(_, text)| text.contains("it broke off (over a word)")), "{told:?}");
}

#[test]
fn a_voice_that_is_gone_is_told_once_and_busy_is_not() {
    let mut stage = stage(Tones::default());
    for error in [SubmitError::Busy, SubmitError::Stopped, SubmitError::Stopped] {
        stage.performance.voice_refused(error);
    }
    stage.run(100);
    assert_eq!(stage.told_in_words().len(), 1);
    assert_eq!(stage.told_in_words()[0].0, "critical");
}

#[test]
fn recordings_count_until_they_are_over() {
    let mut stage = stage(Tones::default());
    let offer = Offer { recorded: true, ..Offer::of_operator("ann", "as recorded") };
    let id = stage.performance.direction.change(|control, now| control.offer(offer, &ann(), now)).unwrap();
    stage.performance.keep_recording(id, vec![recording(1), recording(2)]);
    assert_eq!(stage.performance.recorded_samples(), 3 * u64::from(SAMPLE_RATE));
    stage.run(5_000);
    assert_eq!(stage.performance.recorded_samples(), 0);
}
