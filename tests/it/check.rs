//! `compere check`: our own people pass, Khronos' validator included; what is broken is told, with status 1, and is not
//! loaded either. Each fault alone is `avatar`'s.

use crate::program::{Stage, text};
use std::{fs, path::Path, process::Command};

/// Warnings of the validator that are none to us. Tangents are made by the engine as the standard says.
const BORNE: [&str; 1] = ["MESH_PRIMITIVE_GENERATED_TANGENT_SPACE"];
/// Prints what Khronos' validator finds of a file.
const VALIDATE: &str = "
const { validateBytes } = require(process.argv[1]);
const bytes = new Uint8Array(require('fs').readFileSync(process.argv[2]));
validateBytes(bytes, { maxIssues: 0 }).then((report) => console.log(JSON.stringify(report.issues.messages)));
";

/// Fails unless Khronos' validator finds no error in the file, and no warning that matters.
#[track_caller]
fn validates(file: &Path) {
    let module = concat!(env!("CARGO_MANIFEST_DIR"), "/console/node_modules/gltf-validator");
    assert!(Path::new(module).is_dir(), "{module} is not there; `cargo xtask test` fetches it");
    let output = Command::new("node").args(["-e", VALIDATE, "--", module, text(file)]).output();
    let output = output.expect("node starts");
    let told = String::from_utf8_lossy(&output.stdout);
    let messages = json(&told);
    let messages = messages.as_array().expect("a list of messages");
    let matters = |m: &&serde_json::Value| {
        let code = m["code"].as_str().unwrap_or_default();
        m["severity"].as_u64().is_none_or(|s| s < 2) && !BORNE.contains(&code)
    };
    let faults: Vec<String> = messages.iter().filter(matters).map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}:\n{}", file.display(), faults.join("\n"));
}

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
        validates(&stage.path(file));
        let ended = stage.does(&["check", file]);
        // The light level ends at the hips.
        let scale = if file == "kai.glb" { "m tall" } else { "scale" };
        for part in [
            "all 52 ARKit shapes",
            "looks along +Z",
            scale,
            "talks by 52 ARKit shapes",
            "VRM 1",
            "usable, 0 lacks",
        ] {
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

/// What preflight refuses is not loaded either: an error in words.
#[test]
fn what_is_broken_is_not_loaded() {
    let stage = Stage::take();
    stage.write("text.glb", "hello");
    stage.write("cut.glb", b"glTF\x02\0\0\0\xff\0\0\0");
    for (file, part) in [("text.glb", "not of glTF"), ("cut.glb", "cut off")] {
        let words = ["portrait", file, "-o", "p.png", "--size", "64x64", "--tier", "lean"];
        stage.refuses(&words, &["cannot load the character", part, "compere check"]);
    }
}
