//! Pictures, films and slides behind the host: on the scene's screen where it has one, else filling the frame behind the
//! host.
//!
//! Files are read, decoded and made as large as they are seen by the root, on other threads; what comes here are pixels,
//! and for a film others as it goes on. Which part of a page is seen, and how large, is decided here: scenes change.

use crate::{
    PROGRAM, ProgramCamera, StageSystems,
    backdrop::{Scenery, on_wall, texture, unlit},
    paint::Pixels,
    scenes::Fade,
};
use bevy::{mesh::VertexAttributeValues, prelude::*};
use protocol::{
    cue::{Cue, Slide},
    media::{CueFired, HostAnchor, MediaTime, PictureSize, Tier},
    request::Fit,
    scene::{Scene, Screen},
};
use std::{collections::BTreeMap, sync::Arc};

/// What can be shown behind the host: pictures and films, one at a time.
#[derive(Debug, Clone, Default)]
pub struct Slides {
    /// Their names, for operators.
    pub names: Vec<String>,
    /// All of each, about as large as it is seen.
    pub pages: Vec<Page>,
    /// How a page of another shape is fitted.
    pub fit: Fit,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct Page {
    /// The picture, or the first one of a film.
    pub pixels: Pixels,
    /// Whether others follow it.
    pub is_film: bool,
}

/// Something else is shown behind the host from now on.
#[derive(Message, Debug, Clone)]
pub struct BackdropTurned(pub Option<Arc<Slides>>);

/// The next picture of a film.
#[derive(Message, Clone)]
pub struct FilmMoved {
    /// Which page, from 0.
    pub slide: usize,
    /// As many pixels as its first picture has.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for FilmMoved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FilmMoved({})", self.slide)
    }
}

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

/// The films of the backdrop, where each of them is.
#[derive(Resource, Default)]
struct Films(BTreeMap<usize, Handle<Image>>);

/// The surface that shows a page.
#[derive(Component)]
struct Sheet {
    /// Width and height, as parts of the height of the frame or screen that it is fitted into.
    size: Vec2,
    /// The shape for which it was cut.
    frame: f32,
    /// The scene's screen that it hangs on.
    screen: Option<Screen>,
}

/// What a sheet shows.
#[derive(Component)]
struct Shows(Handle<Image>);

/// A page of the scene before, which fades with it, or one that comes with a scene.
#[derive(Component)]
struct Fading {
    image: Handle<Image>,
    /// Where it hangs, when that was on a screen of the scene before.
    place: Option<Transform>,
    comes: bool,
}

/// A page without a screen hangs so far behind the host's eyes, in metres: behind arms, before every wall.
const BEHIND: f32 = 1.3;
/// A page on a screen stands this much before the wall, in metres.
const BEFORE_WALL: f32 = 0.01;
/// A page of the scene before hangs this much nearer, in metres: it fades before the wall that fades.
const BEFORE_FADING: f32 = 0.02;
/// A page reaches this much beyond the frame, so that no line of the wall is seen at its edge.
const OVER: f32 = 1.002;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PictureOnAir>()
        .init_resource::<Films>()
        .add_message::<BackdropTurned>()
        .add_message::<FilmMoved>()
        .add_systems(Update, turn.in_set(StageSystems::Cue))
        .add_systems(PostUpdate, hang.before(TransformSystems::Propagate))
        .add_systems(Update, (show, fade, go_on).chain().in_set(StageSystems::Place));
}

fn turn(
    mut turned: MessageReader<BackdropTurned>,
    mut cues: MessageReader<CueFired>,
    mut on_air: ResMut<PictureOnAir>,
    mut films: ResMut<Films>,
) {
    for BackdropTurned(slides) in turned.read() {
        *on_air = PictureOnAir { slides: slides.clone().filter(|s| !s.pages.is_empty()), slide: 0 };
        films.0.clear();
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
    (on_air, scene, fade): (Res<PictureOnAir>, Res<Scene>, Option<Res<Fade>>),
    (tier, size, anchor): (Res<Tier>, Res<PictureSize>, Res<HostAnchor>),
    old: Query<(Entity, &Sheet, &Shows, &Transform, Has<Fading>)>,
    mut films: ResMut<Films>,
    mut images: ResMut<Assets<Image>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let frame = frame(&scene, *size);
    let other = |sheet: &Sheet| (sheet.frame, sheet.screen) != (frame, scene.screen);
    let other_frame = scene.is_changed() && old.iter().any(|(_, sheet, ..)| other(sheet));
    if !on_air.is_changed() && !other_frame {
        return;
    }
    let fades = fade.is_some_and(|f| f.is_added() || f.is_changed());
    for (entity, sheet, shows, place, was_fading) in &old {
        if fades && !was_fading && !on_air.is_changed() {
            // The wall that it hangs on stays where it is, or comes before the new one.
            let stays = Transform { translation: place.translation + Vec3::Z * BEFORE_FADING, ..*place };
            let moved = |screen| on_screen(screen, sheet.size, &anchor, &scene, BEFORE_WALL + BEFORE_FADING);
            let nearer = |new: &Transform| new.translation.z > stays.translation.z;
            let place = sheet.screen.map(|screen| Some(moved(screen)).filter(nearer).unwrap_or(stays));
            commands.entity(entity).insert(Fading { image: shows.0.clone(), place, comes: false });
        } else {
            commands.entity(entity).despawn();
        }
    }
    let Some(slides) = &on_air.slides else { return };
    let Some(Page { pixels, is_film }) = slides.pages.get(on_air.slide) else { return };
    let image = if *is_film {
        films
            .0
            .entry(on_air.slide)
            .or_insert_with(|| images.add(texture(pixels, *tier, scene.screen.is_some())))
            .clone()
    } else {
        images.add(texture(pixels, *tier, scene.screen.is_some()))
    };
    let (size, seen) = cut(pixels.width as f32 / pixels.height as f32, frame, slides.fit);
    let mut sheet_of_page = commands.spawn((
        Sheet { size, frame, screen: scene.screen },
        Shows(image.clone()),
        Scenery,
        Mesh3d(meshes.add(sheet(seen))),
        MeshMaterial3d(materials.add(unlit(&image, AlphaMode::Mask(0.0), 1.0))),
        Transform::default(),
        PROGRAM,
    ));
    // On a screen it comes with the wall; before all walls it comes by itself.
    if fades && scene.screen.is_none() {
        sheet_of_page.insert(Fading { image, place: None, comes: true });
    }
}

/// While a scene fades, its page does as well; its material is given anew, so that every tier takes notice.
fn fade(
    mut commands: Commands,
    fade: Option<Res<Fade>>,
    time: Res<MediaTime>,
    fading: Query<(Entity, &Fading)>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (entity, Fading { image, comes, .. }) in &fading {
        let part = fade.as_ref().map(|f| f.part(time.sample_index)).filter(|part| *part < 1.0);
        let (mode, alpha) = match (part, comes) {
            (Some(part), true) => (AlphaMode::Blend, part),
            (Some(part), false) => (AlphaMode::Blend, 1.0 - part),
            (None, true) => (AlphaMode::Mask(0.0), 1.0),
            (None, false) => {
                commands.entity(entity).despawn();
                continue;
            }
        };
        let material = materials.add(unlit(image, mode, alpha));
        commands.entity(entity).insert(MeshMaterial3d(material));
        if part.is_none() {
            commands.entity(entity).remove::<Fading>();
        }
    }
}

/// Gives films their next pictures; the texture stays where it is.
fn go_on(mut moved: ResMut<Messages<FilmMoved>>, films: Res<Films>, mut images: ResMut<Assets<Image>>) {
    for FilmMoved { slide, rgba } in moved.drain() {
        let Some(mut image) = films.0.get(&slide).and_then(|film| images.get_mut(film)) else { continue };
        let size = image.texture_descriptor.size;
        if rgba.len() == size.width as usize * size.height as usize * 4 {
            image.data = Some(rgba);
        }
    }
}

/// Hangs the page on the screen, or behind the host as the camera sees it.
fn hang(
    scene: Res<Scene>,
    anchor: Res<HostAnchor>,
    camera: Single<(&Transform, &Projection), (With<ProgramCamera>, Without<Sheet>)>,
    mut sheets: Query<(&mut Transform, &Sheet, Option<&Fading>)>,
) {
    for (mut place, sheet, fading) in &mut sheets {
        if let Some(before) = fading.and_then(|f| f.place) {
            place.set_if_neq(before);
            continue;
        }
        let wanted = match sheet.screen {
            Some(screen) => on_screen(screen, sheet.size, &anchor, &scene, BEFORE_WALL),
            None => {
                let (view, projection) = *camera;
                let Projection::Perspective(perspective) = projection else { continue };
                let eyes = Vec3::from(anchor.middle().unwrap_or([0.0, 1.65, 0.0]));
                let far = (eyes - view.translation).dot(view.forward().as_vec3()).max(0.2) + BEHIND;
                let size = sheet.size * 2.0 * far * (perspective.fov / 2.0).tan() * OVER;
                Transform {
                    translation: view.translation + view.forward() * far,
                    rotation: view.rotation,
                    scale: size.extend(1.0),
                }
            }
        };
        place.set_if_neq(wanted);
    }
}

/// Where a page of a size hangs on a screen, so many metres before the scene's wall.
fn on_screen(screen: Screen, size: Vec2, anchor: &HostAnchor, scene: &Scene, before: f32) -> Transform {
    let (middle, height) = on_wall(anchor, &scene.backdrop);
    let at = middle + Vec3::new(screen.at.0, screen.at.1, 0.0) * height + Vec3::Z * before;
    Transform::from_translation(at).with_scale((size * screen.size.1 * height).extend(1.0))
}

/// The shape that a page is fitted into: width by height.
fn frame(scene: &Scene, size: PictureSize) -> f32 {
    scene.screen.map_or(size.width as f32 / size.height as f32, |screen| screen.size.0 / screen.size.1)
}

/// How a page of the shape `page` lies in a frame: its width and height in heights of the frame, and which share of the
/// page's width and height is seen, in its middle.
fn cut(page: f32, frame: f32, fit: Fit) -> (Vec2, Vec2) {
    match fit {
        Fit::Cover => (Vec2::new(frame, 1.0), Vec2::new((frame / page).min(1.0), (page / frame).min(1.0))),
        Fit::Contain => {
            let tall = (frame / page).min(1.0);
            (Vec2::new(page * tall, tall), Vec2::ONE)
        }
    }
}

/// A surface of one by one that shows the middle of a page.
fn sheet(seen: Vec2) -> Mesh {
    let mut sheet = Mesh::from(Rectangle::new(1.0, 1.0));
    if let Some(VertexAttributeValues::Float32x2(uvs)) = sheet.attribute_mut(Mesh::ATTRIBUTE_UV_0) {
        let inside = |part: f32, seen: f32| (part - 0.5) * seen + 0.5;
        uvs.iter_mut().for_each(|[u, v]| (*u, *v) = (inside(*u, seen.x), inside(*v, seen.y)));
    }
    sheet
}

#[cfg(test)]
mod tests;
