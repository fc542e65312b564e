//! The director: what is said next, and the life of every utterance.
//!
//! A pure core: it takes requests and reports, and answers with what to do. It makes no sound, reads no clock
//! and opens no file. Approval, rundown reload and the journal come with the issue *Show*.

mod director;
mod plan;

pub use director::{Director, Limits, Take};
pub use plan::{Recording, SentencePlan, Speaker, Spoken, Step, Style, WordCue, plan};
