//! What a person types.

mod frame;
mod server;
mod values;
mod voices;

use crate::{
    check::CheckArgs, endure, journal, lips, live, paths, perform, program::Plan, rehearse, render, token,
};
use broadcast::pipeline::Preset;
use clap::{Args, Parser, Subcommand, ValueEnum};
use protocol::{FrameRate, media::Tier};
use server::ServerArgs;
use std::{net::SocketAddr, path::PathBuf, time::Duration};
use values::{rate, seconds, semitones, weight};

pub use values::size;
pub use voices::{VoicesAction, VoicesArgs};

/// A digital human that hosts live streams.
#[derive(Parser)]
#[command(version, about, propagate_version = true, after_help = "Start with `compere doctor`.")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Go on air: play a show, then stay, and say what the console is told.
    Live(LiveArgs),
    /// Render a show to a file, off-line.
    Render(RenderArgs),
    /// Play a show and a recorded chat off-line, in no time: timings, unanswered questions, cues that fail.
    Rehearse(rehearse::RehearseArgs),
    /// Tokens for those who run a show with you: each with a name and a role.
    Token(token::TokenArgs),
    /// Who did what, and when, out of the journal of a show.
    Journal(journal::JournalArgs),
    /// Say a text into a WAV file, with the time of every phone, word and sentence.
    Say(SayArgs),
    /// Listen to a recording, and write what the lips do in it as a timeline.
    Lips(lips::LipsArgs),
    /// Make all speech of a show before air, so that it needs no engine then.
    Warm(WarmArgs),
    /// Voices: which there are, and getting more.
    Voices(VoicesArgs),
    /// Bake a character from its recipe: NAME.glb and NAME.lean.glb.
    Bake(BakeArgs),
    /// Tell what a character's file (glb, glTF, VRM) brings for going on air, and what it lacks.
    Check(CheckArgs),
    /// Draw one picture of a character.
    Portrait(PortraitArgs),
    /// Open a window in which characters and scenes are made: sliders, speech, screenshots.
    Preview(PreviewArgs),
    /// Tell what was found on this machine, and what to do about what was not.
    Doctor(DoctorArgs),
    /// Measure this machine: speech, and the way from face to encoder.
    Bench(BenchArgs),
    /// Draw what a face does with jobs from standard input, raw, for those who judge faces: `cargo xtask bench-face`.
    #[command(hide = true)]
    Perform(perform::PerformArgs),
    /// Play hours of a show with viewers and operators in no time, without a picture, and check every change.
    #[command(hide = true)]
    Endure(endure::EndureArgs),
}

#[derive(Args)]
pub struct PictureArgs {
    #[command(flatten)]
    frame: frame::FrameArgs,
    /// Frames a second: 30, 25, 60 or 30000/1001.
    #[arg(long, default_value = "30")]
    pub fps: FrameRate,
    /// A scene (stem or path), instead of the show's.
    #[arg(long)]
    pub scene: Option<String>,
    /// A character (stem of a recipe, or a glb file), instead of the show's; up to three with commas between.
    #[arg(long, value_name = "CHARACTER,…", value_delimiter = ',')]
    pub character: Vec<String>,
    /// A voice (stem or unique prefix), instead of the show's; several in the order of the characters.
    #[arg(long, value_name = "VOICE,…", value_delimiter = ',')]
    pub voice: Vec<String>,
    /// A voice to take when that one fails; may be given again, first choice first.
    #[arg(long, value_name = "VOICE")]
    pub fallback_voice: Vec<String>,
    /// Draw for software (lean) or for a GPU (full), whatever the adapter is.
    #[arg(long)]
    pub tier: Option<TierArg>,
    /// Seed of all that happens by chance: same seed, same frames.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Bits a second of the picture, in thousands. Amazon IVS takes 3500 (basic) or 8500 (standard).
    #[arg(long, default_value_t = 3000, value_parser = clap::value_parser!(u32).range(100..=50_000))]
    pub bitrate: u32,
    /// End after so many seconds of media time.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub duration: Option<Duration>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum TierArg {
    Lean,
    Full,
}

impl From<TierArg> for Tier {
    fn from(tier: TierArg) -> Self {
        match tier {
            TierArg::Lean => Self::Lean,
            TierArg::Full => Self::Full,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum PresetArg {
    Ultrafast,
    Superfast,
    Veryfast,
}

#[derive(Args)]
pub struct LiveArgs {
    /// The show to play (stem or path); then the host stays, and says what it is told.
    #[arg(default_value = "welcome")]
    pub show: String,
    /// Play no show: the host only waits for what it is told. A show in whose midst the program died goes on all the same;
    /// `--no-journal` forgets it.
    #[arg(long)]
    pub idle: bool,
    /// Where to send it: rtmp://…, rtmps://…, FILE.mp4, or @FILE with the address in it, which keeps its key out
    /// of the command line; may be given again.
    #[arg(long = "to", value_name = "TARGET")]
    pub to: Vec<String>,
    #[command(flatten)]
    pub picture: PictureArgs,
    /// How much work the encoder does.
    #[arg(long, default_value = "superfast")]
    pub preset: PresetArg,
    /// Serve no watch page.
    #[arg(long)]
    pub no_watch: bool,
    /// End when the show has been said, instead of staying on air.
    #[arg(long)]
    pub end_with_show: bool,
    /// Where the journal is kept, else in `~/.local/state/compere/journal.db`: a show goes on after a crash.
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// Keep no journal: a show begins anew after a crash.
    #[arg(long, conflicts_with = "journal")]
    pub no_journal: bool,
    #[command(flatten)]
    pub server: ServerArgs,
}

#[derive(Args)]
pub struct RenderArgs {
    /// The show to render (stem or path).
    pub show: String,
    /// The file; its ending says what it is: .mp4, .mkv, .flv, and .mov for a transparent one.
    #[arg(short, long)]
    pub output: PathBuf,
    #[command(flatten)]
    pub picture: PictureArgs,
    /// Leave out the backdrop: the file is ProRes 4444 with alpha, frames are PNG with alpha.
    #[arg(long, conflicts_with = "backdrop_key")]
    pub transparent: bool,
    /// Keep frames as PNG in this folder.
    #[arg(long, value_name = "FOLDER")]
    pub frames: Option<PathBuf>,
    /// Keep every so-many-th frame.
    #[arg(long, default_value_t = 1, requires = "frames", value_parser = clap::value_parser!(u64).range(1..))]
    pub every: u64,
    /// Write the sha256 of all raw frames and samples to this file.
    #[arg(long, value_name = "FILE")]
    pub digest: Option<PathBuf>,
}

#[derive(Args)]
pub struct SayArgs {
    /// What to say; cues of the voice and pauses are heeded, others left out.
    pub text: String,
    /// The WAV file: 48 kHz, mono, 16 bits.
    #[arg(short, long)]
    pub output: PathBuf,
    /// Where to write the timeline as JSON; times are samples.
    #[arg(long, value_name = "FILE")]
    pub timeline: Option<PathBuf>,
    /// A voice (stem or unique prefix).
    #[arg(long, default_value = crate::program::VOICE)]
    pub voice: String,
    /// A voice to take when that one fails; may be given again.
    #[arg(long, value_name = "VOICE")]
    pub fallback_voice: Vec<String>,
    /// Language of the text (BCP 47), where it is not the voice's.
    #[arg(long)]
    pub language: Option<String>,
    /// Speaking rate, 0.25 to 4; 1 is the voice's own.
    #[arg(long, default_value = "1", value_parser = rate)]
    pub speed: f32,
    /// Semitones up or down, -12 to 12.
    #[arg(long, default_value = "0", value_parser = semitones, allow_negative_numbers = true)]
    pub pitch: f32,
    /// Same seed, same samples.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Args)]
pub struct WarmArgs {
    /// The show to make ready (stem or path).
    pub show: String,
    /// A voice (stem or unique prefix), instead of the show's.
    #[arg(long)]
    pub voice: Option<String>,
    /// The seed that the show will be played with.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Args)]
pub struct BakeArgs {
    /// A recipe: assets/characters/NAME.ron.
    pub recipe: PathBuf,
    /// The file; the light level of detail is written beside it as NAME.lean.glb.
    #[arg(short, long)]
    pub output: PathBuf,
}

#[derive(Args)]
pub struct PortraitArgs {
    /// Characters: stems of recipes, or glb files. Several come on one sheet.
    #[arg(required = true, value_name = "CHARACTER")]
    pub characters: Vec<String>,
    /// The PNG file.
    #[arg(short, long)]
    pub output: PathBuf,
    /// Size of the picture in pixels.
    #[arg(long, default_value = "1280x720", value_parser = size, value_name = "WxH")]
    pub size: (u32, u32),
    /// A scene.
    #[arg(long, default_value = crate::program::SCENE)]
    pub scene: String,
    /// A camera of the scene.
    #[arg(long)]
    pub camera: Option<String>,
    /// Draw for software (lean) or for a GPU (full).
    #[arg(long)]
    pub tier: Option<TierArg>,
    /// Weights on top of a still face, by names of ARKit or VRM: `jawOpen=0.5,mouthSmileLeft=0.3,happy=0.6`.
    #[arg(long, value_name = "NAME=WEIGHT,…", value_delimiter = ',', value_parser = weight)]
    pub morph: Vec<(String, f32)>,
    /// Draw the stroke of a gesture: `wave`, `point-left`. Several come on one sheet.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', conflicts_with = "morph")]
    pub gesture: Vec<String>,
    /// Draw an emotion: `smile`, `sad`. Several come on one sheet.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', conflicts_with = "gesture")]
    pub emotion: Vec<String>,
    /// Draw a film strip of the text being said.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["gesture", "emotion", "morph"])]
    pub say: Option<String>,
    /// Milliseconds from one picture of the film strip to the next.
    #[arg(long, default_value_t = 80, value_parser = clap::value_parser!(u64).range(10..=5000))]
    pub every: u64,
    /// Who says it (stem or unique prefix).
    #[arg(long, default_value = crate::program::VOICE)]
    pub voice: String,
    /// Pictures in a row of a sheet; as many as make it about 16:9 when it is not given.
    #[arg(long)]
    pub columns: Option<usize>,
    /// Degrees to turn the camera around the host.
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    pub turn: f32,
}

#[derive(Args)]
pub struct PreviewArgs {
    /// Who is shown first: stem of a recipe, a recipe, or a .glb, .gltf or .vrm file.
    pub file: Option<String>,
    /// Size of the picture in pixels.
    #[arg(long, default_value = "1280x720", value_parser = size, value_name = "WxH")]
    pub size: (u32, u32),
    /// Size of the window in points.
    #[arg(long, default_value = "1600x900", value_parser = size, value_name = "WxH")]
    pub window: (u32, u32),
    /// A scene.
    #[arg(long, default_value = crate::program::SCENE)]
    pub scene: String,
    /// A voice (stem or unique prefix), instead of the usual one.
    #[arg(long)]
    pub voice: Option<String>,
    /// Draw for software (lean) or for a GPU (full).
    #[arg(long)]
    pub tier: Option<TierArg>,
    /// Do what this file says, line by line, instead of waiting for a hand; then close.
    #[arg(long, value_name = "FILE", hide = true)]
    pub script: Option<PathBuf>,
}

#[derive(Args)]
pub struct DoctorArgs {
    /// The address that the console would take.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
}

#[derive(Args)]
pub struct BenchArgs {
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Measure this size only; may be given again.
    #[arg(long, value_parser = size, value_name = "WxH")]
    pub size: Vec<(u32, u32)>,
    /// Measure the voice alone over the lines of this file (`-`: of the input), and print JSON.
    #[arg(long, value_name = "FILE")]
    pub sentences: Option<PathBuf>,
    /// Draw for software (lean) or for a GPU (full), whatever the adapter is.
    #[arg(long)]
    pub tier: Option<TierArg>,
    /// Seconds to measure each size for.
    #[arg(long, default_value_t = 8)]
    pub seconds: u64,
}

impl PictureArgs {
    fn plan(&self, show: Option<String>, waits: bool) -> Plan {
        Plan {
            show,
            scene: self.scene.clone(),
            character: self.character.clone(),
            voice: self.voice.clone(),
            fallback: self.fallback_voice.clone(),
            size: self.frame.size(),
            ground: self.frame.ground(),
            frame_rate: self.fps,
            tier: self.tier.map(Tier::from),
            seed: self.seed,
            waits,
        }
    }
}

impl LiveArgs {
    /// What was typed.
    pub fn options(self) -> live::Options {
        live::Options {
            plan: self.picture.plan((!self.idle).then_some(self.show), false),
            to: self.to,
            door: self.server.door(),
            bitrate_kbps: self.picture.bitrate,
            preset: match self.preset {
                PresetArg::Ultrafast => Preset::Ultrafast,
                PresetArg::Superfast => Preset::Superfast,
                PresetArg::Veryfast => Preset::Veryfast,
            },
            watch: !self.no_watch,
            duration: self.picture.duration,
            end_with_show: self.end_with_show,
            journal: (!self.no_journal).then(|| self.journal.unwrap_or_else(paths::journal)),
        }
    }
}

impl RenderArgs {
    /// What was typed.
    pub fn options(self) -> render::Options {
        render::Options {
            plan: self.picture.plan(Some(self.show), true),
            output: self.output,
            bitrate_kbps: self.picture.bitrate,
            duration: self.picture.duration,
            frames: self.frames.map(|folder| (folder, self.every)),
            digest: self.digest,
            transparent: self.transparent,
        }
    }
}
