//! Hair of the head: where it grows, which way it lies, how long it is, and what it is made of.
//!
//! Fields over the scalp are functions of canonical points (decimetres), so paint, shell and cards agree.
//! `shell` makes the closed volume, `cards` its loose strands, `falling` and `swept` sheets of long hair, `coily`
//! tufts; `dress` says which style is made of which.

pub mod cards;
mod coily;
mod comb;
mod dress;
mod falling;
mod grid;
mod ground;
mod sheet;
pub mod shell;
mod swept;

pub use comb::Comb;
pub use dress::{Dress, Look};

use glam::{Vec3, vec3};

use crate::{
    noise::{curve, smooth},
    recipe::{Hair, HairStyle},
};

/// Height of the hairline by azimuth (degrees from the front about z 0.4).
const HAIRLINE: [(f32, f32); 17] = [
    (0.0, 7.885),
    (15.0, 7.90),
    (28.0, 7.93),
    (36.0, 7.88),
    (46.0, 7.66),
    (56.0, 7.47),
    (66.0, 7.34),
    (76.0, 7.08),
    (86.0, 6.98),
    (94.0, 7.28),
    (99.0, 7.20),
    (104.0, 6.92),
    (110.0, 6.70),
    (116.0, 6.56),
    (126.0, 6.47),
    (150.0, 6.43),
    (180.0, 6.41),
];

/// Height of the hairline, canonical decimetres, at an azimuth in degrees from the front, 0..=180.
fn line(azimuth: f32) -> f32 {
    curve(azimuth, &HAIRLINE)
}

/// Signed distance to the hairline, roughly decimetres; positive where hair grows.
pub fn hairline(p: Vec3) -> f32 {
    let azimuth = p.x.abs().atan2(p.z - 0.4).to_degrees();
    // Never exactly the same on both sides.
    p.y - line(azimuth) + 0.012 * (p.x * 9.0).sin()
}

/// Whether a canonical point belongs to the ear, which stands through the hair.
pub fn is_ear(p: Vec3) -> bool {
    p.x.abs() > 0.70 && (6.88..7.37).contains(&p.y) && (0.28..0.66).contains(&p.z)
}

/// Whether the closed hair hides the skin at a canonical point from every side. In front the hair stands off,
/// and its ragged edge lets one look in further.
pub fn covers(p: Vec3) -> bool {
    hairline(p) > 0.32 + 0.55 * smooth(0.1, 0.6, front(p)) && !is_ear(p)
}

/// How much a point belongs to the top (1) rather than to the sides (0).
pub fn top(p: Vec3) -> f32 {
    smooth(7.72, 8.14, p.y - 0.10 * (-p.z).clamp(0.0, 1.0))
}

fn front(p: Vec3) -> f32 {
    ((p.z - 0.1) / 1.0).clamp(0.0, 1.0)
}

/// Outward normal of the skull's ellipsoid at a canonical point.
fn outward(p: Vec3) -> Vec3 {
    ((p - vec3(0.0, 7.50, 0.22)) / vec3(0.62, 0.86, 1.0)).normalize_or(Vec3::Y)
}

/// Direction in which hair lies at a canonical point: a unit vector along the skull.
pub fn flow(p: Vec3, style: &Hair) -> Vec3 {
    let n = outward(p);
    let top = top(p);
    let front = front(p);
    let side = soft_sign((p.x - style.parting * 0.9) / 0.10);
    // Waves by sines, not noise: this runs millions of times. The periods have no common measure.
    let wave = vec3(
        (p.z * 5.3 + p.y * 4.1).sin() + 0.6 * (p.y * 9.7 - p.x * 7.9).sin(),
        0.0,
        (p.x * 6.1 - p.y * 3.7).sin() + 0.6 * (p.x * 11.3 + p.z * 8.3).sin(),
    ) * 0.16;
    let over = vec3(0.80 * side, 0.35 * front - 0.15, -0.20 * front - 0.50 * (1.0 - front));
    let down = vec3(0.0, -1.0, -0.45);
    // At the front hairline hair stands up and back before it falls over; at the temples it goes back.
    let rooted = smooth(0.34, 0.02, hairline(p)) * smooth(0.35, 0.7, front);
    let up = vec3(0.45 * side + 0.25 * p.x, 0.9, -0.75);
    let mut want = over * top + down * (1.0 - top) + wave * (0.35 + 0.75 * top);
    want = want.lerp(up, 0.85 * rooted);
    if matches!(style.style, HairStyle::Bun | HairStyle::Ponytail) {
        want = vec3(0.0, 7.95, -0.75) - p;
    }
    (want - n * want.dot(n)).normalize_or(Vec3::NEG_Y)
}

fn soft_sign(x: f32) -> f32 {
    x / (1.0 + x * x).sqrt()
}

/// Height of the hair's outer surface over the skin, metres.
pub fn volume(p: Vec3, style: &Hair) -> f32 {
    let edge = hairline(p);
    let rise = |far: f32| smooth(-0.02, far, edge);
    match style.style {
        HairStyle::Bob | HairStyle::Long | HairStyle::Bun | HairStyle::Ponytail => {
            return 0.0004 + 0.0006 * rise(0.2);
        }
        HairStyle::Curly => return 0.0006 + 0.010 * rise(0.4),
        HairStyle::Crop => return 0.0006 + (0.2 * style.length).clamp(0.0012, 0.006) * rise(0.12),
        HairStyle::Afro => {
            let nape = 0.35 + 0.65 * smooth(6.6, 8.0, p.y);
            return 0.0006 + style.length * rise(0.16 + 6.0 * style.length) * nape;
        }
        HairStyle::Bald | HairStyle::Short => {}
    }
    let top = top(p);
    let front = front(p);
    let parting = (-((p.x - style.parting * 0.9) / 0.10).powi(2)).exp() * smooth(0.0, 0.5, front);
    let body = style.length * (0.42 + 0.30 * front) * (1.0 - 0.30 * parting);
    let full = style.sides + (body - style.sides) * top;
    // Hair at the nape is cut short; at the front it rises quickly from the line.
    let rise = smooth(-0.02, 0.14 + 0.25 * (1.0 - front), edge);
    let nape = smooth(6.4, 7.2, p.y);
    0.0006 + full * rise * (0.25 + 0.75 * nape)
}
