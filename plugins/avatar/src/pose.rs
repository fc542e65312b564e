//! From layers to the rig: evaluates the pose of this frame, turns joints, sets morph weights.

use crate::{
    AvatarSystems,
    host::{Host, Model},
    layers::{self, Attending, Direction, EulerDegrees, FacePose, LayerContext, Lens},
    rig::{Bone, Face, Rig},
    speaking::Heard,
};
use bevy::{mesh::morph::MorphWeights, prelude::*};
use protocol::media::{FrameCost, HostAnchor, MediaTime, Tier};
use std::time::Instant;
use viseme::{ARKIT, Style};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Sight>()
        .init_resource::<Pose>()
        .add_systems(Update, (see, evaluate, turn, weigh).chain().in_set(AvatarSystems::Pose));
}

/// Seed of all that happens by chance.
#[derive(Resource, Clone, Copy)]
pub(crate) struct Seed(pub(crate) u64);

/// Where the host sees the camera.
#[derive(Resource, Default)]
struct Sight(Lens);

#[derive(Resource, Default)]
struct Pose(FacePose);

/// While it is there, the face holds these weights (ARKit names, whatever their case) and nothing moves: for
/// portraits. Names that are no ARKit shape are set on the rig as they are.
#[derive(Resource, Debug, Clone, Default)]
pub struct Still(pub Vec<(String, f32)>);

/// Metres by which a lifted shoulder and a full breath raise the shoulder joints.
const SHOULDER_LIFT: f32 = 0.008;
const BREATH_LIFT: f32 = 0.0025;
/// Degrees by which a full breath leans the chest back.
const BREATH_LEAN: f32 = 0.9;

/// Follows the camera: its direction from the host's eyes, and when it cut from one place to another.
fn see(
    cameras: Query<&GlobalTransform, With<Camera3d>>,
    anchor: Res<HostAnchor>,
    time: Res<MediaTime>,
    mut sight: ResMut<Sight>,
) {
    let (Some(camera), Some(eyes)) = (cameras.iter().next(), anchor.eyes) else { return };
    let to = camera.translation() - Vec3::from(eyes);
    let yaw = to.x.atan2(to.z).to_degrees();
    let pitch = -(to.y.atan2(Vec2::new(to.x, to.z).length())).to_degrees();
    let now = Direction { yaw, pitch };
    if (now.yaw - sight.0.to.yaw).abs() + (now.pitch - sight.0.to.pitch).abs() > 0.5 {
        let first = sight.0 == Lens::default();
        let from = if first { now } else { sight.0.to };
        sight.0 = Lens { from, to: now, since: time.sample_index as i64 };
    }
}

fn evaluate(
    time: Res<MediaTime>,
    seed: Res<Seed>,
    heard: Res<Heard>,
    sight: Res<Sight>,
    still: Option<Res<Still>>,
    mut pose: ResMut<Pose>,
    mut cost: ResMut<FrameCost>,
) {
    if still.is_some() {
        pose.0 = FacePose::default();
        return;
    }
    let begun = Instant::now();
    pose.0 = layers::evaluate(&LayerContext {
        sample: time.sample_index as i64,
        seed: seed.0,
        spans: &heard.spans,
        emotions: &heard.emotions,
        lens: sight.0,
        look: heard.look,
        attention: Attending::default(),
        style: Style::default(),
    });
    cost.deform_micros += begun.elapsed().as_micros() as u64;
}

fn turn(
    pose: Res<Pose>,
    hosts: Query<&Rig, With<Host>>,
    mut joints: Query<&mut Transform>,
    mut rest: Local<Lifts>,
) {
    let pose = &pose.0;
    for rig in &hosts {
        let mut set = |bone, rotation: Quat| {
            if let Some((entity, at_rest)) = rig.joint(bone)
                && let Ok(mut joint) = joints.get_mut(entity)
            {
                joint.rotation = rotation * at_rest;
            }
        };
        let lean = Quat::from_rotation_x((-BREATH_LEAN * pose.breath).to_radians());
        set(Bone::Chest, euler(pose.chest));
        set(Bone::UpperChest, lean);
        set(Bone::Neck, euler(pose.neck) * lean.inverse());
        set(Bone::Head, euler(pose.head));
        let gaze = euler(EulerDegrees { yaw: pose.gaze.yaw, pitch: pose.gaze.pitch, roll: 0.0 });
        set(Bone::LeftEye, gaze);
        set(Bone::RightEye, gaze);
        for (sign, shoulder, arm, forearm) in [
            (1.0_f32, Bone::LeftShoulder, Bone::LeftArm, Bone::LeftForeArm),
            (-1.0, Bone::RightShoulder, Bone::RightArm, Bone::RightForeArm),
        ] {
            // From the A-pose of the rest to arms that hang, elbows a little bent.
            set(shoulder, Quat::from_rotation_z((-sign * 3.0).to_radians()));
            set(
                arm,
                Quat::from_rotation_z((-sign * 31.0).to_radians()) * Quat::from_rotation_x(5f32.to_radians()),
            );
            set(forearm, Quat::from_rotation_x((-16f32).to_radians()));
        }
        let lift = SHOULDER_LIFT * pose.shoulder + BREATH_LIFT * pose.breath;
        for bone in [Bone::LeftShoulder, Bone::RightShoulder] {
            let Some((entity, _)) = rig.joint(bone) else { continue };
            let Ok(mut joint) = joints.get_mut(entity) else { continue };
            let at_rest = *rest.0.entry(entity).or_insert(joint.translation.y);
            joint.translation.y = at_rest + lift;
        }
    }
}

/// Heights of joints at rest.
#[derive(Default)]
struct Lifts(bevy::platform::collections::HashMap<Entity, f32>);

fn euler(e: EulerDegrees) -> Quat {
    Quat::from_euler(EulerRot::YXZ, e.yaw.to_radians(), e.pitch.to_radians(), e.roll.to_radians())
}

/// Hands the weights to whoever deforms: our own deformation (lean), or Bevy's (full).
fn weigh(
    pose: Res<Pose>,
    model: Res<Model>,
    still: Option<Res<Still>>,
    mut face: ResMut<Face>,
    mut morphs: Query<&mut MorphWeights>,
    meshes: Res<Assets<Mesh>>,
) {
    for (name, weight) in ARKIT.iter().zip(pose.0.weights.0) {
        face.set(name, weight);
    }
    for (name, weight) in still.iter().flat_map(|s| &s.0) {
        face.set(name, *weight);
    }
    if model.tier == Tier::Lean {
        return;
    }
    for mut weights in &mut morphs {
        let names = weights.first_mesh().and_then(|m| meshes.get(m)).and_then(Mesh::morph_target_names);
        let Some(names) = names.map(<[String]>::to_vec) else { continue };
        for (name, weight) in names.iter().zip(weights.weights_mut()) {
            *weight = face.weights().get(&name.to_lowercase()).copied().unwrap_or(0.0);
        }
    }
}
