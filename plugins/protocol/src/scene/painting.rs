//! The vocabulary of painted places: layers from far to near, and the things on them.
//!
//! How they are painted is `stage`'s. Places are parts of the backdrop's height from its middle, x right, y up; it is 16:9,
//! so that x reaches from -0.89 to 0.89. Colours are sRGB, 0 to 255. What happens by chance has a `seed`.

use serde::{Deserialize, Serialize};

/// sRGB red, green, blue, 0 to 255.
pub type Srgb = (u8, u8, u8);
/// A point or a size on the backdrop, in parts of its height.
pub type Spot = (f32, f32);

/// Things at one distance, out of focus together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Layer", deny_unknown_fields)]
pub struct Layer {
    /// Radius of the disc that a point becomes, 0 to 0.08: what is far from the host is less sharp. Lights become discs.
    #[serde(default)]
    pub blur: f32,
    /// Painted in order.
    pub things: Vec<Thing>,
}

/// Something that is painted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Thing {
    /// Sky above `horizon`, with this much of it clouded (0 to 1).
    Sky { horizon: f32, zenith: Srgb, low: Srgb, clouds: f32, seed: u32 },
    /// Water in perspective from `top`, its horizon, down to `bottom`; `glitter` is how much the sun above `sun` sparkles on it.
    Sea { top: f32, bottom: f32, far: Srgb, near: Srgb, sun: f32, glitter: f32, seed: u32 },
    /// Sand, grass or a floor in perspective, with patches `rough` times lighter and darker.
    Ground { top: f32, bottom: f32, far: Srgb, near: Srgb, rough: f32, seed: u32 },
    /// A skyline that rises up to `height` above `base`; `rough` 0 is a row of dunes, 1 of tree tops.
    Hills { base: f32, height: f32, rough: f32, color: Srgb, seed: u32 },
    /// Leaves of radius `leaf` in an ellipse, so dense (0 to 1) that the gaps let through what is behind.
    Foliage { at: Spot, size: Spot, leaf: f32, density: f32, dark: Srgb, light: Srgb, seed: u32 },
    /// A box with round corners; `shade` is how much darker it is at its right and bottom (0 to 1).
    Block { at: Spot, size: Spot, round: f32, color: Srgb, shade: f32 },
    /// A disc or an ellipse, lit from above left as a ball is by `shade`.
    Ball { at: Spot, size: Spot, color: Srgb, shade: f32 },
    /// Boards with goods in these colours on them; `fill` is how much of them is taken.
    Shelf { at: Spot, size: Spot, rows: u32, color: Srgb, back: Srgb, goods: Vec<Srgb>, fill: f32, seed: u32 },
    /// Clothes of these colours on a rail.
    Rail { at: Spot, size: Spot, goods: Vec<Srgb>, seed: u32 },
    /// Points of light by chance within a box, `gain` times as bright as white.
    Lamps { at: Spot, size: Spot, count: u32, radius: f32, color: Srgb, gain: f32, seed: u32 },
    /// A point of light.
    Lamp { at: Spot, radius: f32, color: Srgb, gain: f32 },
    /// Light that falls on what is painted so far: `gain` 1 doubles it in the middle, -0.5 halves it.
    Light { at: Spot, radius: Spot, color: Srgb, gain: f32 },
    /// Light in the air, added to what is painted so far.
    Haze { at: Spot, radius: Spot, color: Srgb, gain: f32 },
    /// A rendered wall: flat, but for `grain` of patches `scale` large.
    Plaster { at: Spot, size: Spot, color: Srgb, grain: f32, scale: f32, seed: u32 },
    /// Boards with grain, lying, or standing where `upright`; `gap` is the share of a board that is a dark joint.
    Wood { at: Spot, size: Spot, boards: u32, color: Srgb, grain: f32, gap: f32, upright: bool, seed: u32 },
    /// Bricks.
    Brick { at: Spot, size: Spot, courses: u32, color: Srgb, mortar: Srgb, seed: u32 },
    /// The frame and bars of a window; what is seen through it is painted before.
    Window { at: Spot, size: Spot, panes: (u32, u32), bar: f32, color: Srgb },
}
