//! The corpus: who says which sentence, made once and kept in a folder. It owns the plan and the speaking; what is
//! learnt from the sound is in `examples`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use protocol::timeline::Timeline;
use speech::{
    Cancel, Fingerprint, SentenceRequest, SpeechPart, Synthesizer,
    cache::{CacheKey, CachedSpeech, SpeechCache},
    catalog::{Catalog, EspeakEngine, KokoroEngine, PiperEngine, VoiceEngine},
    piper::{ChunkSettings, PiperSettings},
};

/// Bytes of speech that may be kept; the whole corpus has about a third of it.
const KEPT_BYTES: u64 = 1 << 30;
/// Every so-many-th English sentence is held out: no voice says it in training.
const HELD_OUT_EVERY: usize = 7;
/// The voice that is on air where nobody chooses.
pub const MAIN_VOICE: &str = "en_US-joe-medium";
/// The voice that is in no training, not even with other sentences.
pub const STRANGER: &str = "kokoro-jf_nezumi";
/// Voices that add other throats; slow, so they say little each.
const OTHERS: [&str; 4] = ["kokoro-jm_kumo", "kokoro-jf_alpha", "kokoro-jf_gongitsune", "kokoro-jf_tebukuro"];
/// Sentences of each of the others.
const OTHERS_SAY: usize = 30;
/// Held-out sentences that the stranger says.
const STRANGER_SAYS: usize = 16;
/// espeak-ng in English, in several of its throats; they cost next to nothing.
const SYNTHETIC: [&str; 5] =
    ["espeak-en-us", "espeak-en-us+f2", "espeak-en-gb+m3", "espeak-en-us+f4", "espeak-en-gb"];
/// Sentences of each of them.
const SYNTHETIC_SAY: usize = 24;

/// What a piece of speech is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Use {
    /// Learnt from; the number weighs it against the others.
    Train(f32),
    /// Sentences that no voice says in training, by the main voice.
    HeldOutSentences,
    /// A voice that is in no training, with sentences that are in none either.
    HeldOutVoice,
}

/// A sentence that a voice is to say.
#[derive(Debug, Clone)]
struct Order {
    voice: String,
    text: String,
    speed: f32,
    usage: Use,
}

/// A sentence that was said.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// 48 kHz mono.
    pub samples: Vec<f32>,
    /// Its exact times.
    pub timeline: Timeline,
    /// What it is for.
    pub usage: Use,
}

/// Where things lie.
#[derive(Debug, Clone)]
pub struct Places {
    /// Unpacked data packs: voices, Kokoro, the runtime.
    pub packs: PathBuf,
    /// The folder that keeps what was said.
    pub keep: PathBuf,
    /// The sentences.
    pub sentences: PathBuf,
    /// The program `compere-espeak`.
    pub espeak: PathBuf,
}

/// Sentences by language, in the order of the file.
fn sentences(path: &Path) -> Result<Vec<(String, Vec<String>)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(language) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            found.push((language.to_owned(), Vec::new()));
        } else if let Some((_, lines)) = found.last_mut() {
            lines.push(line.to_owned());
        } else {
            bail!("{}: a sentence before the first [language]", path.display());
        }
    }
    Ok(found)
}

/// Who says what. A `quick` corpus is a tenth of it, for tests of the way and not of the figures.
fn orders(sentences: &[(String, Vec<String>)], quick: bool) -> Vec<Order> {
    let mut orders = Vec::new();
    let mut order = |voice: &str, text: &str, speed: f32, usage: Use| {
        orders.push(Order { voice: voice.to_owned(), text: text.to_owned(), speed, usage });
    };
    let of = |language: &str| sentences.iter().find(|(name, _)| name == language).map(|(_, lines)| lines);
    let english: &[String] = of("en").map_or(&[], Vec::as_slice);
    let (mut held_out, mut learnt) = (Vec::new(), Vec::new());
    for (index, line) in english.iter().enumerate() {
        if index % HELD_OUT_EVERY == HELD_OUT_EVERY - 1 { held_out.push(line) } else { learnt.push(line) }
    }
    if quick {
        held_out.truncate(6);
        learnt.truncate(30);
    }
    for (index, line) in learnt.iter().enumerate() {
        let speed = [1.0, 1.0, 0.9, 1.0, 1.15][index % 5];
        order(MAIN_VOICE, line, speed, Use::Train(1.0));
    }
    held_out.iter().for_each(|line| order(MAIN_VOICE, line, 1.0, Use::HeldOutSentences));
    let share = |from: usize, count: usize| {
        let count = if quick { 2 } else { count };
        (0..count).map(move |n| (from * 37 + n * 11 + 5) % 10_007)
    };
    for (from, voice) in OTHERS.iter().enumerate().take(if quick { 0 } else { OTHERS.len() }) {
        for at in share(from, OTHERS_SAY) {
            order(voice, learnt[at % learnt.len()], 1.0, Use::Train(2.0));
        }
    }
    for (from, voice) in SYNTHETIC.iter().enumerate() {
        for at in share(from + 9, SYNTHETIC_SAY) {
            order(voice, learnt[at % learnt.len()], 1.0, Use::Train(0.35));
        }
    }
    for (language, lines) in sentences.iter().filter(|(language, _)| language != "en") {
        for (index, line) in lines.iter().enumerate().take(if quick { 1 } else { usize::MAX }) {
            let throat = ["", "+f2", "+m3"][index % 3];
            order(&format!("espeak-{language}{throat}"), line, 1.0, Use::Train(0.35));
        }
    }
    if !quick {
        held_out.iter().take(STRANGER_SAYS).for_each(|line| order(STRANGER, line, 1.0, Use::HeldOutVoice));
    }
    orders
}

/// The whole corpus, in the order of its plan; what was said before is read and not said again. Two threads speak.
///
/// # Errors
/// A voice that cannot be opened or does not speak, by name.
pub fn speak(places: &Places, quick: bool) -> Result<Vec<Spoken>> {
    let orders = orders(&sentences(&places.sentences)?, quick);
    let keep = SpeechCache::new(places.keep.clone(), KEPT_BYTES);
    let done: Mutex<Vec<Option<Spoken>>> = Mutex::new(vec![None; orders.len()]);
    let slow = |order: &Order| order.voice.starts_with("kokoro");
    let say = |wanted: bool| -> Result<()> {
        let mut speakers = Speakers::new(places);
        for (index, order) in orders.iter().enumerate().filter(|(_, order)| slow(order) == wanted) {
            let spoken = speakers
                .say(order, &keep)
                .with_context(|| format!("{} cannot say {:?}", order.voice, order.text))?;
            done.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(spoken);
        }
        Ok(())
    };
    std::thread::scope(|scope| -> Result<()> {
        let slow_ones = scope.spawn(|| say(true));
        say(false)?;
        slow_ones.join().map_err(|_| anyhow::anyhow!("a voice panicked"))?
    })?;
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(done.into_iter().flatten().collect())
}

/// Voices, the last one of them open.
struct Speakers {
    catalog: Catalog,
    open: Option<(String, Box<dyn Synthesizer>)>,
}

impl Speakers {
    fn new(places: &Places) -> Self {
        let folders = [places.packs.join("voices")];
        let runtime = speech::onnx::library(&places.packs);
        let prints = Arc::new(Fingerprint::new(None));
        let piper = PiperSettings {
            chunks: ChunkSettings::WHOLE,
            threads: 1,
            onnxruntime: Some(runtime.clone()),
            ..PiperSettings::default()
        };
        let engines: Vec<Arc<dyn VoiceEngine>> = vec![
            Arc::new(PiperEngine::new(&folders, piper, prints.clone())),
            Arc::new(KokoroEngine::new(places.packs.join("kokoro"), runtime, false, prints)),
            Arc::new(EspeakEngine { worker: Some(places.espeak.clone()) }),
        ];
        Self { catalog: Catalog::open(&folders, engines), open: None }
    }

    fn say(&mut self, order: &Order, keep: &SpeechCache) -> Result<Spoken> {
        let source = self.catalog.find(&order.voice)?;
        let print = source.fingerprint()?;
        let speed = order.speed.to_le_bytes();
        let key = CacheKey::of([&b"lips 1"[..], print.as_bytes(), order.text.as_bytes(), &speed]);
        let kept = match keep.get(&key) {
            Some(kept) => kept,
            None => {
                if self.open.as_ref().is_none_or(|(name, _)| *name != order.voice) {
                    self.open = None;
                    self.open = Some((order.voice.clone(), source.open()?));
                }
                let (_, voice) = self.open.as_mut().context("no voice is open")?;
                let said = said(&mut **voice, order)?;
                keep.put(&key, &said)?;
                said
            }
        };
        let samples = kept.samples.iter().map(|s| f32::from(*s) / f32::from(i16::MAX)).collect();
        Ok(Spoken { samples, timeline: kept.timeline, usage: order.usage })
    }
}

fn said(voice: &mut dyn Synthesizer, order: &Order) -> Result<CachedSpeech> {
    let request = SentenceRequest { speed: order.speed, ..SentenceRequest::text(&order.text) };
    let (mut timeline, mut samples) = (Timeline::silence(0), Vec::new());
    voice.synthesize(&request, &Cancel::default(), &mut |part| match part {
        SpeechPart::Timeline(part) => timeline.append(&part),
        SpeechPart::Audio(part) => {
            samples.extend(part.iter().map(|s| (s.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16));
        }
        SpeechPart::Notice(_) | SpeechPart::Speaker(_) => {}
    })?;
    timeline.check()?;
    Ok(CachedSpeech { timeline, samples })
}
