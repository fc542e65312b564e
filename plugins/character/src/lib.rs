//! Parametric people: CC0 human data and a recipe to glb.
//!
//! [`HumanData::open`] reads the pack, [`Recipe::from_ron`] the recipe, [`bake`] makes two glTF files: one for a
//! GPU and one for software rendering. Pure: no Bevy, no clock, no network; the same input gives the same bytes.

mod bake;
mod canvas;
mod cloth;
mod data;
mod eyes;
mod flesh;
mod glb;
mod hair;
mod lashes;
mod noise;
mod paint;
mod phenotype;
mod quads;
mod ray;
mod recipe;
mod rest;
mod skeleton;
mod teeth;
mod thin;
mod tongue;
mod vrm;

pub use bake::{BakeError, BakeReport, Baked, LevelReport, bake, preview};
pub use data::{DataError, HumanData};
pub use phenotype::FACE_UNITS;
pub use recipe::{
    Ancestry, Brows, Eyes, Fabric, Hair, HairStyle, Inner, Makeup, Outfit, OutfitStyle, Phenotype, Recipe,
    RecipeError, Skin, Srgb,
};
