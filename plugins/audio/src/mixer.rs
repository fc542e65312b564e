//! The mixer: from buses to the samples of a frame.

use crate::{
    CHANNELS,
    bus::{Bus, Fader},
    duck,
    effects::{Effects, Sound},
    leveller::VoiceLevel,
    limiter::{LOOKAHEAD, Limiter},
    loudness::{ProgramLoudness, ProgramMeter},
    meter::Levels,
    music::{Music, MusicEvent, Track},
    strip::{Start, Strip},
    voice::{Cut, Voice, VoiceEvent, VoicePosition},
};
use std::ops::Range;

/// Samples after which the leveller hears of the limiter: 100 ms.
const STEP: u64 = 4_800;
/// Longest fade of a cut in milliseconds.
const LONGEST_CUT: u32 = 20;

/// Why a block was not mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MixError {
    /// Blocks must follow each other.
    #[error("samples from {asked} were asked for, but {due} is next; ask for every block once, in order")]
    NotNext {
        /// First sample that was asked for.
        asked: u64,
        /// First sample that is due.
        due: u64,
    },
    /// The buffer has another size.
    #[error("buffer holds {given} values, but {samples} samples of two channels need {}", samples * 2)]
    Size {
        /// Values in the buffer.
        given: usize,
        /// Samples of one channel in the block.
        samples: u64,
    },
}

/// What a block held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MixReport {
    /// What became of sentences, in order. Up to [`LOOKAHEAD`] samples after the block are included.
    pub events: Vec<VoiceEvent>,
    /// What became of music, in order.
    pub music_events: Vec<MusicEvent>,
    /// Level of the voice bus, behind its fader.
    pub voice: Levels,
    /// Level of the music bus, ducked and behind its fader.
    pub music: Levels,
    /// Level of the effects bus, behind its fader.
    pub effects: Levels,
    /// Level of what was given.
    pub program: Levels,
    /// Loudness of what was given so far.
    pub loudness: ProgramLoudness,
    /// Gain that the voice has from its leveller, in dB.
    pub voice_gain_db: f32,
    /// The most that the de-esser took off the band of sibilants, in dB, 0 or less.
    pub deessed_db: f32,
    /// What the music is turned down under speech at the end of the block, in dB, 0 or less.
    pub ducked_db: f32,
    /// The most that the limiter turned down, in dB, 0 or less.
    pub gain_reduction_db: f32,
}

/// Mixes the program, block after block. Same calls, same samples; with music this holds when the mixer
/// [waits](Self::wait_for_music).
pub struct Mixer {
    voice: Voice,
    strip: Strip,
    effects: Effects,
    music: Music,
    /// Voice, music, effects.
    faders: [Fader; 3],
    limiter: Limiter,
    meter: ProgramMeter,
    /// What went into the limiter and came out since the last step.
    power_in: f64,
    power_out: f64,
    /// First sample of the next block.
    due: u64,
    /// Media time up to which the buses were read: `due + LOOKAHEAD`, but for the very start.
    read: u64,
    voice_block: Vec<f32>,
    music_block: Vec<f32>,
    effects_block: Vec<f32>,
    starts: Vec<Start>,
    /// Cells of the ducker in this block, and whether something is said in them.
    cells: Vec<(u64, bool)>,
}

impl Default for Mixer {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Mixer {
    /// A silent mixer whose first block begins at sample `start`.
    pub fn new(start: u64) -> Self {
        Self {
            voice: Voice::default(),
            strip: Strip::default(),
            effects: Effects::default(),
            music: Music::default(),
            faders: Default::default(),
            limiter: Limiter::default(),
            meter: ProgramMeter::default(),
            power_in: 0.0,
            power_out: 0.0,
            due: start,
            read: start,
            voice_block: Vec::new(),
            music_block: Vec::new(),
            effects_block: Vec::new(),
            starts: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// Plans sentence `id` for media time `start_sample`, or for as soon after as may be (what is being mixed
    /// is out of reach for [`LOOKAHEAD`] samples, and sentences never overlap). Gives the start it has for
    /// now; [`VoiceEvent::Started`] tells the true one. `level` says which voice it is, and how loud.
    pub fn begin_as(&mut self, id: u64, start_sample: u64, level: VoiceLevel) -> u64 {
        self.voice.begin(id, start_sample, level)
    }

    /// [`begin_as`](Self::begin_as) with a voice that has no name and that nobody measured.
    pub fn begin(&mut self, id: u64, start_sample: u64) -> u64 {
        self.begin_as(id, start_sample, VoiceLevel::default())
    }

    /// Adds audio (mono, 48 kHz) to a sentence. False when it is not there any more, or was finished.
    pub fn append(&mut self, id: u64, samples: &[f32]) -> bool {
        self.voice.append(id, samples)
    }

    /// Says that a sentence has all its audio. False when it is not there any more.
    pub fn finish(&mut self, id: u64) -> bool {
        self.voice.finish(id)
    }

    /// Where a sentence stands, until its last sample was read.
    pub fn position(&self, id: u64) -> Option<VoicePosition> {
        self.voice.position(id)
    }

    /// The sentence that is being heard.
    pub fn speaking(&self) -> Option<u64> {
        self.voice.speaking()
    }

    /// Cuts the voice off without a click, within `fade_ms` (0 to 20) milliseconds, and forgets every planned
    /// sentence. Says from when the voice is silent, and what was heard of which sentence.
    pub fn interrupt(&mut self, fade_ms: u32) -> Cut {
        self.voice.cut((fade_ms.min(LONGEST_CUT) * 48) as usize)
    }

    /// [`interrupt`](Self::interrupt) for those who do not go on later: the media time from which the voice is
    /// silent.
    pub fn cut(&mut self, fade_ms: u32) -> u64 {
        self.interrupt(fade_ms).silent_from
    }

    /// Sets the fader of a bus, -80 (off) to 12 dB; values outside are clamped. It gets there within 20 ms from
    /// the next block on.
    pub fn set_gain(&mut self, bus: Bus, db: f32) {
        self.fader(bus).set(db);
    }

    /// Mutes a bus or opens it again, within 20 ms. What is muted goes on unheard.
    pub fn mute(&mut self, bus: Bus, muted: bool) {
        self.fader(bus).mute(muted);
    }

    /// Plays music from `start_sample` on, as soon as it is decoded: `level_db` (-80 to 12) from the loudness of
    /// the voice, and [`DUCK_DB`](crate::DUCK_DB) further down under speech. It fades in, and what was playing
    /// fades out meanwhile.
    pub fn play_music(&mut self, start_sample: u64, track: Track, level_db: f32) {
        self.music.play(start_sample, track, level_db);
    }

    /// Fades the music out from `sample` on.
    pub fn stop_music(&mut self, sample: u64) {
        self.music.stop(sample.max(self.read));
    }

    /// Brings the music to another level within half a second.
    pub fn set_music_level(&mut self, level_db: f32) {
        self.music.set_level(level_db);
    }

    /// The music that is heard or about to be, if any is, without its folder.
    pub fn music(&self) -> Option<&str> {
        self.music.file()
    }

    /// Off-line, music is waited for, so that the same show gives the same samples. On air it never is.
    pub fn wait_for_music(&mut self, waits: bool) {
        self.music.waits = waits;
    }

    /// Plays a sound from `start_sample`; what of it lies before what is mixed next is lost.
    pub fn play(&mut self, start_sample: u64, sound: Sound, gain: f32) {
        self.effects.play(start_sample, sound, gain);
    }

    /// Fades the effects out in 5 ms from the next block on; those that were to come do not.
    pub fn stop_effects(&mut self) {
        self.effects.silence(self.read);
    }

    /// First sample of the next block.
    pub fn next_sample(&self) -> u64 {
        self.due
    }

    /// Writes the samples of `block` over `out`: interleaved stereo, two values a sample.
    ///
    /// # Errors
    /// When the block is not the next one or the buffer has another size; nothing is mixed then.
    pub fn mix(&mut self, block: Range<u64>, out: &mut [f32]) -> Result<MixReport, MixError> {
        if block.start != self.due || block.end < block.start {
            return Err(MixError::NotNext { asked: block.start, due: self.due });
        }
        let samples = block.end - block.start;
        if out.len() as u64 != samples * CHANNELS as u64 {
            return Err(MixError::Size { given: out.len(), samples });
        }
        let mut report = MixReport::default();
        let mut rest = out;
        while self.due < block.end {
            // What the leveller learns of the limiter it learns at the same samples whatever the blocks.
            let end = (self.due / STEP + 1) * STEP;
            let part = self.due..end.min(block.end);
            let share = (part.end - part.start) as f32 / samples as f32;
            let (now, later) = rest.split_at_mut((part.end - part.start) as usize * CHANNELS);
            self.mix_part(&part, share, now, &mut report);
            if part.end == end {
                self.strip.limited(std::mem::take(&mut self.power_in), std::mem::take(&mut self.power_out));
            }
            rest = later;
        }
        Ok(report)
    }

    fn mix_part(&mut self, part: &Range<u64>, share: f32, out: &mut [f32], report: &mut MixReport) {
        let ahead = self.read..part.end + LOOKAHEAD as u64;
        let length = (ahead.end - ahead.start) as usize;
        self.read_voice(&ahead, length, report);
        self.read_music(&ahead, length, report);
        self.read_effects(&ahead, length);
        report.voice.add(Levels::of(&self.voice_block), share);
        report.music.add(Levels::of(&self.music_block), share);
        report.effects.add(Levels::of(&self.effects_block), share);

        let (mut given, mut least_gain) = (0, 1.0_f32);
        let beds = self.music_block.chunks_exact(CHANNELS).zip(self.effects_block.chunks_exact(CHANNELS));
        for (voice, (music, effects)) in self.voice_block.iter().zip(beds) {
            let sum = [voice + music[0] + effects[0], voice + music[1] + effects[1]];
            if let Some((limited, gain)) = self.limiter.push(sum) {
                out[given..given + CHANNELS].copy_from_slice(&limited);
                given += CHANNELS;
                least_gain = least_gain.min(gain);
                let power = f64::from(limited[0] * limited[0] + limited[1] * limited[1]);
                self.power_out += power;
                self.power_in += power / f64::from(gain * gain);
            }
        }
        debug_assert_eq!(given, out.len());
        report.program.add(Levels::of(out), share);
        report.loudness = self.meter.take(out);
        report.gain_reduction_db = report.gain_reduction_db.min(20.0 * least_gain.log10());
        self.due = part.end;
        self.read = ahead.end;
    }

    fn read_voice(&mut self, ahead: &Range<u64>, length: usize, report: &mut MixReport) {
        // The ducker looks before the audio is taken.
        self.cells.clear();
        let first = ahead.start.next_multiple_of(duck::CELL);
        if !self.music.is_idle() {
            let cells = (first..ahead.end).step_by(duck::CELL as usize);
            let speaks = |at: u64| self.voice.speaks_in(&(at..at + duck::CELL + duck::ATTACK));
            self.cells.extend(cells.map(|at| (at, speaks(at))));
        }
        self.starts.clear();
        self.voice_block.resize(length, 0.0);
        self.voice.read(ahead, &mut self.voice_block, &mut report.events, &mut self.starts);
        let spoken = self.voice.spoken();
        let deessed = self.strip.run(ahead, spoken, &self.starts, &mut self.voice_block);
        report.deessed_db = report.deessed_db.min(deessed);
        report.voice_gain_db = self.strip.gain_db();
        self.faders[0].run(&mut self.voice_block, 1);
    }

    fn read_music(&mut self, ahead: &Range<u64>, length: usize, report: &mut MixReport) {
        self.music_block.clear();
        self.music_block.resize(length * CHANNELS, 0.0);
        if !self.music.is_idle() {
            self.music.add(ahead, &mut self.music_block, &mut report.music_events);
            self.music.duck(&self.cells, ahead, &mut self.music_block);
            report.ducked_db = self.music.ducked_db();
        }
        self.faders[1].run(&mut self.music_block, CHANNELS);
    }

    fn read_effects(&mut self, ahead: &Range<u64>, length: usize) {
        self.effects_block.clear();
        self.effects_block.resize(length * CHANNELS, 0.0);
        self.effects.add(ahead, &mut self.effects_block);
        self.faders[2].run(&mut self.effects_block, CHANNELS);
    }

    fn fader(&mut self, bus: Bus) -> &mut Fader {
        &mut self.faders[match bus {
            Bus::Voice => 0,
            Bus::Music => 1,
            Bus::Effects => 2,
        }]
    }
}
