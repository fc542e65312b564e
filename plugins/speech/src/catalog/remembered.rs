//! A voice whose engine or files are gone: what is kept of it can be said, and nothing else.

use super::{VoiceFacts, VoiceSource};
use crate::{SynthesisError, Synthesizer, cache::VoiceRecord};

pub(super) struct Remembered {
    facts: VoiceFacts,
    fingerprint: String,
}

impl Remembered {
    pub(super) fn new(record: VoiceRecord) -> Self {
        let VoiceRecord { name, engine, language, fingerprint, loudness } = record;
        Self { facts: VoiceFacts { name, engine, language, loudness, ..VoiceFacts::default() }, fingerprint }
    }
}

impl VoiceSource for Remembered {
    fn facts(&self) -> &VoiceFacts {
        &self.facts
    }

    fn fingerprint(&self) -> Result<String, SynthesisError> {
        Ok(self.fingerprint.clone())
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        let message = format!(
            "the voice {} is not there any more, and this text was not said by it before; run `compere voices list`",
            self.facts.name
        );
        Err(SynthesisError::Unavailable { engine: "the voice", message })
    }
}
