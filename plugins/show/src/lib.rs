//! The director: what is said next, and the life of every utterance.
//!
//! A pure core: it takes requests and reports, and answers with what to do. It makes no sound, reads no clock
//! and opens no file. Approval, rundown reload and the journal come with the issue *Show*.

mod director;
mod intake;
mod kind;
mod life;
mod plan;
mod queue;
mod rundown;
mod who;

pub use director::{Director, Limits, Take};
pub use intake::{Intake, Overflow, Rate, normalised};
pub use kind::{About, Kind};
pub use life::{Impossible, Life, Reason, Turn};
pub use plan::{SentencePlan, Speaker, Spoken, Step, Style, WordCue, plan};
pub use queue::{Item, Lane, Place, Queue, QueueError};
pub use rundown::{Cursor, Entry, Position, Reloaded, Script, ScriptSegment, Upcoming};
pub use who::Who;
