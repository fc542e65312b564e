//! Rigs, face sets, licences and sizes: what is told of each.

use super::super::{Severity, Talks, bones, shapes};
use super::{Person, says};
use serde_json::{Value, json};
use viseme::{ARKIT, Arkit};

#[track_caller]
fn talks(shapes: &[&str], by: Talks, words: &[&str]) {
    let report = Person::new(shapes).check();
    assert_eq!(report.talk.as_ref().map(|t| t.by), Some(by), "{report}");
    says(&report, true, words);
}

#[test]
fn a_whole_person_has_nothing_to_mend() {
    let mut person = Person::new(&ARKIT);
    person.json["meshes"][0]["primitives"][0]["attributes"] =
        json!({"POSITION": 0, "JOINTS_0": 3, "WEIGHTS_0": 4});
    person.json["nodes"][12]["skin"] = json!(0);
    let report = person.check();
    says(&report, true, &["all 52 ARKit", "1.75 m", "looks along +Z", "A-pose", "usable, 0 lacks"]);
    assert_eq!(report.count(Severity::Lack), 0, "{report}");
    assert_eq!(report.bones.get("head").map(String::as_str), Some("mixamorig:Head"));
    assert_eq!((report.counts.triangles, report.counts.morph_targets), (1, 52));
}

#[test]
fn every_face_set_tells_how_it_talks() {
    talks(&ARKIT, Talks::Arkit, &["pressing and rolling"]);
    talks(
        &["jawOpen", "mouthFunnel", "mouthPucker"],
        Talks::Arkit,
        &["3 of 52", "m, b and p close softly", "never blinks"],
    );
    let oculus: Vec<String> = shapes::OCULUS_NAMES.iter().map(|n| format!("viseme_{n}")).collect();
    let oculus: Vec<&str> = oculus.iter().map(String::as_str).collect();
    talks(&oculus, Talks::Oculus, &["all 15 Oculus", "closures by PP"]);
    talks(&oculus[1..12], Talks::Open, &[]);
    talks(
        &["A", "I", "U", "E", "O", "Blink"],
        Talks::Vowels,
        &["5 vowels: closures by scaling", "both eyes shut"],
    );
    talks(&["あ", "い", "う"], Talks::Vowels, &["3 of 5 vowels"]);
    talks(&["mouthOpen", "A"], Talks::Open, &["as of a puppet"]);
    talks(&["wings"], Talks::Nothing, &["1 morph target, none known", "does not talk"]);
    let mut jaw = Person::new(&[]);
    jaw.json["nodes"][8]["name"] = json!("CC_Base_JawRoot");
    says(&jaw.check(), true, &["by its jaw bone alone"]);
}

#[test]
fn names_are_found_in_their_disguises() {
    #[track_caller]
    fn check(name: &str, shape: &str) {
        assert_eq!(shapes::arkit(name).map(Arkit::name), Some(shape), "{name}");
    }
    check("JAWOPEN", "jawOpen");
    check("Head_jawOpen", "jawOpen");
    check("blendShape1.jawOpen", "jawOpen");
    check("A25_Jaw_Open", "jawOpen");
    check("eyeBlink_L", "eyeBlinkLeft");
    check("EyeBlink.R", "eyeBlinkRight");
    check("mouthSmileL", "mouthSmileLeft");
    check("mouth_smile_right", "mouthSmileRight");
    check("browInnerUp_L", "browInnerUp");
    check("cheekPuffRight", "cheekPuff");
    check("mouthLeft", "mouthLeft");
    for name in ["", "_", "jaw", "open", "viseme_PP", "l", "Left", "smile", "💥"] {
        assert_eq!(shapes::arkit(name), None, "{name}");
    }
    assert_eq!(shapes::oculus("vrc.v_pp"), Some(1));
    assert_eq!(shapes::oculus("viseme_E"), Some(11));
    assert_eq!(shapes::oculus("PP"), None);
    assert_eq!(shapes::vowel("Face.M_F00_000_00_Fcl_MTH_A", false), Some(0));
    assert_eq!(shapes::vowel("Fcl_ALL_Angry", false), None);
    assert_eq!(shapes::blink("Fcl_EYE_Close_L"), Some(shapes::Lids::Left));
}

#[test]
fn bones_are_found_by_the_names_of_many_tools() {
    #[track_caller]
    fn check(names: &[&str], bones: &[&str]) {
        let family = bones::Family::of(names.iter().copied());
        let found: Vec<&str> = names.iter().map(|n| bones::humanoid(n, family).unwrap_or("-")).collect();
        assert_eq!(found, bones, "{family:?}");
    }
    check(
        &[
            "mixamorig:LeftUpLeg",
            "mixamorig1:Spine",
            "mixamorigSpine2",
            "LeftHandIndex1",
            "HeadTop_End",
            "RightToeBase",
        ],
        &["leftUpperLeg", "spine", "upperChest", "leftHandFinger", "-", "rightToes"],
    );
    check(
        &[
            "pelvis",
            "spine_01",
            "spine_03",
            "neck_01",
            "upperarm_l",
            "upperarm_twist_01_l",
            "calf_r",
            "ball_l",
        ],
        &["hips", "spine", "upperChest", "neck", "leftUpperArm", "-", "rightLowerLeg", "leftToes"],
    );
    check(
        &[
            "CC_Base_Hip",
            "CC_Base_Waist",
            "CC_Base_Spine01",
            "CC_Base_L_Upperarm",
            "CC_Base_R_Eye",
            "CC_Base_JawRoot",
        ],
        &["hips", "spine", "chest", "leftUpperArm", "rightEye", "jaw"],
    );
    check(&["J_Bip_C_Head", "J_Bip_L_LowerArm", "J_Adj_L_FaceEye"], &["head", "leftLowerArm", "leftEye"]);
    check(&["DEF-spine.006", "DEF-upper_arm.L", "DEF-upper_arm.L.001"], &["head", "leftUpperArm", "-"]);
    check(&["Bip01 Head", "Bip01 L Forearm", "Bip01 R Clavicle"], &["head", "leftLowerArm", "rightShoulder"]);
    check(
        &["LeftUpperArm", "lefthand", "Eye_L", "Armature", "Headphones"],
        &["leftUpperArm", "leftHand", "leftEye", "-", "-"],
    );
}

#[test]
fn vrm_maps_bones_vowels_and_licence() {
    let mut person = Person::new(&["smile", "mouth"]);
    for (i, node) in person.json["nodes"].as_array_mut().unwrap().iter_mut().enumerate() {
        node["name"] = json!(format!("n{i}"));
    }
    let bind = |i: usize| json!({"morphTargetBinds": [{"node": 12, "index": i, "weight": 1.0}]});
    let presets = json!({"aa": bind(1), "ih": bind(1), "ou": bind(1), "ee": bind(1), "oh": bind(1), "blink": bind(0), "happy": bind(9)});
    let bones = json!({"head": {"node": 4}, "neck": {"node": 3}, "spine": {"node": 99}});
    person.json["extensions"]["VRMC_vrm"] = json!({
        "specVersion": "1.0",
        "meta": {"name": "Ann", "authors": ["B"], "licenseUrl": "https://vrm.dev/licenses/1.0/", "avatarPermission": "onlyAuthor"},
        "humanoid": {"humanBones": bones},
        "expressions": {"preset": presets},
    });
    let words = [
        "VRM 1",
        "VRM's map",
        "5 vowels",
        "both eyes",
        "names what does not exist: bone spine, a shape of expression happy",
    ];
    says(&person.check(), true, &words);
    says(&person.check(), true, &["by: B", "only its author"]);
    let groups: Vec<_> = ["a", "i", "u", "e", "o", "blink_l"]
        .iter()
        .map(|p| json!({"presetName": p, "binds": [{"mesh": 0, "index": 0, "weight": 100}]}))
        .collect();
    person.json["extensions"] = json!({"VRM": {
        "meta": {"title": "Zed", "commercialUssageName": "Disallow"},
        "humanoid": {"humanBones": [{"bone": "head", "node": 4}, {"bone": "jaw", "node": -1}]},
        "blendShapeMaster": {"blendShapeGroups": groups},
    }});
    let report = person.check();
    let bind = &report.expressions["aa"][0];
    assert_eq!((bind.mesh, bind.name.as_deref(), bind.weight), (0, Some("smile"), 1.0));
    says(&report, true, &["VRM 0", "5 vowels", "only the left eye", "Zed", "may not earn money"]);
    person.json["extensions"] = json!({"VRM": {"humanoid": 7}});
    says(&person.check(), false, &["VRM part cannot be read", "no head to move"]);
}

#[test]
fn size_and_stance_are_told() {
    let scaled = |factor: f64| {
        let mut person = Person::new(&[]);
        person.json["nodes"][12]["scale"] = json!([factor, factor, factor]);
        person.check()
    };
    says(&scaled(100.0), true, &["175.0 tall", "taken as centimetres"]);
    says(&scaled(0.01), true, &["a dot in the picture"]);
    says(&scaled(0.4), true, &["0.70 m", "a bust"]);
    let turned = |rotation: [f64; 4]| {
        let mut person = Person::new(&[]);
        person.json["nodes"][0]["rotation"] = json!(rotation);
        person.check()
    };
    let half = std::f64::consts::FRAC_1_SQRT_2;
    says(&turned([0.0, 1.0, 0.0, 0.0]), true, &["looks along -Z", "turned to face the cameras"]);
    says(&turned([0.0, half, 0.0, half]), true, &["is turned 90 degrees"]);
    says(&turned([half, 0.0, 0.0, half]), true, &["head is not above its body"]);
}

#[test]
fn shapes_that_move_nothing_are_no_shapes() {
    let mut person = Person::new(&["jawOpen", "mouthFunnel", "mouthPucker"]);
    person.bin[36..72].fill(0);
    let report = person.check();
    assert_eq!(report.talk.as_ref().map(|t| t.by), Some(Talks::Nothing), "{report}");
    says(&report, true, &["3 known shapes move nothing"]);
}

#[test]
fn an_avatar_without_a_licence_is_told() {
    let mut person = Person::new(&[]);
    person.json["asset"] = json!({"version": "2.0"});
    says(&person.check(), true, &["none in the file", "ask its maker"]);
    person.json["asset"]["extras"] = json!({"author": "X\u{1b}[2J", "license": "CC-BY-4.0"});
    let report = person.check();
    says(&report, true, &["CC-BY-4.0"]);
    assert!(!report.to_string().contains('\u{1b}'), "control characters reach the terminal");
}

#[test]
fn flaws_are_told_but_borne() {
    let mut person = Person::new(&["jawOpen"]);
    let attributes = json!({"POSITION": 0, "JOINTS_0": 3, "WEIGHTS_0": 4});
    person.json["meshes"][0]["primitives"][0]["attributes"] = attributes;
    person.json["nodes"][12]["skin"] = json!(0);
    person.bin[92..96].fill(0);
    says(&person.check(), true, &["bound to no joint at all: 1"]);
    // Weights without a skin mean nothing, whatever joints they name.
    person.json["nodes"][12].as_object_mut().expect("a node").remove("skin");
    person.bin[80] = 200;
    says(&person.check(), true, &["1.75 m"]);
    person.json["meshes"][0]["extras"] = json!(7);
    says(&person.check(), true, &["1 morph target without a name", "does not talk"]);
}

#[test]
fn the_dials_of_the_mouth_are_read_and_kept_within_reason() {
    let style = |extras: Value| {
        let mut person = Person::new(&["jawOpen"]);
        person.json["asset"]["extras"] = extras;
        let style = person.check().style;
        (style.jaw, style.lip)
    };
    assert_eq!(style(json!({"speech": {"jaw": 0.8, "lip": 1.25}})), (0.8, 1.25));
    assert_eq!(style(json!({"speech": {"jaw": 90.0}})), (1.6, 1.0));
    assert_eq!(style(json!({"title": "someone"})), (1.0, 1.0));
    assert_eq!(style(json!({"speech": "loud"})), (1.0, 1.0));
}
