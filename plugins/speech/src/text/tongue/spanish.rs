//! Spanish.
pub(super) use super::neutral::NEUTRAL as SPANISH;
