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

    #[test]
    fn what_is_no_stream_is_refused() {
        for bytes in [Vec::new(), vec![0; 8], b"OggS".to_vec(), b"<html>busy</html>".repeat(100)] {
            assert!(decode(bytes).is_err());
        }
    }
}
