//! Size and stance: how tall it is, which way is up, which way it looks, how its arms hang.

use super::geometry::Looked;
use super::report::{Report, Topic};
use super::rig::Rig;
use super::space::Tree;
use std::array;

type Vector = [f64; 3];

pub(super) fn check(tree: &Tree, rig: &Rig, looked: &Looked, report: &mut Report) {
    let up = up(tree, rig);
    size(up, looked, report);
    let at = |bone: &str| rig.bones.get(bone).and_then(|n| tree.place(*n));
    if let (Some(true) | None, Some((low, _))) = (up, looked.bounds)
        && let Some(head) = at("head")
    {
        let floor = low[1] * report.scale;
        if head[1] * report.scale - floor > 0.3 && floor.abs() > 0.25 {
            let found = format!("its lowest point is {floor:.2} m off the ground");
            report.note(Topic::Scale, format!("{found}; the camera follows its eyes, a floor would not fit"));
        }
    }
    facing(tree, rig, report);
    arms(tree, rig, report);
}

/// Whether the head is above the hips; none where that is unknown.
fn up(tree: &Tree, rig: &Rig) -> Option<bool> {
    let at = |bone: &str| rig.bones.get(bone).and_then(|n| tree.place(*n));
    let below = ["hips", "spine", "chest", "neck"].iter().find_map(|b| at(b))?;
    let along = unit(minus(at("head")?, below))?;
    Some(along[1] > 0.7)
}

fn size(up: Option<bool>, looked: &Looked, report: &mut Report) {
    if up == Some(false) {
        let effect = "it lies on its back, or hangs upside down";
        report.lack(Topic::Axes, "its head is not above its body along +Y", effect, "export it with +Y up");
    }
    let Some((low, high)) = looked.bounds else { return };
    let height = high[1] - low[1];
    report.counts.height_metres = Some((height * 1000.0).round() / 1000.0);
    let effect_of = |what: &str| format!("the cameras are set for people: {what}");
    match height {
        h if (1.2..=2.3).contains(&h) => report.good(Topic::Scale, format!("{h:.2} m tall")),
        h if (0.25..1.2).contains(&h) => {
            report.note(
                Topic::Scale,
                format!("{h:.2} m from its lowest to its highest point: a bust, a child or a toy"),
            );
        }
        h if (50.0..=250.0).contains(&h) => {
            report.scale = 0.01;
            report.note(Topic::Scale, format!("{h:.1} tall: taken as centimetres"));
        }
        h if h > 2.3 => {
            let effect = effect_of("it does not fit into the picture");
            report.lack(Topic::Scale, format!("{h:.1} m tall"), &effect, "scale it to about 1.7 m");
        }
        h => {
            let effect = effect_of("it is a dot in the picture");
            report.lack(Topic::Scale, format!("{h:.3} m tall"), &effect, "scale it to about 1.7 m");
        }
    }
}

/// From left and right, which no skeleton leaves in doubt: forward is left times up.
fn facing(tree: &Tree, rig: &Rig, report: &mut Report) {
    let at = |bone: &str| rig.bones.get(bone).and_then(|n| tree.place(*n));
    let pairs = [
        ("leftUpperArm", "rightUpperArm"),
        ("leftEye", "rightEye"),
        ("leftShoulder", "rightShoulder"),
        ("leftUpperLeg", "rightUpperLeg"),
        ("leftHand", "rightHand"),
    ];
    let across = pairs.iter().find_map(|(left, right)| unit(minus(at(left)?, at(right)?)));
    let Some(across) = across else {
        return report
            .note(Topic::Axes, "which way it looks cannot be told from its bones; it should look along +Z");
    };
    // Left times up, with up = (0, 1, 0).
    let (x, z) = (-across[2], across[0]);
    if x.hypot(z) < 0.3 {
        return;
    }
    let turned = x.atan2(z).to_degrees();
    report.counts.turned_degrees = Some(turned.round() + 0.0);
    if turned.abs() < 20.0 {
        return report.good(Topic::Axes, "looks along +Z");
    }
    report.turn_degrees = -turned.round() + 0.0;
    let found = match turned.abs() {
        a if a > 160.0 => "looks along -Z (VRM 0 does so)".to_owned(),
        _ => format!("is turned {turned:.0} degrees from +Z"),
    };
    report.note(Topic::Axes, format!("{found}: turned to face the cameras when it is loaded"));
}

fn arms(tree: &Tree, rig: &Rig, report: &mut Report) {
    let at = |bone: &str| rig.bones.get(bone).and_then(|n| tree.place(*n));
    let (Some(shoulder), Some(elbow)) = (at("leftUpperArm"), at("leftLowerArm")) else { return };
    let Some(along) = unit(minus(elbow, shoulder)) else { return };
    let below = -along[1].asin().to_degrees();
    let pose = match below {
        b if b < 25.0 => "T-pose",
        b if b < 75.0 => "A-pose",
        _ => "arms hanging",
    };
    report.note(Topic::Axes, format!("rests in {pose}, upper arms {below:.0} degrees below level"));
}

fn minus(a: Vector, b: Vector) -> Vector {
    array::from_fn(|i| a[i] - b[i])
}

/// None for what has no direction.
fn unit(v: Vector) -> Option<Vector> {
    let length = v.iter().map(|c| c * c).sum::<f64>().sqrt();
    (length.is_finite() && length > 1e-6).then(|| v.map(|c| c / length))
}
