//! Requests at a desk without a studio: what a show that is loaded on air changes.

use super::*;
use crate::{
    direction::Direction,
    endure::voice::Mute,
    graphics::Stock,
    performance::{Sounds, Voice},
    program::{self, Known, Plan},
};
use ::show::{Rules, Speaker, Style};
use broadcast::pipeline::{Encoder, EncoderSettings};
use protocol::{
    Caller, FrameRate, Role,
    media::Tier,
    request::{LoadShow, ReloadShow},
};
use speech::{
    Cancel, SentenceRequest, SpeechPart, SpeechWorker, SynthesisError, Synthesizer, WorkerSettings,
    catalog::{Catalog, VoiceFacts, VoiceSource},
};
use std::sync::{Arc, Mutex};

const SIZE: (u32, u32) = (320, 180);

/// A voice that is there, and is never opened.
struct Named(VoiceFacts);

impl VoiceSource for Named {
    fn facts(&self) -> &VoiceFacts {
        &self.0
    }

    fn fingerprint(&self) -> Result<String, SynthesisError> {
        Ok(self.0.name.clone())
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        Err(SynthesisError::NothingToSay)
    }
}

/// Notes what it is asked to say.
struct Asked(Arc<Mutex<Vec<SentenceRequest>>>);

impl Synthesizer for Asked {
    fn name(&self) -> &str {
        "asked"
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        self.0.lock().unwrap().push(sentence.clone());
        Mute.synthesize(sentence, cancel, sink)
    }
}

/// A programme without a picture.
struct House {
    performance: Performance,
    graphics: Graphics,
    facts: Facts,
    kept: Kept,
    stage: Backstage,
    outputs: Outputs,
    recordings: Recordings,
    events: Vec<Event>,
    asked: Arc<Mutex<Vec<SentenceRequest>>>,
    frame: u64,
}

fn house() -> House {
    let mut catalog = Catalog::default();
    for (name, language) in [(program::VOICE, "en"), ("amy", "en"), ("eva", "de")] {
        let facts =
            VoiceFacts { name: name.into(), language: Some(language.into()), ..VoiceFacts::default() };
        catalog.add(Arc::new(Named(facts)));
    }
    let kai = Speaker { names: vec!["kai".into()], voice: None };
    let style = Style { people: [kai].into(), ..Style::default() };
    let scene = program::read_scene(program::SCENE).unwrap();
    let rate = FrameRate::default();
    let plan = Plan {
        show: None,
        scene: None,
        character: Vec::new(),
        voice: Vec::new(),
        fallback: Vec::new(),
        size: SIZE,
        ground: ::stage::Ground::default(),
        frame_rate: rate,
        tier: Some(Tier::Lean),
        seed: 1,
        waits: true,
    };
    let facts = Facts {
        scene: program::SCENE.into(),
        camera: scene.camera.clone(),
        adapter: "none".into(),
        tier: Tier::Lean,
        known: Known {
            scene,
            catalog,
            folder: None,
            style: style.clone(),
            stock: Stock::default(),
            other_scene: false,
            other_people: false,
        },
        plan,
        characters: vec!["kai".into()],
        voice: program::VOICE.into(),
        next_camera: None,
    };
    let asked = Arc::default();
    let voice = Asked(Arc::clone(&asked));
    let load = move || Ok::<_, std::io::Error>(voice);
    let (worker, events) = SpeechWorker::start(WorkerSettings::default(), load).unwrap();
    let voice = Voice { worker, events, name: program::VOICE.into() };
    let direction = Direction::in_memory(Rules::default(), 0);
    let performance = Performance::new(direction, voice, Sounds::new(None, true), 1, true);
    let encoder = EncoderSettings { width: SIZE.0, height: SIZE.1, ..EncoderSettings::default() };
    House {
        performance: performance.with_style(style),
        graphics: Graphics::new(SIZE, "en", Stock::default(), 0),
        facts,
        kept: Kept::default(),
        stage: Backstage::new(SIZE, rate, None, true, [program::SCENE.to_owned()].into()),
        outputs: Outputs::new(Arc::new(Encoder::start(encoder).unwrap())),
        recordings: Recordings::default(),
        events: Vec::new(),
        asked,
        frame: 0,
    }
}

impl House {
    fn ask(&mut self, request: impl Into<Request>) -> Response {
        let (reply, mut answer) = tokio::sync::oneshot::channel();
        let caller = Caller::new("ann", Role::Operator);
        let (scene, camera) = (self.facts.known.scene.clone(), self.facts.camera.clone());
        Desk {
            performance: &mut self.performance,
            graphics: &mut self.graphics,
            facts: &mut self.facts,
            kept: &mut self.kept,
            events: &mut self.events,
            scene: &scene,
            scene_name: program::SCENE,
            camera: &camera,
            stage: &mut self.stage,
            now: FrameRate::default().first_sample(self.frame),
            outputs: &mut self.outputs,
            meters: &Meters::default(),
            recordings: &mut self.recordings,
        }
        .serve(Incoming { request: request.into(), caller, idempotency_key: None, reply });
        answer.try_recv().expect("it is answered at once")
    }

    fn load(&mut self, source: &str) -> Response {
        self.ask(Request::LoadShow(LoadShow { name: None, source: Some(source.into()) }))
    }

    /// Makes frames until all is said; gives who was asked to say what, how fast and in which language.
    fn said(&mut self) -> Vec<(String, String, f32, Option<String>)> {
        for _ in 0..600 {
            let rate = FrameRate::default();
            let samples = rate.first_sample(self.frame)..rate.first_sample(self.frame + 1);
            self.performance.frame(samples, &mut Vec::new());
            self.frame += 1;
        }
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        let told = |r: SentenceRequest| (r.said(), r.voice.unwrap_or_default(), r.speed, r.language);
        asked.into_iter().map(told).collect()
    }

    fn warnings(&self) -> Vec<&str> {
        let notices =
            self.events.iter().filter_map(|e| if let Event::Notice(n) = e { Some(n) } else { None });
        notices.filter(|n| n.severity == "warning").map(|n| n.message.as_str()).collect()
    }
}

#[test]
fn a_show_that_is_loaded_is_spoken_as_it_says() {
    let mut house = house();
    let german = "---\ntitle: D\nvoice: eva\nlanguage: de\nspeed: 1.2\ncamera: close\n---\nGuten Abend.";
    house.load(german).unwrap();
    assert_eq!(house.said(), [("Guten Abend.".into(), "eva".into(), 1.2, Some("de".into()))]);
    assert_eq!(house.performance.voice_name(), "eva");
    assert_eq!(house.facts.next_camera, Some((program::SCENE.into(), "close".into())));
    assert_eq!(house.facts.language(), "de");
    assert!(house.warnings().is_empty(), "{:?}", house.events);
    // The next one says nothing of all that.
    house.load("---\ntitle: E\n---\nGood evening.").unwrap();
    assert_eq!(house.said(), [("Good evening.".into(), program::VOICE.into(), 1.0, None)]);
    assert_eq!(house.facts.next_camera, None);
}

#[test]
fn a_new_version_changes_what_it_says_otherwise_and_nothing_else() {
    let mut house = house();
    house.load("---\ntitle: T\n---\nOne.").unwrap();
    assert_eq!(house.said().len(), 1);
    // What an operator set stays.
    house.performance.set_voice("amy");
    let reload = |source: &str| Request::ReloadShow(ReloadShow { source: source.into() });
    house.ask(reload("---\ntitle: T\nspeed: 0.8\ncamera: close\n---\nOne.\n\nTwo.")).unwrap();
    assert_eq!(house.said(), [("Two.".into(), "amy".into(), 0.8, None)]);
    assert_eq!(house.facts.next_camera, None, "a camera to begin with is for a beginning");
    house.ask(reload("---\ntitle: T\nvoice: eva\n---\nOne.\n\nTwo.\n\nThree.")).unwrap();
    assert_eq!(house.said(), [("Three.".into(), "eva".into(), 1.0, None)]);
}

#[test]
fn what_cannot_change_on_air_is_told() {
    let mut house = house();
    house.load("---\ntitle: T\ncharacter: emma\n---\nOne.").unwrap();
    let warnings = house.warnings();
    assert!(
        warnings.len() == 1 && warnings[0].contains("emma") && warnings[0].contains("kai"),
        "{warnings:?}"
    );
    let refused = house.load("---\ntitle: T\nvoice: nobody\n---\nOne.").unwrap_err();
    assert!(refused.comment.contains("3:1") && refused.comment.contains("nobody"), "{}", refused.comment);
    assert_eq!(
        house.performance.direction.control().script().front.character,
        ["emma"],
        "the one before stays"
    );
}
