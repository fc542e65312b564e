//! What a glTF material says of itself in its extras.

use bevy::{
    gltf::GltfMaterialExtras,
    math::{Vec3, vec3},
};
use serde::Deserialize;

/// What a surface is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Soft: light goes in and comes out redder.
    Skin,
    /// Fibres: highlights are bands across them.
    Hair,
    /// Wet glass.
    Eye,
    /// Wet enamel and gums.
    Teeth,
    /// Wet and soft.
    Tongue,
    /// Eyelashes: dark, no highlight.
    Lash,
    /// Fabric: a soft sheen at grazing angles.
    Cloth,
    /// Anything else.
    #[default]
    Plain,
    /// Not lit at all.
    Unlit,
}

#[derive(Debug, Default, Deserialize)]
struct Extras {
    #[serde(default)]
    compere: Option<Compere>,
}

#[derive(Debug, Default, Deserialize)]
struct Compere {
    kind: String,
    scatter: Option<[f32; 3]>,
    tint: Option<[f32; 3]>,
    specular: Option<f32>,
}

/// What a surface is like, for both versions of its material.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    pub(crate) kind: Kind,
    /// How far light wraps around by scattering below the surface, a colour channel, 0..=1 of a right angle.
    pub(crate) scatter: Vec3,
    /// Colour of light that has gone through a fibre, linear; negative where the base colour does for it.
    pub(crate) tint: Vec3,
    /// Strength of the mirror, 0..=1.
    pub(crate) specular: f32,
}

impl Default for Look {
    fn default() -> Self {
        Self { kind: Kind::Plain, scatter: SCATTER, tint: Vec3::NEG_ONE, specular: SPECULAR }
    }
}

/// Skin that does not say how far light wraps around it: red the farthest.
const SCATTER: Vec3 = vec3(0.42, 0.22, 0.16);
/// Of what does not say: skin's 0.35 is 2 % at normal incidence.
const SPECULAR: f32 = 0.35;

impl Look {
    /// What `extras` say; defaults for what they leave out, numbers drawn into their ranges.
    pub(crate) fn of(extras: Option<&GltfMaterialExtras>) -> Self {
        let read: Extras =
            extras.and_then(|extras| serde_json::from_str(&extras.value).ok()).unwrap_or_default();
        let Some(compere) = read.compere else { return Self::default() };
        let unit = |v: [f32; 3]| Vec3::from(v).clamp(Vec3::ZERO, Vec3::ONE);
        Self {
            kind: serde_json::from_value(serde_json::Value::String(compere.kind)).unwrap_or_default(),
            scatter: compere.scatter.map_or(SCATTER, unit),
            tint: compere.tint.map_or(Vec3::NEG_ONE, unit),
            specular: compere.specular.unwrap_or(SPECULAR).clamp(0.0, 1.0),
        }
    }
}

impl Kind {
    /// The shader definition that selects its code.
    pub(crate) fn shader_def(self) -> &'static str {
        match self {
            Self::Skin => "SKIN",
            Self::Hair => "HAIR",
            Self::Eye => "EYE",
            Self::Teeth | Self::Tongue => "WET",
            Self::Lash => "LASH",
            Self::Cloth => "CLOTH",
            Self::Plain => "PLAIN",
            Self::Unlit => "UNLIT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(extras: &str, expect: Kind) {
        let extras = GltfMaterialExtras { value: extras.into() };
        assert_eq!(Look::of(Some(&extras)).kind, expect);
    }

    #[test]
    fn kinds_are_read_from_extras() {
        check(r#"{"compere": {"kind": "skin", "wrap": 0.3}}"#, Kind::Skin);
        check(r#"{"compere": {"kind": "velvet"}}"#, Kind::Plain);
        check(r#"{"other": 1}"#, Kind::Plain);
        check("nonsense", Kind::Plain);
        assert_eq!(Look::of(None), Look::default());
    }

    #[test]
    fn numbers_of_a_stranger_are_drawn_into_their_ranges() {
        let value =
            r#"{"compere": {"kind": "hair", "scatter": [9, -1, 0.5], "tint": [0.5, 2, 0], "specular": 7}}"#;
        let look = Look::of(Some(&GltfMaterialExtras { value: value.into() }));
        assert_eq!(look.scatter, vec3(1.0, 0.0, 0.5));
        assert_eq!((look.tint, look.specular), (vec3(0.5, 1.0, 0.0), 1.0));
    }
}
