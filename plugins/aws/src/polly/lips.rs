//! Phones for sound that comes without marks: by forced alignment, else by loudness alone.

use protocol::timeline::Timeline;
use speech::{
    align::{Aligner, by_energy},
    espeak::EspeakVoiceSettings,
};

/// Started with the first sound that needs it.
#[derive(Default)]
pub(super) enum Lips {
    #[default]
    Asleep,
    Aligner(Box<Aligner>),
    /// There is no espeak-ng to align with.
    Loudness,
}

impl Lips {
    /// Times of `text` in `audio` (48 kHz mono), which they tile.
    pub fn timeline(&mut self, text: &str, language: &str, audio: &[f32]) -> Timeline {
        if matches!(self, Self::Asleep) {
            *self = match Aligner::start(&EspeakVoiceSettings::language(language)) {
                Ok(aligner) => Self::Aligner(Box::new(aligner)),
                Err(error) => {
                    tracing::warn!(%error, "lips of Polly's sound follow its loudness only");
                    Self::Loudness
                }
            };
        }
        let Self::Aligner(aligner) = self else { return by_energy(audio) };
        match aligner.timeline(text, language, audio) {
            Ok(timeline) if timeline.samples == audio.len() as u64 && timeline.check().is_ok() => timeline,
            Ok(_) => by_energy(audio),
            Err(error) => {
                tracing::debug!(%error, "a sentence of Polly's could not be aligned");
                by_energy(audio)
            }
        }
    }
}
