//! Graphics: what can lie over the picture, as cues, requests and themes name it.
//!
//! Only the vocabulary; how a graphic looks and moves is the crate `graphics`'s.

mod parse;
mod settings;

pub use settings::{CaptionStyle, Color, Corner, GraphicsSettings, Label};

use crate::wall::rfc3339;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that lies over the picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Graphic {
    /// Who speaks: a name and a line beneath it.
    LowerThird {
        /// The name.
        name: String,
        /// Role, place, or nothing.
        #[serde(default)]
        line: String,
    },
    /// What is said, word by word, for as long as it is on.
    Captions,
    /// That the host is made by a machine.
    Label,
    /// The time that is left.
    Countdown {
        /// Until when.
        until: Until,
        /// What it counts down to.
        #[serde(default)]
        title: String,
    },
    /// A text that runs along the lower edge.
    Ticker {
        /// The text; ` | ` parts its items.
        text: String,
    },
    /// A picture in a corner.
    Logo {
        /// A PNG or JPEG file; the theme's where it is not given.
        #[serde(default)]
        file: Option<String>,
    },
    /// A thing that is sold, from the catalogue beside the show.
    Product {
        /// Its name in the catalogue.
        id: String,
    },
    /// A picture.
    Image {
        /// A PNG or JPEG file beside the show.
        file: String,
    },
    /// A card that names the show or a part of it.
    Title {
        /// Large.
        text: String,
        /// Beneath it, small.
        #[serde(default)]
        line: String,
    },
    /// What a viewer asked.
    Question {
        /// The question.
        text: String,
        /// Who asked.
        #[serde(default)]
        from: String,
    },
}

/// When a countdown ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Until {
    /// So many milliseconds of media time after it was shown.
    AfterMillis(u64),
    /// At this time of the wall, in milliseconds since 1970 began, UTC.
    WallMillis(u64),
}

/// What kind of graphic; of each at most one is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GraphicKind {
    /// [`Graphic::Product`]
    Product,
    /// [`Graphic::Image`]
    Image,
    /// [`Graphic::Title`]
    Title,
    /// [`Graphic::Question`]
    Question,
    /// [`Graphic::Countdown`]
    Countdown,
    /// [`Graphic::LowerThird`]
    LowerThird,
    /// [`Graphic::Ticker`]
    Ticker,
    /// [`Graphic::Captions`]
    Captions,
    /// [`Graphic::Logo`]
    Logo,
    /// [`Graphic::Label`]
    Label,
}

/// Names of graphics, as cues write them, in the order in which they are documented.
pub const GRAPHICS: [(&str, GraphicKind); 10] = [
    ("product", GraphicKind::Product),
    ("image", GraphicKind::Image),
    ("title", GraphicKind::Title),
    ("question", GraphicKind::Question),
    ("countdown", GraphicKind::Countdown),
    ("lower-third", GraphicKind::LowerThird),
    ("ticker", GraphicKind::Ticker),
    ("captions", GraphicKind::Captions),
    ("logo", GraphicKind::Logo),
    ("label", GraphicKind::Label),
];

impl GraphicKind {
    /// As cues write it.
    pub fn name(self) -> &'static str {
        GRAPHICS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether it stays when everything is taken away: captions, logo and label belong to the programme, not to a
    /// moment of it.
    pub fn stays(self) -> bool {
        matches!(self, Self::Captions | Self::Logo | Self::Label)
    }
}

impl Graphic {
    /// Its kind.
    pub fn kind(&self) -> GraphicKind {
        match self {
            Self::LowerThird { .. } => GraphicKind::LowerThird,
            Self::Captions => GraphicKind::Captions,
            Self::Label => GraphicKind::Label,
            Self::Countdown { .. } => GraphicKind::Countdown,
            Self::Ticker { .. } => GraphicKind::Ticker,
            Self::Logo { .. } => GraphicKind::Logo,
            Self::Product { .. } => GraphicKind::Product,
            Self::Image { .. } => GraphicKind::Image,
            Self::Title { .. } => GraphicKind::Title,
            Self::Question { .. } => GraphicKind::Question,
        }
    }
}

impl fmt::Display for Graphic {
    /// As `[show …]` takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Quotes cannot be written inside of quotes; they are for the eye only.
        let quote = |text: &str| format!("\"{}\"", text.replace('"', "'"));
        f.write_str(self.kind().name())?;
        let arguments: [Option<String>; 2] = match self {
            Self::Captions | Self::Label => [None, None],
            Self::Product { id: value } | Self::Image { file: value } => {
                return write!(f, ":{}", if value.contains(' ') { quote(value) } else { value.clone() });
            }
            Self::Logo { file } => [file.as_deref().map(quote), None],
            Self::Ticker { text } => [Some(quote(text)), None],
            Self::LowerThird { name: first, line: second }
            | Self::Title { text: first, line: second }
            | Self::Question { text: first, from: second } => {
                [Some(quote(first)), (!second.is_empty()).then(|| quote(second))]
            }
            Self::Countdown { until, title } => {
                let until = match until {
                    Until::AfterMillis(millis) => format!("{}ms", millis),
                    Until::WallMillis(millis) => rfc3339(*millis),
                };
                [Some(until), (!title.is_empty()).then(|| quote(title))]
            }
        };
        arguments.iter().flatten().try_for_each(|a| write!(f, " {a}"))
    }
}

#[cfg(test)]
mod tests;
