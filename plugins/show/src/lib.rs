//! The director: what is said next, and the life of every utterance.
//!
//! A pure core: it takes requests and reports, and answers with what to do. It makes no sound and reads no
//! clock; of files it knows the journal's only.
//!
//! [`ShowControl`] is the director: queue, rundown, approval, takeover, questions; [`restore`] takes it up from its journal and [`Keeper`] writes
//! that; [`Answers`] brings what an [`Answerer`] makes; [`rehearse`] plays a show with its chat; [`Checker`]
//! says what must hold of all of it. docs/architecture.md tells how it is driven.

mod answerer;
mod change;
mod control;
mod intake;
mod invariant;
mod kind;
mod life;
mod plan;
mod question;
mod queue;
mod rehearse;
mod rest;
mod rules;
mod rundown;
mod state;
mod store;
mod who;
mod wire;

pub use answerer::{Answerer, Answers, Asked, OperatorOnly, Piece};
pub use change::{Change, Record};
pub use control::{Edit, Offer, OnAir, Preview, Recovered, Refused, ShowControl};
pub use intake::{Intake, Overflow, Rate, normalised};
pub use invariant::{Broken, Checker};
pub use kind::{About, Kind};
pub use life::{Impossible, Life, Reason, Turn};
pub use plan::{Recording, SentencePlan, Speaker, Spoken, Step, Style, WordCue, number, plan};
pub use question::{Question, QuestionError, Questions, Standing};
pub use queue::{Item, Lane, Place, Queue, QueueError};
pub use rehearse::{
    ChatError, ChatLine, CueFault, Pace, Rehearsal, Report, SaidLine, SegmentTiming, Unanswered, at_stops,
    read_chat, rehearse,
};
pub use rest::rest_of;
pub use rules::{Approval, Rule, Rules, Verdict};
pub use rundown::{Cursor, Entry, Position, Reloaded, Script, ScriptSegment, Upcoming};
pub use state::{Inconsistent, State};
pub use store::{
    Durability, Journal, Keeper, KeeperNotice, Opened, Restored, SqliteSettings, SqliteStore, Store,
    StoreError, export_csv, export_json_lines, restore,
};
pub use who::Who;
