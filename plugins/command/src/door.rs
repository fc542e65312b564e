//! The door: connections come in, up to a number and of one address up to half of it, each with bounded times to say
//! what it wants and to take what it asked for.
//!
//! What is said is `server`'s routes'. Back-pressure: a connection above the number is closed at once.

mod stall;

use crate::{Limits, shares::Shares, tls::Tls};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use stall::Stalling;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
};

/// Bytes of a request's head.
const HEAD_BYTES: usize = 32 * 1024;
/// After a failure to accept: the system lacks something, which comes back by itself or not at all.
const PAUSE: Duration = Duration::from_millis(100);

/// From where a connection comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Lets connections in until `stopping` says so, then ends them.
pub(crate) async fn keep(
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    app: Router,
    limits: Limits,
    behind_proxy: bool,
    mut stopping: watch::Receiver<bool>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(limits.connections));
    // Behind a proxy all come from one address.
    let of_one = if behind_proxy { limits.connections } else { limits.connections.div_ceil(2) };
    let shares = Shares::default();
    // Dropped with this task: what is left then is cut.
    let mut connections = JoinSet::new();
    loop {
        let (stream, peer) = tokio::select! {
            () = said(&mut stopping) => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        while connections.try_join_next().is_some() {}
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let Some(place) = place.zip(shares.take(peer.ip(), of_one)) else {
            tracing::warn!(%peer, most = limits.connections, "a connection was closed: too many are open");
            continue;
        };
        let (tls, app, stopping) = (tls.clone(), app.clone(), stopping.clone());
        connections.spawn(async move {
            connection(stream, peer, tls, app, limits, stopping).await;
            drop(place);
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
    Ok(())
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Arc<Tls>>,
    app: Router,
    limits: Limits,
    stopping: watch::Receiver<bool>,
) {
    // Without it small messages wait for the peer's acknowledgement; a failure only costs that delay.
    let _ = stream.set_nodelay(true);
    let app = app.layer(Extension(Peer(peer.ip())));
    let Some(tls) = tls else { return talk(stream, app, limits, stopping).await };
    match tokio::time::timeout(limits.head, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => talk(stream, app, limits, stopping).await,
        Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS came about"),
        Err(_) => tracing::debug!(%peer, "no TLS came about in time"),
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    app: Router,
    limits: Limits,
    mut stopping: watch::Receiver<bool>,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Stalling::new(stream, limits.stall)), TowerToHyperService::new(app))
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        () = said(&mut stopping) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// Returns when it is said that the server stops, or nobody is left who could say so.
async fn said(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}
