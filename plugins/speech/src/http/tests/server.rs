//! A real HTTP server on this machine that answers as a test wants, and tells what it was asked. It belongs to the tests.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, Response, Uri},
};
use crossbeam_channel::{Receiver, Sender, bounded};
use futures_util::stream;
use serde_json::Value;
use std::{convert::Infallible, io, net::SocketAddr, sync::Arc};

/// What the server was asked.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Value,
    /// Tells connections apart.
    pub peer: SocketAddr,
}

/// A server that runs until it is dropped.
pub(super) struct Server {
    pub address: SocketAddr,
    /// All that it was asked, in order.
    pub heard: Receiver<Heard>,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// Starts one that answers each request with what `answer` makes of it.
    pub(super) fn start(answer: impl Fn(&Heard) -> Response<Body> + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("test-server")
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, heard) = bounded(64);
        let answer = Arc::new(answer);
        let router = Router::new().fallback(move |request| handle(request, sender.clone(), answer.clone()));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, service).await });
        Self { address, heard, _runtime: runtime }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }
}

async fn handle(
    request: Request<Body>,
    heard: Sender<Heard>,
    answer: Arc<impl Fn(&Heard) -> Response<Body>>,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>().unwrap().0;
    let body = serde_json::from_slice(&bytes).unwrap();
    let this = Heard { uri: head.uri, headers: head.headers, body, peer };
    let _ = heard.try_send(this.clone());
    answer(&this)
}

/// An answer of status 200 with a media type.
pub(super) fn ok(content_type: &str, body: impl Into<Body>) -> Response<Body> {
    Response::builder().header("content-type", content_type).body(body.into()).unwrap()
}

/// A body that comes in pieces of `size` bytes, its length not told.
pub(super) fn in_pieces(bytes: &[u8], size: usize) -> Body {
    let pieces: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
    Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, Infallible>)))
}

/// A body whose connection breaks after `bytes`.
pub(super) fn that_breaks(bytes: &[u8]) -> Body {
    let parts = [Ok(Bytes::copy_from_slice(bytes)), Err(io::Error::from(io::ErrorKind::BrokenPipe))];
    Body::from_stream(stream::iter(parts))
}

/// A body that sends `bytes` and then nothing, until its connection is closed; then `gone` hears of it.
pub(super) fn that_stalls(bytes: &[u8], gone: Sender<()>) -> Body {
    struct Tell(Sender<()>);
    impl Drop for Tell {
        fn drop(&mut self) {
            let _ = self.0.try_send(());
        }
    }
    let state = (Some(Bytes::copy_from_slice(bytes)), Tell(gone));
    Body::from_stream(stream::unfold(state, |(bytes, tell)| async move {
        match bytes {
            Some(bytes) => Some((Ok::<_, Infallible>(bytes), (None, tell))),
            None => std::future::pending().await,
        }
    }))
}

/// A body that never ends.
pub(super) fn without_end() -> Body {
    let piece = Bytes::from(vec![1; 1 << 20]);
    Body::from_stream(stream::repeat_with(move || Ok::<_, Infallible>(piece.clone())))
}
