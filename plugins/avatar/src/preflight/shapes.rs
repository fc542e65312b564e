//! Names of morph targets: which shape of which set a name means, whatever prefix, case or side mark it has.

use super::bones::tokens;
use viseme::Arkit;

/// Oculus' visemes in their order, and further spellings.
const OCULUS: [&[&str]; 15] = [
    &["sil"],
    &["pp"],
    &["ff"],
    &["th"],
    &["dd"],
    &["kk"],
    &["ch"],
    &["ss"],
    &["nn"],
    &["rr"],
    &["aa"],
    &["e"],
    &["i", "ih"],
    &["o", "oh"],
    &["u", "ou"],
];

/// Oculus' visemes as Ready Player Me spells them, without `viseme_`.
pub const OCULUS_NAMES: [&str; 15] =
    ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"];

/// The five vowels in VRM 1.0's order.
pub const VOWELS: [&str; 5] = ["aa", "ih", "ou", "ee", "oh"];

/// Lids that a shape shuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lids {
    Left,
    Right,
    Both,
}

/// Words of a name: of `Face.M_F00_Fcl_MTH_A` what follows the last dot, unless the dot parts a side (`_.L`).
fn words(name: &str) -> Vec<String> {
    let tail = name.rsplit(['.', ':', '/', '|']).next().filter(|t| t.len() > 1).unwrap_or(name);
    let mut words = tokens(tail);
    // No shape has more words, and trying all endings of a long name would take long.
    words.drain(..words.len().saturating_sub(8));
    words
}

/// The ARKit shape that `name` means: `jawOpen`, `Head_JawOpen`, `A25_Jaw_Open`, `eyeBlink_L`, `mouth_smile.R`.
pub fn arkit(name: &str) -> Option<Arkit> {
    let mut words = words(name);
    let find = |words: &[String]| (0..words.len()).find_map(|from| Arkit::from_name(&words[from..].concat()));
    if let Some(shape) = find(&words) {
        return Some(shape);
    }
    let last = words.last_mut()?;
    let (stem, side) = match last.as_str() {
        "l" => ("", "left"),
        "r" => ("", "right"),
        "left" | "right" => ("", ""),
        word => (word.strip_suffix("left").or_else(|| word.strip_suffix("right"))?, ""),
    };
    *last = format!("{stem}{side}");
    let sided = find(&words);
    if sided.is_some() || side.is_empty() {
        return sided;
    }
    // A shape that ARKit has once, split in halves: `browInnerUp_L`.
    words.pop();
    find(&words)
}

/// Place in [`OCULUS_NAMES`] of the viseme that `name` means: `viseme_PP`, `vrc.v_pp`, `V_aa`.
pub fn oculus(name: &str) -> Option<usize> {
    let words = words(name);
    let (last, before) = words.split_last()?;
    let marked = before.last().is_some_and(|w| matches!(w.as_str(), "viseme" | "visemes" | "vis" | "v"));
    OCULUS.iter().position(|spellings| spellings.contains(&last.as_str())).filter(|_| marked)
}

/// Place in [`VOWELS`] of the vowel that `name` means. `bare` takes a name that is the vowel and nothing else, which
/// is only safe when all five are there.
pub fn vowel(name: &str, bare: bool) -> Option<usize> {
    let words = words(name);
    let (last, before) = words.split_last()?;
    let spellings: [&[&str]; 5] =
        [&["aa", "a", "あ"], &["ih", "i", "い"], &["ou", "u", "う"], &["ee", "e", "え"], &["oh", "o", "お"]];
    let mark = before.last().map_or("", String::as_str);
    let marked = matches!(mark, "mth" | "mouth" | "vowel" | "lip" | "lips" | "kuchi" | "vrm");
    let kana = !last.is_ascii();
    spellings
        .iter()
        .position(|s| s.contains(&last.as_str()))
        .filter(|_| marked || kana || (bare && before.is_empty()))
}

/// The lids that the shape `name` shuts, of shapes that are not ARKit's.
pub fn blink(name: &str) -> Option<Lids> {
    let mut words = words(name);
    let side = match words.last().map(String::as_str) {
        Some("l" | "left") => Some(Lids::Left),
        Some("r" | "right") => Some(Lids::Right),
        _ => None,
    };
    if side.is_some() {
        words.pop();
    }
    let joined = words.concat();
    let shuts = ["blink", "eyesclosed", "eyeclosed", "eyesclose", "eyeclose", "eyeblink", "まばたき"];
    shuts.iter().any(|s| joined.ends_with(s)).then_some(side.unwrap_or(Lids::Both))
}

/// Whether the shape `name` opens the mouth and does nothing else, of shapes that are not ARKit's.
pub fn opens(name: &str) -> bool {
    let joined = words(name).concat();
    ["mouthopen", "openmouth", "mouthopened"].iter().any(|s| joined.ends_with(s))
}
