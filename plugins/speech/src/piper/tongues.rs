//! The languages that a voice takes phonemes in: its own, and others as sentences ask for them.
//!
//! Ownership: one espeak-ng process a language, started when it is first needed; of more than [`MOST`] the one that was
//! not used for the longest time is ended.

use crate::espeak::{Espeak, EspeakError, EspeakSettings, EspeakVoiceEntry, choose_voice};
use std::process::{Command, Stdio};

/// Processes at once.
const MOST: usize = 6;

/// espeak-ng in several languages.
pub(super) struct Tongues {
    program: String,
    /// The voice's own language first, then the others, the last used last.
    started: Vec<(String, Espeak)>,
    /// What espeak-ng speaks; asked when it matters.
    voices: Option<Vec<EspeakVoiceEntry>>,
}

impl Tongues {
    /// Starts with the voice's own language.
    pub(super) fn start(program: &str, home: &str) -> Result<Self, EspeakError> {
        let mut tongues = Self { program: program.to_owned(), started: Vec::new(), voices: None };
        let espeak = tongues.speaker(home)?;
        tongues.started.push((home.to_owned(), espeak));
        Ok(tongues)
    }

    fn speaker(&self, language: &str) -> Result<Espeak, EspeakError> {
        let program = self.program.clone();
        Espeak::start(EspeakSettings { program, ..EspeakSettings::language(language) })
    }

    /// The name of a language (BCP 47, or espeak-ng's own name) as [`speaking`](Self::speaking) takes it; `None` is the
    /// voice's own.
    pub(super) fn find(&mut self, language: &str) -> Result<Option<String>, EspeakError> {
        let home = self.started[0].0.clone();
        if language.eq_ignore_ascii_case(&home) {
            return Ok(None);
        }
        if self.voices.is_none() {
            self.voices = Some(list(&self.program)?);
        }
        let voices = self.voices.as_deref().unwrap_or_default();
        let found = choose_voice(language, voices)
            .map_err(|error| EspeakError::Language { language: language_and(&error.near, language) })?;
        let own = choose_voice(&home, voices).is_ok_and(|own| own == found);
        Ok((!own).then_some(found))
    }

    /// espeak-ng in a language that [`find`](Self::find) gave.
    pub(super) fn speaking(&mut self, language: Option<&str>) -> Result<&mut Espeak, EspeakError> {
        let at = match language {
            None => 0,
            Some(language) => {
                let known = self.started.iter().skip(1).position(|(name, _)| name == language);
                let entry = match known {
                    Some(at) => self.started.remove(at + 1),
                    None => (language.to_owned(), self.speaker(language)?),
                };
                if self.started.len() >= MOST {
                    self.started.remove(1);
                }
                self.started.push(entry);
                self.started.len() - 1
            }
        };
        Ok(&mut self.started[at].1)
    }
}

fn language_and(near: &[String], language: &str) -> String {
    let shown: String = language.chars().take(40).collect();
    if near.is_empty() { shown } else { format!("{shown}` (did you mean {}?) `", near.join(", ")) }
}

/// What `espeak-ng --voices` lists: priority, language, gender, name, file, further languages in brackets.
fn list(program: &str) -> Result<Vec<EspeakVoiceEntry>, EspeakError> {
    let mut command = Command::new(program);
    command.arg("--voices").stdin(Stdio::null()).stderr(Stdio::null());
    let output =
        command.output().map_err(|source| EspeakError::Io { doing: "listing its languages", source })?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(entry).collect())
}

fn entry(line: &str) -> Option<EspeakVoiceEntry> {
    let mut fields = line.split_whitespace();
    let priority = fields.next()?.parse().ok()?;
    let language = fields.next()?.to_owned();
    let (_, name, identifier) = (fields.next()?, fields.next()?, fields.next()?);
    let mut languages = vec![(priority, language)];
    let rest: Vec<&str> = fields.collect();
    for further in rest.join(" ").split(['(', ')']) {
        if let Some((language, priority)) = further.trim().rsplit_once(' ')
            && let Ok(priority) = priority.parse()
        {
            languages.push((priority, language.trim().to_owned()));
        }
    }
    Some(EspeakVoiceEntry { identifier: identifier.to_owned(), name: name.to_owned(), languages })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read() {
        let got = entry(" 5  zh-cmn  --/M  Chinese_(Mandarin)  sit/cmn  (zh-cn 5)(zh 5)").unwrap();
        assert_eq!((&*got.identifier, &*got.name), ("sit/cmn", "Chinese_(Mandarin)"));
        let languages: Vec<&str> = got.languages.iter().map(|(_, language)| &**language).collect();
        assert_eq!(languages, ["zh-cmn", "zh-cn", "zh"]);
        assert_eq!(entry("Pty Language       Age/Gender VoiceName          File    Other Languages"), None);
    }

    #[test]
    fn languages_are_found_and_spoken() {
        let mut tongues =
            Tongues::start("espeak-ng", "en-us").expect("this test needs espeak-ng: apt install espeak-ng");
        for own in ["en-us", "EN-US", "en_US", "en"] {
            assert_eq!(tongues.find(own).unwrap(), None, "{own}");
        }
        let german = tongues.find("de-AT").unwrap();
        assert_eq!(tongues.speaking(german.as_deref()).unwrap().clause("ich").unwrap(), "ˈɪç");
        assert_eq!(tongues.speaking(None).unwrap().clause("hello").unwrap(), "həlˈoʊ");
        for language in ["fr", "it", "es", "ru", "pl", "sv", "nl"] {
            let found = tongues.find(language).unwrap();
            assert!(
                !tongues.speaking(found.as_deref()).unwrap().clause("1").unwrap().is_empty(),
                "{language}"
            );
        }
        assert_eq!(tongues.started.len(), MOST);
        assert_eq!(tongues.started[0].0, "en-us");
        let error = tongues.find("germn").unwrap_err().to_string();
        assert!(error.contains("germn"), "{error}");
    }
}
