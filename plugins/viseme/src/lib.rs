//! Phones to articulation to rig weights: pure functions of media time.
//!
//! Owns what the mouth does while speech sounds: the table of phones ([`articulation`]), the blending of neighbours
//! ([`Track`]), the projection on a rig ([`project`]) and the closure pass ([`close`]), which must be the last thing
//! that touches the mouth. It does not know who speaks, what else the face does, or what a mesh is.
//!
//! Times are samples at 48 kHz, relative to the timeline; negative times are before the first sound, where the mouth
//! already gets ready.

pub mod arkit;
pub mod articulation;
mod closure;
pub mod listen;
pub mod project;
mod track;

pub use arkit::{ARKIT, Arkit, Weights};
pub use closure::{close, lip_gap_mm};
pub use project::Style;
pub use track::{Channels, Track};
