//! Which style is made of which parts, and how many of them at each level of detail.

use glam::Vec3;

use super::{
    cards, coily, falling,
    grid::{self, Bones, Grid},
    ground::Ground,
    sheet,
    shell::Shell,
    swept,
};
use crate::{
    canvas::Paint,
    glb::Surface,
    noise::Rng,
    ray::Scene,
    recipe::{Hair, HairStyle},
    skeleton::Skeleton,
    thin,
};

/// Which picture a surface wears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Combed hair, a whole sheet.
    Sheet,
    /// Bundles of single hairs.
    Strands,
    /// Curled tufts.
    Tufts,
    /// Layers of loose coils over the volume.
    Fuzz,
}

impl Look {
    /// A surface in two parts: closed hair, and roots and tips that fade out one by one. By the texture's v.
    /// Only combed back hair shows its `roots`.
    pub fn parts(self, surface: &Surface, roots: bool) -> [Surface; 2] {
        let fades = |t: &[u32; 3]| {
            matches!(self, Self::Fuzz)
                || self == Self::Sheet
                    && t.iter().any(|v| {
                        let y = surface.coords[*v as usize].y;
                        y < sheet::TIPS || roots && y > sheet::ROOTS
                    })
        };
        [false, true].map(|soft| {
            let chosen: Vec<[u32; 3]> =
                surface.triangles.iter().copied().filter(|t| fades(t) == soft).collect();
            thin::gather(surface, &chosen)
        })
    }
}

/// Hair over the shell.
#[derive(Debug)]
pub struct Dress {
    ground: Ground,
    style: Hair,
    seed: u32,
}

impl Dress {
    /// `scene` is skin and clothes.
    pub fn new(scene: &Scene, shell: &Shell, style: &Hair, seed: u32) -> Self {
        Self { ground: Ground::new(scene, shell), style: style.clone(), seed }
    }

    /// Whether the hair is more than its shell and the shell's own strips.
    pub fn is_sheet(&self) -> bool {
        use HairStyle::{Bob, Bun, Curly, Long, Ponytail};
        matches!(self.style.style, Bob | Long | Ponytail | Bun | Curly)
    }

    /// Whether the hair is combed back from the hairline.
    pub fn swept(&self) -> bool {
        matches!(self.style.style, HairStyle::Bun | HairStyle::Ponytail)
    }

    fn sheets(&self, columns: usize, rows: usize) -> Vec<Grid> {
        match self.style.style {
            HairStyle::Bob | HairStyle::Long | HairStyle::Curly => {
                falling::sheets(&self.ground, &self.style, columns, rows)
            }
            HairStyle::Bun | HairStyle::Ponytail => swept::sheets(&self.ground, &self.style, columns, rows),
            _ => Vec::new(),
        }
    }

    /// Triangles that shade skin and clothes.
    pub fn triangles(&self) -> Vec<[Vec3; 3]> {
        let mut out = Vec::new();
        for g in self.sheets(40, 12) {
            for pair in g.strands.windows(2) {
                for r in 1..pair[0].len() {
                    let (a, b, c, d) = (pair[0][r - 1], pair[0][r], pair[1][r - 1], pair[1][r]);
                    out.extend([[a, b, d], [a, d, c]]);
                }
            }
        }
        out
    }

    /// The picture of a look.
    pub fn picture(&self, shell: &Shell, look: Look, fine: bool) -> Paint {
        let size = if fine { 512 } else { 256 };
        match look {
            Look::Sheet => sheet::texture(1024, 512, &self.style, self.seed),
            Look::Strands => cards::texture(size, &self.style, self.seed),
            Look::Tufts => coily::texture(size, &self.style, self.seed),
            Look::Fuzz => shell.fuzz(512, &self.style),
        }
    }

    /// The surfaces over the shell; their material is not set.
    pub fn surfaces(&self, shell: &Shell, skeleton: &Skeleton, fine: bool) -> Vec<(Look, Surface)> {
        let bones = Bones::new(skeleton);
        let mut out = Vec::new();
        if self.is_sheet() {
            let mut sheet = Surface::default();
            let (columns, rows) = match (fine, self.swept()) {
                (true, false) => (150, 28),
                (true, true) => (110, 20),
                (false, false) => (64, if self.style.style == HairStyle::Long { 17 } else { 13 }),
                (false, true) => (64, 10),
            };
            for g in self.sheets(columns, rows) {
                grid::add(&mut sheet, &g, &bones);
            }
            out.push((Look::Sheet, sheet));
            let mut strips = Surface::default();
            self.strips(&mut strips, fine, &bones);
            out.push((Look::Strands, strips));
        }
        let tufts = match (self.style.style, fine) {
            (HairStyle::Afro, true) => 2200,
            (HairStyle::Crop, true) => 900,
            _ => 0,
        };
        if tufts > 0 {
            let mut s = Surface::default();
            coily::tufts(&mut s, shell, &self.style, tufts, &bones, self.seed);
            out.push((Look::Tufts, s));
        }
        if self.style.style == HairStyle::Afro {
            let mut all = Surface::default();
            let layers: &[(f32, f32)] = if fine {
                &[(0.002, 1.0), (0.005, 0.9), (0.0085, 0.7)]
            } else {
                &[(0.003, 1.0), (0.008, 0.85)]
            };
            for (off, dense) in layers {
                let layer = shell.layer(skeleton, *off, *dense);
                all.append(if fine { layer } else { thin::thin(&layer, 330, |_| 1.0) });
            }
            out.push((Look::Fuzz, all));
        }
        out.retain(|(_, s)| !s.positions.is_empty());
        out
    }

    /// Loose strips along the sheets' own strands.
    fn strips(&self, out: &mut Surface, fine: bool, bones: &Bones) {
        let mut rng = Rng::new(u64::from(self.seed) + 1201);
        if !fine {
            return;
        }
        let (count, rows) = (420, 13);
        for n in 0..count {
            let even = (n as f32 + rng.unit()) / count as f32;
            let loose = rng.unit() < 0.12;
            let lift = if loose { rng.range(1.2, 1.7) } else { rng.range(0.85, 1.2) };
            let (line, width) = if self.swept() {
                let from = if rng.unit() < 0.5 { 0.0 } else { rng.range(0.0, 0.35) };
                let lift = lift * 1.02;
                (swept::strand(&self.ground, &self.style, even, lift, from, rows), 0.008)
            } else if self.style.fringe && n % 6 == 0 {
                let u = even * 2.0 - 1.0;
                (falling::fringe(&self.ground, &self.style, u, lift, rng.range(0.8, 1.06), rows), 0.008)
            } else {
                let seat = falling::Seat {
                    around: even * 2.0 - 1.0,
                    lift,
                    length: rng.range(0.78, 1.06),
                    phase: rng.range(0.4, 0.6),
                };
                (falling::strand(&self.ground, &self.style, seat, rows), 0.011)
            };
            // Its root lies under the sheet's own.
            let skip = if self.swept() { 0 } else { 2 };
            let line = grid::resample(&line[skip..], rows);
            let middle = self.ground.center;
            let normals: Vec<Vec3> = (0..line.len())
                .map(|r| {
                    let along = line[(r + 1).min(line.len() - 1)] - line[r.saturating_sub(1)];
                    let away = Vec3::new(line[r].x, (line[r].y - middle.y).max(0.0), line[r].z - middle.z);
                    let along = along.normalize_or(Vec3::NEG_Y);
                    (away - along * away.dot(along)).normalize_or(Vec3::Y)
                })
                .collect();
            let column = rng.index(4) as f32 / 4.0;
            let mut u = [column + 0.005, column + 0.245];
            if rng.unit() < 0.5 {
                u.swap(0, 1);
            }
            let width = width * rng.range(0.7, 1.2) * if loose { 0.6 } else { 1.0 };
            grid::strip(out, &line, &normals, width, u, rng.range(1.05, 1.45), bones);
        }
    }
}
