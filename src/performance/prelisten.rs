//! What will be said, heard before: an operator listens to what is next, off air.
//!
//! The voice serves the programme first: a sentence that goes on air takes it at once, and what was being made for an
//! operator is made again when it is free.

use super::{Performance, sentence_request};
use crate::wave;
use base64::{Engine, engine::general_purpose::STANDARD};
use protocol::{
    Code, SAMPLE_RATE,
    request::{Base64, Preview, PreviewSentence, Refusal, Response},
    show_file::Block,
};
use show::{Entry, SentencePlan, Step};
use speech::{JobId, SpeechEvent};
use std::{
    collections::VecDeque,
    io::Cursor,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// A stopwatch for people who wait: what was made by then is what they hear.
const PATIENCE: Duration = Duration::from_secs(6);
/// Operators who may wait.
const WAITING: usize = 4;

/// Who listens ahead.
#[derive(Default)]
pub(super) struct Prelisten(VecDeque<Listener>);

struct Listener {
    preview: Preview,
    sentences: VecDeque<SentencePlan>,
    samples: Vec<f32>,
    /// The sentence that is being made: its job, and the sample at which it begins.
    making: Option<(JobId, usize)>,
    failure: Option<String>,
    asked: Instant,
    reply: oneshot::Sender<Response>,
}

impl Performance {
    /// What goes on air next, or what waits as `utterance_id`, but for its sound, its scene and its camera.
    ///
    /// # Errors
    /// When nothing of that name waits.
    pub fn preview(&self, utterance_id: Option<&str>) -> Result<(Preview, Vec<SentencePlan>), Refusal> {
        let control = self.direction.control();
        let next = match utterance_id {
            None => control.preview(self.direction.now_ms()),
            Some(id) => {
                let found = control.state().queue.waiting().find(|item| item.utterance_id == id);
                let item = found
                    .ok_or_else(|| Refusal::new(Code::NotFound, format!("nothing called `{id}` waits")))?;
                Some(show::Preview::Item(item))
            }
        };
        let (mut preview, plans) = match next {
            None => (Preview { what: "nothing".into(), ..Preview::default() }, Vec::new()),
            Some(show::Preview::RestUntil(until)) => (
                Preview { what: "rest".into(), rests_until_ms: Some(until), ..Preview::default() },
                Vec::new(),
            ),
            Some(show::Preview::Item(item)) => {
                let preview = Preview {
                    what: "utterance".into(),
                    utterance_id: Some(item.utterance_id.clone()),
                    place: item.place.map(Into::into),
                    ..Preview::default()
                };
                let plans = match self.recordings.get(&item.utterance_id) {
                    Some(steps) => sentences(steps.clone()),
                    None => self.sentences_from(&item.blocks, item.sentence),
                };
                (preview, plans)
            }
            Some(show::Preview::Entry(place, entry)) => {
                let what = Preview { what: "entry".into(), place: Some(place.into()), ..Preview::default() };
                match entry {
                    Entry::Say { blocks, .. } => (what, self.sentences_from(blocks, 0)),
                    Entry::Ask(_) => (what, Vec::new()),
                }
            }
        };
        preview.sentences = plans.iter().map(|plan| self.preview_sentence(plan)).collect();
        Ok((preview, plans))
    }

    fn sentences_from(&self, blocks: &[Block], from: usize) -> Vec<SentencePlan> {
        sentences(show::rest_of(self.plan(blocks), from))
    }

    fn preview_sentence(&self, plan: &SentencePlan) -> PreviewSentence {
        let speaker = self.style.people.get(plan.style.person);
        let voice = plan.style.voice.clone().or_else(|| speaker.and_then(|s| s.voice.clone()));
        PreviewSentence {
            text: plan.text.clone(),
            speaker: speaker.and_then(|s| s.names.first()).cloned().unwrap_or_default(),
            voice: voice.unwrap_or_else(|| self.voice_name.clone()),
            cues: plan.cues.iter().map(|cue| cue.cue.name().to_owned()).collect(),
        }
    }

    /// Answers with a preview once its sound was made.
    pub fn prelisten(
        &mut self,
        preview: Preview,
        plans: Vec<SentencePlan>,
        reply: oneshot::Sender<Response>,
    ) {
        if plans.is_empty() || self.prelisten.0.len() >= WAITING {
            let busy =
                || Refusal::new(Code::Busy, "too many listen ahead; nothing was done; try again in a second");
            // Who asked may be gone by now.
            let _ = reply.send(if plans.is_empty() { Ok(preview.into()) } else { Err(busy()) });
            return;
        }
        self.prelisten.0.push_back(Listener {
            preview,
            sentences: plans.into(),
            samples: Vec::new(),
            making: None,
            failure: None,
            asked: Instant::now(),
            reply,
        });
    }

    /// Goes on with what operators listen to, where the programme leaves the voice free.
    pub(super) fn go_on_prelistening(&mut self) {
        let most = (Preview::SOUND_SECONDS * SAMPLE_RATE) as usize;
        let is_over = |listener: &Listener| {
            listener.samples.len() >= most
                || (listener.sentences.is_empty() && listener.making.is_none())
                || listener.asked.elapsed() > PATIENCE
        };
        while let Some(listener) = self.prelisten.0.pop_front_if(|listener| is_over(listener)) {
            if let Some((job, _)) = listener.making {
                self.voice.worker.cancel(job);
            }
            listener.answer(most);
        }
        let busy = self.act.as_ref().is_some_and(|act| act.lines_in_the_making());
        let Some(listener) = self.prelisten.0.front_mut().filter(|l| l.making.is_none()) else { return };
        if busy {
            return;
        }
        let Some(plan) = listener.sentences.front() else { return };
        if let Some(recording) = &plan.recording {
            listener.samples.extend(&recording.samples);
            listener.sentences.pop_front();
            return;
        }
        self.last_number += 1;
        let mut request = sentence_request(plan, self.seed);
        request.voice.get_or_insert_with(|| self.voice_name.clone());
        if self.voice.worker.submit(self.last_number, request).is_ok() {
            listener.making = Some((self.last_number, listener.samples.len()));
        }
    }

    /// Gives the voice back to the programme.
    pub(super) fn yield_voice(&mut self) {
        if let Some(listener) = self.prelisten.0.front_mut()
            && let Some((job, begun)) = listener.making.take()
        {
            self.voice.worker.cancel(job);
            listener.samples.truncate(begun);
        }
    }

    /// Takes what the voice made for somebody who listens ahead; gives back what is not of it.
    pub(super) fn prelistened(&mut self, event: SpeechEvent) -> Option<SpeechEvent> {
        let of = |listener: &&mut Listener| listener.making.is_some_and(|(job, _)| job == event.job());
        let Some(listener) = self.prelisten.0.front_mut().filter(of) else { return Some(event) };
        match event {
            SpeechEvent::Audio(_, samples) => listener.samples.extend(samples),
            SpeechEvent::Done(_) => {
                listener.making = None;
                listener.sentences.pop_front();
            }
            SpeechEvent::Failed(_, error) => {
                listener.making = None;
                listener.sentences.pop_front();
                listener.failure.get_or_insert_with(|| error.to_string());
            }
            SpeechEvent::Cancelled(_) => listener.making = None,
            SpeechEvent::Notice(_, text) => self.notice("warning", text),
            SpeechEvent::Started(_) | SpeechEvent::Speaker(..) | SpeechEvent::Timeline(..) => {}
        }
        None
    }
}

fn sentences(steps: Vec<Step>) -> Vec<SentencePlan> {
    steps
        .into_iter()
        .filter_map(|step| if let Step::Sentence(plan) = step { Some(plan) } else { None })
        .collect()
}

impl Listener {
    fn answer(mut self, most: usize) {
        self.samples.truncate(most);
        let response = match (self.samples.is_empty(), self.failure) {
            (true, Some(why)) => Err(Refusal::new(Code::Internal, format!("it cannot be said: {why}"))),
            (true, None) => Err(Refusal::new(Code::Busy, "the voice is busy on air; try again in a second")),
            (false, _) => {
                let mut file = Cursor::new(Vec::new());
                let written = wave::write(&self.samples, &mut file);
                written.map_err(|e| Refusal::new(Code::Internal, e.to_string())).map(|()| {
                    self.preview.sound = Some(Base64(STANDARD.encode(file.into_inner())));
                    self.preview.into()
                })
            }
        };
        // Who asked may be gone by now.
        let _ = self.reply.send(response);
    }
}
