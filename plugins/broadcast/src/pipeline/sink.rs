//! What an output's thread drives: something that takes packets and can end or break.

use super::{OutputError, packet::Packet};
use std::time::Instant;

/// One life of an output: from connecting to the end or the first error. Used by one thread.
pub(super) trait Sink {
    /// Room for another packet. Where false, packets wait in the queue, and are lost there when it is full.
    fn has_room(&self) -> bool {
        true
    }

    /// Takes a packet; may wait only when the program is off-line.
    fn push(&mut self, packet: Packet) -> Result<(), OutputError>;

    /// Looks for errors and progress; never waits.
    fn poll(&mut self) -> Result<Progress, OutputError>;

    /// Writes the end, and waits for it.
    fn finish(self: Box<Self>, deadline: Instant) -> Result<Progress, OutputError>;

    /// Stops at once.
    fn abort(self: Box<Self>);
}

/// How far a sink is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// The other side takes packets.
    pub(super) connected: bool,
    /// Bytes taken by this life.
    pub(super) bytes: u64,
    /// Packets wait inside of the sink.
    pub(super) waiting: bool,
}
