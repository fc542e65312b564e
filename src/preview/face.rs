//! The page of the face: emotions, visemes, and all 52 morph targets, held as long as they are not at zero.

use super::{
    action::Action,
    field,
    notes::Notes,
    visemes::{self, NAMES},
};
use avatar::{Held, Still};
use bevy::prelude::*;
use bevy_egui::egui::{self, Ui};
use protocol::{
    cue::{Cue, EMOTIONS, Emotion, EmotionKind},
    text::nearest,
};
use viseme::{ARKIT, Arkit};

/// What the sliders of the face say.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Face {
    /// Weights in the order of [`ARKIT`].
    morphs: [f32; 52],
    /// In the order of [`NAMES`].
    visemes: [f32; 15],
    /// In the order of [`EMOTIONS`].
    emotions: [f32; 7],
    /// A slider of one side moves the other.
    mirror: bool,
    /// Nothing moves by itself.
    still: bool,
    filter: String,
}

impl Default for Face {
    fn default() -> Self {
        let (morphs, visemes, emotions) = ([0.0; 52], [0.0; 15], [0.0; 7]);
        Self { morphs, visemes, emotions, mirror: true, still: false, filter: String::new() }
    }
}

/// Groups of morphs by how their names begin.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Eyes", &["eye"]),
    ("Brows", &["brow"]),
    ("Jaw", &["jaw"]),
    ("Mouth and tongue", &["mouth", "tongue"]),
    ("Cheeks and nose", &["cheek", "nose"]),
];

/// Adds the face.
pub fn plugin(app: &mut App) {
    app.init_resource::<Face>().init_resource::<Held>().add_systems(Update, (obey, hold).chain());
}

fn obey(mut actions: MessageReader<Action>, mut face: ResMut<Face>, mut notes: ResMut<Notes>) {
    for action in actions.read() {
        match action {
            Action::Morph(name, weight) => match visemes::arkit(name) {
                Some(index) => face.morphs[index] = weight.clamp(0.0, 1.0),
                None => notes.problem(&unknown("ARKit shape", name, &ARKIT)),
            },
            Action::Viseme(name, weight) => match NAMES.iter().position(|n| n.eq_ignore_ascii_case(name)) {
                Some(index) => face.visemes[index] = weight.clamp(0.0, 1.0),
                None => notes.problem(&unknown("viseme", name, &NAMES)),
            },
            Action::Feel(kind, strength) => face.feel(*kind, *strength),
            Action::ResetFace => {
                let Face { mirror, still, .. } = *face;
                *face = Face { mirror, still, filter: std::mem::take(&mut face.filter), ..default() };
            }
            Action::Still(on) => face.still = *on,
            _ => {}
        }
    }
}

fn unknown(kind: &str, name: &str, known: &[&'static str]) -> String {
    let near = nearest(name, known.iter().copied());
    let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    format!("no {kind} is called `{name}`{near}")
}

impl Face {
    fn feel(&mut self, kind: EmotionKind, strength: f32) {
        // One is felt at a time.
        for (slot, (_, of)) in self.emotions.iter_mut().zip(EMOTIONS) {
            *slot = if of == kind && kind != EmotionKind::Neutral { strength } else { 0.0 };
        }
    }

    fn held(&self) -> Vec<(String, f32)> {
        let by_visemes = visemes::weights(&self.visemes);
        let weights = self.morphs.iter().zip(by_visemes.0).map(|(own, of)| own.max(of));
        // A still face takes every weight from here; a living one only what is held.
        ARKIT.iter().zip(weights).filter(|(_, w)| *w > 0.0).map(|(n, w)| ((*n).to_owned(), w)).collect()
    }
}

fn hold(mut commands: Commands, face: Res<Face>, still: Option<Res<Still>>, mut held: ResMut<Held>) {
    if !face.is_changed() {
        return;
    }
    held.set_if_neq(Held(face.held()));
    match (face.still, still.is_some()) {
        (true, false) => commands.insert_resource(Still::default()),
        (false, true) => commands.remove_resource::<Still>(),
        _ => {}
    }
}

/// The page.
pub fn show(ui: &mut Ui, face: &mut Face, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.checkbox(&mut face.still, "Hold still").on_hover_text("No blinking, breathing or glances");
        ui.checkbox(&mut face.mirror, "Both sides").on_hover_text("Left and right move together");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Reset").on_hover_text("All sliders to zero").clicked() {
                actions.push(Action::ResetFace);
                actions.push(Action::Cue(feeling(EmotionKind::Neutral, 1.0)));
            }
        });
    });
    field::section(ui, "Emotions", true, |ui| {
        for (index, (name, kind)) in EMOTIONS.into_iter().enumerate().skip(1) {
            let moved = field::slider(ui, name, &mut face.emotions[index], 0.0..=1.0);
            if moved.drag_stopped() || (moved.changed() && !moved.dragged()) {
                let strength = face.emotions[index];
                actions.push(Action::Feel(kind, strength));
            }
        }
    });
    field::section(ui, "Visemes", true, |ui| {
        for (name, weight) in NAMES.iter().zip(&mut face.visemes).skip(1) {
            field::slider(ui, name, weight, 0.0..=1.0);
        }
    });
    ui.add_space(4.0);
    let hint = egui::TextEdit::singleline(&mut face.filter).hint_text("Find a morph, as jaw or smile");
    ui.add(hint.desired_width(f32::INFINITY));
    let wanted = face.filter.to_lowercase();
    for (group, starts) in GROUPS {
        let of_group = |shape: &&Arkit| starts.iter().any(|start| shape.name().starts_with(start));
        let found = |shape: &&Arkit| shape.name().to_lowercase().contains(&wanted);
        let shapes: Vec<Arkit> = Arkit::ALL.iter().filter(of_group).filter(found).copied().collect();
        if shapes.is_empty() {
            continue;
        }
        field::section(ui, group, !wanted.is_empty() || group == "Jaw" || group == "Eyes", |ui| {
            for shape in shapes {
                let moved = field::slider(ui, shape.name(), &mut face.morphs[shape as usize], 0.0..=1.0);
                if moved.changed() && face.mirror {
                    face.morphs[shape.mirrored() as usize] = face.morphs[shape as usize];
                }
            }
        });
    }
}

/// The cue that holds an emotion.
pub fn feeling(kind: EmotionKind, strength: f32) -> Cue {
    Cue::Emotion(Emotion { kind, strength, fades: false })
}
