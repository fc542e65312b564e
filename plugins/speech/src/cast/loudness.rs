//! How loud voices are: as they say themselves, as was learnt in an earlier run, or by having them count.

use super::Cast;
use crate::{Cancel, SentenceRequest, SpeechPart, SynthesisError, cache::VoiceRecord, catalog::VoiceSource};
use std::sync::Arc;

/// What is said to learn how loud a voice is: every language reads digits. A dozen seconds of speech.
pub(super) const CALIBRATION: &str = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20.";

/// So often a voice that counts may be disturbed: some cost money each time.
const MOST_TRIES: u32 = 5;

/// A voice that is to count when there is time for it.
pub(super) struct Unmeasured {
    source: Arc<dyn VoiceSource>,
    tries: u32,
}

impl Cast {
    /// How loud a voice is, where that is known. One that is new counts first for a file; on air it counts later, so
    /// that nothing that is to be said waits for it.
    ///
    /// # Errors
    /// [`SynthesisError::Cancelled`] when `cancel` was raised while it counted.
    pub(super) fn loudness_of(
        &mut self,
        source: &Arc<dyn VoiceSource>,
        cancel: &Cancel,
    ) -> Result<Option<f32>, SynthesisError> {
        if let Some(known) = self.known_loudness(source) {
            return Ok(known);
        }
        if self.settings.measures_first {
            return self.learn(source, cancel);
        }
        let name = &source.facts().name;
        if !self.unmeasured.iter().any(|other| other.source.facts().name == *name) {
            self.unmeasured.push_back(Unmeasured { source: source.clone(), tries: 0 });
        }
        Ok(None)
    }

    /// What is known without anybody counting; `Some(None)` where that did not help.
    fn known_loudness(&mut self, source: &Arc<dyn VoiceSource>) -> Option<Option<f32>> {
        let facts = source.facts();
        if facts.loudness.is_some() {
            return Some(facts.loudness);
        }
        if let Some(known) = self.loudness.get(&facts.name) {
            return Some(*known);
        }
        let remembered = self.settings.cache.as_ref()?.voice(&facts.name)?;
        let fingerprint = source.fingerprint().ok()?;
        let known = Some(remembered).filter(|record| record.fingerprint == fingerprint)?.loudness?;
        self.loudness.insert(facts.name.clone(), Some(known));
        Some(Some(known))
    }

    /// As [`Self::loudness_of`], without opening anything.
    pub(super) fn remembered_loudness(&self, source: &Arc<dyn VoiceSource>) -> Option<f32> {
        let facts = source.facts();
        let known = || self.loudness.get(&facts.name).copied().flatten();
        let kept = || self.settings.cache.as_ref()?.voice(&facts.name)?.loudness;
        facts.loudness.or_else(known).or_else(kept)
    }

    /// Has the voices count that spoke before anybody knew how loud they are.
    pub(super) fn measure_what_waits(&mut self, cancel: &Cancel) {
        while let Some(Unmeasured { source, tries }) = self.unmeasured.pop_front() {
            // One that has failed since counts when it has spoken again.
            let is_open = self.open.contains_key(&source.facts().name);
            if !is_open || self.known_loudness(&source).is_some() || self.learn(&source, cancel).is_ok() {
                continue;
            }
            // Somebody has something to say.
            if tries + 1 < MOST_TRIES {
                self.unmeasured.push_front(Unmeasured { source, tries: tries + 1 });
            } else {
                self.loudness.insert(source.facts().name.clone(), None);
            }
            return;
        }
    }

    /// Has a voice count, and remembers what came of it.
    fn learn(
        &mut self,
        source: &Arc<dyn VoiceSource>,
        cancel: &Cancel,
    ) -> Result<Option<f32>, SynthesisError> {
        let Ok(fingerprint) = source.fingerprint() else { return Ok(None) };
        let loudness = self.measure(source, cancel)?;
        let facts = source.facts();
        self.loudness.insert(facts.name.clone(), loudness);
        if let Some(cache) = &self.settings.cache {
            let record = VoiceRecord {
                name: facts.name.clone(),
                engine: facts.engine.clone(),
                language: facts.language.clone(),
                fingerprint,
                loudness,
            };
            if let Err(error) = cache.keep_voice(&record) {
                tracing::warn!(%error, "what was learnt of a voice cannot be kept");
            }
        }
        Ok(loudness)
    }

    fn measure(
        &mut self,
        source: &Arc<dyn VoiceSource>,
        cancel: &Cancel,
    ) -> Result<Option<f32>, SynthesisError> {
        let measure = self.settings.loudness;
        let Ok(voice) = self.opened(source) else { return Ok(None) };
        let mut sound = Vec::new();
        let said = voice.synthesize(&SentenceRequest::text(CALIBRATION), cancel, &mut |part| {
            if let SpeechPart::Audio(samples) = part {
                sound.extend(samples);
            }
        });
        match said {
            Ok(()) => Ok(measure(&sound)),
            Err(error @ SynthesisError::Cancelled) => Err(error),
            Err(_) => Ok(None),
        }
    }
}
