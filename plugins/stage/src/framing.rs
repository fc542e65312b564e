//! Framing: where a shot's camera stands for the people who are there.
//!
//! A scene's shots are made for one person. Of several, a close shot shows the one who speaks, as it would show a person
//! alone; any other is taken from the middle of all, from as far back as it takes to hold them.
//!
//! Shots are made for 16:9. In a narrower picture the camera goes back until the shoulders are in it again, with the
//! eyes about a third from the top: square and upright pictures are other framings, not cuttings of a wide one. A shot that
//! looks past the person, at a screen beside them, is of a place: it stays where it is, and its angle grows instead.

use bevy::prelude::*;
use protocol::{media::HostAnchor, scene::Camera};

/// Eyes of an average person in metres, until a character tells its own.
const EYES_WITHOUT_HOST: Vec3 = Vec3::new(0.0, 1.65, 0.08);
/// A picture that is less high than this where the person stands, in metres, is of one person: a head and shoulders.
const CLOSE_HEIGHT: f32 = 0.6;
/// Half the width of a person with arms at rest, in metres.
const SHOULDER: f32 = 0.3;
/// From the eyes to the crown, with some air, in metres.
const CROWN: f32 = 0.17;
/// The share of half the picture's width that people may fill.
const FILL: f32 = 0.94;
/// A camera goes back in steps of this share of its distance, and at most so often.
const STEP: f32 = 0.03;
const STEPS: usize = 200;

/// The shape for which shots are made.
const WIDE: f32 = 16.0 / 9.0;
/// A shot that is wider than this by its height is as it was made.
const WIDE_ENOUGH: f32 = 1.7;
/// Metres that a narrow picture is wide where the person stands: for a picture without height, and for each metre that
/// the wide shot is high. Close shots stay closer than others.
const NARROW_WIDTH: (f32, f32) = (0.38, 0.25);
/// Metres from the middle of a person to the end of the shoulder.
const HALF_BODY: f32 = 0.24;
/// How far above the middle of a narrow picture eyes may be, in its heights: a third from the top is .17.
const EYE_LINE: (f32, f32) = (0.14, 0.19);

/// The share of its width that a shot of a place keeps in a narrower picture: beyond it there is no wall to be seen.
const PLACE_WIDTH: f32 = 0.88;

/// Place among the people of the one whom a close shot shows.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InView(pub usize);

/// Where a camera stands and what it looks at, in the world, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    /// Its place.
    pub from: Vec3,
    /// The middle of its picture.
    pub look: Vec3,
}

impl Stand {
    /// The camera's place and direction.
    pub fn transform(&self) -> Transform {
        Transform::from_translation(self.from).looking_at(self.look, Vec3::Y)
    }
}

/// Where a shot's camera stands for the people of `anchor`; `aspect` is the picture's width by its height.
pub fn view(shot: &Camera, anchor: &HostAnchor, in_view: InView, aspect: f32) -> Transform {
    stand(shot, anchor, in_view, aspect).transform()
}

/// As [`view`], with what the camera looks at.
pub fn stand(shot: &Camera, anchor: &HostAnchor, in_view: InView, aspect: f32) -> Stand {
    if is_of_a_place(shot) {
        let eyes = anchor.middle().map_or(EYES_WITHOUT_HOST, Vec3::from);
        return Stand { from: eyes + Vec3::from(shot.from), look: eyes + Vec3::from(shot.look) };
    }
    let people: Vec<Vec3> = anchor.eyes.iter().copied().map(Vec3::from).collect();
    let one = match people.as_slice() {
        [] => Some(EYES_WITHOUT_HOST),
        [alone] => Some(*alone),
        _ if height(shot) < CLOSE_HEIGHT => people.get(in_view.0).or(people.first()).copied(),
        _ => None,
    };
    let narrowed = one.map(|_| narrowed(shot, aspect));
    let shot = narrowed.as_ref().unwrap_or(shot);
    let eyes = one.or(anchor.middle().map(Vec3::from)).unwrap_or(EYES_WITHOUT_HOST);
    let from = eyes + Vec3::from(shot.from);
    let look = eyes + Vec3::from(shot.look);
    if one.is_some() {
        return Stand { from, look };
    }
    // All of them, seen from their middle: shots that look past one person look at the middle of several.
    let aside = Vec3::X * (eyes.x - look.x);
    let stand = |back: f32| {
        let place = look + (from - look) * back;
        Stand { from: place + aside, look: look + aside }
    };
    let holds = |stand: &Stand| {
        let view = stand.transform();
        people.iter().all(|eyes| is_held(&view, shot.fov, aspect, *eyes))
    };
    let views = (0..STEPS).map(|n| stand(1.0 + STEP * n as f32));
    let mut last = stand(1.0);
    for view in views {
        last = view;
        if holds(&view) {
            break;
        }
    }
    last
}

/// A shot's vertical angle of view, in radians, in a picture of this shape.
pub fn angle(shot: &Camera, aspect: f32) -> f32 {
    if aspect >= WIDE_ENOUGH || !is_of_a_place(shot) {
        return shot.fov.to_radians();
    }
    2.0 * (half(shot.fov) * (PLACE_WIDTH * WIDE / aspect).max(1.0)).atan()
}

/// Whether a shot, in the shape for which it was made, looks so far past the person that they are not whole in it.
fn is_of_a_place(shot: &Camera) -> bool {
    shot.look.0.abs() > height(shot) * WIDE / 2.0
}

/// A shot of one person in a picture of this shape.
fn narrowed(shot: &Camera, aspect: f32) -> Camera {
    if aspect >= WIDE_ENOUGH {
        return *shot;
    }
    let (from, look) = (Vec3::from(shot.from), Vec3::from(shot.look));
    let tall = height(shot);
    let (least, more) = NARROW_WIDTH;
    let back = ((least + more * tall).min(tall * WIDE_ENOUGH) / (tall * aspect)).max(1.0);
    let tall = tall * back;
    // Eyes are at nought: what is looked at lies beneath them.
    let down = (-look.y / tall * back).clamp(EYE_LINE.0, EYE_LINE.1) * tall;
    // Hair is not cut.
    let down = if back > 1.0 { down.min(0.48 * tall - CROWN) } else { -look.y };
    let room = (tall * aspect / 2.0 * FILL - HALF_BODY).max(0.0);
    let new_look = Vec3::new(look.x.clamp(-room, room), -down, look.z);
    let from = new_look + (from - look) * back;
    Camera { from: from.into(), look: new_look.into(), ..*shot }
}

/// Metres that a shot's picture is high where it looks.
fn height(shot: &Camera) -> f32 {
    let distance = Vec3::from(shot.from).distance(Vec3::from(shot.look));
    2.0 * distance * half(shot.fov)
}

/// Half the height of a picture at one metre.
fn half(fov: f32) -> f32 {
    (fov.to_radians() / 2.0).tan()
}

/// Whether a person with these eyes is in the picture from shoulder to shoulder, up to the crown.
fn is_held(view: &Transform, fov: f32, aspect: f32, eyes: Vec3) -> bool {
    let seen = view.rotation.inverse() * (eyes - view.translation);
    let half = -seen.z * half(fov);
    seen.x.abs() + SHOULDER <= half * aspect * FILL && seen.y + CROWN <= half
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOSE: Camera =
        Camera { from: (0.03, -0.03, 1.18), look: (0.0, -0.075, 0.0), fov: 21.0, drift: 0.0 };
    const HALF: Camera = Camera { from: (0.0, -0.12, 1.75), look: (0.0, -0.21, 0.0), fov: 25.0, drift: 0.0 };

    fn people(x: &[f32]) -> HostAnchor {
        HostAnchor { eyes: x.iter().map(|x| [*x, 1.6, 0.1]).collect() }
    }

    #[test]
    fn a_shot_of_one_looks_at_its_point() {
        let shot = Camera { from: (0.5, 0.1, 1.0), look: (0.0, -0.1, 0.0), fov: 20.0, drift: 0.0 };
        let view = view(&shot, &people(&[0.0]), InView(0), WIDE);
        let to = (Vec3::new(0.0, 1.5, 0.1) - view.translation).normalize();
        assert_eq!(view.translation, Vec3::new(0.5, 1.7, 1.1));
        assert!((view.forward().as_vec3() - to).length() < 1e-5);
    }

    #[test]
    fn a_close_shot_shows_who_speaks() {
        for (speaks, x) in [(0, -0.4), (1, 0.4), (7, -0.4)] {
            let of_two = view(&CLOSE, &people(&[-0.4, 0.4]), InView(speaks), WIDE);
            assert_eq!(of_two, view(&CLOSE, &people(&[x]), InView(0), WIDE));
        }
    }

    #[test]
    fn a_narrow_picture_holds_head_and_shoulders() {
        let close = Camera { from: (0.03, -0.03, 1.18), look: (0.0, -0.075, 0.0), fov: 21.0, drift: 0.0 };
        let wide = Camera { from: (-0.1, -0.02, 2.6), look: (0.12, -0.08, 0.0), fov: 24.0, drift: 0.0 };
        let left = Camera { from: (-0.62, -0.02, 1.05), look: (0.02, -0.08, 0.0), fov: 22.0, drift: 0.0 };
        for shot in [close, HALF, wide, left] {
            let eyes = Vec3::new(0.0, 1.6, 0.1);
            for aspect in [1.0, 0.8, 9.0 / 16.0] {
                let view = view(&shot, &people(&[0.0]), InView(0), aspect);
                let seen = |at: Vec3| {
                    let at = view.rotation.inverse() * (at - view.translation);
                    let half = -at.z * half(shot.fov);
                    Vec2::new(at.x / (half * aspect), at.y / half)
                };
                let crown = seen(eyes + Vec3::Y * CROWN);
                assert!(crown.y < 1.0, "{shot:?} at {aspect}: crown at {crown}");
                let line = seen(eyes).y;
                assert!((0.1..0.56).contains(&line), "{shot:?} at {aspect}: eyes at {line}");
                for side in [-0.2, 0.2] {
                    // Shoulders are turned with the body, which faces the lens or nearly so.
                    let shoulder = seen(eyes + Vec3::new(side, -0.28, -0.05));
                    assert!(shoulder.x.abs() < 1.0 && shoulder.y > -1.0, "{shot:?} at {aspect}: {shoulder}");
                }
            }
            // 16:9 is as it was made.
            assert_eq!(narrowed(&shot, WIDE), shot);
        }
    }

    #[test]
    fn every_other_shot_holds_all() {
        for x in [&[-0.42, 0.42][..], &[-0.84, 0.0, 0.84]] {
            for aspect in [WIDE, 1.0, 9.0 / 16.0] {
                let anchor = people(x);
                let view = view(&HALF, &anchor, InView(0), aspect);
                let held = |eyes: &[f32; 3]| is_held(&view, HALF.fov, aspect, Vec3::from(*eyes));
                assert!(anchor.eyes.iter().all(held), "{x:?} at {aspect}: {view:?}");
                assert!(view.translation.x.abs() < 1e-5);
            }
        }
        // Nobody goes back further than it takes.
        let near = view(&HALF, &people(&[-0.2, 0.2]), InView(0), WIDE);
        assert!(near.translation.z < 1.95, "{near:?}");
    }

    #[test]
    fn a_shot_of_a_place_holds_it_in_every_shape() {
        let screen = Camera { from: (-1.0, 0.06, 2.2), look: (-1.0, 0.06, 0.0), fov: 17.0, ..CLOSE };
        assert!(is_of_a_place(&screen) && !is_of_a_place(&CLOSE) && !is_of_a_place(&HALF));
        let wide = half(screen.fov) * WIDE;
        for aspect in [WIDE, 1.0, 9.0 / 16.0] {
            let stand = stand(&screen, &people(&[0.0]), InView(0), aspect);
            assert!((stand.from.x + 1.0).abs() < 1e-6 && (stand.look.x + 1.0).abs() < 1e-6, "{stand:?}");
            let half_width = (angle(&screen, aspect) / 2.0).tan() * aspect;
            assert!(half_width > 0.87 * wide, "{half_width} of {wide} at {aspect}");
        }
    }
}
