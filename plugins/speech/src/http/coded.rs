//! Samples from sound that went through a codec: MP3, FLAC, Vorbis, for servers that send nothing else. Whole only; it asks
//! no server.
//!
//! An MP3 that a service streams does not tell its encoder's delay, so its sound begins some 50 ms late. That is silence,
//! and the lips are taken from the sound: nothing is out of step.

use std::io::Cursor;
use symphonia::core::{
    codecs::audio::AudioDecoderOptions,
    errors::Error,
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

/// Sound of one channel: samples a second, and the samples, at most `longest` of them.
///
/// # Errors
/// What is wrong with the bytes, in words.
pub(super) fn decode(bytes: Vec<u8>, longest: usize) -> Result<(u32, Vec<f32>), String> {
    let said = |error: Error| error.to_string();
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(said)?;
    let track = format.default_track(TrackType::Audio).ok_or("it has no sound")?;
    let parameters = track.codec_params.as_ref().and_then(|params| params.audio());
    let parameters = parameters.ok_or("it does not say how its sound is coded")?;
    let id = track.id;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(said)?;
    let (mut rate, mut samples, mut interleaved) = (0, Vec::new(), Vec::new());
    while let Some(packet) = format.next_packet().map_err(said)? {
        if packet.track_id != id {
            continue;
        }
        let decoded = match decoder.decode(&packet) {
            Ok(decoded) => decoded,
            // A frame that leans on one before the start has no sound yet.
            Err(Error::DecodeError(_)) if samples.is_empty() => continue,
            Err(error) => return Err(said(error)),
        };
        rate = decoded.spec().rate();
        let channels = decoded.spec().channels().count().max(1);
        decoded.copy_to_vec_interleaved::<f32>(&mut interleaved);
        let mono =
            interleaved.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32);
        samples.extend(mono.map(|s| if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 }));
        if samples.len() > longest {
            break;
        }
    }
    if !(8_000..=48_000).contains(&rate) {
        return Err(format!("it has {rate} samples a second"));
    }
    Ok((rate, samples))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::Write,
        process::{Command, Stdio},
    };

    #[test]
    fn codecs_of_servers() {
        for (codec, container) in [("libmp3lame", "mp3"), ("flac", "flac"), ("libvorbis", "ogg")] {
            let mut ffmpeg = Command::new("ffmpeg")
                .args(["-v", "error", "-f", "s16le", "-ar", "24000", "-ac", "1", "-i", "-"])
                .args(["-c:a", codec, "-f", container, "-"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect(
                    "`ffmpeg` is not installed, so this cannot be tested; `cargo xtask test` installs it",
                );
            ffmpeg.stdin.take().unwrap().write_all(&super::super::tests::pcm()).unwrap();
            let coded = ffmpeg.wait_with_output().unwrap().stdout;
            let (rate, samples) = decode(coded, usize::MAX).unwrap();
            assert_eq!(rate, 24_000, "{codec}");
            assert!((24_000..27_000).contains(&samples.len()), "{codec}: {}", samples.len());
            let loud = samples.iter().filter(|s| s.abs() > 0.05).count();
            assert!((10_000..15_000).contains(&loud), "{codec}: {loud}");
        }
    }

    #[test]
    fn what_is_no_sound() {
        for bytes in [Vec::new(), vec![0; 9], b"ID3".to_vec(), b"<html>busy</html>".repeat(50)] {
            assert!(decode(bytes, usize::MAX).is_err());
        }
    }
}
