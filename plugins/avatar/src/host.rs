//! Loads the models of the people on stage and makes them ready to be moved.
//!
//! Whatever is loaded has passed preflight first: the engine's loader trusts files more than strangers deserve.

use crate::{
    AvatarSystems, deform,
    face::Face,
    limbs,
    person::Person,
    preflight::{self, Report, Severity},
    rig::{Bone, Node, Rig},
};
use bevy::{
    asset::{LoadState, RecursiveDependencyLoadState},
    gltf::{Gltf, GltfMesh},
    math::Affine3A,
    mesh::{
        morph::MorphWeights,
        skinning::{SkinnedMesh, SkinnedMeshInverseBindposes},
    },
    prelude::*,
    world_serialization::WorldInstanceReady,
};
use protocol::media::{HostAnchor, Tier};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
};
use viseme::Style;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<HostAnchor>()
        .init_resource::<HostState>()
        .add_message::<ModelChosen>()
        .add_systems(Startup, enter)
        .add_systems(Update, (choose, spawn, anchor, limbs::find).chain().in_set(AvatarSystems::Load));
}

/// Who is to stand on the stage, in order; a place without a model stays empty until [`ModelChosen`].
#[derive(Resource, Clone)]
pub(crate) struct People {
    pub(crate) models: Vec<PathBuf>,
    pub(crate) seed: u64,
}

/// Puts the model of this file in the place of the first person's, which stays until the new one is ready.
#[derive(Message, Debug, Clone)]
pub struct ModelChosen(pub PathBuf);

/// How far the people on stage are.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub enum HostState {
    /// A file is being read.
    #[default]
    Loading,
    /// All stand on the stage.
    Ready,
    /// One cannot be shown; the text says why.
    Failed(String),
}

/// The model that a person is given.
#[derive(Component)]
struct Loading {
    file: Handle<Gltf>,
    path: PathBuf,
    /// What preflight found of it.
    found: Report,
}

/// Places in the file of the meshes that are drawn.
#[derive(Component, Default)]
pub(crate) struct Meshes(HashMap<AssetId<Mesh>, usize>);

impl Meshes {
    /// Place in the file of the mesh that `drawn` is a part of.
    pub(crate) fn place(&self, drawn: &Handle<Mesh>) -> Option<usize> {
        self.0.get(&drawn.id()).copied()
    }
}

/// Marks the root of a person's model, a child of the person.
#[derive(Component)]
pub(crate) struct Host {
    /// Which node is which bone.
    bones: BTreeMap<&'static str, String>,
    /// How whoever looks like this speaks.
    style: Style,
}

/// Whose model it is a part of; in the lean tier some parts are not below its root, but in world space.
#[derive(Component)]
pub(crate) struct PartOf(pub(crate) Entity);

/// Everybody enters.
fn enter(
    mut commands: Commands,
    people: Res<People>,
    assets: Res<AssetServer>,
    mut state: ResMut<HostState>,
) {
    let count = people.models.len().max(1);
    for index in 0..count {
        let (person, stand) = Person::new(index, count, people.seed);
        let person = commands.spawn((person, stand)).id();
        if let Some(path) = people.models.get(index) {
            begin(person, path, &mut commands, &assets, &mut state);
        }
    }
}

/// Begins to load another model.
fn choose(
    mut commands: Commands,
    mut chosen: MessageReader<ModelChosen>,
    mut people: Query<(Entity, &mut Person)>,
    assets: Res<AssetServer>,
    mut state: ResMut<HostState>,
) {
    let Some(ModelChosen(path)) = chosen.read().last() else { return };
    for (entity, mut person) in people.iter_mut().filter(|(_, p)| p.index == 0) {
        person.stands = false;
        *state = HostState::Loading;
        begin(entity, path, &mut commands, &assets, &mut state);
    }
}

fn begin(person: Entity, path: &Path, commands: &mut Commands, assets: &AssetServer, state: &mut HostState) {
    let found = preflight::check(path);
    if let Some(words) = refused(path, &found) {
        *state = HostState::Failed(words);
        return;
    }
    let file = assets.load(path.to_owned());
    commands.entity(person).insert(Loading { file, path: path.to_owned(), found });
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
    loading: Query<(Entity, &Loading)>,
    assets: Res<AssetServer>,
    gltfs: Res<Assets<Gltf>>,
    gltf_meshes: Res<Assets<GltfMesh>>,
    meshes: Res<Assets<Mesh>>,
    mut state: ResMut<HostState>,
) {
    for (person, Loading { file, path, found }) in &loading {
        let path = path.display();
        let failed = match (assets.load_state(file), assets.recursive_dependency_load_state(file)) {
            (LoadState::Failed(error), _) | (_, RecursiveDependencyLoadState::Failed(error)) => {
                Some(error.to_string())
            }
            _ => None,
        };
        if let Some(error) = failed {
            *state = HostState::Failed(format!("cannot load the character {path}: {error}"));
            commands.entity(person).remove::<Loading>();
            continue;
        }
        let Some(gltf) = gltfs.get(file).filter(|_| assets.is_loaded_with_dependencies(file)) else {
            continue;
        };
        commands.entity(person).remove::<Loading>();
        let Some(scene) = gltf.default_scene.clone().or_else(|| gltf.scenes.first().cloned()) else {
            *state = HostState::Failed(format!("{path} holds no scene, so nothing to show"));
            continue;
        };
        let mut places = Meshes::default();
        let mut names = vec![Vec::new(); found.drives.len()];
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
        #[expect(clippy::cast_possible_truncation, reason = "degrees and a scale")]
        let upright = Transform::from_rotation(Quat::from_rotation_y(found.turn_degrees.to_radians() as f32))
            .with_scale(Vec3::splat(found.scale as f32));
        let style = Style { jaw: found.style.jaw, lip: found.style.lip };
        let host = Host { bones: found.bones.clone(), style };
        let face = Face::new(found, names);
        let model = (host, face, places, upright, WorldAssetRoot(scene), ChildOf(person));
        commands.spawn(model).observe(ready);
    }
}

/// The model's entities exist: map the rig, and take its meshes over in the lean tier.
fn ready(
    event: On<WorldInstanceReady>,
    mut commands: Commands,
    tier: Res<Tier>,
    mut people: Query<&mut Person>,
    hosts: Query<(Entity, &Host, &Meshes, &ChildOf)>,
    (children, parents): (Query<&Children>, Query<&ChildOf>),
    transforms: Query<&Transform>,
    named: Query<(Entity, &Name, &Transform)>,
    drawn: Query<(Entity, &Mesh3d, Option<&SkinnedMesh>, Option<&MeshMaterial3d<StandardMaterial>>)>,
    materials: Res<Assets<StandardMaterial>>,
    morphed: Query<(), With<MorphWeights>>,
    inverse: Res<Assets<SkinnedMeshInverseBindposes>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut state: ResMut<HostState>,
    parts: Query<(Entity, &PartOf)>,
) {
    let Ok((model, host, places, ChildOf(person))) = hosts.get(event.entity) else { return };
    // Who stood here leaves with everything that was its own.
    for (old, ..) in hosts.iter().filter(|(old, .., of)| of.0 == *person && *old != model) {
        for (part, _) in parts.iter().filter(|(_, of)| of.0 == old) {
            commands.entity(part).try_despawn();
        }
        commands.entity(old).try_despawn();
    }
    let family: Vec<Entity> = children.iter_descendants(model).collect();
    let skins = family.iter().filter_map(|e| drawn.get(*e).ok()?.2);
    let joints: HashSet<Entity> = skins.flat_map(|skin| skin.joints.iter().copied()).collect();
    let parent_of = |entity: Entity| {
        let above = parents.iter_ancestors(entity).take_while(|e| e != person);
        let above = above.filter_map(|e| transforms.get(e).ok());
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
    commands.entity(model).insert(Rig::find(&host.bones, &nodes));
    for entity in family.iter().filter(|e| drawn.contains(**e) || morphed.contains(**e)) {
        commands.entity(*entity).insert(PartOf(model));
    }
    if *tier == Tier::Lean {
        for (entity, mesh, skinned, material) in family.iter().filter_map(|e| drawn.get(*e).ok()) {
            let alpha = material.and_then(|m| materials.get(&m.0)).map(|m| m.alpha_mode);
            let hides = matches!(alpha, Some(AlphaMode::Opaque | AlphaMode::Mask(_)));
            let skinned = skinned.and_then(|s| Some((s, inverse.get(&s.inverse_bindposes)?)));
            let part = (&mesh.0, places.place(&mesh.0).unwrap_or(usize::MAX));
            if deform::take_over(entity, &mut commands, &mut meshes, part, hides, skinned).is_none() {
                warn!(?entity, "a mesh without positions is left as it is");
            }
        }
    }
    if let Ok(mut person) = people.get_mut(*person) {
        person.stands = true;
        person.style = host.style;
    }
    if people.iter().all(|p| p.stands) {
        *state = HostState::Ready;
    }
}

/// Tells the stage where the eyes are, once, at rest, when all stand there.
fn anchor(
    rigs: Query<(&Rig, &ChildOf), Added<Rig>>,
    mut people: Query<&mut Person>,
    places: Query<&GlobalTransform>,
    helper: TransformHelper,
    mut anchor: ResMut<HostAnchor>,
) {
    for (rig, ChildOf(person)) in &rigs {
        let place = |bone| {
            let entity = rig.joint(bone)?.entity;
            let exact = helper.compute_global_transform(entity).ok();
            exact.or_else(|| places.get(entity).ok().copied()).map(|t| t.translation())
        };
        let eyes = place(Bone::LeftEye).zip(place(Bone::RightEye)).map(|(l, r)| (l + r) / 2.0);
        // Without eye joints: eyes stand about 8 cm above and 10 cm before the joint of the head.
        let eyes = eyes.or_else(|| place(Bone::Head).map(|h| h + Vec3::new(0.0, 0.08, 0.1)));
        let Ok(mut person) = people.get_mut(*person) else { continue };
        person.eyes = Some(eyes.unwrap_or(Vec3::new(0.0, 1.65, 0.08)));
    }
    if !rigs.is_empty() {
        let sorted = people.iter().sort_by_key::<&Person, _>(|p| p.index);
        let eyes: Option<Vec<_>> = sorted.map(|p| p.eyes.map(|e| e.to_array())).collect();
        anchor.eyes = eyes.unwrap_or_default();
    }
}
