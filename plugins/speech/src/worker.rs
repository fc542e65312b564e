//! The thread that speaks: one voice, one job after the other, at low priority.
//!
//! A voice that panics over a sentence has failed to say that one, and goes on with the next.
//!
//! Ownership: the voice belongs to the thread `speech`, which also loads it, so that the inference threads
//! inherit its priority. Back-pressure: jobs wait in a bounded channel and a full one is answered "busy";
//! events wait in a bounded channel and a full one makes the voice wait, since sound must not be dropped.
//! Locks: one around the flags of jobs, one around the flag of what is done while no job waits; each is held for a
//! lookup only.

use crate::{
    Cancel, SentenceRequest, Speaker, SpeechPart, SynthesisError, Synthesizer, guard::caught, priority,
};
use crossbeam_channel::{Receiver, RecvTimeoutError, SendTimeoutError, Sender, TrySendError, bounded};
use protocol::timeline::Timeline;
use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

/// The caller's name for a job.
pub type JobId = u64;

/// Without a job for so long, the voice may do something else: between two sentences it is not begun.
const QUIET: Duration = Duration::from_millis(500);

/// Stands in a notice that is of no job.
pub const NO_JOB: JobId = 0;

/// What happened to a job. Each job that was accepted ends with exactly one of `Done`, `Failed`, `Cancelled`.
#[derive(Debug)]
pub enum SpeechEvent {
    /// Work has begun.
    Started(JobId),
    /// Who speaks it.
    Speaker(JobId, Speaker),
    /// For the operator.
    Notice(JobId, String),
    /// The times of the whole sentence; once, before any audio.
    Timeline(JobId, Timeline),
    /// The next samples, 48 kHz mono.
    Audio(JobId, Vec<f32>),
    /// All audio has been given.
    Done(JobId),
    /// It could not be said.
    Failed(JobId, SynthesisError),
    /// It was cancelled; audio given before may be thrown away.
    Cancelled(JobId),
}

impl SpeechEvent {
    /// The job that this is about.
    pub fn job(&self) -> JobId {
        match self {
            Self::Started(job)
            | Self::Speaker(job, _)
            | Self::Notice(job, _)
            | Self::Timeline(job, _)
            | Self::Audio(job, _)
            | Self::Done(job)
            | Self::Failed(job, _)
            | Self::Cancelled(job) => *job,
        }
    }
}

/// How the thread is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerSettings {
    /// Niceness of the thread and of those that its voice starts, 0 to 19.
    pub nice: i32,
    /// Jobs that may wait.
    pub waiting_jobs: usize,
    /// Events that may wait.
    pub waiting_events: usize,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self { nice: 5, waiting_jobs: 64, waiting_events: 64 }
    }
}

/// Why a job was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// Too many are waiting.
    #[error("the voice is busy: too many sentences are waiting; try again when some were said")]
    Busy,
    /// The thread has ended.
    #[error("the voice has stopped; restart compere")]
    Stopped,
}

/// The handle of the thread. Dropping it cancels every job and waits for the thread.
pub struct SpeechWorker {
    jobs: Option<Sender<Job>>,
    flags: Flags,
    idle: Idle,
    stop: Cancel,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    id: JobId,
    request: SentenceRequest,
    cancel: Cancel,
}

type Flags = Arc<Mutex<HashMap<JobId, Cancel>>>;

/// The flag of what the voice does while no job waits.
type Idle = Arc<Mutex<Cancel>>;

fn end_idling(idle: &Idle) {
    idle.lock().unwrap_or_else(PoisonError::into_inner).cancel();
}

impl SpeechWorker {
    /// Starts the thread, has it load the voice with `load`, and waits for that.
    ///
    /// # Errors
    /// What `load` says, or that no thread could be started.
    pub fn start<S, E>(
        settings: WorkerSettings,
        load: impl FnOnce() -> Result<S, E> + Send + 'static,
    ) -> Result<(Self, Receiver<SpeechEvent>), E>
    where
        S: Synthesizer + 'static,
        E: From<io::Error> + Send + 'static,
    {
        let (job_sender, jobs) = bounded::<Job>(settings.waiting_jobs.max(1));
        let (events, event_receiver) = bounded(settings.waiting_events.max(1));
        let (loaded_sender, loaded) = bounded(1);
        let flags = Flags::default();
        let stop = Cancel::default();
        let idle = Idle::default();
        let mut speaker = Mouth { events, flags: flags.clone(), idle: idle.clone(), stop: stop.clone() };
        let thread = std::thread::Builder::new().name("speech".into()).spawn(move || {
            priority::lower_this_thread(settings.nice);
            let (mut voice, answer) = match load() {
                Ok(voice) => (Some(voice), Ok(())),
                Err(error) => (None, Err(error)),
            };
            // Nobody waits for the answer only when the starter has panicked.
            let _ = loaded_sender.send(answer);
            if let Some(voice) = &mut voice {
                speaker.run(voice, &jobs);
            }
        })?;
        loaded
            .recv()
            .unwrap_or_else(|_| Err(io::Error::other("the speech thread ended while loading").into()))?;
        let worker = Self { jobs: Some(job_sender), flags, idle, stop, thread: Some(thread) };
        Ok((worker, event_receiver))
    }

    /// Hands in a sentence; its events carry `job`, which must not be in use.
    ///
    /// # Errors
    /// When too many wait or the thread has ended.
    pub fn submit(&self, job: JobId, request: SentenceRequest) -> Result<(), SubmitError> {
        let jobs = self.jobs.as_ref().ok_or(SubmitError::Stopped)?;
        let cancel = Cancel::default();
        self.flags.lock().unwrap_or_else(PoisonError::into_inner).insert(job, cancel.clone());
        jobs.try_send(Job { id: job, request, cancel }).map_err(|error| {
            self.flags.lock().unwrap_or_else(PoisonError::into_inner).remove(&job);
            match error {
                TrySendError::Full(_) => SubmitError::Busy,
                TrySendError::Disconnected(_) => SubmitError::Stopped,
            }
        })?;
        end_idling(&self.idle);
        Ok(())
    }

    /// Stops a job, waiting or begun, within one chunk of work (about .2 s). Unknown jobs are ignored.
    pub fn cancel(&self, job: JobId) {
        if let Some(flag) = self.flags.lock().unwrap_or_else(PoisonError::into_inner).get(&job) {
            flag.cancel();
        }
    }

    /// Stops every job.
    pub fn cancel_all(&self) {
        for flag in self.flags.lock().unwrap_or_else(PoisonError::into_inner).values() {
            flag.cancel();
        }
    }
}

impl Drop for SpeechWorker {
    fn drop(&mut self) {
        self.stop.cancel();
        self.cancel_all();
        end_idling(&self.idle);
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the speech thread had panicked");
        }
    }
}

/// The thread's side.
struct Mouth {
    events: Sender<SpeechEvent>,
    flags: Flags,
    idle: Idle,
    stop: Cancel,
}

impl Mouth {
    fn run(&mut self, voice: &mut dyn Synthesizer, jobs: &Receiver<Job>) {
        if let Err(error) = caught(|| voice.prepare()).unwrap_or_else(|panic| Err(panicked(panic))) {
            self.send(SpeechEvent::Notice(NO_JOB, error.to_string()), &self.stop.clone());
        }
        while let Some(Job { id, request, cancel }) = self.next_job(voice, jobs) {
            let outcome = if cancel.is_cancelled() || self.stop.is_cancelled() {
                Err(SynthesisError::Cancelled)
            } else {
                self.send(SpeechEvent::Started(id), &cancel);
                let mut give = |part| {
                    let event = match part {
                        SpeechPart::Speaker(speaker) => SpeechEvent::Speaker(id, speaker),
                        SpeechPart::Notice(text) => SpeechEvent::Notice(id, text),
                        SpeechPart::Timeline(timeline) => SpeechEvent::Timeline(id, timeline),
                        SpeechPart::Audio(samples) => SpeechEvent::Audio(id, samples),
                    };
                    self.send(event, &cancel);
                };
                caught(|| voice.synthesize(&request, &cancel, &mut give))
                    .unwrap_or_else(|panic| Err(panicked(panic)))
            };
            self.flags.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            let last = match outcome {
                Ok(()) if cancel.is_cancelled() => SpeechEvent::Cancelled(id),
                Ok(()) => SpeechEvent::Done(id),
                Err(SynthesisError::Cancelled) => SpeechEvent::Cancelled(id),
                Err(error) => SpeechEvent::Failed(id, error),
            };
            self.send(last, &Cancel::default());
        }
    }

    /// Waits for a job; after a while the voice does what it likes meanwhile.
    fn next_job(&self, voice: &mut dyn Synthesizer, jobs: &Receiver<Job>) -> Option<Job> {
        match jobs.recv_timeout(QUIET) {
            Ok(job) => return Some(job),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let cancel = Cancel::default();
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = cancel.clone();
        // A job that came before this flag is seen here; one that comes later raises it.
        if jobs.is_empty()
            && !self.stop.is_cancelled()
            && let Err(panic) = caught(|| voice.idle(&cancel))
        {
            tracing::warn!("a voice broke off while nothing was to be said: {panic}");
        }
        jobs.recv().ok()
    }

    /// Waits for room unless the job is cancelled; where nobody listens any more, it cancels the job.
    fn send(&self, event: SpeechEvent, cancel: &Cancel) {
        let mut event = event;
        while !cancel.is_cancelled() {
            match self.events.send_timeout(event, Duration::from_millis(20)) {
                Ok(()) => return,
                Err(SendTimeoutError::Timeout(back)) if !self.stop.is_cancelled() => event = back,
                Err(_) => return cancel.cancel(),
            }
        }
    }
}

fn panicked(panic: String) -> SynthesisError {
    SynthesisError::Unavailable { engine: "the voice", message: format!("it broke off ({panic})") }
}

#[cfg(test)]
mod idle;

#[cfg(test)]
mod tests;
