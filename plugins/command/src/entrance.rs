//! Who asks: from which address, with which token, and that they are let in no faster than they may try.

use crate::{
    access::Admitted,
    door::Peer,
    guard::{bearer, is_listed, is_same_origin},
    refused::Refused,
    server::Server,
    shares::Share,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use protocol::Code;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OwnedSemaphorePermit;

/// Who asks over HTTP, by the token that came along.
pub(crate) struct Known(pub(crate) Admitted);

/// A WebSocket on its way in.
pub(crate) struct Entry {
    /// From where it comes.
    pub(crate) peer: IpAddr,
    /// Who it is, if a token came with the request for it.
    pub(crate) admitted: Option<Admitted>,
    /// Its place: among those who are not known yet, then among the open ones.
    place: Mutex<(OwnedSemaphorePermit, Option<Share>)>,
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
        Ok(Self(server.by_token(peer, token).await?))
    }
}

impl Entry {
    /// Whether one more may come in; a token that came along must be right.
    pub(crate) async fn new(server: &Server, peer: Peer, headers: &HeaderMap) -> Result<Self, Refused> {
        origin(server, headers)?;
        let peer = server.address(peer, headers);
        // Behind a proxy that names nobody, all come from one address.
        let most = if server.behind_proxy { usize::MAX } else { server.limits.sockets.div_ceil(2) };
        let place = (server.sockets.available_permits() > 0)
            .then(|| Arc::clone(&server.strangers).try_acquire_owned().ok())
            .flatten()
            .zip(server.shares.take(peer, most))
            .ok_or_else(|| {
                Refused::new(Code::Busy, "too many connections are open; close one or try again later")
            })?;
        let admitted = match bearer(headers) {
            Some(token) => Some(server.by_token(peer, token).await?),
            None => None,
        };
        let (place, share) = place;
        Ok(Self { peer, admitted, place: Mutex::new((place, Some(share))) })
    }

    /// It is known now, and takes a place among the open ones; false when they are all taken.
    pub(crate) fn settle(&self, server: &Server) -> bool {
        let Ok(place) = Arc::clone(&server.sockets).try_acquire_owned() else { return false };
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = (place, None);
        true
    }
}

impl Server {
    /// Whose token this is; a wrong one is answered late.
    pub(crate) async fn by_token(&self, peer: IpAddr, token: &str) -> Result<Admitted, Refused> {
        match self.access.by_token(token).await {
            Ok(admitted) => Ok(admitted),
            Err(reason) => {
                self.admits(peer)?;
                self.tries.wrong(peer).await;
                let comment = format!("a wrong token: {reason}; send it as `Authorization: Bearer TOKEN`");
                Err(Refused::new(Code::Unauthorized, comment))
            }
        }
    }

    /// Whether a wrong token from there may wait for its answer; who has a right one never waits.
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
