//! Who takes part in an endurance run: viewers who ask, and operators who do all that operators do, by chance, the
//! same for the same seed. They look at the show's state as a console would, and speak the wire's words.

use protocol::{Caller, Request, access::Role};
use serde_json::{Value, json};
use show::{Lane, ShowControl, Standing};

/// Milliseconds between two looks of the operators.
pub const LOOK_MS: u64 = 500;
/// Every so many milliseconds a flood of questions comes.
const FLOOD_EVERY_MS: u64 = 600_000;
/// Questions of one flood, all within a look.
const FLOOD: usize = 40;
/// What viewers ask about, some of it again and again.
const TOPICS: [&str; 6] = [
    "how much is it",
    "where is it made",
    "is it vegan",
    "what is the price",
    "who are you",
    "how heavy is it",
];

/// A show of so many minutes: loops, windows, self-talk, and segments with a time.
pub fn show(minutes: u64) -> String {
    let mut text = String::from(
        "---\ntitle: Endurance\n---\nWelcome to all of you. This will take a while. Do stay with us.\n\n\
         # Waiting [idle 8s]\nStill here.\n\nAsk me anything you like.\n\n",
    );
    let parts = (minutes / 4).max(2);
    for part in 0..parts {
        text += &format!(
            "# Part {part} [for 3m]\nThis is part {part}. [camera close] It has two sentences.\n\n\
             [ask 15s]\n\nThank you for that. Part {part} goes on here. And on. And on.\n\n\
             # Again {part} [loop 3]\nOnce more, part {part}. [pause 0.5] So it is.\n\n"
        );
    }
    // What is left of the time: the show does not end before the run does.
    text += "# For ever [loop]\nThat was all we had. We begin again with what you ask.\n\n[ask 20s]\n";
    text
}

/// Viewers and operators.
pub struct Crowd {
    chance: u64,
    questions: usize,
    over_ms: u64,
    asked: usize,
    looked_ms: u64,
    flooded_ms: u64,
    lines: usize,
}

impl Crowd {
    /// A crowd that asks so many questions in so many milliseconds.
    pub fn new(seed: u64, questions: usize, over_ms: u64) -> Self {
        let chance = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        Self { chance, questions, over_ms, asked: 0, looked_ms: 0, flooded_ms: 0, lines: 0 }
    }

    /// Questions that were asked so far.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// A number below `most`.
    pub fn roll(&mut self, most: u64) -> u64 {
        // The multiplier and addend of Knuth's MMIX; the upper half is the good one.
        self.chance =
            self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.chance >> 33) % most
    }

    /// What is asked for at `now_ms` after the beginning. `paused` is not of the show, but of who performs it.
    pub fn requests(&mut self, control: &ShowControl, paused: bool, now_ms: u64) -> Vec<(Caller, Request)> {
        if now_ms < self.looked_ms + LOOK_MS {
            return Vec::new();
        }
        self.looked_ms = now_ms;
        let mut asked = Vec::new();
        let due = (self.questions as u64 * now_ms / self.over_ms.max(1)) as usize;
        let mut count = due.min(self.questions).saturating_sub(self.asked);
        let floods = now_ms >= self.flooded_ms + FLOOD_EVERY_MS;
        if floods {
            self.flooded_ms = now_ms;
            count = (count + FLOOD).min(self.questions - self.asked);
        }
        for _ in 0..count {
            asked.extend(self.question(floods));
        }
        for _ in 0..=self.roll(2) {
            asked.extend(self.operator(control, paused));
        }
        asked
    }

    fn question(&mut self, flood: bool) -> Option<(Caller, Request)> {
        self.asked += 1;
        // In a flood a few people ask most.
        let viewer = format!("viewer {}", self.roll(if flood { 8 } else { 400 }));
        let topic = TOPICS[self.roll(TOPICS.len() as u64) as usize];
        let text = if self.roll(3) == 0 { topic.into() } else { format!("{topic}, number {}?", self.asked) };
        request(&viewer, Role::Viewer, "AskQuestion", json!({"viewer": viewer, "text": text}))
    }

    fn operator(&mut self, control: &ShowControl, paused: bool) -> Option<(Caller, Request)> {
        let state = control.state();
        let by = ["ann", "bob", "cleo"][self.roll(3) as usize];
        let ask = |name: &str, data: Value| request(by, Role::Operator, name, data);
        // What halts the show does not last.
        if paused && self.roll(8) == 0 {
            return ask("Resume", json!({}));
        }
        if state.taken_over_by.is_some() && self.roll(16) == 0 {
            return ask("HandBack", json!({}));
        }
        if !state.auto {
            return match self.roll(24) {
                0 => ask("SetAuto", json!({"auto": true})),
                1..=8 => ask("Go", json!({})),
                _ => None,
            };
        }
        let segments = control.script().segments.len().max(1) as u64;
        if state.cursor.over && self.roll(6) == 0 {
            let segment = self.roll(segments);
            return ask("GoTo", json!({"segment": segment}));
        }
        let pick =
            |roll: u64, ids: &[&str]| ids.get(roll as usize % ids.len().max(1)).map(|id| (*id).to_owned());
        let waiting: Vec<&str> = state.queue.waiting().map(|item| item.utterance_id.as_str()).collect();
        let held: Vec<&str> =
            state.queue.lane(Lane::Held).iter().map(|item| item.utterance_id.as_str()).collect();
        let of = |standing: Standing| -> Vec<&str> {
            let waiting = state.questions.waiting().iter();
            waiting.filter(|q| q.standing == standing).map(|q| q.question_id.as_str()).collect()
        };
        let (asked_held, asked_open) = (of(Standing::Held), of(Standing::Open));
        let (one, other) = (pick(self.roll(1000), &waiting), pick(self.roll(1000), &waiting));
        let first_held = asked_held.first().map(|id| (*id).to_owned());
        let open = pick(self.roll(1000), &asked_open);
        let (action, number) = (self.roll(200), self.lines);
        self.lines += 1;
        let utterance = |id: String| json!({"utteranceId": id});
        let question = |id: String| json!({"questionId": id});
        match action {
            0..=29 => ask("ApproveQuestion", question(first_held?)),
            30..=37 => ask("RejectQuestion", question(first_held?)),
            38..=41 => ask("HoldQuestion", question(open?)),
            42..=45 => {
                ask("EditQuestion", json!({"questionId": first_held?, "text": format!("Edited {number}?")}))
            }
            46..=95 => ask(
                "AnswerQuestion",
                json!({"questionId": open.or(first_held)?, "text": format!("Answer {number}. It is so.")}),
            ),
            96..=99 => ask("MarkAnswered", question(open?)),
            100..=109 => ask("Say", json!({"text": format!("A line of ours, number {number}. And more.")})),
            110..=112 => ask("Say", json!({"text": format!("Hear this, {number}!"), "interrupt": true})),
            113..=118 => ask("HoldUtterance", utterance(one?)),
            119..=128 => ask("ApproveUtterance", utterance(pick(0, &held)?)),
            129..=131 => ask("RemoveUtterance", utterance(one?)),
            132..=137 => ask("MoveUtterance", json!({"utteranceId": one?, "before": other?})),
            138..=141 => ask("TakeUtterance", utterance(one?)),
            142..=146 => {
                ask("EditUtterance", json!({"utteranceId": one?, "text": format!("Better words, {number}.")}))
            }
            147 => ask("TakeOver", json!({})),
            148 => ask("SetAuto", json!({"auto": false})),
            149 => ask("Pause", json!({})),
            150..=152 => ask("SkipSentence", json!({})),
            153 if self.roll(4) == 0 => ask("Stop", json!({"keepQueue": self.roll(3) > 0})),
            154 if self.roll(3) == 0 => ask("GoTo", json!({"segment": self.roll(segments)})),
            155 => {
                let (from, to) = if number.is_multiple_of(2) {
                    ("So it is.", "So it was.")
                } else {
                    ("So it was.", "So it is.")
                };
                ask("ReloadShow", json!({"source": state.source.replace(from, to)}))
            }
            156..=165 => ask("GetShow", json!({})),
            166..=175 => ask("GetStatus", json!({})),
            // What cannot be done is asked for as well.
            176 => ask("ApproveUtterance", utterance("u0".into())),
            177 => ask("Say", json!({"text": "A cue that is none [smlie]."})),
            _ => None,
        }
    }
}

fn request(name: &str, role: Role, kind: &str, data: Value) -> Option<(Caller, Request)> {
    let request = serde_json::from_value(json!({"requestType": kind, "requestData": data}));
    let request = request.inspect_err(|error| tracing::error!(%error, kind, "a request of our own is none"));
    Some((Caller::new(name, role), request.ok()?))
}
