//! Who may say a sentence, in order.

use super::Cast;
use crate::{
    SentenceRequest,
    catalog::{VoiceSource, is_written_so, language_of_script},
};
use std::sync::Arc;

impl Cast {
    /// The voices that may say `request`, first choice first: the one that is named (or the usual one), its
    /// own fallbacks, the cast's, then every other voice of the language. A voice of another language than the
    /// text's is left to the end.
    pub(super) fn chain(&self, request: &SentenceRequest) -> Vec<Arc<dyn VoiceSource>> {
        let catalog = &self.settings.catalog;
        let find = |name: &str| catalog.find(name).inspect_err(|error| tracing::warn!("{error}")).ok();
        let mut wanted: Vec<Arc<dyn VoiceSource>> = Vec::new();
        for name in request.voice.iter().chain([&self.settings.voice]) {
            wanted.extend(find(name));
        }
        let named = wanted.first().map(|voice| voice.facts().fallback.clone()).unwrap_or_default();
        for name in named.iter().chain(&self.settings.fallback) {
            wanted.extend(find(name));
        }
        let said = request.said();
        let own = wanted.first().and_then(|voice| voice.facts().language.clone());
        let meant = request.language.clone().or_else(|| own.clone());
        // Letters tell more than who wrote them: no English voice reads Chinese, whatever it was told.
        let script =
            language_of_script(&said).filter(|l| !meant.as_deref().is_some_and(|m| is_written_so(m, l)));
        let language =
            script.map(str::to_owned).or(meant).filter(|_| own.is_some() || request.language.is_some());
        if let Some(language) = language.as_deref() {
            wanted.extend(catalog.speaking(language));
            let speaks = |voice: &Arc<dyn VoiceSource>| voice.facts().speaks(language);
            wanted.sort_by_key(|voice| !speaks(voice));
        }
        let mut seen = std::collections::HashSet::new();
        wanted.retain(|voice| seen.insert(voice.facts().name.clone()));
        wanted
    }
}
