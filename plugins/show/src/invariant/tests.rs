//! Shows by chance, a show of two hours, and shows that are killed at every step.

use super::*;
use crate::{
    About, Edit, Intake, Offer, OnAir, Place, Rate, Refused, Restored, Rule, ShowControl, SqliteSettings,
    Verdict, Who, restore,
};
use proptest::prelude::*;

const SHOW: &str = "---\ntitle: x\nloop: true\n---\nA one. A two. A three.\n\n[ask 20s]\n# Two [loop 2] [product p]\nB one. B two.\n# Talk [idle 5s]\nHm.\n\nWell.\n# Three [for 30s] [loop]\nC.";

fn rules() -> Rules {
    let rate = Some(Rate { most: 20, within_ms: 10_000 });
    let answer = Intake { live_ms: Some(20_000), same_text_ms: 3000, in_all: rate, ..Intake::of(3) };
    let question = Intake { live_ms: Some(40_000), ..Intake::of(4) };
    let question = Intake { overflow: crate::Overflow::DropOldest, ..question };
    let hold = Rule { words: vec!["3".into()], about: vec![About::Operator], ..Rule::all(Verdict::Hold) };
    let approval = crate::Approval { rules: vec![hold], held: vec![About::Question] };
    Rules { answer, question, approval, operator: Intake::of(3), urgent: Intake::of(2) }
}

fn ann() -> Who {
    Who::operator("ann")
}

/// A show, followed by a checker.
struct Played {
    control: ShowControl,
    checker: Checker,
    rules: Rules,
    now: u64,
}

impl Played {
    fn new(rules: Rules) -> Self {
        Self { control: ShowControl::new(rules.clone()), checker: Checker::default(), rules, now: 0 }
    }

    fn follow(&mut self) -> Vec<Record> {
        let records = self.control.take_records();
        for record in &records {
            self.checker.follow(record, &self.rules).unwrap();
        }
        assert_eq!(self.checker.state(), self.control.state());
        records
    }

    /// A step by numbers: anything that anybody may ask, sensible or not.
    fn step(&mut self, what: u8, which: usize, text: u8) {
        let now = self.now;
        let by = ann();
        let queue = &self.control.state().queue;
        let ids: Vec<String> =
            queue.waiting().chain(queue.on_air()).map(|i| i.utterance_id.clone()).collect();
        let id = if ids.is_empty() { "u0".into() } else { ids[which % ids.len()].clone() };
        let other =
            (!ids.is_empty() && !text.is_multiple_of(3)).then(|| ids[text as usize % ids.len()].clone());
        let on_air = queue.on_air().map(|i| (i.utterance_id.clone(), i.sentence));
        let questions = self.control.state().questions.waiting();
        let question =
            questions.get(which % questions.len().max(1)).map_or("q0".into(), |q| q.question_id.clone());
        let control = &mut self.control;
        let words = format!("{text}.");
        let kind = [Kind::Operator, Kind::Urgent, Kind::Answer][which % 3];
        let asked: Result<(), Refused> = match what % 26 {
            0..=2 => control.offer(Offer::new(kind, "ann", &words), &by, now).map(|_| ()),
            3 | 4 => control.ask(&format!("viewer {which}"), &words, now).map(|_| ()),
            5 => control.answer(&question, &words, text.is_multiple_of(2), &by, now).map(|_| ()),
            6 => control.approve(&id, &by, now),
            7 => control.reject(&id, &by, now),
            8 => control.hold(&id, &by, now),
            9 => control.take(&id, &by, now),
            10 => control.reorder(&id, other.as_deref(), &by, now),
            11 => control.edit(&id, Edit { text: &words, was: None, same: which % 3 }, &by, now),
            12 => control.extend(&id, &words, text.is_multiple_of(2), &Who::Program, now),
            13 => control.take_over(&by, now),
            14 => control.hand_back(&by, now),
            15 => control.set_auto(text.is_multiple_of(2), &by, now),
            16 => control.go(&by, now),
            17 => control.approve_question(&question, &by, now),
            18 => control.reject_question(&question, &by, now),
            19 => {
                let place = Place { segment: which % 4, paragraph: 0 };
                control.go_to(place, &by, now)
            }
            20 => control.stop(!text.is_multiple_of(4), &by, now).map(|_| ()),
            21 => control.reload(&SHOW.replace("B one.", &words), |_| Vec::new(), &by, now).map(|_| ()),
            22 => control.failed(&id, "no voice", now),
            _ => match on_air {
                None => control.next(now).map(|_| ()),
                Some((id, _)) if text.is_multiple_of(4) => control.done(&id, now),
                Some((id, sentence)) => {
                    control.speaking(&id, now).and_then(|()| control.sentence_said(&id, sentence, now))
                }
            },
        };
        // What is refused is refused for a reason that people can read, never for a fault of the program.
        if let Err(refused) = asked {
            assert!(!matches!(refused, Refused::Inconsistent(_)), "{refused}");
        }
        self.follow();
        self.now += u64::from(text) * 40;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_asked_all_holds(steps in prop::collection::vec((any::<u8>(), 0..12_usize, any::<u8>()), 0..200)) {
        let mut played = Played::new(rules());
        played.control.load(SHOW, |_| Vec::new(), &ann(), 0).unwrap();
        let mut all = Vec::new();
        for (at, (what, which, text)) in steps.iter().enumerate() {
            played.step(*what, *which, *text);
            all.extend(played.control.take_records());
            if at == steps.len() / 2 {
                // A state goes through a file unharmed.
                let json = serde_json::to_string(played.control.state()).unwrap();
                prop_assert_eq!(&serde_json::from_str::<State>(&json).unwrap(), played.control.state());
            }
        }
        played.control.shut_down(played.now).unwrap();
        played.follow();
        played.checker.finish().unwrap();
    }
}

#[test]
fn two_hours_with_two_thousand_questions() {
    let hold = Rule { words: vec!["price".into()], ..Rule::all(Verdict::Hold) };
    let approval = crate::Approval { rules: vec![hold], held: vec![] };
    let mut played = Played::new(Rules { approval, ..Rules::default() });
    played.control.load(SHOW, |_| Vec::new(), &ann(), 0).unwrap();
    let mut chance = 7_u64;
    let mut roll = |most: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % most
    };
    let (mut asked, mut records, mut ends_ms) = (0, 0, 0);
    while played.now < 7_200_000 {
        let now = played.now;
        while asked < 2000 && asked * 3600 <= now {
            let text =
                format!("{} {}", ["what price is", "how does", "where is"][roll(3) as usize], roll(900));
            let _ = played.control.ask(&format!("viewer {}", roll(300)), &text, now);
            asked += 1;
        }
        let questions = played.control.state().questions.waiting();
        let open =
            questions.iter().find(|q| q.standing == crate::Standing::Open).map(|q| q.question_id.clone());
        let held =
            questions.iter().find(|q| q.standing == crate::Standing::Held).map(|q| q.question_id.clone());
        if let Some(id) = open.filter(|_| roll(3) == 0) {
            let _ =
                played.control.answer(&id, &format!("Answer to {id}. It is so."), false, &Who::Program, now);
        }
        if let Some(id) = held.filter(|_| roll(4) == 0) {
            let _ = if roll(2) == 0 {
                played.control.approve_question(&id, &ann(), now)
            } else {
                played.control.reject_question(&id, &ann(), now)
            };
        }
        if roll(400) == 0 {
            played.control.offer(Offer::new(Kind::Urgent, "ann", "A word from us."), &ann(), now).unwrap();
        }
        if let Some(held) =
            played.control.state().queue.lane(Lane::Held).first().map(|i| i.utterance_id.clone())
        {
            played.control.approve(&held, &ann(), now).unwrap();
        }
        match played.control.state().queue.on_air().map(|i| (i.utterance_id.clone(), i.sentence)) {
            None => {
                if let Some(OnAir { utterance_id, .. }) = played.control.next(now).unwrap() {
                    played.control.speaking(&utterance_id, now).unwrap();
                    ends_ms = now + 2000;
                }
            }
            Some((id, 0)) if ends_ms <= now => {
                played.control.sentence_said(&id, 0, now).unwrap();
                ends_ms = now + 1500;
            }
            Some((id, _)) if ends_ms <= now => played.control.done(&id, now).unwrap(),
            Some((id, _)) => played.control.speaking(&id, now).unwrap(),
        }
        records += played.follow().len();
        played.now += 500;
    }
    played.control.shut_down(played.now).unwrap();
    played.follow();
    played.checker.finish().unwrap();
    assert_eq!(asked, 2000);
    let done = played.checker.done().len();
    assert!(done > 1500 && records > 8000, "{done} utterances and {records} changes");
}

/// One step of a show that is written down; it looks at the state only, as a program does that knows nothing
/// else.
fn scripted(control: &mut ShowControl, step: usize, now: u64) {
    let by = ann();
    match step {
        0 => drop(control.load(SHOW, |_| Vec::new(), &by, now)),
        4 => drop(control.ask("viv", "How much?", now)),
        6 => drop(control.answer("q1", "Ten. Or nine.", false, &by, now)),
        9 => drop(control.offer(Offer::new(Kind::Urgent, "ann", "Look out."), &by, now)),
        15 => drop(control.take_over(&by, now)),
        16 => drop(control.offer(Offer::of_operator("ann", "I am here."), &by, now)),
        20 => drop(control.hand_back(&by, now)),
        24 => drop(control.offer(Offer::new(Kind::Operator, "ann", "Not this."), &by, now)),
        25 => drop(control.reload(&SHOW.replace("C.", "New C."), |_| Vec::new(), &by, now)),
        40 => drop(control.shut_down(now)),
        _ => {}
    }
    if step == 40 {
        return;
    }
    let Some((id, sentence)) = control.state().queue.on_air().map(|i| (i.utterance_id.clone(), i.sentence))
    else {
        drop(control.next(now));
        return;
    };
    control.speaking(&id, now).unwrap();
    let sentences = control.state().queue.on_air().map_or(1, |i| i.text.matches('.').count());
    control.sentence_said(&id, sentence, now).unwrap();
    if sentence + 1 == sentences {
        control.done(&id, now).unwrap();
    }
}

/// Final states, and sentences said, of the script; the program is killed after the steps that are given.
fn play_script(
    killed_after: &[usize],
    folder: &std::path::Path,
    resumed: &mut usize,
) -> (Vec<String>, Vec<String>) {
    let mut path = folder.join(format!(
        "journal-{}-{}.sqlite3",
        killed_after.len(),
        killed_after.first().unwrap_or(&99)
    ));
    let Restored { mut control, mut keeper, .. } =
        restore(&path, SqliteSettings::default(), Rules::default(), 0);
    for step in 0..=40 {
        let now = step as u64 * 1000;
        scripted(&mut control, step, now);
        keeper.keep(&mut control);
        if killed_after.contains(&step) {
            // What the system holds at that moment is all that is left: the files, with a log that nobody
            // closed.
            let left = path.with_extension(format!("{step}"));
            for end in ["", "-wal"] {
                let name = |path: &std::path::Path| format!("{}{end}", path.display());
                std::fs::copy(name(&path), name(&left)).unwrap();
            }
            path = left;
            drop((control, keeper));
            let restored = restore(&path, SqliteSettings::default(), Rules::default(), now);
            assert!(restored.problem.is_none(), "{:?}", restored.problem);
            (control, keeper) = (restored.control, restored.keeper);
            // It goes on by itself where it was.
            if restored.resumes.is_some() {
                *resumed += 1;
                control.next(now).unwrap();
            }
            keeper.keep(&mut control);
        }
    }
    let mut checker = Checker::default();
    let mut said = Vec::new();
    for record in keeper.read(0, usize::MAX).unwrap() {
        checker.follow(&record, &Rules::default()).unwrap();
        if let Change::SentenceSaid { utterance_id, sentence } = &record.change {
            said.push(format!("{utterance_id}/{sentence}"));
        }
    }
    checker.finish().unwrap();
    let recent =
        checker.state().queue.recent().map(|i| format!("{} {:?} {}", i.utterance_id, i.life, i.text));
    (recent.collect(), said)
}

#[test]
fn a_show_that_is_killed_anywhere_ends_as_if_it_had_not_been() {
    let folder = tempfile::tempdir().unwrap();
    let expect = play_script(&[], folder.path(), &mut 0);
    assert!(expect.0.len() > 8, "{expect:?}");
    let mut resumed = 0;
    for step in 0..40 {
        assert_eq!(play_script(&[step], folder.path(), &mut resumed), expect, "killed after step {step}");
    }
    assert_eq!(play_script(&(0..40).collect::<Vec<_>>(), folder.path(), &mut resumed), expect);
    assert!(resumed > 30, "{resumed}");
}
