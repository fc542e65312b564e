//! How people and programs reach Compere: WebSocket and HTTP, and the console they are served.
//!
//! Owns sockets, tokens, sessions, the kept events, idempotency and the console's live picture. It knows nothing
//! of Bevy and does nothing of what is asked: each request leaves as an [`Incoming`] and is answered by whoever
//! holds the other end. The words on the wire are `protocol`'s.
//!
//! Back-pressure, in one place: requests go into a bounded channel and a full one is answered `busy`; events are
//! kept in a ring that every session reads at its own pace, and a session that falls out of it is closed; the
//! live picture is a ring too, and a viewer that falls out of it goes on at the newest key frame. Nothing here
//! ever waits for a client while holding something that another needs.

mod assets;
mod error;
mod events;
mod gate;
mod guard;
mod handshake;
mod http;
mod preview;
mod refused;
mod server;
mod session;
mod settings;
mod socket;
pub mod token;
mod viewer;
mod watch;

pub use error::ServeError;
pub use events::Events;
pub use gate::Incoming;
pub use preview::Preview;
pub use server::{Running, serve};
pub use settings::{Limits, Settings};
pub use token::Token;
