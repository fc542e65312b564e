//! The skeleton: which bones of a human it has, and what is missed on air where it lacks one.

use super::bones::{Family, humanoid};
use super::document::Document;
use super::report::{Report, Topic, few, many};
use super::vrm::Vrm;
use std::collections::{BTreeMap, BTreeSet};

/// The engine's shaders take so many joints a skin on the simplest of GPUs (`bevy_pbr::MAX_JOINTS`).
const JOINT_LIMIT: usize = 256;

/// Bones that were found.
#[derive(Default)]
pub(super) struct Rig {
    /// Nodes by the bone's name in VRM 1.0.
    pub(super) bones: BTreeMap<&'static str, usize>,
}

impl Rig {
    pub(super) fn has(&self, bone: &str) -> bool {
        self.bones.contains_key(bone)
    }
}

/// Bones that matter, what viewers miss without them, and whether it is much.
const BONES: [(&str, &[&str], &str, bool); 6] = [
    ("spine", &["spine"], "the body does not sway or breathe", true),
    ("chest", &["chest"], "breath moves less of the body", false),
    ("neck", &["neck"], "nods come from the head alone and look stiff", true),
    ("shoulders", &["leftShoulder", "rightShoulder"], "no breath and no shrug in the shoulders", false),
    (
        "arms",
        &["leftUpperArm", "rightUpperArm", "leftLowerArm", "rightLowerArm"],
        "the arms stay as they are in the file: no gestures, and a T-pose stays one",
        true,
    ),
    ("hands", &["leftHand", "rightHand"], "gestures end at the wrists", false),
];

const NAMES: [&str; 24] = [
    "hips",
    "spine",
    "chest",
    "upperChest",
    "neck",
    "head",
    "jaw",
    "leftEye",
    "rightEye",
    "leftShoulder",
    "rightShoulder",
    "leftUpperArm",
    "rightUpperArm",
    "leftLowerArm",
    "rightLowerArm",
    "leftHand",
    "rightHand",
    "leftUpperLeg",
    "rightUpperLeg",
    "leftLowerLeg",
    "rightLowerLeg",
    "leftFoot",
    "rightFoot",
    "leftToes",
];

pub(super) fn find(document: &Document, vrm: &Vrm, report: &mut Report) -> Rig {
    let joints: BTreeSet<usize> = document.skins.iter().flat_map(|s| s.joints.iter().copied()).collect();
    let names = || document.nodes.iter().filter_map(|n| n.name.as_deref());
    let family = Family::of(names());
    let mut rig = Rig::default();
    let mut fingers = 0;
    for (bone, node) in &vrm.bones {
        match NAMES.iter().chain(&["rightToes"]).find(|n| *n == bone) {
            Some(name) => drop(rig.bones.insert(name, *node)),
            None => fingers += 1,
        }
    }
    let by_map = rig.bones.len();
    // Joints first: a mesh may be called Head as well.
    let (of_skins, others): (Vec<usize>, Vec<usize>) =
        (0..document.nodes.len()).partition(|n| joints.contains(n));
    for node in of_skins.into_iter().chain(others) {
        let about = &document.nodes[node];
        let Some(name) = about.name.as_deref().filter(|_| about.mesh.is_none()) else { continue };
        match humanoid(name, family) {
            Some("leftHandFinger" | "rightHandFinger") => fingers += usize::from(vrm.version.is_none()),
            Some(bone) => drop(rig.bones.entry(bone).or_insert(node)),
            None => {}
        }
    }
    let wolf = document.nodes.iter().any(|n| n.name.as_deref().is_some_and(|n| n.starts_with("Wolf3D_")));
    report.rig = match (vrm.version, family) {
        (Some(_), _) if by_map > 0 => "VRM's map".into(),
        (_, Family::Mixamo) if wolf => "Ready Player Me, names of Mixamo".into(),
        (_, Family::Other) if rig.bones.is_empty() => "none".into(),
        (_, Family::Other) => "no known tool's, bones by their words".into(),
        (_, family) => format!("names of {}", family.name()),
    };
    report.bones = rig.bones.iter().map(|(bone, node)| (*bone, document.node_name(*node))).collect();
    tell(&rig, fingers, report);
    skins(document, report);
    rig
}

fn tell(rig: &Rig, fingers: usize, report: &mut Report) {
    if !rig.has("head") {
        let found = match rig.bones.len() {
            0 => "no bones of a human are known by their names".to_owned(),
            some => format!("no head among {} that are known", many(some, "bone")),
        };
        let effect = "nothing moves: no nods, no gaze, and the camera does not know where the face is";
        let remedy = "name the head's joint Head (Mixamo's names: mixamorig:Head, Neck, Spine, LeftArm, …), or export as VRM";
        return report.lack(Topic::Rig, found, effect, remedy);
    }
    let of_fingers = if fingers > 0 { format!(", {fingers} of fingers") } else { String::new() };
    let found = format!("{}: {} of the body{of_fingers}", report.rig, many(rig.bones.len(), "bone"));
    report.good(Topic::Rig, found);
    for (what, bones, effect, matters) in BONES {
        let missing: Vec<&str> = bones.iter().copied().filter(|b| !rig.has(b)).collect();
        match (missing.is_empty(), matters) {
            (true, _) => {}
            (false, true) => {
                let remedy =
                    "name these joints as Mixamo or VRM does, or rig it again (Mixamo's auto-rigger does it)";
                report.lack(Topic::Rig, format!("no {what}: {}", few(&missing, 6)), effect, remedy);
            }
            (false, false) => report.note(Topic::Rig, format!("no {what} ({}): {effect}", few(&missing, 6))),
        }
    }
}

fn skins(document: &Document, report: &mut Report) {
    let most = document.skins.iter().map(|s| s.joints.len()).max().unwrap_or(0);
    report.counts.joints = most;
    if most == 0 {
        let effect = "only whole parts can turn; skin does not follow bones";
        report.lack(
            Topic::Rig,
            "no mesh is bound to bones",
            effect,
            "bind it to its skeleton before the export",
        );
    } else if most > JOINT_LIMIT {
        let effect = "old GPUs and software rendering deform the rest wrongly";
        let found = format!("a skin has {most} joints; {JOINT_LIMIT} are safe");
        report.lack(Topic::Rig, found, effect, "delete helper and twist joints that bear no weight");
    }
}
