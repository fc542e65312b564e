//! From Ogg Vorbis to samples, of exactly the length that the stream says.

use std::io::Cursor;
use symphonia::core::{
    codecs::audio::AudioDecoderOptions,
    errors::Error,
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

/// Sound of one channel.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sound {
    /// Samples a second.
    pub rate: u32,
    /// -1 to 1.
    pub samples: Vec<f32>,
}

/// Decodes a whole stream; several channels become their mean. The encoder's delay and padding are left out.
///
/// # Errors
/// What is wrong with the bytes, in words. A stream that is damaged in the middle is refused as well: with a
/// piece missing its marks would be wrong.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Sound, String> {
    let said = |error: Error| error.to_string();
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(
            Hint::new().with_extension("ogg"),
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(said)?;
    let track = format.default_track(TrackType::Audio).ok_or("it has no sound")?;
    let parameters = track.codec_params.as_ref().and_then(|params| params.audio());
    let parameters = parameters.ok_or("it does not say how its sound is coded")?;
    let id = track.id;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(said)?;
    let mut sound = Sound::default();
    let mut interleaved = Vec::new();
    while let Some(packet) = format.next_packet().map_err(said)? {
        if packet.track_id != id {
            continue;
        }
        let decoded = decoder.decode(&packet).map_err(said)?;
        sound.rate = decoded.spec().rate();
        let channels = decoded.spec().channels().count().max(1);
        decoded.copy_to_vec_interleaved::<f32>(&mut interleaved);
        let mono =
            interleaved.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32);
        sound
            .samples
            .extend(mono.map(|sample| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }));
    }
    if sound.samples.is_empty() {
        return Err("it is empty".into());
    }
    Ok(sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{Read, Write},
        process::{Command, Stdio},
    };

    #[test]
    fn what_is_no_stream_is_refused() {
        for bytes in [Vec::new(), vec![0; 8], b"OggS".to_vec(), b"<html>busy</html>".repeat(100)] {
            assert!(decode(bytes).is_err());
        }
    }

    /// A noise of `length` samples, the same each time, a little low-passed so that codecs keep it.
    fn noise(length: usize) -> Vec<f32> {
        let (mut state, mut low) = (1u32, 0.0);
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            low += 0.3 * ((state >> 16) as f32 / 32_768.0 - 1.0 - low);
            low
        };
        (0..length).map(|_| next()).collect()
    }

    fn encode(samples: &[f32], rate: u32, codec: &[&str]) -> Vec<u8> {
        let bytes: Vec<u8> = samples.iter().flat_map(|s| ((s * 20_000.0) as i16).to_le_bytes()).collect();
        let rate = rate.to_string();
        let mut ffmpeg = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "s16le", "-ar", &rate, "-ac", "1", "-i", "-"])
            .args(codec)
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`ffmpeg` is not installed, so this cannot be tested; `cargo xtask test` installs it");
        let mut input = ffmpeg.stdin.take().unwrap();
        let feed = std::thread::Builder::new().name("feed".into()).spawn(move || input.write_all(&bytes));
        let mut encoded = Vec::new();
        ffmpeg.stdout.take().unwrap().read_to_end(&mut encoded).unwrap();
        feed.unwrap().join().unwrap().unwrap();
        assert!(ffmpeg.wait().unwrap().success());
        encoded
    }

    /// Samples by which `late` lags behind `sound`, by the best correlation of a stretch in the middle.
    fn lag(sound: &[f32], late: &[f32]) -> i64 {
        let stretch = 4_000..8_000;
        let likeness = |lag: &i64| {
            let shifted =
                stretch.clone().map(|at| late.get((at as i64 + lag) as usize).copied().unwrap_or(0.0));
            sound[stretch.clone()].iter().zip(shifted).map(|(a, b)| f64::from(a * b)).sum::<f64>()
        };
        (-2_500..2_500).max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap()
    }

    #[track_caller]
    fn check(rate: u32, length: usize, codec: &[&str], expect_lag: i64, exact: bool) {
        let sound = noise(length);
        let decoded = decode(encode(&sound, rate, codec)).unwrap();
        assert_eq!(decoded.rate, rate);
        let late = lag(&sound, &decoded.samples);
        assert_eq!(
            (late, decoded.samples.len() == length),
            (expect_lag, exact),
            "{} samples",
            decoded.samples.len()
        );
    }

    #[test]
    fn vorbis_is_exact_to_the_sample() {
        let vorbis = ["-c:a", "libvorbis", "-q:a", "3", "-f", "ogg"];
        for rate in [22_050, 24_000, 48_000] {
            for length in [12_000, 48_000, 50_001] {
                check(rate, length, &vorbis, 0, true);
            }
        }
    }

    /// Why MP3 is not asked for: without its encoder's tag (as a service that streams has it) it is late.
    #[test]
    fn mp3_without_a_tag_is_late() {
        let mp3 =
            ["-c:a", "libmp3lame", "-b:a", "48k", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"];
        check(24_000, 48_000, &mp3, 1105, false);
        let tagged = ["-c:a", "libmp3lame", "-b:a", "48k", "-f", "mp3"];
        check(24_000, 48_000, &tagged, 1105, false);
    }
}
