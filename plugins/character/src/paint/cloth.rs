//! Cloth: colour, weave, and the baked light of folds.

use glam::{Vec3, vec3};

use crate::{
    canvas::{Atlas, Paint, linear},
    cloth::{distance, tag},
    flesh::along_arm,
    noise::{fbm, hash3, smooth},
    quads::Split,
    recipe::Srgb,
};

/// Paints a jersey. `canon` are canonical positions of the split's vertices, `light` their baked light, `tags`
/// the labels of its quads.
pub fn texture(
    size: usize,
    split: &Split,
    canon: &[Vec3],
    light: &[f32],
    tags: &[u8],
    hems: &[(Vec3, Vec3)],
    color: Srgb,
) -> Paint {
    let atlas = Atlas::new(size, &split.triangles, &split.coords);
    let base = linear(color);
    // Hems matter near them only; most texels need not measure.
    let near: Vec<f32> = canon.iter().map(|p| distance(hems, *p)).collect();
    let mut paint = Paint::from_fn(size, size, |x, y| {
        let Some((triangle, w0, w1)) = atlas.cells[y * size + x] else { return (base, 1.0) };
        let t = split.triangles[triangle as usize].map(|v| v as usize);
        let w = [w0, w1, 1.0 - w0 - w1];
        let p = canon[t[0]] * w[0] + canon[t[1]] * w[1] + canon[t[2]] * w[2];
        let mix = |f: &[f32]| f[t[0]] * w[0] + f[t[1]] * w[1] + f[t[2]] * w[2];
        let lit = mix(light);
        if tags[(triangle / 2) as usize] == tag::BAND {
            // Ribs run across the band.
            let rib = (x as f32 / size as f32 * 900.0).sin();
            let row = 1.0 - y as f32 / size as f32;
            let under = smooth(0.950, 0.956, row);
            return (base * 0.88 * (0.95 + 0.12 * rib) * (0.55 + 0.45 * under), 1.0);
        }
        let from_edge = if t.iter().any(|v| near[*v] < 0.6) { distance(hems, p) } else { 5.0 };
        let mottle = fbm(p * 3.0, 3, 5);
        let knit = hash3(x as i32, y as i32 / 2, 0, 3);
        let mut c = base * (0.92 + 0.16 * mottle) * (0.90 + 0.20 * knit);
        // Twin-needle stitches at the hems: thin dark lines, light between; the shade under the band.
        let line = |at: f32, wide: f32| 1.0 - smooth(0.0, wide, (from_edge - at).abs());
        let sleeve = along_arm(p) > 0.5 && p.x.abs() > 1.7;
        if sleeve || p.y < 0.5 {
            c *= 1.0 - 0.35 * line(0.20, 0.016);
            c *= 1.0 + 0.15 * line(0.17, 0.03);
        } else {
            c *= 1.0 - 0.25 * smooth(0.28, 0.17, from_edge);
        }
        (c * lit.clamp(0.05, 1.6), 1.0)
    });
    atlas.bleed(&mut paint.color);
    paint
}

/// Height of the folds at a canonical point, metres (about +-0.004): they hang from shoulders and chest, gather
/// at the armpits and above the waist.
pub fn folds(p: Vec3, along: f32) -> f32 {
    let ax = p.x.abs();
    // Soft hanging folds from the shoulder towards the belly.
    let lean = vec3(p.x * 2.3 + p.y * 0.55, p.y * 0.45, p.z * 1.1);
    let hang = fbm(lean * 1.25, 2, 17) - 0.5;
    let pull = fbm(vec3(p.x * 0.8 + 9.0, p.y * 2.4 - ax * 1.9, p.z * 0.9), 2, 23) - 0.5;
    let armpit = (-(vec3(ax, p.y, p.z * 0.5) - vec3(1.75, 3.9, 0.1)).length_squared() / 0.7).exp();
    let waist = smooth(2.4, 0.6, p.y);
    let sleeve = (fbm(vec3(along * 2.8, p.z * 1.5, p.x.signum()), 2, 29) - 0.5)
        * smooth(0.1, 0.6, along)
        * smooth(1.7, 2.1, ax);
    0.0065 * hang * smooth(5.2, 4.0, p.y) + 0.010 * pull * (armpit + 0.8 * waist) + 0.006 * sleeve
}
