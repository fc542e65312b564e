//! People beside each other: who looks at whom, who nods, and that nothing pops.

use super::{FRAME, MINUTE, check_steps, known, timeline};
use crate::layers::*;

/// Where the other stands: almost beside.
const BESIDE: Direction = Direction { yaw: 77.0, pitch: 1.0 };

/// Two people who speak in turn, for `minutes`; each hands over to the other.
fn dialogue(minutes: i64) -> [Vec<SpeechSpan>; 2] {
    let line = timeline();
    let step = line.samples as i64 + RATE / 3;
    let mut both = [Vec::new(), Vec::new()];
    for n in 0..minutes * MINUTE / step {
        let who = (n % 2) as usize;
        let mut span = SpeechSpan::new(n * step + RATE, &line, 5 + n.cast_unsigned());
        span.next = Some(1 - who);
        both[who].push(span);
    }
    both
}

/// The first of the two at `sample`, who knows `mine` and `others`.
fn first(sample: i64, mine: &[SpeechSpan], others: &[SpeechSpan]) -> FacePose {
    let other = Other { index: 1, at: BESIDE, spans: others, emotions: &[] };
    evaluate(&LayerContext { spans: mine, others: &[other], ..LayerContext::idle(sample, 8) })
}

fn live([mine, others]: &[Vec<SpeechSpan>; 2], sample: i64) -> FacePose {
    first(sample, known(mine, sample), known(others, sample))
}

fn frames(minutes: i64) -> impl Iterator<Item = i64> {
    (0..minutes * 60 * 30).map(|n| n * FRAME)
}

/// Where eyes and head point, in degrees to the left.
fn yaw(pose: &FacePose) -> (f32, f32) {
    let head = pose.head.yaw + pose.neck.yaw + pose.chest.yaw;
    (head + pose.gaze.yaw, head)
}

fn speaks(spans: &[SpeechSpan], sample: i64) -> bool {
    spans.iter().any(|s| (s.start..s.end()).contains(&sample))
}

#[test]
fn any_moment_alone_is_the_same_as_in_order() {
    let both = dialogue(1);
    let forward: Vec<FacePose> = frames(1).map(|t| live(&both, t)).collect();
    let times: Vec<i64> = frames(1).collect();
    let mut backward: Vec<FacePose> = times.into_iter().rev().map(|t| live(&both, t)).collect();
    backward.reverse();
    assert_eq!(forward, backward);
    // Nor does it matter how much more is known of what was and what comes.
    let all: Vec<FacePose> = frames(1).map(|t| first(t, &both[0], &both[1])).collect();
    assert_eq!(forward, all);
}

#[test]
fn what_is_still_to_come_moves_nobody() {
    let both = dialogue(1);
    let begun = |spans: &[SpeechSpan], sample: i64| -> Vec<SpeechSpan> {
        spans.iter().filter(|s| s.start <= sample).cloned().collect()
    };
    for t in frames(1) {
        let (blind, sees) = (first(t, &[], &begun(&both[1], t)), first(t, &[], &both[1]));
        assert_eq!(yaw(&blind), yaw(&sees), "at {}", seconds(t));
    }
}

#[test]
fn nothing_pops_between_two() {
    let both = dialogue(5);
    check_steps(frames(5).map(|t| {
        // Turns to a neighbour are as quick as a person's, and have a test of their own.
        let mut pose = live(&both, t);
        (pose.head.yaw, pose.neck.yaw, pose.chest.yaw) = (0.0, 0.0, 0.0);
        (t, pose)
    }));
    let mut before = live(&both, 0);
    for t in frames(5).skip(1) {
        let now = live(&both, t);
        let steps = [
            ("head", now.head.yaw - before.head.yaw, 3.6),
            ("neck", now.neck.yaw - before.neck.yaw, 2.8),
            ("chest", now.chest.yaw - before.chest.yaw, 1.4),
        ];
        for (joint, step, most) in steps {
            assert!(step.abs() <= most, "{joint} moves by {step} at {}", seconds(t));
        }
        before = now;
    }
}

#[test]
fn a_listener_looks_at_who_speaks_and_a_speaker_at_the_lens() {
    let both = dialogue(5);
    let share = |who: usize, fits: fn(f32) -> bool| {
        let of: Vec<i64> = frames(5).filter(|t| speaks(&both[who], *t)).collect();
        let on = of.iter().filter(|t| fits(yaw(&live(&both, **t)).0)).count();
        on as f32 / of.len() as f32
    };
    let listens = share(1, |yaw| yaw > 55.0);
    assert!((0.65..=0.95).contains(&listens), "{listens} of the other's speech is looked at");
    let lens = share(0, |yaw| yaw.abs() < 12.0);
    assert!((0.6..=0.95).contains(&lens), "{lens} of the own speech goes to the lens");
    assert!(share(0, |yaw| yaw > 35.0) > 0.05, "the other is never looked at");
}

#[test]
fn a_turn_to_who_speaks_takes_as_long_as_a_persons() {
    let other = [SpeechSpan::new(2 * RATE, &timeline(), 1)];
    let reached = |fits: &dyn Fn(f32, f32) -> bool| {
        (0..120).map(|n| 2 * RATE + n * RATE / 60).find(|t| {
            let (eyes, head) = yaw(&first(*t, &[], &other));
            fits(eyes, head)
        })
    };
    let begun = reached(&|eyes, _| eyes > 10.0).map(|t| seconds(t) - 2.0).unwrap();
    let there = reached(&|_, head| head > 38.0).map(|t| seconds(t) - 2.0).unwrap();
    assert!((0.12..0.5).contains(&begun), "the eyes set out after {begun} s");
    assert!((0.3..0.75).contains(&(there - begun)), "the head takes {} s", there - begun);
}

#[test]
fn a_listener_nods_and_smiles_along() {
    let both = dialogue(3);
    let smile = [EmotionSpan { kind: protocol::cue::EmotionKind::Smile, strength: 1.0, start: 0, end: None }];
    let lips = |emotions: &[EmotionSpan]| {
        let other = Other { index: 1, at: BESIDE, spans: &both[1], emotions };
        let t = both[1][0].start + 2 * RATE;
        let context = LayerContext { others: &[other], ..LayerContext::idle(t, 8) };
        evaluate(&context).weights[viseme::Arkit::MouthSmileLeft]
    };
    assert!(lips(&smile) > lips(&[]) + 0.1);
    // Nods come after the ends of sentences, not within them.
    let alone = |t: i64| first(t, &[], &[]);
    let pitch = |p: &FacePose| p.head.pitch + p.neck.pitch;
    let mut nods = 0;
    for ending in both[1].iter().flat_map(|s| &s.endings).filter(|e| !e.question) {
        let deepest = (0..40)
            .map(|n| ending.sample + n * FRAME)
            .map(|t| pitch(&first(t, &[], &both[1])) - pitch(&alone(t)))
            .fold(f32::MIN, f32::max);
        nods += usize::from(deepest > 2.0);
    }
    let all = both[1].iter().flat_map(|s| &s.endings).filter(|e| !e.question).count();
    assert!(nods * 10 > all * 3 && nods < all, "{nods} nods at {all} sentences");
}

#[test]
fn who_listens_for_questions_reads_the_chat_in_turns() {
    let listens = Attending::default().turned(Attention::Listening, RATE);
    let at = |t: i64| evaluate(&LayerContext { attention: listens, ..LayerContext::idle(t, 8) });
    let chat = frames(3).filter(|t| yaw(&at(*t)).0 < CHAT.yaw + 6.0).count();
    let lens = frames(3).filter(|t| yaw(&at(*t)).0.abs() < 6.0).count();
    let all = frames(3).count();
    assert!(chat * 5 > all && lens * 5 > 2 * all, "{chat} at the chat, {lens} at the lens, of {all}");
    check_steps(frames(3).map(|t| (t, at(t))));
    let over = listens.turned(Attention::Idle, 20 * RATE);
    let after = |t: i64| evaluate(&LayerContext { attention: over, ..LayerContext::idle(t, 8) });
    assert!((22..60).all(|s| yaw(&after(s * RATE)).0 > CHAT.yaw + 8.0));
    check_steps((18 * 30..24 * 30).map(|n| (n * FRAME, after(n * FRAME))));
}

#[test]
fn a_hand_that_presents_is_looked_at_first() {
    let gesture = GestureSpan::new(Gesture::Present, Side::Left, 3 * RATE, RATE);
    let at = |t: i64| {
        let gestures = std::slice::from_ref(&gesture);
        evaluate(&LayerContext { gestures, ..LayerContext::idle(t, 8) })
    };
    assert!(yaw(&at(gesture.stroke + RATE / 10)).0 > 14.0);
    assert!(yaw(&at(gesture.stroke + 2 * RATE)).0.abs() < 8.0);
}
