//! Japanese.
pub(super) use super::neutral::NEUTRAL as JAPANESE;
