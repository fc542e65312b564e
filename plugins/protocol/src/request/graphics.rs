//! What lies over the picture.

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

/// Set captions and label; what is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetGraphics {
    /// Whether captions are burnt in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captions: Option<bool>,
    /// Whether the picture says that the host is an AI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<bool>,
    /// In which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_text: Option<String>,
}

/// What lies over the picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Graphics {
    /// As `[show …]` takes them, in the order in which they were shown.
    pub shown: Vec<String>,
    /// Whether captions are burnt in.
    pub captions: bool,
    /// Whether the picture says that the host is an AI.
    pub label: bool,
    /// In which words.
    pub label_text: String,
}
