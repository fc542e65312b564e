//! The server on a free port, and real clients: what the wire promises.

mod abuse;
mod access;
mod client;
mod http;
mod identity;
mod microphone;
mod picture;
mod session;
