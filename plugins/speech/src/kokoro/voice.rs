//! A Kokoro voice as a [`Synthesizer`]: text, phonemes, durations, timeline, then audio chunk by chunk.

use super::{
    ENGINE, HOP, KokoroError, RATE,
    languages::{LANGUAGES, espeak_language},
    network::{self, Encoded, Loader, Network},
    phonemes::{self, Kind, Symbol},
    segments::segments,
    statistics::{self, Statistics},
    styles::{self, DEFAULT_STYLE, Style},
    times,
    vocabulary::Vocabulary,
};
use crate::{
    Cancel, Resampler, SentenceRequest, SpeechPart, SynthesisError, Synthesizer,
    espeak::{Espeak, EspeakSettings, align},
    onnx::{Runtime, SessionSettings, graph::Graph},
    piper::plan::{Plan, Segment, Speech, plan_in},
};
use protocol::{
    SAMPLE_RATE,
    timeline::{SentenceSpan, Timeline, WordSpan},
};
use std::{collections::BTreeMap, ops::Range, path::PathBuf};

/// How a voice is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KokoroSettings {
    /// The unpacked pack: `model.onnx`, `vocab.json`, `voices.npz`.
    pub folder: PathBuf,
    /// Which of [`styles`](super::styles) speaks, or a unique beginning or end of its name.
    pub style: String,
    /// Language of what is not marked otherwise, one of [`LANGUAGES`].
    pub language: String,
    /// Threads of inference, 1 to 16.
    pub threads: usize,
    /// Name or path of espeak-ng.
    pub espeak_program: String,
}

impl KokoroSettings {
    /// The clearest voice in American English on one thread.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            style: DEFAULT_STYLE.into(),
            language: "en-US".into(),
            threads: 1,
            espeak_program: "espeak-ng".into(),
        }
    }
}

/// Frames of the first chunk, .35 s: short, since somebody waits for it.
const FIRST_CHUNK: usize = 14;
/// Frames of the longest, 1.2 s: a cancel waits for it. Each is longer by half than the one before.
const LONGEST_CHUNK: usize = 48;
/// Frames of a segment that are heard before its first token's (they hold a third of a second of silence), of
/// which a little over two are [the sound's own](times).
const LEAD_IN: usize = 4;
/// Frames that are heard after a segment's last sound: the network says up to a second of silence there. Between two
/// segments a quarter of a second is a pause; after the last a tenth lets the sound die away, and what silence is wanted
/// then is the request's.
const LEAD_OUT: usize = 10;
const LAST_LEAD_OUT: usize = 4;
/// What the statistics of a style are measured on, in the network's own symbols.
const MEASURED_ON: &str =
    "ðə kwˈɪk bɹˈaʊn fˈɑːks dʒˈʌmps ˌoʊvɚ ðə lˈeɪzi dˈɔɡ, ænd ðˈɛn wiː mˈɛʒɚ wˌʌt ðə nˈɛtwɜːk hɐz tə sˈeɪ.";

/// A loaded voice with its espeak-ng.
pub struct KokoroVoice {
    name: String,
    vocabulary: Vocabulary,
    style: Style,
    network: Network,
    language: &'static str,
    espeak_program: String,
    /// One process a language, started when first needed.
    espeaks: BTreeMap<&'static str, Espeak>,
    resampler: Resampler,
}

/// A segment between its timeline and its audio.
enum Prepared {
    Silence(u64),
    Speech { encoded: Encoded, tokens: usize, heard: Range<usize> },
}

impl KokoroVoice {
    /// Loads a voice (two seconds, and two more the first time) and starts its espeak-ng. Inference threads
    /// inherit the caller's priority.
    ///
    /// # Errors
    /// When a file is missing, damaged or of another kind, there is no such style, or espeak-ng cannot be used.
    pub fn load(runtime: &Runtime, settings: &KokoroSettings) -> Result<Self, KokoroError> {
        let folder = &settings.folder;
        let vocabulary = Vocabulary::load(&folder.join("vocab.json"))?;
        let (name, style) = styles::load(folder, &settings.style)?;
        let language = espeak_language(&settings.language).unwrap_or("en-us");
        let bytes = network::read(folder)?;
        let damaged = |message: String| KokoroError::Damaged { path: folder.join(network::FILE), message };
        let loader = Loader {
            runtime,
            settings: SessionSettings { threads: settings.threads.clamp(1, 16) },
            graph: Graph::parse(&bytes).map_err(|error| damaged(error.to_string()))?,
        };
        let tokens: Vec<i64> = MEASURED_ON.chars().filter_map(|c| vocabulary.token(c)).collect();
        let key = statistics::key(&bytes, style.values(), &tokens);
        let file = statistics::file(folder, &name);
        let remembered = Statistics::remembered(&file, &key);
        let known = remembered.is_some();
        let network = Network::load(&loader, &tokens, style.row(tokens.len()), remembered)
            .map_err(|error| damaged(error.to_string()))?;
        if !known {
            network.statistics().remember(&file, &key);
        }
        let mut voice = Self {
            name,
            vocabulary,
            style,
            network,
            language,
            espeak_program: settings.espeak_program.clone(),
            espeaks: BTreeMap::new(),
            resampler: Resampler::new(RATE),
        };
        voice.espeak(language)?;
        Ok(voice)
    }

    fn espeak(&mut self, language: &'static str) -> Result<&mut Espeak, crate::espeak::EspeakError> {
        use std::collections::btree_map::Entry;
        match self.espeaks.entry(language) {
            Entry::Occupied(running) => Ok(running.into_mut()),
            Entry::Vacant(place) => {
                let program = self.espeak_program.clone();
                Ok(place
                    .insert(Espeak::start(EspeakSettings { program, ..EspeakSettings::language(language) })?))
            }
        }
    }

    fn language_of(&self, request: &SentenceRequest) -> Result<&'static str, SynthesisError> {
        let Some(tag) = &request.language else { return Ok(self.language) };
        espeak_language(tag).ok_or_else(|| SynthesisError::Refused {
            engine: ENGINE,
            message: format!(
                "it does not speak `{tag}`; it speaks {}",
                LANGUAGES.iter().map(|(bcp, _)| *bcp).collect::<Vec<_>>().join(", ")
            ),
        })
    }

    /// Symbols of each clause with its punctuation. Words are appended to `words`.
    fn symbols(
        &mut self,
        speech: &Speech,
        language: &'static str,
        words: &mut Vec<Range<usize>>,
    ) -> Result<Vec<Vec<Symbol>>, SynthesisError> {
        let mut clauses = Vec::new();
        for clause in &speech.clauses {
            let first_word = words.len();
            words.extend(clause.words.iter().map(|word| word.range.clone()));
            let mut stream: Vec<(char, Option<usize>)> = Vec::new();
            let mut word = first_word;
            for run in clause.words.chunk_by(|a, b| a.language == b.language) {
                // A foreign word is better said in the text's own way than not at all.
                let foreign = run[0].language.filter(|foreign| self.espeak(foreign).is_ok());
                let espeak = self.espeak(foreign.unwrap_or(language))?;
                let spoken: Vec<&str> = run.iter().map(|word| word.spoken.as_str()).collect();
                let ipa = espeak.clause(&spoken.join(" "))?;
                let alone = spoken.iter().map(|word| espeak.word(word)).collect::<Result<Vec<_>, _>>()?;
                let owners = align(&ipa, &alone);
                if !stream.is_empty() && !ipa.is_empty() {
                    stream.push((' ', None));
                }
                stream.extend(ipa.chars().zip(owners).map(|(c, owner)| (c, owner.map(|owner| word + owner))));
                word += run.len();
            }
            stream.push((clause.mark, None));
            let symbols = phonemes::symbols(&stream, &self.vocabulary);
            if symbols.iter().any(|symbol| matches!(symbol.kind, Kind::Phone(_))) {
                clauses.push(symbols);
            }
        }
        Ok(clauses)
    }

    /// Everything but the audio.
    fn lay_out(
        &mut self,
        plan: &Plan,
        request: &SentenceRequest,
        cancel: &Cancel,
    ) -> Result<(Timeline, Vec<Prepared>), SynthesisError> {
        let language = self.language_of(request)?;
        let speed = if request.speed.is_finite() { request.speed.clamp(0.25, 4.0) } else { 1.0 };
        let space = phonemes::symbols(&[(' ', None)], &self.vocabulary);
        let mut timeline = Timeline { sample_rate: SAMPLE_RATE, ..Timeline::default() };
        let mut prepared = Vec::new();
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut word_spans: Vec<Option<Range<u64>>> = Vec::new();
        let mut sentences: Vec<(Range<usize>, Range<u64>)> = Vec::new();
        let is_speech = |segment: &Segment| matches!(segment, Segment::Speech(_));
        let last_speech = plan.segments.iter().rposition(is_speech).unwrap_or(0);
        for (index, segment) in plan.segments.iter().enumerate() {
            cancel.check()?;
            let speech = match segment {
                Segment::Silence(samples) => {
                    times::append_silence(&mut timeline, *samples);
                    prepared.push(Prepared::Silence(*samples));
                    continue;
                }
                Segment::Speech(speech) => speech,
            };
            let clauses = self.symbols(speech, language, &mut words)?;
            word_spans.resize(words.len(), None);
            let mut rest = segments(clauses, space[0]).into_iter().peekable();
            while let Some(symbols) = rest.next() {
                cancel.check()?;
                let tokens: Vec<i64> = symbols.iter().map(|symbol| symbol.token).collect();
                let encoded = self.network.encode(&tokens, self.style.row(tokens.len()), speed)?;
                let phones = times::phones(&symbols, &encoded.frames, &encoded.energy);
                let last = index == last_speech && rest.peek().is_none();
                let heard = heard(&encoded, &phones, if last { LAST_LEAD_OUT } else { LEAD_OUT });
                let samples = (heard.start * HOP) as u64..(heard.end * HOP) as u64;
                let start = timeline.samples;
                times::append(&mut timeline, &mut word_spans, &phones, &samples);
                match sentences.last_mut().filter(|(range, _)| *range == speech.sentence) {
                    Some((_, span)) => span.end = timeline.samples,
                    None => sentences.push((speech.sentence.clone(), start..timeline.samples)),
                }
                prepared.push(Prepared::Speech { encoded, tokens: tokens.len(), heard });
            }
        }
        let mut before = 0;
        for (range, span) in words.into_iter().zip(word_spans) {
            // A word without a sound of its own lies where the one before it ended.
            let span = span.unwrap_or(before..before);
            before = span.end;
            let word = plan.text[range].to_owned();
            timeline.words.push(WordSpan { word, start: span.start, end: span.end });
        }
        let spans = sentences.into_iter().map(|(range, span)| SentenceSpan {
            text: plan.text[range].to_owned(),
            start: span.start,
            end: span.end,
        });
        timeline.sentences = spans.collect();
        Ok((timeline, prepared))
    }

    fn speak(
        &mut self,
        encoded: &Encoded,
        tokens: usize,
        heard: Range<usize>,
        chunk: &mut usize,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        cancel.check()?;
        let style = self.style.row(tokens);
        let front = self.network.front(encoded, style)?;
        self.resampler.reset();
        let mut at = heard.start;
        while at < heard.end {
            cancel.check()?;
            let mut end = (at + *chunk).min(heard.end);
            // A last chunk of a few frames would cost more in overlap than it has.
            if heard.end - end < FIRST_CHUNK / 2 {
                end = heard.end;
            }
            let samples = self.network.generate(&front, style, at..end)?;
            let mut audio = Vec::new();
            self.resampler.push(&samples, &mut audio);
            if end == heard.end {
                self.resampler.finish(&mut audio);
            }
            cancel.check()?;
            sink(SpeechPart::Audio(audio));
            at = end;
            *chunk = (*chunk + *chunk / 2).min(LONGEST_CHUNK);
        }
        Ok(())
    }
}

/// Frames of a segment that are heard: most of the silence before its first sound and after its last is left out.
fn heard(encoded: &Encoded, phones: &[times::Phone], lead_out: usize) -> Range<usize> {
    let before = encoded.frames.first().map_or(0, |frames| *frames as usize);
    let last = phones.iter().rfind(|phone| phone.sound.is_some());
    let sounds = last.map_or(encoded.len(), |phone| (phone.span.end as usize).div_ceil(HOP));
    let start = before.saturating_sub(LEAD_IN);
    start..(sounds + lead_out).clamp(start, encoded.len())
}

impl Synthesizer for KokoroVoice {
    fn name(&self) -> &str {
        &self.name
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let plan = plan_in(sentence, self.language_of(sentence)?);
        let (timeline, prepared) = self.lay_out(&plan, sentence, cancel)?;
        let says = prepared.iter().any(|part| matches!(part, Prepared::Speech { .. }));
        let pauses = sentence.pieces.iter().any(|piece| matches!(piece, crate::Piece::Pause(_)));
        if !(says || pauses && timeline.samples > 0) {
            return Err(SynthesisError::NothingToSay);
        }
        sink(SpeechPart::Timeline(timeline));
        let mut chunk = FIRST_CHUNK;
        for part in prepared {
            match part {
                Prepared::Speech { encoded, tokens, heard } => {
                    self.speak(&encoded, tokens, heard, &mut chunk, cancel, sink)?;
                }
                Prepared::Silence(samples) => {
                    // Half a second at a time.
                    for at in (0..samples).step_by(24_000) {
                        cancel.check()?;
                        sink(SpeechPart::Audio(vec![0.0; (samples - at).min(24_000) as usize]));
                    }
                }
            }
        }
        Ok(())
    }
}
