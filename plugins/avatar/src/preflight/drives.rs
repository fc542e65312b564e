//! What each morph target of a file follows: decided here once, told by the report and obeyed by the program.
//!
//! Owns the choice among what a file offers (names, VRM's expressions) for mouth, lids, gaze and emotion. What the
//! values are at a moment is `face`'s.

use super::document::Document;
use super::report::Talks;
use super::shapes::{self, Lids, VOWELS};
use super::vrm::Vrm;
use viseme::Arkit;

/// What a morph target follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drive {
    /// A shape of ARKit's.
    Arkit(Arkit),
    /// One of Oculus' visemes, by its place in [`shapes::OCULUS_NAMES`].
    Viseme(usize),
    /// One of the vowels, by its place in [`VOWELS`].
    Vowel(usize),
    /// How far the mouth is open, and nothing else of speech.
    Open,
    /// How far the lids are shut.
    Lids(Lids),
    /// An emotion of VRM's, by its place in [`FEELINGS`].
    Feeling(usize),
    /// Where the eyes look, by its place in [`LOOKS`].
    Look(usize),
}

/// VRM's emotions.
pub const FEELINGS: [&str; 5] = ["happy", "angry", "sad", "relaxed", "surprised"];
/// VRM's directions of the eyes; left is the avatar's own.
pub const LOOKS: [&str; 4] = ["lookup", "lookdown", "lookleft", "lookright"];
/// Vowels from the widest mouth on: what opens a mouth that has too few of them to speak.
const WIDEST: [usize; 5] = [0, 4, 3, 2, 1];

/// By mesh of the file and morph target of the mesh: what it follows, and the share of that, 0 to 1.
pub type Drives = Vec<Vec<Vec<(Drive, f32)>>>;

/// What a name alone means. `bare` as for [`shapes::vowel`].
pub(super) fn named(name: &str, bare: bool) -> Option<Drive> {
    let arkit = || shapes::arkit(name).map(Drive::Arkit);
    let viseme = || shapes::oculus(name).map(Drive::Viseme);
    let vowel = || shapes::vowel(name, bare).map(Drive::Vowel);
    let lids = || shapes::blink(name).map(Drive::Lids);
    let open = || shapes::opens(name).then_some(Drive::Open);
    arkit().or_else(viseme).or_else(vowel).or_else(lids).or_else(open)
}

/// What the choice depends on besides the names.
pub(super) struct Choice {
    /// What moves the mouth.
    pub(super) by: Talks,
    /// Whether a vowel may be called by its letter alone.
    pub(super) bare: bool,
    /// Whether smile and brows are there as ARKit's shapes.
    pub(super) feels: bool,
    /// Whether eyes are turned by bones or by ARKit's shapes.
    pub(super) looks: bool,
}

struct Plan<'a> {
    names: Vec<Vec<Option<Drive>>>,
    vrm: &'a Vrm,
    drives: Drives,
}

pub(super) fn choose(document: &Document, vrm: &Vrm, choice: &Choice) -> Drives {
    let of_mesh = |mesh: &super::document::Mesh| -> Vec<Option<Drive>> {
        let names = mesh.target_names();
        (0..mesh.targets()).map(|t| named(names.get(t)?, choice.bare)).collect()
    };
    let names: Vec<Vec<Option<Drive>>> = document.meshes.iter().map(of_mesh).collect();
    let drives = names.iter().map(|targets| vec![Vec::new(); targets.len()]).collect();
    let mut plan = Plan { names, vrm, drives };
    for shape in Arkit::ALL.into_iter().filter(|s| choice.by == Talks::Arkit || is_bearing(*s)) {
        plan.follow(Drive::Arkit(shape), Drive::Arkit(shape), &shape.name().to_lowercase());
    }
    match choice.by {
        Talks::Arkit | Talks::Jaw | Talks::Nothing => {}
        Talks::Oculus => {
            for viseme in (0..15).map(Drive::Viseme) {
                plan.by_name(viseme, viseme);
            }
        }
        Talks::Vowels => {
            for (v, name) in VOWELS.iter().enumerate() {
                plan.express_or_name(Drive::Vowel(v), Drive::Vowel(v), name);
            }
        }
        Talks::Open => plan.open(),
    }
    plan.lids();
    if !choice.feels {
        for (n, name) in FEELINGS.iter().enumerate() {
            plan.express(Drive::Feeling(n), name);
        }
    }
    if !choice.looks {
        for (n, name) in LOOKS.iter().enumerate() {
            plan.express(Drive::Look(n), name);
        }
    }
    plan.drives
}

/// Shapes of ARKit's that go with any mouth: all of the upper face, and those of the mouth that are no speech.
fn is_bearing(shape: Arkit) -> bool {
    use Arkit::{MouthFrownLeft, MouthFrownRight, MouthSmileLeft, MouthSmileRight};
    !shape.is_mouth() || matches!(shape, MouthSmileLeft | MouthSmileRight | MouthFrownLeft | MouthFrownRight)
}

impl Plan<'_> {
    fn is_named(&self, drive: Drive) -> bool {
        self.names.iter().flatten().any(|n| *n == Some(drive))
    }

    /// Targets whose name means `what` follow `drive`; whether there are any.
    fn by_name(&mut self, what: Drive, drive: Drive) -> bool {
        let mut found = false;
        for (names, drives) in self.names.iter().zip(&mut self.drives) {
            for (_, drives) in names.iter().zip(drives).filter(|(n, _)| **n == Some(what)) {
                drives.push((drive, 1.0));
                found = true;
            }
        }
        found
    }

    /// Targets of an expression follow `drive`; whether there are any.
    fn express(&mut self, drive: Drive, expression: &str) -> bool {
        let binds = self.vrm.expressions.get(expression).map(Vec::as_slice).unwrap_or_default();
        for bind in binds {
            if let Some(drives) = self.drives.get_mut(bind.mesh).and_then(|m| m.get_mut(bind.target)) {
                drives.push((drive, bind.weight));
            }
        }
        !binds.is_empty()
    }

    /// By name, else by expression.
    fn follow(&mut self, what: Drive, drive: Drive, expression: &str) -> bool {
        self.by_name(what, drive) || self.express(drive, expression)
    }

    /// By expression, else by name.
    fn express_or_name(&mut self, what: Drive, drive: Drive, expression: &str) -> bool {
        self.express(drive, expression) || self.by_name(what, drive)
    }

    /// One shape that opens the mouth, the best there is.
    fn open(&mut self) {
        let open = Drive::Open;
        let _ = self.follow(Drive::Arkit(Arkit::JawOpen), open, "jawopen")
            || self.by_name(open, open)
            || WIDEST.into_iter().any(|v| self.express_or_name(Drive::Vowel(v), open, VOWELS[v]))
            || self.by_name(Drive::Viseme(10), open);
    }

    fn lids(&mut self) {
        let arkit = |plan: &Self, shape: Arkit| {
            plan.is_named(Drive::Arkit(shape)) || plan.vrm.moves(&shape.name().to_lowercase())
        };
        if arkit(self, Arkit::EyeBlinkLeft) && arkit(self, Arkit::EyeBlinkRight) {
            return;
        }
        let [left, right, both] = [Lids::Left, Lids::Right, Lids::Both].map(Drive::Lids);
        if self.vrm.moves("blinkleft") && self.vrm.moves("blinkright") {
            self.express(left, "blinkleft");
            self.express(right, "blinkright");
        } else if self.vrm.moves("blink") {
            self.express(both, "blink");
        } else if self.is_named(left) && self.is_named(right) || !self.is_named(both) {
            self.by_name(left, left);
            self.by_name(right, right);
        } else {
            self.by_name(both, both);
        }
    }
}
