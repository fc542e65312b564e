//! German.
pub(super) use super::neutral::NEUTRAL as GERMAN;
