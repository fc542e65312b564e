//! The journal of a show: what a store must do, and the one that keeps nothing.

use crate::{Record, State};

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
