//! A sentence and its text: where its words are in time, what is left of it, and what a voice is asked for it.

use protocol::timeline::{EMPHASIS, Timeline};
use show::{SentencePlan, Spoken};
use speech::{Piece, SentenceRequest};

/// Silence after a sentence in seconds; a person breathes.
const SILENCE_AFTER: f32 = 0.28;
/// Silence where a sentence goes on in another voice or language.
const SILENCE_WITHIN: f32 = 0.04;

/// Sample at which word `word` of `text` begins. A voice may part words otherwise than spaces do; then the
/// place is taken in proportion.
pub(super) fn word_start(timeline: &Timeline, text: &str, word: usize) -> u64 {
    let written = text.split_whitespace().count();
    if word == 0 {
        return timeline.words.first().map_or(0, |w| w.start);
    }
    if word >= written || timeline.words.is_empty() {
        return timeline
            .words
            .last()
            .map_or(timeline.samples, |w| w.end)
            .min(timeline.samples.saturating_sub(1));
    }
    let spoken = timeline.words.len();
    let index = if spoken == written { word } else { word * spoken / written };
    timeline.words[index.min(spoken - 1)].start
}

/// The timeline with the emphasis of the text: the most stressed phone of such a word is stressed above all others.
pub(super) fn emphasised(mut timeline: Timeline, plan: &SentencePlan) -> Timeline {
    for &word in &plan.emphasis {
        let from = word_start(&timeline, &plan.text, word);
        let to = timeline.words.iter().map(|w| w.end).find(|end| *end > from).unwrap_or(from);
        let phones = timeline.phones.iter_mut().filter(|p| p.start >= from && p.start < to);
        if let Some(phone) = phones.max_by_key(|p| (p.stress, p.end - p.start)) {
            phone.stress = EMPHASIS;
        }
    }
    timeline
}

/// What is left to say of `plan` when only `made` samples of it could be: the words that begin after them.
pub(super) fn rest_of(plan: &SentencePlan, timeline: &Timeline, made: u64) -> Option<SentencePlan> {
    let words: Vec<&str> = plan.text.split_whitespace().collect();
    let left = (0..words.len()).find(|word| word_start(timeline, &plan.text, *word) >= made)?;
    let text = words[left..].join(" ");
    let emphasis = plan.emphasis.iter().filter_map(|word| word.checked_sub(left)).collect();
    Some(SentencePlan {
        pieces: vec![Spoken::Text(text.clone())],
        text,
        cues: Vec::new(),
        emphasis,
        ..plan.clone()
    })
}

/// What the voice is asked for a planned sentence: the same on air, off-line and when a show is made ready.
pub fn sentence_request(plan: &SentencePlan, seed: u64) -> SentenceRequest {
    let piece = |p: &Spoken| match p {
        Spoken::Text(text) => Piece::Text(text.clone()),
        Spoken::Pause(seconds) => Piece::Pause(*seconds),
    };
    SentenceRequest {
        pieces: plan.pieces.iter().map(piece).collect(),
        voice: plan.style.voice.clone(),
        speed: plan.style.speed,
        pitch: plan.style.pitch,
        language: plan.style.language.clone(),
        silence_after: if plan.goes_on { SILENCE_WITHIN } else { SILENCE_AFTER },
        seed,
    }
}
