//! A person as VRM 1.0: which node is which bone of a human, expressions, licence. Data, no geometry.
//!
//! Expressions are sums of the face units. Unlike VRM's models ours rest in an A-pose, as they were shaped.

use serde_json::{Map, Value, json};

use crate::glb::{Glb, MorphedNode};

/// Under what the data is, for `asset.copyright` and VRM's metadata.
pub const COPYRIGHT: &str = "CC0 1.0: shapes, skeleton and textures by MakeHuman and MPFB2, face units by Mika Suominen, baked by Compere";
/// The licence text itself.
const CC0: &str = "https://creativecommons.org/publicdomain/zero/1.0/";
/// What the standard wants every file of version 1 to name.
const VRM_LICENCE: &str = "https://vrm.dev/licenses/1.0/";

/// Bones in the middle: mixamo's name, and VRM's.
const MIDDLE: [(&str, &str); 6] = [
    ("Hips", "hips"),
    ("Spine", "spine"),
    ("Spine1", "chest"),
    ("Spine2", "upperChest"),
    ("Neck", "neck"),
    ("Head", "head"),
];
/// Bones of a side, without the side.
const SIDE: [(&str, &str); 9] = [
    ("Eye", "Eye"),
    ("Shoulder", "Shoulder"),
    ("Arm", "UpperArm"),
    ("ForeArm", "LowerArm"),
    ("Hand", "Hand"),
    ("UpLeg", "UpperLeg"),
    ("Leg", "LowerLeg"),
    ("Foot", "Foot"),
    ("ToeBase", "Toes"),
];
/// Fingers: mixamo's name, VRM's, and VRM's three joints from the palm.
const FINGERS: [(&str, &str, [&str; 3]); 5] = [
    ("Thumb", "Thumb", ["Metacarpal", "Proximal", "Distal"]),
    ("Index", "Index", ["Proximal", "Intermediate", "Distal"]),
    ("Middle", "Middle", ["Proximal", "Intermediate", "Distal"]),
    ("Ring", "Ring", ["Proximal", "Intermediate", "Distal"]),
    ("Pinky", "Little", ["Proximal", "Intermediate", "Distal"]),
];

/// What an expression adds up: a face unit and its weight. A name that ends in `*` stands for left and right.
type Sum = &'static [(&'static str, f32)];

/// VRM's preset expressions. Vowels as `viseme` draws them, emotions as `avatar` does.
const PRESETS: [(&str, Sum); 18] = [
    ("neutral", &[]),
    ("aa", &[("jawOpen", 0.51), ("mouthLowerDown*", 0.12), ("mouthUpperUp*", 0.06)]),
    ("ih", &[("jawOpen", 0.12), ("mouthStretch*", 0.24), ("mouthSmile*", 0.10), ("mouthLowerDown*", 0.20)]),
    ("ou", &[("jawOpen", 0.10), ("mouthPucker", 0.62), ("mouthFunnel", 0.34)]),
    ("ee", &[("jawOpen", 0.22), ("mouthStretch*", 0.22), ("mouthSmile*", 0.12), ("mouthLowerDown*", 0.16)]),
    ("oh", &[("jawOpen", 0.30), ("mouthFunnel", 0.40), ("mouthPucker", 0.30)]),
    ("blink", &[("eyeBlink*", 1.0)]),
    ("blinkLeft", &[("eyeBlinkLeft", 1.0)]),
    ("blinkRight", &[("eyeBlinkRight", 1.0)]),
    ("lookUp", &[("eyeLookUp*", 1.0)]),
    ("lookDown", &[("eyeLookDown*", 1.0)]),
    ("lookLeft", &[("eyeLookOutLeft", 1.0), ("eyeLookInRight", 1.0)]),
    ("lookRight", &[("eyeLookInLeft", 1.0), ("eyeLookOutRight", 1.0)]),
    (
        "happy",
        &[
            ("mouthSmile*", 0.52),
            ("cheekSquint*", 0.34),
            ("eyeSquint*", 0.16),
            ("mouthDimple*", 0.10),
            ("mouthUpperUp*", 0.24),
            ("mouthLowerDown*", 0.22),
            ("browOuterUp*", 0.08),
        ],
    ),
    (
        "angry",
        &[
            ("browDown*", 0.75),
            ("eyeSquint*", 0.25),
            ("noseSneer*", 0.25),
            ("mouthPress*", 0.30),
            ("mouthFrown*", 0.20),
        ],
    ),
    (
        "sad",
        &[
            ("browInnerUp", 0.70),
            ("browDown*", 0.18),
            ("mouthFrown*", 0.48),
            ("eyeSquint*", 0.10),
            ("mouthShrugLower", 0.14),
        ],
    ),
    (
        "relaxed",
        &[("mouthSmile*", 0.34), ("cheekSquint*", 0.26), ("eyeSquint*", 0.16), ("browInnerUp", 0.16)],
    ),
    ("surprised", &[("browInnerUp", 0.62), ("browOuterUp*", 0.55), ("eyeWide*", 0.48), ("jawOpen", 0.16)]),
];

/// The extension `VRMC_vrm` of a finished person called `name`.
pub fn extension(name: &str, glb: &Glb) -> Value {
    let morphed = glb.morphed();
    let preset: Map<String, Value> =
        PRESETS.iter().map(|(name, sum)| ((*name).to_owned(), expression(name, sum, &morphed))).collect();
    let drawn: Vec<Value> = glb.drawn().map(|node| json!({ "node": node, "type": "auto" })).collect();
    let eye = |side: &str| glb.node(&format!("mixamorig:{side}Eye")).map(|n| glb.translation(n));
    let [l, r] = ["Left", "Right"].map(|side| eye(side).unwrap_or_default());
    let range = |degrees: f32| json!({ "inputMaxValue": 90.0, "outputScale": degrees });
    json!({
        "specVersion": "1.0",
        "meta": {
            "name": name,
            "version": "1",
            "authors": ["Compere", "MakeHuman", "MPFB2", "Mika Suominen"],
            "copyrightInformation": COPYRIGHT,
            "licenseUrl": VRM_LICENCE,
            "otherLicenseUrl": CC0,
            "avatarPermission": "everyone",
            "allowExcessivelyViolentUsage": true,
            "allowExcessivelySexualUsage": true,
            "commercialUsage": "corporation",
            "allowPoliticalOrReligiousUsage": true,
            "allowAntisocialOrHateUsage": true,
            "creditNotation": "unnecessary",
            "allowRedistribution": true,
            "modification": "allowModificationRedistribution",
        },
        "humanoid": { "humanBones": bones(glb) },
        "firstPerson": { "meshAnnotations": drawn },
        "expressions": { "preset": preset },
        "lookAt": {
            "offsetFromHeadBone": [0.0, (l[1] + r[1]) / 2.0, (l[2] + r[2]) / 2.0],
            "type": "bone",
            "rangeMapHorizontalInner": range(20.0),
            "rangeMapHorizontalOuter": range(24.0),
            "rangeMapVerticalDown": range(14.0),
            "rangeMapVerticalUp": range(12.0),
        },
    })
}

fn bones(glb: &Glb) -> Map<String, Value> {
    let mut bones = Map::new();
    let mut map = |mixamo: String, vrm: String| {
        if let Some(node) = glb.node(&format!("mixamorig:{mixamo}")) {
            bones.insert(vrm, json!({ "node": node }));
        }
    };
    for (mixamo, vrm) in MIDDLE {
        map(mixamo.to_owned(), vrm.to_owned());
    }
    for (side, of_vrm) in [("Left", "left"), ("Right", "right")] {
        for (mixamo, vrm) in SIDE {
            map(format!("{side}{mixamo}"), format!("{of_vrm}{vrm}"));
        }
        for (mixamo, vrm, joints) in FINGERS {
            for (n, joint) in joints.iter().enumerate() {
                map(format!("{side}Hand{mixamo}{}", n + 1), format!("{of_vrm}{vrm}{joint}"));
            }
        }
    }
    bones
}

fn expression(name: &str, sum: Sum, morphed: &[MorphedNode]) -> Value {
    let mut binds = Vec::new();
    for mesh in morphed {
        for (unit, weight) in sum {
            let sides = match unit.strip_suffix('*') {
                Some(stem) => vec![format!("{stem}Left"), format!("{stem}Right")],
                None => vec![(*unit).to_owned()],
            };
            for side in sides {
                if let Some(index) = mesh.moving.iter().position(|n| n.as_deref() == Some(side.as_str())) {
                    let weight = (f64::from(*weight) * 100.0).round() / 100.0;
                    binds.push(json!({ "node": mesh.node, "index": index, "weight": weight }));
                }
            }
        }
    }
    // An open smile would add to a vowel: viewers that blend expressions take the vowel's share off.
    let emotion = matches!(name, "happy" | "angry" | "sad" | "relaxed" | "surprised");
    let mouth = if emotion { "blend" } else { "none" };
    json!({
        "morphTargetBinds": binds,
        "isBinary": false,
        "overrideBlink": "none",
        "overrideLookAt": "none",
        "overrideMouth": mouth,
    })
}
