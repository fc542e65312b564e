//! Preflight against files built here: each fault alone, each rig and face set, and random damage.

mod broken;
mod faces;
mod files;

use super::{Report, check_bytes};
use serde_json::{Value, json};

/// What a small person is made of: the JSON, and its binary chunk.
pub(super) struct Person {
    pub(super) json: Value,
    pub(super) bin: Vec<u8>,
}

const JOINTS: [(&str, [f64; 3], &[usize]); 12] = [
    ("mixamorig:Hips", [0.0, 1.0, 0.0], &[1]),
    ("mixamorig:Spine", [0.0, 0.15, 0.0], &[2]),
    ("mixamorig:Spine1", [0.0, 0.15, 0.0], &[3, 6, 9]),
    ("mixamorig:Neck", [0.0, 0.2, 0.0], &[4]),
    ("mixamorig:Head", [0.0, 0.1, 0.0], &[5, 11]),
    ("mixamorig:LeftEye", [0.03, 0.08, 0.08], &[]),
    ("mixamorig:LeftArm", [0.18, 0.15, 0.0], &[7]),
    ("mixamorig:LeftForeArm", [0.15, -0.2, 0.0], &[8]),
    ("mixamorig:LeftHand", [0.1, -0.15, 0.0], &[]),
    ("mixamorig:RightArm", [-0.18, 0.15, 0.0], &[10]),
    ("mixamorig:RightForeArm", [-0.15, -0.2, 0.0], &[]),
    ("mixamorig:RightEye", [-0.03, 0.08, 0.08], &[]),
];

impl Person {
    /// A person of 1.75 m with Mixamo's joints, one triangle of skin, and morph targets with these names.
    pub(super) fn new(shapes: &[&str]) -> Self {
        let corners: [f32; 9] = [-0.3, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 1.75, 0.0];
        let moved: [f32; 9] = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.01, 0.0];
        let mut bin: Vec<u8> = Vec::new();
        bin.extend(corners.iter().flat_map(|v| v.to_le_bytes()));
        bin.extend(moved.iter().flat_map(|v| v.to_le_bytes()));
        bin.extend([0_u16, 1, 2, 0].iter().flat_map(|v| v.to_le_bytes()));
        bin.extend([[4_u8, 0, 0, 0]; 3].concat());
        bin.extend([[1_f32, 0.0, 0.0, 0.0]; 3].concat().iter().flat_map(|v| v.to_le_bytes()));
        let view = |at: usize, length: usize| json!({"buffer": 0, "byteOffset": at, "byteLength": length});
        let mut nodes: Vec<Value> = JOINTS
            .iter()
            .map(|(name, place, children)| {
                let mut node = json!({"name": name, "translation": place});
                if !children.is_empty() {
                    node["children"] = json!(children);
                }
                node
            })
            .collect();
        nodes.push(json!({"name": "Head", "mesh": 0}));
        let targets: Vec<Value> = shapes.iter().map(|_| json!({"POSITION": 1})).collect();
        let mut primitive = json!({"attributes": {"POSITION": 0}, "indices": 2});
        let mut mesh = json!({"name": "Head"});
        if !targets.is_empty() {
            primitive["targets"] = json!(targets);
            mesh["extras"] = json!({"targetNames": shapes});
        }
        mesh["primitives"] = json!([primitive]);
        let length = bin.len();
        let json = json!({
            "asset": {"version": "2.0", "copyright": "2026 the tests, CC0"},
            "scene": 0,
            "scenes": [{"nodes": [0, 12]}],
            "nodes": nodes,
            "meshes": [mesh],
            "skins": [{"joints": (0..12).collect::<Vec<_>>()}],
            "accessors": [
                {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [-0.3, 0.0, 0.0], "max": [0.3, 1.75, 0.0]},
                {"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0.0, -0.01, 0.0], "max": [0.0, 0.0, 0.0]},
                {"bufferView": 2, "componentType": 5123, "count": 3, "type": "SCALAR"},
                {"bufferView": 3, "componentType": 5121, "count": 3, "type": "VEC4"},
                {"bufferView": 4, "componentType": 5126, "count": 3, "type": "VEC4"},
            ],
            "bufferViews": [view(0, 36), view(36, 36), view(72, 8), view(80, 12), view(92, 48)],
            "buffers": [{"byteLength": length}],
        });
        Self { json, bin }
    }

    /// As a glb.
    pub(super) fn glb(&self) -> Vec<u8> {
        glb(self.json.to_string().as_bytes(), &self.bin)
    }

    pub(super) fn check(&self) -> Report {
        check_bytes("person.glb", self.glb())
    }
}

pub(super) fn glb(json: &[u8], bin: &[u8]) -> Vec<u8> {
    let pad = |bytes: &[u8], with: u8| {
        let mut bytes = bytes.to_vec();
        bytes.resize(bytes.len().next_multiple_of(4), with);
        bytes
    };
    let (json, bin) = (pad(json, b' '), pad(bin, 0));
    let mut out = b"glTF".to_vec();
    let word = |out: &mut Vec<u8>, n: usize| out.extend((n as u32).to_le_bytes());
    word(&mut out, 2);
    word(&mut out, 28 + json.len() + bin.len());
    word(&mut out, json.len());
    out.extend(b"JSON");
    out.extend(&json);
    word(&mut out, bin.len());
    out.extend(b"BIN\0");
    out.extend(&bin);
    out
}

/// Fails unless the report says each of `words`, and is usable or not.
#[track_caller]
pub(super) fn says(report: &Report, usable: bool, words: &[&str]) {
    let told = report.to_string();
    for word in words {
        assert!(told.contains(word), "`{word}` is not told in\n{told}");
    }
    assert_eq!(report.usable, usable, "{told}");
    assert!(serde_json::to_string(report).is_ok());
}
