//! Fonts: which files are read, and what is taken for scripts that the theme's font does not know.
//!
//! Only files that are known by name are read, in a fixed order: what else a machine has installed does not change
//! the picture. Set-up installs Inter, Noto Sans (all scripts), Noto Sans CJK and Noto's emoji.

use cosmic_text::{Fallback, FontSystem, PlatformFallback, fontdb::Database};
use std::path::{Path, PathBuf};

/// The family that is taken when the theme names none.
pub const FAMILY: &str = "Inter";
/// What stands in when not even that is there.
const LAST: [&str; 3] = ["Noto Sans", "DejaVu Sans", "Liberation Sans"];
/// Beginnings of file names that are read.
const KNOWN: [&str; 7] = [
    "Inter-",
    "NotoSans-",
    "NotoSansCJK-",
    "NotoColorEmoji",
    "DejaVuSans.",
    "DejaVuSans-Bold.",
    "Liberation",
];
/// Cuts that are used; others of the same family are left out.
const CUTS: [&str; 6] = ["Regular", "Medium", "SemiBold", "Bold", "NotoColorEmoji", "DejaVuSans"];
/// Folders may lie in folders so deep.
const DEPTH: usize = 4;

/// Nothing can be written.
#[derive(Debug, thiserror::Error)]
#[error(
    "no font was found, so that no graphics can be shown; install one, as in `apt-get install fonts-inter fonts-noto-core`"
)]
pub struct FontError;

/// The fonts of a machine.
#[derive(Debug)]
pub struct Fonts {
    pub(crate) system: FontSystem,
    pub(crate) family: String,
    /// What is missing of what was asked for, for people.
    pub missing: Vec<String>,
}

impl Fonts {
    /// Reads fonts for texts in `language` (BCP 47), with `family` first; `own` are files that come with the show.
    ///
    /// # Errors
    /// When there is not one font.
    pub fn load(language: &str, family: Option<&str>, own: &[PathBuf]) -> Result<Self, FontError> {
        let mut files: Vec<PathBuf> = own.to_vec();
        for folder in folders() {
            find(&folder, DEPTH, family, &mut files);
        }
        files.dedup();
        let mut database = Database::new();
        for file in &files {
            if let Err(error) = database.load_font_file(file) {
                tracing::warn!(%error, file = %file.display(), "a font cannot be read and is left out");
            }
        }
        let has = |name: &str| {
            database.faces().any(|f| f.families.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)))
        };
        let mut missing = Vec::new();
        let chosen = family.into_iter().chain([FAMILY]).chain(LAST).find(|name| has(name));
        let first = database.faces().next().and_then(|f| Some(f.families.first()?.0.clone()));
        let chosen = chosen.map(str::to_owned).or(first).ok_or(FontError)?;
        if let Some(wanted) = family.filter(|f| !f.eq_ignore_ascii_case(&chosen)) {
            missing.push(format!("the font `{wanted}` is not installed; `{chosen}` stands in"));
        } else if family.is_none() && chosen != FAMILY {
            missing.push(format!("the font {FAMILY} is not installed (fonts-inter); `{chosen}` stands in"));
        }
        if !has("Noto Sans CJK SC") && !has("Noto Sans CJK JP") {
            missing.push("Chinese, Japanese and Korean cannot be written: install fonts-noto-cjk".into());
        }
        if !has("Noto Sans Arabic") {
            missing.push("scripts such as Arabic cannot be written: install fonts-noto-core".into());
        }
        database.set_sans_serif_family(&chosen);
        // What Han characters look like is the language's; without one of those, simplified Chinese.
        let locale = match language.get(..2) {
            Some("ja") => "ja",
            Some("ko") => "ko",
            _ if language.eq_ignore_ascii_case("zh-TW") => "zh-TW",
            _ if language.eq_ignore_ascii_case("zh-HK") => "zh-HK",
            _ => "zh-CN",
        };
        let system = FontSystem::new_with_locale_and_db_and_fallback(
            locale.into(),
            database,
            Scripts(PlatformFallback),
        );
        Ok(Self { system, family: chosen, missing })
    }
}

/// What is taken for a script; emoji before symbols, so that they have their colours.
struct Scripts(PlatformFallback);

impl Fallback for Scripts {
    fn common_fallback(&self) -> &[&'static str] {
        &[
            "Noto Sans",
            "Noto Color Emoji",
            "Noto Sans CJK SC",
            "Noto Sans Symbols",
            "Noto Sans Symbols2",
            "DejaVu Sans",
        ]
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        self.0.forbidden_fallback()
    }

    fn script_fallback(&self, script: unicode_script::Script, locale: &str) -> &[&'static str] {
        self.0.script_fallback(script, locale)
    }
}

fn folders() -> Vec<PathBuf> {
    let var = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let data = var("XDG_DATA_HOME").or_else(|| Some(var("HOME")?.join(".local/share")));
    var("COMPERE_FONTS")
        .into_iter()
        .chain(data.map(|d| d.join("fonts")))
        .chain(["/usr/local/share/fonts", "/usr/share/fonts"].map(PathBuf::from))
        .collect()
}

/// Files of `folder` that are known by name, in the order of their names.
fn find(folder: &Path, depth: usize, family: Option<&str>, files: &mut Vec<PathBuf>) {
    let Ok(entries) = folder.read_dir() else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                find(&path, depth - 1, family, files);
            }
        } else if is_known(&path, family) {
            files.push(path);
        }
    }
}

fn is_known(path: &Path, family: Option<&str>) -> bool {
    let Some(name) = path.file_name().and_then(|n| n.to_str()) else { return false };
    let is_font = [".ttf", ".otf", ".ttc"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    // Noto has a family for each script: NotoSansArabic, NotoSansHebrew.
    let known = KNOWN.iter().any(|known| name.starts_with(known)) || name.starts_with("NotoSans");
    let wanted = family.is_some_and(|f| {
        let squeezed = |text: &str| text.to_lowercase().replace([' ', '-', '_'], "");
        squeezed(name).starts_with(&squeezed(f))
    });
    let cut = CUTS.iter().any(|cut| name.contains(&format!("-{cut}.")) || name.starts_with(cut));
    is_font && (wanted || (known && cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, family: Option<&str>, expect: bool) {
        assert_eq!(is_known(Path::new(name), family), expect, "{name}");
    }

    #[test]
    fn only_fonts_known_by_name_are_read() {
        check("Inter-SemiBold.otf", None, true);
        check("Inter-SemiBoldItalic.otf", None, false);
        check("NotoSansArabic-Bold.ttf", None, true);
        check("NotoSansCJK-Regular.ttc", None, true);
        check("NotoColorEmoji.ttf", None, true);
        check("NotoSerif-Regular.ttf", None, false);
        check("Comic-Regular.ttf", None, false);
        check("OpenSans-Light.ttf", Some("Open Sans"), true);
        check("Inter-Regular.txt", None, false);
    }
}
