//! Text as people write it, made ready to be spoken: sentences, clauses, words and how each is read.
//!
//! Reading aloud is thin on purpose (numbers are left to espeak-ng); it sees to it that nothing is read that
//! should not be (emoji, markup) and that what has no sound of its own (addresses, abbreviations) gets one.
//! It knows no phonemes.

mod abbreviations;
mod clauses;
mod reading;
mod sentences;

pub use clauses::{Clause, Word, clauses};
pub use sentences::split_sentences;
