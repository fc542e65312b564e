//! Queue and life of utterances: `queued -> approved -> synthesizing -> speaking -> done | cancelled`.
//!
//! One utterance is on air at a time. Operators come before the rundown; a paragraph that has begun is said
//! to its end unless it is cut off.

use crate::plan::Step;
use protocol::{
    Code, Event,
    event::{Kind, Utterance, UtteranceState},
    request::{Refusal, Said},
};
use std::collections::VecDeque;

/// How much may wait.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Utterances in the queue.
    pub waiting: usize,
    /// Utterances that are remembered after their life.
    pub recent: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { waiting: 64, recent: 20 }
    }
}

/// What to say now.
#[derive(Debug, Clone, PartialEq)]
pub struct Take {
    /// The utterance.
    pub utterance_id: String,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

#[derive(Debug)]
struct Waiting {
    utterance: Utterance,
    steps: Vec<Step>,
}

/// Decides what is said next.
#[derive(Debug, Default)]
pub struct Director {
    limits: Limits,
    last_number: u64,
    waiting: VecDeque<Waiting>,
    rundown: VecDeque<(String, Vec<Step>)>,
    repeat: Vec<(String, Vec<Step>)>,
    on_air: Option<Utterance>,
    recent: VecDeque<Utterance>,
    events: Vec<Event>,
}

impl Director {
    /// A director with an empty queue.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Plays a show: its blocks in order, each with its text, again and again when `repeat` is set.
    pub fn play(&mut self, blocks: Vec<(String, Vec<Step>)>, repeat: bool) {
        self.repeat = if repeat { blocks.clone() } else { Vec::new() };
        self.rundown = blocks.into();
    }

    /// Queues what an operator wants said; with `first`, before everything else that waits.
    ///
    /// # Errors
    /// [`Code::Busy`] when the queue is full, [`Code::NothingToSay`] when there is nothing to do.
    pub fn say(&mut self, text: &str, steps: Vec<Step>, first: bool) -> Result<Said, Refusal> {
        if steps.is_empty() {
            return Err(Refusal::new(Code::NothingToSay, "the text holds nothing that can be said"));
        }
        if self.waiting.len() >= self.limits.waiting {
            let text = format!("{} texts are waiting already; wait, or stop", self.waiting.len());
            return Err(Refusal::new(Code::Busy, text));
        }
        let utterance = self.new_utterance(text, Kind::Operator);
        let utterance_id = utterance.utterance_id.clone();
        let ahead = if first { 0 } else { self.waiting.len() + usize::from(self.on_air.is_some()) };
        let waiting = Waiting { utterance, steps };
        if first {
            self.waiting.push_front(waiting)
        } else {
            self.waiting.push_back(waiting)
        }
        Ok(Said { utterance_id, ahead })
    }

    /// Who speaks in what comes after the utterance on air, as far as it is known: place among the people.
    pub fn next_speaker(&self) -> Option<usize> {
        let next = self.waiting.front().map(|w| &w.steps);
        let next = next.or_else(|| self.rundown.front().or(self.repeat.first()).map(|(_, steps)| steps))?;
        next.iter().find_map(|s| if let Step::Sentence(s) = s { Some(s.style.person) } else { None })
    }

    /// What to say now, if nothing is on air and something waits. While questions may come in, the rundown
    /// `rests`.
    pub fn take(&mut self, rests: bool) -> Option<Take> {
        if self.on_air.is_some() {
            return None;
        }
        let Waiting { mut utterance, steps } = match self.waiting.pop_front() {
            Some(waiting) => waiting,
            None if rests => return None,
            None => {
                if self.rundown.is_empty() {
                    self.rundown.extend(self.repeat.iter().cloned());
                }
                let (text, steps) = self.rundown.pop_front()?;
                Waiting { utterance: self.new_utterance(&text, Kind::Rundown), steps }
            }
        };
        let utterance_id = utterance.utterance_id.clone();
        for state in [UtteranceState::Approved, UtteranceState::Synthesizing] {
            utterance.state = state;
            self.events.push(Event::UtteranceChanged(utterance.clone()));
        }
        self.on_air = Some(utterance);
        Some(Take { utterance_id, steps })
    }

    /// The first sample of the utterance on air is heard.
    pub fn speaking(&mut self) {
        let Some(utterance) = self.on_air.as_mut().filter(|u| u.state == UtteranceState::Synthesizing) else {
            return;
        };
        utterance.state = UtteranceState::Speaking;
        self.events.push(Event::UtteranceChanged(utterance.clone()));
    }

    /// The utterance on air was said to its end.
    pub fn done(&mut self) {
        self.end_on_air(UtteranceState::Done, None);
    }

    /// The utterance on air is cut off or cannot be said.
    pub fn cancel_on_air(&mut self, reason: &str) -> Option<String> {
        self.end_on_air(UtteranceState::Cancelled, Some(reason))
    }

    /// Ends everything: what is on air, and unless `keep_queue`, what waits and the rest of the show.
    pub fn stop(&mut self, keep_queue: bool) -> Vec<String> {
        let mut ids: Vec<String> = self.cancel_on_air("stopped").into_iter().collect();
        if !keep_queue {
            self.rundown.clear();
            self.repeat.clear();
            for waiting in std::mem::take(&mut self.waiting) {
                ids.push(waiting.utterance.utterance_id.clone());
                self.finish(waiting.utterance, UtteranceState::Cancelled, Some("stopped"));
            }
        }
        ids
    }

    /// Whether nothing is on air and nothing waits.
    pub fn is_idle(&self) -> bool {
        self.on_air.is_none() && self.waiting.is_empty() && self.rundown.is_empty() && self.repeat.is_empty()
    }

    /// What is on air.
    pub fn on_air(&self) -> Option<&Utterance> {
        self.on_air.as_ref()
    }

    /// What waits, in order.
    pub fn queue(&self) -> Vec<Utterance> {
        self.waiting.iter().map(|w| w.utterance.clone()).collect()
    }

    /// What was said last, newest first.
    pub fn recent(&self) -> Vec<Utterance> {
        self.recent.iter().cloned().collect()
    }

    /// What happened since it was asked last, in order.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn new_utterance(&mut self, text: &str, kind: Kind) -> Utterance {
        self.last_number += 1;
        let utterance = Utterance {
            utterance_id: format!("u{}", self.last_number),
            text: text.to_owned(),
            kind,
            source: if kind == Kind::Rundown { "rundown".into() } else { "operator".into() },
            state: UtteranceState::Queued,
            reason: None,
            question_id: None,
            place: None,
            said: 0,
            expires_ms: None,
            by: None,
        };
        self.events.push(Event::UtteranceChanged(utterance.clone()));
        utterance
    }

    fn end_on_air(&mut self, state: UtteranceState, reason: Option<&str>) -> Option<String> {
        let utterance = self.on_air.take()?;
        let id = utterance.utterance_id.clone();
        self.finish(utterance, state, reason);
        Some(id)
    }

    fn finish(&mut self, mut utterance: Utterance, state: UtteranceState, reason: Option<&str>) {
        utterance.state = state;
        utterance.reason = reason.map(str::to_owned);
        self.events.push(Event::UtteranceChanged(utterance.clone()));
        self.recent.push_front(utterance);
        self.recent.truncate(self.limits.recent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use UtteranceState::{Approved, Cancelled, Done, Queued, Speaking, Synthesizing};

    fn steps() -> Vec<Step> {
        vec![Step::Cues(vec![])]
    }

    fn states(director: &mut Director, id: &str) -> Vec<UtteranceState> {
        let changed = |e: Event| match e {
            Event::UtteranceChanged(u) if u.utterance_id == id => Some(u.state),
            _ => None,
        };
        director.take_events().into_iter().filter_map(changed).collect()
    }

    #[test]
    fn an_utterance_lives_its_life() {
        let mut director = Director::new(Limits::default());
        let said = director.say("hi", steps(), false).unwrap();
        assert_eq!(director.take(false).unwrap().utterance_id, said.utterance_id);
        assert_eq!(director.take(false), None);
        director.speaking();
        director.speaking();
        director.done();
        let expect = [Queued, Approved, Synthesizing, Speaking, Done];
        assert_eq!(states(&mut director, &said.utterance_id), expect);
        assert!(director.is_idle());
    }

    #[test]
    fn operators_come_before_the_rundown() {
        let mut director = Director::new(Limits::default());
        director.play(vec![("a".into(), steps()), ("b".into(), steps())], false);
        assert_eq!(director.take(false).unwrap().utterance_id, "u1");
        let said = director.say("now", steps(), false).unwrap();
        assert_eq!(said.ahead, 1);
        director.done();
        assert_eq!(director.take(false).unwrap().utterance_id, said.utterance_id);
        director.done();
        director.take(false).unwrap();
        assert_eq!(director.on_air().unwrap().text, "b");
    }

    #[test]
    fn a_rundown_that_rests_waits_and_operators_do_not() {
        let mut director = Director::new(Limits::default());
        director.play(vec![("a".into(), steps())], false);
        assert_eq!(director.take(true), None);
        let said = director.say("answer", steps(), false).unwrap();
        assert_eq!(director.take(true).unwrap().utterance_id, said.utterance_id);
        director.done();
        assert_eq!(director.take(true), None);
        assert!(director.take(false).is_some());
    }

    #[test]
    fn who_comes_next_is_known_from_the_queue_and_the_rundown() {
        let by = |person: usize| {
            let text = protocol::show_file::parse_text("Hi.").unwrap();
            let style = crate::Style { person, ..crate::Style::default() };
            crate::plan(&text, &style, |text| std::iter::once(0..text.len()).collect())
        };
        let mut director = Director::new(Limits::default());
        assert_eq!(director.next_speaker(), None);
        director.play(vec![("a".into(), by(1))], false);
        assert_eq!(director.next_speaker(), Some(1));
        director.say("b", by(2), false).unwrap();
        assert_eq!(director.next_speaker(), Some(2));
        director.take(false);
        director.take(false);
        assert_eq!(director.next_speaker(), Some(1));
    }

    #[test]
    fn stop_ends_everything_and_the_show() {
        let mut director = Director::new(Limits::default());
        director.play(vec![("a".into(), steps()), ("b".into(), steps())], true);
        let first = director.take(false).unwrap().utterance_id;
        let second = director.say("x", steps(), false).unwrap().utterance_id;
        assert_eq!(director.stop(false), [first.clone(), second]);
        assert!(director.is_idle() && director.take(false).is_none());
        assert_eq!(states(&mut director, &first).last(), Some(&Cancelled));
    }

    #[test]
    fn stop_can_keep_what_waits() {
        let mut director = Director::new(Limits::default());
        director.say("a", steps(), false).unwrap();
        director.take(false).unwrap();
        let kept = director.say("b", steps(), false).unwrap().utterance_id;
        assert_eq!(director.stop(true).len(), 1);
        assert_eq!(director.take(false).unwrap().utterance_id, kept);
    }

    #[test]
    fn a_full_queue_refuses() {
        let mut director = Director::new(Limits { waiting: 1, recent: 1 });
        director.say("a", steps(), false).unwrap();
        assert_eq!(director.say("b", steps(), false).unwrap_err().code, Code::Busy);
        assert_eq!(director.say("c", vec![], false).unwrap_err().code, Code::NothingToSay);
    }

    #[test]
    fn a_show_that_loops_begins_again() {
        let mut director = Director::new(Limits::default());
        director.play(vec![("a".into(), steps())], true);
        for _ in 0..3 {
            assert_eq!(director.take(false).unwrap().steps, steps());
            director.done();
        }
    }
}
