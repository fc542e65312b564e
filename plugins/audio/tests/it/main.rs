//! The mixer through its public interface.

mod mixer;
