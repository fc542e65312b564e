//! Hair that falls from a parting: bob and long, straight or waved, with or without a fringe.
//!
//! A strand runs from the parting over the skull to a shelf beside the ear and hangs from there.

use glam::{Vec3, vec3};

use crate::{
    hair::{
        grid::{Grid, ease, resample},
        ground::{Ground, direction},
    },
    noise::{curve, fbm, smooth},
    recipe::{Hair, HairStyle},
};

/// A strand's place in the hair.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// -1 front of the character's right, 0 the back's middle, 1 front of the left.
    pub around: f32,
    /// Height over the skin, in the style's own height.
    pub lift: f32,
    /// Length, in the style's own length.
    pub length: f32,
    /// Chooses the strand's waves.
    pub phase: f32,
}

/// Azimuth of the hair's front edge beside the face, degrees.
const FACE: f32 = 47.0;

fn drop_of(style: &Hair) -> f32 {
    style.drop.unwrap_or(match style.style {
        HairStyle::Long => 0.27,
        HairStyle::Curly => 0.11,
        _ => 0.088,
    })
}

/// One strand, root to tip.
pub fn strand(ground: &Ground, style: &Hair, seat: Seat, rows: usize) -> Vec<Vec3> {
    let side = if seat.around < 0.0 { -1.0 } else { 1.0 };
    // 0 at the face, 1 in the middle of the back.
    let s = 1.0 - seat.around.abs().min(1.0);
    let theta = curve(s, &[(0.0, 27.0), (0.30, 70.0), (0.65, 108.0), (1.0, 122.0)]).to_radians();
    let offset = style.parting * 0.36 * smooth(2.2, 1.5, theta);
    let root = vec3(offset + side * 0.008, theta.sin(), theta.cos()).normalize();
    let azimuth = curve(s, &[(0.0, FACE), (0.30, 90.0), (0.65, 135.0), (1.0, 180.0)]);
    let shelf = direction(side * azimuth, curve(s, &[(0.0, -14.0), (0.5, -12.0), (1.0, -22.0)]));
    let bend = direction(
        side * curve(s, &[(0.0, 43.0), (0.30, 80.0), (0.65, 132.0), (1.0, 180.0)]),
        curve(s, &[(0.0, 33.0), (0.3, 44.0), (1.0, 42.0)]),
    );
    let coily = style.style == HairStyle::Curly;
    let body = style.volume * if coily { 0.026 } else { 0.013 };
    let edge = smooth(0.0, 0.12, s);
    let mut line: Vec<Vec3> = (0..=16)
        .map(|k| {
            let t = k as f32 / 16.0;
            let d = root.lerp(bend, t).normalize().lerp(bend.lerp(shelf, t).normalize(), t).normalize();
            let rise = smooth(-0.12, 0.30, t) * (0.85 + 0.15 * edge);
            ground.over(d, 0.0032 + body * seat.lift * rise)
        })
        .collect();
    // Longest in the middle of the back.
    let fall = drop_of(style)
        * seat.length
        * if drop_of(style) > 0.17 { 0.88 + 0.14 * smooth(0.0, 1.0, s) } else { 1.0 };
    let hang = line[line.len() - 1];
    let out = vec3(shelf.x, 0.0, shelf.z).normalize_or(Vec3::Z);
    let long = fall > 0.17;
    // In front of the shoulders, or behind them.
    let forwards = long && s < 0.36;
    let steps = 22;
    for k in 1..=steps {
        let t = k as f32 / steps as f32;
        let y = t * fall;
        // A bob swells and turns in; long hair hangs and closes a little.
        let swell = if long {
            0.004 * (t * 3.0).min(1.0) - 0.010 * smooth(0.5, 1.0, t)
        } else {
            0.006 * smooth(0.0, 0.5, t) - 0.016 * smooth(0.55, 1.0, t) * (0.4 + 0.6 * smooth(0.0, 0.25, s))
        };
        let mut p = hang + out * swell - Vec3::Y * y;
        if long {
            let gather = smooth(0.0, 0.16, y);
            if forwards {
                // The lock turns to lie on the chest: its inner edge goes in, its outer edge stays.
                let turned = smooth(0.05, 0.24, y);
                let broad = side * curve(s, &[(0.0, 0.052), (0.20, 0.095), (0.36, 0.128)]);
                p.x = (p.x * (1.0 - 0.10 * gather) + side * 0.012 * gather) * (1.0 - turned) + broad * turned;
                p.z -= 0.030 * smooth(0.0, 0.09, y) * smooth(0.30, 0.0, s) * (1.0 - turned);
                p.z += 0.010 * turned * (1.0 - (s / 0.18 - 1.0).powi(2)).max(0.0);
            } else {
                p.x *= 1.0 - 0.12 * gather;
                p.z -= 0.012 * gather;
            }
        }
        line.push(p);
    }
    ease(&mut line, 3);
    let neck = ground.center.y - 1.0 * ground.scale.y;
    let settle = |line: &mut Vec<Vec3>| {
        for p in line.iter_mut().skip(17) {
            let low = smooth(neck, neck - 0.03, p.y);
            if forwards {
                if low > 0.0 && p.x.abs() > 0.05 {
                    let q = ground.clear(*p, true, 0.007 + 0.007 * seat.lift);
                    *p = p.lerp(q, low);
                }
            } else {
                *p = ground.clear(*p, false, (0.005 + 0.009 * seat.lift) * smooth(0.0, 0.05, hang.y - p.y));
            }
        }
    };
    if long {
        for _ in 0..3 {
            settle(&mut line);
            ease(&mut line, 4);
        }
        settle(&mut line);
    }
    wave(&mut line, style, seat);
    resample(&line, rows)
}

/// Waves grow from the root to the tip; neighbours wave together in locks.
fn wave(line: &mut [Vec3], style: &Hair, seat: Seat) {
    let coily = style.style == HairStyle::Curly;
    let amount = if coily { style.wave.max(0.8) } else { style.wave };
    let far = line.len() as f32;
    let lock = fbm(vec3(seat.around * 9.0, seat.phase, 3.0), 2, 71) * 9.0;
    let mut run = 0.0;
    for k in 1..line.len() {
        run += line[k].distance(line[k - 1]);
        let t = k as f32 / far;
        let turn = run / if coily { 0.034 } else { 0.115 } * std::f32::consts::TAU + lock;
        let along = (line[k] - line[k - 1]).normalize_or(Vec3::NEG_Y);
        let out = vec3(line[k].x, 0.0, line[k].z).normalize_or(Vec3::Z);
        let across = along.cross(out).normalize_or(Vec3::X);
        let size = amount * smooth(0.12, 0.6, t) * if coily { 0.010 } else { 0.0075 };
        let size = size + 0.0012 * smooth(0.3, 1.0, t);
        line[k] += (across * turn.sin() + out * (0.55 * turn.cos() + 0.4)) * size;
    }
}

/// The sheets: an outer and an inner one, each in two or three pieces where the shoulders part them.
pub fn sheets(ground: &Ground, style: &Hair, columns: usize, rows: usize) -> Vec<Grid> {
    let mut out = Vec::new();
    let long = drop_of(style) > 0.17;
    let middle = ground.center - Vec3::Y * 0.04;
    let ranges: &[(f32, f32)] =
        if long { &[(-1.0, -0.64), (-0.64, 0.64), (0.64, 1.0)] } else { &[(-1.0, 1.0)] };
    for (lift, length, shade, thin) in [(0.45, 0.93, 0.55, 0.5), (1.0, 1.0, 1.0, 1.0)] {
        for (from, to) in ranges {
            let share = (to - from) / 2.0;
            let count = ((columns as f32 * share * thin) as usize).max(6);
            let strands: Vec<Vec<Vec3>> = (0..count)
                .map(|c| {
                    let u = from + (to - from) * c as f32 / (count - 1) as f32;
                    // Both pieces reach over the cut a little.
                    let around = if long && !(-0.99..=0.99).contains(&u) {
                        u
                    } else {
                        u * if (from + to).abs() < 0.1 { 1.0 } else { 0.985 }
                    };
                    let uneven = fbm(vec3(u * 14.0, lift, 0.0), 2, 17) - 0.5;
                    let seat = Seat {
                        around,
                        lift: lift * (1.0 + 0.35 * uneven),
                        length: length * (1.0 + 0.10 * uneven),
                        phase: 0.5,
                    };
                    strand(ground, style, seat, if thin < 1.0 { rows * 2 / 3 } else { rows })
                })
                .collect();
            out.push(Grid {
                strands,
                closed: false,
                middle,
                span: [(from + 1.0) * 0.5, (to + 1.0) * 0.5],
                along: [0.995, 0.005],
                twist: 0.0,
                shade,
            });
        }
    }
    if style.fringe {
        let count = columns / 3;
        let strands = (0..count)
            .map(|c| {
                let u = c as f32 / (count - 1) as f32 * 2.0 - 1.0;
                fringe(ground, style, u, 1.0, 1.0, rows / 2 + 2)
            })
            .collect();
        let span = [0.15, 0.45];
        out.push(Grid {
            strands,
            closed: false,
            middle,
            span,
            along: [0.995, 0.005],
            twist: 0.0,
            shade: 1.3,
        });
    }
    out
}

/// A strand of the fringe; `u` -1..=1 over the forehead.
pub fn fringe(ground: &Ground, style: &Hair, u: f32, lift: f32, length: f32, rows: usize) -> Vec<Vec3> {
    let root = direction(u * 50.0 + style.parting * 6.0, 46.0 - 8.0 * u * u);
    let low = 3.0 - 9.0 * u.abs().powi(4);
    let tip = direction(u * 57.0, 30.0 + (low - 30.0) * length);
    let line: Vec<Vec3> = (0..=12)
        .map(|k| {
            let t = k as f32 / 12.0;
            let d = root.lerp(tip, t).normalize();
            let h =
                0.004 + style.volume * lift * (0.012 * smooth(0.0, 0.45, t) - 0.005 * smooth(0.6, 1.0, t));
            // Its ends run in under the hair at the sides.
            let h = h * (1.0 - 0.75 * smooth(0.70, 1.0, u.abs()));
            ground.over(d, h)
        })
        .collect();
    resample(&line, rows)
}
