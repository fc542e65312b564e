//! `compere endure`: hours of a show in minutes, with viewers and operators who do what people do, and a check of every
//! change that comes of it.
//!
//! It is the program but for the picture and the voice's sound: requests come to the desk as they come from a socket,
//! `Performance` makes every frame, and the journal is a file. With `--kills` all of it is dropped in the midst of
//! things and taken up again from that file, as after a crash.

mod crowd;
mod report;
pub mod voice;

use crate::{
    direction::Direction,
    dispatch::{Desk, Meters},
    graphics::Graphics,
    kept::Kept,
    live::outputs::Outputs,
    performance::{Performance, Sounds, Voice},
    program::{self, Facts, Plan},
    recording::Recordings,
    stage::Backstage,
};
use ::stage::Ground;
use anyhow::{Context, Result, bail};
use broadcast::pipeline::{Encoder, EncoderSettings};
use clap::Args;
use command::Incoming;
use crowd::Crowd;
use protocol::{Caller, Code, Event, FrameRate, Request, media::Tier};
use report::Tally;
use show::{Rules, Style};
use speech::{SpeechWorker, WorkerSettings};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// How long, and with how many.
#[derive(Args)]
pub struct EndureArgs {
    /// Minutes of the show.
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=1440))]
    pub minutes: u64,
    /// Questions that viewers ask in that time.
    #[arg(long, default_value_t = 2000)]
    pub questions: usize,
    /// How often the program is dropped in the midst of things and goes on from its journal.
    #[arg(long, default_value_t = 0)]
    pub kills: u64,
    /// Of all that happens by chance.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Where the picture would be.
const SIZE: (u32, u32) = (320, 180);
/// A frame in which director and journal take longer is counted.
pub const SLOW: Duration = Duration::from_millis(2);
/// Air time at which the run begins, in milliseconds since 1970 began.
const BEGINS_MS: u64 = 1_700_000_000_000;

/// Plays it, and prints what was found.
///
/// # Errors
/// When something does not hold that must.
pub fn run(args: &EndureArgs) -> Result<()> {
    let folder =
        tempfile::Builder::new().prefix("compere-endure-").tempdir().context("cannot make a folder")?;
    let mut run = Run::new(args, folder.path())?;
    run.play(args)?;
    let report = run.tally.finish(&run.journal, &Rules::default())?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report).context("the report")?);
    } else {
        print!("{report}");
    }
    if !report.problems.is_empty() {
        bail!("{} things do not hold; the first: {}", report.problems.len(), report.problems[0]);
    }
    Ok(())
}

struct Run {
    performance: Performance,
    graphics: Graphics,
    facts: Facts,
    kept: Kept,
    outputs: Outputs,
    stage: Backstage,
    recordings: Recordings,
    meters: Meters,
    tally: Tally,
    journal: PathBuf,
    source: String,
    /// Air time at media time 0 of this life of the program.
    epoch_ms: u64,
}

impl Run {
    fn new(args: &EndureArgs, folder: &Path) -> Result<Self> {
        let source = crowd::show(args.minutes);
        let path = folder.join("endurance.show.md");
        std::fs::write(&path, &source).with_context(|| format!("cannot write {}", path.display()))?;
        let plan = Plan {
            show: Some(path.to_string_lossy().into_owned()),
            scene: None,
            character: Vec::new(),
            voice: Vec::new(),
            fallback: Vec::new(),
            size: SIZE,
            ground: Ground::default(),
            frame_rate: FrameRate::default(),
            tier: Some(Tier::Lean),
            seed: args.seed,
            waits: true,
        };
        let script = program::read(&plan)?;
        let facts = Facts {
            scene: program::SCENE.into(),
            camera: script.known.scene.camera.clone(),
            adapter: "none".into(),
            tier: Tier::Lean,
            known: script.known,
            plan,
            characters: vec![program::CHARACTER.into()],
            voice: program::VOICE.into(),
            next_camera: None,
        };
        let journal = folder.join("journal.db");
        // Nothing is ever sent to it: outputs are asked about, and there are none.
        let encoder =
            Encoder::start(EncoderSettings { width: SIZE.0, height: SIZE.1, ..EncoderSettings::default() })?;
        let style = facts.known.style.clone();
        Ok(Self {
            performance: perform(&journal, &source, &style, BEGINS_MS, args.seed)?,
            graphics: Graphics::new(SIZE, "en", facts.known.stock.clone(), BEGINS_MS),
            facts,
            kept: Kept::default(),
            outputs: Outputs::new(Arc::new(encoder)),
            stage: Backstage::new(
                SIZE,
                FrameRate::default(),
                None,
                true,
                BTreeSet::from([program::SCENE.to_owned()]),
            ),
            recordings: Recordings::default(),
            meters: Meters::default(),
            tally: Tally::default(),
            journal,
            source,
            epoch_ms: BEGINS_MS,
        })
    }

    fn play(&mut self, args: &EndureArgs) -> Result<()> {
        let rate = FrameRate::default();
        let over_ms = args.minutes * 60_000;
        let mut crowd = Crowd::new(args.seed, args.questions, over_ms * 9 / 10);
        // When to die: one moment somewhere in each equal part of the run.
        let parts = (1..=args.kills).map(|n| over_ms * n / (args.kills + 1));
        let mut deaths: Vec<u64> =
            parts.map(|at| at + crowd.roll((over_ms / (args.kills + 1) / 2).max(1))).rev().collect();
        let (mut frame, mut sound, mut now_ms) = (0, Vec::new(), 0);
        while now_ms < over_ms {
            let samples = rate.first_sample(frame)..rate.first_sample(frame + 1);
            let control = self.performance.direction.control();
            for (caller, request) in crowd.requests(control, self.performance.is_paused(), now_ms) {
                self.ask(caller, request, samples.start);
            }
            self.performance.frame(samples.clone(), &mut sound);
            self.performance.take_told();
            for event in self.performance.take_events() {
                self.tally.event(&event);
            }
            self.tally.frame(self.performance.direction.take_spent());
            if let Some(why) = self.performance.take_failure() {
                self.tally.problem(format!("the voice failed: {why}"));
            }
            frame += 1;
            now_ms = self.performance.direction.now_ms() - BEGINS_MS;
            if deaths.last().is_some_and(|at| *at <= now_ms) {
                deaths.pop();
                self.die(args.seed)?;
                frame = 0;
            }
        }
        self.performance.direction.shut_down();
        for event in self.performance.take_events() {
            self.tally.event(&event);
        }
        self.tally.media_seconds = now_ms / 1000;
        self.tally.asked = crowd.asked();
        // The journal's file is free from here on.
        self.performance = silent(Direction::in_memory(Rules::default(), 0), &Style::default(), 0)?;
        Ok(())
    }

    /// All is dropped, and taken up from the journal a little later.
    fn die(&mut self, seed: u64) -> Result<()> {
        self.epoch_ms = self.performance.direction.now_ms() + 1000;
        let on_air = self.performance.direction.control().state().queue.on_air();
        let on_air = on_air.map(|item| (item.utterance_id.clone(), item.sentence));
        let state = self.performance.direction.control().state().clone();
        // What the system holds at this moment is all that is left: the files, with a log that nobody closed.
        let left = self.journal.with_file_name(format!("journal-{}.db", self.tally.kills + 1));
        for end in ["", "-wal"] {
            let name = |path: &Path| format!("{}{end}", path.display());
            std::fs::copy(name(&self.journal), name(&left)).context("the journal is not where it was")?;
        }
        self.journal = left;
        self.performance = silent(Direction::in_memory(Rules::default(), 0), &Style::default(), 0)?;
        let style = self.facts.known.style.clone();
        self.performance = perform(&self.journal, &self.source, &style, self.epoch_ms, seed)?;
        let after = self.performance.direction.control().state();
        let ids = |state: &show::State| -> Vec<String> {
            let mut ids: Vec<_> =
                state.queue.waiting().chain(state.queue.on_air()).map(|i| i.utterance_id.clone()).collect();
            ids.extend(state.questions.waiting().iter().map(|q| q.question_id.clone()));
            ids.sort();
            ids
        };
        if ids(&state) != ids(after) {
            self.tally.problem(format!("a crash at {} ms lost or made something", self.epoch_ms - BEGINS_MS));
        }
        if let Some((id, sentence)) = on_air {
            let next = after.queue.find(&id).map(|item| item.sentence);
            if next != Some(sentence) {
                self.tally.problem(format!("{id} was cut in sentence {sentence}, and goes on with {next:?}"));
            }
        }
        self.tally.kills += 1;
        Ok(())
    }

    fn ask(&mut self, caller: Caller, request: Request, now: u64) {
        let name = request.name();
        let (reply, mut answer) = oneshot::channel();
        let incoming = Incoming { request, caller, idempotency_key: None, reply };
        let mut told = Vec::new();
        let scene = self.facts.known.scene.clone();
        let camera = self.facts.camera.clone();
        let begun = Instant::now();
        Desk {
            performance: &mut self.performance,
            graphics: &mut self.graphics,
            facts: &mut self.facts,
            kept: &mut self.kept,
            events: &mut told,
            scene: &scene,
            scene_name: program::SCENE,
            camera: &camera,
            stage: &mut self.stage,
            now,
            outputs: &mut self.outputs,
            meters: &self.meters,
            recordings: &mut self.recordings,
        }
        .serve(incoming);
        self.tally.request(name, begun.elapsed());
        told.iter().for_each(|event: &Event| self.tally.event(event));
        match answer.try_recv() {
            Ok(Ok(_)) => self.tally.granted += 1,
            Ok(Err(refusal)) if refusal.code == Code::Internal => {
                self.tally.problem(format!("{name}: {refusal}"));
            }
            Ok(Err(_)) => self.tally.refused += 1,
            Err(_) => self.tally.problem(format!("{name} was not answered")),
        }
    }
}

fn perform(journal: &Path, source: &str, style: &Style, now_ms: u64, seed: u64) -> Result<Performance> {
    let mut direction = Direction::restored_at(journal, Rules::default(), now_ms);
    direction.begin(source).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    silent(direction, style, seed)
}

fn silent(direction: Direction, style: &Style, seed: u64) -> Result<Performance> {
    let load = || Ok::<_, std::io::Error>(voice::Mute);
    let (worker, events) = SpeechWorker::start(WorkerSettings::default(), load).context("a thread")?;
    let voice = Voice { worker, events, name: program::VOICE.into() };
    Ok(Performance::new(direction, voice, Sounds::new(None, true), seed, true).with_style(style.clone()))
}
