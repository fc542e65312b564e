//! The baked files against the contract that avatar and material rely on. Needs the human data.

#[path = "human/data.rs"]
mod human;

use std::{collections::BTreeSet, sync::OnceLock};

use character::{BakeError, Baked, FACE_UNITS, HumanData, Recipe, bake};
use gltf::mesh::util::ReadIndices;
use human::data;

const KAI: &str = include_str!("../../../assets/characters/kai.ron");
const MESHES: [&str; 10] =
    ["Head", "Body", "EyeLeft", "EyeRight", "Teeth", "Tongue", "Lashes", "Top", "Trousers", "Hair"];
const MORPHED: [&str; 4] = ["Head", "Teeth", "Tongue", "Lashes"];

fn kai() -> &'static Baked {
    static KAI_BAKED: OnceLock<Baked> = OnceLock::new();
    KAI_BAKED.get_or_init(|| {
        let recipe = Recipe::from_ron(KAI, "kai.ron").expect("kai.ron is a recipe");
        bake(&data(), &recipe).expect("kai can be baked")
    })
}

struct File {
    document: gltf::Document,
    blob: Vec<u8>,
    json: serde_json::Value,
}

impl File {
    fn new(bytes: &[u8]) -> Self {
        let gltf = gltf::Gltf::from_slice(bytes).expect("a valid glb");
        let length = u32::from_le_bytes(bytes[12..16].try_into().expect("four bytes")) as usize;
        let json = serde_json::from_slice(&bytes[20..20 + length]).expect("JSON");
        Self { blob: gltf.blob.expect("a binary chunk"), document: gltf.document, json }
    }

    fn both() -> [Self; 2] {
        [Self::new(&kai().full), Self::new(&kai().lean)]
    }

    fn mesh(&self, name: &str) -> gltf::Mesh<'_> {
        let node =
            self.document.nodes().find(|n| n.name() == Some(name)).unwrap_or_else(|| panic!("node {name}"));
        assert!(node.skin().is_some(), "{name} has the skin");
        node.mesh().unwrap_or_else(|| panic!("mesh of {name}"))
    }
}

#[test]
fn nodes_are_named_as_agreed() {
    for file in File::both() {
        let scene = file.document.default_scene().expect("a scene");
        let roots: Vec<_> = scene.nodes().collect();
        assert_eq!(roots[0].name(), Some("kai"));
        assert!(roots[1..].iter().all(|n| n.mesh().is_some()), "meshes stand beside the skeleton");
        assert_eq!(file.document.skins().count(), 1);
        let joints: BTreeSet<String> = file
            .document
            .skins()
            .flat_map(|s| s.joints().map(|j| j.name().unwrap_or_default().to_owned()).collect::<Vec<_>>())
            .collect();
        assert_eq!(joints.len(), 54);
        for bone in ["Hips", "Spine2", "Neck", "Head", "LeftArm", "RightHandIndex3", "LeftEye", "RightEye"] {
            assert!(joints.contains(&format!("mixamorig:{bone}")), "{bone}");
        }
        let head = file.document.nodes().find(|n| n.name() == Some("mixamorig:Head")).expect("head");
        let children: Vec<_> = head.children().filter_map(|c| c.name().map(str::to_owned)).collect();
        assert!(
            children.contains(&"mixamorig:LeftEye".to_owned())
                && children.contains(&"mixamorig:RightEye".to_owned())
        );
        for joint in file.document.skins().flat_map(|s| s.joints().collect::<Vec<_>>()) {
            let (_, rotation, scale) = joint.transform().decomposed();
            assert_eq!((rotation, scale), ([0.0, 0.0, 0.0, 1.0], [1.0; 3]));
        }
        for name in MESHES {
            file.mesh(name);
        }
    }
}

#[test]
fn he_stands_on_the_floor_and_looks_along_z() {
    let file = File::new(&kai().lean);
    let at = |bone: &str| {
        let mut sum = [0.0f32; 3];
        let mut name = Some(format!("mixamorig:{bone}"));
        while let Some(current) = name {
            let node = file.document.nodes().find(|n| n.name() == Some(&current)).expect("bone");
            let (t, ..) = node.transform().decomposed();
            (0..3).for_each(|k| sum[k] += t[k]);
            name = file
                .document
                .nodes()
                .find(|n| n.children().any(|c| c.name() == Some(&current)))
                .and_then(|n| n.name().map(str::to_owned))
                .filter(|n| n.starts_with("mixamorig"));
        }
        sum
    };
    let (left, right, head) = (at("LeftEye"), at("RightEye"), at("Head"));
    assert!(left[0] > 0.02 && right[0] < -0.02, "the character's left is +X");
    assert!(left[2] > head[2] + 0.05, "the face looks along +Z");
    assert!((1.5..1.9).contains(&left[1]), "eyes at {} m", left[1]);
    assert!((1.6..2.0).contains(&kai().report.height));
}

#[test]
fn morphs_are_the_52_in_one_order_and_sparse() {
    for file in File::both() {
        for name in MORPHED {
            let mesh = file.mesh(name);
            let extras: serde_json::Value =
                serde_json::from_str(mesh.extras().as_ref().expect("extras").get()).expect("json");
            let names: Vec<&str> =
                extras["targetNames"].as_array().expect("names").iter().filter_map(|n| n.as_str()).collect();
            assert_eq!(names, FACE_UNITS);
            for primitive in mesh.primitives() {
                assert_eq!(primitive.morph_targets().count(), 52);
                let count = primitive.get(&gltf::Semantic::Positions).expect("positions").count();
                for target in primitive.morph_targets() {
                    for accessor in [target.positions(), target.normals()].into_iter().flatten() {
                        assert!(accessor.sparse().is_some() && accessor.count() == count);
                    }
                }
            }
        }
        for name in MESHES.iter().filter(|n| !MORPHED.contains(n)) {
            assert!(file.mesh(name).primitives().all(|p| p.morph_targets().count() == 0), "{name}");
        }
    }
}

#[test]
fn every_morph_moves_the_face_and_jaw_takes_teeth_and_tongue() {
    let file = File::new(&kai().lean);
    let reach = |mesh: &str, unit: &str| {
        let index = FACE_UNITS.iter().position(|u| *u == unit).expect("a face unit");
        let mut most = 0.0f32;
        for primitive in file.mesh(mesh).primitives() {
            let reader = primitive.reader(|_| Some(&file.blob));
            let (positions, ..) = reader.read_morph_targets().nth(index).expect("target");
            for d in positions.expect("positions") {
                most = most.max((d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt());
            }
        }
        most
    };
    for unit in FACE_UNITS.iter().filter(|u| **u != "tongueOut") {
        assert!(reach("Head", unit) > 0.0005, "{unit} moves the head by {}", reach("Head", unit));
    }
    assert!(reach("Tongue", "tongueOut") > 0.01);
    assert!(reach("Teeth", "jawOpen") > 0.01 && reach("Tongue", "jawOpen") > 0.005);
    assert!(reach("Lashes", "eyeBlinkLeft") > 0.004);
}

#[test]
fn numbers_are_sound() {
    for file in File::both() {
        for name in MESHES {
            for primitive in file.mesh(name).primitives() {
                let reader = primitive.reader(|_| Some(&file.blob));
                let positions: Vec<[f32; 3]> = reader.read_positions().expect("positions").collect();
                assert!(positions.iter().flatten().all(|x| x.is_finite() && x.abs() < 2.5), "{name}");
                for n in reader.read_normals().expect("normals") {
                    let length = n.iter().map(|x| x * x).sum::<f32>().sqrt();
                    assert!((length - 1.0).abs() < 1e-3, "{name}: normal of length {length}");
                }
                assert!(reader.read_tex_coords(0).expect("coords").into_f32().flatten().all(f32::is_finite));
                for w in reader.read_weights(0).expect("weights").into_f32() {
                    let sum: f32 = w.iter().sum();
                    assert!((sum - 1.0).abs() < 1e-4 && w.iter().all(|x| *x >= 0.0), "{name}: weights {w:?}");
                }
                for j in reader.read_joints(0).expect("joints").into_u16() {
                    assert!(j.iter().all(|j| *j < 54));
                }
                let Some(indices) = reader.read_indices() else { panic!("{name} has indices") };
                assert!(matches!(indices, ReadIndices::U16(_) | ReadIndices::U32(_)));
                assert!(indices.into_u32().all(|i| (i as usize) < positions.len()));
                for (positions, normals, _) in reader.read_morph_targets() {
                    let all = positions.into_iter().flatten().chain(normals.into_iter().flatten());
                    assert!(all.flatten().all(f32::is_finite));
                }
            }
        }
    }
}

#[test]
fn materials_say_what_they_are() {
    for file in File::both() {
        for material in file.document.materials() {
            let extras: serde_json::Value =
                serde_json::from_str(material.extras().as_ref().expect("extras").get()).expect("json");
            let kind = extras["compere"]["kind"].as_str().expect("kind");
            assert!(["skin", "eye", "hair", "teeth", "tongue", "lash", "cloth"].contains(&kind));
            assert_eq!(material.name(), Some(kind));
        }
    }
}

#[test]
fn levels_keep_their_budgets() {
    let report = &kai().report;
    assert!((8_000..=10_000).contains(&report.lean.vertices()), "lean has {}", report.lean.vertices());
    assert!(report.full.vertices() <= 140_000, "full has {}", report.full.vertices());
    assert!(report.full.bytes <= 12_000_000, "full is {} bytes", report.full.bytes);
    assert_eq!(report.lean.bytes, kai().lean.len());
}

#[test]
fn the_same_recipe_gives_the_same_bytes() {
    let recipe = Recipe::from_ron(KAI, "kai.ron").expect("kai.ron is a recipe");
    let again = bake(&data(), &recipe).expect("kai can be baked again");
    assert!(again.full == kai().full && again.lean == kai().lean);
}

#[test]
fn unknown_names_are_told() {
    let data = data();
    let recipe = |text: &str| Recipe::from_ron(text, "x.ron").expect("well-formed");
    let error =
        bake(&data, &recipe("(name: \"x\", shape: {\"nose/elephant\": 1.0})")).expect_err("no such target");
    assert!(matches!(&error, BakeError::UnknownTarget { name } if name == "nose/elephant"), "{error}");
    let error = bake(&data, &recipe("(name: \"x\", rest: {\"grin\": 0.1})")).expect_err("no such unit");
    assert!(matches!(&error, BakeError::UnknownFaceUnit { name } if name == "grin"), "{error}");
}

#[test]
fn missing_data_says_what_to_do() {
    let error = HumanData::open(std::path::Path::new("nowhere")).expect_err("there is nothing");
    assert!(error.to_string().contains("cargo xtask assets"), "{error}");
}

#[test]
fn the_file_is_a_vrm_whose_indices_lead_somewhere() {
    for file in File::both() {
        let vrm = &file.json["extensions"]["VRMC_vrm"];
        assert_eq!(vrm["specVersion"], "1.0");
        assert_eq!(vrm["meta"]["name"], "kai");
        assert!(vrm["meta"]["authors"].as_array().is_some_and(|a| !a.is_empty()), "it has authors");
        let node = |value: &serde_json::Value| {
            let index = value["node"].as_u64().expect("an index") as usize;
            file.document.nodes().nth(index).expect("a node")
        };
        let bones = vrm["humanoid"]["humanBones"].as_object().expect("bones");
        // What the standard wants, and what we have besides.
        for (bone, name) in [
            ("hips", "Hips"),
            ("spine", "Spine"),
            ("head", "Head"),
            ("leftUpperArm", "LeftArm"),
            ("rightLowerArm", "RightForeArm"),
            ("leftHand", "LeftHand"),
            ("rightUpperLeg", "RightUpLeg"),
            ("leftLowerLeg", "LeftLeg"),
            ("rightFoot", "RightFoot"),
            ("leftEye", "LeftEye"),
            ("leftLittleDistal", "LeftHandPinky3"),
            ("rightThumbMetacarpal", "RightHandThumb1"),
        ] {
            assert_eq!(node(&bones[bone]).name(), Some(format!("mixamorig:{name}").as_str()), "{bone}");
        }
        let presets = vrm["expressions"]["preset"].as_object().expect("expressions");
        assert_eq!(presets.len(), 18);
        for (name, expression) in presets {
            let binds = expression["morphTargetBinds"].as_array().expect("binds");
            assert_eq!(binds.is_empty(), name == "neutral", "{name}");
            for bind in binds {
                let mesh = node(bind).mesh().expect("a mesh");
                let targets = mesh.primitives().map(|p| p.morph_targets().len());
                let index = bind["index"].as_u64().expect("an index") as usize;
                assert!(targets.into_iter().all(|count| index < count), "{name}: {bind}");
            }
        }
    }
}
