//! Recordings that are to be said: from base64 to sound, its lips and its captions, beside the frame loop.
//!
//! Threads: one thread, `recordings`, started with the first of them, does one after the other. Back-pressure: a few
//! may wait; one more is answered "busy". It decides nothing about the queue, which is the director's.
//!
//! Beside a journal each is kept in a file until it was said: one that waited when the program died is heard again.

use base64::{Engine, engine::general_purpose::STANDARD};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use protocol::{
    Caller, Code, Event,
    request::{Base64, Refusal, Response, Say},
    show_file::{Block, parse_text},
    timeline::{PAUSE, PhoneSpan, Timeline},
};
use show::{Recording, SentencePlan, Step, Style};
use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, Write},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::oneshot;

/// Recordings that may wait to be heard through.
const WAITING: usize = 4;
/// A pause from which on a recording is cut there: samples, 350 ms.
const LONG_PAUSE: u64 = 350 * 48;
/// Longest piece of a recording in samples, 20 s; it is cut at a breath where there is one.
const LONGEST: u64 = 20 * 48_000;
/// What is shown where nobody wrote what is said.
const UNWRITTEN: &str = "(recording)";

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
        /// Where it lies until the queue has a name for it; none, where no file is kept.
        kept: Option<PathBuf>,
    },
    /// Of this name in the queue, from before the program ended.
    Queue(String),
}

enum Job {
    New { say: Say, caller: Caller, audio: Base64, reply: oneshot::Sender<Response> },
    Again(String, PathBuf),
}

/// Hears recordings through.
#[derive(Default)]
pub struct Recordings {
    thread: Option<(Sender<Job>, Receiver<Heard>)>,
    /// Where they are kept.
    folder: Option<PathBuf>,
    /// From before the program ended, the first to be heard first.
    again: VecDeque<String>,
}

impl Recordings {
    /// Keeps them beside the journal. Those of `waiting`, names in its queue, are heard again; files of others go.
    pub fn beside(journal: &Path, waiting: Vec<String>) -> Self {
        let folder = journal.with_extension("recordings");
        let again: VecDeque<String> = waiting.into();
        // A folder that is not there holds nothing.
        for file in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = file.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if !again.iter().any(|id| id == name) {
                // What cannot be deleted is tried again at the next start.
                let _ = fs::remove_file(path);
            }
        }
        Self { thread: None, folder: Some(folder), again }
    }

    /// Has the next from before the program ended heard, if there is room.
    pub fn go_on(&mut self) {
        let Some(folder) = self.folder.clone() else { return };
        while let Some(id) = self.again.pop_front() {
            let job = Job::Again(id.clone(), file(&folder, &id));
            let refused = self.thread().map(|thread| thread.try_send(job).is_err());
            if refused.unwrap_or(true) {
                return self.again.push_front(id);
            }
        }
    }

    /// The queue has a name for a recording: it is kept under that from now on.
    pub fn name(&self, kept: Option<PathBuf>, id: &str) {
        if let (Some(kept), Some(folder)) = (kept, &self.folder)
            && let Err(error) = fs::rename(&kept, file(folder, id))
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
        let thread = match check(&say, &audio).and_then(|()| self.thread()) {
            Ok(thread) => thread,
            Err(refusal) => {
                // Who asked may be gone by now.
                let _ = reply.send(Err(refusal));
                return;
            }
        };
        if let Err(error) = thread.try_send(Job::New { say, caller, audio, reply }) {
            let (job, code, text) = match error {
                TrySendError::Full(job) => {
                    (job, Code::Busy, "too many recordings wait; nothing was done; try again in a second")
                }
                TrySendError::Disconnected(job) => {
                    (job, Code::Internal, "the thread that hears recordings has ended; restart compere")
                }
            };
            if let Job::New { reply, .. } = job {
                let _ = reply.send(Err(Refusal::new(code, text)));
            }
        }
    }

    /// Whether one was heard through.
    pub fn is_ready(&self) -> bool {
        self.thread.as_ref().is_some_and(|(_, heard)| !heard.is_empty())
    }

    /// The next that was heard through.
    pub fn heard(&self) -> Option<Heard> {
        self.thread.as_ref()?.1.try_recv().ok()
    }

    fn thread(&mut self) -> Result<&Sender<Job>, Refusal> {
        if self.thread.is_none() {
            let (jobs, waiting) = bounded::<Job>(WAITING);
            let (done, heard) = bounded(WAITING);
            let folder = self.folder.clone();
            let work = move || {
                for (number, job) in waiting.into_iter().enumerate() {
                    if done.send(hear(job, number, folder.as_deref())).is_err() {
                        return;
                    }
                }
            };
            let started = std::thread::Builder::new().name("recordings".into()).spawn(work);
            started.map_err(|e| {
                Refusal::new(Code::Internal, format!("cannot start the thread that hears recordings: {e}"))
            })?;
            self.thread = Some((jobs, heard));
        }
        let thread = self.thread.as_ref().map(|(jobs, _)| jobs);
        thread.ok_or_else(|| Refusal::new(Code::Internal, "nobody hears recordings"))
    }
}

fn hear(job: Job, number: usize, folder: Option<&Path>) -> Heard {
    match job {
        Job::New { say, caller, audio, reply } => {
            let steps = read(&audio).and_then(|samples| steps(&say.text, &samples));
            let kept = folder.filter(|_| steps.is_ok()).and_then(|folder| {
                let say = Say { audio: Some(audio), ..say.clone() };
                keep(folder, &format!("new-{number}"), &say)
                    .inspect_err(
                        |error| tracing::warn!(%error, "a recording is not kept; it is said all the same"),
                    )
                    .ok()
            });
            Heard { of: Of::Caller { say, caller, reply, kept }, steps }
        }
        Job::Again(id, path) => Heard { of: Of::Queue(id), steps: again(&path) },
    }
}

/// One from before the program ended.
fn again(path: &Path) -> Result<Vec<Step>, Refusal> {
    let lost = |why: &dyn std::fmt::Display| {
        let text = format!("its recording was not kept when the program ended ({why}); send it again");
        Refusal::new(Code::NotFound, text)
    };
    let text = fs::read(path).map_err(|e| lost(&e))?;
    let say: Say = serde_json::from_slice(&text).map_err(|e| lost(&e))?;
    let audio = say.audio.ok_or_else(|| lost(&"the file has no sound"))?;
    steps(&say.text, &read(&audio)?)
}

fn file(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.json"))
}

/// Writes what was asked for, with its sound, so that it is there after a loss of power.
fn keep(folder: &Path, name: &str, say: &Say) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let path = file(folder, name);
    let mut written = File::create(&path)?;
    written.write_all(&serde_json::to_vec(say)?)?;
    written.sync_all()?;
    Ok(path)
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

/// Where to cut: in the middle of every long pause, and where a piece grows too long.
fn cuts(timeline: &Timeline) -> Vec<Range<u64>> {
    let middle = |pause: &PhoneSpan| pause.start.midpoint(pause.end);
    let inner = |pause: &&PhoneSpan| pause.phone == PAUSE && pause.start > 0 && pause.end < timeline.samples;
    let pauses: Vec<&PhoneSpan> = timeline.phones.iter().filter(inner).collect();
    let (mut cuts, mut start) = (Vec::new(), 0);
    while start < timeline.samples {
        let latest = start.saturating_add(LONGEST);
        let ahead = || pauses.iter().filter(|p| middle(p) > start && middle(p) <= latest);
        let long = ahead().find(|pause| pause.end - pause.start >= LONG_PAUSE);
        let end = match long {
            Some(pause) => middle(pause),
            None if timeline.samples <= latest => timeline.samples,
            None => ahead().max_by_key(|pause| pause.end - pause.start).map_or(latest, |pause| middle(pause)),
        };
        cuts.push(start..end);
        start = end;
    }
    cuts
}

/// The part of a timeline that lies in `cut`, which begins at 0.
fn part(timeline: &Timeline, cut: &Range<u64>) -> Timeline {
    let mut part = timeline.since(cut.start);
    let samples = cut.end - cut.start;
    part.phones.retain(|phone| phone.start < samples);
    part.phones.iter_mut().for_each(|phone| phone.end = phone.end.min(samples));
    part.sentences.retain(|sentence| sentence.start < samples);
    part.sentences.iter_mut().for_each(|sentence| sentence.end = sentence.end.min(samples));
    part.samples = samples;
    part
}

/// A caption for each piece: the sentences of the text that begin in its share of the time.
fn captions(text: &str, cuts: &[Range<u64>], samples: u64) -> Vec<String> {
    let text = text.trim();
    let sentences = speech::split_sentences(text);
    let place = |byte: usize| (byte as f64 / text.len().max(1) as f64 * samples as f64) as u64;
    let caption = |cut: &Range<u64>| {
        let inside = sentences.iter().filter(|sentence| cut.contains(&place(sentence.start)));
        let said: Vec<&str> = inside.map(|sentence| text[sentence.clone()].trim()).collect();
        if said.is_empty() { UNWRITTEN.to_owned() } else { said.join(" ") }
    };
    cuts.iter().map(caption).collect()
}

/// What the queue shows of a recording.
pub fn title(say: &Say, steps: &[Step]) -> String {
    if !say.text.trim().is_empty() {
        return say.text.clone();
    }
    let samples = |step: &Step| match step {
        Step::Sentence(plan) => plan.recording.as_ref().map_or(0, |recording| recording.samples.len()),
        Step::Cues(_) => 0,
    };
    let seconds = steps.iter().map(samples).sum::<usize>() as f64 / f64::from(protocol::SAMPLE_RATE);
    format!("(recording, {seconds:.1} s)")
}

#[cfg(test)]
mod tests;
