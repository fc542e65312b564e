//! Chinese.
pub(super) use super::neutral::NEUTRAL as CHINESE;
