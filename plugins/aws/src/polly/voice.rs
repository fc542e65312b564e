//! The voice: a sentence in, its timeline and audio out.

use super::{
    ENGINE, PollyEngine, PollySettings,
    catalog::{self, Language, VoiceInfo},
    client::{Client, Connection, Manner, Take},
    decode,
    failure::{Failure, refused, unavailable},
    lips::Lips,
    marks::{self, Mark},
    plan::{self, Segment},
    ssml::{Document, Style},
    times,
};
use protocol::timeline::Timeline;
use speech::{Cancel, Piece, Resampler, SentenceRequest, SpeechPart, SynthesisError, Synthesizer};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sample rates in the order in which they are asked for.
const RATES: [u32; 3] = [48_000, 24_000, 22_050];
/// Samples in a part of the audio that is given on: half a second.
const CHUNK: usize = 24_000;
/// Characters of a request: a quarter of an hour of speech. All of it is kept until its timeline is whole.
const LONGEST_TEXT: usize = 15_000;
/// What `prosody rate` takes.
const SPEEDS: std::ops::RangeInclusive<f32> = 0.2..=2.0;
/// What `prosody pitch` takes (-33 to 50 per cent) in semitones.
const PITCHES: std::ops::RangeInclusive<f32> = -7.0..=7.0;

/// A voice of Amazon Polly. Nothing is sent before its first sentence (or [`Self::check`]).
pub struct PollyVoice {
    name: String,
    settings: PollySettings,
    shared: Arc<Mutex<Shared>>,
    /// Index into [`RATES`] of the best that this engine has given.
    rate: usize,
    lips: Lips,
    told: bool,
}

/// What voices of one account and region have in common. Locked for as long as a request takes: they speak one
/// after the other.
struct Shared {
    client: Client,
    /// Asked for once.
    voices: Option<Vec<VoiceInfo>>,
}

/// All voices of a region, as `compere voices list` shows them. `settings.voice` does not matter.
///
/// # Errors
/// What stands in the way, in words.
pub fn list_voices(settings: PollySettings) -> Result<Vec<VoiceInfo>, SynthesisError> {
    let mut client = client(settings)?;
    client.run(&Cancel::default(), |connection| connection.voices()).map_err(Failure::into_error)
}

fn client(settings: PollySettings) -> Result<Client, SynthesisError> {
    Client::new(settings).map_err(|error| unavailable(format!("its runtime could not be started: {error}")))
}

impl PollyVoice {
    /// A voice that will connect when it is needed, so that a show starts without a network.
    ///
    /// # Errors
    /// When the machine gives no runtime.
    pub fn new(settings: PollySettings) -> Result<Self, SynthesisError> {
        let shared = Arc::new(Mutex::new(Shared { client: client(settings.clone())?, voices: None }));
        Ok(Self {
            name: settings.voice.clone(),
            settings,
            shared,
            rate: 0,
            lips: Lips::default(),
            told: false,
        })
    }

    /// A voice with other settings over the same connection, where they allow that.
    pub fn beside(&self, settings: &PollySettings) -> Option<Self> {
        let shared = self.shared.clone();
        let (name, own) = (settings.voice.clone(), settings.clone());
        let voice = || Self { name, settings: own, shared, rate: 0, lips: Lips::default(), told: false };
        self.settings.same_account(settings).then(voice)
    }

    /// Has it go by another name.
    #[must_use]
    pub fn called(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks the voice up, so that a wrong name is told before the show.
    ///
    /// # Errors
    /// The same as of a sentence.
    pub fn check(&self, cancel: &Cancel) -> Result<(VoiceInfo, PollyEngine), SynthesisError> {
        let mut shared = self.shared();
        let Shared { client, voices } = &mut *shared;
        let known = match voices {
            Some(known) => known,
            None => {
                let asked = client.run(cancel, |connection| connection.voices());
                voices.insert(asked.map_err(Failure::into_error)?)
            }
        };
        let voice = catalog::find(known, &self.settings.voice)?.clone();
        drop(shared);
        let engine = catalog::engine(&voice, self.settings.engine)?;
        Ok((voice, engine))
    }

    /// The part of `semitones` that the engine does itself, -7 to 7; the caller shifts the rest. Zero for all
    /// but standard, and where standard was not asked for by name, so that it is known without asking.
    pub fn own_pitch(&self, semitones: f32) -> f32 {
        match self.settings.engine {
            Some(PollyEngine::Standard) if semitones.is_finite() => clamp(semitones, PITCHES),
            _ => 0.0,
        }
    }

    fn style(&mut self, request: &SentenceRequest, engine: PollyEngine, foreign: Option<String>) -> Style {
        let speed = if request.speed.is_finite() { request.speed.clamp(0.25, 4.0) } else { 1.0 };
        let rate = (clamp(speed, SPEEDS) * 100.0).round() as u32;
        if speed > *SPEEDS.end() && !std::mem::replace(&mut self.told, true) {
            tracing::warn!(speed, "Polly speaks at most twice as fast as usual; this is said at 2");
        }
        let pitch = self.own_pitch(request.pitch);
        let pitch = ((2.0f32.powf(pitch / 12.0) - 1.0) * 100.0).round() as i32;
        Style {
            rate: (rate != 100).then_some(rate),
            pitch: (pitch != 0).then_some(pitch),
            language: foreign,
            whole: engine == PollyEngine::Generative,
        }
    }

    /// Asks for all documents, at the best rate that the engine gives.
    fn takes(
        &mut self,
        documents: &[Document],
        manner: &Manner,
        cancel: &Cancel,
    ) -> Result<(Vec<Take>, u32), SynthesisError> {
        loop {
            let rate = RATES[self.rate];
            let manner = Manner { rate, ..manner.clone() };
            let work = |connection: Connection| connection.takes(documents.to_vec(), manner);
            let outcome = self.shared().client.run(cancel, work);
            match outcome {
                Ok(takes) => return Ok((takes, rate)),
                Err(Failure::SampleRate) if self.rate + 1 < RATES.len() => self.rate += 1,
                Err(failure) => return Err(failure.into_error()),
            }
        }
    }

    /// Audio at 48 kHz and its timeline.
    fn said(
        &mut self,
        document: &Document,
        take: Take,
        engine: PollyEngine,
        language: &str,
    ) -> Result<(Vec<f32>, Timeline), SynthesisError> {
        let sound = decode::decode(take.sound).map_err(|why| {
            unavailable(format!("its sound cannot be decoded: {why}; say the sentence again"))
        })?;
        let mut audio = Vec::with_capacity(sound.samples.len() * 3);
        let mut resampler = Resampler::new(sound.rate);
        resampler.push(&sound.samples, &mut audio);
        resampler.finish(&mut audio);
        if engine.has_marks() {
            let marks = marks::parse(&take.marks)
                .map_err(|why| unavailable(format!("its speech marks cannot be read ({why})")))?;
            // A voice that is too new for visemes has marks of words only.
            if marks.iter().any(Mark::is_sound) {
                let timeline = times::timeline(document, &marks, &audio, language.starts_with("en"));
                return Ok((audio, timeline));
            }
        }
        let timeline = self.lips.timeline(&document.text, language, &audio);
        Ok((audio, timeline))
    }
}

impl Synthesizer for PollyVoice {
    fn name(&self) -> &str {
        &self.name
    }

    /// Looks the voice up, which also opens the connection.
    fn prepare(&mut self) -> Result<(), SynthesisError> {
        self.check(&Cancel::default()).map(drop)
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        cancel.check()?;
        let speaks =
            |piece: &Piece| matches!(piece, Piece::Text(text) if text.chars().any(char::is_alphanumeric));
        let length = sentence.said().chars().count();
        if length > LONGEST_TEXT {
            let why = format!("a text of {length} characters at once; split it into sentences");
            return Err(refused(why));
        }
        let (segments, manner, language) = if sentence.pieces.iter().any(speaks) {
            let (voice, engine) = self.check(cancel)?;
            let language = catalog::language(&voice, sentence.language.as_deref())?;
            let (second, foreign) = match language {
                Language::Own => (None, None),
                Language::Second(code) => (Some(code), None),
                Language::Foreign(code) => (None, Some(code)),
            };
            let spoken = second.clone().or(foreign.clone()).unwrap_or(voice.language);
            let style = self.style(sentence, engine, foreign);
            let manner = Manner { voice: voice.id, engine, language: second, rate: RATES[self.rate] };
            (plan::plan(sentence, &style), Some(manner), spoken)
        } else {
            (plan::plan(sentence, &Style::default()), None, String::new())
        };
        if segments.is_empty() {
            return Err(SynthesisError::NothingToSay);
        }
        let documents: Vec<Document> = segments.iter().filter_map(document).cloned().collect();
        let mut takes = Vec::new();
        if let Some(manner) = manner.as_ref().filter(|_| !documents.is_empty()) {
            let rate;
            (takes, rate) = self.takes(&documents, manner, cancel)?;
            tracing::debug!(engine = ENGINE, rate, documents = documents.len(), "said");
        }
        let mut takes = takes.into_iter();
        let mut timeline = Timeline { sample_rate: protocol::SAMPLE_RATE, ..Timeline::default() };
        let mut audio = Vec::new();
        for segment in &segments {
            cancel.check()?;
            match segment {
                Segment::Silence(samples) => {
                    timeline.append(&Timeline::silence(*samples));
                    audio.resize(audio.len() + *samples as usize, 0.0);
                }
                Segment::Speech(document) => {
                    let (Some(take), Some(manner)) = (takes.next(), &manner) else { continue };
                    let (sound, times) = self.said(document, take, manner.engine, &language)?;
                    timeline.append(&times);
                    audio.extend(sound);
                }
            }
        }
        join_pauses(&mut timeline);
        cancel.check()?;
        sink(SpeechPart::Timeline(timeline));
        for chunk in audio.chunks(CHUNK) {
            cancel.check()?;
            sink(SpeechPart::Audio(chunk.to_vec()));
        }
        Ok(())
    }
}

fn document(segment: &Segment) -> Option<&Document> {
    match segment {
        Segment::Speech(document) => Some(document),
        Segment::Silence(_) => None,
    }
}

/// Two pauses are one.
fn join_pauses(timeline: &mut Timeline) {
    timeline.phones.dedup_by(|next, before| {
        let both = next.phone == protocol::timeline::PAUSE && before.phone == protocol::timeline::PAUSE;
        if both {
            before.end = next.end;
        }
        both
    });
}

fn clamp(value: f32, range: std::ops::RangeInclusive<f32>) -> f32 {
    value.clamp(*range.start(), *range.end())
}
