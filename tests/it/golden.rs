//! Portraits against `tests/golden`. `COMPERE_BLESS=1 cargo test --test it golden` takes the new ones as right.

use crate::{
    picture::{Difference, Picture},
    program::{Stage, text},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A scene in which the face fills the picture.
pub const NEAR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/near.scene.ron");
/// Versions of the software renderer may differ in roundings and in edges, by less than this. Mesa 22.3 and 25.0 do
/// not differ at all; a smile differs from a face at rest by 0.9, 0.017 and 24.
const BORNE: Difference = Difference { mean: 0.5, clear: 0.005, worst: 5.0 };

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.png"))
}

/// Draws the character that `name` begins with, with `morphs`, into `name`. A name that ends in `-full` is drawn for a
/// GPU, every other for software: on every adapter the same.
#[track_caller]
fn draw(stage: &Stage, name: &str, scene: &str, morphs: &str) -> PathBuf {
    let png = stage.path(name);
    let who = name.split('-').next().unwrap_or(name);
    let tier = if name.ends_with("-full") { "full" } else { "lean" };
    let mut words = vec!["portrait", who, "-o", text(&png), "--scene", scene, "--size", "480x270"];
    words.extend(["--tier", tier]);
    if !morphs.is_empty() {
        words.extend(["--morph", morphs]);
    }
    stage.does(&words);
    png
}

/// Compares what is drawn with what was; leaves both pictures behind when they differ.
#[track_caller]
fn check(name: &str, scene: &str, morphs: &str) {
    let stage = Stage::take();
    let drawn = draw(&stage, name, scene, morphs);
    let expected = golden(name);
    if env::var_os("COMPERE_BLESS").is_some() {
        fs::copy(&drawn, &expected).expect("a copied picture");
    }
    assert!(expected.is_file(), "{} is not there; bless one: COMPERE_BLESS=1", expected.display());
    let difference = Picture::read(&drawn).difference(&Picture::read(&expected));
    println!("{name}: {difference:?}");
    if !difference.is_within(&BORNE) {
        let left = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let actual = left.join(format!("actual_{name}.png"));
        fs::copy(&drawn, &actual).expect("a copied picture");
        fs::copy(&expected, left.join(format!("expected_{name}.png"))).expect("a copied picture");
        panic!(
            "{difference:?}, borne is {BORNE:?}: look at {} beside {}; if it is right, bless it: COMPERE_BLESS=1",
            actual.display(),
            expected.display()
        );
    }
}

#[test]
fn the_host_in_the_studio() {
    check("kai-studio", "studio", "");
}

#[test]
fn a_face_at_rest() {
    check("kai-rest", NEAR, "");
}

#[test]
fn an_open_mouth() {
    check("kai-open", NEAR, "jawOpen=0.6");
}

#[test]
fn a_smile() {
    check(
        "kai-smile",
        NEAR,
        "mouthSmileLeft=0.8,mouthSmileRight=0.8,cheekSquintLeft=0.4,cheekSquintRight=0.4",
    );
}

#[test]
fn a_woman_with_coiled_hair() {
    check("alison-rest", NEAR, "");
}

#[test]
fn a_man_whose_lids_have_no_fold() {
    check("ming-speaking", NEAR, "jawOpen=0.3,mouthFunnel=0.4");
}

#[test]
fn a_woman_of_sixty_in_the_studio() {
    check("fabienne-studio", "studio", "");
}

#[test]
fn the_host_as_a_gpu_draws_him() {
    check("kai-full", NEAR, "mouthSmileLeft=0.4,mouthSmileRight=0.4");
}

/// The comparison would see each of these faces in place of another.
#[test]
fn the_comparison_tells_faces_apart() {
    let names = ["kai-rest", "kai-open", "kai-smile", "kai-full", "alison-rest", "ming-speaking"];
    let pictures = names.map(|name| Picture::read(&golden(name)));
    for (a, one) in pictures.iter().enumerate() {
        for (b, other) in pictures.iter().enumerate().skip(a + 1) {
            let difference = one.difference(other);
            assert!(
                !difference.is_within(&BORNE),
                "{} and {} are the same: {difference:?}",
                names[a],
                names[b]
            );
        }
    }
}
