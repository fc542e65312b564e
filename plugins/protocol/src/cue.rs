//! Cues: what stands in square brackets, tied to the word it stands before.
//!
//! The vocabulary and its arguments. Where cues stand in a text is `show_file`'s.

mod stage;

pub use stage::{Backdrop, Change, Slide};

use crate::{
    graphic::{Graphic, GraphicKind},
    text::nearest,
};
use serde::{Deserialize, Serialize};
use stage::{BACKDROP, change, pictures, slide};

/// A direction to the host or to the stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cue {
    /// Cut or move to a camera of the scene, or to the auto-director; holds.
    Camera(Change),
    /// Change the scene; holds.
    Scene(Change),
    /// Show pictures and films behind the host, or the scene's own backdrop; holds.
    Backdrop(Backdrop),
    /// Go to another slide of what stands behind the host.
    Slide(Slide),
    /// Lay a graphic over the picture; holds.
    Show(Graphic),
    /// Take a graphic away; without a name, all that came for a moment.
    Hide(Option<GraphicKind>),
    /// Feel something.
    Emotion(Emotion),
    /// Have another person speak, to the end of the paragraph.
    Speaker(String),
    /// Speak with another voice, to the end of the paragraph.
    Voice(String),
    /// Speak faster (above 1) or slower, to the end of the paragraph.
    Speed(f32),
    /// Speak higher or lower by semitones, to the end of the paragraph.
    Pitch(f32),
    /// Speak another language (BCP 47), to the end of the paragraph.
    Lang(String),
    /// Play music under the voice at a level in dB; without a file, end it.
    Music { file: Option<String>, level_db: f32 },
    /// Move arms and hands once.
    Gesture(String),
    /// Be silent for some seconds.
    Pause(f32),
    /// Look somewhere once.
    Look(String),
    /// Play a sound once.
    Sound(String),
    /// Open a window for questions, in seconds.
    Ask(f32),
}

/// An emotion with its strength.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Emotion {
    /// Which.
    pub kind: EmotionKind,
    /// 0 to 1.
    pub strength: f32,
    /// Whether it fades after the sentence (the short form) or holds.
    pub fades: bool,
}

/// The emotions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmotionKind {
    /// None.
    Neutral,
    /// `[smile]`
    Smile,
    /// `[serious]`
    Serious,
    /// `[surprised]`
    Surprised,
    /// `[sad]`
    Sad,
    /// `[excited]`
    Excited,
    /// `[warm]`
    Warm,
}

/// Emotions by the names that a cue gives them.
pub const EMOTIONS: [(&str, EmotionKind); 7] = [
    ("neutral", EmotionKind::Neutral),
    ("smile", EmotionKind::Smile),
    ("serious", EmotionKind::Serious),
    ("surprised", EmotionKind::Surprised),
    ("sad", EmotionKind::Sad),
    ("excited", EmotionKind::Excited),
    ("warm", EmotionKind::Warm),
];

/// Gestures that a cue may name.
pub const GESTURES: [&str; 19] = [
    "beat",
    "point-left",
    "point-right",
    "point-up",
    "present-left",
    "present-right",
    "open-hands",
    "count-1",
    "count-2",
    "count-3",
    "wave",
    "thumbs-up",
    "shrug",
    "bow",
    "hand-on-heart",
    "nod",
    "shake",
    "rest",
    "think",
];

/// Where the host can look.
pub const LOOKS: [&str; 7] = ["lens", "left", "right", "up", "down", "product", "chat"];

/// Names of all cues, in the order in which they are documented.
pub const CUES: [&str; 24] = [
    "camera",
    "scene",
    "slide",
    "show",
    "hide",
    "emotion",
    "speaker",
    "voice",
    "speed",
    "pitch",
    "lang",
    "music",
    "gesture",
    "pause",
    "look",
    "sound",
    "ask",
    "smile",
    "serious",
    "surprised",
    "sad",
    "excited",
    "warm",
    "neutral",
];

/// Why a cue was refused; the place is added by whoever knows it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CueError {
    /// No cue has that name.
    #[error("no cue is called `{name}`{}", hint(.near.as_deref()))]
    Unknown { name: String, near: Option<String> },
    /// The argument cannot be used.
    #[error("[{cue}] {problem}")]
    Argument { cue: String, problem: String },
    /// Nothing stands between the brackets.
    #[error("the brackets hold nothing; write a cue, or `\\[` for a bracket that is to be said")]
    Empty,
}

fn hint(near: Option<&str>) -> String {
    near.map(|n| format!("; did you mean [{n}]?")).unwrap_or_default()
}

impl Cue {
    /// Reads what stands between the brackets.
    ///
    /// # Errors
    /// An unknown name, or an argument that cannot be used.
    pub fn parse(inside: &str) -> Result<Self, CueError> {
        let words = split_arguments(inside)?;
        let Some((name, args)) = words.split_first() else {
            return Err(CueError::Empty);
        };
        let args = Arguments { cue: name, args };
        let cue = match name.as_str() {
            "camera" => {
                Self::Camera(change(&args, "a camera's name, as in [camera close]", Change::MOVE_SECONDS)?)
            }
            "scene" => {
                Self::Scene(change(&args, "a scene's name, as in [scene studio]", Change::FADE_SECONDS)?)
            }
            "slide" => Self::Slide(slide(&args)?),
            "show" if args.args.first().is_some_and(|a| a.starts_with(BACKDROP)) => {
                Self::Backdrop(pictures(&args)?)
            }
            "hide" if args.args == [BACKDROP.trim_end_matches(':')] => Self::Backdrop(Backdrop::default()),
            "show" => Self::Show(Graphic::parse(args.args).map_err(|e| args.error(&e))?),
            "hide" => {
                let kind = args.at_most_one()?.map(|k| GraphicKind::parse(&k));
                Self::Hide(kind.transpose().map_err(|e| args.error(&e))?)
            }
            "emotion" => emotion_cue(&args)?,
            "speaker" => Self::Speaker(args.one("a person's name, as in [speaker emma]")?),
            "voice" => Self::Voice(args.one("a voice's name")?),
            "speed" => Self::Speed(args.number("a factor, as in [speed 1.2]", "", 0.25, 4.0)?),
            "pitch" => Self::Pitch(pitch(&args)?),
            "lang" => Self::Lang(args.one("a language, as in [lang de]")?),
            "music" => music(&args)?,
            "gesture" => Self::Gesture(args.choice("gesture", &GESTURES)?),
            "pause" => Self::Pause(args.duration("as in [pause 0.5]", 60.0)?),
            "look" => Self::Look(args.choice("place to look", &LOOKS)?),
            "sound" => Self::Sound(args.one("a sound's name")?),
            "ask" => Self::Ask(args.duration("as in [ask 60s]", 3600.0)?),
            short => short_emotion(short, &args)?,
        };
        Ok(cue)
    }

    /// The name a person writes for it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Camera(_) => "camera",
            Self::Scene(_) => "scene",
            Self::Slide(_) => "slide",
            Self::Backdrop(_) => "show",
            Self::Show(_) => "show",
            Self::Hide(_) => "hide",
            Self::Emotion(_) => "emotion",
            Self::Speaker(_) => "speaker",
            Self::Voice(_) => "voice",
            Self::Speed(_) => "speed",
            Self::Pitch(_) => "pitch",
            Self::Lang(_) => "lang",
            Self::Music { .. } => "music",
            Self::Gesture(_) => "gesture",
            Self::Pause(_) => "pause",
            Self::Look(_) => "look",
            Self::Sound(_) => "sound",
            Self::Ask(_) => "ask",
        }
    }
}

fn short_emotion(name: &str, args: &Arguments) -> Result<Cue, CueError> {
    let Some((_, kind)) = EMOTIONS.iter().find(|(n, _)| *n == name) else {
        let near = nearest(name, CUES).map(str::to_owned);
        return Err(CueError::Unknown { name: name.to_owned(), near });
    };
    let strength = args.optional_number(0, 0.0, 1.0)?.unwrap_or(0.7);
    Ok(Cue::Emotion(Emotion { kind: *kind, strength, fades: true }))
}

fn emotion_cue(args: &Arguments) -> Result<Cue, CueError> {
    let names = EMOTIONS.map(|(n, _)| n);
    let first = args.args.first().ok_or_else(|| args.error("wants an emotion, as in [emotion warm 0.6]"))?;
    let found = EMOTIONS.iter().find(|(n, _)| n == first);
    let (_, kind) = found.ok_or_else(|| args.unknown("emotion", first, &names))?;
    let strength = args.optional_number(1, 0.0, 1.0)?.unwrap_or(0.7);
    Ok(Cue::Emotion(Emotion { kind: *kind, strength, fades: false }))
}

fn pitch(args: &Arguments) -> Result<f32, CueError> {
    let wants = "semitones, as in [pitch +2st]";
    let text = args.one(wants)?;
    let signed = text.starts_with(['+', '-']);
    let number = text.strip_suffix("st").and_then(|n| n.parse::<f32>().ok());
    let number = number.filter(|n| signed && n.is_finite() && n.abs() <= 12.0);
    number.ok_or_else(|| args.error(&format!("wants {wants}, between -12st and +12st; not `{text}`")))
}

fn music(args: &Arguments) -> Result<Cue, CueError> {
    let wants = "wants a file and a level, as in [music bed.ogg -24dB], or `off`";
    let [first, rest @ ..] = args.args else {
        return Err(args.error(wants));
    };
    let level = match rest {
        [] => Some(-24.0),
        [level] => level.strip_suffix("dB").and_then(|n| n.parse::<f32>().ok()),
        _ => None,
    };
    let level_db = level.filter(|l| (-96.0..=12.0).contains(l)).ok_or_else(|| args.error(wants))?;
    Ok(Cue::Music { file: (first != "off").then(|| first.clone()), level_db })
}

struct Arguments<'a> {
    cue: &'a str,
    args: &'a [String],
}

impl Arguments<'_> {
    fn error(&self, problem: &str) -> CueError {
        CueError::Argument { cue: self.cue.to_owned(), problem: problem.to_owned() }
    }

    fn unknown(&self, kind: &str, given: &str, known: &[&str]) -> CueError {
        let advice = match nearest(given, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        self.error(&format!("knows no {kind} `{given}`; {advice}"))
    }

    fn at_most_one(&self) -> Result<Option<String>, CueError> {
        match self.args {
            [] => Ok(None),
            [one] => Ok(Some(one.clone())),
            _ => Err(self.error("wants at most one argument; put quotes around words that belong together")),
        }
    }

    fn one(&self, wants: &str) -> Result<String, CueError> {
        let one = self.at_most_one()?.filter(|a| !a.is_empty());
        one.ok_or_else(|| self.error(&format!("wants {wants}")))
    }

    fn choice(&self, kind: &str, known: &[&str]) -> Result<String, CueError> {
        let one = self.one(&format!("a {kind}: {}", known.join(", ")))?;
        if known.contains(&one.as_str()) { Ok(one) } else { Err(self.unknown(kind, &one, known)) }
    }

    fn number(&self, wants: &str, unit: &str, low: f32, high: f32) -> Result<f32, CueError> {
        let text = self.one(wants)?;
        let number = text.strip_suffix(unit).and_then(|n| n.parse::<f32>().ok());
        let number = number.filter(|n| (low..=high).contains(n));
        number.ok_or_else(|| self.error(&format!("wants {wants}, between {low} and {high}; not `{text}`")))
    }

    fn optional_number(&self, index: usize, low: f32, high: f32) -> Result<Option<f32>, CueError> {
        if self.args.len() > index + 1 {
            return Err(self.error("has too many arguments"));
        }
        let Some(text) = self.args.get(index) else {
            return Ok(None);
        };
        let number = text.parse::<f32>().ok().filter(|n| (low..=high).contains(n));
        let problem = || self.error(&format!("wants a strength between {low} and {high}; not `{text}`"));
        number.map(Some).ok_or_else(problem)
    }

    fn duration(&self, wants: &str, most: f32) -> Result<f32, CueError> {
        let text = self.one(&format!("a duration, {wants}"))?;
        let (number, scale) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
            (Some(n), _) => (n, 0.001),
            (None, Some(n)) => (n, 1.0),
            (None, None) => (text.as_str(), 1.0),
        };
        let seconds = number.parse::<f32>().ok().map(|n| n * scale);
        let seconds = seconds.filter(|s| (0.0..=most).contains(s));
        let problem = || self.error(&format!("wants a duration up to {most} s, {wants}; not `{text}`"));
        seconds.ok_or_else(problem)
    }
}

/// Splits at spaces; quotes hold words together; `key: value` and `key:value` are one argument.
fn split_arguments(inside: &str) -> Result<Vec<String>, CueError> {
    let mut words: Vec<String> = Vec::new();
    let mut chars = inside.chars().peekable();
    let mut glue = false;
    while let Some(&c) = chars.peek() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        let mut word = String::new();
        let mut quoted = false;
        while let Some(&c) = chars.peek() {
            if c == '"' {
                quoted = !quoted;
            } else if c.is_whitespace() && !quoted {
                break;
            } else {
                word.push(c);
            }
            chars.next();
        }
        if quoted {
            let cue = words.first().cloned().unwrap_or_default();
            return Err(CueError::Argument { cue, problem: "has a quote that is not closed".into() });
        }
        let ends_key = word.ends_with(':');
        match words.last_mut().filter(|_| glue) {
            Some(last) => last.push_str(&word),
            None => words.push(word),
        }
        glue = ends_key;
    }
    Ok(words)
}

#[cfg(test)]
mod tests;
