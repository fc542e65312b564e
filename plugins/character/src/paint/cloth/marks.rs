//! What is sewn and cut, as painted: seams, plackets, buttons, pockets, the opening of a blazer.
//!
//! Canonical decimetres; the character's left is +X.

use glam::{Vec2, Vec3, vec2};

use crate::{
    cloth::{BUTTON, Cut, is_arm, lapel, opening},
    flesh::along_arm,
    noise::smooth,
    recipe::{Inner, Outfit, OutfitStyle},
};

/// Width over which a painted edge softens.
const SOFT: f32 = 0.014;

/// What is painted at one place.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Share of the colour that is worn under.
    pub under: f32,
    /// Share of the trim's colour.
    pub trim: f32,
    /// Brightness, 1 where nothing is.
    pub shade: f32,
}

/// A dark line of a width, with a light one beside it: 1 far away.
fn seam(d: f32, strength: f32) -> f32 {
    1.0 - strength * (1.0 - smooth(0.0, 0.022, d.abs()))
        + 0.35 * strength * (1.0 - smooth(0.0, 0.03, (d - 0.04).abs()))
}

/// Soft shadow on the positive side of an edge.
fn shadow(d: f32, reach: f32, strength: f32) -> f32 {
    if d < 0.0 { 1.0 } else { 1.0 - strength * (-d / reach).exp() }
}

/// Distance to a segment in the front's plane.
fn to_segment(p: Vec2, a: Vec2, b: Vec2) -> f32 {
    let along = b - a;
    let t = ((p - a).dot(along) / along.length_squared().max(1e-9)).clamp(0.0, 1.0);
    p.distance(a + along * t)
}

/// A button: its share of the colour, and its light.
fn button(d: Vec2, radius: f32, m: &mut Mark) {
    let r = d.length();
    if r > radius * 1.9 {
        return;
    }
    let disc = smooth(radius + SOFT, radius - SOFT * 0.5, r);
    m.shade *= 1.0 - 0.45 * (1.0 - disc) * smooth(radius * 1.8, radius, (d + vec2(0.0, 0.02)).length());
    m.trim = m.trim.max(disc);
    let rim = smooth(radius * 0.62, radius * 0.8, r) * disc;
    m.shade *= 1.0 + disc * (0.25 * d.y / radius + 0.18 * rim);
    for hole in [vec2(0.022, 0.022), vec2(-0.022, 0.022), vec2(0.022, -0.022), vec2(-0.022, -0.022)] {
        m.shade *= 1.0 - 0.6 * smooth(0.016, 0.006, d.distance(hole * (radius / 0.075)));
    }
}

/// What is painted at a canonical point; `edge` is the distance to the nearest hem.
pub fn at(outfit: &Outfit, cut: &Cut, p: Vec3, front: bool, edge: f32) -> Mark {
    let mut m = Mark { under: 0.0, trim: 0.0, shade: 1.0 };
    let along = along_arm(p);
    let arm = is_arm(p);
    let style = outfit.style;
    let flat = vec2(p.x, p.y);
    // The sleeve's seam runs from the shoulder's point to the armpit.
    if p.y > 3.8 && (1.3..2.2).contains(&p.x.abs()) {
        let head = p.x.abs() - 1.70 - 0.06 * (p.y - 4.5) - 0.05 * (p.y - 4.6).powi(2);
        m.shade *= seam(head, if style == OutfitStyle::Blazer { 0.22 } else { 0.15 });
    }
    let neck = cut.neck_edge(p);
    match style {
        OutfitStyle::TShirt => {
            if (arm || p.y < 0.5) && edge < 0.5 {
                m.shade *= stitches(edge);
            } else {
                m.shade *= 1.0 - 0.25 * smooth(0.28, 0.17, edge);
            }
        }
        OutfitStyle::Sweater | OutfitStyle::Turtleneck => {
            if neck < 1.0 {
                m.shade *= 1.0 - 0.25 * smooth(0.36, 0.20, edge);
            }
            let cuff = along - (cut.sleeve - 0.55);
            if arm && cuff > -0.1 {
                m.shade *= seam(-cuff, 0.25);
                if cuff > 0.0 {
                    m.shade *= 0.94 + 0.08 * (p.z * 60.0 + p.y * 40.0).sin();
                }
            }
        }
        OutfitStyle::Blouse => {
            m.shade *= 1.0 - 0.15 * smooth(0.20, 0.08, if neck < 1.0 { edge } else { 5.0 });
            cuff(cut, along, arm, 0.5, &mut m);
        }
        OutfitStyle::Shirt => {
            shirt_front(p, front, &mut m);
            // Buttons of a shirt are of its own colour.
            m.trim *= 0.12;
            cuff(cut, along, arm, 0.62, &mut m);
            if !front && p.y > 3.8 {
                m.shade *= seam(p.y - 4.75, 0.18);
            }
        }
        OutfitStyle::Dress => {
            m.shade *= 1.0 - 0.12 * smooth(0.20, 0.08, if neck < 1.0 { edge } else { 5.0 });
            if !arm {
                m.shade *= seam(p.y - 1.95, 0.30);
                // Darts from the seam towards the chest.
                let dart = to_segment(vec2(p.x.abs(), p.y), vec2(0.72, 1.95), vec2(0.80, 3.3));
                m.shade *= 1.0 - 0.16 * (1.0 - smooth(0.0, 0.03, dart));
            }
            if arm && edge < 0.5 {
                m.shade *= seam(edge - 0.2, 0.18);
            }
        }
        OutfitStyle::Hoodie => {
            let cuff = along - (cut.sleeve - 0.62);
            if arm && cuff > -0.1 {
                m.shade *= seam(-cuff, 0.35);
                if cuff > 0.0 {
                    m.shade *= 0.92 + 0.10 * (p.z * 60.0 + p.y * 40.0).sin();
                }
            }
            if front && !arm {
                hoodie_front(flat, &mut m);
            }
            if neck < 1.5 {
                m.shade *= 1.0 - 0.30 * smooth(0.55, 0.15, neck);
            }
        }
        OutfitStyle::Blazer => blazer(outfit, cut, p, front, arm, along, &mut m),
    }
    m
}

fn stitches(edge: f32) -> f32 {
    let line = |at: f32, wide: f32| 1.0 - smooth(0.0, wide, (edge - at).abs());
    (1.0 - 0.35 * line(0.20, 0.016)) * (1.0 + 0.15 * line(0.17, 0.03))
}

fn cuff(cut: &Cut, along: f32, arm: bool, long: f32, m: &mut Mark) {
    let from = along - (cut.sleeve - long);
    if arm && from > -0.4 {
        m.shade *= seam(-from, 0.30) * shadow(-from, 0.10, 0.12);
        if from > 0.0 {
            m.shade *= 1.04 * (1.0 - 0.15 * (1.0 - smooth(0.0, 0.02, (cut.sleeve - along - 0.06).abs())));
        }
    }
}

/// Placket and buttons down the middle.
fn shirt_front(p: Vec3, front: bool, m: &mut Mark) {
    if !front || p.x.abs() > 0.6 {
        return;
    }
    // The edge of the placket casts a small shadow; stitches run along both sides.
    m.shade *= shadow(-p.x - 0.165, 0.07, 0.42);
    m.shade *= 1.0 + 0.10 * (1.0 - smooth(0.0, 0.02, (p.x + 0.15).abs()));
    for x in [-0.115, 0.125] {
        m.shade *= 1.0 - 0.14 * (1.0 - smooth(0.0, 0.012, (p.x - x).abs()));
    }
    m.shade *= 1.0 - 0.16 * (1.0 - smooth(0.0, 0.02, (p.x - 0.165).abs()));
    for k in 0..7 {
        button(vec2(p.x, p.y - (5.02 - 0.86 * k as f32)), 0.050, m);
    }
}

fn hoodie_front(p: Vec2, m: &mut Mark) {
    // The pocket: a slanted mouth on either side.
    let q = vec2(p.x.abs(), p.y);
    let side = to_segment(q, vec2(0.85, 1.85), vec2(1.25, 0.9));
    let top = to_segment(q, vec2(0.0, 1.85), vec2(0.85, 1.85));
    m.shade *= 1.0 - 0.42 * (1.0 - smooth(0.0, 0.06, side)) - 0.30 * (1.0 - smooth(0.0, 0.035, top));
    // Strings hang from eyelets, their shadow beside them.
    for (x, low) in [(0.42f32, 3.75f32), (-0.44, 3.60)] {
        let bend = 0.03 * ((p.y - low) * 2.1).sin();
        let d = to_segment(p, vec2(x * 0.92 + bend, 5.22), vec2(x + bend, low));
        let cast = to_segment(p + vec2(0.03, 0.05), vec2(x * 0.92 + bend, 5.22), vec2(x + bend, low));
        let cord = smooth(0.045, 0.030, d);
        m.shade *= 1.0 - 0.45 * smooth(0.10, 0.02, cast) * (1.0 - cord);
        m.trim = m.trim.max(cord);
        if cord > 0.0 {
            let tip = if p.y < low + 0.16 { 0.75 } else { 1.0 };
            m.shade *= (0.82 + 0.25 * (p.y * 55.0 + p.x * 40.0).sin().abs())
                * tip
                * (1.0 - 0.3 * (d / 0.045).powi(2));
        }
    }
}

fn blazer(outfit: &Outfit, cut: &Cut, p: Vec3, front: bool, arm: bool, along: f32, m: &mut Mark) {
    let flat = vec2(p.x, p.y);
    if arm {
        // A little of the shirt shows at the wrist.
        if outfit.inner == Inner::Shirt {
            let shirt = along - (cut.sleeve - 0.14);
            m.under = smooth(-SOFT, SOFT, shirt);
            m.shade *= shadow(shirt, 0.06, 0.5);
        }
        let slit = vec2(along - (cut.sleeve - 0.14), p.z);
        m.shade *= 1.0 - 0.25 * (1.0 - smooth(0.0, 0.02, (slit.x + 0.03).abs()));
        return;
    }
    if !front {
        if p.y < 4.9 {
            m.shade *= seam(p.x, 0.22);
        }
        return;
    }
    let inside = opening(p.y) - p.x.abs();
    if p.y > BUTTON - 0.05 && inside > -0.05 && p.z > 0.3 {
        m.under = smooth(0.0, SOFT, inside);
        if m.under > 0.0 {
            let mut below = Mark { under: 1.0, trim: 0.0, shade: 1.0 };
            if outfit.inner == Inner::Shirt {
                shirt_front(p, front, &mut below);
                below.trim = 0.0;
            }
            // The jacket shades what it covers.
            below.shade *= shadow(inside, 0.16, 0.55);
            m.shade = m.shade * (1.0 - m.under) + below.shade * m.under;
        }
    }
    if p.y > BUTTON + 0.2 && p.y < 5.3 && p.z > 0.3 {
        // What the lapel's free edge shades.
        let beyond = p.x.abs() - opening(p.y) - 9.6 * lapel(p.y);
        if beyond > -0.05 {
            m.shade *= shadow(beyond.max(0.0), 0.10, 0.38);
        }
    }
    if p.y < BUTTON + 0.25 {
        // The left side lies over the right one, and parts below the last button.
        let sweep = if p.y < 0.6 { 0.12 * (0.6 - p.y).powi(2) } else { 0.0 };
        let d = -(p.x + 0.16 - sweep);
        if p.y < BUTTON + 0.05 {
            m.shade *= shadow(d, 0.09, 0.5) * (1.0 + 0.14 * (1.0 - smooth(0.0, 0.03, (d + 0.03).abs())));
        }
        for y in [BUTTON - 0.10, BUTTON - 0.95] {
            button(flat - vec2(0.0, y), 0.080, m);
        }
        m.trim *= 0.75;
    }
    // Pockets: flaps at the hips, a welt on the chest.
    let hip = vec2(p.x.abs(), p.y);
    let flap = to_segment(hip, vec2(0.72, 0.98), vec2(1.48, 1.06));
    let low = to_segment(hip, vec2(0.74, 0.56), vec2(1.48, 0.62));
    m.shade *= (1.0 - 0.35 * (1.0 - smooth(0.0, 0.03, flap))) * (1.0 - 0.28 * (1.0 - smooth(0.0, 0.06, low)));
    let welt = vec2(p.x, p.y);
    let (a, b) = (vec2(0.92, 3.70), vec2(1.42, 3.78));
    m.shade *= 1.0 - 0.34 * (1.0 - smooth(0.0, 0.022, to_segment(welt, a, b)));
    m.shade *=
        1.0 - 0.26 * (1.0 - smooth(0.0, 0.022, to_segment(welt, a - vec2(0.0, 0.15), b - vec2(0.0, 0.15))));
    // Darts shape the waist.
    let dart = to_segment(hip, vec2(0.98, 1.1), vec2(1.02, 3.3));
    m.shade *= 1.0 - 0.14 * (1.0 - smooth(0.0, 0.028, dart));
}

/// Light across a band of ribs.
pub fn band(place: Vec2) -> f32 {
    let rib = (place.x * 900.0).sin();
    (0.95 + 0.10 * rib)
        * (0.45 + 0.55 * smooth(0.10, 0.24, place.y))
        * (1.0 - 0.55 * smooth(0.78, 0.95, place.y))
}

/// Light across a narrow edge.
pub fn edge(across: f32) -> f32 {
    (0.80 + 0.26 * smooth(0.05, 0.45, across)) * (1.0 - 0.5 * smooth(0.7, 0.95, across))
}

/// Light across a collar's leaf: dark inside, bright at the fold, a stitched edge.
pub fn leaf(across: f32) -> f32 {
    let inside = 0.62 + 0.40 * smooth(0.02, 0.20, across);
    let stitch = 1.0 - 0.18 * (1.0 - smooth(0.0, 0.018, (across - 0.78).abs()));
    inside * stitch * (1.0 + 0.05 * smooth(0.72, 0.86, across)) * (1.0 - 0.08 * smooth(0.90, 0.99, across))
}
