//! Adapters to AWS. This crate knows the SDK; nothing else does.
//!
//! [`polly`] is Amazon Polly as a voice. It does not choose between engines, keep a cache or play anything:
//! that is the speech crate's and the program's.

pub mod polly;
