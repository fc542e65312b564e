//! The director and the voice together: what is cut, what goes on, what survives.

use super::*;

/// A director whose journal is in that folder.
fn directed(folder: &std::path::Path) -> Direction {
    Direction::restored(&folder.join("journal.db"), show::Rules::default())
}

#[test]
fn a_killed_programme_goes_on_with_the_sentence_that_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let show = "---\ntitle: T\n---\n1 1 1. 2 2 2 2 2. 3 3 3.\n\n4 4 4.";
    let mut before = stage(Tones::default());
    before.performance.direction = directed(folder.path());
    before.performance.direction.begin(show).unwrap();
    before.run(1_600);
    let said: Vec<String> = before.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(said, ["1 1 1.", "2 2 2 2 2."], "the second one is being said");
    // Nobody gets to say goodbye.
    drop(before);
    let mut after = stage(Tones::default());
    after.performance.direction = directed(folder.path());
    after.performance.direction.begin(show).unwrap();
    after.run(6_000);
    let said: Vec<String> = after.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(said, ["2 2 2 2 2.", "3 3 3.", "4 4 4."]);
    after.performance.direction.shut_down();
    drop(after);
    let mut anew = stage(Tones::default());
    anew.performance.direction = directed(folder.path());
    anew.performance.direction.begin(show).unwrap();
    anew.run(1_000);
    assert_eq!(anew.sentences()[0].0, "1 1 1.", "what ended in good order begins anew");
}

#[test]
fn an_urgent_line_cuts_in_and_what_it_cut_goes_on() {
    let mut stage = stage(Tones::default());
    let first = stage.say("1 1. 5 5 5 5 5 5.");
    stage.run(1_300);
    let urgent = Offer::new(show::Kind::Urgent, "ann", "9 9.");
    let asked = stage.now();
    stage.performance.direction.change(|control, now| control.offer(urgent, &ann(), now)).unwrap();
    stage.run(6_000);
    let said: Vec<String> = stage.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(said, ["1 1.", "5 5 5 5 5 5.", "9 9.", "5 5 5 5 5 5."]);
    assert!(stage.sentences()[2].1 < asked + 48 * 500);
    assert_eq!(stage.states(&first).last(), Some(&UtteranceState::Done));
}

#[test]
fn an_answer_grows_while_it_is_said() {
    let mut stage = stage(Tones::default());
    let offer = Offer { more: true, ..Offer::of_operator("ann", "1 1.") };
    let id = stage.performance.direction.change(|control, now| control.offer(offer, &ann(), now)).unwrap();
    stage.run(2_000);
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Speaking), "more is to come");
    let more = |text: &'static str, more: bool| {
        let id = id.clone();
        move |control: &mut show::ShowControl, now| control.extend(&id, text, more, &ann(), now)
    };
    stage.performance.direction.change(more("2 2. 3 3.", true)).unwrap();
    stage.performance.direction.change(more("4 4.", false)).unwrap();
    stage.run(4_000);
    let said: Vec<String> = stage.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(said, ["1 1.", "2 2.", "3 3.", "4 4."]);
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Done));
}

#[test]
fn an_operator_hears_what_is_next_and_the_programme_goes_first() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let mut stage = stage(Tones::default());
    stage.performance.direction.change(|control, now| control.set_auto(false, &ann(), now)).unwrap();
    let id = stage.say("3 3 3. 4 4.");
    let (preview, plans) = stage.performance.preview(None).unwrap();
    assert_eq!((preview.what.as_str(), preview.utterance_id.as_deref()), ("utterance", Some(id.as_str())));
    let told: Vec<_> = preview.sentences.iter().map(|s| (s.text.as_str(), s.voice.as_str())).collect();
    assert_eq!(told, [("3 3 3.", "tones"), ("4 4.", "tones")]);
    let (reply, mut answer) = tokio::sync::oneshot::channel();
    stage.performance.prelisten(preview, plans, reply);
    let deadline = Instant::now() + Duration::from_secs(5);
    let sound = loop {
        stage.run(40);
        match answer.try_recv() {
            Ok(Ok(protocol::request::ResponseData::Preview(preview))) => break preview.sound.unwrap(),
            Ok(other) => panic!("{other:?}"),
            Err(_) => assert!(Instant::now() < deadline, "no answer in time"),
        }
    };
    let wave = hound::WavReader::new(std::io::Cursor::new(STANDARD.decode(sound.0).unwrap())).unwrap();
    assert_eq!(wave.len(), 5 * WORD as u32);
    assert!(stage.level(0..stage.now()) < 1e-5, "nothing of it is heard on air");
    assert!(stage.performance.preview(Some("u99")).is_err());
}

#[test]
fn an_operators_own_voice_takes_the_place_of_the_machine() {
    let mut stage = stage(Tones::default());
    stage.performance.direction.begin("---\ntitle: T\n---\n5 5 5 5 5 5 5 5 5 5. 5 5.").unwrap();
    stage.run(700);
    let opened = stage.now();
    stage.performance.open_microphone(&ann(), opened).unwrap();
    // Three seconds of a hum, as they come in from a socket.
    let mut phase = 0.0_f32;
    for _ in 0..75 {
        let mut hum = || {
            phase += 140.0 * std::f32::consts::TAU / 48_000.0;
            ((phase.sin() + 0.5 * (2.0 * phase).sin()) * 8_000.0) as i16
        };
        let samples: Vec<i16> = (0..1_920).map(|_| hum()).collect();
        stage.performance.speak(&samples, stage.now());
        stage.run(40);
    }
    let silent = opened + SOON..opened + 48 * 330;
    assert!(stage.level(silent) < 1e-4, "the machine is cut, the operator is heard 350 ms later");
    let heard = opened + 48 * 700..stage.now();
    assert!(stage.level(heard) > 0.01);
    let started: Vec<_> = stage
        .told
        .iter()
        .filter_map(|told| match told {
            Told::Started(started) if started.start_sample > opened => Some(started.clone()),
            _ => None,
        })
        .collect();
    assert!(started.len() > 20, "the face is told what grows, {} times", started.len());
    assert!(started.iter().all(|s| s.timeline.check().is_ok() && s.sentence == started[0].sentence));
    assert!(started.windows(2).all(|pair| pair[0].timeline.samples < pair[1].timeline.samples));
    let operator = || stage.performance.direction.control().state().taken_over_by.clone();
    assert_eq!(operator().as_deref(), Some("ann"));
    stage.performance.shut_microphone();
    stage.run(1_000);
    assert!(stage.level(stage.now() - 9_600..stage.now()) < 1e-4, "nobody speaks until it is handed back");
    stage.performance.direction.change(|control, now| control.hand_back(&ann(), now)).unwrap();
    stage.run(5_000);
    let said: Vec<String> = stage.sentences().into_iter().map(|(words, _)| words).collect();
    assert_eq!(said[1..], ["5 5 5 5 5 5 5 5 5 5.", "5 5."], "what was cut goes on");
}

#[test]
fn a_microphone_goes_off_with_the_takeover_and_at_once_with_a_stop() {
    let mut stage = stage(Tones::default());
    let hum: Vec<i16> = (0..24_000).map(|n| ((n as f32 * 0.02).sin() * 8_000.0) as i16).collect();
    let open = |stage: &mut Stage| {
        let opened = stage.now();
        stage.performance.open_microphone(&ann(), opened).unwrap();
        stage.performance.speak(&hum, opened);
        stage.run(500);
        assert!(stage.performance.is_microphone_open());
        assert!(stage.level(stage.now() - 4_800..stage.now()) > 0.01);
    };
    // What was said is heard to its end; nothing more is taken.
    open(&mut stage);
    stage.performance.direction.change(|control, now| control.hand_back(&ann(), now)).unwrap();
    stage.run(40);
    assert!(!stage.performance.is_microphone_open());
    assert!(stage.level(stage.now() - 1_000..stage.now()) > 0.01);
    stage.run(1_000);
    // Somebody else takes over.
    open(&mut stage);
    let ben = Who::operator("ben");
    stage.performance.direction.change(|control, now| control.take_over(&ben, now)).unwrap();
    stage.run(1_000);
    assert!(!stage.performance.is_microphone_open());
    // All is stopped.
    open(&mut stage);
    let stopped = stage.now();
    stage.performance.cut_microphone(stopped);
    stage.performance.speak(&hum, stopped);
    stage.run(500);
    assert!(stage.level(stopped + SOON..stage.now()) < 1e-4, "the operator is not heard any more");
    // What comes in faster than it is heard does not pile up.
    stage.performance.open_microphone(&ann(), stage.now()).unwrap();
    for _ in 0..100 {
        stage.performance.speak(&hum, stage.now());
    }
    stage.performance.shut_microphone();
    stage.run(5_000);
    assert!(!stage.performance.is_spoken(), "50 seconds were kept");
}

#[test]
fn a_question_is_shown_while_it_is_answered() {
    use protocol::graphic::{Graphic, GraphicKind};
    let mut stage = stage(Tones::default());
    let asked = |control: &mut show::ShowControl, now| control.ask("mia", "Is it loud?", now);
    let question = stage.performance.direction.change(asked).unwrap();
    let answer =
        |control: &mut show::ShowControl, now| control.answer(&question, "2 2 2.", false, &ann(), now);
    stage.performance.direction.change(answer).unwrap();
    stage.run(3_000);
    let cues: Vec<_> = stage
        .told
        .iter()
        .filter_map(|told| match told {
            Told::Cue(fired) => Some(fired.cue.clone()),
            _ => None,
        })
        .collect();
    let card = Graphic::Question { text: "Is it loud?".into(), from: "mia".into() };
    assert_eq!(cues, [Cue::Show(card), Cue::Hide(Some(GraphicKind::Question))]);
}
