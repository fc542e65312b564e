//! `compere check`: our own people pass; what is broken is told, with status 1. Each fault alone is `avatar`'s.

use crate::program::{Stage, text};
use std::fs;

/// The JSON that the program prints.
#[track_caller]
fn json(printed: &str) -> serde_json::Value {
    serde_json::from_str(printed).unwrap_or_else(|error| panic!("no JSON ({error}): {printed}"))
}

#[test]
fn our_own_people_go_on_air() {
    let stage = Stage::take();
    let glb = stage.path("kai.glb");
    let recipe = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/characters/kai.ron");
    stage.does(&["bake", recipe, "-o", text(&glb)]);
    for file in ["kai.glb", "kai.lean.glb"] {
        let ended = stage.does(&["check", file]);
        // The light level ends at the hips.
        let scale = if file == "kai.glb" { "m tall" } else { "scale" };
        for part in ["all 52 ARKit shapes", "looks along +Z", scale, "talks by 52 ARKit shapes", "usable"] {
            assert!(ended.out.contains(part), "`{part}` is not told\n{ended}");
        }
        assert!(!ended.out.contains("BROKEN"), "{ended}");
        let report = json(&stage.does(&["check", file, "--json"]).out);
        assert_eq!(report["usable"], true, "{report}");
        assert_eq!(report["talk"]["by"], "arkit", "{report}");
        assert!(report["bones"]["head"].is_string(), "{report}");
    }
    let whole = fs::read(&glb).expect("the baked file");
    stage.write("cut.glb", &whole[..whole.len() / 2]);
    let refused = stage.refuses(&["check", "cut.glb"], &["cut.glb cannot go on air"]);
    assert!(refused.out.contains("it is cut off"), "{refused}");
    let refused = stage.refuses(&["check", "cut.glb", "--json"], &["cannot go on air"]);
    let report = json(&refused.out);
    assert_eq!(report["usable"], false, "{report}");
    assert_eq!(report["findings"][0]["severity"], "broken", "{report}");
}

#[test]
fn what_is_no_avatar_is_told() {
    let stage = Stage::take();
    stage.write("text.glb", "hello");
    stage.write("empty.glb", "");
    for (file, part) in [
        ("text.glb", "not of glTF"),
        ("empty.glb", "it is empty"),
        ("gone.glb", "cannot read it"),
        (".", "it is not a file"),
    ] {
        let ended = stage.refuses(&["check", file], &["cannot go on air"]);
        assert!(
            ended.out.contains(part) && ended.out.contains("remedy:"),
            "{file}: `{part}` is not told\n{ended}"
        );
    }
}
