//! Broken files: each fault is told in words, costs little, and never ends the program.

use super::super::{Severity, check_bytes};
use super::{Person, glb, says};
use serde_json::{Value, json};

/// The person, changed by `change`, is not usable, and each of `words` is told.
#[track_caller]
fn breaks(change: impl FnOnce(&mut Value), words: &[&str]) {
    let mut person = Person::new(&["jawOpen"]);
    change(&mut person.json);
    says(&person.check(), false, words);
}

#[test]
fn indices_that_lead_nowhere() {
    breaks(|j| j["nodes"][12]["mesh"] = json!(7), &["node 12 names mesh 7, which does not exist"]);
    breaks(|j| j["nodes"][0]["children"] = json!([1, 4_000_000_000_u32]), &["child 4000000000"]);
    breaks(|j| j["scenes"][0]["nodes"] = json!([99]), &["shows node 99"]);
    breaks(|j| j["scene"] = json!(3), &["scene 3 does not exist"]);
    breaks(|j| j["skins"][0]["joints"] = json!([70]), &["skin 0 names node 70"]);
    breaks(|j| j["accessors"][0]["bufferView"] = json!(50), &["buffer view 50"]);
    breaks(|j| j["bufferViews"][0]["buffer"] = json!(5), &["names buffer 5"]);
    breaks(|j| j["meshes"][0]["primitives"][0]["material"] = json!(1), &["material 1"]);
    breaks(|j| j["textures"] = json!([{"source": 4}]), &["image 4"]);
}

#[test]
fn counts_beyond_reason() {
    breaks(|j| j["accessors"][0]["count"] = json!(4_000_000_000_u32), &["claims 4000000000 elements"]);
    breaks(
        |j| j["accessors"][1] = json!({"componentType": 5126, "count": u32::MAX, "type": "VEC3"}),
        &["has no data"],
    );
    breaks(|j| j["accessors"][0]["count"] = json!(u64::MAX), &["more than its buffer holds"]);
    breaks(|j| j["accessors"][0]["byteOffset"] = json!(u64::MAX), &["more than its buffer holds"]);
    breaks(|j| j["bufferViews"][0]["byteLength"] = json!(u64::MAX), &["beyond the end of its buffer"]);
    breaks(
        |j| j["buffers"][0]["byteLength"] = json!(1_u64 << 40),
        &["data is missing", "of 1099511627776 bytes"],
    );
    let sparse = json!({"count": 4_000_000_000_u32, "indices": {"bufferView": 2, "componentType": 5123}, "values": {"bufferView": 0}});
    breaks(|j| j["accessors"][1]["sparse"] = sparse, &["sparse elements"]);
    breaks(|j| j["accessors"][0]["componentType"] = json!(1), &["unknown component type 1"]);
    breaks(|j| j["accessors"][0]["type"] = json!("VEC9"), &["unknown type \"VEC9\""]);
    breaks(
        |j| {
            let targets: Vec<Value> = (0..300).map(|_| json!({"POSITION": 1})).collect();
            j["meshes"][0]["primitives"][0]["targets"] = json!(targets);
        },
        &["300 morph targets; the limit is 256"],
    );
}

#[test]
fn nodes_that_are_no_tree() {
    breaks(|j| j["nodes"][4]["children"] = json!([0]), &["among its own ancestors"]);
    breaks(|j| j["nodes"][4]["children"] = json!([4]), &["node 4 has two parents"]);
    breaks(|j| j["nodes"][4]["children"] = json!([8]), &["has two parents"]);
    breaks(|j| j["scenes"] = json!([]), &["scene 0 does not exist"]);
    breaks(
        |j| {
            let list = j["nodes"].as_array_mut().unwrap();
            list.extend((13..100_013).map(|_| json!({"name": "leaf"})));
        },
        &["it has 100013 nodes; the limit is 50000"],
    );
    breaks(
        |j| {
            let list = j["nodes"].as_array_mut().unwrap();
            list.extend((13..40_000).map(|i| json!({"children": [i + 1]})));
            list.push(json!({}));
            j["scenes"][0]["nodes"] = json!([0, 12, 13]);
        },
        &["nested 39988 deep"],
    );
}

#[test]
fn numbers_that_are_none() {
    #[track_caller]
    fn check(at: usize, bytes: &[u8], words: &[&str]) {
        let mut person = Person::new(&["jawOpen"]);
        person.json["meshes"][0]["primitives"][0]["attributes"] =
            json!({"POSITION": 0, "JOINTS_0": 3, "WEIGHTS_0": 4});
        person.json["nodes"][12]["skin"] = json!(0);
        person.bin[at..at + bytes.len()].copy_from_slice(bytes);
        says(&person.check(), false, words);
    }
    check(0, &f32::NAN.to_le_bytes(), &["places that are not numbers"]);
    check(36, &f32::INFINITY.to_le_bytes(), &["a morph target moves vertices"]);
    check(72, &900_u16.to_le_bytes(), &["a triangle names vertex 900 of 3"]);
    check(80, &[200], &["bound to joint 200 of 12"]);
    check(92, &f32::NAN.to_le_bytes(), &["weights of joints are not numbers"]);
    breaks(|j| j["nodes"][0]["translation"] = json!([1e300, 1e300, 0]), &["not a finite number"]);
}

#[test]
fn what_lies_elsewhere_or_is_unknown() {
    breaks(|j| j["buffers"][0]["uri"] = json!("gone.bin"), &["data is missing: buffer 0 (gone.bin)"]);
    breaks(|j| j["buffers"][0]["uri"] = json!("../../../etc/passwd"), &["data is missing"]);
    breaks(
        |j| j["buffers"][0]["uri"] = json!("data:application/octet-stream;base64,%%%"),
        &["data is missing"],
    );
    breaks(|j| j["images"] = json!([{"uri": "skin.png"}]), &["pictures are missing: skin.png"]);
    breaks(
        |j| j["extensionsRequired"] = json!(["KHR_draco_mesh_compression"]),
        &["KHR_draco", "save it without compression"],
    );
    breaks(|j| j["extensionsRequired"] = json!(["ACME_magic"]), &["ACME_magic"]);
    breaks(|j| j["asset"]["version"] = json!("1.0"), &["glTF version is \"1.0\""]);
    breaks(|j| j["meshes"] = json!([]), &["nothing to draw"]);
    breaks(|j| j["nodes"] = json!("none"), &["cannot be read as glTF"]);
    breaks(|j| j["nodes"][0]["mesh"] = json!(-1), &["cannot be read as glTF"]);
}

#[test]
fn containers_that_are_none() {
    #[track_caller]
    fn check(bytes: &[u8], words: &[&str]) {
        says(&check_bytes("x.glb", bytes.to_vec()), false, words);
    }
    let whole = Person::new(&[]).glb();
    check(&[], &["it is empty"]);
    check(b"g", &["not of glTF"]);
    check(b"glTF", &["cut off"]);
    check(&whole[..whole.len() - 40], &["it is cut off"]);
    check(b"PK\x03\x04 and so on", &["a zip archive", "export it as glTF 2.0"]);
    check(b"version https://git-lfs.github.com/spec/v1", &["Git LFS"]);
    let with = |at: usize, word: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        bytes
    };
    check(&with(4, 1), &["glb version is 1"]);
    check(&with(12, u32::MAX), &["claims 4294967295 bytes"]);
    check(&with(16, 7), &["first chunk is not JSON"]);
    check(&with(20, 0x7b7b_7b7b), &["cannot be read as glTF"]);
    check(&glb(&[b'['; 1 << 19], &[]), &["cannot be read as glTF"]);
    check(&glb(&vec![b' '; 65 << 20], &[]), &["its JSON has 65 MB; the limit is 64 MB"]);
    let mut rich = b"{\"nodes\":[".to_vec();
    rich.extend(b"{},".repeat(2_000_000));
    check(&glb(&rich, &[]), &["more than 600000 objects"]);
}

/// Many accessors over the same bytes: little file, much work.
#[test]
fn work_is_bounded() {
    let mut person = Person::new(&[]);
    person.bin.resize(16 << 20, 0);
    let length = person.bin.len();
    person.json["buffers"][0]["byteLength"] = json!(length);
    person.json["bufferViews"][0]["byteLength"] = json!(length - 4);
    let count = length / 12 - 1;
    let accessor = json!({"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 1]});
    let mesh = |i: usize| json!({"primitives": [{"attributes": {"POSITION": i}}]});
    person.json["accessors"] = json!(vec![accessor; 200]);
    person.json["meshes"] = json!((0..200).map(mesh).collect::<Vec<_>>());
    for i in 0..200 {
        person.json["nodes"].as_array_mut().unwrap().push(json!({"mesh": i}));
    }
    person.json["scenes"][0]["nodes"] = json!((13..213).chain([0]).collect::<Vec<_>>());
    says(&person.check(), true, &["more data than is looked at"]);
}

/// Bytes changed, cut and doubled at random: whatever comes of it, there is a report.
#[test]
fn random_damage_is_survived() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let whole = Person::new(&["jawOpen", "mouthFunnel", "mouthPucker", "eyeBlink_L"]).glb();
    let mut broken = 0;
    let rounds = 2000;
    for _ in 0..rounds {
        let mut bytes = whole.clone();
        for _ in 0..=draw(4) {
            let at = draw(bytes.len());
            match draw(6) {
                0 => bytes.truncate(at),
                1 if !bytes.is_empty() => bytes[at.min(whole.len() - 1)] = draw(256) as u8,
                // Digits of the JSON: other indices, counts and offsets.
                2 | 3 => {
                    for byte in bytes.iter_mut().skip(at).filter(|b| b.is_ascii_digit()).take(1 + draw(3)) {
                        *byte = b'0' + draw(10) as u8;
                    }
                }
                4 => {
                    let part: Vec<u8> = bytes[at..(at + draw(60)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, part);
                }
                _ => {
                    let end = (at + draw(20)).min(bytes.len());
                    bytes.drain(at..end);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        broken += check_bytes("damaged.glb", bytes).count(Severity::Broken).min(1);
    }
    assert!(broken > rounds / 2, "most damage is noticed: {broken} of {rounds}");
}
