//! From requests to what they do: the one place where the wire meets director, performance and studio.

mod graphics;
mod status;

pub use status::Meters;

use crate::{
    graphics::Graphics,
    paths,
    people::{nobody_called, wrong_speaker},
    performance::Performance,
    program::{Facts, read_scene, unknown_camera, wrong_names},
    recording::{self, Heard, Recordings},
    voices,
};
use command::Incoming;
use protocol::{
    Code, PROTOCOL_VERSION, Request,
    cue::Cue,
    request::{
        AttentionSet, CameraSet, OutputInfo, Paused, REQUESTS, Refusal, Response, ResponseData, Say,
        SceneInfo, Scenes, SetAttention, Stopped, Version, Voices,
    },
    scene::Scene,
    show_file::parse_text,
};
use show::{Step, Style};
use speech::catalog::Catalog;

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
    pub facts: &'a Facts,
    /// The scene on air.
    pub scene: &'a Scene,
    /// Name of the camera on air.
    pub camera: &'a str,
    /// First sample of the frame that is made next.
    pub now: u64,
    /// Every output.
    pub outputs: Vec<OutputInfo>,
    /// Numbers.
    pub meters: &'a Meters,
    /// Hears recordings through.
    pub recordings: &'a mut Recordings,
}

/// What has to be done to say `text`.
///
/// # Errors
/// A cue that does not exist, or that names what is not there.
pub fn steps(
    text: &str,
    performance: &mut Performance,
    catalog: &Catalog,
    style: &Style,
    scene: &Scene,
) -> Result<Vec<Step>, Refusal> {
    let blocks = parse_text(text).map_err(|e| Refusal::new(Code::InvalidCue, e.to_string()))?;
    if let Some(camera) = blocks.iter().find_map(|b| unknown_camera(b, scene)) {
        return Err(Refusal::new(Code::InvalidCue, scene.no_camera(&camera)));
    }
    let folder = performance.sounds().folder();
    if let Some((_, problem)) = blocks.iter().find_map(|b| wrong_speaker(b, style)) {
        return Err(Refusal::new(Code::InvalidCue, format!("[speaker] {problem}")));
    }
    if let Some((cue, _, problem)) = blocks.iter().flat_map(|b| wrong_names(b, catalog, folder)).next() {
        return Err(Refusal::new(Code::InvalidCue, format!("[{cue}] {problem}")));
    }
    Ok(show::plan(&blocks, style, speech::split_sentences))
}

/// Why a text is too long, if it is.
fn long(text: &str) -> Option<Refusal> {
    let length = text.chars().count();
    let told = || format!("the text has {length} characters; at most {} fit, split it", Say::MAX_CHARS);
    (length > Say::MAX_CHARS).then(|| Refusal::new(Code::TooLarge, told()))
}

impl Desk<'_> {
    /// Does what was asked, and answers.
    pub fn serve(&mut self, incoming: Incoming) {
        let Incoming { mut request, reply, .. } = incoming;
        if let Request::Say(say) = &mut request
            && let Some(audio) = say.audio.take()
        {
            // Answered when it was heard through: see `say_recordings`.
            match long(&say.text) {
                None => self.recordings.take(std::mem::take(say), audio, reply),
                Some(refusal) => {
                    let _ = reply.send(Err(refusal));
                }
            }
            return;
        }
        let response = self.answer(request);
        // Who asked may be gone by now.
        let _ = reply.send(response);
    }

    fn answer(&mut self, request: Request) -> Response {
        match request {
            Request::GetVersion(_) => Ok(ResponseData::from(Version {
                compere_version: env!("CARGO_PKG_VERSION").into(),
                rpc_version: PROTOCOL_VERSION,
                requests: REQUESTS.iter().map(|name| (*name).to_owned()).collect(),
            })),
            Request::GetStatus(_) => Ok(ResponseData::from(self.status())),
            Request::Say(say) => self.say(&say),
            Request::Stop(stop) => {
                self.performance.cut(self.now);
                let cancelled = self.performance.director.stop(stop.keep_queue);
                Ok(ResponseData::from(Stopped { cancelled, skipped: None }))
            }
            Request::SkipSentence(_) => {
                let skipped = self.performance.skip_sentence(self.now);
                Ok(ResponseData::from(Stopped { cancelled: Vec::new(), skipped }))
            }
            Request::Pause(_) => {
                self.performance.pause(self.now);
                Ok(ResponseData::from(Paused { paused: true }))
            }
            Request::Resume(_) => {
                self.performance.resume(self.now);
                Ok(ResponseData::from(Paused { paused: false }))
            }
            Request::ListVoices(_) => Ok(ResponseData::from(self.voices())),
            Request::SetVoice(set) => {
                let found = self.facts.catalog.find(&set.voice);
                let voice = found.map_err(|e| Refusal::new(Code::NotFound, e.to_string()))?;
                self.performance.set_voice(&voice.facts().name);
                Ok(ResponseData::from(self.voices()))
            }
            Request::SetLevel(set) => {
                if !(LEAST_DB..=MOST_DB).contains(&set.level_db) {
                    let text = format!("levelDb must lie between {LEAST_DB} and {MOST_DB}");
                    return Err(Refusal::new(Code::InvalidField, text));
                }
                self.performance.set_level(set.bus, set.level_db);
                Ok(ResponseData::from(self.performance.levels()))
            }
            Request::SetCamera(set) => self.set_camera(set.camera),
            Request::ListScenes(_) => Ok(ResponseData::from(self.scenes())),
            Request::SetAttention(set) => self.set_attention(set),
            Request::ShowGraphic(show) => self.show_graphic(&show),
            Request::HideGraphic(hide) => self.hide_graphic(&hide),
            Request::SetGraphics(set) => self.set_graphics(set),
            other => {
                let text = format!("{} is not served by this version", other.name());
                Err(Refusal::new(Code::NotReady, text))
            }
        }
    }

    fn say(&mut self, say: &Say) -> Response {
        if let Some(refusal) = long(&say.text) {
            return Err(refusal);
        }
        let (facts, scene) = (self.facts, self.scene);
        let steps = steps(&say.text, self.performance, &facts.catalog, &facts.style, scene)?;
        self.queue(&say.text, steps, say.interrupt)
    }

    /// Queues every recording that was heard through, and answers.
    pub fn say_recordings(&mut self) {
        while let Some(Heard { say, steps, reply }) = self.recordings.heard() {
            let response = steps.and_then(|steps| {
                let title = recording::title(&say, &steps);
                self.queue(&title, steps, say.interrupt)
            });
            // Who asked may be gone by now.
            let _ = reply.send(response);
        }
    }

    fn queue(&mut self, text: &str, steps: Vec<Step>, interrupt: bool) -> Response {
        self.performance.asked();
        let said = self.performance.director.say(text, steps, interrupt)?;
        if interrupt {
            self.performance.cut(self.now);
            self.performance.director.cancel_on_air("interrupted");
        }
        Ok(ResponseData::from(said))
    }

    fn voices(&self) -> Voices {
        Voices {
            voices: voices::list::infos(&self.facts.catalog),
            current: self.performance.voice_name().to_owned(),
        }
    }

    fn set_camera(&mut self, camera: String) -> Response {
        if !self.scene.cameras.contains_key(&camera) {
            return Err(Refusal::new(Code::NotFound, self.scene.no_camera(&camera)));
        }
        self.performance.cue(Cue::Camera(camera.clone()), 0, self.now);
        Ok(ResponseData::from(CameraSet { camera }))
    }

    fn set_attention(&mut self, set: SetAttention) -> Response {
        let style = &self.facts.style;
        let person = match &set.person {
            None => 0,
            Some(name) => style
                .person_named(name)
                .ok_or_else(|| Refusal::new(Code::NotFound, nobody_called(name, style)))?,
        };
        self.performance.set_attention(person, set.attention, self.now);
        let person = style.people.get(person).and_then(|p| p.names.first()).cloned().unwrap_or_default();
        Ok(ResponseData::from(AttentionSet { person, attention: set.attention }))
    }

    fn scenes(&self) -> Scenes {
        let info = |name: String| {
            let scene = read_scene(&name).inspect_err(|e| tracing::warn!("{e:#}")).ok()?;
            Some(SceneInfo { name, title: scene.title, cameras: scene.cameras.into_keys().collect() })
        };
        let scenes = paths::list("scenes", ".scene.ron").into_iter().filter_map(info).collect();
        Scenes { scenes, current: self.facts.scene.clone() }
    }
}
