//! Other people's avatars: rigs and faces unlike ours stand and open their mouths as ours do.
//!
//! No such file may be kept here, so each is made of one of ours, by other names, another turn and another face set.

use crate::{
    golden::NEAR,
    picture::{Difference, Picture},
    program::{Stage, text},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// An eye sees less than this hardly: the same person, drawn by way of another rig.
const SAME: Difference = Difference { mean: 1.0, clear: 0.02, worst: 12.0 };

/// The JSON of a glb changed by `change`, its data left alone.
fn changed(glb: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let length = u32::from_le_bytes(glb[12..16].try_into().expect("four bytes")) as usize;
    let mut json = serde_json::from_slice(&glb[20..20 + length]).expect("JSON");
    change(&mut json);
    let mut json = json.to_string().into_bytes();
    json.resize(json.len().next_multiple_of(4), b' ');
    let rest = &glb[20 + length..];
    let word = |n: usize| u32::try_from(n).expect("a small file").to_le_bytes();
    [&glb[..8], &word(20 + json.len() + rest.len()), &word(json.len()), b"JSON", &json, rest].concat()
}

/// Calls every morph target what `name` makes of what it is called.
fn rename(json: &mut Value, name: impl Fn(&str) -> Option<String>) {
    for mesh in json["meshes"].as_array_mut().expect("meshes") {
        let Some(extras) = mesh.get_mut("extras") else { continue };
        let names = extras["targetNames"].as_array().cloned().unwrap_or_default();
        let told = |(i, n): (usize, &Value)| name(n.as_str().unwrap_or_default()).unwrap_or(format!("x{i}"));
        let names: Vec<String> = names.iter().enumerate().map(told).collect();
        extras["targetNames"] = json!(names);
    }
}

/// VRM 0 as Unity writes it: nameless nodes and targets, looking along -Z, a map for everything.
fn vrm_zero(json: &mut Value) {
    let map = json["extensions"]["VRMC_vrm"]["humanoid"]["humanBones"].as_object().expect("a map").clone();
    let bones: Vec<Value> = map.iter().map(|(bone, at)| json!({"bone": bone, "node": at["node"]})).collect();
    let meshes = json["meshes"].as_array().expect("meshes");
    let binds = |shape: &str| -> Vec<Value> {
        let place = |mesh: &Value| {
            mesh["extras"]["targetNames"].as_array()?.iter().position(|n| n.as_str() == Some(shape))
        };
        let places = meshes.iter().enumerate().filter_map(|(m, mesh)| Some((m, place(mesh)?)));
        places.map(|(m, t)| json!({"mesh": m, "index": t, "weight": 60.0})).collect()
    };
    let groups: Vec<Value> =
        [("a", "jawOpen"), ("i", "mouthStretchLeft"), ("u", "mouthPucker"), ("o", "mouthFunnel")]
            .iter()
            .map(|(preset, shape)| json!({"name": preset, "presetName": preset, "binds": binds(shape)}))
            .collect();
    json["extensions"] = json!({"VRM": {
        "humanoid": {"humanBones": bones},
        "blendShapeMaster": {"blendShapeGroups": groups},
    }});
    json["extensionsUsed"].as_array_mut().expect("extensions").push(json!("VRM"));
    for node in json["nodes"].as_array_mut().expect("nodes") {
        node.as_object_mut().expect("a node").remove("name");
    }
    for mesh in json["meshes"].as_array_mut().expect("meshes") {
        mesh.as_object_mut().expect("a mesh").remove("extras");
    }
    json["nodes"][0]["rotation"] = json!([0, 1, 0, 0]);
}

fn oculus(json: &mut Value) {
    json["extensions"] = json!({});
    rename(json, |name| {
        let viseme = match name {
            "jawOpen" => "aa",
            "mouthPressLeft" => "PP",
            "mouthFunnel" => "O",
            "mouthStretchLeft" => "E",
            _ => return None,
        };
        Some(format!("viseme_{viseme}"))
    });
    // In centimetres besides.
    json["nodes"][0]["scale"] = json!([100, 100, 100]);
}

/// No shapes; the neck stands for the jaw, which ours have no bone of: what it bears turns.
fn jaw(json: &mut Value) {
    json["extensions"] = json!({});
    rename(json, |_| None);
    for node in json["nodes"].as_array_mut().expect("nodes") {
        if node["name"] == "mixamorig:Neck" {
            node["name"] = json!("Jaw");
        }
    }
}

#[track_caller]
fn draw(stage: &Stage, file: &Path, morphs: &str) -> Picture {
    let png = stage.path("drawn.png");
    let mut words = vec!["portrait", text(file), "-o", text(&png), "--scene", NEAR, "--size", "480x270"];
    words.extend(["--tier", "lean"]);
    if !morphs.is_empty() {
        words.extend(["--morph", morphs]);
    }
    stage.does(&words);
    Picture::read(&png)
}

/// The file that `change` makes talks by `by`, opens its mouth, and stands where ours does when it `is_same`.
#[track_caller]
fn check(name: &str, by: &str, is_same: bool, change: impl FnOnce(&mut Value)) {
    let stage = Stage::take();
    let recipe = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/characters/kai.ron");
    let ours = stage.path("kai.glb");
    stage.does(&["bake", recipe, "-o", text(&ours)]);
    let ours = stage.path("kai.lean.glb");
    let file = stage.write(name, changed(&fs::read(&ours).expect("the baked file"), change));
    let told = stage.does(&["check", text(&file), "--json"]).out;
    let report: Value = serde_json::from_str(&told).expect("a report");
    assert_eq!(report["talk"]["by"], by, "{told}");
    let rest = draw(&stage, &file, "");
    if is_same {
        let difference = rest.difference(&draw(&stage, &ours, ""));
        assert!(difference.is_within(&SAME), "{name} does not stand as ours does: {difference:?}");
    }
    let open = draw(&stage, &file, "jawOpen=0.5").difference(&rest);
    assert!(!open.is_within(&SAME), "{name} does not open its mouth: {open:?}");
}

#[test]
fn vowels_of_vrm_without_a_name_anywhere() {
    check("vowels.vrm", "vowels", true, vrm_zero);
}

#[test]
fn visemes_of_oculus_in_centimetres() {
    check("visemes.glb", "oculus", true, oculus);
}

#[test]
fn a_jaw_bone_alone() {
    check("jaw.glb", "jaw", false, jaw);
}
