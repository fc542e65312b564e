//! A program to encode: dark pictures with a moving bar, each second a bright one with a beep.

use broadcast::{
    color,
    pipeline::{Encoder, EncoderSettings, testing::wait_for},
};
use protocol::clock::{FrameRate, pts_nanos};
use std::time::{Duration, Instant};

pub fn settings(live: bool) -> EncoderSettings {
    EncoderSettings {
        width: 320,
        height: 180,
        video_bitrate_kbps: 600,
        key_interval_seconds: 1,
        live,
        ..EncoderSettings::default()
    }
}

pub struct Feed<'a> {
    encoder: &'a Encoder,
    rate: FrameRate,
    next: u64,
    pixels: Vec<u8>,
}

impl<'a> Feed<'a> {
    pub fn new(encoder: &'a Encoder) -> Self {
        let settings = encoder.settings();
        let pixels = vec![0; (settings.width * settings.height * 4) as usize];
        Self { encoder, rate: settings.frame_rate, next: 0, pixels }
    }

    /// Frames pushed so far.
    pub fn frames(&self) -> u64 {
        self.next
    }

    /// One frame and its samples.
    pub fn step(&mut self) {
        let (n, settings) = (self.next, self.encoder.settings());
        let samples = self.rate.samples(n);
        let second = 48_000;
        let flash = samples.start >= second && samples.start % second < second / 15;
        self.pixels.fill(if flash { 255 } else { 16 });
        let stride = settings.width as usize * 4;
        let bar = (n as usize * 8) % (stride - 64);
        for row in self.pixels.chunks_exact_mut(stride).take(20) {
            row[bar..bar + 64].fill(90);
        }
        let mut frame = self.encoder.acquire().unwrap();
        color::rgba_to_i420(&self.pixels, stride as u32, &mut frame.planes()).unwrap();
        let (start, end) = (pts_nanos(samples.start), pts_nanos(samples.end));
        self.encoder.push(frame, start, end - start).unwrap();
        let sound: Vec<f32> = samples
            .flat_map(|s| {
                let beeps = s >= second && s % second < second / 15;
                let tone = (s as f32 * 1000.0 * std::f32::consts::TAU / 48_000.0).sin();
                [if beeps { 0.5 * tone } else { 0.0 }; 2]
            })
            .collect();
        self.encoder.push_audio(&sound, start).unwrap();
        self.next += 1;
    }

    /// Frames as fast as encoder and outputs take them, so that nothing is dropped.
    #[track_caller]
    pub fn run(&mut self, frames: u64) {
        for _ in 0..frames {
            self.step();
            let encoder = self.encoder;
            if !encoder.settings().live {
                continue; // pushing waits
            }
            wait_for("the encoder takes frames", Duration::from_secs(20), || {
                let stats = encoder.stats();
                let slowest = encoder
                    .output_status()
                    .iter()
                    .filter(|o| o.state.name() == "live")
                    .map(|o| o.frames)
                    .min();
                let behind = slowest.is_some_and(|s| s + 60 < self.next);
                stats.frames - stats.dropped <= stats.encoded + 2 && !behind
            });
        }
    }

    /// Frames in real time until `condition`.
    #[track_caller]
    pub fn run_until(&mut self, what: &str, deadline: Duration, mut condition: impl FnMut(&Encoder) -> bool) {
        let (start, first) = (Instant::now(), self.next);
        while !condition(self.encoder) {
            assert!(
                start.elapsed() < deadline,
                "{what}: not within {deadline:?}: {:?}",
                self.encoder.output_status()
            );
            self.step();
            let due = Duration::from_nanos(pts_nanos(self.rate.first_sample(self.next - first)));
            while start.elapsed() < due {
                std::thread::park_timeout(due - start.elapsed());
            }
        }
    }
}
