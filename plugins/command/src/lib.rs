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
//!
//! ```no_run
//! # async fn start() -> Result<(), Box<dyn std::error::Error>> {
//! let (token, is_new) = command::token::load_or_create("token".as_ref())?;
//! if is_new {
//!     println!("the console asks for this token, once: {}", token.reveal());
//! }
//! let (commands, mut incoming) = tokio::sync::mpsc::channel(64);
//! let (events, preview) = (command::Events::default(), command::Preview::new());
//! let settings = command::Settings::new("127.0.0.1:8080".parse()?, token);
//! let running = command::serve(settings, commands, events.clone(), preview.clone()).await?;
//!
//! // The frame loop: takes what is asked for without waiting, and answers each.
//! while let Ok(command::Incoming { request, reply, .. }) = incoming.try_recv() {
//!     # let not_yet = protocol::request::Refusal::new(protocol::Code::NotReady, "starting");
//!     # let answer = |_: protocol::Request| -> protocol::Response { Err(not_yet.clone()) };
//!     let _ = reply.send(answer(request)); // whoever asked may have gone
//! }
//! // Any thread: `events.publish(..)`, `preview.begin(init)`, `preview.push(fragment, starts_with_key)`.
//!
//! running.shutdown();
//! running.join().await?;
//! # Ok(())
//! # }
//! ```

pub mod access;
mod assets;
mod door;
mod entrance;
mod error;
mod events;
mod gate;
mod guard;
mod handshake;
mod http;
mod microphone;
mod oidc;
mod pace;
mod preview;
mod refused;
mod server;
mod session;
mod settings;
mod shares;
mod socket;
mod tls;
pub mod token;
mod tries;
mod uploads;
mod viewer;
mod watch;

pub use error::ServeError;
pub use events::{Events, Held};
pub use gate::Incoming;
pub use microphone::{Spoken, SpokenPart, TurnOff};
pub use oidc::Oidc;
pub use preview::Preview;
pub use server::{Running, serve};
pub use settings::{Limits, Settings};
pub use tls::{TlsError, TlsFiles};
pub use token::{Token, TokenError};
