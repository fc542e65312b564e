//! Time and sound: the program's own performance, paced by the wall clock, heard through the loudspeaker.
//!
//! A frame is advanced as on air: sound first, then what the world is told. While something long is loaded the clock
//! stands; nothing hurries after it.

use super::{action::Action, face::feeling, notes::Notes};
use crate::{
    app,
    direction::Direction,
    performance::{Performance, Sounds},
    program,
    voices::{self, Choice},
};
use anyhow::Result;
use bevy::{prelude::*, time::TimeSystems};
use broadcast::pipeline::Loudspeaker;
use protocol::{Event, FrameRate, cue::Cue, scene::Scene};
use show::{Offer, Rules, ShowControl, Style, Who};
use speech::catalog::Catalog;
use stage::ProgramCamera;
use std::time::{Duration, Instant};

/// Frames that may be made up for at once; beyond, time is let go.
const MOST_BEHIND: u64 = 15;
/// Of all that happens by chance.
const SEED: u64 = 1;
/// By whom lines are said.
const ARTIST: &str = "preview";

/// Speech and its clock.
pub struct Deck {
    performance: Performance,
    catalog: Catalog,
    style: Style,
    speaker: Option<Loudspeaker>,
    frame_rate: FrameRate,
    frame: u64,
    /// When frame 0 was due.
    begun: Instant,
    sound: Vec<f32>,
    /// Whether this update makes a new frame of the picture.
    is_new: bool,
    /// The line that is typed.
    pub text: String,
    /// The cursor is to go there.
    pub focus: bool,
    /// Voices that can be chosen.
    pub voices: Vec<String>,
}

impl Deck {
    /// Name of the voice.
    pub fn voice(&self) -> &str {
        self.performance.voice_name()
    }

    /// Whether nothing is said.
    pub fn is_idle(&self) -> bool {
        self.performance.is_idle()
    }

    fn say(&mut self, text: &str, scene: &Scene) -> Result<(), String> {
        let known = program::Known {
            stock: crate::graphics::Stock::default(),
            scene: scene.clone(),
            catalog: self.catalog.clone(),
            folder: None,
            style: self.style.clone(),
            other_scene: false,
            other_people: false,
        };
        let offer = Offer::of_operator(ARTIST, text);
        let say =
            |control: &mut ShowControl, now| control.offer(offer, &Who::operator(ARTIST), now).map(drop);
        let said = known.read(text).and_then(|_| self.performance.direction.change(say));
        said.map_err(|refusal| refusal.comment)
    }
}

/// Opens the voice and the loudspeaker.
pub fn plugin(app: &mut App, voice: Option<&str>, frame_rate: FrameRate) -> Result<()> {
    let catalog = voices::catalog(false);
    let wanted = voice.unwrap_or(program::VOICE);
    let mut problems = Vec::new();
    let voice = match catalog.find(wanted) {
        Ok(found) => found.facts().name.clone(),
        Err(error) => {
            problems.push(format!("nothing can be said: {error}"));
            wanted.to_owned()
        }
    };
    let choice = Choice { voice, fallback: Vec::new(), eager: problems.is_empty() };
    let opened = voices::start(&choice, catalog.clone())?;
    let speaker = Loudspeaker::open().map_err(|error| tracing::warn!(%error, "speech is only seen")).ok();
    let sounds = Sounds::new(None, false);
    let performance =
        Performance::new(Direction::in_memory(Rules::default(), 0), opened, sounds, SEED, false);
    let deck = Deck {
        performance,
        voices: voices::list::infos(&catalog).into_iter().map(|info| info.name).collect(),
        catalog,
        style: Style::default(),
        speaker,
        frame_rate,
        frame: 0,
        begun: Instant::now(),
        sound: Vec::new(),
        is_new: true,
        text: "Good evening, and welcome to the show.".into(),
        focus: false,
    };
    app.insert_non_send(deck)
        .insert_resource(Problems(problems))
        .add_systems(Startup, tell_problems)
        .add_systems(First, advance.before(TimeSystems))
        .add_systems(Update, obey)
        .add_systems(Last, draw);
    Ok(())
}

#[derive(Resource)]
struct Problems(Vec<String>);

fn tell_problems(problems: Res<Problems>, mut notes: ResMut<Notes>) {
    problems.0.iter().for_each(|problem| notes.problem(problem));
}

/// Makes the frames whose time has come; the last of them is drawn.
fn advance(world: &mut World) {
    let Some(mut deck) = world.remove_non_send::<Deck>() else { return };
    let rate = deck.frame_rate;
    let mut due = (deck.begun.elapsed().as_secs_f64() * rate.per_second()) as u64;
    if due > deck.frame + MOST_BEHIND {
        let lost = (due - deck.frame - 1) as f64 / rate.per_second();
        deck.begun += Duration::from_secs_f64(lost);
        due = deck.frame + 1;
    }
    deck.is_new = due > deck.frame;
    let mut told = Vec::new();
    while deck.frame < due {
        // A frame's sound is mixed before it is drawn; frame 0 is drawn in silence.
        let samples = rate.first_sample(deck.frame)..rate.first_sample(deck.frame + 1);
        deck.frame += 1;
        let Deck { performance, sound, speaker, .. } = &mut deck;
        performance.frame(samples, sound);
        if let Some(speaker) = speaker {
            speaker.push(sound);
        }
        told.append(&mut deck.performance.take_told());
    }
    let mut notes = world.resource_mut::<Notes>();
    for event in deck.performance.take_events() {
        match event {
            Event::Notice(notice) => notes.problem(&notice.message),
            Event::SentenceStarted(sentence) => notes.said(&sentence.text),
            _ => {}
        }
    }
    if let Some(problem) = deck.speaker.as_ref().and_then(Loudspeaker::problem) {
        notes.done(format!("no sound device plays, so speech is only seen ({problem})"));
        deck.speaker = None;
    }
    app::tell(world, rate, deck.frame, told);
    world.insert_non_send(deck);
}

fn obey(
    mut actions: MessageReader<Action>,
    mut deck: NonSendMut<Deck>,
    scene: Res<Scene>,
    mut notes: ResMut<Notes>,
) {
    for action in actions.read() {
        let now = deck.frame_rate.first_sample(deck.frame);
        let done = match action {
            Action::Say(text) => deck.say(text, &scene),
            Action::Silence => {
                let stop = |control: &mut ShowControl, now| control.stop(false, &Who::operator(ARTIST), now);
                deck.performance.end_pause();
                deck.performance.direction.change(stop).map(drop).map_err(|refusal| refusal.comment)
            }
            Action::Voice(name) => match deck.catalog.find(name).map(|voice| voice.facts().name.clone()) {
                Ok(name) => {
                    deck.performance.set_voice(&name);
                    Ok(())
                }
                Err(error) => Err(error.to_string()),
            },
            Action::Cue(Cue::Camera(to)) if !scene.has_camera(&to.name) => Err(scene.no_camera(&to.name)),
            Action::Feel(kind, strength) => {
                deck.performance.cue(feeling(*kind, *strength), 0, now);
                Ok(())
            }
            Action::Cue(cue) => {
                deck.performance.cue(cue.clone(), 0, now);
                Ok(())
            }
            Action::Focus => {
                deck.focus = true;
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(problem) = done {
            notes.problem(&problem);
        }
    }
}

/// Between two frames of the program only the panels are drawn.
fn draw(
    deck: NonSend<Deck>,
    shots: Query<(), With<bevy::render::view::screenshot::Screenshot>>,
    mut camera: Single<&mut Camera, With<ProgramCamera>>,
) {
    let active = deck.is_new || !shots.is_empty();
    if camera.is_active != active {
        camera.is_active = active;
    }
}
