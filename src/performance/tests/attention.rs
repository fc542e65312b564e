//! Who listens, who thinks, and for how long.

use super::*;

/// What each person was told to attend to, with the second of media time.
fn attended(stage: &Stage) -> Vec<(usize, Attention, u64)> {
    let turned = |t: &Told| match t {
        Told::Attention(a) => Some((a.person, a.attention, a.sample / 48_000)),
        _ => None,
    };
    stage.told.iter().filter_map(turned).collect()
}

#[test]
fn a_window_for_questions_listens_and_lets_operators_through() {
    use Attention::{Idle, Listening};
    let mut stage = stage(Tones::default());
    stage.performance.direction.begin("---\ntitle: T\n---\n1 1.\n[ask 8s]\n\n2 2.").unwrap();
    stage.run(3_000);
    assert_eq!(attended(&stage).last().map(|a| a.1), Some(Listening));
    stage.say("3 3 3.");
    stage.run(3_000);
    let words: Vec<_> = stage.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(words, ["1 1.", "3 3 3."]);
    let kinds: Vec<_> = attended(&stage).into_iter().map(|a| a.1).collect();
    assert_eq!(kinds, [Listening, Idle, Listening], "it listens, answers, and listens again");
    assert!(!stage.performance.is_idle());
    stage.run(5_000);
    assert_eq!(stage.sentences().len(), 3, "the show goes on when the window has shut");
    assert!(stage.performance.is_idle());
}

#[test]
fn a_client_may_have_somebody_think_until_they_speak() {
    use Attention::{Idle, Thinking};
    let mut stage = stage(Tones::default());
    stage.run(1_000);
    stage.performance.set_attention(0, Thinking, stage.now());
    stage.run(1_000);
    assert_eq!(stage.performance.attention(0), Thinking);
    stage.say("5 5.");
    stage.run(2_000);
    assert_eq!(attended(&stage).into_iter().map(|a| a.1).collect::<Vec<_>>(), [Thinking, Idle]);
    stage.performance.set_attention(0, Thinking, stage.now());
    stage.run(59_000);
    assert_eq!(stage.performance.attention(0), Thinking);
    stage.run(2_000);
    assert_eq!(stage.performance.attention(0), Idle);
}

#[test]
fn off_line_nobody_thinks_while_a_voice_is_made() {
    let mut stage = stage(Tones::default());
    stage.say("5 5. 6 6. [pause 2] 7 7.");
    stage.run(8_000);
    assert_eq!(attended(&stage), []);
}
