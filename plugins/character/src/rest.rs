//! How the hands are at rest: fingers a little curled, forearms turned in and down.
//!
//! The data's hands are spread flat. The person is posed once and that pose becomes the rest of the file, so that
//! bones keep no turn of their own. Upper arms stay where they are: the avatar lowers them.

use glam::{Mat4, Quat, Vec3};

use crate::{phenotype::Person, skeleton::Skeleton};

/// Curl of a finger's joints from the palm to the tip, degrees; the little finger curls most.
const CURL: [(&str, [f32; 3]); 4] = [
    ("Index", [14.0, 18.0, 10.0]),
    ("Middle", [19.0, 22.0, 12.0]),
    ("Ring", [23.0, 25.0, 13.0]),
    ("Pinky", [26.0, 26.0, 14.0]),
];
/// The thumb's two outer joints, degrees.
const THUMB: [f32; 3] = [0.0, 10.0, 14.0];
/// Turn of the forearm towards the body, degrees: hanging arms otherwise splay.
const INWARD: f32 = 8.0;
/// Turn of the forearm backwards, degrees: the data's elbows are bent forwards more than hanging arms are.
const BACK: f32 = 14.0;

/// Turns forearms and fingers of a person and its bones.
pub fn relax_hands(skeleton: &mut Skeleton, person: &mut Person) {
    let at = |name: &str| {
        skeleton.joints.iter().find(|j| j.name == format!("mixamorig:{name}")).map(|j| j.position)
    };
    // Across the palm from index to little finger; on the right the other way, so that both curl inwards.
    let across = |side: &str| {
        let line = at(&format!("{side}HandPinky1")).zip(at(&format!("{side}HandIndex1")));
        let line = line.map_or(Vec3::NEG_Z, |(pinky, index)| (pinky - index).normalize_or(Vec3::NEG_Z));
        if side == "Left" { line } else { -line }
    };
    let axes = [across("Left"), across("Right")];
    let pose = skeleton.pose(|name| {
        let (side, axis, rest) = match (name.strip_prefix("Left"), name.strip_prefix("Right")) {
            (Some(rest), _) => (1.0, axes[0], rest),
            (_, Some(rest)) => (-1.0, axes[1], rest),
            _ => return Quat::IDENTITY,
        };
        if rest == "ForeArm" {
            return Quat::from_rotation_z((-side * INWARD).to_radians())
                * Quat::from_rotation_x(BACK.to_radians());
        }
        let Some(finger) = rest.strip_prefix("Hand") else { return Quat::IDENTITY };
        let joint = match finger.as_bytes().last() {
            Some(n @ b'1'..=b'3') => usize::from(n - b'1'),
            _ => return Quat::IDENTITY,
        };
        if finger.starts_with("Thumb") {
            return Quat::from_axis_angle(axis, 0.6 * THUMB[joint].to_radians());
        }
        let curl = CURL.iter().find(|(name, _)| finger.starts_with(name)).map_or(0.0, |(_, c)| c[joint]);
        Quat::from_axis_angle(axis, curl.to_radians())
    });
    let moves = skeleton.moves(&pose);
    for (p, bones) in person.rest.iter_mut().zip(&skeleton.weights) {
        let blend = bones.iter().fold(Mat4::ZERO, |sum, (bone, w)| sum + moves[usize::from(*bone)] * *w);
        *p = blend.transform_point3(*p);
    }
    for (joint, place) in skeleton.joints.iter_mut().zip(&pose) {
        joint.position = place.w_axis.truncate();
    }
}
