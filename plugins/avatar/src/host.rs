//! Loads the host's model and makes it ready to be moved.

use crate::{
    AvatarSystems, deform,
    rig::{Bone, Face, Rig},
};
use bevy::{
    asset::LoadState,
    gltf::Gltf,
    mesh::skinning::{SkinnedMesh, SkinnedMeshInverseBindposes},
    prelude::*,
    world_serialization::WorldInstanceReady,
};
use protocol::media::{HostAnchor, Tier};
use std::{collections::HashSet, path::PathBuf};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Face>()
        .init_resource::<HostAnchor>()
        .init_resource::<HostState>()
        .add_systems(Startup, load)
        .add_systems(Update, (spawn, anchor).chain().in_set(AvatarSystems::Load));
}

/// The model to load.
#[derive(Resource, Clone)]
pub(crate) struct Model {
    pub(crate) path: PathBuf,
    pub(crate) tier: Tier,
}

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

/// Marks the root of the host's model.
#[derive(Component)]
pub(crate) struct Host;

fn load(mut commands: Commands, model: Res<Model>, assets: Res<AssetServer>) {
    commands.insert_resource(Loading(assets.load(model.path.clone())));
}

fn spawn(
    mut commands: Commands,
    loading: Option<Res<Loading>>,
    model: Res<Model>,
    assets: Res<AssetServer>,
    gltfs: Res<Assets<Gltf>>,
    mut state: ResMut<HostState>,
) {
    let Some(loading) = loading else { return };
    let failed = match assets.load_state(&loading.0) {
        LoadState::Failed(error) => Some(error.to_string()),
        _ => None,
    };
    if let Some(error) = failed {
        *state = HostState::Failed(format!("cannot load the character {}: {error}", model.path.display()));
        commands.remove_resource::<Loading>();
        return;
    }
    if !assets.is_loaded_with_dependencies(&loading.0) {
        return;
    }
    let Some(gltf) = gltfs.get(&loading.0) else { return };
    commands.remove_resource::<Loading>();
    let Some(scene) = gltf.default_scene.clone().or_else(|| gltf.scenes.first().cloned()) else {
        *state = HostState::Failed(format!("{} holds no scene, so nothing to show", model.path.display()));
        return;
    };
    commands.spawn((Host, WorldAssetRoot(scene))).observe(ready);
}

/// The model's entities exist: map the rig, and take its meshes over in the lean tier.
fn ready(
    event: On<WorldInstanceReady>,
    mut commands: Commands,
    model: Res<Model>,
    children: Query<&Children>,
    named: Query<(Entity, &Name, &Transform)>,
    drawn: Query<(Entity, &Mesh3d, Option<&SkinnedMesh>)>,
    inverse: Res<Assets<SkinnedMeshInverseBindposes>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut state: ResMut<HostState>,
) {
    let family: Vec<Entity> = children.iter_descendants(event.entity).collect();
    // A mesh may be called as the bone that moves it; only joints of a skin move anything.
    let skins = family.iter().filter_map(|e| drawn.get(*e).ok()?.2);
    let joints: HashSet<Entity> = skins.flat_map(|skin| skin.joints.iter().copied()).collect();
    let moves = |e: &&Entity| joints.is_empty() || joints.contains(*e);
    let names = family.iter().filter(moves).filter_map(|e| named.get(*e).ok());
    let rig = Rig::find(names.map(|(e, name, t)| (e, name.as_str(), t.rotation)));
    commands.entity(event.entity).insert(rig);
    if model.tier == Tier::Lean {
        for (entity, mesh, skinned) in family.iter().filter_map(|e| drawn.get(*e).ok()) {
            let skinned = skinned.and_then(|s| Some((s, inverse.get(&s.inverse_bindposes)?)));
            if deform::take_over(entity, &mut commands, &mut meshes, &mesh.0, skinned).is_none() {
                warn!(?entity, "a mesh without positions is left as it is");
            }
        }
    }
    *state = HostState::Ready;
}

/// Tells the stage where the eyes are, once, at rest.
fn anchor(
    rigs: Query<&Rig, Added<Rig>>,
    places: Query<&GlobalTransform>,
    helper: TransformHelper,
    mut anchor: ResMut<HostAnchor>,
) {
    for rig in &rigs {
        let place = |bone| {
            let (entity, _) = rig.joint(bone)?;
            let exact = helper.compute_global_transform(entity).ok();
            exact.or_else(|| places.get(entity).ok().copied()).map(|t| t.translation())
        };
        let eyes = place(Bone::LeftEye).zip(place(Bone::RightEye)).map(|(l, r)| (l + r) / 2.0);
        // Without eye joints: eyes stand about 8 cm above and 10 cm before the joint of the head.
        let eyes = eyes.or_else(|| place(Bone::Head).map(|h| h + Vec3::new(0.0, 0.08, 0.1)));
        anchor.eyes = Some(eyes.unwrap_or(Vec3::new(0.0, 1.65, 0.08)).to_array());
    }
}
