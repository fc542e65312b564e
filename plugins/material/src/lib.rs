//! What people are made of: skin, hair, eye, teeth, lash, cloth; each in a full and a lean version.
//!
//! Attaches itself to meshes by the extras of their glTF material, `{"compere": {"kind": "skin", …}}`; nobody
//! imports it. A material without extras is kept as what it is (full) or drawn as plain matter (lean).

mod full;
mod kind;
mod lean;
mod mips;

use bevy::prelude::*;
use protocol::media::Tier;

/// Draws what glTF materials describe, as well as the adapter can bear.
pub struct MaterialPlugin {
    /// Which version is drawn.
    pub tier: Tier,
}

impl Plugin for MaterialPlugin {
    fn build(&self, app: &mut App) {
        match self.tier {
            Tier::Lean => lean::plugin(app),
            Tier::Full => full::plugin(app),
        }
    }
}

/// The systems of this crate.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub enum MaterialSystems {
    /// Gives new meshes their material. Runs in [`Update`].
    Attach,
}
