//! Lips from sound alone: a recording, a microphone, an engine that gives no times.
//!
//! Owns the way from samples to the phones of a [`Timeline`], so that everything after it (closures, coarticulation,
//! gestures) works as it does for speech whose times are known. It knows no words, and it does not know who speaks.
//!
//! [`features`] cuts the sound into frames of 10 ms, [`normalise`] takes the voice and the microphone out of them, a
//! small network ([`network`]) judges each with 90 ms before and 70 ms after it, and [`decode`] reads the judgements as
//! a sequence of classes that last as long as sounds of speech do. What was learnt is `assets/lips/listener.bin`, which
//! `cargo xtask train-lips` makes from our own voices, whose times are exact; `docs/lips-from-audio.md` has its figures.
//!
//! # Delay
//! A frame is decided 97.5 ms after its end: 7.5 ms of its own window, [`network::FUTURE`] frames that the network sees
//! after it, and [`LIVE_LAG`] frames that the decision waits. A phone is finished when the frame after its last one is
//! decided; the one that is still heard is [`Listener::going_on`].

pub mod class;
pub mod decode;
pub mod features;
pub mod network;
pub mod normalise;
mod phones;
#[cfg(test)]
mod tests;

use class::Class;
use decode::Decoder;
use features::{Ear, Frame};
use network::{FUTURE, INPUTS, Model, PAST};
use normalise::{Normaliser, SIZE};
use phones::Phones;
use protocol::{
    SAMPLE_RATE,
    timeline::{PhoneSpan, SentenceSpan, Timeline},
};
use std::{
    collections::VecDeque,
    sync::{Arc, LazyLock},
};

/// Frames that a decision waits for in a stream.
pub const LIVE_LAG: usize = 2;
/// Milliseconds from the end of a frame of sound to its decision in a stream.
pub const DELAY_MS: f32 = 7.5 + 10.0 * (FUTURE + LIVE_LAG) as f32;

/// What was learnt, as it ships.
static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| {
    let model = Model::read(include_bytes!("../../../assets/lips/listener.bin"));
    Arc::new(model.expect("the model that ships is whole; a test reads it"))
});

/// The model that ships with the program.
pub fn model() -> Arc<Model> {
    MODEL.clone()
}

/// The phones, accents and sentences of a whole sound: `samples` (mono) at `rate` a second, 4 kHz to 768 kHz. There are
/// no words, and sentences, which are what lies between long pauses, have no text. Phones tile the sound at 48 kHz;
/// any sound at all gives a valid timeline, and noise mostly silence.
pub fn timeline(samples: &[f32], rate: u32) -> Timeline {
    timeline_with(model(), samples, rate)
}

/// As [`timeline`], by another model: for training.
pub fn timeline_with(model: Arc<Model>, samples: &[f32], rate: u32) -> Timeline {
    let mut ear = Ear::new(rate);
    let mut frames = Vec::new();
    ear.push(samples, &mut frames);
    ear.finish(&mut frames);
    let mut listener = Listener::with(model, rate, None);
    listener.normaliser.prime(&frames);
    let mut phones = Vec::new();
    for frame in &frames {
        listener.hear(*frame, &mut phones);
    }
    listener.rest(&mut phones);
    laid_out(phones, samples.len() as u64 * u64::from(SAMPLE_RATE) / u64::from(ear.rate()))
}

/// Phones as the timeline of a sound of `samples`: cut or lengthened at its end.
fn laid_out(mut phones: Vec<PhoneSpan>, samples: u64) -> Timeline {
    phones.retain(|phone| phone.start < samples);
    match phones.last_mut() {
        Some(last) => last.end = samples,
        None => return Timeline::silence(samples),
    }
    let spans = phones::sentences(&phones).into_iter();
    let sentences = spans.map(|(start, end)| SentenceSpan { text: String::new(), start, end }).collect();
    Timeline { sample_rate: SAMPLE_RATE, samples, phones, words: Vec::new(), sentences }
}

/// Hears a stream: a microphone, or sound that comes in pieces.
///
/// How the pieces are cut does not matter. It begins with a guess of how loud the voice is and learns it within a
/// second or two; [`Listener::prime`] tells it before.
pub struct Listener {
    model: Arc<Model>,
    ear: Ear,
    normaliser: Normaliser,
    /// Normalised frames that the network still looks at, in order.
    seen: VecDeque<[f32; SIZE]>,
    decoder: Decoder,
    /// Level of frames that are not decided yet.
    levels: VecDeque<f32>,
    phones: Phones,
    fresh: Vec<Frame>,
}

impl Listener {
    /// For a stream of `rate` samples a second (4 kHz to 768 kHz), mono. Decisions come [`DELAY_MS`] late.
    pub fn new(rate: u32) -> Self {
        Self::with(model(), rate, Some(LIVE_LAG))
    }

    /// With another model or another lag (`None`: all is decided at the end): for training.
    pub fn with(model: Arc<Model>, rate: u32, lag: Option<usize>) -> Self {
        let normaliser = Normaliser::new(&model.mean);
        let decoder = Decoder::new(&model.prior, &model.follows, model.weights, lag);
        let mut listener = Self {
            ear: Ear::new(rate),
            normaliser,
            seen: VecDeque::with_capacity(PAST + 1 + FUTURE),
            decoder,
            levels: VecDeque::new(),
            phones: Phones::new(),
            fresh: Vec::new(),
            model,
        };
        listener.begin();
        listener
    }

    /// Learns how loud and how coloured the voice is from sound of it that is not to be heard now.
    pub fn prime(&mut self, samples: &[f32]) {
        let mut ear = Ear::new(self.ear.rate());
        let mut frames = Vec::new();
        ear.push(samples, &mut frames);
        ear.finish(&mut frames);
        self.normaliser.prime(&frames);
    }

    /// Hears the next samples, and gives the phones that ended, in order. Their times are samples at 48 kHz from the
    /// first sample that was pushed.
    pub fn push(&mut self, samples: &[f32]) -> Vec<PhoneSpan> {
        let mut frames = std::mem::take(&mut self.fresh);
        self.ear.push(samples, &mut frames);
        let mut phones = Vec::new();
        frames.drain(..).for_each(|frame| self.hear(frame, &mut phones));
        self.fresh = frames;
        phones
    }

    /// The phone that is heard now, as far as it is decided; its end moves on and its stress is not known.
    pub fn going_on(&self) -> Option<PhoneSpan> {
        self.phones.going_on()
    }

    /// Gives the rest, as if silence followed. What comes after is a new stream of the same voice.
    pub fn finish(&mut self) -> Vec<PhoneSpan> {
        let mut frames = Vec::new();
        self.ear.finish(&mut frames);
        let mut phones = Vec::new();
        frames.into_iter().for_each(|frame| self.hear(frame, &mut phones));
        self.rest(&mut phones);
        phones
    }

    /// Before the first frame there was silence.
    fn begin(&mut self) {
        let silent = self.normaliser.clone().apply(&Frame::SILENT);
        self.seen.clear();
        self.seen.extend([silent; PAST]);
    }

    fn hear(&mut self, frame: Frame, phones: &mut Vec<PhoneSpan>) {
        let frame = frame.audible();
        let normal = self.normaliser.apply(&frame);
        self.levels.push_back(normal[SIZE - 1]);
        self.judge(normal, phones);
    }

    fn judge(&mut self, normal: [f32; SIZE], phones: &mut Vec<PhoneSpan>) {
        self.seen.push_back(normal);
        if self.seen.len() < PAST + 1 + FUTURE {
            return;
        }
        let mut inputs = [0.0; INPUTS];
        for (inputs, frame) in inputs.as_chunks_mut::<SIZE>().0.iter_mut().zip(&self.seen) {
            *inputs = *frame;
        }
        self.seen.pop_front();
        if let Some(class) = self.decoder.push(&self.model.judge(&inputs)) {
            self.decided(class, phones);
        }
    }

    fn decided(&mut self, class: Class, phones: &mut Vec<PhoneSpan>) {
        // Frames that were made up at the end have no level.
        if let Some(level) = self.levels.pop_front() {
            phones.extend(self.phones.push(class, level));
        }
    }

    /// Decides all that is left.
    fn rest(&mut self, phones: &mut Vec<PhoneSpan>) {
        let silent = self.normaliser.clone().apply(&Frame::SILENT);
        for _ in 0..FUTURE {
            self.judge(silent, phones);
        }
        for class in self.decoder.finish() {
            self.decided(class, phones);
        }
        phones.extend(self.phones.end());
        self.levels.clear();
        self.phones = Phones::new();
        self.begin();
    }
}
