//! The director: what is said next.
