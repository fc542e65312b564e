//! Characters: recipes to glb files, and which file a character's name means.

use crate::paths;
use anyhow::{Context, Result, bail};
use character::{HumanData, Recipe};
use protocol::media::Tier;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Bakes `recipe` into `out` and, beside it, `out` with `.lean.glb`.
///
/// # Errors
/// When the recipe or the human data cannot be read, or a file cannot be written.
pub fn bake(recipe: &Path, out: &Path) -> Result<()> {
    let data = paths::human_data();
    let human = HumanData::open(&data).with_context(|| {
        format!("no human data in {}; run `cargo xtask assets` to fetch it", data.display())
    })?;
    let name = recipe.file_stem().and_then(|s| s.to_str()).unwrap_or("character");
    let text = paths::read_text(recipe)?;
    let read = Recipe::from_ron(&text, name).with_context(|| format!("in {}", recipe.display()))?;
    let baked = character::bake(&human, &read)?;
    write(out, &baked.full)?;
    write(&lean(out), &baked.lean)?;
    println!("{} and {} (lean)", out.display(), lean(out).display());
    Ok(())
}

/// The voice that a character's recipe names; a glb file has none.
///
/// # Errors
/// When the recipe has a fault.
pub fn voice_of(name: &str) -> Result<Option<String>> {
    let Ok(recipe) = paths::find("character", "assets/characters", ".ron", name) else { return Ok(None) };
    if recipe.extension().is_none_or(|e| e != "ron") {
        return Ok(None);
    }
    let stem = recipe.file_stem().and_then(|s| s.to_str()).unwrap_or(name);
    let read = Recipe::from_ron(&paths::read_text(&recipe)?, stem);
    Ok(read.with_context(|| format!("in {}", recipe.display()))?.voice)
}

/// Writes beside the target and renames, so that a broken run leaves no half file.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let part = path.with_extension("glb.part");
    fs::write(&part, bytes).with_context(|| format!("cannot write {}", part.display()))?;
    fs::rename(&part, path).with_context(|| format!("cannot write {}", path.display()))
}

fn lean(full: &Path) -> PathBuf {
    full.with_extension("lean.glb")
}

/// The glb file of a character: a path, or the stem of a recipe, which is baked when it has not been.
///
/// # Errors
/// When there is neither file nor recipe, or baking fails.
pub fn model(name: &str, tier: Tier) -> Result<PathBuf> {
    let given = Path::new(name);
    if given.extension().is_some_and(|e| e == "glb" || e == "vrm" || e == "gltf") {
        if !given.is_file() {
            bail!("there is no character file {}", given.display());
        }
        return fs::canonicalize(given).with_context(|| format!("cannot read {}", given.display()));
    }
    let full = paths::characters().join(format!("{name}.glb"));
    let wanted = if tier == Tier::Lean { lean(&full) } else { full.clone() };
    if !wanted.is_file() {
        let recipe = paths::find("character", "assets/characters", ".ron", name)?;
        tracing::info!(character = name, "baking, once");
        bake(&recipe, &full)?;
    }
    Ok(wanted)
}
