//! A show as its journal tells, whatever has become of the journal: this cannot fail, it can only say so.

use super::{Journal, Keeper, Opened, SqliteSettings, SqliteStore, StoreError};
use crate::{Recovered, Rules, ShowControl};
use std::path::{Path, PathBuf};

/// A show, and where its changes go.
pub struct Restored {
    /// Directs on.
    pub control: ShowControl,
    /// Keeps what changes.
    pub keeper: Keeper,
    /// What was on air, which goes on first, and the sentence with which it does.
    pub resumes: Option<(String, usize)>,
    /// A damaged journal, which was moved there.
    pub moved_aside: Option<PathBuf>,
    /// What operators must be told: why a journal was not read, or is not written.
    pub problem: Option<StoreError>,
}

/// Opens a journal and takes the show up where it ended. A damaged one is moved aside and another is begun;
/// one that cannot be written is left alone, and the show is kept in memory.
pub fn restore(path: &Path, settings: SqliteSettings, rules: Rules, now_ms: u64) -> Restored {
    let (problem, moved_aside) = match open(path, settings, &rules, now_ms) {
        Ok(restored) => return restored,
        Err(damaged @ StoreError::Corrupt { .. }) => match SqliteStore::move_aside(path, now_ms) {
            Ok(moved) => match open(path, settings, &rules, now_ms) {
                Ok(restored) => {
                    return Restored { moved_aside: Some(moved), problem: Some(damaged), ..restored };
                }
                Err(error) => (error, Some(moved)),
            },
            Err(_) => (damaged, None),
        },
        Err(error) => (error, None),
    };
    let (control, keeper) = (ShowControl::new(rules), Keeper::new(None, 0));
    Restored { control, keeper, resumes: None, moved_aside, problem: Some(problem) }
}

fn open(path: &Path, settings: SqliteSettings, rules: &Rules, now_ms: u64) -> Result<Restored, StoreError> {
    let Opened { store, journal } = SqliteStore::open(path, settings)?;
    let since = journal.since;
    let recovered = recover(rules, journal, now_ms, path)?;
    let Recovered { control, resumes } = recovered;
    let keeper = Keeper::new(Some(Box::new(store)), since);
    Ok(Restored { control, keeper, resumes, moved_aside: None, problem: None })
}

/// A journal whose records do not fit together is a damaged one.
fn recover(rules: &Rules, journal: Journal, now_ms: u64, path: &Path) -> Result<Recovered, StoreError> {
    let damaged = |e: crate::Inconsistent| StoreError::Corrupt { path: path.into(), reason: e.to_string() };
    ShowControl::recover(rules.clone(), journal, now_ms).map_err(damaged)
}
