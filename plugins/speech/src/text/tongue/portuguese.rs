//! Portuguese.
pub(super) use super::neutral::NEUTRAL as PORTUGUESE;
