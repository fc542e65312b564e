//! Pictures and slides behind the host: on the scene's screen where it has one, else filling the frame behind the host.
//!
//! Files are read, decoded and fitted by the root, on another thread; a page comes here as pixels.

use crate::{
    PROGRAM, ProgramCamera, StageSystems,
    backdrop::{Scenery, on_wall, texture, unlit},
    paint::Pixels,
};
use bevy::prelude::*;
use protocol::{
    cue::{Cue, Slide},
    media::{CueFired, HostAnchor, PictureSize, Tier},
    scene::Scene,
};
use std::sync::Arc;

/// Pictures that are shown one at a time.
#[derive(Debug, Clone, Default)]
pub struct Slides {
    /// Their names, for operators.
    pub names: Vec<String>,
    /// Their pixels, as large as they are seen; a page of another shape than its frame is seen as a whole.
    pub pages: Vec<Pixels>,
}

/// Something else is shown behind the host from now on.
#[derive(Message, Debug, Clone)]
pub struct BackdropTurned(pub Option<Arc<Slides>>);

/// What is shown behind the host.
#[derive(Resource, Debug, Default)]
pub struct PictureOnAir {
    slides: Option<Arc<Slides>>,
    /// The page that is seen, from 0.
    pub slide: usize,
}

impl PictureOnAir {
    /// Names of the pages; none where the scene's own backdrop is seen.
    pub fn names(&self) -> &[String] {
        self.slides.as_ref().map_or(&[], |s| &s.names)
    }
}

/// The surface that shows a page.
#[derive(Component)]
struct Page {
    aspect: f32,
}

/// A page without a screen hangs so far behind the host's eyes, in metres: behind arms, before every wall.
const BEHIND: f32 = 1.3;
/// A page on a screen stands this much before the wall, in metres.
const BEFORE_WALL: f32 = 0.01;
/// A page reaches this much beyond the frame, so that no line of the wall is seen at its edge.
const OVER: f32 = 1.002;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PictureOnAir>()
        .add_message::<BackdropTurned>()
        .add_systems(Update, turn.in_set(StageSystems::Cue))
        .add_systems(PostUpdate, hang.before(TransformSystems::Propagate))
        .add_systems(Update, show.in_set(StageSystems::Place));
}

fn turn(
    mut turned: MessageReader<BackdropTurned>,
    mut cues: MessageReader<CueFired>,
    mut on_air: ResMut<PictureOnAir>,
) {
    for BackdropTurned(slides) in turned.read() {
        *on_air = PictureOnAir { slides: slides.clone().filter(|s| !s.pages.is_empty()), slide: 0 };
    }
    for fired in cues.read() {
        let last = on_air.slides.as_ref().map_or(0, |s| s.pages.len() - 1);
        let next = match fired.cue {
            Cue::Slide(Slide::Next) => on_air.slide + 1,
            Cue::Slide(Slide::Back) => on_air.slide.saturating_sub(1),
            Cue::Slide(Slide::To(slide)) => slide,
            _ => continue,
        }
        .min(last);
        if next != on_air.slide {
            on_air.slide = next;
        }
    }
}

/// Makes the surface of the page that is seen; the one before goes in the same frame.
fn show(
    mut commands: Commands,
    on_air: Res<PictureOnAir>,
    tier: Res<Tier>,
    old: Query<Entity, With<Page>>,
    mut images: ResMut<Assets<Image>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    if !on_air.is_changed() {
        return;
    }
    for entity in &old {
        commands.entity(entity).despawn();
    }
    let Some(pixels) = on_air.slides.as_ref().and_then(|s| s.pages.get(on_air.slide)) else { return };
    let image = images.add(texture(pixels, *tier));
    let aspect = pixels.width as f32 / pixels.height as f32;
    commands.spawn((
        Page { aspect },
        Scenery,
        Mesh3d(meshes.add(Rectangle::new(aspect, 1.0))),
        MeshMaterial3d(materials.add(unlit(&image, AlphaMode::Mask(0.0), 1.0))),
        Transform::default(),
        PROGRAM,
    ));
}

/// Hangs the page on the screen, or behind the host as the camera sees it.
fn hang(
    scene: Res<Scene>,
    anchor: Res<HostAnchor>,
    size: Res<PictureSize>,
    camera: Single<(&Transform, &Projection), (With<ProgramCamera>, Without<Page>)>,
    mut pages: Query<(&mut Transform, &Page)>,
) {
    let frame = size.width as f32 / size.height as f32;
    for (mut place, page) in &mut pages {
        let wanted = match scene.screen {
            Some(screen) => {
                let (middle, height) = on_wall(&anchor, &scene.backdrop);
                let at = middle + Vec3::new(screen.at.0, screen.at.1, 0.0) * height + Vec3::Z * BEFORE_WALL;
                let tall = fitted(page.aspect, screen.size.0 / screen.size.1) * screen.size.1 * height;
                Transform::from_translation(at).with_scale(Vec3::splat(tall))
            }
            None => {
                let (view, projection) = *camera;
                let Projection::Perspective(perspective) = projection else { continue };
                let eyes = Vec3::from(anchor.middle().unwrap_or([0.0, 1.65, 0.0]));
                let far = (eyes - view.translation).dot(view.forward().as_vec3()).max(0.2) + BEHIND;
                let tall = 2.0 * far * (perspective.fov / 2.0).tan() * fitted(page.aspect, frame) * OVER;
                Transform {
                    translation: view.translation + view.forward() * far,
                    rotation: view.rotation,
                    scale: Vec3::splat(tall),
                }
            }
        };
        place.set_if_neq(wanted);
    }
}

/// The share of a frame's height that a page takes when all of it is to be seen.
fn fitted(page: f32, frame: f32) -> f32 {
    (frame / page).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_seen_as_a_whole() {
        assert_eq!(fitted(1.0, 16.0 / 9.0), 1.0);
        assert_eq!(fitted(2.0, 1.0), 0.5);
    }

    #[test]
    fn slides_are_turned() {
        let mut app = App::new();
        let page = Pixels { width: 1, height: 1, rgba: vec![0; 4], goes_on: false };
        let slides = Slides { names: vec!["a".into(), "b".into(), "c".into()], pages: vec![page; 3] };
        app.init_resource::<PictureOnAir>()
            .add_message::<BackdropTurned>()
            .add_message::<CueFired>()
            .add_systems(Update, turn);
        app.world_mut().write_message(BackdropTurned(Some(Arc::new(slides))));
        let mut turned = |slide| {
            app.world_mut().write_message(CueFired { person: 0, cue: Cue::Slide(slide), sample: 0 });
            app.update();
            app.world().resource::<PictureOnAir>().slide
        };
        assert_eq!(turned(Slide::Next), 1);
        assert_eq!(turned(Slide::To(9)), 2);
        assert_eq!(turned(Slide::Next), 2);
        assert_eq!(turned(Slide::Back), 1);
        app.world_mut().write_message(BackdropTurned(None));
        app.update();
        assert!(app.world().resource::<PictureOnAir>().names().is_empty());
    }
}
