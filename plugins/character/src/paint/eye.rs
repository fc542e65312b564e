//! The eyeball's texture: azimuthal about the optical axis, the middle is the pupil, radius 0.5 is 90 degrees. Left is
//! the inner corner, by the nose.

use glam::{Vec3, vec3};

use crate::{
    canvas::{Paint, linear},
    noise::{fbm, smooth},
    recipe::Eyes,
};

/// Paints one eye. The shadow of the upper lid is painted in, since the lean shader has none.
pub fn texture(size: usize, eyes: &Eyes, seed: u32) -> Paint {
    let white = linear([218, 211, 204]);
    let corner = linear([196, 132, 122]);
    let vein = linear([190, 78, 68]);
    let inner = linear(eyes.inner);
    let outer = linear(eyes.outer);
    let iris = eyes.iris_degrees;
    let pupil = iris * eyes.pupil;
    Paint::from_fn(size, size, |x, y| {
        let u = (x as f32 + 0.5) / size as f32 * 2.0 - 1.0;
        let v = 1.0 - (y as f32 + 0.5) / size as f32 * 2.0;
        let r = (u * u + v * v).sqrt() * 90.0;
        let (sin, cos) = if r > 1e-4 { (v * 90.0 / r, u * 90.0 / r) } else { (0.0, 1.0) };
        let n = fbm(vec3(u * 6.0, v * 6.0, 0.0), 4, seed + 3);
        let mut c = white.lerp(corner, 0.34 * smooth(iris + 4.0, 62.0, r));
        let path = vec3(cos * 5.0 + n * 1.5, sin * 5.0 + n * 1.5, r / 20.0);
        let thread = smooth(0.035, 0.0, (fbm(path, 4, seed + 9) - 0.5).abs()) * smooth(iris + 8.0, 50.0, r);
        c = c.lerp(vein, 0.20 * thread);
        // Pinker and wet towards the caruncle; the outer corner yellows a little.
        c = c.lerp(linear([206, 128, 116]), 0.55 * smooth(0.34, 0.60, -u));
        c *= vec3(1.0, 1.0 - 0.03 * smooth(0.25, 0.6, u), 1.0 - 0.10 * smooth(0.25, 0.6, u));
        // Iris: fibres, a darker limbal ring, light gathered opposite to the key light.
        let t = ((r - pupil) / (iris - pupil)).clamp(0.0, 1.0);
        let f1 = fbm(vec3(cos * 14.0, sin * 14.0, t * 1.2), 3, seed + 15);
        let f2 = fbm(vec3(cos * 30.0, sin * 30.0, t * 2.0), 2, seed + 19);
        let fibre = 0.6 * f1 + 0.4 * f2;
        let mut i = inner.lerp(outer, smooth(0.15, 0.65, t + 0.35 * (f1 - 0.5))) * (0.62 + 0.95 * fibre);
        i *= 1.0 + 0.75 * smooth(0.0, -0.9, sin) * smooth(0.1, 0.5, t) * (1.0 - smooth(0.75, 1.0, t));
        i *= 1.0 - 0.72 * smooth(0.74, 1.0, t);
        i *= 1.0 - 0.40 * smooth(0.15, 0.95, sin) * smooth(0.0, 0.6, t);
        c = c.lerp(i, 1.0 - smooth(iris - 1.6, iris + 1.6, r));
        c = c.lerp(Vec3::splat(0.002), 1.0 - smooth(pupil - 0.9, pupil + 0.9, r));
        // Occlusion by the lids: strong above, weak below and towards the corners.
        let above = smooth(0.04, 0.36, v) * 0.70;
        let below = smooth(0.20, 0.42, -v) * 0.34;
        let aside = smooth(0.30, 0.60, u.abs()) * 0.58;
        c *= 1.0
            - eyes.lid_shadow * (0.62 * smooth(0.04, 0.24, v) + 0.16 * smooth(iris - 4.0, iris + 14.0, r));
        c *= (1.0 - above) * (1.0 - below) * (1.0 - aside);
        (c, 1.0)
    })
}
