//! The report: facts, findings, and how they are told to a person or (by serde) to a machine.

use super::drives::Drives;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// How a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// As it should be.
    Good,
    /// Worth knowing; nothing to do.
    Note,
    /// Something is missing on air.
    Lack,
    /// The file cannot be used as it is.
    Broken,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Topic {
    File,
    Rig,
    Mouth,
    Face,
    Blink,
    Gaze,
    Scale,
    Axes,
    Mesh,
    Textures,
    Animations,
    Licence,
}

impl Topic {
    fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Rig => "rig",
            Self::Mouth => "mouth",
            Self::Face => "face",
            Self::Blink => "blink",
            Self::Gaze => "gaze",
            Self::Scale => "scale",
            Self::Axes => "axes",
            Self::Mesh => "mesh",
            Self::Textures => "textures",
            Self::Animations => "animations",
            Self::Licence => "licence",
        }
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// How it matters.
    pub severity: Severity,
    /// What it is about: `file`, `rig`, `mouth`, …
    pub topic: &'static str,
    /// What was found.
    pub found: String,
    /// What viewers see of it; of lacks and broken things only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// What to do about it; of lacks and broken things only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// What moves the mouth, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Talks {
    /// ARKit's shapes.
    Arkit,
    /// Oculus' fifteen visemes.
    Oculus,
    /// Five vowels, VRM's or by name.
    Vowels,
    /// One shape that opens the mouth.
    Open,
    /// A jaw bone and nothing else.
    Jaw,
    /// Nothing.
    Nothing,
}

/// How the avatar will talk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Talk {
    /// What moves the mouth.
    pub by: Talks,
    /// The same in words, with what becomes of closures.
    pub how: String,
}

/// Sizes of the file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Counts {
    pub nodes: usize,
    pub meshes: usize,
    pub primitives: usize,
    pub vertices: u64,
    pub triangles: u64,
    pub materials: usize,
    pub textures: usize,
    /// Largest side of a texture in pixels.
    pub largest_texture: u32,
    /// Most morph targets of one mesh.
    pub morph_targets: usize,
    /// Most joints of one skin.
    pub joints: usize,
    pub animations: usize,
    /// Height in metres, at rest.
    pub height_metres: Option<f64>,
    /// Degrees by which the face is turned from +Z, towards which it should look.
    pub turned_degrees: Option<f64>,
}

/// A morph target that an expression moves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bind {
    /// Place of the mesh in the file.
    pub mesh: usize,
    /// Place of the morph target in the mesh.
    pub target: usize,
    /// The target's name, where it has one.
    pub name: Option<String>,
    /// Its weight when the expression is full, 0 to 1.
    pub weight: f32,
}

/// All that was found of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The file.
    pub file: String,
    /// Whether it can go on air: nothing is broken, and there is a head to move.
    pub usable: bool,
    /// What it is: `glb, glTF 2.0, VRM 1.0`; empty when it could not be read.
    pub format: String,
    /// Whose names the skeleton has.
    pub rig: String,
    /// Humanoid bones by VRM's names, and the nodes that are them.
    pub bones: BTreeMap<&'static str, String>,
    /// VRM's expressions by VRM 1.0's names in lower case, and the morph targets that they move.
    pub expressions: BTreeMap<String, Vec<Bind>>,
    /// What each of its morph targets follows; empty when the file could not be read.
    #[serde(skip)]
    pub drives: Drives,
    /// Degrees about +Y by which it is turned when it is loaded, so that it looks along +Z.
    pub turn_degrees: f64,
    /// Factor by which it is scaled when it is loaded: .01 for one in centimetres.
    pub scale: f64,
    /// How its mouth speaks, as its file says in `asset.extras.speech`; natural where it says nothing.
    pub style: SpeechStyle,
    /// How it will talk; none when the file could not be read.
    pub talk: Option<Talk>,
    /// Sizes.
    pub counts: Counts,
    /// What was found, worst last within a topic.
    pub findings: Vec<Finding>,
}

/// The two dials of a mouth that speaks: 1 is natural.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpeechStyle {
    /// How far the jaw opens.
    pub jaw: f32,
    /// How far lips round, spread and show the teeth.
    pub lip: f32,
}

impl Default for SpeechStyle {
    fn default() -> Self {
        Self { jaw: 1.0, lip: 1.0 }
    }
}

impl Report {
    pub(super) fn new(file: String) -> Self {
        Self {
            file,
            usable: false,
            format: String::new(),
            rig: String::new(),
            bones: BTreeMap::new(),
            expressions: BTreeMap::new(),
            drives: Drives::new(),
            turn_degrees: 0.0,
            scale: 1.0,
            style: SpeechStyle::default(),
            talk: None,
            counts: Counts::default(),
            findings: Vec::new(),
        }
    }

    pub(super) fn good(&mut self, topic: Topic, found: impl Into<String>) {
        self.push(Severity::Good, topic, found.into(), None, None);
    }

    pub(super) fn note(&mut self, topic: Topic, found: impl Into<String>) {
        self.push(Severity::Note, topic, found.into(), None, None);
    }

    pub(super) fn lack(&mut self, topic: Topic, found: impl Into<String>, effect: &str, remedy: &str) {
        self.push(Severity::Lack, topic, found.into(), Some(effect.to_owned()), Some(remedy.to_owned()));
    }

    pub(super) fn broken(&mut self, topic: Topic, found: impl Into<String>, effect: &str, remedy: &str) {
        self.push(Severity::Broken, topic, found.into(), Some(effect.to_owned()), Some(remedy.to_owned()));
    }

    fn push(
        &mut self,
        severity: Severity,
        topic: Topic,
        found: String,
        effect: Option<String>,
        remedy: Option<String>,
    ) {
        let found = clean(&found);
        self.findings.push(Finding { severity, topic: topic.name(), found, effect, remedy });
    }

    /// How many findings are of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// Decides whether the file is usable.
    pub(super) fn conclude(&mut self) {
        self.usable = self.count(Severity::Broken) == 0 && self.bones.contains_key("head");
    }
}

/// Names come from strangers: control characters would move the reader's cursor, and a name may be a megabyte long.
pub(super) fn clean(text: &str) -> String {
    let mut kept: String =
        text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(600).collect();
    if text.chars().nth(600).is_some() {
        kept.push('…');
    }
    kept
}

/// A few of many names, and how many more there are.
pub(super) fn few<S: AsRef<str>>(names: &[S], most: usize) -> String {
    let short = |n: &S| -> String { n.as_ref().chars().take(60).collect() };
    let shown: Vec<String> = names.iter().take(most).map(short).collect();
    let more = names.len().saturating_sub(most);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{tail}", shown.join(", "))
}

/// `1 node`, `2 nodes`.
pub(super) fn many(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// Faults of the same kind, of which a broken file may have a hundred thousand: the first is told, the rest counted.
#[derive(Default)]
pub(super) struct Faults(BTreeMap<&'static str, (String, usize)>);

impl Faults {
    /// `kind` says which faults are alike.
    pub(super) fn add(&mut self, kind: &'static str, words: impl FnOnce() -> String) {
        match self.0.get_mut(kind) {
            Some((_, count)) => *count += 1,
            None => drop(self.0.insert(kind, (words(), 1))),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// First fault of each kind, with the number of those like it.
    pub(super) fn told(self) -> impl Iterator<Item = String> {
        self.0.into_values().map(|(first, count)| match count {
            1 => first,
            _ => format!("{first}; and {} more like it", count - 1),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = if self.format.is_empty() { "unreadable" } else { &self.format };
        writeln!(f, "{}: {format}\n", clean(&self.file))?;
        for finding in &self.findings {
            let mark = match finding.severity {
                Severity::Good => "ok",
                Severity::Note => "note",
                Severity::Lack => "LACK",
                Severity::Broken => "BROKEN",
            };
            writeln!(f, "{mark:<8} {:<10} {}", finding.topic, finding.found)?;
            for (label, words) in [("on air:", &finding.effect), ("remedy:", &finding.remedy)] {
                if let Some(words) = words {
                    writeln!(f, "{:<19} {label} {words}", "")?;
                }
            }
        }
        if let Some(talk) = &self.talk {
            writeln!(f, "\n{}", talk.how)?;
        }
        let lacks = many(self.count(Severity::Lack), "lack");
        match (self.usable, self.count(Severity::Broken)) {
            (true, _) => write!(f, "usable, {lacks}"),
            (false, 0) => write!(f, "not usable: there is no head to move"),
            (false, broken) => write!(f, "not usable: {broken} broken, {lacks}"),
        }
    }
}
