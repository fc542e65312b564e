//! The voices of this machine: engines with their paths, the speech that is kept, and the thread that speaks.

pub mod list;

use crate::{paths, performance::Voice};
use anyhow::{Context, Result};
use aws::polly::{PollySettings, PollyVoices};
use protocol::{SAMPLE_RATE, timeline::Timeline};
use speech::{
    Cast, CastSettings, Fingerprint, SpeechWorker, WorkerSettings,
    cache::SpeechCache,
    catalog::{Catalog, EspeakEngine, KokoroEngine, PiperEngine, VoiceEngine},
    http::HttpEngine,
    piper::{ChunkSettings, PiperSettings},
};
use std::{env, sync::Arc, thread};

/// Bytes of speech that are kept: about six hours.
const CACHE_BYTES: u64 = 2 << 30;

/// Who speaks.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The usual voice.
    pub voice: String,
    /// Voices to take when it fails.
    pub fallback: Vec<String>,
    /// Open the usual voice before anything is to be said.
    pub eager: bool,
}

/// All voices that this machine has; `whole` makes sentences in one piece, which is less work in all: for files.
pub fn catalog(whole: bool) -> Catalog {
    let folders = paths::voices();
    let fingerprints = Arc::new(Fingerprint::new(Some(paths::speech().join("files.json"))));
    let chunks = if whole { ChunkSettings::WHOLE } else { ChunkSettings::default() };
    // On air the picture needs the other cores; for files there is none.
    let threads =
        if whole { thread::available_parallelism().map_or(1, |cores| cores.get().min(4)) } else { 1 };
    let piper = PiperSettings {
        chunks,
        threads,
        onnxruntime: Some(paths::onnxruntime()),
        ..PiperSettings::default()
    };
    let mut engines: Vec<Arc<dyn VoiceEngine>> = vec![
        Arc::new(PiperEngine::new(&folders, piper, fingerprints.clone())),
        Arc::new(KokoroEngine::new(paths::kokoro(), paths::onnxruntime(), !whole, fingerprints)),
        Arc::new(EspeakEngine::default()),
        Arc::new(PollyVoices::new(PollySettings::default())),
    ];
    engines
        .extend(HttpEngine::all().map(|engine| Arc::new(engine.listening(listen)) as Arc<dyn VoiceEngine>));
    let mut catalog = Catalog::open(&folders, engines);
    for record in cache().voices() {
        catalog.remember(record);
    }
    catalog
}

/// The phones of 48 kHz sound of which nobody knows how its text is pronounced.
fn listen(audio: &[f32]) -> Timeline {
    viseme::listen::timeline(audio, SAMPLE_RATE)
}

/// Speech that was made before.
pub fn cache() -> Arc<SpeechCache> {
    let limit = env::var("COMPERE_SPEECH_CACHE_MB").ok().and_then(|mb| mb.parse::<u64>().ok());
    Arc::new(SpeechCache::new(paths::speech(), limit.map_or(CACHE_BYTES, |mb| mb << 20)))
}

/// The voices of a programme, none of them open.
pub fn cast(choice: &Choice, catalog: Catalog) -> Cast {
    Cast::new(CastSettings {
        catalog,
        voice: choice.voice.clone(),
        fallback: choice.fallback.clone(),
        eager: choice.eager,
        // Whoever opens voices early is on air.
        measures_first: !choice.eager,
        cache: Some(cache()),
        loudness: |samples| Some(audio::measure(samples).lufs).filter(|lufs| *lufs > audio::SILENCE_LUFS),
    })
}

/// Starts the thread that speaks.
///
/// # Errors
/// When no thread can be started.
pub fn start(choice: &Choice, catalog: Catalog) -> Result<Voice> {
    let cast = cast(choice, catalog);
    let (worker, events) = SpeechWorker::start(WorkerSettings::default(), || Ok::<_, std::io::Error>(cast))
        .context("cannot start the voice's thread")?;
    Ok(Voice { worker, events, name: choice.voice.clone() })
}
