//! A Piper voice as a [`Synthesizer`]: text, phonemes, durations, timeline, then audio chunk by chunk.

use super::{
    config::PiperConfig,
    latents::Latents,
    network::{Encoded, Network, VoiceError},
    noise::{self, Stream},
    plan::{Plan, Segment, plan_in},
    pronounce::{self, Pronouncer},
    symbols, times,
};
use crate::{
    Cancel, Resampler, SentenceRequest, SpeechPart, SynthesisError, Synthesizer, VoiceFiles,
    onnx::{Runtime, library},
    pitch,
};
use protocol::{
    SAMPLE_RATE,
    timeline::{SentenceSpan, Timeline, WordSpan},
};
use std::{
    ops::Range,
    path::{Path, PathBuf},
};

/// How a voice is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PiperSettings {
    /// Threads of inference, 1 to 16. One while live: the picture needs the others.
    pub threads: usize,
    /// Size of the chunks of audio.
    pub chunks: ChunkSettings,
    /// Name or path of espeak-ng.
    pub espeak_program: String,
    /// Who speaks, where a voice has several speakers: a name of its `speaker_id_map`, or a number. Without it, its
    /// first, or the one that its json names.
    pub speaker: Option<String>,
    /// ONNX Runtime's shared library. Without it, what `COMPERE_ONNXRUNTIME` names, else
    /// `../onnxruntime/libonnxruntime.so` beside the folder of the voice, as set-up lays them.
    pub onnxruntime: Option<PathBuf>,
}

/// Sizes of chunks in frames of 256 samples (11.6 ms at 22 050 Hz). Each is longer by half than
/// the one before, so that a busy machine still finishes it while that one is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkSettings {
    /// Frames of the first: short, since somebody waits for it.
    pub first: usize,
    /// Frames of the longest: a cancel waits for it.
    pub longest: usize,
}

impl ChunkSettings {
    /// All at once: the least work in all, for files.
    pub const WHOLE: Self = Self { first: usize::MAX, longest: usize::MAX };
}

impl Default for ChunkSettings {
    fn default() -> Self {
        // .19 s, which is ready in about a tenth of that on an idle core, and 1.1 s.
        Self { first: 16, longest: 96 }
    }
}

impl Default for PiperSettings {
    fn default() -> Self {
        Self {
            threads: 1,
            chunks: ChunkSettings::default(),
            espeak_program: "espeak-ng".into(),
            speaker: None,
            onnxruntime: None,
        }
    }
}

/// A loaded voice with its espeak-ng.
pub struct PiperVoice {
    name: String,
    config: PiperConfig,
    network: Network,
    pronouncer: Pronouncer,
    resampler: Resampler,
    chunks: ChunkSettings,
}

/// A segment between its timeline and its audio.
enum Prepared {
    Silence(u64),
    /// What the encoder said is kept for the first runs only, and made again for the others.
    Speech(Run, Option<Encoded>),
}

/// What one run of the network says.
struct Run {
    ids: Vec<i64>,
    /// Which noise it has.
    segment: usize,
    length_scale: f32,
    /// How much longer it is to be said than the network would.
    stretch: f64,
}

/// Ids whose encoding is kept while the times of all are made: 1.5 kB each. Some twenty sentences.
const MOST_KEPT: usize = 3_000;

impl PiperVoice {
    /// Loads a voice (.2 s) and starts its espeak-ng. Inference threads inherit the caller's priority.
    ///
    /// # Errors
    /// When a file is missing, damaged or of another kind, or espeak-ng cannot be used.
    pub fn load(files: &VoiceFiles, settings: &PiperSettings) -> Result<Self, VoiceError> {
        let config = PiperConfig::load(&files.config)?;
        let speaker = config.speaker(settings.speaker.as_deref()).map_err(|there| VoiceError::Speaker {
            path: files.config.clone(),
            wanted: settings.speaker.clone().unwrap_or_default(),
            there,
        })?;
        let packs = files.model.parent().and_then(Path::parent).unwrap_or(Path::new(".."));
        let runtime = Runtime::open(&settings.onnxruntime.clone().unwrap_or_else(|| library(packs)))?;
        let network = Network::load(files, &config, &runtime, settings.threads, speaker)?;
        let pronouncer = Pronouncer::start(&settings.espeak_program, &config, network.embeddings.as_ref())?;
        let resampler = Resampler::new(config.audio.sample_rate);
        let (name, chunks) = (files.name.clone(), settings.chunks);
        Ok(Self { name, config, network, pronouncer, resampler, chunks })
    }

    /// What the voice's json says.
    pub fn config(&self) -> &PiperConfig {
        &self.config
    }

    fn rate(&self) -> u32 {
        self.config.audio.sample_rate
    }

    /// The times of a sentence without its audio, as [`Synthesizer::synthesize`] would give them.
    ///
    /// # Errors
    /// As there.
    pub fn timeline(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
    ) -> Result<Timeline, SynthesisError> {
        let rate = pitch::rate(sentence.pitch);
        let (timeline, _) = self.prepared(sentence, rate, cancel)?;
        Ok(if rate == SAMPLE_RATE { timeline } else { pitch::scaled(&timeline, rate) })
    }

    /// Plan and times of sound that is heard at `rate`.
    fn prepared(
        &mut self,
        sentence: &SentenceRequest,
        rate: u32,
        cancel: &Cancel,
    ) -> Result<(Timeline, Vec<Prepared>), SynthesisError> {
        let language = match &sentence.language {
            Some(language) => self.pronouncer.find(language)?,
            None => None,
        };
        let of_text = sentence.language.as_deref().filter(|_| language.is_some());
        let plan = plan_in(sentence, of_text.unwrap_or(&self.config.espeak.voice));
        let (timeline, prepared) = self.times(&plan, language, sentence, rate, cancel)?;
        let says = prepared.iter().any(|part| matches!(part, Prepared::Speech(..)));
        let pauses = sentence.pieces.iter().any(|piece| matches!(piece, crate::Piece::Pause(_)));
        if !(says || pauses && timeline.samples > 0) {
            return Err(SynthesisError::NothingToSay);
        }
        Ok((timeline, prepared))
    }

    /// Everything but the audio.
    fn times(
        &mut self,
        plan: &Plan,
        language: Option<String>,
        request: &SentenceRequest,
        heard_at: u32,
        cancel: &Cancel,
    ) -> Result<(Timeline, Vec<Prepared>), SynthesisError> {
        let speed = if request.speed.is_finite() { request.speed.clamp(0.25, 4.0) } else { 1.0 };
        let scales = self.config.inference.clone();
        let stretch = f64::from(heard_at) / f64::from(SAMPLE_RATE);
        let mut kept = 0;
        let mut timeline = Timeline { sample_rate: SAMPLE_RATE, ..Timeline::default() };
        let mut prepared = Vec::new();
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut word_spans: Vec<Option<Range<u64>>> = Vec::new();
        let mut sentences: Vec<(Range<usize>, Range<u64>)> = Vec::new();
        for (index, segment) in plan.segments.iter().enumerate() {
            cancel.check()?;
            let speech = match segment {
                Segment::Silence(samples) => {
                    let samples = (*samples as f64 * stretch).round() as u64;
                    times::append_silence(&mut timeline, samples);
                    prepared.push(Prepared::Silence(samples));
                    continue;
                }
                Segment::Speech(speech) => speech,
            };
            let stream = self.pronouncer.phonemes(speech, language.as_deref(), &mut words)?;
            word_spans.resize(words.len(), None);
            for (part, said) in pronounce::stretches(&stream).into_iter().enumerate() {
                cancel.check()?;
                let (symbols, ids) = symbols::symbols(said, &self.config);
                if !symbols.iter().any(|symbol| matches!(symbol.kind, symbols::Kind::Phone(_))) {
                    continue;
                }
                let length_scale = scales.length_scale / speed;
                let run = Run { ids, segment: index | part << 32, length_scale, stretch };
                let encoded = self.encode(&run, request.seed)?;
                let start = timeline.samples;
                let phones = times::phones(&symbols, &encoded.hops);
                times::append(&mut timeline, &mut word_spans, &phones, self.network.hop, self.rate());
                match sentences.last_mut().filter(|(range, _)| *range == speech.sentence) {
                    Some((_, span)) => span.end = timeline.samples,
                    None => sentences.push((speech.sentence.clone(), start..timeline.samples)),
                }
                kept += run.ids.len();
                let keep = kept <= MOST_KEPT;
                prepared.push(Prepared::Speech(run, keep.then_some(encoded)));
            }
        }
        let (mut before, mut written) = (0, None);
        for (range, span) in words.into_iter().zip(word_spans) {
            // A word without a sound of its own lies where the one before it ended.
            let Range { start, end } = span.unwrap_or(before..before);
            before = end;
            // What is written once and read as several words is one.
            match timeline.words.last_mut().filter(|_| written.as_ref() == Some(&range)) {
                Some(last) => last.end = end,
                None => {
                    timeline.words.push(WordSpan { word: plan.text[range.clone()].to_owned(), start, end })
                }
            }
            written = Some(range);
        }
        timeline.sentences = sentences
            .into_iter()
            .map(|(range, span)| SentenceSpan {
                text: plan.text[range].to_owned(),
                start: span.start,
                end: span.end,
            })
            .collect();
        Ok((timeline, prepared))
    }

    fn encode(&mut self, run: &Run, seed: u64) -> Result<Encoded, SynthesisError> {
        let mut noise = vec![0.0; run.ids.len() * 2];
        noise::normal(seed, run.segment, Stream::Durations, &mut noise);
        let noise_w = self.config.inference.noise_w;
        let mut encoded = self.network.encode(&run.ids, run.length_scale, noise_w, &noise)?;
        if run.stretch != 1.0 {
            times::stretch(&mut encoded.hops, run.stretch);
        }
        Ok(encoded)
    }

    fn say(
        &mut self,
        seed: u64,
        timeline: Timeline,
        prepared: Vec<Prepared>,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        sink(SpeechPart::Timeline(timeline));
        let mut chunk = self.chunks.first;
        for part in prepared {
            match part {
                Prepared::Speech(run, encoded) => {
                    let encoded = encoded.map_or_else(|| self.encode(&run, seed), Ok)?;
                    let noise_scale = self.config.inference.noise_scale;
                    let mut latents = Latents::new(encoded, seed, run.segment, noise_scale);
                    self.speak(&mut latents, &mut chunk, cancel, sink)?;
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

    fn speak(
        &mut self,
        latents: &mut Latents,
        chunk: &mut usize,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        self.resampler.reset();
        let frames = latents.frames();
        let mut at = 0;
        while at < frames {
            cancel.check()?;
            let mut end = at.saturating_add((*chunk).max(1)).min(frames);
            // A last chunk of a few frames would cost more in overlap than it has.
            if frames - end < self.chunks.first / 2 {
                end = frames;
            }
            let samples = latents.decode(&mut self.network, end, cancel)?;
            let mut audio = Vec::new();
            self.resampler.push(&samples, &mut audio);
            if end == frames {
                self.resampler.finish(&mut audio);
            }
            cancel.check()?;
            sink(SpeechPart::Audio(audio));
            at = end;
            *chunk = chunk.saturating_add(*chunk / 2).min(self.chunks.longest);
        }
        Ok(())
    }
}

impl Synthesizer for PiperVoice {
    fn name(&self) -> &str {
        &self.name
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let rate = pitch::rate(sentence.pitch);
        let (timeline, prepared) = self.prepared(sentence, rate, cancel)?;
        if rate == SAMPLE_RATE {
            return self.say(sentence.seed, timeline, prepared, cancel, sink);
        }
        let mut shifter = pitch::Shifter::new(rate);
        self.say(sentence.seed, timeline, prepared, cancel, &mut |part| shifter.take(part, sink))
    }
}
