//! Loads the host's model and makes it ready to be moved.
//!
//! Whatever is loaded has passed preflight first: the engine's loader trusts files more than strangers deserve.

use crate::{
    AvatarSystems, deform,
    face::Face,
    limbs,
    preflight::{self, Report, Severity},
    rig::{Bone, Node, Rig},
};
use bevy::{
    asset::{LoadState, RecursiveDependencyLoadState},
    gltf::{Gltf, GltfMesh},
    math::Affine3A,
    mesh::skinning::{SkinnedMesh, SkinnedMeshInverseBindposes},
    prelude::*,
    world_serialization::WorldInstanceReady,
};
use protocol::media::{HostAnchor, Tier};
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Face>()
        .init_resource::<HostAnchor>()
        .init_resource::<HostState>()
        .init_resource::<Meshes>()
        .add_message::<ModelChosen>()
        .add_systems(Startup, load)
        .add_systems(Update, (choose, spawn, anchor, limbs::find).chain().in_set(AvatarSystems::Load));
}

/// The model to load.
#[derive(Resource, Clone)]
pub(crate) struct Model {
    pub(crate) path: Option<PathBuf>,
    pub(crate) tier: Tier,
}

/// Puts the model of this file in the place of the one on the stage, which stays until the new one is ready.
#[derive(Message, Debug, Clone)]
pub struct ModelChosen(pub PathBuf);

/// Where others stand who do what the host does, in metres from the host: to measure what people cost.
#[derive(Resource, Debug, Clone, Default)]
pub struct Companions(pub Vec<Vec3>);

/// Marks one of them.
#[derive(Component)]
struct Companion;

/// How far the host is.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub enum HostState {
    /// The file is being read.
    #[default]
    Loading,
    /// It stands on the stage.
    Ready,
    /// It cannot be shown; the text says why.
    Failed(String),
}

#[derive(Resource)]
struct Loading(Handle<Gltf>);

/// What preflight found of the model.
#[derive(Resource)]
struct Found(Report);

/// Places in the file of the meshes that are drawn.
#[derive(Resource, Default)]
pub(crate) struct Meshes(HashMap<AssetId<Mesh>, usize>);

impl Meshes {
    /// Place in the file of the mesh that `drawn` is a part of.
    pub(crate) fn place(&self, drawn: &Handle<Mesh>) -> Option<usize> {
        self.0.get(&drawn.id()).copied()
    }
}

/// Marks the root of the host's model.
#[derive(Component)]
pub(crate) struct Host;

/// Marks what belongs to the model of a host without being below its root: meshes in world space.
#[derive(Component)]
struct PartOf(Entity);

fn load(commands: Commands, model: Res<Model>, assets: Res<AssetServer>, state: ResMut<HostState>) {
    if let Some(path) = &model.path {
        begin(path, commands, &assets, state);
    }
}

/// Begins to load another model.
fn choose(
    commands: Commands,
    mut chosen: MessageReader<ModelChosen>,
    mut model: ResMut<Model>,
    assets: Res<AssetServer>,
    mut state: ResMut<HostState>,
) {
    let Some(ModelChosen(path)) = chosen.read().last() else { return };
    model.path = Some(path.clone());
    *state = HostState::Loading;
    begin(path, commands, &assets, state);
}

fn begin(path: &Path, mut commands: Commands, assets: &AssetServer, mut state: ResMut<HostState>) {
    let report = preflight::check(path);
    if let Some(words) = refused(path, &report) {
        *state = HostState::Failed(words);
        return;
    }
    commands.insert_resource(Loading(assets.load(path.to_owned())));
    commands.insert_resource(Found(report));
}

/// Why the file is not loaded, if it is not.
fn refused(path: &Path, report: &Report) -> Option<String> {
    let path = path.display();
    if report.usable {
        return None;
    }
    let tell = format!("`compere check {path}` tells all");
    let broken = report.findings.iter().find(|f| f.severity == Severity::Broken);
    Some(match broken {
        Some(finding) => {
            let remedy = finding.remedy.as_deref().unwrap_or("export it again");
            format!("cannot load the character {path}: {}; {remedy} ({tell})", finding.found)
        }
        None => format!("cannot show {path}: it has no head to move; {tell}"),
    })
}

fn spawn(
    mut commands: Commands,
    loading: Option<Res<Loading>>,
    model: Res<Model>,
    found: Option<Res<Found>>,
    assets: Res<AssetServer>,
    gltfs: Res<Assets<Gltf>>,
    gltf_meshes: Res<Assets<GltfMesh>>,
    meshes: Res<Assets<Mesh>>,
    mut state: ResMut<HostState>,
    companions: Option<Res<Companions>>,
) {
    let (Some(loading), Some(found)) = (loading, found) else { return };
    let path = model.path.as_deref().unwrap_or(Path::new("")).display();
    let failed = match (assets.load_state(&loading.0), assets.recursive_dependency_load_state(&loading.0)) {
        (LoadState::Failed(error), _) | (_, RecursiveDependencyLoadState::Failed(error)) => {
            Some(error.to_string())
        }
        _ => None,
    };
    if let Some(error) = failed {
        *state = HostState::Failed(format!("cannot load the character {path}: {error}"));
        commands.remove_resource::<Loading>();
        return;
    }
    if !assets.is_loaded_with_dependencies(&loading.0) {
        return;
    }
    let Some(gltf) = gltfs.get(&loading.0) else { return };
    commands.remove_resource::<Loading>();
    let Some(scene) = gltf.default_scene.clone().or_else(|| gltf.scenes.first().cloned()) else {
        *state = HostState::Failed(format!("{path} holds no scene, so nothing to show"));
        return;
    };
    let mut places = Meshes::default();
    let mut names = vec![Vec::new(); found.0.drives.len()];
    for part in gltf.meshes.iter().filter_map(|m| gltf_meshes.get(m)) {
        for primitive in &part.primitives {
            places.0.insert(primitive.mesh.id(), part.index);
        }
        let first = part.primitives.first().and_then(|p| meshes.get(&p.mesh));
        if let (Some(names), Some(told)) =
            (names.get_mut(part.index), first.and_then(Mesh::morph_target_names))
        {
            *names = told.to_vec();
        }
    }
    commands.insert_resource(places);
    commands.insert_resource(Face::new(&found.0, names));
    #[expect(clippy::cast_possible_truncation, reason = "degrees and a scale")]
    let stand = Transform::from_rotation(Quat::from_rotation_y(found.0.turn_degrees.to_radians() as f32))
        .with_scale(Vec3::splat(found.0.scale as f32));
    for place in companions.iter().flat_map(|c| &c.0) {
        let stand = Transform { translation: *place, ..stand };
        commands.spawn((Host, Companion, stand, WorldAssetRoot(scene.clone()))).observe(ready);
    }
    commands.spawn((Host, stand, WorldAssetRoot(scene))).observe(ready);
}

/// The model's entities exist: map the rig, and take its meshes over in the lean tier.
fn ready(
    event: On<WorldInstanceReady>,
    mut commands: Commands,
    model: Res<Model>,
    found: Res<Found>,
    places: Res<Meshes>,
    children: Query<&Children>,
    parents: Query<&ChildOf>,
    transforms: Query<&Transform>,
    named: Query<(Entity, &Name, &Transform)>,
    drawn: Query<(Entity, &Mesh3d, Option<&SkinnedMesh>)>,
    inverse: Res<Assets<SkinnedMeshInverseBindposes>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut state: ResMut<HostState>,
    before: Query<Entity, (With<Host>, With<Rig>, Without<Companion>)>,
    companions: Query<(), With<Companion>>,
    parts: Query<(Entity, &PartOf)>,
) {
    // Who stood here leaves with everything that was its own.
    let replaces = !companions.contains(event.entity);
    for old in before.iter().filter(|old| replaces && *old != event.entity) {
        commands.entity(old).despawn();
        for (part, _) in parts.iter().filter(|(_, of)| of.0 == old) {
            commands.entity(part).despawn();
        }
    }
    let family: Vec<Entity> = children.iter_descendants(event.entity).collect();
    let skins = family.iter().filter_map(|e| drawn.get(*e).ok()?.2);
    let joints: HashSet<Entity> = skins.flat_map(|skin| skin.joints.iter().copied()).collect();
    let parent_of = |entity: Entity| {
        let above = parents.iter_ancestors(entity).filter_map(|e| transforms.get(e).ok());
        above.fold(Affine3A::IDENTITY, |sum, t| t.compute_affine() * sum)
    };
    let nodes: Vec<Node> = family
        .iter()
        .filter(|e| !drawn.contains(**e))
        .filter_map(|e| named.get(*e).ok())
        .map(|(entity, name, local)| Node {
            entity,
            name,
            is_joint: joints.contains(&entity),
            local: *local,
            parent: parent_of(entity),
        })
        .collect();
    commands.entity(event.entity).insert(Rig::find(&found.0.bones, &nodes));
    if model.tier == Tier::Lean {
        for (entity, mesh, skinned) in family.iter().filter_map(|e| drawn.get(*e).ok()) {
            let skinned = skinned.and_then(|s| Some((s, inverse.get(&s.inverse_bindposes)?)));
            let part = (&mesh.0, places.place(&mesh.0).unwrap_or(usize::MAX));
            if deform::take_over(entity, &mut commands, &mut meshes, part, skinned).is_none() {
                warn!(?entity, "a mesh without positions is left as it is");
            }
            commands.entity(entity).insert(PartOf(event.entity));
        }
    }
    *state = HostState::Ready;
}

/// Tells the stage where the eyes are, once, at rest.
fn anchor(
    rigs: Query<&Rig, (Added<Rig>, Without<Companion>)>,
    places: Query<&GlobalTransform>,
    helper: TransformHelper,
    mut anchor: ResMut<HostAnchor>,
) {
    for rig in &rigs {
        let place = |bone| {
            let entity = rig.joint(bone)?.entity;
            let exact = helper.compute_global_transform(entity).ok();
            exact.or_else(|| places.get(entity).ok().copied()).map(|t| t.translation())
        };
        let eyes = place(Bone::LeftEye).zip(place(Bone::RightEye)).map(|(l, r)| (l + r) / 2.0);
        // Without eye joints: eyes stand about 8 cm above and 10 cm before the joint of the head.
        let eyes = eyes.or_else(|| place(Bone::Head).map(|h| h + Vec3::new(0.0, 0.08, 0.1)));
        anchor.eyes = Some(eyes.unwrap_or(Vec3::new(0.0, 1.65, 0.08)).to_array());
    }
}
