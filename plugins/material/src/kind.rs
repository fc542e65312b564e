//! What a glTF material says of itself in its extras.

use bevy::gltf::GltfMaterialExtras;
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

#[derive(Debug, Deserialize)]
struct Compere {
    kind: String,
}

impl Kind {
    /// The kind that `extras` name; plain where they name none that is known.
    pub(crate) fn of(extras: Option<&GltfMaterialExtras>) -> Self {
        let Some(extras) = extras else { return Self::Plain };
        let read: Extras = serde_json::from_str(&extras.value).unwrap_or_default();
        let Some(compere) = read.compere else { return Self::Plain };
        serde_json::from_value(serde_json::Value::String(compere.kind)).unwrap_or_default()
    }

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
        assert_eq!(Kind::of(Some(&extras)), expect);
    }

    #[test]
    fn kinds_are_read_from_extras() {
        check(r#"{"compere": {"kind": "skin", "wrap": 0.3}}"#, Kind::Skin);
        check(r#"{"compere": {"kind": "velvet"}}"#, Kind::Plain);
        check(r#"{"other": 1}"#, Kind::Plain);
        check("nonsense", Kind::Plain);
        assert_eq!(Kind::of(None), Kind::Plain);
    }
}
