//! Who asks: from which address, with which token, and that they are let in no faster than they may try.

use crate::{
    access::Admitted,
    door::Peer,
    guard::{bearer, is_listed, is_same_origin},
    refused::Refused,
    server::Server,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use protocol::{Caller, Code};
use std::{net::IpAddr, sync::Arc};
use tokio::sync::OwnedSemaphorePermit;

/// Who asks over HTTP, by the token that came along.
pub(crate) struct Known(pub(crate) Caller);

/// A WebSocket on its way in.
pub(crate) struct Entry {
    /// From where it comes.
    pub(crate) peer: IpAddr,
    /// Who it is, if a token came with the request for it.
    pub(crate) admitted: Option<Admitted>,
    /// Its place among the open ones.
    _place: OwnedSemaphorePermit,
}

impl FromRequestParts<Arc<Server>> for Known {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refused> {
        origin(server, &parts.headers)?;
        let peer = parts.extensions.get::<Peer>().copied();
        let peer = server.address(peer.unwrap_or(Peer(IpAddr::from([0; 4]))), &parts.headers);
        let Some(token) = bearer(&parts.headers) else {
            let comment = "no token; send it as `Authorization: Bearer TOKEN`";
            return Err(Refused::new(Code::Unauthorized, comment));
        };
        Ok(Self(server.by_token(peer, token).await?.caller))
    }
}

impl Entry {
    /// Whether one more may come in; a token that came along must be right.
    pub(crate) async fn new(server: &Server, peer: Peer, headers: &HeaderMap) -> Result<Self, Refused> {
        origin(server, headers)?;
        let peer = server.address(peer, headers);
        let place = Arc::clone(&server.sockets).try_acquire_owned().map_err(|_| {
            Refused::new(Code::Busy, "too many connections are open; close one or try again later")
        })?;
        let admitted = match bearer(headers) {
            Some(token) => Some(server.by_token(peer, token).await?),
            None => None,
        };
        Ok(Self { peer, admitted, _place: place })
    }
}

impl Server {
    /// Whose token this is; a wrong one is answered late.
    pub(crate) async fn by_token(&self, peer: IpAddr, token: &str) -> Result<Admitted, Refused> {
        self.admits(peer)?;
        match self.access.by_token(token).await {
            Ok(admitted) => Ok(admitted),
            Err(reason) => {
                self.tries.wrong(peer).await;
                let comment = format!("a wrong token: {reason}; send it as `Authorization: Bearer TOKEN`");
                Err(Refused::new(Code::Unauthorized, comment))
            }
        }
    }

    /// Whether a token from there is looked at now.
    pub(crate) fn admits(&self, peer: IpAddr) -> Result<(), Refused> {
        self.tries.admits(peer).map_err(|wait| {
            Refused::too_soon(wait, "too many wrong tokens come from your address; try again later")
        })
    }

    /// Who asks: who is at the other end, or whom the proxy names that is.
    fn address(&self, Peer(peer): Peer, headers: &HeaderMap) -> IpAddr {
        let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
        let last = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        last.filter(|_| self.behind_proxy).unwrap_or(peer)
    }
}

fn origin(server: &Server, headers: &HeaderMap) -> Result<(), Refused> {
    let may = is_same_origin(headers) || is_listed(headers, &server.origins);
    if may { Ok(()) } else { Err(Refused::other_origin()) }
}
