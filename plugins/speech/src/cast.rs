//! The voices of a programme as one: who speaks a sentence, and who instead when that voice fails.
//!
//! Owns the open voices and the speech that is kept; it makes no sound of its own. A voice is opened when it is
//! first needed; what is in the cache needs none.

mod chain;
mod loudness;
mod take;

use crate::{
    Cancel, SentenceRequest, Speaker, SpeechPart, SynthesisError, Synthesizer,
    cache::{CacheKey, CachedSpeech, SpeechCache},
    catalog::{Catalog, VoiceSource},
    pitch,
};
use loudness::Unmeasured;
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};
use take::Take;

/// After its first failure a voice is left alone for so long, then twice as long each time.
const REST: Duration = Duration::from_secs(20);
/// Longest rest of a voice that fails.
const LONGEST_REST: Duration = Duration::from_secs(300);
/// Changes when the same request begins to sound otherwise for a reason that no fingerprint tells.
const SOUND_VERSION: u32 = 1;

/// How a cast is made up.
pub struct CastSettings {
    /// All voices there are.
    pub catalog: Catalog,
    /// Who speaks where nobody is named.
    pub voice: String,
    /// Voices to take when the one that should speak fails, before any other of its language.
    pub fallback: Vec<String>,
    /// Open the usual voice before the first sentence asks for it.
    pub eager: bool,
    /// Have a voice of which nobody knows how loud it is count before its first sentence: for files, so that the same
    /// show always sounds the same. Otherwise it speaks at once, and counts when nothing is to be said.
    pub measures_first: bool,
    /// Speech that is kept.
    pub cache: Option<Arc<SpeechCache>>,
    /// Tells the loudness of 48 kHz mono sound in LUFS.
    pub loudness: fn(&[f32]) -> Option<f32>,
}

/// Several voices behind one [`Synthesizer`].
pub struct Cast {
    settings: CastSettings,
    open: HashMap<String, Box<dyn Synthesizer>>,
    loudness: HashMap<String, Option<f32>>,
    /// Voices that are to count when there is time for it.
    unmeasured: VecDeque<Unmeasured>,
    resting: HashMap<String, Resting>,
}

/// A voice that failed lately.
struct Resting {
    since: Instant,
    length: Duration,
}

impl Resting {
    fn left(&self) -> Duration {
        self.length.saturating_sub(self.since.elapsed())
    }

    fn is_over(&self) -> bool {
        self.left().is_zero()
    }
}

impl Cast {
    /// A cast whose voices are opened when they are needed.
    pub fn new(settings: CastSettings) -> Self {
        Self {
            settings,
            open: HashMap::new(),
            loudness: HashMap::new(),
            unmeasured: VecDeque::new(),
            resting: HashMap::new(),
        }
    }

    /// Whether `sentence` can be said by the voice that should say it without opening anything.
    pub fn is_cached(&self, sentence: &SentenceRequest) -> bool {
        let Some(cache) = &self.settings.cache else { return false };
        let first = self.chain(sentence).into_iter().next();
        first.and_then(|source| self.key(&*source, sentence).ok()).is_some_and(|key| cache.holds(&key))
    }

    /// What a request's sound depends on.
    fn key(&self, source: &dyn VoiceSource, request: &SentenceRequest) -> Result<CacheKey, SynthesisError> {
        let fingerprint = source.fingerprint()?;
        let pieces = serde_json::to_vec(&request.pieces).unwrap_or_default();
        let numbers = [request.speed, request.pitch, request.silence_after].map(f32::to_le_bytes).concat();
        Ok(CacheKey::of([
            &SOUND_VERSION.to_le_bytes()[..],
            fingerprint.as_bytes(),
            &pieces,
            &numbers,
            request.language.as_deref().unwrap_or_default().as_bytes(),
            &request.seed.to_le_bytes(),
        ]))
    }

    fn opened(&mut self, source: &Arc<dyn VoiceSource>) -> Result<&mut Box<dyn Synthesizer>, SynthesisError> {
        let name = &source.facts().name;
        if !self.open.contains_key(name) {
            let begun = Instant::now();
            let voice = source.open()?;
            tracing::info!(voice = name.as_str(), seconds = begun.elapsed().as_secs_f32(), "voice opened");
            self.open.insert(name.clone(), voice);
        }
        self.open.get_mut(name).ok_or(SynthesisError::Cancelled)
    }

    /// Has one voice say it.
    fn say_with(
        &mut self,
        source: &Arc<dyn VoiceSource>,
        request: &SentenceRequest,
        cancel: &Cancel,
        take: &mut Take,
    ) -> Result<(), SynthesisError> {
        let facts = source.facts();
        let cache = self.settings.cache.clone();
        let key = cache.as_ref().map(|_| self.key(&**source, request)).transpose()?;
        if let (Some(cache), Some(key)) = (&cache, &key)
            && let Some(kept) = cache.get(key)
        {
            let loudness = self.remembered_loudness(source);
            take.begin(Speaker { voice: facts.name.clone(), loudness });
            return take.replay(kept, cancel);
        }
        let (bends_pitch, name) = (facts.bends_pitch, facts.name.clone());
        self.opened(source)?;
        let loudness = self.loudness_of(source, cancel)?;
        take.begin(Speaker { voice: name, loudness });
        let voice = self.opened(source)?;
        if request.pitch == 0.0 || bends_pitch {
            voice.synthesize(request, cancel, &mut |part| take.part(part))?;
        } else {
            pitch::shifted(&mut **voice, request, cancel, &mut |part| take.part(part))?;
        }
        take.tell_times();
        if let (Some(cache), Some(key), Some(made)) = (&cache, &key, take.made())
            && let Err(error) = cache.put(key, &made)
        {
            // A full disk must not end a show.
            tracing::warn!(%error, "speech is not kept");
        }
        Ok(())
    }

    fn rest(&mut self, name: &str) {
        let length = self.resting.get(name).map_or(REST, |r| (r.length * 2).min(LONGEST_REST));
        self.resting.insert(name.to_owned(), Resting { since: Instant::now(), length });
        // It is opened anew: what failed may have been in it.
        self.open.remove(name);
    }
}

impl Synthesizer for Cast {
    fn name(&self) -> &str {
        &self.settings.voice
    }

    /// Opens the usual voice, and sees how loud it is.
    fn prepare(&mut self) -> Result<(), SynthesisError> {
        if !self.settings.eager {
            return Ok(());
        }
        let source = self.settings.catalog.find(&self.settings.voice).map_err(|error| {
            SynthesisError::Unavailable { engine: "the voice", message: error.to_string() }
        })?;
        self.opened(&source).map(|_| ()).inspect_err(|_| self.rest(&source.facts().name))?;
        self.loudness_of(&source, &Cancel::default()).map(drop)
    }

    fn idle(&mut self, cancel: &Cancel) {
        self.measure_what_waits(cancel);
    }

    fn synthesize(
        &mut self,
        request: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let chain = self.chain(request);
        let mut failures: Vec<(String, SynthesisError)> = Vec::new();
        for source in &chain {
            cancel.check()?;
            let name = source.facts().name.clone();
            let rests = self.resting.get(&name).is_some_and(|resting| !resting.is_over());
            // What is cached needs no engine, so even one that rests may be asked for that.
            if rests && !self.key(&**source, request).is_ok_and(|key| self.holds(&key)) {
                continue;
            }
            let mut take = Take::new(sink);
            match self.say_with(source, request, cancel, &mut take) {
                Ok(()) => {
                    let was_resting = !rests && self.resting.remove(&name).is_some();
                    if was_resting {
                        sink(SpeechPart::Notice(format!("the voice {name} speaks again")));
                    }
                    return Ok(());
                }
                Err(error @ SynthesisError::Cancelled) => return Err(error),
                Err(error) => {
                    let heard = take.has_begun();
                    let is_of_text =
                        matches!(error, SynthesisError::NothingToSay | SynthesisError::Refused { .. });
                    if !is_of_text {
                        self.rest(&name);
                    }
                    if heard {
                        // Half a sentence was given; the caller knows what was heard of it.
                        return Err(error);
                    }
                    if !matches!(error, SynthesisError::NothingToSay) {
                        sink(SpeechPart::Notice(format!("the voice {name} failed: {error}")));
                    }
                    failures.push((name, error));
                }
            }
        }
        Err(self.why(&chain, failures))
    }
}

impl Cast {
    /// Why nobody said it. Where every voice has a reason that passes, it is worth another try.
    fn why(&self, chain: &[Arc<dyn VoiceSource>], failures: Vec<(String, SynthesisError)>) -> SynthesisError {
        let passes = failures.iter().all(|(_, error)| matches!(error, SynthesisError::Unavailable { .. }));
        let rests = chain.iter().filter_map(|source| self.resting.get(&source.facts().name));
        let again = rests.map(Resting::left).min().filter(|_| passes);
        let first = failures.into_iter().next().map(|(_, error)| error);
        let resting = "all that could say this failed a short while ago; it is tried again soon";
        match (again, first) {
            (Some(again), Some(error)) => SynthesisError::Resting { message: error.to_string(), again },
            (Some(again), None) => {
                SynthesisError::Resting { message: format!("no voice is available: {resting}"), again }
            }
            (None, Some(error)) => error,
            (None, None) => SynthesisError::Unavailable {
                engine: "every voice",
                message: "none is there that could say this; `compere voices` lists those that are".into(),
            },
        }
    }

    fn holds(&self, key: &CacheKey) -> bool {
        self.settings.cache.as_ref().is_some_and(|cache| cache.holds(key))
    }
}

/// Sound as it is kept: 16 bits, so that kept and new speech are the same to the bit.
fn quantised(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}

/// The sample that a kept one stands for.
fn restored(sample: i16) -> f32 {
    f32::from(sample) / f32::from(i16::MAX)
}

#[cfg(test)]
mod tests;
