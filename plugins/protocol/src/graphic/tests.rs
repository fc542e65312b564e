//! Tests of the vocabulary of graphics.

use super::*;
use crate::cue::Cue;

#[track_caller]
fn shows(inside: &str, expect: Graphic) {
    assert_eq!(Cue::parse(inside), Ok(Cue::Show(expect)));
}

#[track_caller]
fn refused(inside: &str, part: &str) {
    let error = Cue::parse(inside).unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
}

#[test]
fn graphics_are_read() {
    shows("show product:x100", Graphic::Product { id: "x100".into() });
    shows("show product: x100", Graphic::Product { id: "x100".into() });
    shows("show image:\"a map.png\"", Graphic::Image { file: "a map.png".into() });
    shows("show captions", Graphic::Captions);
    shows("show logo", Graphic::Logo { file: None });
    let (name, line) = ("Kai".to_owned(), "Your host".to_owned());
    shows("show lower-third \"Kai\" \"Your  host\"", Graphic::LowerThird { name, line });
    shows("show title \"Coffee\"", Graphic::Title { text: "Coffee".into(), line: String::new() });
    let question = Graphic::Question { text: "Loud?".into(), from: "Mia".into() };
    shows("show question \"Loud?\" Mia", question);
    let after = |millis, title: &str| Graphic::Countdown {
        until: Until::AfterMillis(millis),
        title: title.to_owned(),
    };
    shows("show countdown 5m", after(300_000, ""));
    shows("show countdown 1:30 \"Back soon\"", after(90_000, "Back soon"));
    shows("show countdown 45", after(45_000, ""));
    let at = Until::WallMillis(1_767_225_600_000);
    let countdown = Graphic::Countdown { until: at, title: String::new() };
    shows("show countdown 2026-01-01T00:00:00Z", countdown);
}

#[test]
fn what_cannot_be_shown_is_told() {
    refused("show", "[show] wants what to show");
    refused("show prodct:x100", "did you mean `product`?");
    refused("show product", "as in [show product:x100]");
    refused("show countdown soon", "not `soon`");
    refused("show countdown 30h", "up to a day");
    refused("show ticker \" \"", "empty text");
    refused("show captions please", "nothing more");
    refused("hide capshuns", "did you mean `captions`?");
}

#[test]
fn hiding_names_a_kind() {
    assert_eq!(Cue::parse("hide"), Ok(Cue::Hide(None)));
    assert_eq!(Cue::parse("hide product:x100"), Ok(Cue::Hide(Some(GraphicKind::Product))));
}

#[test]
fn settings_are_read_and_laid_over_each_other() {
    let own: GraphicsSettings =
        serde_json::from_str(r##"{"accent": "#ff8800", "label": "KI-Moderator", "captions": true}"##)
            .unwrap();
    assert_eq!(own.accent, Some(Color([255, 136, 0])));
    let below = GraphicsSettings { captions: Some(false), font: Some("Inter".into()), ..Default::default() };
    let both = own.over(below);
    assert_eq!((both.captions, both.font.as_deref()), (Some(true), Some("Inter")));
    assert!(serde_json::from_str::<GraphicsSettings>(r#"{"accent": "blue"}"#).is_err());
    assert!(serde_json::from_str::<GraphicsSettings>(r#"{"colour": "blue"}"#).is_err());
}

#[test]
fn what_is_written_is_read() {
    for inside in [
        "product:x100",
        "product:\"x 100\"",
        "image:a.png",
        "lower-third \"Kai\" \"Your host\"",
        "countdown 300000ms \"Back soon\"",
        "countdown 2026-01-01T00:00:00.000Z",
        "ticker \"One | two\"",
        "question \"Loud?\" \"Mia\"",
        "title \"Coffee\"",
        "logo",
        "captions",
    ] {
        let Ok(Cue::Show(graphic)) = Cue::parse(&format!("show {inside}")) else { panic!("{inside}") };
        let again = Cue::parse(&format!("show {graphic}"));
        assert_eq!(again, Ok(Cue::Show(graphic)), "{inside}");
    }
}
