//! From requests to what they do: the one place where the wire meets director, performance and studio.

mod did;
mod graphics;
mod load;
mod rules;
mod show;
mod stage;
mod status;

pub use status::Meters;

use crate::{
    graphics::Graphics,
    kept::{Kept, NotKept},
    live::outputs::Outputs,
    people::nobody_called,
    performance::Performance,
    program::Facts,
    recording::{self, Heard, Of, Recordings},
    stage::Backstage,
    voices,
};
use ::show::{Offer, Who};
use command::Incoming;
use protocol::{
    Code, PROTOCOL_VERSION, Request,
    event::{Event, Kind, Notice},
    request::{
        self, AttentionSet, Paused, REQUESTS, Refusal, Response, Said, Say, SetAttention, Stopped, Version,
        Voices,
    },
    scene::Scene,
};

/// Range of a level in dB.
const LEAST_DB: f32 = -60.0;
const MOST_DB: f32 = 12.0;

/// What requests may touch.
pub struct Desk<'a> {
    /// What is said.
    pub performance: &'a mut Performance,
    /// What lies over the picture.
    pub graphics: &'a mut Graphics,
    /// What the program was made from.
    pub facts: &'a mut Facts,
    /// What operators set for all their shows.
    pub kept: &'a mut Kept,
    /// What clients are told of what was set.
    pub events: &'a mut Vec<Event>,
    /// The scene on air.
    pub scene: &'a Scene,
    /// Its name.
    pub scene_name: &'a str,
    /// Name of the camera on air.
    pub camera: &'a str,
    /// Makes scenes and pictures ready.
    pub stage: &'a mut Backstage,
    /// First sample of the frame that is made next.
    pub now: u64,
    /// Every output.
    pub outputs: &'a mut Outputs,
    /// Numbers.
    pub meters: &'a Meters,
    /// Hears recordings through.
    pub recordings: &'a mut Recordings,
}

/// Why a text is too long, if it is.
fn long(text: &str) -> Option<Refusal> {
    let length = text.chars().count();
    let told = || format!("the text has {length} characters; at most {} fit, split it", Say::MAX_CHARS);
    (length > Say::MAX_CHARS).then(|| Refusal::new(Code::TooLarge, told()))
}

/// How important it is.
fn kind(say: &Say) -> Kind {
    if say.interrupt { Kind::Urgent } else { Kind::Operator }
}

fn refused(error: NotKept) -> Refusal {
    Refusal::new(Code::Internal, error.to_string())
}

impl Desk<'_> {
    /// Does what was asked, and answers.
    pub fn serve(&mut self, incoming: Incoming) {
        let Incoming { mut request, caller, reply, .. } = incoming;
        let by = show::who(&caller);
        if let Request::Say(say) = &mut request
            && let Some(audio) = say.audio.take()
        {
            // Answered when it was heard through: see `say_recordings`.
            match long(&say.text) {
                None => self.recordings.take(std::mem::take(say), audio, caller, reply),
                Some(refusal) => {
                    let _ = reply.send(Err(refusal));
                }
            }
            return;
        }
        if let Request::GetPreview(get) = request {
            return self.preview(&get, reply);
        }
        let did = did::did(&request);
        let response = self.show(request, &by).unwrap_or_else(|request| self.answer(request, &by));
        if let (Ok(_), Some((request, told))) = (&response, did) {
            self.performance.direction.report(|control, now| control.did(request, &told, &by, now));
        }
        // Who asked may be gone by now.
        let _ = reply.send(response);
    }

    fn answer(&mut self, request: Request, by: &Who) -> Response {
        match request {
            Request::GetVersion(_) => Ok(Version {
                compere_version: env!("CARGO_PKG_VERSION").into(),
                rpc_version: PROTOCOL_VERSION,
                requests: REQUESTS.iter().map(|name| (*name).to_owned()).collect(),
            }
            .into()),
            Request::GetStatus(_) => Ok(self.status().into()),
            Request::Say(say) => self.say(&say, by),
            Request::Stop(stop) => {
                let cancelled = self.stop(stop.keep_queue, by)?;
                Ok(Stopped { cancelled, skipped: None }.into())
            }
            Request::SkipSentence(_) => {
                let skipped = self.performance.skip_sentence(self.now);
                Ok(Stopped { cancelled: Vec::new(), skipped }.into())
            }
            Request::Pause(_) => {
                self.performance.pause(self.now);
                Ok(Paused { paused: true }.into())
            }
            Request::Resume(_) => {
                self.performance.resume(self.now);
                Ok(Paused { paused: false }.into())
            }
            Request::ListVoices(_) => Ok(self.voices().into()),
            Request::SetVoice(set) => {
                let found = self.facts.known.catalog.find(&set.voice);
                let voice = found.map_err(|e| Refusal::new(Code::NotFound, e.to_string()))?;
                self.performance.set_voice(&voice.facts().name);
                Ok(self.voices().into())
            }
            Request::SetLevel(set) => {
                if !(LEAST_DB..=MOST_DB).contains(&set.level_db) {
                    let text = format!("levelDb must lie between {LEAST_DB} and {MOST_DB}");
                    return Err(Refusal::new(Code::InvalidField, text));
                }
                self.performance.set_level(set.bus, set.level_db);
                Ok(self.performance.levels().into())
            }
            Request::SetCamera(set) => self.set_camera(set),
            Request::SetScene(set) => self.set_scene(set),
            Request::SetBackdrop(set) => self.set_backdrop(set),
            Request::SetSlide(set) => self.set_slide(set),
            Request::ListScenes(_) => Ok(self.scenes().into()),
            Request::SetAttention(set) => self.set_attention(set),
            Request::ShowGraphic(show) => self.show_graphic(&show),
            Request::HideGraphic(hide) => self.hide_graphic(&hide),
            Request::SetGraphics(set) => self.set_graphics(set),
            Request::StartOutput(start) => {
                self.outputs.start(&start.target)?;
                Ok(request::Outputs { outputs: self.outputs.infos() }.into())
            }
            Request::StopOutput(stop) => {
                self.outputs.stop(&stop.name)?;
                Ok(request::Outputs { outputs: self.outputs.infos() }.into())
            }
            other => {
                let text = format!("{} is not served by this version", other.name());
                Err(Refusal::new(Code::NotReady, text))
            }
        }
    }

    fn say(&mut self, say: &Say, by: &Who) -> Response {
        self.readable(&say.text)?;
        let offer = Offer { hold: say.hold, ..Offer::new(kind(say), by.name(), &say.text) };
        let said = self.queue(offer, by)?;
        self.graphics.expect(&say.text);
        Ok(said.into())
    }

    /// Queues every recording that was heard through, and answers.
    pub fn say_recordings(&mut self) {
        while let Some(Heard { of, steps }) = self.recordings.heard() {
            let (say, caller, reply, kept) = match of {
                Of::Caller { say, caller, reply, kept } => (say, caller, reply, kept),
                Of::Queue(id) => {
                    if let Err(refusal) = &steps
                        && refusal.code == Code::Internal
                    {
                        let message = format!("the recording `{id}` cannot be said: {}", refusal.comment);
                        self.events.push(Event::Notice(Notice { severity: "critical".into(), message }));
                    }
                    self.performance.hear_again(id, steps.map_err(|refusal| refusal.comment));
                    self.recordings.go_on();
                    continue;
                }
            };
            let by = show::who(&caller);
            let response = steps.and_then(|steps| {
                recording::room(recording::samples(&steps), self.performance.recorded_samples())?;
                let title = recording::title(&say, &steps);
                let offer =
                    Offer { recorded: true, hold: say.hold, ..Offer::new(kind(&say), by.name(), &title) };
                let said = self.queue(offer, &by)?;
                self.recordings.name(kept, &said.utterance_id);
                self.performance.keep_recording(said.utterance_id.clone(), steps);
                Ok(said.into())
            });
            // Who asked may be gone by now.
            let _ = reply.send(response);
        }
    }

    fn queue(&mut self, offer: Offer, by: &Who) -> Result<Said, Refusal> {
        self.performance.asked();
        let (urgent, ahead) = (offer.kind == Kind::Urgent && !offer.hold, self.ahead());
        let utterance_id = self.performance.direction.change(|control, now| control.offer(offer, by, now))?;
        if urgent {
            self.performance.end_pause();
        }
        Ok(Said { utterance_id, ahead: if urgent { 0 } else { ahead } })
    }

    fn voices(&self) -> Voices {
        Voices {
            voices: voices::list::infos(&self.facts.known.catalog),
            current: self.performance.voice_name().to_owned(),
        }
    }

    fn set_attention(&mut self, set: SetAttention) -> Response {
        let style = &self.facts.known.style;
        let person = self.person(set.person.as_deref())?;
        self.performance.set_attention(person, set.attention, self.now);
        let person = style.people.get(person).and_then(|p| p.names.first()).cloned().unwrap_or_default();
        Ok(AttentionSet { person, attention: set.attention }.into())
    }

    /// Place of a person among those on stage; without a name, of the first.
    fn person(&self, name: Option<&str>) -> Result<usize, Refusal> {
        let Some(name) = name else { return Ok(0) };
        let style = &self.facts.known.style;
        style.person_named(name).ok_or_else(|| Refusal::new(Code::NotFound, nobody_called(name, style)))
    }
}

#[cfg(test)]
mod tests;
