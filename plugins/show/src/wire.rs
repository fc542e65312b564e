//! The show as clients are told it: from the domain's types to those of the wire.

use crate::{
    About, Approval, Change, Entry, Intake, Lane, Overflow, Preview, Question, Rate, Record, Rule, Rules,
    Script, ShowControl, Standing, Turn, Upcoming, Verdict,
};
use protocol::{
    Event,
    cue::Cue,
    event::{Order, Utterance, UtteranceState},
    request::{
        self, ApprovalRule, ApprovalRules, EntryInfo, JournalEntry, Limit, Limits, Progress, SegmentInfo,
        ShowInfo,
    },
    show_file::Repeat,
};

impl ShowControl {
    /// How far the show got, and who runs it.
    pub fn progress(&self, now_ms: u64) -> Progress {
        let state = self.state();
        let position = self.position();
        let rests = match self.preview(now_ms) {
            Some(Preview::RestUntil(until)) if state.queue.on_air().is_none() => Some(until),
            _ => None,
        };
        let is_in = position.place.segment == state.cursor.next.segment;
        // The last paragraph is on air when nothing comes after it.
        let plays = state.queue.on_air().is_some_and(|item| item.place.is_some());
        Progress {
            change: state.seq,
            now_ms: now_ms.max(state.now_ms),
            place: position.place.into(),
            sentence: position.sentence,
            rounds: state.cursor.rounds,
            began_ms: state.cursor.began_ms,
            entered_ms: state.cursor.entered_ms.filter(|_| is_in),
            over: state.cursor.over
                || (!plays && self.script().next(&state.cursor, now_ms) == Upcoming::Over),
            rests_until_ms: rests,
            window_until_ms: state.window_until_ms,
            auto: state.auto,
            taken_over_by: state.taken_over_by.clone(),
        }
    }

    /// The whole show; `kept_in` as [`ShowInfo::kept_in`].
    pub fn info(&self, now_ms: u64, kept_in: &str) -> ShowInfo {
        let (state, script) = (self.state(), self.script());
        let told = |items: &[crate::Item]| items.iter().map(|item| item.utterance(None)).collect::<Vec<_>>();
        let waiting = state.queue.lane(Lane::Now).iter().chain(state.queue.lane(Lane::Next));
        ShowInfo {
            progress: self.progress(now_ms),
            title: script.front.title.clone(),
            version: state.version,
            segments: segments(script, state.cursor.began_ms),
            idle: script.idle.iter().map(|(seconds, entry)| entry_info(entry, Some(*seconds))).collect(),
            on_air: state.queue.on_air().map(|item| item.utterance(None)),
            queue: waiting.map(|item| item.utterance(None)).collect(),
            held: told(state.queue.lane(Lane::Held)),
            recent: state.queue.recent().map(|item| item.utterance(None)).collect(),
            questions: state.questions.waiting().iter().map(Into::into).collect(),
            answered: state.questions.recent().map(Into::into).collect(),
            kept_in: kept_in.into(),
        }
    }

    /// What waits, in order.
    pub fn order(&self) -> Order {
        let ids = |lane| self.state().queue.lane(lane).iter().map(|item| item.utterance_id.clone());
        Order { queue: ids(Lane::Now).chain(ids(Lane::Next)).collect(), held: ids(Lane::Held).collect() }
    }

    /// What clients are told of a change that this show has just taken in.
    pub(crate) fn told(&self, record: &Record) -> Vec<Event> {
        let state = self.state();
        let by = record.who.operator_name();
        let find =
            |id: &str| state.queue.find(id).or_else(|| state.queue.recent().find(|i| i.utterance_id == id));
        let utterance = |id: &str| find(id).map(|item| item.utterance(by));
        let question = |id: &str| {
            let found = state.questions.find(id);
            found
                .or_else(|| state.questions.recent().find(|q| q.question_id == id))
                .map(request::Question::from)
        };
        let mut events = Vec::new();
        match &record.change {
            Change::Accepted { item, .. } => events.push(Event::UtteranceChanged(item.utterance(by))),
            Change::Refused { utterance_id, kind, source, text, reason } => {
                events.push(Event::UtteranceChanged(Utterance {
                    utterance_id: utterance_id.clone(),
                    text: text.clone(),
                    kind: *kind,
                    source: source.clone(),
                    state: UtteranceState::Cancelled,
                    reason: Some(reason.to_string()),
                    question_id: None,
                    place: None,
                    said: 0,
                    expires_ms: None,
                    by: by.map(Into::into),
                }));
            }
            // Several steps may have been taken since: each is told as it was.
            Change::Turned { utterance_id, turn } => {
                events.extend(utterance(utterance_id).map(|utterance| {
                    let reason =
                        if let Turn::Cancel(reason) = turn { Some(reason.to_string()) } else { None };
                    Event::UtteranceChanged(Utterance { state: turn.leads_to(), reason, ..utterance })
                }))
            }
            Change::Edited { utterance_id, .. } | Change::Extended { utterance_id, .. } => {
                events.extend(utterance(utterance_id).map(Event::UtteranceChanged));
            }
            Change::Asked { question, .. } => events.push(Event::QuestionChanged(question.into())),
            Change::QuestionRefused { question_id, viewer, text, reason } => {
                events.push(Event::QuestionChanged(request::Question {
                    question_id: question_id.clone(),
                    viewer: viewer.clone(),
                    text: text.clone(),
                    asked_ms: record.at_ms,
                    standing: request::Standing::Closed,
                    answer: None,
                    reason: Some(reason.to_string()),
                }));
            }
            Change::QuestionTurned { question_id, to } => {
                events.extend(question(question_id).map(|question| {
                    Event::QuestionChanged(request::Question {
                        standing: to.into(),
                        reason: closed(to),
                        ..question
                    })
                }))
            }
            Change::QuestionEdited { question_id, .. } => {
                events.extend(question(question_id).map(Event::QuestionChanged));
            }
            Change::Loaded { version, .. } => events.push(Event::ShowReloaded { version: *version }),
            Change::LoadRefused { errors } => events.push(Event::ShowRefused { problems: errors.clone() }),
            _ => {}
        }
        if by.is_some() {
            events.push(Event::ActionDone(record.into()));
        }
        events
    }
}

fn segments(script: &Script, began_ms: Option<u64>) -> Vec<SegmentInfo> {
    let segments = script.segments.iter().enumerate();
    let info = |(index, segment): (usize, &crate::ScriptSegment)| SegmentInfo {
        heading: segment.head.heading.clone(),
        product: segment.head.product.clone(),
        loops: segment.head.repeat.map(|repeat| match repeat {
            Repeat::Times(times) => times,
            Repeat::Endless => 0,
        }),
        seconds: segment.head.seconds,
        begins_ms: match segment.head.at {
            Some(protocol::show_file::At::Wall(ms)) => Some(ms),
            _ => began_ms.and_then(|began| script.begins_ms(index, began)),
        },
        entries: segment.entries.iter().map(|entry| entry_info(entry, None)).collect(),
    };
    segments.map(info).collect()
}

fn entry_info(entry: &Entry, silence: Option<f64>) -> EntryInfo {
    let text = if let Entry::Say { text, .. } = entry { text.clone() } else { String::new() };
    let window = if let Entry::Ask(seconds) = entry { Some(f64::from(*seconds)) } else { None };
    let cues = entry.cues().into_iter().map(Cue::name).map(Into::into).collect();
    EntryInfo { text, cues, seconds: window.or(silence) }
}

fn closed(standing: &Standing) -> Option<String> {
    if let Standing::Closed(reason) = standing { Some(reason.to_string()) } else { None }
}

impl From<&Question> for request::Question {
    fn from(question: &Question) -> Self {
        let answer = if let Standing::Answering(id) = &question.standing { Some(id.clone()) } else { None };
        Self {
            question_id: question.question_id.clone(),
            viewer: question.viewer.clone(),
            text: question.text.clone(),
            asked_ms: question.asked_ms,
            standing: (&question.standing).into(),
            answer,
            reason: closed(&question.standing),
        }
    }
}

impl From<&Standing> for request::Standing {
    fn from(standing: &Standing) -> Self {
        match standing {
            Standing::Held => Self::Held,
            Standing::Open => Self::Open,
            Standing::Answering(_) => Self::Answering,
            Standing::Answered => Self::Answered,
            Standing::Closed(_) => Self::Closed,
        }
    }
}

impl From<&Record> for JournalEntry {
    fn from(record: &Record) -> Self {
        Self {
            number: record.seq,
            at_ms: record.at_ms,
            role: record.who.role().into(),
            name: record.who.name().into(),
            what: record.change.name().into(),
            subject: record.change.subject().map(Into::into),
            told: record.change.in_words(),
        }
    }
}

impl From<request::About> for About {
    fn from(about: request::About) -> Self {
        match about {
            request::About::Question => Self::Question,
            request::About::Answer => Self::Answer,
            request::About::Operator => Self::Operator,
            request::About::Urgent => Self::Urgent,
        }
    }
}

fn wire_about(about: About) -> Option<request::About> {
    match about {
        About::Question => Some(request::About::Question),
        About::Answer => Some(request::About::Answer),
        About::Operator => Some(request::About::Operator),
        About::Urgent => Some(request::About::Urgent),
        // Nobody decides on what the show's author wrote.
        About::Idle | About::Rundown => None,
    }
}

impl Rules {
    /// Takes over what somebody set; limits that it leaves out stay.
    #[must_use]
    pub fn with(mut self, set: ApprovalRules) -> Self {
        let Limits { question, answer, operator, urgent } = &*set.limits;
        let kinds = [
            (&mut self.question, question),
            (&mut self.answer, answer),
            (&mut self.operator, operator),
            (&mut self.urgent, urgent),
        ];
        for (intake, limit) in kinds {
            if let Some(limit) = limit {
                *intake = limit.into();
            }
        }
        Self { approval: set.into(), ..self }
    }
}

impl From<&Rules> for ApprovalRules {
    fn from(rules: &Rules) -> Self {
        let limit = |intake: &Intake| Some(intake.into());
        let limits = Limits {
            question: limit(&rules.question),
            answer: limit(&rules.answer),
            operator: limit(&rules.operator),
            urgent: limit(&rules.urgent),
        };
        Self { limits: Box::new(limits), ..(&rules.approval).into() }
    }
}

const MINUTE_MS: u64 = 60_000;

impl From<&Limit> for Intake {
    fn from(limit: &Limit) -> Self {
        let ms = |seconds: u32| u64::from(seconds) * 1000;
        let rate = |most: u32| Rate { most, within_ms: MINUTE_MS };
        Self {
            waiting: limit.waiting as usize,
            overflow: if limit.drop_oldest { Overflow::DropOldest } else { Overflow::RefuseNew },
            live_ms: limit.live_seconds.map(ms),
            same_text_ms: ms(limit.same_text_seconds),
            per_source: limit.each_a_minute.map(rate),
            in_all: limit.all_a_minute.map(rate),
        }
    }
}

impl From<&Intake> for Limit {
    fn from(intake: &Intake) -> Self {
        let whole = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let a_minute = |rate: Rate| whole(u64::from(rate.most) * MINUTE_MS / rate.within_ms.max(1));
        Self {
            waiting: whole(intake.waiting as u64),
            drop_oldest: intake.overflow == Overflow::DropOldest,
            live_seconds: intake.live_ms.map(|ms| whole(ms / 1000)),
            same_text_seconds: whole(intake.same_text_ms / 1000),
            each_a_minute: intake.per_source.map(a_minute),
            all_a_minute: intake.in_all.map(a_minute),
        }
    }
}

impl From<ApprovalRules> for Approval {
    fn from(rules: ApprovalRules) -> Self {
        let rule = |rule: ApprovalRule| Rule {
            about: rule.about.into_iter().map(Into::into).collect(),
            sources: rule.sources,
            at_least_chars: rule.at_least_chars,
            at_most_chars: rule.at_most_chars,
            words: rule.words,
            verdict: match rule.verdict {
                request::Verdict::Approve => Verdict::Approve,
                request::Verdict::Hold => Verdict::Hold,
                request::Verdict::Reject => Verdict::Reject,
            },
        };
        Self {
            rules: rules.rules.into_iter().map(rule).collect(),
            held: rules.held.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&Approval> for ApprovalRules {
    fn from(approval: &Approval) -> Self {
        let rule = |rule: &Rule| ApprovalRule {
            about: rule.about.iter().copied().filter_map(wire_about).collect(),
            sources: rule.sources.clone(),
            at_least_chars: rule.at_least_chars,
            at_most_chars: rule.at_most_chars,
            words: rule.words.clone(),
            verdict: match rule.verdict {
                Verdict::Approve => request::Verdict::Approve,
                Verdict::Hold => request::Verdict::Hold,
                Verdict::Reject => request::Verdict::Reject,
            },
        };
        Self {
            held: approval.held.iter().copied().filter_map(wire_about).collect(),
            rules: approval.rules.iter().map(rule).collect(),
            limits: Box::default(),
        }
    }
}
