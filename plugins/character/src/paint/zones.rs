//! Colour zones of the face and what make-up does to them: blush, eye shadow, liner, the fold of the upper lid.
//!
//! Places are canonical decimetres, `ap` mirrored to x >= 0. Lips, beard and spots are painted elsewhere.

use glam::{Vec3, vec3};

use crate::{
    canvas::linear,
    noise::{bell, fbm, smooth},
    recipe::{Recipe, Skin},
};

/// The zones that every face has, and blush. Each is a tint of the skin's own colour, so that they hold on any tone.
pub fn zones(color: Vec3, ap: Vec3, skin: &Skin) -> Vec3 {
    let mut c = color;
    let mut tint = |at: Vec3, reach: Vec3, by: Vec3, w: f32| {
        c = c.lerp(c * by, (w * bell(ap, at, reach)).clamp(0.0, 1.0));
    };
    let z = skin.zones;
    if z > 0.0 {
        // Warm middle, cool and darker rim: it models the face where the light is flat.
        tint(vec3(0.46, 6.96, 1.25), vec3(0.26, 0.20, 0.4), vec3(1.05, 0.90, 0.86), 0.8 * z);
        tint(vec3(0.0, 6.95, 1.66), vec3(0.14, 0.12, 0.2), vec3(1.02, 0.86, 0.82), 0.8 * z);
        tint(vec3(0.0, 6.30, 1.5), vec3(0.22, 0.12, 0.3), vec3(1.02, 0.93, 0.90), 0.6 * z);
        tint(vec3(0.62, 6.55, 0.9), vec3(0.22, 0.34, 0.5), vec3(0.86, 0.86, 0.88), 0.8 * z);
        tint(vec3(0.55, 6.74, 1.05), vec3(0.13, 0.20, 0.4), vec3(0.88, 0.85, 0.85), 0.6 * z);
        tint(vec3(0.68, 7.55, 0.95), vec3(0.16, 0.34, 0.5), vec3(0.88, 0.86, 0.86), 0.7 * z);
        tint(vec3(0.17, 7.28, 1.36), vec3(0.07, 0.10, 0.2), vec3(0.84, 0.77, 0.78), 0.8 * z);
        tint(vec3(0.27, 7.08, 1.4), vec3(0.16, 0.045, 0.2), vec3(0.90, 0.82, 0.83), 0.6 * z);
        tint(vec3(0.17, 6.86, 1.5), vec3(0.05, 0.06, 0.2), vec3(0.82, 0.70, 0.68), 0.6 * z);
        tint(vec3(0.0, 7.2, 1.6), vec3(0.05, 0.24, 0.3), vec3(1.05, 1.05, 1.04), 0.8 * z);
        tint(vec3(0.0, 6.44, 1.5), vec3(0.16, 0.03, 0.3), vec3(0.84, 0.78, 0.76), 0.6 * z);
        tint(vec3(0.0, 6.80, 1.6), vec3(0.03, 0.06, 0.2), vec3(0.92, 0.86, 0.84), 0.6 * z);
    }
    let m = &skin.makeup;
    if m.blush_strength > 0.0 {
        let apple = bell(ap, vec3(0.48, 6.98, 1.25), vec3(0.20, 0.12, 0.4));
        let bone = bell(ap, vec3(0.64, 7.08, 1.05), vec3(0.16, 0.09, 0.4));
        let w = 0.42 * m.blush_strength * (apple + 0.8 * bone).min(1.0);
        // A powder lets the skin through: its colour multiplies more than it covers.
        c = c.lerp(c * 0.5 + linear(m.blush) * 0.5, w);
    }
    c
}

/// What surrounds the eye: the lid's fold, eye shadow and liner. `line` is the distance to the edge of the upper
/// lid, `rim` to either rim, decimetres.
pub fn lid(color: Vec3, p: Vec3, line: f32, rim: f32, recipe: &Recipe) -> Vec3 {
    let mut c = color;
    let m = &recipe.skin.makeup;
    // Above the eye: the nearer rim is the upper one, and the point lies over the corners' line.
    let above = smooth(7.20, 7.27, p.y);
    let fold = recipe.eyes.crease_height * 0.008;
    if recipe.eyes.crease > 0.0 {
        let x = p.x.abs();
        let along = smooth(0.13, 0.20, x) * smooth(0.54, 0.42, x);
        let waver = 0.006 * (fbm(p * 12.0, 2, 131) - 0.5);
        let deep = (-((line - fold + waver) / 0.011).powi(2)).exp();
        let shade = smooth(fold + 0.05, fold, line) * smooth(fold - 0.035, fold, line);
        let w = recipe.eyes.crease * above * along;
        c = c.lerp(c * vec3(0.52, 0.42, 0.38), w * (0.75 * deep + 0.25 * shade).min(1.0));
    }
    if m.shadow_strength > 0.0 {
        let reach = fold + 0.035;
        let w = smooth(reach + 0.02, reach - 0.05, line) * above;
        c = c.lerp(c * 0.35 + linear(m.shadow) * 0.65, 0.6 * m.shadow_strength * w);
    }
    if m.liner > 0.0 {
        // Thicker towards the outer corner, and a breath of it under the eye.
        let wide = 0.013 + 0.012 * smooth(0.2, 0.46, p.x.abs());
        let upper = smooth(wide, wide * 0.5, line);
        let lower = 0.25 * smooth(0.036, 0.012, rim) * smooth(0.24, 0.42, p.x.abs());
        c = c.lerp(linear([26, 18, 17]), 0.65 * m.liner * upper.max(lower));
    }
    c
}
