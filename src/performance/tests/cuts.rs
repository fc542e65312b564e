//! What a cut reaches and what it does not, voices that end badly, and shows in which there is nothing to say.

use super::*;
use protocol::media::SpeechCut;

fn cut_of(stage: &Stage) -> SpeechCut {
    let mut cuts = stage.told.iter().filter_map(|t| if let Told::Cut(cut) = t { Some(*cut) } else { None });
    cuts.next_back().unwrap()
}

fn started(stage: &Stage) -> Vec<u64> {
    let started = |t: &Told| if let Told::Started(s) = t { Some(s.sentence) } else { None };
    stage.told.iter().filter_map(started).collect()
}

#[test]
fn a_cut_ends_what_was_heard_and_not_what_begins_in_the_same_frame() {
    let mut stage = stage(Tones::default());
    stage.say("5 5 5 5 5 5. 7 7.");
    stage.run(800);
    stage.performance.pause(stage.now());
    stage.performance.resume(stage.now());
    stage.run(400);
    stage.performance.skip_sentence(stage.now());
    stage.run(100);
    let ([.., paused, next], cut) = (started(&stage)[..].try_into().unwrap_or([0; 3]), cut_of(&stage));
    assert!(cut.concerns(paused) && !cut.concerns(next), "{cut:?} {paused} {next}");
    stage.performance.direction.change(|control, now| control.stop(false, &ann(), now)).unwrap();
    stage.run(40);
    let cut = cut_of(&stage);
    assert!(cut.concerns(paused) && cut.concerns(next));
    stage.say("8 8.");
    stage.run(400);
    assert!(!cut.concerns(*started(&stage).last().unwrap()));
}

#[test]
fn a_voice_that_fails_after_its_last_word_does_not_hold_up_the_next_sentence() {
    let tones = Tones { words_before_break: 2, ..Tones::default() };
    let mut stage = stage(tones);
    let id = stage.say("5 break. 7 7. 8 8.");
    stage.run(5_000);
    let said: Vec<String> = stage.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(said, ["5 break.", "7 7.", "8 8."]);
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Done));
}

#[test]
fn a_show_in_which_nothing_can_be_said_leaves_the_frames_alone() {
    let mut stage = stage(Tones::default());
    let show = "---\ntitle: T\n---\n# Wait [loop]\n[camera wide] ...\n\n🔥\n";
    stage.performance.direction.begin(show).unwrap();
    stage.run(200);
    let wide = |t: &&Told| matches!(t, Told::Cue(fired) if fired.cue == Cue::Camera("wide".into()));
    assert!(stage.told.iter().filter(wide).count() > 0, "its cues are done");
    let id = stage.say("5 5.");
    stage.run(1_500);
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Done));
}
