//! The recipe editor: every field of a person, within the range that the recipe's reader allows.

use super::{easel::Easel, field, shapes};
use bevy_egui::egui::Ui;
use character::{Fabric, Hair, HairStyle, Inner, OutfitStyle, Phenotype, Recipe, Skin};

const CUTS: [HairStyle; 9] = [
    HairStyle::Bald,
    HairStyle::Short,
    HairStyle::Crop,
    HairStyle::Bob,
    HairStyle::Long,
    HairStyle::Ponytail,
    HairStyle::Bun,
    HairStyle::Curly,
    HairStyle::Afro,
];
const TOPS: [OutfitStyle; 8] = [
    OutfitStyle::TShirt,
    OutfitStyle::Blouse,
    OutfitStyle::Shirt,
    OutfitStyle::Blazer,
    OutfitStyle::Dress,
    OutfitStyle::Hoodie,
    OutfitStyle::Turtleneck,
    OutfitStyle::Sweater,
];
const FABRICS: [Fabric; 4] = [Fabric::Cotton, Fabric::Wool, Fabric::Denim, Fabric::Silk];

/// The editor; a change is baked.
pub fn show(ui: &mut Ui, easel: &mut Easel, filter: &mut String) {
    let Easel { recipe, targets, changed, .. } = easel;
    let Some(recipe) = recipe else {
        ui.weak("A file has no recipe. Its report is on the page Check.");
        return;
    };
    let before = recipe.clone();
    field::section(ui, "Body", true, |ui| body(ui, &mut recipe.phenotype));
    field::section(ui, "Skin", false, |ui| skin(ui, &mut recipe.skin));
    field::section(ui, "Make-up", false, |ui| makeup(ui, &mut recipe.skin));
    field::section(ui, "Eyes and brows", false, |ui| eyes(ui, recipe));
    field::section(ui, "Hair", false, |ui| hair(ui, &mut recipe.hair));
    field::section(ui, "Outfit", false, |ui| outfit(ui, recipe));
    field::section(ui, "Shapes of the face and body", false, |ui| {
        shapes::targets(ui, &mut recipe.shape, targets, filter);
    });
    field::section(ui, "Face at rest", false, |ui| shapes::rest(ui, &mut recipe.rest));
    if *recipe != before {
        *changed = true;
    }
}

fn body(ui: &mut Ui, p: &mut Phenotype) {
    let slider = field::slider;
    slider(ui, "Woman – man", &mut p.sex, 0.0..=1.0);
    slider(ui, "Age", &mut p.age, 18.0..=90.0);
    let a = &mut p.ancestry;
    let before = a.clone();
    slider(ui, "African", &mut a.african, 0.0..=1.0);
    slider(ui, "Asian", &mut a.asian, 0.0..=1.0);
    slider(ui, "European", &mut a.caucasian, 0.0..=1.0);
    if a.african + a.asian + a.caucasian <= 0.0 {
        // Nobody comes from nowhere.
        *a = before;
    }
    slider(ui, "Weight", &mut p.weight, 0.0..=1.0);
    slider(ui, "Muscle", &mut p.muscle, 0.0..=1.0);
    slider(ui, "Height", &mut p.height, 0.0..=1.0);
    slider(ui, "Proportions", &mut p.proportions, 0.0..=1.0);
    slider(ui, "Breast size", &mut p.cup, 0.0..=1.0);
    slider(ui, "Breast firmness", &mut p.firmness, 0.0..=1.0);
    slider(ui, "Asymmetry", &mut p.asymmetry, 0.0..=1.0);
}

fn skin(ui: &mut Ui, s: &mut Skin) {
    field::color(ui, "Tone", &mut s.tone);
    field::color(ui, "Lips", &mut s.lips);
    field::slider(ui, "Lip colour", &mut s.lip_strength, 0.0..=1.0);
    field::slider(ui, "Redness", &mut s.redness, 0.0..=1.0);
    field::slider(ui, "Freckles", &mut s.freckles, 0.0..=1.0);
    field::slider(ui, "Stubble", &mut s.stubble, 0.0..=1.0);
    field::slider(ui, "Pores", &mut s.pores, 0.0..=1.0);
    field::slider(ui, "Colour zones", &mut s.zones, 0.0..=1.0);
    field::slider(ui, "Wrinkles", &mut s.wrinkles, 0.0..=1.0);
}

fn makeup(ui: &mut Ui, s: &mut Skin) {
    let m = &mut s.makeup;
    field::color(ui, "Eye shadow", &mut m.shadow);
    field::slider(ui, "Its strength", &mut m.shadow_strength, 0.0..=1.0);
    field::slider(ui, "Eye liner", &mut m.liner, 0.0..=1.0);
    field::slider(ui, "Mascara", &mut m.mascara, 0.0..=1.0);
    field::color(ui, "Blush", &mut m.blush);
    field::slider(ui, "Its strength", &mut m.blush_strength, 0.0..=1.0);
    field::slider(ui, "Foundation", &mut m.foundation, 0.0..=1.0);
    field::slider(ui, "Lip gloss", &mut m.gloss, 0.0..=1.0);
}

fn eyes(ui: &mut Ui, recipe: &mut Recipe) {
    let e = &mut recipe.eyes;
    field::color(ui, "Iris, inside", &mut e.inner);
    field::color(ui, "Iris, rim", &mut e.outer);
    field::slider(ui, "Iris size (°)", &mut e.iris_degrees, 20.0..=30.0);
    field::slider(ui, "Pupil", &mut e.pupil, 0.2..=0.7);
    field::slider(ui, "Lid crease", &mut e.crease, 0.0..=1.0);
    field::slider(ui, "Its height (mm)", &mut e.crease_height, 1.0..=9.0);
    field::slider(ui, "Lid shadow", &mut e.lid_shadow, 0.0..=1.0);
    let b = &mut recipe.brows;
    field::color(ui, "Brows", &mut b.color);
    field::slider(ui, "Density", &mut b.strength, 0.0..=1.0);
    field::slider(ui, "Thickness", &mut b.thickness, 0.4..=1.6);
    field::slider(ui, "Lower (mm)", &mut b.drop, -6.0..=8.0);
    field::slider(ui, "Arch", &mut b.arch, 0.0..=2.0);
}

fn hair(ui: &mut Ui, h: &mut Hair) {
    field::choice(ui, "Cut", &mut h.style, &CUTS);
    field::color(ui, "Colour", &mut h.color);
    field::color(ui, "Lit strands", &mut h.highlight);
    field::slider(ui, "Top (m)", &mut h.length, 0.003..=0.08);
    field::slider(ui, "Sides (m)", &mut h.sides, 0.002..=0.02);
    field::slider(ui, "Parting", &mut h.parting, -1.0..=1.0);
    let mut own = h.drop.is_some();
    let mut drop = h.drop.unwrap_or(0.12);
    field::row(ui, "Own length", |ui| ui.checkbox(&mut own, ""));
    if own {
        field::slider(ui, "Hangs (m)", &mut drop, 0.03..=0.40);
    }
    h.drop = own.then_some(drop);
    field::slider(ui, "Volume", &mut h.volume, 0.5..=1.8);
    field::slider(ui, "Waves", &mut h.wave, 0.0..=1.0);
    field::row(ui, "Fringe", |ui| ui.checkbox(&mut h.fringe, ""));
}

fn outfit(ui: &mut Ui, recipe: &mut Recipe) {
    let o = &mut recipe.outfit;
    field::choice(ui, "Wears", &mut o.style, &TOPS);
    field::choice(ui, "Fabric", &mut o.fabric, &FABRICS);
    field::color(ui, "Colour", &mut o.top);
    if o.style == OutfitStyle::Blazer {
        field::choice(ui, "Under it", &mut o.inner, &[Inner::Shirt, Inner::Top]);
        field::color(ui, "Its colour", &mut o.under);
    }
    field::color(ui, "Trim", &mut o.trim);
    field::color(ui, "Trousers", &mut o.trousers);
}
