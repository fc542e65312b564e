//! Adapters to AWS. This crate knows the SDK; nothing else does.
