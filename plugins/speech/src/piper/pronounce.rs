//! From clauses to the IPA that the network reads: each run of words in its language, each sound one that the voice has.
//!
//! Knows which char belongs to which word; ids and times are not its business.

use super::{config::PiperConfig, inventory::Inventory, network::Rows, plan::Speech, tongues::Tongues};
use crate::{
    SynthesisError,
    espeak::{EspeakError, align},
    text::Word,
};
use std::ops::Range;

/// A char of IPA or punctuation, and the index of the word that it belongs to.
pub(super) type Said = (char, Option<usize>);

/// Longest stretch that is one run of the network, in symbols: the memory of its attention grows with the square, and
/// nobody says more than this in one breath.
const LONGEST: usize = 700;

/// Pronounces texts for one voice.
pub(super) struct Pronouncer {
    tongues: Tongues,
    inventory: Inventory,
}

impl Pronouncer {
    /// Starts espeak-ng in the voice's own language.
    pub(super) fn start(
        program: &str,
        config: &PiperConfig,
        embeddings: Option<&Rows>,
    ) -> Result<Self, EspeakError> {
        let mut tongues = Tongues::start(program, &config.espeak.voice)?;
        // Numbers are words of every language.
        let typical = tongues.speaking(None)?.clause("1 2 3 4 5 6 7 8 9 10 11 12 20 30 100 1000")?;
        let inventory = Inventory::new(config, embeddings, &typical);
        Ok(Self { tongues, inventory })
    }

    /// A language (BCP 47 or espeak-ng's name) as [`phonemes`](Self::phonemes) takes it; `None` is the voice's own.
    pub(super) fn find(&mut self, language: &str) -> Result<Option<String>, EspeakError> {
        self.tongues.find(language)
    }

    /// IPA of a segment with its punctuation, each char with the index of its word. Words are appended to
    /// `words`. `language` is the text's where it is not the voice's own.
    pub(super) fn phonemes(
        &mut self,
        speech: &Speech,
        language: Option<&str>,
        words: &mut Vec<Range<usize>>,
    ) -> Result<Vec<Said>, SynthesisError> {
        let mut stream = Vec::new();
        for clause in &speech.clauses {
            let before = stream.len();
            for run in clause.words.chunk_by(|a, b| a.language == b.language) {
                let first_word = words.len();
                words.extend(run.iter().map(|word| word.range.clone()));
                let of_word = run[0].language.and_then(|foreign| self.tongues.find(foreign).transpose());
                let said = match of_word {
                    // A language that espeak-ng does not have, or not now, is read as the text's.
                    Some(Err(error)) => Err(error),
                    Some(Ok(foreign)) => self.run_phonemes(run, Some(&foreign), first_word),
                    None => self.run_phonemes(
                        run,
                        if run[0].language.is_none() { language } else { None },
                        first_word,
                    ),
                };
                let said = match said {
                    Err(error) if run[0].language.is_some() => {
                        tracing::warn!(%error, "words of another language are read as the text's");
                        self.run_phonemes(run, language, first_word)?
                    }
                    said => said?,
                };
                if !said.is_empty() && !stream.is_empty() {
                    stream.push((' ', None));
                }
                stream.extend(said);
            }
            if stream.len() > before {
                stream.push((clause.mark, None));
            }
        }
        Ok(stream)
    }

    /// As [`phonemes`](Self::phonemes), of words in one language, the first of which has the index `first_word`.
    fn run_phonemes(
        &mut self,
        run: &[Word],
        language: Option<&str>,
        first_word: usize,
    ) -> Result<Vec<Said>, EspeakError> {
        let spoken: Vec<&str> = run.iter().map(|word| word.spoken.as_str()).collect();
        let espeak = self.tongues.speaking(language)?;
        let phonemes = espeak.clause(&spoken.join(" "))?;
        if phonemes.is_empty() {
            return Ok(Vec::new());
        }
        let groups: Vec<String> = phonemes.split(' ').map(str::to_owned).collect();
        let alone = if groups.len() == spoken.len() && spoken.iter().all(|word| is_plain(word)) {
            // None is heard as several, so none are joined to one, and each is where it should be: nothing to ask, which
            // takes a millisecond a word on a busy machine.
            groups
        } else {
            spoken.iter().map(|word| espeak.word(word)).collect::<Result<Vec<_>, _>>()?
        };
        let mut said = Vec::new();
        for (c, owner) in phonemes.chars().zip(align(&phonemes, &alone)) {
            let owner = owner.map(|word| first_word + word);
            if self.inventory.has(c) {
                said.push((c, owner));
            } else {
                let nearest = self.inventory.nearest(c);
                tracing::trace!(symbol = %c, nearest, "the voice does not have this sound");
                said.extend(nearest.chars().map(|c| (c, owner)));
            }
        }
        Ok(said)
    }
}

/// Whether a word is surely heard as one, or joined to its neighbour: of letters, in a script that parts words by spaces
/// (Latin, Greek and Cyrillic lie below U+0530).
fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() && c < '\u{530}' || c == '\'')
}

/// The stretches of a segment that are one run of the network each: all of it, unless it is far too long.
pub(super) fn stretches(mut stream: &[Said]) -> Vec<&[Said]> {
    let mut parts = Vec::new();
    while stream.len() > LONGEST {
        let window = &stream[..LONGEST];
        let space = window.iter().rposition(|(c, _)| *c == ' ').filter(|at| *at > LONGEST / 2);
        let (part, rest) = stream.split_at(space.unwrap_or(LONGEST));
        parts.push(part);
        stream = rest;
    }
    parts.push(stream);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_short_and_lose_nothing() {
        let text = "words and words, ".repeat(200) + &"a".repeat(2_000);
        let stream: Vec<Said> = text.chars().map(|c| (c, None)).collect();
        let parts = stretches(&stream);
        assert!(parts.len() > 6 && parts.iter().all(|part| part.len() <= LONGEST));
        assert_eq!(parts.concat(), stream);
        assert_eq!(parts[1][0].0, ' ', "cut at spaces where there are some");
        assert_eq!(stretches(&stream[..50]), [&stream[..50]]);
    }
}
