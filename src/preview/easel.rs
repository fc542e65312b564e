//! Who is worked on: a recipe and what is baked of it, or a file; and what preflight says of it.

use super::{
    action::Action,
    baker::{Baker, Done, Job},
    notes::Notes,
};
use crate::paths;
use anyhow::{Context, Result, bail};
use avatar::{HostState, ModelChosen, preflight};
use bevy::prelude::*;
use character::Recipe;
use protocol::media::Tier;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The first to be shown when no file is named.
const FIRST: &str = "kai";

/// Who is worked on.
#[derive(Resource)]
pub struct Easel {
    /// Stems of the recipes that ship.
    pub people: Vec<String>,
    /// Who is shown: stem of a recipe, or a file.
    pub name: String,
    /// What is edited; a file has none.
    pub recipe: Option<Recipe>,
    /// As it was read, to go back to.
    pub saved: Option<Recipe>,
    /// The recipe has changed since it was handed to the baker.
    pub changed: bool,
    /// Where the recipe is saved.
    pub save_to: String,
    /// The file that is typed.
    pub file: String,
    /// Shape targets that may be added.
    pub targets: Vec<String>,
    /// What preflight says of the file.
    pub report: Option<preflight::Report>,
    /// A job is at the baker.
    pub busy: bool,
    /// Why nothing new is shown.
    pub failure: Option<String>,
    /// Lines above the recipe in its file.
    comment: String,
    /// A file that is to be examined, and shown when it is sound.
    to_check: Option<(PathBuf, bool)>,
    show_checked: bool,
    full_due: bool,
    tier: Tier,
    baker: Baker,
}

impl Easel {
    /// Whether anything is still on its way to the stage.
    pub fn is_busy(&self) -> bool {
        self.busy || self.changed || self.to_check.is_some()
    }

    fn open(&mut self, name: &str) -> Result<()> {
        let given = Path::new(name);
        let ending = given.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        if ["glb", "gltf", "vrm"].contains(&ending.as_str()) {
            let path =
                fs::canonicalize(given).with_context(|| format!("there is no character file {name}"))?;
            self.recipe = None;
            self.saved = None;
            name.clone_into(&mut self.name);
            self.to_check = Some((path, true));
            return Ok(());
        }
        if given.is_file() && ending != "ron" {
            bail!("{name} is no character: give a .glb, .gltf or .vrm file, or a recipe (.ron)");
        }
        let path = paths::find("character", "assets/characters", ".ron", name)?;
        let text = paths::read_text(&path)?;
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or(name);
        let recipe = Recipe::from_ron(&text, stem).with_context(|| format!("in {}", path.display()))?;
        let comment = text.lines().take_while(|line| line.starts_with("//"));
        self.comment = comment.map(|line| format!("{line}\n")).collect();
        stem.clone_into(&mut self.name);
        self.save_to = path.display().to_string();
        self.saved = Some(recipe.clone());
        self.recipe = Some(recipe);
        self.changed = false;
        self.full_due = false;
        match self.ready_made(&path) {
            Some(baked) => self.to_check = Some((baked, true)),
            None => self.changed = true,
        }
        Ok(())
    }

    /// What was baked of a recipe for live, when that was after it was written.
    fn ready_made(&self, recipe: &Path) -> Option<PathBuf> {
        let ending = if self.tier == Tier::Lean { "lean.glb" } else { "glb" };
        let path = paths::characters().join(format!("{}.{ending}", self.name));
        let written = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
        (written(&path)? >= written(recipe)?).then_some(path)
    }

    fn edit(&mut self, field: &str, value: &str) -> Result<()> {
        let recipe = self.recipe.as_ref().context("a file has no recipe to edit")?;
        let mut tree = serde_json::to_value(recipe).context("the recipe cannot be edited by name")?;
        let pointer = format!("/{}", field.replace('.', "/"));
        let place = tree.pointer_mut(&pointer).with_context(|| format!("a recipe has no `{field}`"))?;
        *place = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        let edited: Recipe =
            serde_json::from_value(tree).with_context(|| format!("`{field}` cannot be {value}"))?;
        edited.to_ron(&self.name)?;
        self.changed = edited != *recipe;
        self.recipe = Some(edited);
        Ok(())
    }

    fn save(&mut self, path: &Path) -> Result<()> {
        let recipe = self.recipe.as_mut().context("a file has no recipe to save")?;
        if let Some(stem) = path.file_stem().and_then(|s| s.to_str()) {
            // A recipe under another name is another person.
            stem.clone_into(&mut recipe.name);
        }
        let text = format!("{}{}", self.comment, recipe.to_ron(&path.display().to_string())?);
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
        self.saved = Some(recipe.clone());
        self.people = paths::list("assets/characters", ".ron");
        Ok(())
    }
}

/// Adds the easel with its first character.
///
/// # Errors
/// When the baker cannot start.
pub fn plugin(app: &mut App, tier: Tier, file: Option<&str>) -> Result<()> {
    let people = paths::list("assets/characters", ".ron");
    let usual = if people.iter().any(|p| p == FIRST) { FIRST } else { people.first().map_or("", |p| p) };
    let first = file.unwrap_or(usual).to_owned();
    app.insert_resource(Easel {
        people,
        name: String::new(),
        recipe: None,
        saved: None,
        changed: false,
        save_to: String::new(),
        file: file.unwrap_or_default().to_owned(),
        targets: Vec::new(),
        report: None,
        busy: false,
        failure: None,
        comment: String::new(),
        to_check: None,
        show_checked: false,
        full_due: false,
        tier,
        baker: Baker::start(paths::human_data())?,
    })
    .add_systems(Startup, move |mut actions: MessageWriter<Action>| {
        actions.write(Action::Open(first.clone()));
    })
    .add_systems(Update, (dropped, obey, collect, submit, follow).chain());
    Ok(())
}

/// A file dropped on the window is opened.
fn dropped(mut files: MessageReader<FileDragAndDrop>, mut actions: MessageWriter<Action>) {
    for file in files.read() {
        if let FileDragAndDrop::DroppedFile { path_buf, .. } = file {
            actions.write(Action::Open(path_buf.display().to_string()));
        }
    }
}

fn obey(
    mut actions: MessageReader<Action>,
    mut easel: ResMut<Easel>,
    mut notes: ResMut<Notes>,
    state: Res<HostState>,
) {
    for action in actions.read() {
        let done = match action {
            Action::Open(name) => easel.open(name).inspect_err(|error| {
                // Whoever stands there stays.
                if *state != HostState::Ready {
                    easel.failure = Some(format!("{error:#}"));
                }
            }),
            Action::Edit(field, value) => easel.edit(field, value),
            Action::SaveRecipe(path) => {
                easel.save(path).map(|()| notes.done(format!("{} is written", path.display())))
            }
            _ => continue,
        };
        if let Err(error) = done {
            notes.problem(&format!("{error:#}"));
        }
    }
}

/// Takes what the baker has done.
fn collect(mut easel: ResMut<Easel>, mut notes: ResMut<Notes>, mut chosen: MessageWriter<ModelChosen>) {
    while let Some(done) = easel.baker.take() {
        match done {
            Done::Targets(targets) => {
                easel.targets = targets;
                continue;
            }
            Done::Baked(path, seconds) => {
                notes.done(format!("{} baked in {seconds:.1} s", easel.name));
                easel.failure = None;
                easel.to_check = Some((path.clone(), false));
                chosen.write(ModelChosen(path));
            }
            Done::Failed(why) => {
                notes.problem(&why);
                easel.failure = Some(why);
                easel.full_due = false;
            }
            Done::Checked(path, report) => {
                if easel.show_checked && report.usable {
                    easel.failure = None;
                    chosen.write(ModelChosen(path));
                } else if easel.show_checked {
                    let why = format!("{} cannot be shown as it is: see the page Check", easel.name);
                    notes.problem(&why);
                    easel.failure = Some(why);
                }
                easel.report = Some(*report);
            }
        }
        easel.busy = false;
    }
}

/// Hands the baker what is due: a changed recipe first, then a file to examine, then the full level.
fn submit(mut easel: ResMut<Easel>) {
    if easel.busy {
        return;
    }
    let easel = &mut *easel;
    let job = if let (true, Some(recipe)) = (easel.changed, &easel.recipe) {
        easel.changed = false;
        easel.full_due = easel.tier == Tier::Full;
        Job::Bake { recipe: Box::new(recipe.clone()), full: false }
    } else if let Some((path, show)) = easel.to_check.take() {
        easel.show_checked = show;
        Job::Check(path)
    } else if let (true, Some(recipe)) = (easel.full_due, &easel.recipe) {
        easel.full_due = false;
        Job::Bake { recipe: Box::new(recipe.clone()), full: true }
    } else {
        return;
    };
    easel.busy = easel.baker.submit(job).is_none();
}

/// A model that cannot be loaded is told.
fn follow(state: Res<HostState>, mut easel: ResMut<Easel>, mut notes: ResMut<Notes>) {
    if !state.is_changed() {
        return;
    }
    if let HostState::Failed(why) = &*state {
        notes.problem(why);
        easel.failure = Some(why.clone());
    }
}
