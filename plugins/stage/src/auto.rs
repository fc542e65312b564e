//! `[camera auto]`: hands the cameras to the [`AutoDirector`]; any other camera cue takes them back.

use crate::{
    CameraOnAir, StageSystems,
    auto_director::{AutoDirector, Sentence, Shot},
    scenes::SceneOnAir,
};
use bevy::prelude::*;
use protocol::{
    cue::Cue,
    graphic::GraphicKind,
    media::{CueFired, MediaTime, SpeechCut, SpeechShifted, SpeechStarted},
    scene::{AUTO, Scene},
};

/// The auto-director while it has the cameras.
#[derive(Resource, Debug, Default)]
pub struct Auto(Option<AutoDirector>);

impl Auto {
    /// It has the cameras from the beginning.
    pub(crate) fn on() -> Self {
        Self(Some(AutoDirector::new(SEED, 0)))
    }

    /// Whether it has the cameras.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }
}

/// The director's chance; a show is cut the same each time.
const SEED: u64 = 6;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Auto>().add_systems(Update, direct.in_set(StageSystems::Auto));
}

fn direct(
    (mut cues, mut started): (MessageReader<CueFired>, MessageReader<SpeechStarted>),
    (mut shifted, mut cut): (MessageReader<SpeechShifted>, MessageReader<SpeechCut>),
    (scene, name, time): (Res<Scene>, Res<SceneOnAir>, Res<MediaTime>),
    mut auto: ResMut<Auto>,
    mut on_air: ResMut<CameraOnAir>,
    // The sentence that began last.
    mut newest: Local<u64>,
) {
    let now = time.sample_index;
    for fired in cues.read() {
        match &fired.cue {
            Cue::Camera(change) if change.name == AUTO => {
                auto.0.get_or_insert_with(|| AutoDirector::new(SEED, now));
            }
            Cue::Camera(_) => auto.0 = None,
            Cue::Emotion(_) => auto.0.iter_mut().for_each(AutoDirector::emotion),
            Cue::Show(graphic) if graphic.kind() == GraphicKind::Product => {
                auto.0.iter_mut().for_each(AutoDirector::product);
            }
            _ => {}
        }
    }
    let Some(director) = &mut auto.0 else {
        // What was told meanwhile does not concern it.
        started.clear();
        shifted.clear();
        cut.clear();
        return;
    };
    for m in started.read() {
        *newest = m.sentence;
        let question = m.timeline.sentences.last().is_some_and(|s| s.text.trim_end().ends_with(['?', '？']));
        let end = m.start_sample + m.timeline.samples;
        director.sentence(Sentence { start: m.start_sample, end, question, person: m.person });
    }
    for m in shifted.read() {
        // The rest comes later by as much as its beginning would.
        if let Some(said) = director.speaks_until() {
            let by = m.start_sample.saturating_sub(said.start);
            director.moved(Some(m.start_sample), said.end + by);
        }
    }
    for m in cut.read().filter(|m| m.concerns(*newest)) {
        director.moved(None, m.sample);
    }
    if name.is_changed() {
        director.cut_at(now);
    }
    let shots: Vec<Shot> = scene.cameras.iter().map(|(name, camera)| Shot::of(name, camera)).collect();
    let frame = time.frame_rate.first_sample(time.frame_index + 1) - now;
    if let Some(camera) = director.decide(now, frame, &on_air.0, &shots) {
        on_air.0 = camera;
    }
}
