//! Names of bones: which node of a skeleton is which bone of a human, by the habits of the tools that made it.
//!
//! Bones are called as VRM 1.0 calls them. Knows names only; VRM's own map, which goes first, is `vrm`'s.

/// Whose names a skeleton has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `mixamorig:LeftArm`, or the same without prefix, as Ready Player Me and Compere's own people have it.
    Mixamo,
    /// `upperarm_l`, Unreal's mannequin and MetaHuman.
    Unreal,
    /// `CC_Base_L_Upperarm`, Character Creator.
    Reallusion,
    /// `J_Bip_L_UpperArm`, VRoid Studio.
    VRoid,
    /// `Bip01 L UpperArm`, 3ds Max.
    Biped,
    /// `DEF-upper_arm.L`, Blender.
    Rigify,
    /// `LeftUpperArm`, Unity and VRM.
    Unity,
    /// Other words.
    Other,
}

impl Family {
    /// Finds whose names they are.
    pub fn of<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Self {
        let any = |test: fn(&str) -> bool| names.clone().any(test);
        match () {
            () if any(|n| n.starts_with("CC_Base_")) => Self::Reallusion,
            () if any(|n| n.starts_with("J_Bip_")) => Self::VRoid,
            () if any(|n| n.starts_with("DEF-") || n == "spine.006") => Self::Rigify,
            () if any(|n| {
                n.starts_with("mixamorig") || n.ends_with("LeftUpLeg") || n.ends_with("LeftForeArm")
            }) =>
            {
                Self::Mixamo
            }
            () if any(|n| n.eq_ignore_ascii_case("upperarm_l")) => Self::Unreal,
            () if any(|n| n.starts_with("Bip0") || n.starts_with("Biped")) => Self::Biped,
            () if any(|n| n.ends_with("LeftUpperArm")) => Self::Unity,
            () => Self::Other,
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mixamo => "Mixamo",
            Self::Unreal => "Unreal",
            Self::Reallusion => "Character Creator",
            Self::VRoid => "VRoid",
            Self::Biped => "3ds Max Biped",
            Self::Rigify => "Rigify",
            Self::Unity => "Unity humanoid",
            Self::Other => "unknown",
        }
    }
}

/// Bones in the middle, and words for them.
const MIDDLE: [(&str, &[&str]); 7] = [
    ("hips", &["hips", "hip", "pelvis"]),
    ("spine", &["spine", "spine0", "waist", "torso", "abdomen"]),
    ("chest", &["chest", "spine1", "ribcage"]),
    ("upperChest", &["upperchest", "spine2"]),
    ("neck", &["neck", "neck1", "neck01", "necktwist01"]),
    ("head", &["head", "head1"]),
    ("jaw", &["jaw", "jawroot", "jawbone", "jawmaster", "lowerjaw", "mandible", "teethlowerjaw"]),
];

/// Bones of the sides, left and right, and words for them.
const SIDES: [(&str, &str, &[&str]); 10] = [
    ("leftEye", "rightEye", &["eye", "faceeye", "eyeball", "eyejoint"]),
    ("leftShoulder", "rightShoulder", &["shoulder", "clavicle", "collar", "collarbone"]),
    ("leftUpperArm", "rightUpperArm", &["upperarm", "arm", "uparm"]),
    ("leftLowerArm", "rightLowerArm", &["lowerarm", "forearm", "elbow"]),
    ("leftHand", "rightHand", &["hand", "wrist"]),
    ("leftUpperLeg", "rightUpperLeg", &["upperleg", "upleg", "thigh"]),
    ("leftLowerLeg", "rightLowerLeg", &["lowerleg", "leg", "calf", "shin", "knee"]),
    ("leftFoot", "rightFoot", &["foot", "ankle"]),
    ("leftToes", "rightToes", &["toes", "toe", "toebase", "ball", "toe0"]),
    ("leftHandFinger", "rightHandFinger", &[]),
];

/// Words that say nothing of the bone.
const NOISE: [&str; 15] = [
    "mixamorig",
    "cc",
    "base",
    "j",
    "bip",
    "biped",
    "c",
    "adj",
    "def",
    "org",
    "rig",
    "char",
    "bone",
    "jnt",
    "joint",
];

/// Which humanoid bone `name` is, in VRM 1.0's words; fingers are all `leftHandFinger` or `rightHandFinger`.
pub fn humanoid(name: &str, family: Family) -> Option<&'static str> {
    let name = name.rsplit([':', '|']).next().unwrap_or(name);
    let mut side = None;
    let mut core = String::new();
    let mut noisy = false;
    for token in tokens(name) {
        let (of_side, rest) = split_side(&token);
        if of_side.is_some() && side.is_none() {
            side = of_side;
        }
        let number = rest.bytes().all(|b| b.is_ascii_digit());
        let noise = core.is_empty() && (NOISE.contains(&rest) || (noisy && number));
        noisy = noise;
        if !noise {
            core.push_str(rest);
        }
    }
    if let Some(left) = side {
        let fingers = ["thumb", "index", "middle", "ring", "little", "pinky"];
        let inner = core.strip_prefix("hand").unwrap_or(&core);
        if fingers
            .iter()
            .any(|f| inner.strip_prefix(f).is_some_and(|n| n.bytes().any(|b| b.is_ascii_digit())))
        {
            return Some(if left { "leftHandFinger" } else { "rightHandFinger" });
        }
        let found = SIDES.iter().find(|(_, _, words)| words.contains(&core.as_str()))?;
        return Some(if left { found.0 } else { found.1 });
    }
    if let Some(bone) = spine(&core, family) {
        return bone;
    }
    MIDDLE.iter().find(|(_, words)| words.contains(&core.as_str())).map(|(bone, _)| *bone)
}

/// Spines are numbered from 0, 1 or -1, as the tool has it; the outer none: not this family's affair.
#[expect(clippy::option_option, reason = "none is `ask the words`, some none is `no humanoid bone`")]
fn spine(core: &str, family: Family) -> Option<Option<&'static str>> {
    let of = match (family, core) {
        (Family::Unreal, "spine01") | (Family::Rigify, "spine001") => Some("spine"),
        (Family::Unreal, "spine02") | (Family::Rigify, "spine002") | (Family::Reallusion, "spine01") => {
            Some("chest")
        }
        (Family::Unreal, "spine03") | (Family::Rigify, "spine003") | (Family::Reallusion, "spine02") => {
            Some("upperChest")
        }
        (Family::Rigify, "spine") => Some("hips"),
        (Family::Rigify, "spine004") => Some("neck"),
        (Family::Rigify, "spine006") => Some("head"),
        (_, "spine01") => Some("spine"),
        (_, "spine02") => Some("chest"),
        (_, "spine03") => Some("upperChest"),
        _ => return None,
    };
    Some(of)
}

/// `l`, `left`, `leftarm`: the side (true: left), and what is left of the word.
fn split_side(token: &str) -> (Option<bool>, &str) {
    match token {
        "l" => (Some(true), ""),
        "r" => (Some(false), ""),
        _ => match (token.strip_prefix("left"), token.strip_prefix("right")) {
            (Some(rest), _) => (Some(true), rest),
            (_, Some(rest)) => (Some(false), rest),
            _ => (None, token),
        },
    }
}

/// Words of a name in lower case: parted by signs, by case and where digits begin or end.
pub(super) fn tokens(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().take(200).collect();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|b| chars[b]);
        let after = chars.get(i + 1);
        let parts = before.is_some_and(|b| {
            (c.is_uppercase() && (b.is_lowercase() || b.is_numeric()))
                || (c.is_uppercase() && b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()))
                || (c.is_numeric() != b.is_numeric())
        });
        if (parts || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
