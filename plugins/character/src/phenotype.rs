//! From a recipe to the vertices of one person: macro targets, local targets, resting face, face units.
//!
//! Works on the base mesh in its own topology; subdividing and cutting into parts is done elsewhere.

mod mend;

use std::collections::BTreeMap;

use glam::Vec3;

use crate::{
    bake::BakeError,
    data::{BonePlace, HumanData},
    noise::Rng,
    recipe::{Phenotype, Recipe},
};

/// The 52 ARKit face units, in the order of every morphed mesh (alphabetical, as the data has them).
pub const FACE_UNITS: [&str; 52] = [
    "browDownLeft",
    "browDownRight",
    "browInnerUp",
    "browOuterUpLeft",
    "browOuterUpRight",
    "cheekPuff",
    "cheekSquintLeft",
    "cheekSquintRight",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "eyeLookDownLeft",
    "eyeLookDownRight",
    "eyeLookInLeft",
    "eyeLookInRight",
    "eyeLookOutLeft",
    "eyeLookOutRight",
    "eyeLookUpLeft",
    "eyeLookUpRight",
    "eyeSquintLeft",
    "eyeSquintRight",
    "eyeWideLeft",
    "eyeWideRight",
    "jawForward",
    "jawLeft",
    "jawOpen",
    "jawRight",
    "mouthClose",
    "mouthDimpleLeft",
    "mouthDimpleRight",
    "mouthFrownLeft",
    "mouthFrownRight",
    "mouthFunnel",
    "mouthLeft",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthPressLeft",
    "mouthPressRight",
    "mouthPucker",
    "mouthRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    "mouthSmileLeft",
    "mouthSmileRight",
    "mouthStretchLeft",
    "mouthStretchRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "noseSneerLeft",
    "noseSneerRight",
    "tongueOut",
];

/// Vertices of the body proper (skin, mouth cavity, sockets); helpers follow.
pub const BODY_VERTICES: usize = 13_380;

/// One person on the base mesh. Metres, Y up, feet at 0, face to +Z.
#[derive(Debug)]
pub struct Person {
    /// Base vertices before any target: decimetres; constants of paint and cut live in this space.
    pub canon: Vec<Vec3>,
    /// Base vertices of this person, metres.
    pub rest: Vec<Vec3>,
    /// Displacement of every base vertex by each of [`FACE_UNITS`], metres.
    pub units: Vec<Vec<Vec3>>,
    /// Number of target files that made the shape.
    pub target_count: usize,
}

impl Person {
    /// Shapes the person.
    ///
    /// # Errors
    /// A target that the recipe names does not exist, or data is damaged.
    pub fn new(data: &HumanData, recipe: &Recipe) -> Result<Self, BakeError> {
        let mut targets = macro_targets(data, &recipe.phenotype);
        for (name, weight) in &recipe.shape {
            for side in sides(name) {
                if !data.has_target(&side) {
                    return Err(BakeError::UnknownTarget { name: side });
                }
                *targets.entry(side).or_default() += weight;
            }
        }
        for (name, weight) in asymmetry(recipe.phenotype.asymmetry, recipe.seed) {
            if data.has_target(&name) {
                *targets.entry(name).or_default() += weight;
            }
        }
        let mut rest = data.vertices.clone();
        for (name, weight) in &targets {
            for (id, delta) in data.target(name)? {
                rest[id as usize] += delta * *weight;
            }
        }
        let ground = data.range("joint-ground")?;
        let mut units = Vec::with_capacity(FACE_UNITS.len());
        for name in FACE_UNITS {
            let mut dense = vec![Vec3::ZERO; rest.len()];
            for (id, delta) in data.face_unit(name)? {
                dense[id as usize] += delta * 0.1;
            }
            units.push(dense);
        }
        mend::units(data, &mut units);
        for (name, weight) in &recipe.rest {
            let Some(unit) = FACE_UNITS.iter().position(|u| u == name) else {
                return Err(BakeError::UnknownFaceUnit { name: name.clone() });
            };
            for (p, d) in rest.iter_mut().zip(&units[unit]) {
                *p += *d * 10.0 * *weight;
            }
        }
        let floor = mean(&rest, ground).y;
        for p in &mut rest {
            p.y -= floor;
            *p *= 0.1;
        }
        Ok(Self { canon: data.vertices.clone(), rest, units, target_count: targets.len() })
    }

    /// Where a bone's joint lies on this person.
    ///
    /// # Errors
    /// The rig names vertices or cubes that the mesh does not have.
    pub fn joint(&self, data: &HumanData, place: &BonePlace) -> Result<Vec3, BakeError> {
        match place {
            BonePlace::Cube { cube_name } => Ok(mean(&self.rest, data.range(cube_name)?)),
            BonePlace::Mean { vertex_indices } => {
                let found: Vec<Vec3> =
                    vertex_indices.iter().filter_map(|i| self.rest.get(*i as usize).copied()).collect();
                Ok(found.iter().sum::<Vec3>() / found.len().max(1) as f32)
            }
            BonePlace::Vertex { vertex_index } => {
                Ok(self.rest.get(*vertex_index as usize).copied().unwrap_or_default())
            }
        }
    }
}

/// Mean of a run of vertices.
pub fn mean(points: &[Vec3], run: std::ops::Range<usize>) -> Vec3 {
    let n = run.len().max(1) as f32;
    points[run].iter().sum::<Vec3>() / n
}

/// `*` in a name stands for both sides.
fn sides(name: &str) -> Vec<String> {
    if name.contains('*') {
        vec![name.replace('*', "l"), name.replace('*', "r")]
    } else {
        vec![name.to_owned()]
    }
}

/// Components of a macro slider at a value, with their weights (MPFB's rule: ends snap within 3 %).
fn components(data: &HumanData, slider: &str, value: f32) -> Vec<(String, f32)> {
    let Some(part) = data.macro_parts(slider).iter().find(|p| p.lowest < value && value < p.highest) else {
        return Vec::new();
    };
    let mut high = ((value - part.lowest) / (part.highest - part.lowest)).clamp(0.0, 1.0);
    if high < 0.03 {
        high = 0.0;
    } else if high > 0.97 {
        high = 1.0;
    }
    let ends = [(&part.low, 1.0 - high), (&part.high, high)];
    ends.into_iter()
        .filter(|(name, w)| !name.is_empty() && *w > 0.0)
        .map(|(name, w)| (name.clone(), w))
        .collect()
}

/// Targets that tell the halves of a face apart: for each feature one of the data's, to one side or the other.
fn asymmetry(amount: f32, seed: u32) -> Vec<(String, f32)> {
    let mut rng = Rng::new(u64::from(seed) ^ 0xa57);
    let features = [
        ("brown", 2),
        ("cheek", 2),
        ("ear", 4),
        ("eye", 8),
        ("jaw", 3),
        ("mouth", 2),
        ("nose", 4),
        ("temple", 2),
        ("top", 2),
    ];
    let mut chosen = Vec::new();
    for (feature, kinds) in features {
        let kind = rng.index(kinds) + 1;
        let side = if rng.unit() < 0.5 { "l" } else { "r" };
        let weight = amount * rng.range(0.3, 1.0);
        if weight > 0.0 {
            chosen.push((format!("asym/asym-{feature}-{kind}-{side}"), weight));
        }
    }
    chosen
}

/// MakeHuman's age slider: 0.5 is 25 years, 1 is 90.
fn age_slider(years: f32) -> f32 {
    if years < 25.0 { 0.1875 + (years - 11.0).max(0.0) / 14.0 * 0.3125 } else { 0.5 + (years - 25.0) / 130.0 }
}

fn macro_targets(data: &HumanData, p: &Phenotype) -> BTreeMap<String, f32> {
    let sum = p.ancestry.african + p.ancestry.asian + p.ancestry.caucasian;
    let race =
        [("african", p.ancestry.african), ("asian", p.ancestry.asian), ("caucasian", p.ancestry.caucasian)];
    let mut parts: BTreeMap<&str, Vec<(String, f32)>> = BTreeMap::new();
    parts.insert(
        "race",
        race.into_iter().filter(|(_, w)| *w > 0.0).map(|(name, w)| (name.to_owned(), w / sum)).collect(),
    );
    for (slider, value) in [
        ("gender", p.sex),
        ("age", age_slider(p.age)),
        ("muscle", p.muscle),
        ("weight", p.weight),
        ("height", p.height),
        ("proportions", p.proportions),
        ("cupsize", p.cup),
        ("firmness", p.firmness),
    ] {
        parts.insert(slider, components(data, slider, value));
    }
    let mut targets = BTreeMap::new();
    for (family, sliders) in data.combinations() {
        let prefix = match family.as_str() {
            "racegenderage" => "macrodetails/",
            "genderagemuscleweight" => "macrodetails/universal-",
            "genderagemuscleweightproportions" => "macrodetails/proportions/",
            "genderagemuscleweightheight" => "macrodetails/height/",
            "genderagemuscleweightcupsizefirmness" => "breast/",
            _ => continue,
        };
        let mut products = vec![(String::new(), 1.0f32)];
        for slider in sliders {
            let choices = parts.get(slider.as_str()).map_or(&[][..], Vec::as_slice);
            let mut next = Vec::with_capacity(products.len() * choices.len());
            for (name, w) in &products {
                for (part, part_weight) in choices {
                    let joined = if name.is_empty() { part.clone() } else { format!("{name}-{part}") };
                    next.push((joined, w * part_weight));
                }
            }
            products = next;
        }
        for (name, w) in products {
            let path = format!("{prefix}{name}");
            // A product without a file is zero by MakeHuman's rule.
            if w > 1e-4 && data.has_target(&path) {
                *targets.entry(path).or_default() += w;
            }
        }
    }
    targets
}
