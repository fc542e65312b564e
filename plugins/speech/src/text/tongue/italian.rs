//! Italian.
pub(super) use super::neutral::NEUTRAL as ITALIAN;
