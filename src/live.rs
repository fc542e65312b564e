//! `compere live`: on air in real time.
//!
//! Threads: the loop below owns the world and runs on the main thread; what was drawn goes to the encoder on another, so
//! that neither waits for the other. The server and everything it serves run
//! on one tokio runtime; requests come in through a bounded channel and are answered between two frames.

mod carrier;
pub mod outputs;
mod preview;
mod server;
mod show_file;

use crate::{
    direction::{Direction, wall_ms},
    dispatch::{Desk, Meters},
    kept::Kept,
    paths,
    program::{self, Plan, Program},
    recording::Recordings,
    video::Video,
};
use anyhow::{Context, Result};
use audio::{MediaClock, Pace, Pacer};
use broadcast::pipeline::{Encoder, EncoderSettings, Preset, Target};
use carrier::Carrier;
use command::{Events, Incoming, Preview, Spoken, SpokenPart, TurnOff};
use outputs::Outputs;
use protocol::{Event, clock::pts_nanos, event::Notice};
pub use server::Door;
use server::{serve, stop_on_signal, watch_folder};
use show::{Rules, Who};
use show_file::ShowFile;
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// Requests that may wait for the next frame.
const REQUESTS: usize = 64;
/// Pieces of an operator's own voice that may wait for the next frame: more than a second.
const SPOKEN: usize = 64;
/// So long requests are answered between two frames; what is left is answered before the next.
const ANSWERING: Duration = Duration::from_millis(8);
/// Niceness of the server's threads.
const SERVER_NICE: i32 = 5;
/// How long after its beginning a frame is due: a burst of work, such as the start of a sentence, is made up for
/// before a picture is left out. Players hold far more than this back.
const SLACK: Duration = Duration::from_millis(150);
/// Time that outputs have to finish at the end.
const END_PATIENCE: Duration = Duration::from_secs(10);

/// How to go on air.
pub struct Options {
    /// What to make.
    pub plan: Plan,
    /// Where it goes, as typed.
    pub to: Vec<String>,
    /// How the console and the API are reached.
    pub door: Door,
    /// Bits a second of the picture, in thousands.
    pub bitrate_kbps: u32,
    /// How much work x264 does.
    pub preset: Preset,
    /// Whether the watch page is served.
    pub watch: bool,
    /// End after so much media time.
    pub duration: Option<Duration>,
    /// End when the show has been said.
    pub end_with_show: bool,
    /// Where the journal of the show is kept; none: nowhere.
    pub journal: Option<PathBuf>,
}

/// Goes on air, and stays until it is told to end.
///
/// # Errors
/// When something that is needed is missing; an output that fails is not.
pub fn run(options: &Options) -> Result<()> {
    let begun = Instant::now();
    // What was typed and written is checked before anything slow begins.
    let targets = options.to.iter().map(|t| target(t)).collect::<Result<Vec<_>>>()?;
    let script = program::read(&options.plan)?;
    let stop = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("server")
        // However many consoles listen, the picture goes first.
        .on_thread_start(|| speech::priority::lower_this_thread(SERVER_NICE))
        .enable_all()
        .build()
        .context("cannot start the server's threads")?;
    stop_on_signal(&runtime, stop.clone())?;

    let kept = Kept::open();
    let rules = kept.rules().cloned().map_or_else(Rules::default, |set| Rules::default().with(set));
    let direction = match &options.journal {
        Some(path) => Direction::restored(path, rules),
        None => Direction::in_memory(rules, wall_ms()),
    };
    let watch_dir = options.watch.then(watch_folder).transpose()?;
    let (requests_in, requests) = mpsc::channel(REQUESTS);
    let (spoken_in, spoken) = mpsc::channel(SPOKEN);
    let (events, preview) = (Events::default(), Preview::new());
    let folder = watch_dir.as_ref().map(|d| d.path().to_owned());
    let server = serve(&runtime, options, folder.clone(), (requests_in, spoken_in), &events, &preview)?;

    let show_file = script.show.as_ref().map(ShowFile::new);
    let Program { studio, performance, facts, scene, stage, graphics } =
        program::open(&options.plan, script, direction)?;
    let encoder = Arc::new(Encoder::start(EncoderSettings {
        width: options.plan.size.0,
        height: options.plan.size.1,
        frame_rate: options.plan.frame_rate,
        video_bitrate_kbps: options.bitrate_kbps,
        preset: options.preset,
        ..EncoderSettings::default()
    })?);
    for target in targets {
        encoder.add_output(target)?;
    }
    if let Some(folder) = folder {
        encoder.add_output(Target::Hls(folder))?;
    }
    preview::feed(encoder.clone(), preview, stop.clone())?;
    tracing::info!(
        adapter = %facts.adapter, tier = ?facts.tier, encoder = %encoder.video_encoder(),
        seconds = begun.elapsed().as_secs_f32(), "on air"
    );
    let mut performance = performance;
    let mut recordings = match &options.journal {
        Some(journal) => Recordings::beside(journal, performance.missing_recordings()),
        None => Recordings::default(),
    };
    recordings.go_on();
    let mut live = Live {
        recordings,
        carrier: Carrier::start(
            Video::new(options.plan.frame_rate, facts.tier),
            studio.capture().clone(),
            encoder.clone(),
        )?,
        program: Program { studio, performance, facts, scene, stage, graphics },
        outputs: Outputs::new(encoder.clone()),
        encoder,
        requests,
        spoken,
        turn_off: None,
        events,
        meters: Meters::default(),
        kept,
        show_file,
        sound: Vec::new(),
    };
    let outcome = live.run(options, &stop);
    stop.store(true, Ordering::Release);
    let finished = live.encoder.finish(END_PATIENCE);
    for output in &finished.outputs {
        println!("{}: {} ({} kB)", output.name, output.state.name(), output.bytes_sent / 1000);
    }
    server.shutdown();
    runtime.block_on(server.join()).context("the server did not end as it should")?;
    outcome
}

struct Live {
    program: Program,
    carrier: Carrier,
    encoder: Arc<Encoder>,
    requests: mpsc::Receiver<Incoming>,
    spoken: mpsc::Receiver<Spoken>,
    turn_off: Option<TurnOff>,
    events: Events,
    meters: Meters,
    recordings: Recordings,
    kept: Kept,
    show_file: Option<ShowFile>,
    outputs: Outputs,
    sound: Vec<f32>,
}

impl Live {
    fn run(&mut self, options: &Options, stop: &AtomicBool) -> Result<()> {
        let rate = options.plan.frame_rate;
        let mut clock = MediaClock::new(rate);
        let origin = Instant::now();
        let mut pacer = Pacer::new(rate, origin.elapsed()).with_slack(SLACK);
        // Opening voice and picture took its time; the programme begins now.
        self.program.set_air_time(clock.next_sample(), wall_ms());
        let mut told = Vec::new();
        self.meters.on_air = true;
        while !stop.load(Ordering::Acquire) {
            let frames = match pacer.decide(origin.elapsed(), clock.next_frame()) {
                Pace::Wait(time) => {
                    std::thread::sleep(time);
                    continue;
                }
                Pace::Lost { late } => {
                    pacer.rebase(origin.elapsed(), clock.next_frame());
                    self.program.set_air_time(clock.next_sample(), wall_ms());
                    let seconds = late.as_secs_f32();
                    let text = format!(
                        "the machine stood still for {seconds:.0} s; the programme goes on from here"
                    );
                    self.notice("warning", text);
                    continue;
                }
                Pace::Step { frames, .. } => frames,
            };
            // Who listens is told once a frame.
            let held = self.events.hold();
            self.answer(clock.next_sample());
            self.listen(clock.next_sample());
            self.reload(clock.next_sample());
            self.take_camera(clock.next_sample());
            for nth in 1..=frames {
                let tick = clock.step();
                self.program.performance.frame(tick.samples.clone(), &mut self.sound);
                told.append(&mut self.program.take_told());
                self.beep(tick.frame_index);
                self.encoder.push_audio(&self.sound, tick.pts_nanos)?;
                let overlay = self.program.graphics.overlay(tick.samples.start);
                self.carrier.promised().expect(tick.frame_index, nth < frames, overlay);
                if nth == frames {
                    self.program.stage.look(tick.samples.start, &mut told);
                    self.program.studio.step(tick.frame_index, std::mem::take(&mut told));
                    self.publish();
                }
            }
            self.look_after_frames()?;
            drop(held);
            if let Some(error) = self.encoder.error() {
                anyhow::bail!("the encoder failed: {error}");
            }
            let media = Duration::from_nanos(pts_nanos(clock.next_sample()));
            let over = options.duration.is_some_and(|d| media >= d);
            if over || (options.end_with_show && self.program.performance.is_idle()) {
                break;
            }
        }
        self.meters.on_air = false;
        self.program.performance.direction.shut_down();
        self.publish();
        self.last_frames()
    }

    /// Notes what became of pictures.
    fn look_after_frames(&mut self) -> Result<()> {
        self.carrier.check()?;
        match self.carrier.promised().take_change() {
            Some(true) => self.notice(
                "critical",
                "the graphics adapter gives no pictures: the last one is repeated, the sound goes on; if it stays so, \
                 restart compere"
                    .into(),
            ),
            Some(false) => self.notice("info", "the graphics adapter gives pictures again".into()),
            None => {}
        }
        self.meters.note(&self.carrier.promised().figures(), Instant::now());
        Ok(())
    }

    fn last_frames(&mut self) -> Result<()> {
        self.carrier.finish()?;
        let figures = self.carrier.promised().figures();
        let drawn = figures.drawn.max(1);
        tracing::info!(
            drawn = figures.drawn,
            skipped = figures.skipped,
            convert_micros = figures.convert.as_micros() as u64 / drawn,
            graphics_micros = figures.overlay.as_micros() as u64 / drawn,
            "off air"
        );
        Ok(())
    }

    /// Answers what waits, in order, as far as the frame has time for. `now` is the first sample of the next frame.
    fn answer(&mut self, now: u64) {
        let begun = Instant::now();
        while begun.elapsed() < ANSWERING {
            let incoming = self.requests.try_recv().ok();
            if incoming.is_none() && !self.recordings.is_ready() {
                return;
            }
            self.at_desk(now, |desk| match incoming {
                Some(incoming) => desk.serve(incoming),
                None => desk.say_recordings(),
            });
        }
    }

    fn at_desk(&mut self, now: u64, act: impl FnOnce(&mut Desk<'_>)) {
        let camera = self.program.studio.camera().to_owned();
        let scene_name = self.program.studio.scene_name().to_owned();
        let mut told = Vec::new();
        act(&mut Desk {
            performance: &mut self.program.performance,
            graphics: &mut self.program.graphics,
            facts: &mut self.program.facts,
            kept: &mut self.kept,
            events: &mut told,
            scene: &self.program.scene,
            scene_name: &scene_name,
            camera: &camera,
            stage: &mut self.program.stage,
            now,
            outputs: &mut self.outputs,
            meters: &self.meters,
            recordings: &mut self.recordings,
        });
        for event in told {
            self.events.publish(event);
        }
    }

    /// Takes what an operator says into their microphone.
    fn listen(&mut self, now: u64) {
        let performance = &mut self.program.performance;
        while let Ok(Spoken { caller, part }) = self.spoken.try_recv() {
            match part {
                SpokenPart::Begun(turn_off) => {
                    self.turn_off = Some(turn_off);
                    // Only who may take over is let in with a microphone.
                    if let Err(refusal) = performance.open_microphone(&Who::operator(&caller.name), now) {
                        tracing::warn!(%refusal, "a microphone was not taken");
                    }
                }
                SpokenPart::Sound(samples) => performance.speak(&samples, now),
                SpokenPart::Ended => performance.shut_microphone(),
            }
        }
        // Handed back, taken over by somebody else, stopped, or not let in at all.
        if !performance.is_microphone_open()
            && let Some(turn_off) = self.turn_off.take()
        {
            turn_off.turn_off();
        }
    }

    fn notice(&self, severity: &str, message: String) {
        if severity != "info" {
            tracing::warn!("{message}");
        }
        self.events.publish(Event::Notice(Notice { severity: severity.into(), message }));
    }

    fn publish(&mut self) {
        for event in self.program.take_events() {
            self.recordings.follow(&event);
            self.events.publish(event);
        }
        let Program { studio, stage, facts, scene, .. } = &mut self.program;
        for event in stage.changes(studio) {
            if let Event::SceneChanged(_) = event {
                // What texts may name from now on.
                studio.scene().clone_into(scene);
                scene.clone_into(&mut facts.known.scene);
            }
            self.events.publish(event);
        }
        self.outputs.look(Instant::now());
        for output in self.outputs.changes() {
            self.events.publish(Event::OutputChanged(output));
        }
    }

    /// The beep of a synchronisation test, planned a frame ahead.
    fn beep(&mut self, frame_index: u64) {
        crate::render::beep(
            &self.program.scene,
            self.video_rate(),
            frame_index,
            self.program.performance.mixer(),
        );
    }

    fn video_rate(&self) -> protocol::FrameRate {
        self.encoder.settings().frame_rate
    }
}

/// A target as typed; `@FILE` stands for the first line of a file, so that a key is in no command line.
fn target(text: &str) -> Result<Target> {
    let Some(file) = text.strip_prefix('@') else { return Ok(Target::parse(text)?) };
    let whole = paths::read_text(file.as_ref())?;
    let line = whole.lines().map(str::trim).find(|l| !l.is_empty());
    Ok(Target::parse(line.with_context(|| format!("{file} holds no address"))?)?)
}
