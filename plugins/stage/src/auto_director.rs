//! The auto-director: which camera is on air, by the rhythm of speech.
//!
//! A state machine in media time, without the world: it is told what is said, and answers when to cut and where to. Its rules
//! are those of a vision mixer: no shot shorter than it can be read, cuts at the start of a sentence or in a pause and never
//! in a word, no jump cut, no camera from behind the line, wide at a beginning, close where it is felt.

use protocol::{SAMPLE_RATE, scene::Camera};

/// A shot is at least so long, in seconds.
const SHORTEST: f32 = 4.0;
/// From here on another shot is wanted at the next chance.
const LONGEST: f32 = 13.0;
/// In silence a shot may stay so long.
const LONGEST_SILENT: f32 = 18.0;
/// Silence after which what is said is a beginning.
const BEGINNING: f32 = 2.5;
/// Two shots that differ by less than both are one shot that jumps: degrees, and share of size.
const LEAST_TURN: f32 = 20.0;
const LEAST_SIZE: f32 = 0.20;
/// A camera further than this to the side, in degrees, is on the other side of the line between host and audience.
const LINE: f32 = 80.0;
/// Heights of the picture at the host, in metres: less is close, more is wide.
const CLOSE: f32 = 0.6;
const WIDE: f32 = 0.95;

/// A sentence, as far as a camera cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Media time of its first sample.
    pub start: u64,
    /// Media time after its last.
    pub end: u64,
    /// Whether it asks.
    pub question: bool,
    /// Who says it: place among the people on stage.
    pub person: usize,
}

/// A camera of the scene, as the director sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    /// Its name.
    pub name: String,
    /// Degrees to the side, 0 is from the front.
    pub turn: f32,
    /// Metres that its picture is high at the host.
    pub height: f32,
}

impl Shot {
    /// What a camera of a scene shows.
    pub fn of(name: &str, camera: &Camera) -> Self {
        let way = [0, 1, 2].map(|axis| {
            let at = |p: (f32, f32, f32)| [p.0, p.1, p.2][axis];
            at(camera.from) - at(camera.look)
        });
        let distance = way.iter().map(|v| v * v).sum::<f32>().sqrt();
        let height = 2.0 * distance * (camera.fov.to_radians() / 2.0).tan();
        Self { name: name.to_owned(), turn: way[0].atan2(way[2]).to_degrees(), height }
    }

    /// Whether a cut between the two would look like a mistake.
    pub fn jumps_to(&self, other: &Self) -> bool {
        let size = (self.height / other.height).max(other.height / self.height) - 1.0;
        (self.turn - other.turn).abs() < LEAST_TURN && size < LEAST_SIZE
    }
}

/// What kind of shot the moment asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    Close,
    Half,
    Wide,
    Any,
}

/// Decides which camera is on air.
#[derive(Debug, Clone)]
pub struct AutoDirector {
    chance: u64,
    since: u64,
    /// What is being said, or was last.
    said: Option<Sentence>,
    /// What the next cut must show, and why it was not made yet.
    wanted: Option<Want>,
    /// Sentences since the last beginning.
    sentences: u32,
}

impl AutoDirector {
    /// One that takes over at `now` (media time).
    pub fn new(seed: u64, now: u64) -> Self {
        Self { chance: seed ^ 0x9E37_79B9_7F4A_7C15, since: now, said: None, wanted: None, sentences: 0 }
    }

    /// Somebody else cut at `now`.
    pub fn cut_at(&mut self, now: u64) {
        self.since = now;
    }

    /// A sentence begins to be heard.
    pub fn sentence(&mut self, sentence: Sentence) {
        let silent = self.said.map(|s| seconds(s.end, sentence.start));
        let other = self.said.is_some_and(|s| s.person != sentence.person);
        if silent.is_none_or(|s| s >= BEGINNING) {
            self.sentences = 0;
            self.wanted = Some(Want::Wide);
        } else {
            self.sentences += 1;
            if other || sentence.question || (self.sentences == 1 && self.wanted.is_none()) {
                self.wanted = Some(Want::Close);
            }
        }
        self.said = Some(sentence);
    }

    /// What is being said comes later, or ends here.
    pub fn moved(&mut self, start: Option<u64>, end: u64) {
        if let Some(said) = &mut self.said {
            said.start = start.unwrap_or(said.start);
            said.end = end;
        }
    }

    /// Media time of the end of what is being said.
    pub fn speaks_until(&self) -> Option<Sentence> {
        self.said
    }

    /// Somebody shows what they feel.
    pub fn emotion(&mut self) {
        self.wanted = Some(Want::Close);
    }

    /// Something is shown that stands beside the host.
    pub fn product(&mut self) {
        self.wanted = Some(Want::Half);
    }

    /// The camera to cut to in the frame that begins at `now`, which lasts `frame` samples; `on_air` is the one now.
    pub fn decide(&mut self, now: u64, frame: u64, on_air: &str, shots: &[Shot]) -> Option<String> {
        let held = seconds(self.since, now);
        if held < SHORTEST {
            return None;
        }
        let starts = self.said.is_some_and(|s| s.start < now + frame && s.start + frame >= now);
        let silent = self.said.is_none_or(|s| now >= s.end || now + frame <= s.start);
        if !starts && !silent {
            return None;
        }
        let late = held >= if silent { LONGEST_SILENT } else { LONGEST };
        // In silence nothing is cut before its time but what was asked for.
        let by_chance = starts && self.next_chance() < ((held - SHORTEST) / (LONGEST - SHORTEST)).powi(2);
        if self.wanted.is_none() && !late && !by_chance {
            return None;
        }
        let want = self.wanted.unwrap_or(Want::Any);
        let from = shots.iter().find(|s| s.name == on_air);
        let chosen = self.choose(want, from, shots);
        if chosen.is_some() || from.is_some_and(|from| fits(want, from)) {
            self.wanted = None;
        }
        if chosen.is_some() {
            self.since = now;
        }
        chosen
    }

    fn choose(&mut self, want: Want, from: Option<&Shot>, shots: &[Shot]) -> Option<String> {
        let allowed = |shot: &&Shot| {
            let jumps = from.is_some_and(|from| from.name == shot.name || from.jumps_to(shot));
            // Never from one side of the host to the other at once: that crosses the line.
            let crosses = from.is_some_and(|f| f.turn * shot.turn < -(LEAST_TURN * LEAST_TURN));
            !jumps && !crosses && shot.turn.abs() < LINE && fits(want, shot)
        };
        if want != Want::Any && from.is_some_and(|from| fits(want, from)) {
            return None;
        }
        let fitting: Vec<&Shot> = shots.iter().filter(allowed).collect();
        let at = (self.next_chance() * fitting.len() as f32) as usize;
        fitting.get(at.min(fitting.len().saturating_sub(1))).map(|s| s.name.clone())
    }

    /// 0 to 1, by xorshift: the same for the same seed and the same show.
    fn next_chance(&mut self) -> f32 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance >> 40) as f32 / (1u64 << 24) as f32
    }
}

fn fits(want: Want, shot: &Shot) -> bool {
    match want {
        Want::Close => shot.height < CLOSE,
        Want::Half => (CLOSE..WIDE).contains(&shot.height),
        Want::Wide => shot.height >= WIDE,
        Want::Any => true,
    }
}

fn seconds(from: u64, to: u64) -> f32 {
    to.saturating_sub(from) as f32 / SAMPLE_RATE as f32
}

#[cfg(test)]
mod tests;
