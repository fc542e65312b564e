//! What changes under a board that is on air: the language of its texts, and the time of the wall.

use super::{Board, Drawn};
use crate::{Fonts, text::Typesetter};
use protocol::{
    SAMPLE_RATE,
    graphic::{Graphic, GraphicsSettings, Until},
};

impl Board {
    /// Texts are in `language` (BCP 47) from media time `sample` on.
    pub fn speak(&mut self, language: &str, sample: u64) {
        if self.of.language == language {
            return;
        }
        language.clone_into(&mut self.of.language);
        if let Ok(fonts) = Fonts::load(language, self.of.settings.font.as_deref(), &[]) {
            self.easel.typesetter = Typesetter::new(fonts);
        }
        // All that is shown is drawn anew.
        if let Err(error) = self.set(GraphicsSettings::default(), sample) {
            tracing::warn!("{error}");
        }
    }

    /// Sets the time of the wall at media time 0; countdowns to a time that are shown follow it.
    pub fn set_began(&mut self, began_ms: u64) {
        self.of.began_ms = began_ms;
        for shown in &mut self.shown {
            if let (Graphic::Countdown { until: Until::WallMillis(at), .. }, Drawn::Clock(clock)) =
                (&shown.graphic, &mut shown.drawn)
            {
                clock.end = sample_at(*at, began_ms);
            }
        }
    }
}

/// Media time at a time of the wall.
pub(super) fn sample_at(wall_ms: u64, began_ms: u64) -> u64 {
    wall_ms.saturating_sub(began_ms) * u64::from(SAMPLE_RATE) / 1000
}
