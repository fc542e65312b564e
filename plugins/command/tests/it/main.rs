//! The server on a free port, and real clients: what the wire promises.

mod access;
mod client;
mod http;
mod picture;
mod session;
