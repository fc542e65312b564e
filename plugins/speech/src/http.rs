//! Voices of services that are asked over HTTP: OpenAI's way, which most servers of one's own speak too, and
//! ElevenLabs' way, which tells when each character is said.
//!
//! The audio of a stretch of text is collected whole before any of it is given on, since the timeline comes first
//! and nobody knows its length before the end: the first sound comes when the service has sent the last of the
//! sentence. So short sentences start early; [`client`] and [`sound`] work while it arrives, and what comes after the
//! last byte is the lips' share only.
//!
//! A service does not do pitch; it is the caller's to shift. It reads numbers and abbreviations itself, so text is sent
//! as it is written but for what cannot be said. This module keeps nothing on disk.

mod address;
mod answer;
mod client;
mod coded;
mod elevenlabs;
mod engine;
mod lips;
mod openai;
mod plan;
mod secret;
mod settings;
mod sound;
mod spread;
#[cfg(test)]
mod tests;
mod wave;

pub use engine::HttpEngine;
pub use lips::Listen;
pub use settings::{HttpFormat, HttpKind, HttpSettings, HttpVoiceError};

use crate::{Cancel, SentenceRequest, SpeechPart, SynthesisError, Synthesizer};
use address::Endpoint;
use answer::Asked;
use client::{Client, Question, Stop};
use lips::Lips;
use openai::Saying;
use plan::Part;
use protocol::{SAMPLE_RATE, timeline::Timeline};
use secret::Secret;
use ureq::http::{HeaderName, HeaderValue, header};

/// Samples that are given on at once: half a second.
const CHUNK: usize = 24_000;

/// A voice of a service.
pub struct HttpVoice {
    name: String,
    settings: HttpSettings,
    endpoint: Endpoint,
    key: Option<Secret>,
    headers: Vec<(HeaderName, HeaderValue)>,
    client: Client,
    lips: Lips,
    /// What the server takes, once it is known.
    format: Option<HttpFormat>,
}

impl HttpVoice {
    /// A voice called `name`. No connection is made yet; the key is read from where the settings say.
    ///
    /// # Errors
    /// When a setting makes no sense, or the key is not there.
    pub fn open(name: impl Into<String>, settings: HttpSettings) -> Result<Self, HttpVoiceError> {
        Self::open_with(name.into(), settings, &|variable| std::env::var(variable).ok())
    }

    /// Has what nobody can pronounce listened to.
    pub fn listening(self, listen: Option<Listen>) -> Self {
        Self { lips: Lips::new(listen), ..self }
    }

    fn open_with(
        name: String,
        settings: HttpSettings,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, HttpVoiceError> {
        for warning in settings.validate()? {
            tracing::warn!(voice = name, "{warning}");
        }
        let endpoint = address::endpoint(&settings)?;
        let key = secret::find(&settings, variable)?;
        let headers = key.iter().filter_map(|key| key_header(&settings, key)).collect();
        let client = Client::new(settings.timeout_s(), endpoint.is_near);
        Ok(Self { name, settings, endpoint, key, headers, client, lips: Lips::new(None), format: None })
    }

    /// A short text that differs where the sound or the lips may: for the cache. It holds no key.
    pub fn fingerprint(&self) -> String {
        self.settings.fingerprint()
    }

    /// Says one stretch of text: its sound at 48 kHz and its timeline, of one length.
    fn say(
        &mut self,
        text: &str,
        request: &SentenceRequest,
        cancel: &Cancel,
    ) -> Result<(Vec<f32>, Timeline), SynthesisError> {
        let language = request.language.as_deref().unwrap_or(self.settings.language()).to_owned();
        let question =
            Question { url: self.endpoint.url.clone(), headers: self.headers.clone(), body: String::new() };
        let saying = Saying { settings: &self.settings, text, speed: plan::speed(request) };
        let answer = match self.settings.kind {
            HttpKind::Openai => openai::say(&mut self.client, question, &saying, &mut self.format, cancel)
                .map(|audio| (audio, None)),
            HttpKind::Elevenlabs => {
                let asked = request.language.as_deref().or(self.settings.language.as_deref());
                elevenlabs::say(&mut self.client, question, &saying, asked, request.seed, cancel)
                    .map(|(audio, characters)| (audio, Some(characters)))
            }
        };
        let (audio, characters) = answer.map_err(|stop| match stop {
            Stop::Cancelled => SynthesisError::Cancelled,
            Stop::Failed(failure) => failure.explain(&self.asked()),
        })?;
        cancel.check()?;
        let timeline = match characters.filter(|characters| !characters.times.is_empty()) {
            Some(characters) => self.lips.of_characters(&characters, &language, &audio),
            None => self.lips.of_audio(text, &language, &audio),
        };
        Ok((audio, timeline))
    }

    fn asked(&self) -> Asked<'_> {
        let key_place = match (&self.settings.key_file, self.settings.key_variable()) {
            (Some(path), _) => format!("the file {}", path.display()),
            (None, Some(variable)) => format!("the environment variable {variable}"),
            (None, None) => "which environment variable holds it, and name that in `key_env`".into(),
        };
        Asked {
            engine: self.settings.kind.engine(),
            host: &self.endpoint.host,
            url: &self.endpoint.url,
            key_place,
            key: self.key.as_ref(),
        }
    }
}

impl Synthesizer for HttpVoice {
    fn name(&self) -> &str {
        &self.name
    }

    fn prepare(&mut self) -> Result<(), SynthesisError> {
        let times_are_given = self.settings.kind == HttpKind::Elevenlabs;
        self.lips.prepare(self.settings.language(), times_are_given);
        Ok(())
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        cancel.check()?;
        let plan = plan::plan(sentence);
        let characters = plan.text.chars().count();
        if characters > plan::LONGEST_REQUEST {
            return Err(self.asked().refused(format!(
                "{characters} characters are too many for one sentence; say at most {} at once",
                plan::LONGEST_REQUEST
            )));
        }
        if plan.parts.is_empty() {
            return Err(SynthesisError::NothingToSay);
        }
        let mut timeline = Timeline { sample_rate: SAMPLE_RATE, ..Timeline::default() };
        let mut audio = Vec::new();
        for part in plan.parts {
            match part {
                Part::Silence(samples) => {
                    append(&mut timeline, &Timeline::silence(samples));
                    audio.resize(timeline.samples as usize, 0.0);
                }
                Part::Speech(range) => {
                    let (samples, line) = self.say(&plan.text[range], sentence, cancel)?;
                    append(&mut timeline, &line);
                    audio.extend(samples);
                }
            }
        }
        timeline.sentences.clear();
        plan::add_sentences(&mut timeline, &plan.text);
        sink(SpeechPart::Timeline(timeline));
        for chunk in audio.chunks(CHUNK) {
            cancel.check()?;
            sink(SpeechPart::Audio(chunk.to_vec()));
        }
        Ok(())
    }
}

/// The header that carries the key; `None` is not possible, since a key is plain characters and the name was checked.
fn key_header(settings: &HttpSettings, key: &Secret) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = match (&settings.key_header, settings.kind) {
        (Some(name), _) => (HeaderName::from_bytes(name.as_bytes()).ok()?, key.expose().to_owned()),
        (None, HttpKind::Openai) => (header::AUTHORIZATION, format!("Bearer {}", key.expose())),
        (None, HttpKind::Elevenlabs) => (HeaderName::from_static("xi-api-key"), key.expose().to_owned()),
    };
    let mut value = HeaderValue::from_str(&value).ok()?;
    value.set_sensitive(true);
    Some((name, value))
}

/// Appends a timeline; two pauses that meet become one.
fn append(timeline: &mut Timeline, other: &Timeline) {
    let joint = timeline.phones.len();
    timeline.append(other);
    let is_pause = |at: usize| timeline.phones.get(at).is_some_and(|p| p.phone == protocol::timeline::PAUSE);
    if joint > 0 && is_pause(joint - 1) && is_pause(joint) {
        timeline.phones[joint - 1].end = timeline.phones[joint].end;
        timeline.phones.remove(joint);
    }
}
