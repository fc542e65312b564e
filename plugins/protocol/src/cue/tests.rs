//! Tables of cues and what is read from them.

use super::*;
use crate::request::Fit;

#[track_caller]
fn check(inside: &str, expect: Cue) {
    assert_eq!(Cue::parse(inside), Ok(expect));
}

#[track_caller]
fn refused(inside: &str, part: &str) {
    let error = Cue::parse(inside).unwrap_err().to_string();
    assert!(error.contains(part), "`{error}` does not say `{part}`");
}

#[test]
fn cues_are_read() {
    check("camera close", Cue::Camera("close".into()));
    let moved = |name: &str, seconds| Change { name: name.into(), seconds };
    check("camera close 1.5s", Cue::Camera(moved("close", Some(1.5))));
    check("camera auto", Cue::Camera(moved("auto", None)));
    check("scene shop 800ms", Cue::Scene(moved("shop", Some(0.8))));
    check("scene shop 0", Cue::Scene(moved("shop", None)));
    check("slide next", Cue::Slide(Slide::Next));
    check("slide 3", Cue::Slide(Slide::To(2)));
    let assets = vec!["a.jpg".into(), "b.mp4".into()];
    let backdrop = |fit| Cue::Backdrop(Backdrop { assets: assets.clone(), fit });
    check("show backdrop:a.jpg,b.mp4", backdrop(Fit::Cover));
    check("show backdrop:a.jpg,b.mp4 fit:contain", backdrop(Fit::Contain));
    check("hide backdrop", Cue::Backdrop(Backdrop::default()));
    // As journals had it before there was a fit.
    let old = serde_json::from_str::<Cue>(r#"{"backdrop":["a.jpg","b.mp4"]}"#);
    assert_eq!(old.expect("an old cue"), backdrop(Fit::Cover));
    let new = serde_json::to_string(&backdrop(Fit::Contain)).expect("JSON");
    assert_eq!(serde_json::from_str::<Cue>(&new).expect("a cue"), backdrop(Fit::Contain));
    check("show product:x100", Cue::Show(Graphic::Product { id: "x100".into() }));
    check("show product: \"x 100\"", Cue::Show(Graphic::Product { id: "x 100".into() }));
    check("speaker emma", Cue::Speaker("emma".into()));
    check("pause 0.5", Cue::Pause(0.5));
    check("pause 500ms", Cue::Pause(0.5));
    check("ask 60s", Cue::Ask(60.0));
    check("pitch +2st", Cue::Pitch(2.0));
    check("hide", Cue::Hide(None));
    check("music bed.ogg -30dB", Cue::Music { file: Some("bed.ogg".into()), level_db: -30.0 });
    let smile = Emotion { kind: EmotionKind::Smile, strength: 0.7, fades: true };
    check(" smile ", Cue::Emotion(smile));
    check("emotion smile", Cue::Emotion(Emotion { fades: false, ..smile }));
    check("smile 1", Cue::Emotion(Emotion { strength: 1.0, ..smile }));
}

#[test]
fn bad_cues_are_refused_with_advice() {
    refused("smlie", "[smile]");
    refused("", "hold nothing");
    refused("pause soon", "duration");
    refused("pause -1", "duration");
    refused("pause NaN", "duration");
    refused("speed 99", "between");
    refused("pitch 2", "semitones");
    refused("gesture wav", "`wave`");
    refused("camera", "camera's name");
    refused("speaker", "person's name");
    refused("camera a b", "duration");
    refused("camera a 1s 2s", "at most one");
    refused("camera a 11", "up to 10 s");
    refused("slide 0", "from 1");
    refused("show backdrop:", "pictures");
    refused("show backdrop:a.jpg fit:wide", "fit:contain");
    refused("show backdrop:a.jpg b.jpg", "at most one");
    refused("smile 2", "strength");
    refused("sound \"x", "quote");
}
