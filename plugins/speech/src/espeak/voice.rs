//! espeak-ng as a [`Synthesizer`]: any of its languages, exact phone times, no sentence without a voice.
//!
//! It is some two hundred times as fast as speech, so a sentence is made whole: then its timeline is known,
//! and then the sound goes out in chunks. What the worker is and how it is kept alive is the client's affair.
//!
//! # Speed and pitch
//! espeak-ng's own where it has them: 80 to 449 words a minute (175 is speed 1), pitch 0 to 99 (measured: -6.8
//! to +8.6 semitones, alike in all its voices). Its words a minute are not what they say (449 is 2.1 times as
//! fast in Spanish and 2.9 times in Mandarin), so a part at another speed is also made at speed 1, which
//! costs a millisecond or two, and its length is set against that. What is left to do is done to the sound:
//! stretched in time, and for pitch played faster or slower as well, which moves the timbre along.

use super::{
    client::{Client, EspeakVoiceEntry, Manner, Said, WorkerError},
    language::{self, LanguageError},
    program::find_worker,
    script::{Part, Script, speed},
    spans, stretch,
};
use crate::{Cancel, Resampler, SentenceRequest, SpeechPart, SynthesisError, Synthesizer, output_sample};
use protocol::{
    SAMPLE_RATE,
    timeline::{PAUSE, PhoneSpan, SentenceSpan, Timeline, WordSpan},
};
use std::{ops::Range, path::PathBuf, time::Duration};

/// The engine, as a person would call it.
const ENGINE: &str = "espeak-ng";
/// Words a minute that are speed 1.
const NORMAL_WPM: u16 = 175;
/// From 450 on the library stretches the sound itself and no longer tells where its phones are.
const WPM: std::ops::RangeInclusive<f32> = 80.0..=449.0;
/// Pitch in semitones at espeak-ng's 0, 10, … 90, 99: median of the fundamental over a sentence of `en-us`,
/// against 103.8 Hz at 50. German and Mandarin differ by under half a semitone.
const SEMITONES: [(f32, f32); 11] = [
    (0.0, -6.8),
    (10.0, -5.6),
    (20.0, -4.6),
    (30.0, -3.2),
    (40.0, -1.7),
    (50.0, 0.0),
    (60.0, 1.6),
    (70.0, 3.4),
    (80.0, 5.2),
    (90.0, 7.1),
    (99.0, 8.6),
];
/// Samples of sound at the worker's rate that are kept between timeline and sound, three minutes; what is
/// longer is made a second time.
const KEPT_SAMPLES: usize = 22_050 * 180;
/// Samples of a chunk at 48 kHz, a quarter of a second.
const CHUNK: usize = 12_000;

/// How the voice is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EspeakVoiceSettings {
    /// The worker program; without one it is sought by [`find_worker`].
    pub worker: Option<PathBuf>,
    /// Language of what is not marked otherwise (BCP 47), with `+f2` or the like for one of espeak-ng's
    /// variants, or an identifier of espeak-ng's own.
    pub language: String,
    /// Longest wait for a sign of life of the worker.
    pub silence: Duration,
}

impl EspeakVoiceSettings {
    /// The worker that is found, two seconds' patience.
    pub fn language(language: impl Into<String>) -> Self {
        Self { worker: None, language: language.into(), silence: Duration::from_secs(2) }
    }
}

/// espeak-ng's voices.
pub struct EspeakVoice {
    name: String,
    language: String,
    client: Client,
}

/// A part between its timeline and its sound.
enum Prepared {
    Silence(u64),
    Speech { text: String, manner: Manner, shape: Shape, samples: u64, said: Option<Vec<i16>> },
}

/// What is done to the sound that espeak-ng gave.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shape {
    /// Times as long, before it is played at `rate`.
    stretch: f64,
    /// Samples a second that it is played at.
    rate: u32,
}

impl EspeakVoice {
    /// Starts the worker, so that what is missing is known before anything is to be said.
    ///
    /// # Errors
    /// [`SynthesisError::Unavailable`] without the worker or the library, [`SynthesisError::Refused`] without a
    /// voice for the language.
    pub fn start(settings: &EspeakVoiceSettings) -> Result<Self, SynthesisError> {
        let found = settings.worker.clone().or_else(find_worker);
        let program = found.ok_or_else(|| WorkerError::Missing { program: "compere-espeak".into() })?;
        let client = Client::start(&program, settings.silence)?;
        language::choose(&settings.language, client.voices())?;
        let name = format!("espeak-{}", settings.language);
        Ok(Self { name, language: settings.language.clone(), client })
    }

    /// All voices that there are.
    pub fn voices(&self) -> &[EspeakVoiceEntry] {
        self.client.voices()
    }

    /// How often the worker had to be started again.
    pub fn restarts(&self) -> u64 {
        self.client.restarts()
    }

    /// IPA of `text` in `language`: phones parted by `_`, words by spaces, clauses by line breaks, stress marks
    /// before vowels. At most 16 kB are read.
    ///
    /// # Errors
    /// As [`start`](Self::start), or when the worker fails twice in a row.
    pub fn phonemes(&mut self, text: &str, language: &str) -> Result<String, SynthesisError> {
        let voice = language::choose(language, self.client.voices())?;
        Ok(self.client.phonemes(&voice, text)?)
    }

    /// The whole of a sentence at once: its timeline, and its sound at 48 kHz.
    ///
    /// # Errors
    /// As [`synthesize`](Synthesizer::synthesize).
    pub fn say(&mut self, request: &SentenceRequest) -> Result<(Timeline, Vec<f32>), SynthesisError> {
        let (mut timeline, mut audio) = (Timeline::default(), Vec::new());
        self.synthesize(request, &Cancel::default(), &mut |part| match part {
            SpeechPart::Speaker(_) | SpeechPart::Notice(_) => {}
            SpeechPart::Timeline(whole) => timeline = whole,
            SpeechPart::Audio(samples) => audio.extend(samples),
        })?;
        Ok((timeline, audio))
    }

    /// Says a part; what the language has no reading for (numbers in Hebrew, Latin letters in Cherokee) is read
    /// as English rather than left out. The manner is the one that spoke.
    fn say_readable(&mut self, manner: &Manner, text: &str) -> Result<(Manner, Said), SynthesisError> {
        let said = self.client.say(manner, text)?;
        let speaks =
            |said: &Said| said.phones.iter().any(|(_, ipa, _)| !ipa.is_empty() && !ipa.starts_with('('));
        if speaks(&said) {
            return Ok((manner.clone(), said));
        }
        let english = Manner { voice: language::choose("en", self.client.voices())?, ..manner.clone() };
        let said = self.client.say(&english, text)?;
        Ok((english, said))
    }

    fn prepare(
        &mut self,
        script: Script,
        request: &SentenceRequest,
        cancel: &Cancel,
    ) -> Result<(Timeline, Vec<Prepared>), SynthesisError> {
        let tag = request.language.as_deref().unwrap_or(&self.language);
        let voice = language::choose(tag, self.client.voices())?;
        let rate = self.client.rate();
        let speed = speed(request);
        let (manner, played) = manner(voice, speed, request.pitch, rate);
        let mut timeline = Timeline { sample_rate: SAMPLE_RATE, ..Timeline::default() };
        let mut prepared = Vec::new();
        let mut sentences: Vec<(Range<usize>, Range<u64>)> = Vec::new();
        let mut kept = 0;
        for part in script.parts {
            cancel.check()?;
            let (sentence, text, words) = match part {
                Part::Silence(samples) => {
                    timeline.append(&Timeline::silence(samples));
                    prepared.push(Prepared::Silence(samples));
                    continue;
                }
                Part::Speech { sentence, spoken, words } => (sentence, spoken, words),
            };
            let (manner, said) = self.say_readable(&manner, &text)?;
            let own_samples = if manner.wpm == NORMAL_WPM {
                said.samples.len()
            } else {
                let normal = Manner { wpm: NORMAL_WPM, ..manner.clone() };
                self.client.say(&normal, &text)?.samples.len()
            };
            let shape = Shape::of(said.samples.len(), own_samples as f64 / f64::from(speed), played, rate);
            let spoken = part_timeline(&said, &text, &words, &manner.voice, rate, shape);
            if spoken.phones.iter().all(|phone| phone.phone == PAUSE) {
                continue;
            }
            let start = timeline.samples;
            timeline.append(&spoken);
            match sentences.last_mut().filter(|(range, _)| *range == sentence) {
                Some((_, span)) => span.end = timeline.samples,
                None => sentences.push((sentence, start..timeline.samples)),
            }
            kept += said.samples.len();
            let keep = (kept <= KEPT_SAMPLES).then_some(said.samples);
            prepared.push(Prepared::Speech { text, manner, shape, samples: spoken.samples, said: keep });
        }
        merge_pauses(&mut timeline);
        timeline.sentences = sentences
            .into_iter()
            .map(|(range, span)| SentenceSpan {
                text: script.text[range].to_owned(),
                start: span.start,
                end: span.end,
            })
            .collect();
        Ok((timeline, prepared))
    }
}

impl Synthesizer for EspeakVoice {
    fn name(&self) -> &str {
        &self.name
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let (timeline, prepared) = self.prepare(Script::of(sentence), sentence, cancel)?;
        let says = prepared.iter().any(|part| matches!(part, Prepared::Speech { .. }));
        let pauses = sentence.pieces.iter().any(|piece| matches!(piece, crate::Piece::Pause(_)));
        if !(says || pauses && timeline.samples > 0) {
            return Err(SynthesisError::NothingToSay);
        }
        sink(SpeechPart::Timeline(timeline));
        for part in prepared {
            let mut audio = match part {
                Prepared::Silence(samples) => vec![0.0; samples as usize],
                Prepared::Speech { text, manner, shape, samples, said } => {
                    let said = match said {
                        Some(said) => said,
                        None => self.client.say(&manner, &text)?.samples,
                    };
                    let mut audio = shaped(&said, self.client.rate(), shape);
                    audio.resize(samples as usize, 0.0);
                    audio
                }
            };
            while !audio.is_empty() {
                cancel.check()?;
                let rest = audio.split_off(CHUNK.min(audio.len()));
                sink(SpeechPart::Audio(std::mem::replace(&mut audio, rest)));
            }
        }
        Ok(())
    }
}

impl From<WorkerError> for SynthesisError {
    fn from(error: WorkerError) -> Self {
        Self::Unavailable { engine: ENGINE, message: error.to_string() }
    }
}

impl From<LanguageError> for SynthesisError {
    fn from(error: LanguageError) -> Self {
        Self::Refused { engine: ENGINE, message: error.to_string() }
    }
}

/// What to ask of espeak-ng, and the rate to play its sound at for the rest of the pitch.
fn manner(voice: String, speed: f32, semitones: f32, rate: u32) -> (Manner, u32) {
    let wpm = (f32::from(NORMAL_WPM) * speed).clamp(*WPM.start(), *WPM.end()).round() as u16;
    let semitones = if semitones.is_finite() { semitones.clamp(-12.0, 12.0) } else { 0.0 };
    let own = semitones.clamp(SEMITONES[0].1, SEMITONES[SEMITONES.len() - 1].1);
    let pitch = SEMITONES.windows(2).find(|pair| own <= pair[1].1).map_or(50.0, |pair| {
        pair[0].0 + (own - pair[0].1) / (pair[1].1 - pair[0].1) * (pair[1].0 - pair[0].0)
    });
    let faster = f64::from((semitones - own) / 12.0).exp2();
    // Steps of 150, so that the resampler has few phases; at most .06 of a semitone beside it.
    let played = ((f64::from(rate) * faster / 150.0).round() * 150.0).clamp(8_000.0, 48_000.0);
    (Manner { voice, wpm, pitch: pitch.round() as u8 }, played as u32)
}

impl Shape {
    /// For `samples` that are to last as long as `wanted` samples at `rate`, played at `played`.
    fn of(samples: usize, wanted: f64, played: u32, rate: u32) -> Self {
        let stretch = wanted / samples.max(1) as f64;
        // A few parts in a hundred are nothing that anybody hears; a stretch is.
        let stretch = if (stretch - 1.0).abs() < 0.03 { 1.0 } else { stretch };
        Self { stretch: stretch * f64::from(played) / f64::from(rate), rate: played }
    }
}

/// The sound at 48 kHz.
fn shaped(samples: &[i16], rate: u32, shape: Shape) -> Vec<f32> {
    let samples: Vec<f32> = samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
    let samples = stretch::stretch(&samples, rate, shape.stretch);
    let mut out = Vec::new();
    let mut resampler = Resampler::new(shape.rate);
    resampler.push(&samples, &mut out);
    resampler.finish(&mut out);
    out
}

/// Phones and words of one part.
fn part_timeline(
    said: &Said,
    text: &str,
    words: &[Range<usize>],
    voice: &str,
    rate: u32,
    shape: Shape,
) -> Timeline {
    let stretched = |sample: u64| (sample as f64 * shape.stretch).round() as u64;
    let sample = |sample: u64| output_sample(stretched(sample), shape.rate);
    let mut timeline = Timeline { sample_rate: SAMPLE_RATE, ..Timeline::default() };
    let owners = owners(said, words);
    let mut spans: Vec<Option<Range<u64>>> = vec![None; words.len()];
    for phone in spans::phones(said, voice, rate) {
        let (start, end) = (sample(phone.span.start), sample(phone.span.end));
        if start == end {
            continue;
        }
        if let Some(word) = phone.word.and_then(|word| owners.get(word).copied().flatten()) {
            spans[word].get_or_insert(start..end).end = end;
        }
        let name = phone.phone.unwrap_or_else(|| PAUSE.to_owned());
        timeline.phones.push(PhoneSpan { phone: name, start, end, stress: phone.stress });
    }
    timeline.samples = sample(said.samples.len() as u64);
    let mut before = 0;
    for (range, span) in words.iter().zip(spans) {
        // A word without a sound of its own lies where the one before it ended.
        let span = span.unwrap_or(before..before);
        let start = span.start.max(before);
        before = span.end.max(start);
        timeline.words.push(WordSpan { word: text[range.clone()].to_owned(), start, end: before });
    }
    timeline
}

/// For each word that espeak-ng told of, the word as written: the one that it begins in, or the next. Never
/// going back.
fn owners(said: &Said, words: &[Range<usize>]) -> Vec<Option<usize>> {
    let mut last = 0;
    let owner = |told: &Range<usize>| {
        let found = words.iter().position(|word| word.end > told.start).or(words.len().checked_sub(1))?;
        last = found.max(last);
        Some(last)
    };
    said.words.iter().map(owner).collect()
}

/// Pauses that meet where parts were joined become one.
fn merge_pauses(timeline: &mut Timeline) {
    timeline.phones.dedup_by(|next, last| {
        let both = next.phone == PAUSE && last.phone == PAUSE;
        if both {
            last.end = next.end;
        }
        both
    });
}

#[cfg(test)]
mod languages;
#[cfg(test)]
mod tests;
