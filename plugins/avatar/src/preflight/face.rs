//! The face: which set of shapes it has, how it will talk, blink and look, and what is missed where it cannot.

use super::document::Document;
use super::drives::{self, Choice, Drive};
use super::geometry::Looked;
use super::report::{Report, Talk, Talks, Topic, few, many};
use super::rig::Rig;
use super::shapes::{self, Lids, OCULUS_NAMES, VOWELS};
use super::vrm::Vrm;
use viseme::{ARKIT, Arkit};

/// ARKit shapes without which speech is not drawn by them.
const SPEAKING: [Arkit; 3] = [Arkit::JawOpen, Arkit::MouthFunnel, Arkit::MouthPucker];
/// Shapes that shut the lips: what they lack, the jaw has to do.
const CLOSING: [Arkit; 5] = [
    Arkit::MouthClose,
    Arkit::MouthPressLeft,
    Arkit::MouthPressRight,
    Arkit::MouthRollLower,
    Arkit::MouthRollUpper,
];

/// Shapes of the face, by what they mean.
struct Face {
    arkit: [bool; 52],
    oculus: [bool; 15],
    vowels: [bool; 5],
    opens: bool,
    lids: [bool; 2],
    /// Known shapes that move no vertex.
    empty: Vec<String>,
    shapes: usize,
    /// Whether a vowel may be called by its letter alone.
    bare: bool,
}

impl Face {
    fn of(vrm: &Vrm, looked: &Looked) -> Self {
        let bare =
            (0..5).all(|v| looked.targets.iter().any(|(name, _)| shapes::vowel(name, true) == Some(v)));
        let mut face = Self {
            arkit: [false; 52],
            oculus: [false; 15],
            vowels: [false; 5],
            opens: false,
            lids: [false; 2],
            empty: Vec::new(),
            shapes: looked.targets.len(),
            bare,
        };
        for (name, moves) in &looked.targets {
            // A mesh that the shape does not reach has it empty, beside one that has it; so gather before judging.
            let there = *moves != Some(false);
            match drives::named(name, bare) {
                Some(Drive::Arkit(shape)) => face.arkit[shape as usize] |= there,
                Some(Drive::Viseme(viseme)) => face.oculus[viseme] |= there || viseme == 0,
                Some(Drive::Vowel(vowel)) => face.vowels[vowel] |= there,
                Some(Drive::Lids(lids)) => face.shut(lids, there),
                Some(Drive::Open) => face.opens |= there,
                _ => {}
            }
        }
        for (name, moves) in &looked.targets {
            let elsewhere = shapes::arkit(name).is_none_or(|s| face.arkit[s as usize]);
            if *moves == Some(false) && !elsewhere && face.empty.len() < 60 && !face.empty.contains(name) {
                face.empty.push(name.clone());
            }
        }
        for (vowel, name) in VOWELS.iter().enumerate() {
            face.vowels[vowel] |= vrm.moves(name);
        }
        for shape in Arkit::ALL {
            face.arkit[shape as usize] |= vrm.moves(&shape.name().to_lowercase());
        }
        face.shut(Lids::Left, vrm.moves("blinkleft") || vrm.moves("blink") || face.has(Arkit::EyeBlinkLeft));
        face.shut(
            Lids::Right,
            vrm.moves("blinkright") || vrm.moves("blink") || face.has(Arkit::EyeBlinkRight),
        );
        face
    }

    fn shut(&mut self, lids: Lids, there: bool) {
        self.lids[0] |= there && lids != Lids::Right;
        self.lids[1] |= there && lids != Lids::Left;
    }

    fn has(&self, shape: Arkit) -> bool {
        self.arkit[shape as usize]
    }

    /// Whether ARKit's shapes smile and lift the brows.
    fn feels(&self) -> bool {
        self.has(Arkit::MouthSmileLeft) && self.has(Arkit::MouthSmileRight) && self.has(Arkit::BrowInnerUp)
    }

    /// Whether ARKit's shapes turn the eyes, or the lids with them.
    fn looks(&self) -> bool {
        Arkit::ALL.into_iter().filter(|s| s.name().starts_with("eyeLook")).all(|s| self.has(s))
    }

    fn missing(&self) -> Vec<&'static str> {
        ARKIT.iter().zip(self.arkit).filter(|(_, has)| !has).map(|(name, _)| *name).collect()
    }
}

pub(super) fn check(document: &Document, vrm: &Vrm, rig: &Rig, looked: &Looked, report: &mut Report) {
    let face = Face::of(vrm, looked);
    mouth(&face, rig, report);
    if !face.empty.is_empty() {
        let found =
            format!("{} move nothing: {}", many(face.empty.len(), "known shape"), few(&face.empty, 6));
        report.note(Topic::Face, found);
    }
    emotions(&face, vrm, report);
    match face.lids {
        [true, true] => report.good(Topic::Blink, "both eyes shut"),
        [false, false] => {
            let remedy = "add eyeBlinkLeft and eyeBlinkRight, or VRM's blink";
            report.lack(Topic::Blink, "no shape shuts the eyes", "it never blinks, and stares", remedy);
        }
        [left, _] => {
            let found = format!("only the {} eye shuts", if left { "left" } else { "right" });
            report.lack(
                Topic::Blink,
                found,
                "it winks instead of blinking",
                "add the shape of the other eye",
            );
        }
    }
    gaze(&face, vrm, rig, report);
    let by = report.talk.as_ref().map_or(Talks::Nothing, |talk| talk.by);
    let looks = rig.has("leftEye") && rig.has("rightEye") || face.looks();
    let choice = Choice { by, bare: face.bare, feels: face.feels(), looks };
    report.drives = drives::choose(document, vrm, &choice);
}

fn mouth(face: &Face, rig: &Rig, report: &mut Report) {
    let count = |set: &[bool]| set.iter().filter(|has| **has).count();
    let (arkit, oculus, vowels) = (count(&face.arkit), count(&face.oculus), count(&face.vowels));
    let speaks = SPEAKING.iter().all(|s| face.has(*s));
    // Closures matter most; AA, E and O are the least that still reads as speech.
    let visemes = face.oculus[1] && [10, 11, 13].iter().all(|v| face.oculus[*v]);
    let (by, how) = if speaks {
        (Talks::Arkit, format!("talks by {arkit} ARKit shapes: closures by pressing and rolling the lips"))
    } else if visemes {
        (
            Talks::Oculus,
            format!("talks by {oculus} Oculus visemes: closures by PP, the others scaled away meanwhile"),
        )
    } else if vowels >= 3 {
        (Talks::Vowels, format!("talks by {vowels} vowels: closures by scaling the vowels to nothing"))
    } else if face.has(Arkit::JawOpen) || face.opens || vowels > 0 || face.oculus[10] {
        (
            Talks::Open,
            "talks by one shape that opens the mouth: closures by shutting it; lips do not round".into(),
        )
    } else if rig.has("jaw") {
        (Talks::Jaw, "talks by its jaw bone alone: opens and shuts; lips neither round nor spread".into())
    } else {
        (Talks::Nothing, "does not talk: the voice is heard while the mouth stays as it is".into())
    };
    report.talk = Some(Talk { by, how });
    let missing = face.missing();
    match by {
        Talks::Arkit if missing.is_empty() => report.good(Topic::Mouth, "all 52 ARKit shapes"),
        Talks::Arkit => {
            let lips: Vec<&str> = CLOSING.iter().filter(|s| !face.has(**s)).map(|s| s.name()).collect();
            let found = format!("{arkit} of 52 ARKit shapes; missing: {}", few(&missing, 12));
            let of_mouth =
                missing.iter().filter_map(|n| Arkit::from_name(n)).filter(|s| s.is_mouth()).count();
            if lips.len() > 2 {
                let effect = "m, b and p close softly: the jaw shuts, but the lips do not press";
                report.lack(Topic::Mouth, found, effect, &format!("add {}", lips.join(", ")));
            } else if of_mouth > 6 {
                report.lack(
                    Topic::Mouth,
                    found,
                    "speech looks plainer",
                    "add the missing shapes of the mouth",
                );
            } else {
                report.note(Topic::Mouth, found);
            }
        }
        Talks::Oculus => {
            let lost: Vec<&str> =
                OCULUS_NAMES.iter().zip(face.oculus).filter(|(_, h)| !h).map(|(n, _)| *n).collect();
            let found = match lost.is_empty() {
                true => "all 15 Oculus visemes".to_owned(),
                false => format!("{oculus} of 15 Oculus visemes; missing: {}", few(&lost, 15)),
            };
            let effect = "it talks; fine shapes and smiles while speaking are missed";
            report.lack(Topic::Mouth, found, effect, "export it with ARKit's 52 shapes as well");
        }
        Talks::Vowels => {
            let found = format!("{vowels} of 5 vowels, and neither ARKit's shapes nor Oculus' visemes");
            let effect = "it talks; f, v, th and s are not seen, lips only meet";
            report.lack(
                Topic::Mouth,
                found,
                effect,
                "add ARKit's 52 shapes (for VRM: HANA_Tool, or Perfect Sync)",
            );
        }
        Talks::Open | Talks::Jaw => {
            let found = if by == Talks::Jaw {
                "a jaw bone, and no shapes of the mouth"
            } else {
                "one shape that opens the mouth"
            };
            let effect = "speech is seen as opening and shutting, as of a puppet";
            report.lack(Topic::Mouth, found, effect, "add ARKit's 52 shapes, or at least five vowels");
        }
        Talks::Nothing => {
            let found = match face.shapes {
                0 => "no morph targets and no jaw bone".to_owned(),
                some => format!(
                    "{}, none known as a shape of speech, and no jaw bone",
                    many(some, "morph target")
                ),
            };
            let effect = "the mouth does not move while the voice speaks";
            report.lack(
                Topic::Mouth,
                found,
                effect,
                "add ARKit's 52 shapes or five vowels, or a joint called Jaw",
            );
        }
    }
}

fn emotions(face: &Face, vrm: &Vrm, report: &mut Report) {
    let named: Vec<&str> = drives::FEELINGS.into_iter().filter(|e| vrm.moves(e)).collect();
    match (face.feels(), named.is_empty()) {
        (true, _) => report.good(Topic::Face, "smiles and lifts its brows by ARKit's shapes"),
        (false, false) => report.good(Topic::Face, format!("VRM's expressions: {}", named.join(", "))),
        (false, true) => {
            let remedy =
                "add mouthSmileLeft, mouthSmileRight, browInnerUp and their kin, or VRM's expressions";
            report.lack(Topic::Face, "no smile and no brows", "cues of emotion change nothing", remedy);
        }
    }
}

fn gaze(face: &Face, vrm: &Vrm, rig: &Rig, report: &mut Report) {
    let lids = face.looks();
    let by_vrm = drives::LOOKS.iter().all(|e| vrm.moves(e));
    match rig.has("leftEye") && rig.has("rightEye") {
        true if lids => report.good(Topic::Gaze, "eye bones, and lids that follow them"),
        true => report.good(Topic::Gaze, "eye bones"),
        false if lids => report.good(Topic::Gaze, "eyes turned by ARKit's eyeLook shapes"),
        false if by_vrm => report.good(Topic::Gaze, "eyes turned by VRM's look expressions"),
        false => {
            let effect = "its eyes stay fixed: it looks past viewers as soon as the head turns";
            let remedy = "add joints called LeftEye and RightEye, or ARKit's eight eyeLook shapes";
            report.lack(Topic::Gaze, "neither eye bones nor shapes that turn the eyes", effect, remedy);
        }
    }
}
