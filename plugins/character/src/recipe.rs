//! What a person is made from: the recipe, its ranges and its reader.
//!
//! Plain data. What each number does to the mesh is known by the modules that read it.
//! Long because a recipe is one document: every part of a person with its range and its default.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A colour as people write it: sRGB, 0-255 a channel.
pub type Srgb = [u8; 3];

/// A whole person. Every part but the name has a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Name of the root node and of the files: letters, digits, `-` and `_`.
    pub name: String,
    /// Who speaks for this person, where the show names nobody.
    #[serde(default)]
    pub voice: Option<String>,
    /// Chooses every random detail (hairs, pores, veins).
    #[serde(default)]
    pub seed: u32,
    /// The large shape of the body.
    #[serde(default)]
    pub phenotype: Phenotype,
    /// Local shape targets, by path without ending (`nose/nose-hump-decr`), `*` for both sides
    /// (`eyes/*-eye-scale-incr`). Weight 0..=1.
    #[serde(default)]
    pub shape: BTreeMap<String, f32>,
    /// Face units baked into the resting face (`mouthSmileLeft`), -1..=1: nobody rests at the data's zero.
    #[serde(default)]
    pub rest: BTreeMap<String, f32>,
    /// Skin.
    #[serde(default)]
    pub skin: Skin,
    /// Eyeballs.
    #[serde(default)]
    pub eyes: Eyes,
    /// Brows.
    #[serde(default)]
    pub brows: Brows,
    /// Hair of the head.
    #[serde(default)]
    pub hair: Hair,
    /// Clothes.
    #[serde(default)]
    pub outfit: Outfit,
    /// How the mouth speaks.
    #[serde(default)]
    pub speech: Speech,
}

/// How a mouth speaks: the two dials of JALI, one for the jaw and one for the lips. 1 is natural, below it a mumbler,
/// above it one who speaks for the last row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Speech {
    /// How far the jaw opens, 0.4..=1.6.
    pub jaw: f32,
    /// How far lips round, spread and show the teeth, 0.4..=1.6.
    pub lip: f32,
}

/// The large shape of the body, in MakeHuman's sliders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Phenotype {
    /// 0 female, 1 male.
    pub sex: f32,
    /// Years, 18..=90.
    pub age: f32,
    /// Mix of ancestries, normalised to a sum of one.
    pub ancestry: Ancestry,
    /// 0 thin, 0.5 average, 1 heavy.
    pub weight: f32,
    /// 0 slack, 0.5 average, 1 athletic.
    pub muscle: f32,
    /// 0 short, 0.5 average, 1 tall.
    pub height: f32,
    /// 0.5 as found, 1 idealised.
    pub proportions: f32,
    /// Breast size 0..=1; without effect at `sex` 1.
    pub cup: f32,
    /// Breast firmness 0..=1.
    pub firmness: f32,
    /// How unlike the halves of the face are, 0..=1; the seed chooses where.
    pub asymmetry: f32,
}

/// Shares of the three ancestries that the data knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ancestry {
    /// Share, >= 0.
    pub african: f32,
    /// Share, >= 0.
    pub asian: f32,
    /// Share, >= 0.
    pub caucasian: f32,
}

/// Skin: painted, so every amount is a strength of paint, 0..=1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Skin {
    /// Base colour.
    pub tone: Srgb,
    /// Colour of the lips.
    pub lips: Srgb,
    /// How much of the lip colour shows.
    pub lip_strength: f32,
    /// Redness of cheeks, nose and ears.
    pub redness: f32,
    /// Freckles and small spots.
    pub freckles: f32,
    /// Shadow of a shaved beard.
    pub stubble: f32,
    /// Depth of pores and fine lines.
    pub pores: f32,
    /// Strength of the colour zones that every face has: golden forehead, cool jaw, shade about the eyes.
    pub zones: f32,
    /// Wrinkles that come with `phenotype.age`: 0 none, 1 all of them.
    pub wrinkles: f32,
    /// Make-up.
    pub makeup: Makeup,
}

/// Make-up. Lipstick is `skin.lips` and `skin.lip_strength`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Makeup {
    /// Colour of the eye shadow.
    pub shadow: Srgb,
    /// Strength of the eye shadow, 0..=1.
    pub shadow_strength: f32,
    /// Line along the lashes, 0..=1.
    pub liner: f32,
    /// Mascara: density of the lashes above what nature gave, 0..=1.
    pub mascara: f32,
    /// Colour of the blush.
    pub blush: Srgb,
    /// Strength of the blush, 0..=1.
    pub blush_strength: f32,
    /// Even powder that hides mottling, 0..=1.
    pub foundation: f32,
    /// Gloss of the lips, 0..=1.
    pub gloss: f32,
}

/// Eyeballs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Eyes {
    /// Iris next to the pupil.
    pub inner: Srgb,
    /// Iris at its rim.
    pub outer: Srgb,
    /// Radius of the iris as seen from the ball's centre, degrees, 20..=30.
    pub iris_degrees: f32,
    /// Radius of the pupil in iris radii, 0.2..=0.7.
    pub pupil: f32,
    /// Depth of the fold of the upper lid, 0..=1.
    pub crease: f32,
    /// Height of that fold over the lashes, millimetres, 1..=9: 3 on many Asian lids, 6 on most others.
    pub crease_height: f32,
    /// Extra shadow of the upper lid on the ball, 0..=1: without it bright eyes stare.
    pub lid_shadow: f32,
}

/// Brows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Brows {
    /// Colour.
    pub color: Srgb,
    /// Density, 0..=1.
    pub strength: f32,
    /// Thickness, 1 is usual for a man, 0.75 for a woman; 0.4..=1.6.
    pub thickness: f32,
    /// How far the brow lies below the usual place, millimetres, -6..=8.
    pub drop: f32,
    /// Height of the arch, 0 straight, 1 usual, 2 high.
    pub arch: f32,
}

/// How the hair is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HairStyle {
    /// No hair, no scalp paint.
    Bald,
    /// Short at the sides, fuller on the top, combed over from a side parting.
    Short,
    /// Close to the skull all round: a few millimetres, coiled or bristly.
    Crop,
    /// From a parting to the jaw.
    Bob,
    /// From a parting over the shoulders.
    Long,
    /// Combed back, tied, hanging behind the neck.
    Ponytail,
    /// Combed back into a coil.
    Bun,
    /// Curls from a parting to the neck.
    Curly,
    /// Coiled hair standing away from the head; `length` says how far.
    Afro,
}

/// Hair of the head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hair {
    /// The cut.
    pub style: HairStyle,
    /// Length on the top, metres, 0.003..=0.08; of Short, Crop and Afro.
    pub length: f32,
    /// Length at the sides, metres, 0.002..=0.02.
    pub sides: f32,
    /// Where the parting lies: -1 the character's right temple, 0 the middle, 1 the left temple.
    pub parting: f32,
    /// How far it hangs below the ears (of a ponytail: below its knot), metres, 0.03..=0.40; the style's own if
    /// none is given.
    pub drop: Option<f32>,
    /// Fullness of Bob, Long, Curly, Ponytail and Bun: 1 is usual, 0.5..=1.8.
    pub volume: f32,
    /// Waves of hair that falls, 0 straight, 1 strong.
    pub wave: f32,
    /// Whether a fringe falls over the forehead (Bob, Long, Curly).
    pub fringe: bool,
    /// Colour in the depth.
    pub color: Srgb,
    /// Colour of the lit strands.
    pub highlight: Srgb,
}

/// What the upper half wears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutfitStyle {
    /// Short sleeves, ribbed round neck.
    #[default]
    TShirt,
    /// Soft V neck, long sleeves, a little drape.
    Blouse,
    /// Collar, button line, cuffs; the top button is open.
    Shirt,
    /// Jacket with lapels over a shirt or a plain top, see [`Outfit::inner`].
    Blazer,
    /// To the knee, scoop neck, sleeves to the elbow, a seam at the waist.
    Dress,
    /// Hood in the neck, drawstrings, pocket.
    Hoodie,
    /// Close knit to under the chin.
    Turtleneck,
    /// Knit with a round ribbed neck and long sleeves.
    Sweater,
}

/// What is worn under a blazer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inner {
    /// A shirt with its collar.
    #[default]
    Shirt,
    /// A plain top with a scoop neck.
    Top,
}

/// What the top is woven of: how coarse and how shiny it looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fabric {
    /// Smooth and dull.
    #[default]
    Cotton,
    /// Flecked and dull.
    Wool,
    /// Twill with pale threads.
    Denim,
    /// Fine and shining.
    Silk,
}

/// Clothes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outfit {
    /// The cut.
    pub style: OutfitStyle,
    /// Colour of the top, or of the jacket or dress.
    pub top: Srgb,
    /// Worn under a blazer.
    pub inner: Inner,
    /// Colour of what is worn under a blazer.
    pub under: Srgb,
    /// Colour of buttons and drawstrings.
    pub trim: Srgb,
    /// What the top is woven of.
    pub fabric: Fabric,
    /// Colour of the trousers.
    pub trousers: Srgb,
}

impl Default for Phenotype {
    fn default() -> Self {
        Self {
            sex: 0.5,
            age: 28.0,
            ancestry: Ancestry::default(),
            weight: 0.5,
            muscle: 0.5,
            height: 0.5,
            proportions: 0.75,
            cup: 0.5,
            firmness: 0.5,
            asymmetry: 0.0,
        }
    }
}

impl Default for Ancestry {
    fn default() -> Self {
        Self { african: 1.0, asian: 1.0, caucasian: 1.0 }
    }
}

impl Default for Skin {
    fn default() -> Self {
        Self {
            tone: [222, 172, 146],
            lips: [176, 104, 94],
            lip_strength: 0.6,
            redness: 0.2,
            freckles: 0.0,
            stubble: 0.0,
            pores: 0.5,
            zones: 0.0,
            wrinkles: 1.0,
            makeup: Makeup::default(),
        }
    }
}

impl Default for Makeup {
    fn default() -> Self {
        Self {
            shadow: [120, 84, 70],
            shadow_strength: 0.0,
            liner: 0.0,
            mascara: 0.0,
            blush: [206, 110, 104],
            blush_strength: 0.0,
            foundation: 0.0,
            gloss: 0.0,
        }
    }
}

impl Default for Eyes {
    fn default() -> Self {
        Self {
            inner: [120, 84, 48],
            outer: [74, 48, 30],
            iris_degrees: 25.0,
            pupil: 0.36,
            crease: 0.0,
            crease_height: 6.0,
            lid_shadow: 0.0,
        }
    }
}

impl Default for Brows {
    fn default() -> Self {
        Self { color: [58, 40, 28], strength: 0.85, thickness: 1.0, drop: 0.0, arch: 1.0 }
    }
}

impl Default for Speech {
    fn default() -> Self {
        Self { jaw: 1.0, lip: 1.0 }
    }
}

impl Default for Hair {
    fn default() -> Self {
        Self {
            style: HairStyle::Short,
            length: 0.03,
            sides: 0.007,
            parting: -0.4,
            drop: None,
            volume: 1.0,
            wave: 0.0,
            fringe: false,
            color: [46, 31, 22],
            highlight: [104, 74, 52],
        }
    }
}

impl Default for Outfit {
    fn default() -> Self {
        Self {
            style: OutfitStyle::TShirt,
            top: [34, 44, 70],
            inner: Inner::Shirt,
            under: [226, 228, 232],
            trim: [30, 28, 30],
            fabric: Fabric::Cotton,
            trousers: [44, 46, 54],
        }
    }
}

/// Why a recipe was refused.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// The text is not the RON of a recipe.
    #[error("{name}:{line}:{column}: {message}; see assets/characters for a recipe that works")]
    Syntax {
        /// File or other source the text came from.
        name: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What the reader met.
        message: String,
    },
    /// A number is outside its range.
    #[error("{name}: `{field}` is {value}, give a number from {min} to {max}")]
    Range {
        /// Source of the text.
        name: String,
        /// Path of the field.
        field: String,
        /// What was given.
        value: f32,
        /// Smallest value.
        min: f32,
        /// Largest value.
        max: f32,
    },
    /// The character's name cannot be a file name.
    #[error("{name}: the character's name `{given}` must be 1 to 64 letters, digits, `-` or `_`")]
    Name {
        /// Source of the text.
        name: String,
        /// What was given.
        given: String,
    },
    /// No ancestry has a share above zero.
    #[error("{name}: `phenotype.ancestry` sums to zero, give at least one share above zero")]
    NoAncestry {
        /// Source of the text.
        name: String,
    },
}

impl Recipe {
    /// Reads a recipe; `name` says in errors where the text came from.
    ///
    /// # Errors
    /// Syntax (with line and column), an unknown field, a number out of range.
    pub fn from_ron(text: &str, name: &str) -> Result<Self, RecipeError> {
        let options =
            ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let recipe: Self = options.from_str(text).map_err(|error| RecipeError::Syntax {
            name: name.to_owned(),
            line: error.span.start.line,
            column: error.span.start.col,
            message: error.code.to_string(),
        })?;
        recipe.check(name)?;
        Ok(recipe)
    }

    /// Writes the recipe as a file that [`Recipe::from_ron`] reads; `name` says in errors whose it is.
    ///
    /// # Errors
    /// What reading it would refuse.
    pub fn to_ron(&self, name: &str) -> Result<String, RecipeError> {
        self.check(name)?;
        let options =
            ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let pretty = ron::ser::PrettyConfig::new().struct_names(false);
        let text = options.to_string_pretty(self, pretty).map_err(|error| RecipeError::Syntax {
            name: name.to_owned(),
            line: 0,
            column: 0,
            message: error.to_string(),
        })?;
        Ok(text + "\n")
    }

    fn check(&self, name: &str) -> Result<(), RecipeError> {
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if self.name.is_empty() || self.name.len() > 64 || !self.name.chars().all(legal) {
            return Err(RecipeError::Name { name: name.to_owned(), given: self.name.clone() });
        }
        let p = &self.phenotype;
        let a = &p.ancestry;
        let s = &self.skin;
        let unit = [
            ("phenotype.sex", p.sex),
            ("phenotype.weight", p.weight),
            ("phenotype.muscle", p.muscle),
            ("phenotype.height", p.height),
            ("phenotype.proportions", p.proportions),
            ("phenotype.cup", p.cup),
            ("phenotype.firmness", p.firmness),
            ("phenotype.asymmetry", p.asymmetry),
            ("skin.lip_strength", s.lip_strength),
            ("skin.redness", s.redness),
            ("skin.freckles", s.freckles),
            ("skin.stubble", s.stubble),
            ("skin.pores", s.pores),
            ("skin.zones", s.zones),
            ("skin.wrinkles", s.wrinkles),
            ("skin.makeup.shadow_strength", s.makeup.shadow_strength),
            ("skin.makeup.liner", s.makeup.liner),
            ("skin.makeup.mascara", s.makeup.mascara),
            ("skin.makeup.blush_strength", s.makeup.blush_strength),
            ("skin.makeup.foundation", s.makeup.foundation),
            ("skin.makeup.gloss", s.makeup.gloss),
            ("eyes.crease", self.eyes.crease),
            ("eyes.lid_shadow", self.eyes.lid_shadow),
            ("brows.strength", self.brows.strength),
        ];
        let mut ranges: Vec<(String, f32, f32, f32)> =
            unit.into_iter().map(|(field, v)| (field.to_owned(), v, 0.0, 1.0)).collect();
        ranges.extend([
            ("phenotype.age".to_owned(), p.age, 18.0, 90.0),
            ("phenotype.ancestry.african".to_owned(), a.african, 0.0, 1000.0),
            ("phenotype.ancestry.asian".to_owned(), a.asian, 0.0, 1000.0),
            ("phenotype.ancestry.caucasian".to_owned(), a.caucasian, 0.0, 1000.0),
            ("eyes.iris_degrees".to_owned(), self.eyes.iris_degrees, 20.0, 30.0),
            ("eyes.pupil".to_owned(), self.eyes.pupil, 0.2, 0.7),
            ("eyes.crease_height".to_owned(), self.eyes.crease_height, 1.0, 9.0),
            ("brows.drop".to_owned(), self.brows.drop, -6.0, 8.0),
            ("brows.arch".to_owned(), self.brows.arch, 0.0, 2.0),
            ("brows.thickness".to_owned(), self.brows.thickness, 0.4, 1.6),
            ("hair.length".to_owned(), self.hair.length, 0.003, 0.08),
            ("hair.drop".to_owned(), self.hair.drop.unwrap_or(0.1), 0.03, 0.40),
            ("hair.volume".to_owned(), self.hair.volume, 0.5, 1.8),
            ("hair.wave".to_owned(), self.hair.wave, 0.0, 1.0),
            ("hair.sides".to_owned(), self.hair.sides, 0.002, 0.02),
            ("hair.parting".to_owned(), self.hair.parting, -1.0, 1.0),
            ("speech.jaw".to_owned(), self.speech.jaw, 0.4, 1.6),
            ("speech.lip".to_owned(), self.speech.lip, 0.4, 1.6),
        ]);
        ranges.extend(self.shape.iter().map(|(k, v)| (format!("shape[{k:?}]"), *v, 0.0, 1.0)));
        ranges.extend(self.rest.iter().map(|(k, v)| (format!("rest[{k:?}]"), *v, -1.0, 1.0)));
        for (field, value, min, max) in ranges {
            // A NaN is in no range.
            if !(min..=max).contains(&value) {
                return Err(RecipeError::Range { name: name.to_owned(), field, value, min, max });
            }
        }
        if a.african + a.asian + a.caucasian <= 0.0 {
            return Err(RecipeError::NoAncestry { name: name.to_owned() });
        }
        Ok(())
    }
}
