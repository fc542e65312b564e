//! Where a render goes: through the encoder to a file, or with its alpha to a QuickTime file.

use super::{FINISH_PATIENCE, Options};
use crate::video::Video;
use anyhow::{Result, bail};
use broadcast::pipeline::{CutoutFile, Encoder, EncoderSettings, Preset, Target};
use protocol::media::Tier;

/// A file that was named and checked, and is not there yet.
pub(super) enum Destination {
    Encoded(Target),
    Cutout,
}

/// A file that is being written.
pub(super) enum Out {
    Encoded { encoder: Box<Encoder>, video: Video },
    Cutout { file: CutoutFile },
}

impl Destination {
    /// # Errors
    /// When the file's ending or folder cannot be used.
    pub(super) fn of(options: &Options) -> Result<Self> {
        if !options.transparent {
            return Ok(Self::Encoded(Target::parse(&options.output.to_string_lossy())?));
        }
        if !options.output.extension().is_some_and(|e| e.eq_ignore_ascii_case("mov")) {
            bail!("{} cannot hold transparency: name a file that ends in .mov", options.output.display());
        }
        Ok(Self::Cutout)
    }

    /// # Errors
    /// When an element is missing or the file cannot be written.
    pub(super) fn open(self, options: &Options, tier: Tier) -> Result<Out> {
        let (size, rate) = (options.plan.size, options.plan.frame_rate);
        match self {
            Self::Cutout => Ok(Out::Cutout { file: CutoutFile::create(&options.output, size, rate)? }),
            Self::Encoded(target) => {
                let encoder = Encoder::start(EncoderSettings {
                    width: size.0,
                    height: size.1,
                    frame_rate: rate,
                    video_bitrate_kbps: options.bitrate_kbps,
                    preset: Preset::Veryfast,
                    live: false,
                    ..EncoderSettings::default()
                })?;
                encoder.add_output(target)?;
                Ok(Out::Encoded { encoder: Box::new(encoder), video: Video::new(rate, tier) })
            }
        }
    }
}

impl Out {
    /// Interleaved stereo samples at 48 kHz.
    ///
    /// # Errors
    /// When the file can no longer be written.
    pub(super) fn push_audio(&self, samples: &[f32], pts_nanos: u64) -> Result<()> {
        match self {
            Self::Encoded { encoder, .. } => encoder.push_audio(samples, pts_nanos)?,
            Self::Cutout { file } => file.push_audio(samples, pts_nanos)?,
        }
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// Why the file is not whole.
    pub(super) fn finish(self) -> Result<()> {
        match self {
            Self::Cutout { file } => file.finish(FINISH_PATIENCE)?,
            Self::Encoded { encoder, .. } => {
                // The file is written twice, so that it can be played from its beginning.
                let finished = encoder.finish(FINISH_PATIENCE);
                let failed = finished.outputs.iter().find_map(|o| o.state.error().map(str::to_owned));
                if let Some(error) = finished.error.or(failed) {
                    bail!("{error}");
                }
            }
        }
        Ok(())
    }
}
