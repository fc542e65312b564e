//! Recordings that are to be said: from base64 to sound, its lips and its captions, beside the frame loop.
//!
//! Threads: one thread, `recordings`, started with the first of them, does one after the other. Back-pressure: a few
//! may wait; one more is answered "busy". It decides nothing about the queue, which is the director's. One that panics over
//! a recording has refused it, and goes on.
//!
//! Beside a journal each is kept in a file until it was said: one that waited when the program died is heard again.

mod kept;
mod pieces;

use base64::{Engine, engine::general_purpose::STANDARD};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use kept::{Unnamed, file};
use pieces::{captions, cuts, part};
use protocol::{
    Caller, Code, Event,
    request::{Base64, Refusal, Response, Say},
    show_file::{Block, parse_text},
};
use show::{Recording, SentencePlan, Step, Style};
use speech::guard::caught;
use std::{
    collections::VecDeque,
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
};
use tokio::sync::oneshot;

/// Recordings that may wait to be heard through.
const WAITING: usize = 4;
/// Seconds of recordings that may wait in the queue together; each takes 11 MiB a minute.
const MOST_SECONDS: u64 = 30 * 60;
/// A recording that was heard through, or why it was not.
pub struct Heard {
    /// Whose.
    pub of: Of,
    /// What has to be done to say it.
    pub steps: Result<Vec<Step>, Refusal>,
}

/// Whose recording it is.
pub enum Of {
    /// Somebody's who has just sent it.
    Caller {
        /// What was asked for, without the sound.
        say: Say,
        /// By whom.
        caller: Caller,
        /// Who waits for the answer.
        reply: oneshot::Sender<Response>,
        /// Its file until the queue has a name for it; none, where no file is kept.
        kept: Option<Unnamed>,
    },
    /// Of this name in the queue, from before the program ended.
    Queue(String),
}

enum Job {
    New { number: u64, say: Say, caller: Caller, audio: Base64, reply: oneshot::Sender<Response> },
    Again(String, PathBuf),
}

/// Makes steps of a caption and a sound file.
type Listen = fn(&str, &Base64) -> Result<Vec<Step>, Refusal>;

/// The thread.
struct Ear {
    jobs: Sender<Job>,
    heard: Receiver<Heard>,
    thread: JoinHandle<()>,
}

/// Hears recordings through.
pub struct Recordings {
    ear: Option<Ear>,
    listen: Listen,
    /// The number of the last that came.
    last: u64,
    /// Where they are kept.
    folder: Option<PathBuf>,
    /// From before the program ended, the first to be heard first.
    again: VecDeque<String>,
    /// Those of them that the thread has.
    in_hand: VecDeque<String>,
    /// Those of them that nobody hears any more.
    lost: VecDeque<String>,
}

impl Default for Recordings {
    fn default() -> Self {
        let (again, in_hand, lost) = (VecDeque::new(), VecDeque::new(), VecDeque::new());
        Self { ear: None, listen, last: 0, folder: None, again, in_hand, lost }
    }
}

impl Recordings {
    /// Keeps them beside the journal. Those of `waiting`, names in its queue, are heard again; files of others go.
    pub fn beside(journal: &Path, waiting: Vec<String>) -> Self {
        let folder = journal.with_extension("recordings");
        let again: VecDeque<String> = waiting.into();
        kept::tidy(&folder, &again);
        Self { folder: Some(folder), again, ..Self::default() }
    }

    /// Has the next from before the program ended heard, if there is room.
    pub fn go_on(&mut self) {
        let Some(folder) = self.folder.clone() else { return };
        while let Some(id) = self.again.pop_front() {
            let job = Job::Again(id.clone(), file(&folder, &id));
            match self.jobs().map(|jobs| jobs.try_send(job).is_ok()) {
                Ok(true) => self.in_hand.push_back(id),
                Ok(false) => return self.again.push_front(id),
                // Whoever waits for them is told.
                Err(_) => {
                    self.lost.push_back(id);
                    self.lost.append(&mut self.again);
                }
            }
        }
    }

    /// The queue has a name for a recording: it is kept under that from now on.
    pub fn name(&self, kept: Option<Unnamed>, id: &str) {
        if let (Some(kept), Some(folder)) = (kept, &self.folder)
            && let Err(error) = kept.name(folder, id)
        {
            tracing::warn!(%error, "a recording would not be said any more if the program ended now");
        }
    }

    /// What became of an utterance: a recording that is over is not kept any longer.
    pub fn follow(&self, event: &Event) {
        if let (Event::UtteranceChanged(utterance), Some(folder)) = (event, &self.folder)
            && utterance.state.is_final()
        {
            // Most have no file.
            let _ = fs::remove_file(file(folder, &utterance.utterance_id));
        }
    }

    /// Takes one; it comes back from [`Self::heard`] when its lips are known. What is refused at once is answered.
    pub fn take(&mut self, say: Say, audio: Base64, caller: Caller, reply: oneshot::Sender<Response>) {
        self.last += 1;
        let number = self.last;
        let jobs = match check(&say, &audio).and_then(|()| self.jobs()) {
            Ok(jobs) => jobs,
            Err(refusal) => {
                // Who asked may be gone by now.
                let _ = reply.send(Err(refusal));
                return;
            }
        };
        if let Err(error) = jobs.try_send(Job::New { number, say, caller, audio, reply }) {
            let (job, code, text) = match error {
                TrySendError::Full(job) => {
                    (job, Code::Busy, "too many recordings wait; nothing was done; try again in a second")
                }
                TrySendError::Disconnected(job) => (
                    job,
                    Code::Busy,
                    "the thread that hears recordings is started anew; try again in a second",
                ),
            };
            if let Job::New { reply, .. } = job {
                let _ = reply.send(Err(Refusal::new(code, text)));
            }
        }
    }

    /// Whether one was heard through, or will not be.
    pub fn is_ready(&self) -> bool {
        let has_news = |ear: &Ear| !ear.heard.is_empty() || ear.thread.is_finished();
        !self.lost.is_empty() || self.ear.as_ref().is_some_and(has_news)
    }

    /// The next that was heard through, or will not be.
    pub fn heard(&mut self) -> Option<Heard> {
        match self.ear.as_ref().map(|ear| ear.heard.try_recv()) {
            Some(Ok(heard)) => {
                if let Of::Queue(id) = &heard.of {
                    self.in_hand.retain(|in_hand| in_hand != id);
                }
                return Some(heard);
            }
            Some(Err(TryRecvError::Disconnected)) => {
                tracing::error!("the thread that hears recordings has ended; another is started");
                self.ear = None;
                self.lost.append(&mut self.in_hand);
                self.go_on();
            }
            Some(Err(TryRecvError::Empty)) | None => {}
        }
        let id = self.lost.pop_front()?;
        let why = "its recording is lost, for the thread that hears them had ended; send it again";
        Some(Heard { of: Of::Queue(id), steps: Err(Refusal::new(Code::Internal, why)) })
    }

    fn jobs(&mut self) -> Result<&Sender<Job>, Refusal> {
        if self.ear.is_none() {
            let (jobs, waiting) = bounded::<Job>(WAITING);
            let (done, heard) = bounded(WAITING);
            let (folder, listen) = (self.folder.clone(), self.listen);
            let work = move || {
                for job in waiting {
                    if done.send(hear(job, folder.as_deref(), listen)).is_err() {
                        return;
                    }
                }
            };
            let started = std::thread::Builder::new().name("recordings".into()).spawn(work);
            let thread = started.map_err(|e| {
                Refusal::new(Code::Internal, format!("cannot start the thread that hears recordings: {e}"))
            })?;
            self.ear = Some(Ear { jobs, heard, thread });
        }
        let jobs = self.ear.as_ref().map(|ear| &ear.jobs);
        jobs.ok_or_else(|| Refusal::new(Code::Internal, "nobody hears recordings"))
    }
}

fn hear(job: Job, folder: Option<&Path>, listen: Listen) -> Heard {
    let listen = |text: &str, audio: &Base64| {
        caught(|| listen(text, audio)).unwrap_or_else(|panic| {
            let text = format!("the recording cannot be heard through ({panic}); send it as a WAV file");
            Err(Refusal::new(Code::Internal, text))
        })
    };
    match job {
        Job::New { number, say, caller, audio, reply } => {
            let steps = listen(&say.text, &audio);
            let kept = folder.filter(|_| steps.is_ok()).and_then(|folder| {
                let say = Say { audio: Some(audio), ..say.clone() };
                Unnamed::keep(folder, number, &say)
                    .inspect_err(
                        |error| tracing::warn!(%error, "a recording is not kept; it is said all the same"),
                    )
                    .ok()
            });
            Heard { of: Of::Caller { say, caller, reply, kept }, steps }
        }
        Job::Again(id, path) => {
            let lost = |why: io::Error| {
                let text =
                    format!("its recording was not kept when the program ended ({why}); send it again");
                Refusal::new(Code::NotFound, text)
            };
            let kept = kept::read(&path).map_err(lost);
            Heard { of: Of::Queue(id), steps: kept.and_then(|(text, audio)| listen(&text, &audio)) }
        }
    }
}

fn listen(caption: &str, audio: &Base64) -> Result<Vec<Step>, Refusal> {
    steps(caption, &read(audio)?)
}

/// What can be told without decoding.
fn check(say: &Say, audio: &Base64) -> Result<(), Refusal> {
    if audio.0.len() > Say::MAX_BASE64_CHARS {
        let most = Say::MAX_AUDIO_BYTES / (1024 * 1024);
        let text =
            format!("the recording's file is larger than {most} MiB; compress it, or send it in parts");
        return Err(Refusal::new(Code::TooLarge, text));
    }
    if audio.0.is_empty() {
        return Err(Refusal::new(Code::NothingToSay, "`audio` is empty; send a sound file in base64"));
    }
    let blocks = parse_text(&say.text).map_err(|e| Refusal::new(Code::InvalidCue, e.to_string()))?;
    let cues = |block: &Block| match block {
        Block::Cues(_) => true,
        Block::Paragraph(paragraph) => !paragraph.cues.is_empty(),
        Block::Segment(_) => false,
    };
    if blocks.iter().any(cues) {
        let text =
            "beside a recording the text is its caption, and has no cues; send them in a Say of their own";
        return Err(Refusal::new(Code::InvalidCue, text));
    }
    Ok(())
}

fn read(audio: &Base64) -> Result<Vec<f32>, Refusal> {
    let bytes = STANDARD
        .decode(audio.0.as_bytes())
        .map_err(|e| Refusal::new(Code::InvalidField, format!("`audio` is not base64 with padding: {e}")))?;
    audio::read_recording(bytes, Say::MAX_AUDIO_SECONDS).map_err(|error| {
        let code = match error {
            audio::RecordingError::NotASound { .. } => Code::InvalidField,
            audio::RecordingError::Empty => Code::NothingToSay,
            audio::RecordingError::TooLong { .. } => Code::TooLarge,
        };
        Refusal::new(code, error.to_string())
    })
}

/// The steps of a recording (48 kHz mono) with a caption: a sentence for each stretch between long pauses, so that one
/// can be skipped. Together they are the recording, sample for sample.
fn steps(caption: &str, samples: &[f32]) -> Result<Vec<Step>, Refusal> {
    let loudness = Some(audio::measure(samples).lufs).filter(|lufs| *lufs > audio::SILENCE_LUFS);
    let timeline = viseme::listen::timeline(samples, protocol::SAMPLE_RATE);
    let cuts = cuts(&timeline);
    let captions = captions(caption, &cuts, timeline.samples);
    let step = |(cut, text): (Range<u64>, String)| {
        let recording = Recording {
            samples: samples[cut.start as usize..cut.end as usize].to_vec(),
            timeline: Arc::new(part(&timeline, &cut)),
            loudness,
        };
        Step::Sentence(SentencePlan {
            number: 0,
            text,
            pieces: Vec::new(),
            cues: Vec::new(),
            emphasis: Vec::new(),
            style: Style::default(),
            recording: Some(Arc::new(recording)),
            goes_on: false,
        })
    };
    Ok(cuts.into_iter().zip(captions).map(step).collect())
}

/// What the queue shows of a recording.
pub fn title(say: &Say, steps: &[Step]) -> String {
    if !say.text.trim().is_empty() {
        return say.text.clone();
    }
    format!("(recording, {:.1} s)", samples(steps) as f64 / f64::from(protocol::SAMPLE_RATE))
}

/// How long recordings are, in samples.
pub fn samples(steps: &[Step]) -> u64 {
    let of = |step: &Step| match step {
        Step::Sentence(plan) => plan.recording.as_ref().map_or(0, |recording| recording.samples.len() as u64),
        Step::Cues(_) => 0,
    };
    steps.iter().map(of).sum()
}

/// Whether one of so many `samples` may be queued, when so many of others are `waiting`.
///
/// # Errors
/// [`Code::Busy`] when they are too many together.
pub fn room(samples: u64, waiting: u64) -> Result<(), Refusal> {
    let rate = u64::from(protocol::SAMPLE_RATE);
    if samples + waiting <= MOST_SECONDS * rate {
        return Ok(());
    }
    let text = format!(
        "{} s of recordings wait already, and at most {MOST_SECONDS} s may; nothing was done; try again when some were \
         said",
        waiting / rate
    );
    Err(Refusal::new(Code::Busy, text))
}

#[cfg(test)]
mod tests;
