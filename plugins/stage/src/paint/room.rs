//! What is painted indoors: walls, furniture, goods.

use super::{
    canvas::{Canvas, linear},
    noise::{Chance, fractal, hash, smooth_noise},
    smooth,
};
use bevy::math::{Vec2, Vec3};
use protocol::scene::Srgb;

/// How much of a place is inside a box with round corners.
fn inside(p: Vec2, at: Vec2, size: Vec2, round: f32, soft: f32) -> f32 {
    let round = round.min(size.x.min(size.y) / 2.0);
    let off = (p - at).abs() - size / 2.0 + round;
    let distance = off.max(Vec2::ZERO).length() + off.x.max(off.y).min(0.0) - round;
    smooth(soft, -soft, distance)
}

/// A box with round corners, lit from above left.
pub fn block(canvas: &mut Canvas, at: Vec2, size: Vec2, round: f32, color: Srgb, shade: f32) {
    tinted_block(canvas, at, size, round, linear(color), shade);
}

fn tinted_block(canvas: &mut Canvas, at: Vec2, size: Vec2, round: f32, color: Vec3, shade: f32) {
    let soft = canvas.pixel();
    canvas.lay(at, size, |p| {
        let across = ((p.x - at.x) / size.x + 0.5).clamp(0.0, 1.0);
        let down = (0.5 - (p.y - at.y) / size.y).clamp(0.0, 1.0);
        (color * (1.0 - shade * (0.65 * across * across + 0.35 * down)), inside(p, at, size, round, soft))
    });
}

/// An ellipse, lit as a ball is.
pub fn ball(canvas: &mut Canvas, at: Vec2, size: Vec2, color: Srgb, shade: f32) {
    let (color, soft) = (linear(color), canvas.pixel() / size.min_element().max(1e-4) * 2.0);
    canvas.lay(at, size, |p| {
        let q = (p - at) / size * 2.0;
        let lit = (q.dot(Vec2::new(-0.5, 0.75)) * 0.5 + 0.5).clamp(0.0, 1.0);
        (color * (1.0 - shade * (1.0 - lit)), smooth(1.0 + soft, 1.0 - soft, q.length()))
    });
}

/// Boards with goods on them.
pub struct Shelf<'a> {
    pub at: Vec2,
    pub size: Vec2,
    pub rows: u32,
    pub color: Srgb,
    pub back: Srgb,
    pub goods: &'a [Srgb],
    pub fill: f32,
    pub seed: u32,
}

/// A shelf: its back darker under each board, boxes, bottles, jars and books in rows of the same kind, as shops have them.
pub fn shelf(canvas: &mut Canvas, of: &Shelf) {
    let rows = of.rows.clamp(1, 12);
    let pitch = of.size.y / rows as f32;
    let board = (pitch * 0.075).max(0.004);
    let (back, soft) = (linear(of.back), canvas.pixel());
    let top = of.at.y + of.size.y / 2.0;
    canvas.lay(of.at, of.size, |p| {
        let down = ((top - p.y) / pitch).fract();
        let side = ((p.x - of.at.x).abs() / of.size.x * 2.0).powi(6);
        (
            back * (0.45 + 0.75 * smooth(0.0, 0.75, down)) * (1.0 - 0.35 * side),
            inside(p, of.at, of.size, 0.0, soft),
        )
    });
    let mut chance = Chance::new(of.seed);
    for row in 0..rows {
        let floor = top - pitch * (row + 1) as f32 + board;
        let room = pitch - board * 2.0;
        let mut x = of.at.x - of.size.x / 2.0 + pitch * 0.1;
        let end = of.at.x + of.size.x / 2.0 - pitch * 0.1;
        while x < end {
            let kind = (chance.next() * 4.0) as u32;
            let tall = room * chance.between(0.45, 0.86);
            let wide = tall * [0.62, 0.34, 0.42, 0.20][kind.min(3) as usize] * chance.between(0.85, 1.15);
            let Some(color) = chance.pick(of.goods) else { break };
            let many = 1 + (chance.next() * 4.0) as u32;
            let here = chance.next() < of.fill;
            for _ in 0..many {
                let light = chance.between(0.82, 1.1);
                if x + wide > end || !here {
                    break;
                }
                good(
                    canvas,
                    kind,
                    Vec2::new(x + wide / 2.0, floor),
                    Vec2::new(wide, tall),
                    linear(color) * light,
                    &mut chance,
                );
                x += wide * 1.12;
            }
            x += pitch * chance.between(0.04, 0.22) + if here { 0.0 } else { wide };
        }
        let edge = Vec2::new(of.at.x, floor - board / 2.0);
        tinted_block(canvas, edge, Vec2::new(of.size.x, board), 0.0, linear(of.color), 0.25);
    }
    for side in [-1.0, 1.0] {
        let post = Vec2::new(of.at.x + side * (of.size.x / 2.0 - board * 0.3), of.at.y);
        tinted_block(canvas, post, Vec2::new(board * 0.9, of.size.y), 0.0, linear(of.color) * 0.9, 0.2);
    }
}

/// A box, a bottle, a jar or a book that stands at `foot`.
fn good(canvas: &mut Canvas, kind: u32, foot: Vec2, size: Vec2, color: Vec3, chance: &mut Chance) {
    let middle = foot + Vec2::Y * size.y / 2.0;
    let label = if chance.next() < 0.5 { Vec3::splat(0.82) } else { color * 0.35 };
    match kind {
        1 | 2 => {
            let body = size * Vec2::new(1.0, if kind == 1 { 0.72 } else { 0.84 });
            let at = foot + Vec2::Y * body.y / 2.0;
            let neck = Vec2::new(size.x * if kind == 1 { 0.36 } else { 0.86 }, size.y - body.y * 0.96);
            let cap = foot + Vec2::Y * (size.y - neck.y / 2.0);
            tinted_block(
                canvas,
                cap,
                neck,
                neck.x * 0.2,
                if kind == 1 { color * 0.8 } else { label * 0.7 },
                0.3,
            );
            tinted_block(canvas, at, body, size.x * 0.22, color, 0.55);
            tinted_block(canvas, at, Vec2::new(body.x * 0.94, body.y * 0.36), 0.0, label, 0.45);
        }
        _ => {
            tinted_block(canvas, middle, size, size.x * 0.03, color, 0.30);
            let at = middle + Vec2::Y * size.y * chance.between(-0.05, 0.2);
            tinted_block(
                canvas,
                at,
                Vec2::new(size.x * 0.64, size.y * chance.between(0.10, 0.3)),
                0.0,
                label,
                0.2,
            );
        }
    }
}

/// Clothes on a rail: narrow, side by side, with folds.
pub fn rail(canvas: &mut Canvas, at: Vec2, size: Vec2, goods: &[Srgb], seed: u32) {
    let mut chance = Chance::new(seed);
    let top = at.y + size.y / 2.0;
    let (mut x, end) = (at.x - size.x / 2.0, at.x + size.x / 2.0);
    while x < end {
        let wide = size.y * chance.between(0.07, 0.13);
        let tall = size.y * chance.between(0.68, 0.95);
        let Some(color) = chance.pick(goods) else { break };
        let color = linear(color) * chance.between(0.8, 1.1);
        let middle = Vec2::new(x + wide / 2.0, top - size.y * 0.05 - tall / 2.0);
        let fold = chance.between(30.0, 70.0);
        let soft = canvas.pixel();
        canvas.lay(middle, Vec2::new(wide, tall), |p| {
            let q = p - middle;
            let ripple = (q.x * fold / size.y + 2.0 * smooth_noise(p * 14.0, seed)).sin();
            let slope = inside(p, middle, Vec2::new(wide, tall), wide * 0.45, soft);
            (color * (0.78 + 0.16 * ripple - 0.35 * (q.x / wide)), slope)
        });
        x += wide * chance.between(0.72, 0.98);
    }
    tinted_block(
        canvas,
        Vec2::new(at.x, top - size.y * 0.03),
        Vec2::new(size.x, size.y * 0.016),
        0.0,
        Vec3::splat(0.35),
        0.2,
    );
}

/// A rendered wall.
pub fn plaster(canvas: &mut Canvas, at: Vec2, size: Vec2, color: Srgb, grain: f32, scale: f32, seed: u32) {
    let (color, soft) = (linear(color), canvas.pixel());
    let scale = 1.0 / scale.max(0.005);
    canvas.lay(at, size, |p| {
        let patch = fractal(p * scale, seed) - 0.5;
        let trowel = fractal(p * scale * Vec2::new(2.0, 7.0), seed + 1) - 0.5;
        (color * (1.0 + grain * (1.4 * patch + 0.6 * trowel)).max(0.0), inside(p, at, size, 0.0, soft))
    });
}

/// Boards.
pub struct Boards {
    pub at: Vec2,
    pub size: Vec2,
    pub boards: u32,
    pub color: Srgb,
    pub grain: f32,
    pub gap: f32,
    pub upright: bool,
    pub seed: u32,
}

/// Boards with grain, each of its own tone.
pub fn wood(canvas: &mut Canvas, of: &Boards) {
    let (color, soft) = (linear(of.color), canvas.pixel());
    let (breadth, boards) = (if of.upright { of.size.x } else { of.size.y }, of.boards.max(1) as f32);
    let edge = (soft * boards / breadth).min(0.2);
    canvas.lay(of.at, of.size, |p| {
        let q = (p - of.at) / of.size + 0.5;
        let (across, along) = if of.upright { (q.x, p.y) } else { (q.y, p.x) };
        let which = (across * boards).floor();
        let within = (across * boards).fract();
        let own = hash(which as i32, 5, of.seed);
        let vein =
            fractal(Vec2::new(across * boards * 5.0, along * 3.0 + own * 40.0), of.seed + which as u32);
        let fibre = smooth_noise(Vec2::new(within * 30.0, along * 8.0 + own * 9.0), of.seed + 77);
        let tone = 1.0 + of.grain * (0.9 * (own - 0.5) + 1.0 * (vein - 0.5) + 0.3 * (fibre - 0.5));
        let joint = (within - 0.5).abs() * 2.0;
        let solid = smooth(1.0 - of.gap + edge, 1.0 - of.gap - edge, joint);
        // A board is lit at one edge and in shadow at the other.
        let side = 1.0 + of.grain * 0.35 * (0.5 - within);
        (color * (tone * side * (0.16 + 0.84 * solid)).max(0.02), inside(p, of.at, of.size, 0.0, soft))
    });
}

/// Bricks, each of its own tone.
pub fn brick(canvas: &mut Canvas, at: Vec2, size: Vec2, courses: u32, color: Srgb, mortar: Srgb, seed: u32) {
    let (color, mortar, soft) = (linear(color), linear(mortar), canvas.pixel());
    let tall = size.y / courses.max(1) as f32;
    let wide = tall * 3.1;
    canvas.lay(at, size, |p| {
        let y = (p.y - at.y + size.y / 2.0) / tall;
        let course = y.floor();
        let x = (p.x - at.x) / wide + if course as i32 % 2 == 0 { 0.0 } else { 0.5 };
        let tone = 0.75 + 0.5 * hash(x.floor() as i32, course as i32, seed);
        let rough = 1.0 + 0.5 * (fractal(p * 60.0, seed + 1) - 0.5);
        let from_edge = ((0.5 - (x.fract() - 0.5).abs()) * wide).min((0.5 - (y.fract() - 0.5).abs()) * tall);
        let solid = smooth(tall * 0.035, tall * 0.10, from_edge);
        (mortar.lerp(color * tone * rough, solid), inside(p, at, size, 0.0, soft))
    });
}

/// The frame and the bars of a window.
pub fn window(canvas: &mut Canvas, at: Vec2, size: Vec2, panes: (u32, u32), bar: f32, color: Srgb) {
    let color = linear(color);
    let (columns, rows) = (panes.0.max(1), panes.1.max(1));
    for n in 0..=columns {
        let wide = if n == 0 || n == columns { bar * 1.6 } else { bar };
        let x = at.x + size.x * (n as f32 / columns as f32 - 0.5);
        tinted_block(canvas, Vec2::new(x, at.y), Vec2::new(wide, size.y + bar * 1.6), 0.0, color, 0.25);
    }
    for n in 0..=rows {
        let tall = if n == 0 || n == rows { bar * 1.6 } else { bar };
        let y = at.y + size.y * (n as f32 / rows as f32 - 0.5);
        tinted_block(canvas, Vec2::new(at.x, y), Vec2::new(size.x + bar * 1.6, tall), 0.0, color, 0.25);
    }
}
