//! How each style is cut: necklines, sleeves, hems, ease. Numbers only; canonical decimetres unless said.

use glam::Vec3;

use crate::{
    flesh::{along_arm, azimuth},
    noise::{curve, smooth},
    recipe::{Inner, Outfit, OutfitStyle},
};

/// A neckline: height by azimuth (degrees from the front).
type Neckline = &'static [(f32, f32)];

const ROUND: Neckline =
    &[(0.0, 5.36), (25.0, 5.44), (50.0, 5.64), (80.0, 5.84), (110.0, 5.94), (140.0, 5.97), (180.0, 5.97)];
const SOFT_V: Neckline =
    &[(0.0, 4.92), (12.0, 5.10), (30.0, 5.42), (50.0, 5.66), (80.0, 5.83), (120.0, 5.92), (180.0, 5.93)];
const STAND: Neckline =
    &[(0.0, 5.30), (10.0, 5.43), (25.0, 5.66), (45.0, 5.82), (80.0, 5.94), (120.0, 6.01), (180.0, 6.02)];
const SCOOP: Neckline =
    &[(0.0, 5.10), (22.0, 5.17), (45.0, 5.46), (70.0, 5.74), (100.0, 5.85), (140.0, 5.90), (180.0, 5.90)];
const HIGH: Neckline = &[(0.0, 5.86), (40.0, 5.92), (80.0, 5.99), (120.0, 6.03), (180.0, 6.04)];

/// One style in numbers.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    neck: Neckline,
    /// Where the sleeve ends, along the arm from the shoulder joint. The wrist is at 3.55.
    pub sleeve: f32,
    /// Lower end.
    pub hem: f32,
    /// Room between cloth and body, metres: chest, belly, sleeve.
    ease: [f32; 3],
    /// Strength of the folds that move the cloth, 1 for jersey.
    pub folds: f32,
}

impl Cut {
    /// The cut of an outfit's top.
    pub fn of(outfit: &Outfit) -> Self {
        let cut = |neck, sleeve, hem, ease, folds| Self { neck, sleeve, hem, ease, folds };
        match outfit.style {
            OutfitStyle::TShirt => cut(ROUND, 1.25, -0.55, [0.0060, 0.0110, 0.0085], 1.0),
            OutfitStyle::Blouse => cut(SOFT_V, 3.38, -0.45, [0.0065, 0.0130, 0.0085], 1.3),
            OutfitStyle::Shirt => cut(STAND, 3.40, -0.55, [0.0065, 0.0110, 0.0080], 0.9),
            OutfitStyle::Blazer => {
                let neck = if outfit.inner == Inner::Shirt { STAND } else { SCOOP };
                cut(neck, 3.36, -0.60, [0.0105, 0.0130, 0.0095], 0.35)
            }
            OutfitStyle::Dress => cut(SCOOP, 1.75, 0.30, [0.0055, 0.0060, 0.0070], 0.4),
            OutfitStyle::Hoodie => cut(ROUND, 3.40, -0.45, [0.0120, 0.0190, 0.0140], 1.2),
            OutfitStyle::Turtleneck => cut(HIGH, 3.40, -0.50, [0.0055, 0.0085, 0.0065], 0.7),
            OutfitStyle::Sweater => cut(ROUND, 3.40, -0.50, [0.0085, 0.0135, 0.0095], 1.0),
        }
    }

    /// Skin below this height lies safely under the neckline.
    pub fn collar(outfit: &Outfit) -> fn(f32) -> f32 {
        match (outfit.style, outfit.inner) {
            (OutfitStyle::Blouse, _) => |a| curve(a, SOFT_V) - 0.07,
            (OutfitStyle::Shirt, _) | (OutfitStyle::Blazer, Inner::Shirt) => |a| curve(a, STAND) - 0.03,
            (OutfitStyle::Dress, _) | (OutfitStyle::Blazer, Inner::Top) => |a| curve(a, SCOOP) - 0.07,
            (OutfitStyle::Turtleneck, _) => |a| curve(a, HIGH) - 0.07,
            _ => |a| curve(a, ROUND) - 0.07,
        }
    }

    /// Skin of the arm further up than this lies safely in the sleeve.
    pub fn bare_arm(&self) -> f32 {
        self.sleeve - if self.sleeve > 3.0 { 0.10 } else { 0.09 }
    }

    /// How far skin is drawn in where cloth begins to cover it, metres.
    pub fn tuck(&self, p: Vec3) -> f32 {
        if is_arm(p) {
            return 0.0080 * smooth(0.0, 0.12, self.sleeve - along_arm(p));
        }
        let below = self.neck_edge(p);
        if below < 2.0 { 0.0050 * smooth(0.04, 0.25, below) } else { 0.0 }
    }

    /// Height of the neckline at an azimuth.
    pub fn neckline(&self, azimuth: f32) -> f32 {
        curve(azimuth, self.neck)
    }

    /// How far a point is below the neckline; 5 where there is none.
    pub fn neck_edge(&self, p: Vec3) -> f32 {
        if p.x.abs() < 1.6 { self.neckline(azimuth(p)) - p.y } else { 5.0 }
    }

    /// Positive on the cloth, negative where there is none.
    pub fn field(&self, p: Vec3) -> f32 {
        let arm = is_arm(p);
        let sleeve = if arm || (p.x.abs() > 1.9 && p.y > 2.0) { self.sleeve - along_arm(p) } else { 5.0 };
        let hem = if arm { 5.0 } else { p.y - self.hem };
        self.neck_edge(p).min(sleeve).min(hem)
    }

    /// Room between cloth and body at a point, metres.
    pub fn room(&self, p: Vec3) -> f32 {
        let [chest, belly, sleeve] = self.ease;
        let arm = smooth(0.1, 1.2, along_arm(p)) * smooth(1.7, 2.1, p.x.abs());
        let low = smooth(3.2, 1.0, p.y) * (1.0 - arm);
        // Sleeves narrow towards the wrist.
        let cuff = 0.22 * smooth(2.6, 3.4, along_arm(p)) * arm;
        // Short ones stand off where they end.
        let flare = if self.sleeve < 3.0 {
            0.0050
                * arm
                * smooth(1.5, 2.5, p.y)
                * smooth(self.sleeve - 0.55, self.sleeve - 0.15, along_arm(p))
        } else {
            0.0
        };
        (chest + (belly - chest) * low) * (1.0 - arm) + sleeve * arm * (1.0 - cuff) + flare
    }
}

/// Whether a canonical point is of an arm: hands reach down beside the hips, far out.
pub fn is_arm(p: Vec3) -> bool {
    p.x.abs() > 2.45 && p.y > 1.2 || (p.x.abs() > 1.9 && p.y > 1.9 && along_arm(p) > 0.6)
}

/// Where a blazer closes.
pub const BUTTON: f32 = 1.75;

/// Half width of a blazer's opening at a height.
pub fn opening(y: f32) -> f32 {
    if y < BUTTON { 0.0 } else { 0.03 + 0.60 * ((y - BUTTON) / (5.5 - BUTTON)).clamp(0.0, 1.1).powf(0.85) }
}
