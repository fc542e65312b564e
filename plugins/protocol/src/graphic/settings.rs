//! How graphics look and which of them belong to the programme: front matter, theme files and `SetGraphics`.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// What is to change; what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GraphicsSettings {
    /// Burn in what is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captions: Option<bool>,
    /// How captions look.
    #[serde(default, alias = "caption_style", skip_serializing_if = "Option::is_none")]
    pub caption_style: Option<CaptionStyle>,
    /// The label that tells viewers that the host is a machine: `true`, `false`, or its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// A PNG or JPEG file that is shown in a corner; an empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Where the logo stands; the label stands in the corner on the other side.
    #[serde(default, alias = "logo_corner", skip_serializing_if = "Option::is_none")]
    pub logo_corner: Option<Corner>,
    /// The brand's colour: bars, prices, the word that is being said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// Colour of panels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<Color>,
    /// Colour of text on panels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Color>,
    /// A family of fonts that is installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    /// A file of products beside the show, instead of `products.toml`, `products.csv` or `products.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<String>,
    /// A `NAME.theme.toml` beside the show whose settings hold where these say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
}

impl GraphicsSettings {
    /// These, and `below` where these say nothing.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            captions: self.captions.or(below.captions),
            caption_style: self.caption_style.or(below.caption_style),
            label: self.label.or(below.label),
            logo: self.logo.or(below.logo),
            logo_corner: self.logo_corner.or(below.logo_corner),
            accent: self.accent.or(below.accent),
            panel: self.panel.or(below.panel),
            text: self.text.or(below.text),
            font: self.font.or(below.font),
            products: self.products.or(below.products),
            theme: self.theme.or(below.theme),
        }
    }
}

/// How captions look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CaptionStyle {
    /// On a dark panel: readable on everything.
    #[default]
    Panel,
    /// Without a panel, with a dark outline.
    Outline,
}

/// A corner of the picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Corner {
    /// Where most stations have it.
    #[default]
    TopRight,
    /// On the other side.
    TopLeft,
}

/// The label that tells viewers that the host is a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Label {
    /// With the text of the show's language, or none.
    Shown(bool),
    /// With this text.
    Text(String),
}

/// A colour without transparency: `#1e90ff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

/// Not a colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no colour; write red, green and blue in hexadecimal, as in #1e90ff")]
pub struct NoColor(String);

impl FromStr for Color {
    type Err = NoColor;

    fn from_str(text: &str) -> Result<Self, NoColor> {
        let wrong = || NoColor(text.to_owned());
        let hex = text.strip_prefix('#').unwrap_or(text);
        if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let channel = |n: usize| u8::from_str_radix(&hex[n..n + 2], 16).map_err(|_| wrong());
        Ok(Self([channel(0)?, channel(2)?, channel(4)?]))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Color {
    fn schema_name() -> Cow<'static, str> {
        "Color".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^#?[0-9a-fA-F]{6}$" })
    }
}
