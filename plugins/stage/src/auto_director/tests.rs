//! Tests of the auto-director: a show of a hundred sentences, and each rule alone.

use super::*;

const FRAME: u64 = 1600;

fn shot(name: &str, turn: f32, height: f32) -> Shot {
    Shot { name: name.into(), turn, height }
}

fn shots() -> Vec<Shot> {
    vec![
        shot("close", 1.0, 0.45),
        shot("half", 0.0, 0.77),
        shot("wide", -5.0, 1.1),
        shot("left", -31.0, 0.48),
        shot("right", 31.0, 0.48),
        shot("behind", 150.0, 1.2),
    ]
}

/// A show of sentences of 2 to 7 s with gaps of 0.2 s, and of 4 s after every sixth; the cuts it gets.
fn cuts(seed: u64) -> Vec<(u64, String, String, Option<Sentence>)> {
    let (mut director, shots) = (AutoDirector::new(seed, 0), shots());
    let (mut on_air, mut cuts, mut next) = ("half".to_owned(), Vec::new(), (48_000, 0u64));
    for frame in 0..18_000u64 {
        let now = frame * FRAME;
        if next.0 < now + FRAME && next.1 < 100 {
            let end = next.0 + 48_000 * (2 + next.1 * 7 % 6);
            director.sentence(Sentence { start: next.0, end, question: next.1 % 9 == 4, person: 0 });
            next = (end + if next.1 % 6 == 5 { 192_000 } else { 9_600 }, next.1 + 1);
        }
        if let Some(to) = director.decide(now, FRAME, &on_air, &shots) {
            cuts.push((now, std::mem::replace(&mut on_air, to.clone()), to, director.speaks_until()));
        }
    }
    cuts
}

#[test]
fn a_show_is_cut_by_the_rules() {
    let (shots, cuts) = (shots(), cuts(7));
    let find = |name: &str| shots.iter().find(|s| s.name == name).expect("a shot of the scene");
    assert!((30..120).contains(&cuts.len()), "{} cuts in ten minutes", cuts.len());
    let mut before = 0;
    for (now, from, to, said) in &cuts {
        assert!(seconds(before, *now) >= SHORTEST, "a shot of {} s", seconds(before, *now));
        assert!(!find(from).jumps_to(find(to)), "{from} jumps to {to}");
        assert_ne!(to, "behind");
        assert!(find(from).turn * find(to).turn > -400.0, "{from} to {to} crosses the line");
        let in_word = said.is_some_and(|s| *now > s.start + FRAME && *now < s.end);
        assert!(!in_word, "cut at {now} inside of {said:?}");
        before = *now;
    }
    let kinds: std::collections::BTreeSet<_> = cuts.iter().map(|c| c.2.as_str()).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}

#[test]
fn the_same_seed_gives_the_same_cuts() {
    assert_eq!(cuts(3), cuts(3));
    assert_ne!(cuts(3), cuts(4));
}

#[track_caller]
fn first_cut(told: impl FnOnce(&mut AutoDirector), on_air: &str, expect: Option<&str>) {
    let mut director = AutoDirector::new(1, 0);
    director.sentence(Sentence { start: 0, end: 250_000, question: false, person: 0 });
    director.wanted = None;
    told(&mut director);
    let cut = (0..200u64).find_map(|n| director.decide(250_000 + n * FRAME, FRAME, on_air, &shots()));
    let class = cut.as_deref().map(|c| if ["left", "right"].contains(&c) { "close" } else { c });
    assert_eq!(class, expect);
}

#[test]
fn what_is_felt_is_close_and_what_is_shown_is_half() {
    first_cut(AutoDirector::emotion, "half", Some("close"));
    first_cut(AutoDirector::product, "close", Some("half"));
    first_cut(AutoDirector::emotion, "close", None);
    first_cut(|_| {}, "half", None);
}

#[test]
fn a_beginning_is_wide() {
    let beginning = Sentence { start: 500_000, end: 900_000, question: false, person: 0 };
    let mut director = AutoDirector::new(1, 0);
    director.sentence(beginning);
    assert_eq!(director.decide(500_000, FRAME, "close", &shots()), Some("wide".into()));
}

#[test]
fn shots_are_measured() {
    let camera = Camera { from: (-0.62, 0.0, 1.05), look: (0.0, 0.0, 0.0), fov: 22.0, drift: 0.0 };
    let shot = Shot::of("left", &camera);
    assert!((shot.turn + 30.6).abs() < 0.5 && (shot.height - 0.474).abs() < 0.01, "{shot:?}");
}
