//! What operators set for all their shows: rules, limits, lines that they have ready.

use super::{Desk, refused};
use protocol::{
    Code, Response,
    event::Event,
    request::{ApprovalRule, ApprovalRules, MuteViewer, QuickLines, Refusal, Verdict},
};

/// Rules that may be set.
const MOST_RULES: usize = 1000;

impl Desk<'_> {
    pub(super) fn rules(&self) -> ApprovalRules {
        self.performance.direction.control().rules().into()
    }

    pub(super) fn mute(&mut self, mute: &MuteViewer) -> Response {
        let mut rules = self.rules();
        let about = vec![protocol::request::About::Question];
        // Not a rule that somebody wrote for other reasons: it names people, and nothing else.
        let mutes = |rule: &ApprovalRule| {
            let of_any_length = rule.at_least_chars.is_none() && rule.at_most_chars.is_none();
            let of_people = !rule.sources.is_empty() && rule.words.is_empty() && of_any_length;
            rule.verdict == Verdict::Reject && rule.about == about && of_people
        };
        // One rule names all of them.
        match rules.rules.iter().position(mutes) {
            Some(at) => {
                let rule = &mut rules.rules[at];
                rule.sources.retain(|viewer| *viewer != mute.viewer);
                if mute.muted {
                    rule.sources.push(mute.viewer.clone());
                }
                // Without names it would be about everybody.
                if rule.sources.is_empty() {
                    rules.rules.remove(at);
                }
            }
            None if mute.muted => rules.rules.insert(
                0,
                ApprovalRule {
                    about: about.clone(),
                    sources: vec![mute.viewer.clone()],
                    at_least_chars: None,
                    at_most_chars: None,
                    words: Vec::new(),
                    verdict: Verdict::Reject,
                },
            ),
            None => {}
        }
        self.set_rules(rules)
    }

    pub(super) fn set_rules(&mut self, rules: ApprovalRules) -> Response {
        if rules.rules.len() > MOST_RULES {
            let text = format!("at most {MOST_RULES} rules can be set");
            return Err(Refusal::new(Code::TooLarge, text));
        }
        for (kind, limit) in rules.limits.named() {
            if let Some((field, least, most)) = limit.out_of_range() {
                let text = format!("`limits.{kind}.{field}` lies between {least} and {most}");
                return Err(Refusal::new(Code::InvalidField, text));
            }
        }
        self.performance.direction.set_rules(rules);
        // With all limits, also those that it did not name.
        let rules = self.rules();
        self.events.push(Event::RulesChanged(rules.clone()));
        self.kept.set_rules(rules.clone()).map_err(refused)?;
        Ok(rules.into())
    }

    pub(super) fn set_quick_lines(&mut self, lines: QuickLines) -> Response {
        if lines.lines.len() > QuickLines::MOST {
            let text = format!("at most {} lines are kept", QuickLines::MOST);
            return Err(Refusal::new(Code::TooLarge, text));
        }
        for (index, line) in lines.lines.iter().enumerate() {
            let wrong = self.readable(&line.text);
            wrong.map_err(|e| Refusal::new(e.code, format!("line {}: {}", index + 1, e.comment)))?;
        }
        self.events.push(Event::QuickLinesChanged(lines.clone()));
        self.kept.set_quick_lines(lines.clone()).map_err(refused)?;
        Ok(lines.into())
    }
}
