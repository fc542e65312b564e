//! Rules of a show that its operators set: limits of every kind, and who or what needs a person's consent.

use crate::{About, Intake, Overflow, Rate, normalised};
use serde::{Deserialize, Serialize};

/// All rules. Paragraphs of the show and self-talk need no consent: somebody wrote them for this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rules {
    /// Limits of viewers' questions.
    pub question: Intake,
    /// Limits of answers.
    pub answer: Intake,
    /// Limits of what operators type.
    pub operator: Intake,
    /// Limits of urgent lines.
    pub urgent: Intake,
    /// Who or what needs consent.
    pub approval: Approval,
}

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;

impl Default for Rules {
    fn default() -> Self {
        Self {
            question: Intake {
                waiting: 200,
                overflow: Overflow::DropOldest,
                live_ms: Some(30 * MINUTE),
                same_text_ms: 5 * MINUTE,
                per_source: Some(Rate { most: 3, within_ms: MINUTE }),
                in_all: Some(Rate { most: 120, within_ms: MINUTE }),
            },
            answer: Intake { live_ms: Some(10 * MINUTE), same_text_ms: 2 * MINUTE, ..Intake::of(30) },
            operator: Intake::of(64),
            urgent: Intake::of(8),
            approval: Approval::default(),
        }
    }
}

impl Rules {
    /// Limits of a kind. The rundown and self-talk bring one at a time, when the air is free: they need none.
    pub fn intake(&self, about: About) -> Intake {
        match about {
            About::Question => self.question,
            About::Answer => self.answer,
            About::Operator => self.operator,
            About::Urgent => self.urgent,
            About::Idle | About::Rundown => Intake::of(usize::MAX),
        }
    }
}

/// What is done with something that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It may be said, or answered.
    Approve,
    /// A person decides.
    Hold,
    /// It may not.
    Reject,
}

/// Who or what needs consent: the first rule that fits decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Approval {
    /// In order.
    pub rules: Vec<Rule>,
    /// What is held where no rule fits; all else is approved.
    pub held: Vec<About>,
}

impl Default for Approval {
    /// Answers and questions wait for a person.
    fn default() -> Self {
        Self { rules: Vec::new(), held: vec![About::Question, About::Answer] }
    }
}

/// A rule: fits where all that it names fits; what it leaves out, fits always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Kinds that it is about; empty: all.
    #[serde(default)]
    pub about: Vec<About>,
    /// Sources that it is about, by name; empty: all.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Fits texts of at least so many characters.
    #[serde(default)]
    pub at_least_chars: Option<usize>,
    /// Fits texts of at most so many characters.
    #[serde(default)]
    pub at_most_chars: Option<usize>,
    /// Words or phrases of which one stands in the text, as whole words, in whatever case; empty: any text.
    #[serde(default)]
    pub words: Vec<String>,
    /// What is done.
    pub verdict: Verdict,
}

impl Rule {
    /// A rule that fits everything.
    pub fn all(verdict: Verdict) -> Self {
        Self {
            about: Vec::new(),
            sources: Vec::new(),
            at_least_chars: None,
            at_most_chars: None,
            words: Vec::new(),
            verdict,
        }
    }

    fn fits(&self, about: About, source: &str, text: &str) -> bool {
        let length = text.chars().count();
        (self.about.is_empty() || self.about.contains(&about))
            && (self.sources.is_empty() || self.sources.iter().any(|s| s == source))
            && self.at_least_chars.is_none_or(|least| length >= least)
            && self.at_most_chars.is_none_or(|most| length <= most)
            && (self.words.is_empty() || self.words.iter().any(|word| has_words(text, word)))
    }
}

impl Approval {
    /// What is done with a text.
    pub fn verdict(&self, about: About, source: &str, text: &str) -> Verdict {
        let rule = self.rules.iter().find(|rule| rule.fits(about, source, text));
        let otherwise = if self.held.contains(&about) { Verdict::Hold } else { Verdict::Approve };
        rule.map_or(otherwise, |rule| rule.verdict)
    }
}

/// Whether `words` stand in `text` as whole words. Scripts without spaces between words have none: there any
/// place will do.
fn has_words(text: &str, words: &str) -> bool {
    let (text, words) = (normalised(text), normalised(words));
    if words.is_empty() {
        return false;
    }
    let spaced = words.is_ascii() || words.chars().all(|c| c < '\u{2e80}');
    if spaced { format!(" {text} ").contains(&format!(" {words} ")) } else { text.contains(&words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approval(rules: Vec<Rule>) -> Approval {
        Approval { rules, ..Approval::default() }
    }

    #[test]
    fn without_rules_viewers_wait_and_operators_do_not() {
        let approval = Approval::default();
        assert_eq!(approval.verdict(About::Question, "ann", "Hi"), Verdict::Hold);
        assert_eq!(approval.verdict(About::Operator, "ben", "Hi"), Verdict::Approve);
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        let rule = Rule::all(Verdict::Approve);
        let approval = approval(vec![
            Rule { words: vec!["refund".into(), "多少".into()], ..Rule::all(Verdict::Hold) },
            Rule { words: vec!["damn it".into()], ..Rule::all(Verdict::Reject) },
            Rule { about: vec![About::Answer], at_most_chars: Some(20), ..rule.clone() },
            Rule { sources: vec!["shop".into()], at_least_chars: Some(3), ..rule },
        ]);
        let check = |source: &str, text: &str, expect| {
            assert_eq!(approval.verdict(About::Answer, source, text), expect, "{text}");
        };
        check("ann", "It is green.", Verdict::Approve);
        check("ann", "Your REFUND?", Verdict::Hold);
        check("ann", "Refunds.", Verdict::Approve);
        check("ann", "这个多少钱", Verdict::Hold);
        check("ann", "Damn, it ...", Verdict::Reject);
        check("ann", "It is a very long story, that.", Verdict::Hold);
        check("shop", "It is a very long story, that.", Verdict::Approve);
        assert_eq!(approval.verdict(About::Question, "shop", "Hi"), Verdict::Hold);
    }

    #[test]
    fn rules_are_read_from_settings() {
        let rules: Rules =
            serde_json::from_str(r#"{"approval": {"rules": [{"about": ["answer"], "verdict": "approve"}]}}"#)
                .unwrap();
        assert_eq!(rules.approval.verdict(About::Answer, "x", "y"), Verdict::Approve);
        assert_eq!(rules.question, Rules::default().question);
        assert!(serde_json::from_str::<Rules>(r#"{"aproval": {}}"#).is_err());
    }
}
