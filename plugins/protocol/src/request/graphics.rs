//! What lies over the picture.

use crate::graphic::{CaptionStyle, Color, Corner, GraphicsSettings, Label};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lay something over the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowGraphic {
    /// As `[show …]` takes it: `product:x100`, `lower-third "Kai" "Your host"`.
    pub graphic: String,
}

/// Take away what lies over the picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HideGraphic {
    /// As `[hide …]` takes it; without it, all that was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graphic: Option<String>,
}

/// Set captions, label, logo and colours; what is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetGraphics {
    /// Whether captions are burnt in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captions: Option<bool>,
    /// How captions look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption_style: Option<CaptionStyle>,
    /// Whether the picture says that the host is an AI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<bool>,
    /// In which words; an empty text is the language's own again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_text: Option<String>,
    /// A PNG or JPEG file beside the show; an empty text takes the logo away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Where the logo stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_corner: Option<Corner>,
    /// The brand's colour, `#2f8cff`.
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
}

/// What lies over the picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Graphics {
    /// As `[show …]` takes them, from back to front; captions, label and logo are not among them.
    pub shown: Vec<String>,
    /// Whether captions are burnt in.
    pub captions: bool,
    /// How captions look.
    #[serde(default)]
    pub caption_style: CaptionStyle,
    /// Whether the picture says that the host is an AI.
    pub label: bool,
    /// In which words.
    pub label_text: String,
    /// The logo's file, where one is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The brand's colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// Products that can be shown.
    #[serde(default)]
    pub products: Vec<String>,
}

impl SetGraphics {
    /// As settings of a theme; a label without a text is in the language's own words.
    pub fn settings(self) -> GraphicsSettings {
        let text =
            self.label_text.map(|t| if t.trim().is_empty() { Label::Shown(true) } else { Label::Text(t) });
        let label = match (self.label, text) {
            (Some(false), _) => Some(Label::Shown(false)),
            (_, Some(text)) => Some(text),
            (on, None) => on.map(Label::Shown),
        };
        GraphicsSettings {
            captions: self.captions,
            caption_style: self.caption_style,
            label,
            logo: self.logo,
            logo_corner: self.logo_corner,
            accent: self.accent,
            panel: self.panel,
            text: self.text,
            font: self.font,
            products: None,
            theme: None,
        }
    }
}
