//! Files on disk: neighbours, what is no file, and our own people, where set-up has baked them.

use super::super::{Severity, check};
use super::{Person, says};
use serde_json::json;
use std::{fs, path::PathBuf};

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("compere-preflight-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn neighbours_are_found() {
    let folder = folder("neighbours");
    let mut person = Person::new(&["jawOpen"]);
    person.json["buffers"][0]["uri"] = json!("the%20data.bin");
    let path = folder.join("person.gltf");
    fs::write(&path, person.json.to_string()).expect("written");
    says(&check(&path), false, &["data is missing: buffer 0 (the%20data.bin)"]);
    fs::write(folder.join("the data.bin"), &person.bin[..50]).expect("written");
    says(&check(&path), false, &["50 of"]);
    fs::write(folder.join("the data.bin"), &person.bin).expect("written");
    says(&check(&path), true, &["glTF text", "1.75 m"]);
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn what_is_no_file_is_told() {
    let folder = folder("none");
    says(&check(&folder), false, &["it is not a file"]);
    says(&check(&folder.join("gone.glb")), false, &["cannot read it", "name a .glb"]);
    if cfg!(unix) {
        says(&check("/dev/zero".as_ref()), false, &["it is not a file"]);
    }
    // A sparse file: large without taking room.
    let large = folder.join("large.glb");
    fs::File::create(&large).and_then(|f| f.set_len(600 << 20)).expect("a large file");
    says(&check(&large), false, &["600 MB; the limit is 512 MB"]);
    fs::remove_dir_all(folder).expect("removed");
}

/// Our own people, whole and damaged; says so where there are none.
#[test]
fn own_people_pass_and_survive_damage() {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let lean = home.join(".cache/compere/characters/kai.lean.glb");
    let Ok(bytes) = fs::read(&lean) else {
        eprintln!("NOT TESTED: {} is not there; `cargo xtask assets` bakes it", lean.display());
        return;
    };
    let report = check(&lean);
    says(&report, true, &["all 52 ARKit shapes", "looks along +Z"]);
    assert_eq!(report.count(Severity::Broken), 0, "{report}");
    let json = u32::from_le_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]) as usize;
    for round in 0..60_usize {
        let mut damaged = bytes.clone();
        for k in 0..8 {
            // Spread over the JSON in steps that share no factor with its length's usual ones.
            let at = 20 + (round * 7919 + k * 104_729) % json;
            damaged[at] = if damaged[at].is_ascii_digit() { b'9' } else { damaged[at] };
        }
        damaged.truncate(bytes.len() - round * 1013);
        if round % 3 != 0 {
            let told = damaged.len() as u32;
            damaged[8..12].copy_from_slice(&told.to_le_bytes());
        }
        let report = super::check_bytes("damaged.glb", damaged);
        assert!(!report.findings.is_empty());
    }
}
