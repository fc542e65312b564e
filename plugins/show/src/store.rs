//! The journal of a show: what a store must do, and what can go wrong with one.
//!
//! A store keeps records in the order in which they come, and now and then the state that they come to. It
//! decides nothing. `sqlite` is the one inside; others implement [`Store`] elsewhere.

mod export;
mod keeper;
mod restore;
mod sqlite;

pub use export::{export_csv, export_json_lines};
pub use keeper::{Keeper, KeeperNotice};
pub use restore::{Restored, restore};
pub use sqlite::{Durability, Opened, SqliteSettings, SqliteStore};

use crate::{Record, State};
use std::path::PathBuf;

/// What a store has kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Journal {
    /// The state at `since`; none: begin from nothing.
    pub snapshot: Option<State>,
    /// Number of the last change that the snapshot holds.
    pub since: u64,
    /// Changes after the snapshot, in order.
    pub records: Vec<Record>,
}

/// Keeps a journal. It is called between two frames: what takes long belongs into [`Store::tidy`].
pub trait Store: Send {
    /// Adds records behind those that are kept, and keeps the state that they come to, if it is given: all,
    /// or nothing. A state saves reading what was before it at the next start; records stay.
    ///
    /// # Errors
    /// [`StoreError`]; the same may be given again.
    fn append(&mut self, records: &[Record], state: Option<&State>) -> Result<(), StoreError>;

    /// At most `most` records after number `since`, in order: the audit log.
    ///
    /// # Errors
    /// [`StoreError`].
    fn read(&mut self, since: u64, most: usize) -> Result<Vec<Record>, StoreError>;

    /// Does what takes long, such as waiting for the disk; called when nothing is on air, or from another
    /// thread.
    ///
    /// # Errors
    /// [`StoreError`].
    fn tidy(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// What can go wrong with a store, for people: what happened, to what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space is left.
    #[error("the journal {} cannot grow: the disk is full, or its limit is reached; make room", .0.display())]
    Full(PathBuf),
    /// It may not be written.
    #[error("the journal {} cannot be written: {reason}; check the folder and who may write to it", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// What is kept is damaged.
    #[error("the journal {} is damaged: {reason}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another program writes it.
    #[error("the journal {} is in use by another program; give each its own", .0.display())]
    InUse(PathBuf),
    /// A newer program wrote it.
    #[error("the journal {} was written by a newer version ({version}); update, or name another file", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version of its layout.
        version: i64,
    },
    /// It is another program's.
    #[error("{} is no journal, but another program's database; name another file", .0.display())]
    Foreign(PathBuf),
    /// Something else.
    #[error("the journal {} failed: {reason}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

#[cfg(test)]
mod tests;
