//! The timeline of what a service said: from character times where it gives them, else from the text and the audio, and
//! from the audio alone where nothing knows how the text is pronounced. It owns the phonemisers; it asks no service, and
//! who listens to audio alone is handed in ([`Listen`]).

use super::spread::{self, SpokenWord, sounds};
use crate::{
    align::{Aligner, calibrate_stops},
    espeak::{self, Espeak, EspeakError, EspeakSettings, EspeakVoiceSettings},
    text::{Word, clauses, split_sentences},
};
use protocol::timeline::Timeline;
use std::ops::Range;

/// Languages whose phonemiser stays at hand.
const LANGUAGES: usize = 4;
/// Frames of 10 ms, of which the loud ones are speech.
const FRAME: usize = 480;
/// Quieter than the loudest frame by so much (-34 dB) is silence.
const SILENCE: f32 = 0.02;

/// Hears the phones of 48 kHz mono sound; they tile it. It is not this crate's: the program connects it.
pub type Listen = fn(&[f32]) -> Timeline;

/// When each character was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct CharacterTimes {
    /// All characters in order.
    pub text: String,
    /// For each character where it begins in `text`, and its start and end in seconds.
    pub times: Vec<(usize, f64, f64)>,
}

/// Turns text and audio into timelines.
pub(super) struct Lips {
    espeaks: Vec<(String, Espeak)>,
    aligner: Listener,
    /// The languages without a phonemiser, which are told once.
    without: Vec<String>,
    /// Hears audio alone.
    listen: Option<Listen>,
}

/// What lays text over sound.
enum Listener {
    NotStarted,
    Ready(Box<Aligner>),
    /// Not to be had; that was told.
    Missing,
}

impl Lips {
    pub(super) fn new(listen: Option<Listen>) -> Self {
        Self { espeaks: Vec::new(), aligner: Listener::NotStarted, without: Vec::new(), listen }
    }

    /// Starts what sentences in `language` need, so that the first does not wait for it.
    pub(super) fn prepare(&mut self, language: &str, times_are_given: bool) {
        if times_are_given {
            self.clause(&["a"], language);
        } else {
            self.aligner(language);
        }
    }

    /// The timeline of 48 kHz `audio` in which the characters lie at their times.
    pub(super) fn of_characters(
        &mut self,
        characters: &CharacterTimes,
        language: &str,
        audio: &[f32],
    ) -> Timeline {
        let words = self.words(&characters.text, language);
        let sample = |seconds: f64| if seconds > 0.0 { (seconds * 48_000.0).round() as u64 } else { 0 };
        let spans: Vec<Range<u64>> = words
            .iter()
            .map(|word| {
                let inside = |(at, ..): &&(usize, f64, f64)| word.range.contains(at);
                let first = characters.times.iter().find(inside).map_or(0.0, |(_, start, _)| *start);
                let last = characters.times.iter().rev().find(inside).map_or(first, |(.., end)| *end);
                sample(first)..sample(last)
            })
            .collect();
        let mut timeline = spread::timeline(&characters.text, &words, &spans, audio.len() as u64);
        if self.hears_better(language) {
            self.hear(&mut timeline, audio);
        } else {
            calibrate_stops(&mut timeline, audio);
        }
        timeline
    }

    /// The timeline of 48 kHz `audio` that says `text`, laid over it. Where nothing can do that, the words lie where they
    /// probably do, and the phones are those that are heard.
    pub(super) fn of_audio(&mut self, text: &str, language: &str, audio: &[f32]) -> Timeline {
        if let Some(aligner) = self.aligner(language) {
            match aligner.timeline(text, language, audio) {
                Ok(timeline) if !timeline.words.is_empty() && timeline.samples == audio.len() as u64 => {
                    return timeline;
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, language, "lips follow what is heard"),
            }
        }
        let words = self.words(text, language);
        let spans = spread::estimate(&words, speech_region(audio));
        let mut timeline = spread::timeline(text, &words, &spans, audio.len() as u64);
        self.hear(&mut timeline, audio);
        timeline
    }

    /// Whether phones that are heard are nearer than those of letters: nobody knows how the language is pronounced.
    fn hears_better(&self, language: &str) -> bool {
        self.listen.is_some() && self.without.iter().any(|l| l == language)
    }

    /// Puts the phones that are heard in place of those that were guessed; the words stay.
    fn hear(&self, timeline: &mut Timeline, audio: &[f32]) {
        let Some(heard) = self.listen.map(|listen| listen(audio)) else { return };
        if heard.check().is_ok() && heard.samples == timeline.samples {
            timeline.phones = heard.phones;
        }
    }

    fn aligner(&mut self, language: &str) -> Option<&mut Aligner> {
        if let Listener::NotStarted = self.aligner {
            self.aligner = match Aligner::start(&EspeakVoiceSettings::language(language)) {
                Ok(aligner) => Listener::Ready(Box::new(aligner)),
                Err(error) => {
                    tracing::warn!(%error, language, "nothing lays text over sound; lips follow what is heard");
                    Listener::Missing
                }
            };
        }
        match &mut self.aligner {
            Listener::Ready(aligner) => Some(aligner),
            _ => None,
        }
    }

    /// The words of a text and how they sound; by their letters where no phonemiser is there.
    fn words(&mut self, text: &str, language: &str) -> Vec<SpokenWord> {
        let mut words = Vec::new();
        for sentence in split_sentences(text) {
            for clause in clauses(text, sentence, '.', language) {
                let mut ipa = Vec::new();
                // Words of one language together.
                for run in clause.words.chunk_by(|a, b| a.language == b.language) {
                    ipa.extend(self.run(run, run[0].language.unwrap_or(language)));
                }
                let last = clause.words.len() - 1;
                for (i, (word, ipa)) in clause.words.iter().zip(ipa).enumerate() {
                    let mark = (i == last).then_some(clause.mark);
                    words.push(SpokenWord { range: word.range.clone(), sounds: sounds(&ipa), mark });
                }
            }
        }
        words
    }

    fn run(&mut self, words: &[Word], language: &str) -> Vec<String> {
        let spoken: Vec<&str> = words.iter().map(|word| word.spoken.as_str()).collect();
        self.clause(&spoken, language).unwrap_or_else(|| spoken.iter().map(|word| by_letters(word)).collect())
    }

    /// The IPA of each word of a clause; `None` when nobody knows.
    fn clause(&mut self, words: &[&str], language: &str) -> Option<Vec<String>> {
        if self.without.iter().any(|l| l == language) {
            return None;
        }
        match self.espeak(language).and_then(|espeak| phonemes(espeak, words)) {
            Ok(ipa) => Some(ipa),
            Err(error) => {
                tracing::warn!(%error, language, "lips follow the letters of the text");
                self.without.push(language.to_owned());
                None
            }
        }
    }

    fn espeak(&mut self, language: &str) -> Result<&mut Espeak, EspeakError> {
        if let Some(at) = self.espeaks.iter().position(|(name, _)| name == language) {
            // The last used is the last.
            self.espeaks[at..].rotate_left(1);
        } else {
            let mut names = espeak_names(language).into_iter();
            let mut espeak = Espeak::start(EspeakSettings::language(names.next().unwrap_or_default()));
            for name in names {
                if espeak.is_ok() {
                    break;
                }
                espeak = Espeak::start(EspeakSettings::language(name));
            }
            if self.espeaks.len() >= LANGUAGES {
                self.espeaks.remove(0);
            }
            self.espeaks.push((language.to_owned(), espeak?));
        }
        match self.espeaks.last_mut() {
            Some((_, espeak)) => Ok(espeak),
            None => Err(EspeakError::Language { language: language.to_owned() }),
        }
    }
}

/// The IPA of each word as it sounds in company of the others.
fn phonemes(espeak: &mut Espeak, words: &[&str]) -> Result<Vec<String>, EspeakError> {
    let clause = espeak.clause(&words.join(" "))?;
    let alone = words.iter().map(|word| espeak.word(word)).collect::<Result<Vec<_>, _>>()?;
    let mut ipa = vec![String::new(); words.len()];
    for (c, owner) in clause.chars().zip(espeak::align(&clause, &alone)) {
        if let Some(own) = owner.and_then(|owner| ipa.get_mut(owner)) {
            own.push(c);
        }
    }
    Ok(ipa)
}

/// What espeak-ng may call a language, best first.
fn espeak_names(language: &str) -> Vec<String> {
    let whole = language.to_ascii_lowercase().replace('_', "-");
    let main = whole.split('-').next().unwrap_or_default().to_owned();
    match main.as_str() {
        "en" if whole == "en" => vec!["en-us".into()],
        "zh" => vec!["cmn".into()],
        _ => vec![whole, main],
    }
}

/// A rough IPA of a word whose language nobody knows.
fn by_letters(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphabetic())
        .map(|c| match c {
            'c' | 'q' => 'k',
            'g' => 'ɡ',
            'r' => 'ɹ',
            'x' => 's',
            'y' => 'i',
            c if c.is_ascii() => c,
            'à'..='æ' => 'a',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ò'..='ö' => 'o',
            'ù'..='ü' => 'u',
            _ => 'ə',
        })
        .collect()
}

/// From the first to the last sound that is no silence.
fn speech_region(audio: &[f32]) -> Range<u64> {
    let power = |frame: &[f32]| (frame.iter().map(|s| s * s).sum::<f32>() / FRAME as f32).sqrt();
    let loudest = audio.chunks(FRAME).map(power).fold(0.0, f32::max);
    let heard = |frame: &[f32]| power(frame) > loudest * SILENCE;
    let first = audio.chunks(FRAME).position(heard).unwrap_or(0);
    let last = audio.chunks(FRAME).rposition(heard).map_or(0, |frame| frame + 1);
    (first * FRAME) as u64..(last * FRAME).min(audio.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(text: &str, step: f64) -> CharacterTimes {
        let times = text.char_indices().enumerate();
        let times = times.map(|(i, (at, _))| (at, i as f64 * step, (i + 1) as f64 * step)).collect();
        CharacterTimes { text: text.into(), times }
    }

    #[test]
    fn words_lie_at_their_characters() {
        let line = Lips::new(None).of_characters(&timed("Hello, big world", 0.1), "en-US", &[0.0; 80_000]);
        assert_eq!(line.check(), Ok(()));
        let words: Vec<(&str, u64)> = line.words.iter().map(|w| (w.word.as_str(), w.start)).collect();
        assert_eq!(words, [("Hello", 0), ("big", 7 * 4_800), ("world", 11 * 4_800)]);
        let phones: String = line.phones.iter().map(|p| p.phone.as_str()).collect();
        assert_eq!(phones, "həloʊ_bɪɡ_wɜld_");
        assert_eq!(line.phones.iter().filter(|p| p.stress == 2).count(), 3);
    }

    #[test]
    fn without_a_phonemiser_letters_move_the_lips() {
        let line = Lips::new(None).of_characters(&timed("Pomme", 0.1), "xx-nowhere", &[0.0; 24_000]);
        let phones: String = line.phones.iter().map(|p| p.phone.as_str()).collect();
        assert_eq!(phones, "pomme");
    }

    #[test]
    fn silence_around_speech_is_a_pause() {
        let mut audio = vec![0.0; 48_000];
        audio[12_000..36_000].iter_mut().enumerate().for_each(|(i, s)| *s = (i as f32 * 0.1).sin());
        let mut lips = Lips { aligner: Listener::Missing, ..Lips::new(None) };
        let line = lips.of_audio("Hello world.", "en-US", &audio);
        assert_eq!(line.check(), Ok(()));
        let edges = (line.phones[0].end, line.phones.last().unwrap().start);
        assert_eq!((line.phones[0].phone.as_str(), edges), ("_", (12_000, 36_000)));
    }

    /// Hears an open mouth in everything.
    fn open(audio: &[f32]) -> Timeline {
        let mut line = Timeline::silence(audio.len() as u64);
        line.phones[0].phone = "a".into();
        line
    }

    #[test]
    fn what_nobody_can_pronounce_is_listened_to() {
        let audio = vec![0.1; 24_000];
        let phones = |line: &Timeline| line.phones.iter().map(|p| p.phone.as_str()).collect::<String>();
        let mut lips = Lips::new(Some(open));
        let line = lips.of_characters(&timed("Pomme", 0.1), "xx-nowhere", &audio);
        assert_eq!((phones(&line).as_str(), line.words[0].word.as_str()), ("a", "Pomme"));
        assert_eq!(line.check(), Ok(()));
        let line = lips.of_characters(&timed("Bob", 0.1), "en-US", &audio);
        assert!(phones(&line).contains('b'), "{line:?}");
        let mut lips = Lips { aligner: Listener::Missing, ..Lips::new(Some(open)) };
        let line = lips.of_audio("Hello world.", "en-US", &audio);
        assert_eq!((phones(&line).as_str(), line.words.len()), ("a", 2));
        // An ear that hears something else than there is changes nothing.
        let mut lips = Lips { aligner: Listener::Missing, ..Lips::new(Some(|_| Timeline::silence(7))) };
        assert!(phones(&lips.of_audio("Hello.", "en-US", &audio)).contains('h'));
    }
}
