//! `compere render`: the same program off-line, as fast as it goes, nothing left out.

mod out;

use crate::{
    direction::Direction,
    graphics::{cut_out, over_frame},
    program::{self, Plan, Program},
};
use anyhow::{Context, Result, bail};
use audio::{MediaClock, Mixer, beep as tone};
use broadcast::Captured;
use out::{Destination, Out};
use protocol::{FrameRate, scene::Scene};
use sha2::{Digest, Sha256};
use show::Rules;
use stage::Ground;
use std::{
    fs,
    io::BufWriter,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// A frame that has not come back after so long will not.
const FRAME_PATIENCE: Duration = Duration::from_secs(60);
/// A long file takes its time to be finished.
const FINISH_PATIENCE: Duration = Duration::from_secs(600);
/// Seconds of breathing after the last word.
const TAIL_SECONDS: f64 = 1.0;
/// Pitch of the synchronisation test's beep.
const BEEP_HERTZ: f64 = 1000.0;

/// What to render.
pub struct Options {
    /// What to make.
    pub plan: Plan,
    /// The file, by its ending.
    pub output: PathBuf,
    /// Bits a second of the picture, in thousands.
    pub bitrate_kbps: u32,
    /// Length, instead of the show's.
    pub duration: Option<Duration>,
    /// Keep every so-many-th frame as PNG in a folder.
    pub frames: Option<(PathBuf, u64)>,
    /// Leave out the backdrop, and keep the alpha.
    pub transparent: bool,
    /// Write the sha256 of all raw frames and of all samples here.
    pub digest: Option<PathBuf>,
}

/// Renders a show to a file.
///
/// # Errors
/// When something that is needed is missing, or the file cannot be written.
pub fn run(options: &Options) -> Result<()> {
    let name = options.output.to_string_lossy().into_owned();
    let mut plan = options.plan.clone();
    if options.transparent {
        plan.ground = Ground::Nothing;
    }
    let to = Destination::of(options)?;
    let script = program::read(&plan)?;
    // Off-line nobody waits for the hour at which a show begins.
    let begins = script.show.as_ref().and_then(|written| written.show.front.start_at_ms());
    let direction = Direction::in_memory(Rules::default(), begins.unwrap_or_default());
    let mut program = program::open(&plan, script, direction)?;
    let mut out = to.open(options, program.facts.tier)?;
    let begun = Instant::now();
    let mut sums = Sums::default();
    let frames = every_frame(&mut program, options, &mut out, &mut sums)?;
    out.finish().with_context(|| format!("{name} was not finished"))?;
    if let Some(path) = &options.digest {
        fs::write(path, sums.text()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let media = frames as f64 / options.plan.frame_rate.per_second();
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{name}: {frames} frames, {media:.1} s, rendered in {took:.1} s ({:.2} of real time)",
        took / media
    );
    Ok(())
}

fn every_frame(program: &mut Program, options: &Options, out: &mut Out, sums: &mut Sums) -> Result<u64> {
    let rate = options.plan.frame_rate;
    let mut clock = MediaClock::new(rate);
    let mut sound = Vec::new();
    let tail = (TAIL_SECONDS * rate.per_second()) as u64;
    let length = options.duration.map(|d| (d.as_secs_f64() * rate.per_second()).round() as u64);
    let mut idle = 0;
    loop {
        let tick = clock.step();
        program.performance.frame(tick.samples.clone(), &mut sound);
        beep(&program.scene, rate, tick.frame_index, program.performance.mixer());
        let mut told = program.take_told();
        let overlay = program.graphics.overlay(tick.samples.start);
        for event in program.take_events() {
            if let protocol::Event::Notice(notice) = event {
                tracing::warn!("{}", notice.message);
            }
        }
        if let Some(failure) = program.performance.take_failure() {
            bail!("{failure}");
        }
        out.push_audio(&sound, tick.pts_nanos)?;
        program.stage.look(tick.samples.start, &mut told);
        let begun = Instant::now();
        program.studio.step(tick.frame_index, told);
        for event in program.stage.changes(&program.studio) {
            if let protocol::Event::Notice(notice) = event {
                bail!("{}", notice.message);
            }
        }
        let Some(captured) = program.studio.wait(FRAME_PATIENCE) else {
            bail!("frame {} did not come back from the adapter", tick.frame_index);
        };
        let millis = begun.elapsed().as_secs_f32() * 1000.0;
        tracing::trace!(frame = tick.frame_index, millis, "drawn");
        let kept = options.frames.as_ref().filter(|(_, every)| tick.frame_index.is_multiple_of(*every));
        if options.digest.is_some() || kept.is_some() || options.transparent {
            let mut pixels = match options.transparent {
                true => cut_out(&overlay, &captured, program.facts.tier),
                false => over_frame(&overlay, &captured),
            };
            sums.add(&pixels, &sound);
            if let Some((folder, _)) = kept {
                let path = folder.join(format!("{:06}.png", tick.frame_index));
                let size = (captured.width, captured.height);
                if options.transparent {
                    write_pixels(&path, size, &pixels, png::ColorType::Rgba)?;
                } else {
                    pixels = pixels.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
                    write_png(&path, size, &pixels)?;
                }
            }
            if let Out::Cutout { file, .. } = out {
                file.push(pixels, tick.pts_nanos, tick.duration_nanos)?;
            }
        }
        if let Out::Encoded { encoder, video } = out {
            video.promised().expect(tick.frame_index, false, overlay);
            video.send(&captured, encoder)?;
        }
        if tick.frame_index.is_multiple_of(10 * rate.per_second() as u64) && tick.frame_index > 0 {
            println!("{:.0} s", tick.frame_index as f64 / rate.per_second());
        }
        idle = if program.performance.is_idle() { idle + 1 } else { 0 };
        let over = length.map_or(idle > tail, |length| clock.next_frame() >= length);
        if over {
            return Ok(clock.next_frame());
        }
    }
}

/// Plans the beep that belongs to the flash of frame `frame_index + 1`, before its samples are mixed.
pub fn beep(scene: &Scene, rate: FrameRate, frame_index: u64, mixer: &mut Mixer) {
    let Some(test) = scene.sync_test else { return };
    let next = frame_index + 1;
    if test.flashes(next) && !test.flashes(frame_index) {
        let start = rate.first_sample(next);
        let samples = rate.first_sample(next + u64::from(test.flash_frames)) - start;
        mixer.play(start, tone(BEEP_HERTZ, samples as usize), 1.0);
    }
}

/// Red, green and blue of a frame's pixels, gamma-encoded.
pub fn rgb(frame: &Captured) -> Vec<u8> {
    let row = frame.width as usize * 4;
    frame.read(|pixels| {
        let rows = pixels.chunks(frame.stride as usize).map(|r| &r[..row]);
        rows.flat_map(|r| r.chunks_exact(4)).flat_map(|p| [p[0], p[1], p[2]]).collect()
    })
}

/// Writes red, green and blue of `size` pixels, gamma-encoded, as PNG; makes its folder.
///
/// # Errors
/// When the file cannot be written.
pub fn write_png(path: &Path, size: (u32, u32), rgb: &[u8]) -> Result<()> {
    write_pixels(path, size, rgb, png::ColorType::Rgb)
}

fn write_pixels(
    path: &Path,
    (width, height): (u32, u32),
    pixels: &[u8],
    color: png::ColorType,
) -> Result<()> {
    let context = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(context)?;
    }
    let mut encoder =
        png::Encoder::new(BufWriter::new(fs::File::create(path).with_context(context)?), width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().and_then(|mut w| w.write_image_data(pixels)).with_context(context)
}

/// Sums over everything that is encoded, to show that two renders are the same.
#[derive(Default)]
struct Sums {
    picture: Sha256,
    sound: Sha256,
}

impl Sums {
    fn add(&mut self, pixels: &[u8], sound: &[f32]) {
        self.picture.update(pixels);
        for sample in sound {
            self.sound.update(sample.to_le_bytes());
        }
    }

    fn text(self) -> String {
        let hex = |d: &[u8]| d.iter().map(|b| format!("{b:02x}")).collect::<String>();
        format!("picture {}\nsound {}\n", hex(&self.picture.finalize()), hex(&self.sound.finalize()))
    }
}
