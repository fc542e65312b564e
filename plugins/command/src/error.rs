//! Why the server could not start. What clients are told is in `http` and `session`.

use std::{io, net::SocketAddr};

/// Why [`crate::serve`] gave up.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address could not be listened on.
    #[error(
        "cannot listen on {addr}: {source}; choose another address or port, or end the program that has it"
    )]
    Bind {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// No random numbers for the salt of its tokens.
    #[error(transparent)]
    Access(crate::access::AccessError),
    /// No certificate.
    #[error(transparent)]
    Tls(crate::TlsError),
    /// The identity provider cannot be asked safely.
    #[error("{0}")]
    Oidc(String),
    /// The server ended by itself.
    #[error("the server on {addr} ended: {source}; restart the program")]
    Ended {
        /// The address it served.
        addr: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}
