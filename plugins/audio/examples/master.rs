//! Mixes voices from WAV files (48 kHz, mono) as they would go on air, to listen to and to measure:
//! `cargo run -p audio --example master -- OUT.wav LUFS|unknown RAISE_DB MUSIC|none VOICE.wav ..` raises the voices
//! by `RAISE_DB` first, writes `OUT.wav` and says what the meters read and what a frame cost.

use audio::{Levels, Mixer, Track, VoiceLevel, measure};
use std::{error::Error, time::Instant};

const FRAME: u64 = 1_600;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, lufs, raise, music, voices @ ..] = &arguments[..] else {
        return Err("usage: master OUT.wav LUFS|unknown RAISE_DB MUSIC|none VOICE.wav ..".into());
    };
    let raise = 10.0_f32.powf(raise.parse::<f32>()? / 20.0);
    let level = VoiceLevel { voice: "voice".into(), lufs: lufs.parse().ok() };
    let mut mixer = Mixer::default();
    mixer.wait_for_music(true);
    if music != "none" {
        mixer.play_music(0, Track::open(music, None)?, -24.0);
    }
    let (mut at, mut all) = (4_800, Vec::new());
    for (id, path) in (0..).zip(voices) {
        let samples: Result<Vec<f32>, _> = hound::WavReader::open(path)?.into_samples().collect();
        let samples: Vec<f32> = samples?.into_iter().map(|s: f32| s * raise).collect();
        mixer.begin_as(id, at, level.clone());
        mixer.append(id, &samples);
        mixer.finish(id);
        at += samples.len() as u64;
        all.extend(samples);
    }
    println!("voice by itself: {:?}", measure(&all));
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 48_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(out, spec)?;
    let (mut cost, mut frames, mut worst) = (0.0_f64, 0, 0.0_f64);
    let (mut limited, mut deessed, mut peak) = (0.0_f32, 0.0_f32, Levels::default());
    while mixer.next_sample() < at + 48_000 {
        let (start, mut block) = (mixer.next_sample(), vec![0.0; FRAME as usize * 2]);
        let begun = Instant::now();
        let report = mixer.mix(start..start + FRAME, &mut block)?;
        let took = begun.elapsed().as_secs_f64() * 1e3;
        if took > 1.0 {
            println!("frame {frames}: {took:.2} ms");
        }
        (cost, frames, worst) = (cost + took, frames + 1, worst.max(took));
        for sample in block {
            writer.write_sample(sample)?;
        }
        (limited, deessed) = (limited.min(report.gain_reduction_db), deessed.min(report.deessed_db));
        peak.peak_dbfs = peak.peak_dbfs.max(report.program.peak_dbfs);
        report.music_events.iter().for_each(|event| println!("{event:?}"));
        if start % 144_000 == 0 {
            println!(
                "{:5.1} s: {:?}, voice {:+.2} dB, music {:.1} dBFS, ducked {:.1} dB",
                start as f64 / 48e3,
                report.loudness,
                report.voice_gain_db,
                report.music.rms_dbfs,
                report.ducked_db
            );
        }
    }
    writer.finalize()?;
    println!("peak {:.2} dBFS, limiter {limited:.2} dB, de-esser {deessed:.2} dB at most", peak.peak_dbfs);
    println!(
        "{:.3} ms a frame of {FRAME} samples, {worst:.3} ms at most (waits included)",
        cost / f64::from(frames)
    );
    Ok(())
}
