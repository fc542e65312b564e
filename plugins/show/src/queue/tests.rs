//! Lanes, order and what is refused.

use super::*;
use crate::{Life, Reason};

fn item(id: &str, kind: Kind) -> Item {
    Item {
        utterance_id: id.into(),
        kind,
        source: "ann".into(),
        text: id.into(),
        blocks: Vec::new(),
        life: Life::default(),
        accepted_ms: 0,
        expires_ms: None,
        question_id: None,
        place: None,
        sentence: 0,
        more: false,
        recorded: false,
    }
}

/// Approved items: name and kind, in the order in which they come.
fn queue(items: &[(&str, Kind)]) -> Queue {
    let mut queue = Queue::default();
    for (id, kind) in items {
        queue.accept(item(id, *kind)).unwrap();
        queue.turn(id, &Turn::Approve).unwrap();
    }
    queue
}

fn order(queue: &Queue) -> String {
    let ids = |lane| queue.lane(lane).iter().map(|i| i.utterance_id.as_str()).collect::<Vec<_>>().join(" ");
    format!("{} | {} | {}", ids(Lane::Now), ids(Lane::Next), ids(Lane::Held))
}

#[test]
fn more_important_comes_first_and_equals_as_they_came() {
    use Kind::*;
    let queue = queue(&[
        ("i", Idle),
        ("a1", Answer),
        ("o1", Operator),
        ("u", Urgent),
        ("a2", Answer),
        ("o2", Operator),
    ]);
    assert_eq!(order(&queue), "u | o1 o2 a1 a2 i | ");
    assert_eq!(queue.first(|_, _| true).unwrap().utterance_id, "u");
    assert_eq!(queue.first(|lane, _| lane == Lane::Next).unwrap().utterance_id, "o1");
}

#[test]
fn held_waits_apart_and_comes_back_behind_its_like() {
    let mut queue = queue(&[("a", Kind::Answer), ("b", Kind::Answer)]);
    queue.turn("a", &Turn::Hold).unwrap();
    assert_eq!(order(&queue), " | b | a");
    queue.turn("a", &Turn::Approve).unwrap();
    assert_eq!(order(&queue), " | b a | ");
}

#[test]
fn dragging_keeps_to_what_priorities_allow() {
    let mut queue =
        queue(&[("o", Kind::Operator), ("a", Kind::Answer), ("b", Kind::Answer), ("c", Kind::Answer)]);
    queue.reorder("c", Some("a")).unwrap();
    assert_eq!(order(&queue), " | o c a b | ");
    queue.reorder("c", Some("b")).unwrap();
    assert_eq!(order(&queue), " | o a c b | ");
    queue.reorder("a", None).unwrap();
    assert_eq!(order(&queue), " | o c b a | ");
    queue.reorder("a", Some("a")).unwrap();
    assert!(matches!(queue.reorder("b", Some("o")), Err(QueueError::Order(..))));
    assert!(matches!(queue.reorder("b", Some("x")), Err(QueueError::Order(..))));
    assert!(matches!(queue.reorder("x", None), Err(QueueError::NotFound(_))));
    assert_eq!(order(&queue), " | o c b a | ");
}

#[test]
fn what_is_put_back_comes_after_urgent_and_before_what_was_taken() {
    let mut queue = queue(&[("r", Kind::Rundown), ("a", Kind::Answer)]);
    queue.turn("r", &Turn::Synthesize).unwrap();
    queue.take("a").unwrap();
    queue.accept(item("u", Kind::Urgent)).unwrap();
    queue.turn("r", &Turn::PutBack).unwrap();
    assert_eq!(order(&queue), "u r a |  | ");
}

#[test]
fn one_is_on_air_at_a_time() {
    let mut queue = queue(&[("a", Kind::Answer), ("b", Kind::Answer)]);
    queue.turn("a", &Turn::Synthesize).unwrap();
    assert_eq!(queue.turn("b", &Turn::Synthesize), Err(QueueError::Taken("b".into(), "a".into())));
    assert!(matches!(queue.take("a"), Err(QueueError::OnAir(_))));
    assert!(matches!(queue.accept(item("a", Kind::Idle)), Err(QueueError::Twice(_))));
    assert!(matches!(queue.turn("a", &Turn::Hold), Err(QueueError::Life(..))));
    queue.turn("a", &Turn::Cancel(Reason::Operator)).unwrap();
    assert!(queue.on_air().is_none() && queue.find("a").is_none());
    assert_eq!(queue.recent().next().unwrap().utterance(None).reason.as_deref(), Some("by an operator"));
}
