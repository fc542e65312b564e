//! From layers to the rig: evaluates the pose of this frame, turns joints, sets morph weights.

use crate::{
    AvatarSystems,
    face::{self, Face},
    host::{Meshes, PartOf},
    layers::{self, Direction, EulerDegrees, FacePose, LayerContext, Lens, Other},
    limbs::Limbs,
    person::Person,
    rig::{Bone, Rig},
    speaking::{Attends, Heard},
};
use bevy::{mesh::morph::MorphWeights, prelude::*};
use protocol::media::{FrameCost, MediaTime, Tier};
use std::time::Instant;
use viseme::Arkit;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (see, evaluate, hold, turn, weigh).chain().in_set(AvatarSystems::Pose));
}

/// Where a person sees the camera.
#[derive(Component, Default)]
pub(crate) struct Sight(Lens);

/// What a person does in this frame.
#[derive(Component, Default)]
pub(crate) struct Pose(FacePose);

/// While it is there, the face holds these weights and nothing moves: for portraits. Names are ARKit's, VRM's
/// expressions or those of the file's own morph targets, whatever their case; `jawOpen` opens any mouth.
#[derive(Resource, Debug, Clone, Default)]
pub struct Still(pub Vec<(String, f32)>);

/// Weights that are held whatever else the face does, by ARKit's names in any case: for trying a face out.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Held(pub Vec<(String, f32)>);

/// While it is there, the host looks straight ahead instead of at the camera: for walking around it.
#[derive(Resource, Debug, Clone, Copy, Default)]
pub struct StraightAhead;

/// Metres by which a lifted shoulder and a full breath raise the shoulder joints.
const SHOULDER_LIFT: f32 = 0.008;
const BREATH_LIFT: f32 = 0.0025;
/// Degrees by which a full breath leans the chest back.
const BREATH_LEAN: f32 = 0.9;
/// Degrees by which a jaw bone opens at the widest of speech.
const JAW_DEGREES: f32 = 15.0;

/// Follows the camera: its direction from each person's eyes, and when it cut from one place to another.
fn see(
    cameras: Query<&GlobalTransform, With<Camera3d>>,
    time: Res<MediaTime>,
    ahead: Option<Res<StraightAhead>>,
    mut people: Query<(&Person, &mut Sight)>,
) {
    let Some(camera) = cameras.iter().next() else { return };
    for (person, mut sight) in &mut people {
        let Some(eyes) = person.eyes else { continue };
        let seen = direction(person, camera.translation() - eyes);
        let now = if ahead.is_some() { Direction::default() } else { seen };
        if (now.yaw - sight.0.to.yaw).abs() + (now.pitch - sight.0.to.pitch).abs() > 0.5 {
            let first = sight.0 == Lens::default();
            let from = if first { now } else { sight.0.to };
            sight.0 = Lens { from, to: now, since: time.sample_index as i64 };
        }
    }
}

/// The direction of `to` for somebody who stands as `person` does.
fn direction(person: &Person, to: Vec3) -> Direction {
    let yaw = to.x.atan2(to.z).to_degrees() - person.turn;
    let pitch = -(to.y.atan2(Vec2::new(to.x, to.z).length())).to_degrees();
    Direction { yaw, pitch }
}

fn evaluate(
    time: Res<MediaTime>,
    still: Option<Res<Still>>,
    people: Query<(&Person, &Heard, &Attends, &Sight)>,
    mut poses: Query<(&Person, &mut Pose)>,
    mut cost: ResMut<FrameCost>,
) {
    let begun = Instant::now();
    for (me, mut pose) in &mut poses {
        if let Some(still) = &still {
            pose.0 = face::still(&still.0);
            continue;
        }
        let mut others: Vec<Other> = Vec::new();
        for (person, heard, ..) in people.iter().filter(|(p, ..)| p.index != me.index) {
            let Some((from, to)) = me.eyes.zip(person.eyes) else { continue };
            others.push(Other {
                index: person.index,
                at: direction(me, to - from),
                spans: &heard.spans,
                emotions: &heard.emotions,
            });
        }
        others.sort_by_key(|o| o.index);
        let Some((_, heard, attends, sight)) = people.iter().find(|(p, ..)| p.index == me.index) else {
            continue;
        };
        pose.0 = layers::evaluate(&LayerContext {
            sample: time.sample_index as i64,
            seed: me.seed,
            spans: &heard.spans,
            emotions: &heard.emotions,
            gestures: &heard.gestures,
            lens: sight.0,
            look: heard.look,
            attention: attends.0,
            others: &others,
            style: me.style,
        });
    }
    cost.layers_micros += begun.elapsed().as_micros() as u64;
}

fn hold(held: Option<Res<Held>>, mut poses: Query<&mut Pose>) {
    for (name, weight) in held.iter().flat_map(|h| &h.0) {
        let Some(shape) = Arkit::from_name(name) else { continue };
        poses.iter_mut().for_each(|mut pose| pose.0.weights[shape] = *weight);
    }
}

fn turn(
    poses: Query<&Pose>,
    models: Query<(&Face, &Rig, &Limbs, &ChildOf)>,
    mut joints: Query<&mut Transform>,
) {
    for (face, rig, limbs, ChildOf(person)) in &models {
        let Ok(Pose(pose)) = poses.get(*person) else { continue };
        let mut set = |bone, turn: Quat| {
            if let Some(joint) = rig.joint(bone)
                && let Ok(mut place) = joints.get_mut(joint.entity)
            {
                place.rotation = joint.turned(turn);
            }
        };
        let lean = Quat::from_rotation_x((-BREATH_LEAN * pose.breath).to_radians());
        // A rig without a chest bends in its spine, one without a neck nods with its head alone.
        set(rig.first(&[Bone::Chest, Bone::Spine]).unwrap_or(Bone::Chest), euler(pose.chest));
        set(Bone::UpperChest, lean);
        let upright = if rig.joint(Bone::UpperChest).is_some() { lean.inverse() } else { Quat::IDENTITY };
        let neck = euler(pose.neck) * upright;
        set(Bone::Neck, neck);
        let alone = rig.joint(Bone::Neck).is_none();
        set(Bone::Head, if alone { neck * euler(pose.head) } else { euler(pose.head) });
        set(Bone::Jaw, Quat::from_rotation_x((JAW_DEGREES * face.jaw(pose)).to_radians()));
        let gaze = euler(EulerDegrees { yaw: pose.gaze.yaw, pitch: pose.gaze.pitch, roll: 0.0 });
        set(Bone::LeftEye, gaze);
        set(Bone::RightEye, gaze);
        for (arm, pose_of) in limbs.0.iter().zip(&pose.arms) {
            let Some(arm) = arm else { continue };
            arm.solve(pose_of, pose.shrug, |entity, rotation| {
                if let Ok(mut joint) = joints.get_mut(entity) {
                    joint.rotation = rotation;
                }
            });
        }
        let lift = SHOULDER_LIFT * pose.shoulder + BREATH_LIFT * pose.breath;
        for joint in [Bone::LeftShoulder, Bone::RightShoulder].into_iter().filter_map(|b| rig.joint(b)) {
            if let Ok(mut place) = joints.get_mut(joint.entity) {
                place.translation = joint.lifted(lift);
            }
        }
    }
}

fn euler(e: EulerDegrees) -> Quat {
    Quat::from_euler(EulerRot::YXZ, e.yaw.to_radians(), e.pitch.to_radians(), e.roll.to_radians())
}

/// Hands the weights to whoever deforms: our own deformation (lean), or Bevy's (full).
fn weigh(
    poses: Query<&Pose>,
    tier: Res<Tier>,
    still: Option<Res<Still>>,
    mut models: Query<(&mut Face, &Meshes, &ChildOf)>,
    mut morphs: Query<(&mut MorphWeights, &PartOf)>,
) {
    for (mut face, _, ChildOf(person)) in &mut models {
        if let Ok(pose) = poses.get(*person) {
            face.weigh(&pose.0, still.as_ref().map_or(&[], |s| &s.0));
        }
    }
    if *tier == Tier::Lean {
        return;
    }
    for (mut weights, of) in &mut morphs {
        let Ok((face, places, _)) = models.get(of.0) else { continue };
        let Some(mesh) = weights.first_mesh().and_then(|m| places.place(m)) else { continue };
        for (weight, new) in weights.weights_mut().iter_mut().zip(face.weights(mesh)) {
            *weight = *new;
        }
    }
}
