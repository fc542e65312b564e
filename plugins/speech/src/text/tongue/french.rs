//! French.
pub(super) use super::neutral::NEUTRAL as FRENCH;
