//! What people attend to while they do not speak: as a client asked, because a window for questions is open, or since
//! an answer is being made. Counted in samples; whoever speaks attends to what is said.

use super::{Performance, act::LineState};
use crate::app::Told;
use protocol::{
    Event,
    clock::samples_in,
    media::{Attention, AttentionTurned},
    request::{AttentionSet, SetAttention},
};
use std::ops::Range;

/// A voice that gives nothing for so long has the person think, in seconds.
const PATIENCE: f64 = 0.3;
/// Between two sentences nobody begins to attend to anything.
const BETWEEN: f64 = 0.4;

/// What everybody attends to, and why.
#[derive(Default)]
pub(super) struct Attentions {
    /// What was told, by person.
    told: Vec<Attention>,
    /// What a client asked for, by person, and until when.
    asked: Vec<Option<(Attention, u64)>>,
    /// Since when the voice of this person is waited for.
    waits: Option<(usize, u64)>,
    /// Who spoke last, and from when on that is over.
    spoke: Option<(usize, u64)>,
}

impl Performance {
    /// Has a person attend to something until they speak, or for [`SetAttention::SECONDS`].
    pub fn set_attention(&mut self, person: usize, attention: Attention, sample: u64) {
        let until = sample + samples_in(f64::from(SetAttention::SECONDS));
        let asked = (attention != Attention::Idle).then_some((attention, until));
        if let Some(of) = self.attentions.asked.get_mut(person) {
            *of = asked;
        }
    }

    /// What a person attends to.
    pub fn attention(&self, person: usize) -> Attention {
        self.attentions.told.get(person).copied().unwrap_or_default()
    }

    /// Has room for so many people.
    pub(super) fn seat(&mut self, people: usize) {
        self.attentions.told.resize(people, Attention::Idle);
        self.attentions.asked.resize(people, None);
    }

    /// Whoever begins to speak has thought enough.
    pub(super) fn speaks(&mut self, person: usize) {
        if let Some(asked) = self.attentions.asked.get_mut(person)
            && asked.is_some_and(|(attention, _)| attention == Attention::Thinking)
        {
            *asked = None;
        }
    }

    /// Tells what changed with this frame.
    pub(super) fn attend(&mut self, samples: &Range<u64>) {
        let now = samples.start;
        let line = self.act.as_ref().and_then(|act| Some((act.first_line()?, act.cursor)));
        let line = line.map(|(line, cursor)| (line.plan.style.person, line.state, cursor));
        let window = self.direction.control().state().window_until_ms.is_some();
        let of = &mut self.attentions;
        if self.spoken.is_some() {
            of.spoke = Some((0, samples.end + samples_in(BETWEEN)));
        }
        if let Some((person, LineState::Heard { .. }, _)) = line {
            of.spoke = Some((person, samples.end + samples_in(BETWEEN)));
        }
        of.spoke = of.spoke.filter(|(_, until)| *until > now);
        of.waits = match line {
            Some((person, LineState::Waiting, cursor)) if cursor <= now && !self.paused => {
                of.waits.filter(|(who, _)| *who == person).or(Some((person, now)))
            }
            _ => None,
        };
        let thinks = of.waits.filter(|(_, since)| now - since > samples_in(PATIENCE)).map(|(who, _)| who);
        for person in 0..of.told.len() {
            of.asked[person] = of.asked[person].filter(|(_, until)| *until > now);
            let attention = match of.asked[person] {
                _ if of.spoke.is_some_and(|(who, _)| who == person) => Attention::Idle,
                Some((asked, _)) => asked,
                None if thinks == Some(person) => Attention::Thinking,
                None if window => Attention::Listening,
                None => Attention::Idle,
            };
            if std::mem::replace(&mut of.told[person], attention) != attention {
                self.told.push(Told::Attention(AttentionTurned { person, attention, sample: now }));
                let name = self.style.people.get(person).and_then(|p| p.names.first()).cloned();
                let set = AttentionSet { person: name.unwrap_or_default(), attention };
                self.events.push(Event::AttentionChanged(set));
            }
        }
    }
}
