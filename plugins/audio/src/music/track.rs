//! A file that is decoded while it is heard, on a thread of its own.
//!
//! The thread owns the decoder; samples cross over a bounded channel, in which two seconds fit. When the channel
//! is full the thread waits; when the track is dropped it ends. It fades nothing but breaks.

use super::MusicEvent;
use crate::{
    CHANNELS,
    decode::{Decoder, Progress, SoundError},
    loudness::{SILENCE_LUFS, lufs},
};
use ebur128::{EbuR128, Mode};
use protocol::SAMPLE_RATE;
use std::{
    collections::VecDeque,
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel},
    time::Duration,
};

/// Seconds of a file from which its loudness is taken.
pub const MEASURED_SECONDS: u32 = 30;
/// Samples of a piece: 100 ms.
const PIECE: usize = 4_800;
/// Pieces that the channel holds.
const PIECES: usize = 20;
/// Samples that must be there before music begins, or goes on after a break: 400 ms.
const PRIMED: usize = 4 * PIECE;
/// Samples of the fade at a break: 10 ms.
const FADE: usize = 480;
/// The shortest music, in milliseconds.
const SHORTEST_MILLIS: u32 = 500;
/// Off-line, a decoder that gives nothing for so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

enum Message {
    Measured(f32),
    Samples(Vec<f32>),
    Damaged(String),
    Failed(String),
}

/// Music that is being decoded.
pub struct Track {
    file: String,
    received: Receiver<Message>,
    lufs: Option<f32>,
    /// Interleaved samples that are not heard yet.
    buffer: VecDeque<f32>,
    /// Nothing more comes.
    closed: bool,
    failed: bool,
    /// In a break, until enough is there again.
    broken: bool,
    fade_in: usize,
}

impl Track {
    /// Opens a file (WAV, FLAC, MP3, Ogg Vorbis, M4A) and starts to decode it. Give its loudness in LUFS as
    /// [`MusicEvent::Started`] told it, if it is known; otherwise the thread measures the first
    /// [`MEASURED_SECONDS`] and the music begins when it has. The music goes round without a gap, but for M4A,
    /// which has some of the encoder's silence at its start.
    ///
    /// # Errors
    /// When there is no such file or it is no sound.
    pub fn open(path: impl AsRef<Path>, known_lufs: Option<f32>) -> Result<Self, SoundError> {
        let path = path.as_ref().to_owned();
        let decoder = Decoder::open(&path)?;
        let known_lufs = known_lufs.filter(|lufs| lufs.is_finite());
        let (sender, received) = sync_channel(PIECES);
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let work = {
            let path = path.clone();
            move || decode(&path, decoder, known_lufs.is_none(), &sender)
        };
        let thread = std::thread::Builder::new().name("music decoder".into()).spawn(work);
        thread.map_err(|source| SoundError::Thread { path, source })?;
        Ok(Self {
            file,
            received,
            lufs: known_lufs,
            buffer: VecDeque::new(),
            closed: false,
            failed: false,
            broken: false,
            fade_in: 0,
        })
    }

    /// Name of the file, without its folder.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Its loudness in LUFS, once that is known.
    pub fn lufs(&self) -> Option<f32> {
        self.lufs
    }

    /// Whether nothing more will be heard.
    pub(super) fn is_over(&self) -> bool {
        self.closed && self.buffer.is_empty()
    }

    /// Whether it can begin; waits for that when told to.
    pub(super) fn is_ready(&mut self, waits: bool, events: &mut Vec<MusicEvent>) -> bool {
        self.fill(PRIMED, waits, events);
        self.lufs.is_some() && (self.frames() >= PRIMED || (self.closed && !self.buffer.is_empty()))
    }

    /// Writes the next samples over `out` (interleaved stereo); silence, with a fade before and after, where the
    /// decoder is late.
    pub(super) fn read(&mut self, out: &mut [f32], waits: bool, events: &mut Vec<MusicEvent>) {
        let wanted = out.len() / CHANNELS;
        self.fill(if self.broken { PRIMED.max(wanted + FADE) } else { wanted + FADE }, waits, events);
        if self.broken && self.frames() < PRIMED && !self.closed {
            return;
        }
        if std::mem::take(&mut self.broken) {
            self.fade_in = FADE;
        }
        let count = wanted.min(self.frames());
        for (target, sample) in out.iter_mut().zip(self.buffer.drain(..count * CHANNELS)) {
            *target = sample;
        }
        for frame in out[..count * CHANNELS].chunks_exact_mut(CHANNELS) {
            if self.fade_in == 0 {
                break;
            }
            let gain = 1.0 - self.fade_in as f32 / FADE as f32;
            frame.iter_mut().for_each(|sample| *sample *= gain);
            self.fade_in -= 1;
        }
        // Enough for a fade is kept in hand: after the last sample it would be too late.
        if self.frames() < FADE {
            let fade = FADE.min(count);
            for (i, frame) in
                out[(count - fade) * CHANNELS..count * CHANNELS].chunks_exact_mut(CHANNELS).enumerate()
            {
                frame.iter_mut().for_each(|sample| *sample *= 1.0 - (i + 1) as f32 / fade as f32);
            }
            if self.closed {
                self.buffer.clear();
            } else {
                self.broken = true;
                events.push(MusicEvent::Late { file: self.file.clone() });
            }
        }
    }

    fn frames(&self) -> usize {
        self.buffer.len() / CHANNELS
    }

    /// Takes what the thread has made until `frames` are there.
    fn fill(&mut self, frames: usize, waits: bool, events: &mut Vec<MusicEvent>) {
        while !self.closed && (self.frames() < frames || self.lufs.is_none()) {
            let message = if waits {
                self.received.recv_timeout(PATIENCE).map_err(|e| match e {
                    RecvTimeoutError::Timeout => "the decoder gave nothing for a minute",
                    RecvTimeoutError::Disconnected => "the decoder ended",
                })
            } else {
                match self.received.try_recv() {
                    Err(TryRecvError::Empty) => return,
                    message => message.map_err(|_| "the decoder ended"),
                }
            };
            match message {
                Ok(Message::Measured(lufs)) => self.lufs = Some(lufs),
                Ok(Message::Samples(samples)) => self.buffer.extend(samples),
                Ok(Message::Damaged(reason)) => {
                    events.push(MusicEvent::Damaged { file: self.file.clone(), reason });
                }
                Ok(Message::Failed(reason)) => self.fail(reason, events),
                Err(reason) => self.fail(reason.to_owned(), events),
            }
        }
    }

    fn fail(&mut self, reason: String, events: &mut Vec<MusicEvent>) {
        self.closed = true;
        if !std::mem::replace(&mut self.failed, true) {
            events.push(MusicEvent::Failed { file: self.file.clone(), reason });
        }
    }
}

/// What the thread does.
fn decode(path: &Path, decoder: Decoder, measures: bool, sender: &SyncSender<Message>) {
    if measures {
        let measured = measure(path).unwrap_or(SILENCE_LUFS);
        // What is silent in its first half minute is left as it is.
        let lufs = if measured <= SILENCE_LUFS { crate::TARGET_LUFS } else { measured };
        if sender.send(Message::Measured(lufs)).is_err() {
            return;
        }
    }
    if let Err(error) = go_round(path, decoder, sender) {
        // Nobody listens any more when this fails.
        let _ = sender.send(Message::Failed(error.to_string()));
    }
}

/// Decodes over and over until nobody listens.
fn go_round(path: &Path, mut decoder: Decoder, sender: &SyncSender<Message>) -> Result<(), SoundError> {
    let mut samples = Vec::new();
    let mut told = false;
    let shortest = (SAMPLE_RATE * SHORTEST_MILLIS / 1_000) as usize;
    loop {
        let mut round = 0;
        loop {
            let before = samples.len();
            let progress = decoder.step(&mut samples);
            round += (samples.len() - before) / CHANNELS;
            if let Some(reason) = decoder.take_damage().filter(|_| !std::mem::replace(&mut told, true))
                && sender.send(Message::Damaged(reason)).is_err()
            {
                return Ok(());
            }
            while samples.len() >= PIECE * CHANNELS {
                let rest = samples.split_off(PIECE * CHANNELS);
                let piece = std::mem::replace(&mut samples, rest);
                if sender.send(Message::Samples(piece)).is_err() {
                    return Ok(());
                }
            }
            if progress == Progress::End {
                break;
            }
        }
        if round == 0 {
            return Err(SoundError::Empty { path: path.to_owned() });
        }
        if round < shortest {
            return Err(SoundError::TooShort { path: path.to_owned(), millis: SHORTEST_MILLIS });
        }
        decoder.rewind()?;
    }
}

/// Loudness of the beginning.
fn measure(path: &Path) -> Option<f32> {
    let mut decoder = Decoder::open(path).ok()?;
    let mut meter = EbuR128::new(CHANNELS as u32, SAMPLE_RATE, Mode::I | Mode::HISTOGRAM).ok()?;
    let (mut samples, mut seen) = (Vec::new(), 0);
    loop {
        let progress = decoder.step(&mut samples);
        meter.add_frames_f32(&samples).ok()?;
        seen += samples.len() / CHANNELS;
        samples.clear();
        if progress == Progress::End || seen >= (MEASURED_SECONDS * SAMPLE_RATE) as usize {
            return Some(lufs(meter.loudness_global()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A track whose decoder is the test.
    fn track() -> (SyncSender<Message>, Track) {
        let (sender, received) = sync_channel(PIECES);
        let track = Track {
            file: "bed".into(),
            received,
            lufs: None,
            buffer: VecDeque::new(),
            closed: false,
            failed: false,
            broken: false,
            fade_in: 0,
        };
        (sender, track)
    }

    fn piece() -> Message {
        Message::Samples(vec![0.5; PIECE * CHANNELS])
    }

    fn read(track: &mut Track, frames: usize, events: &mut Vec<MusicEvent>) -> Vec<f32> {
        let mut out = vec![0.0; frames * CHANNELS];
        track.read(&mut out, false, events);
        out.into_iter().step_by(CHANNELS).collect()
    }

    fn steepest(samples: &[f32]) -> f32 {
        samples.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_late_decoder_is_silence_with_fades_and_no_wait() {
        let (sender, mut track) = track();
        let mut events = Vec::new();
        assert!(!track.is_ready(false, &mut events));
        (0..4).for_each(|_| sender.send(piece()).unwrap());
        assert!(!track.is_ready(false, &mut events), "it was not measured");
        sender.send(Message::Measured(-20.0)).unwrap();
        assert!(track.is_ready(false, &mut events));
        // 400 ms are there, 600 ms are asked for.
        let mut heard: Vec<f32> = (0..18).flat_map(|_| read(&mut track, 1_600, &mut events)).collect();
        assert_eq!(events, [MusicEvent::Late { file: "bed".into() }]);
        assert!(heard[4 * PIECE..].iter().all(|s| *s == 0.0));
        // Too little to go on.
        sender.send(piece()).unwrap();
        assert!(read(&mut track, 1_600, &mut events).iter().all(|s| *s == 0.0));
        (0..6).for_each(|_| sender.send(piece()).unwrap());
        heard.extend((0..6).flat_map(|_| read(&mut track, 1_600, &mut events)));
        assert_eq!(heard.last(), Some(&0.5));
        assert!(steepest(&heard[1..]) < 0.002, "{}", steepest(&heard[1..]));
    }

    #[test]
    fn a_decoder_that_dies_fades_out_and_is_told_once() {
        let (sender, mut track) = track();
        let mut events = Vec::new();
        sender.send(Message::Measured(-20.0)).unwrap();
        (0..5).for_each(|_| sender.send(piece()).unwrap());
        drop(sender);
        let heard: Vec<f32> = (0..20).flat_map(|_| read(&mut track, 1_600, &mut events)).collect();
        assert!(matches!(events[..], [MusicEvent::Failed { .. }]), "{events:?}");
        assert!(track.is_over() && heard.last() == Some(&0.0));
        assert!(steepest(&heard) < 0.002, "{}", steepest(&heard));
    }
}
