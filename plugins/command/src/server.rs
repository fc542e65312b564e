//! The server: what all sessions share, the routes, its start and its end.

use crate::{
    Events, Incoming, Limits, Preview, ServeError, Settings, Spoken, access::Access, assets, door,
    gate::Gate, guard, http, shares::Shares, tls::Tls, tries::Tries, uploads, watch,
};
use axum::{
    Router, middleware,
    routing::{get, post},
};
use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{Semaphore, mpsc, watch as tokio_watch},
    task::JoinHandle,
};

/// Connections that the system keeps waiting for us.
const BACKLOG: u32 = 1024;
/// Bytes that the system may keep for a client that reads slowly: a second of picture, so that one who lags is
/// noticed here, where it can be resynchronised, and not after many seconds of stale picture.
const SEND_BUFFER: u32 = 256 * 1024;
/// Time in which connections may end by themselves when the server stops.
const GRACE: Duration = Duration::from_secs(3);

/// What all connections share.
pub(crate) struct Server {
    pub(crate) access: Access,
    pub(crate) tries: Tries,
    pub(crate) hosts: Vec<String>,
    /// Whether other hosts than ours are sent away.
    pub(crate) only_ours: bool,
    pub(crate) origins: Vec<String>,
    pub(crate) behind_proxy: bool,
    pub(crate) assets: Option<PathBuf>,
    pub(crate) limits: Limits,
    pub(crate) watch_dir: Option<PathBuf>,
    pub(crate) gate: Gate,
    pub(crate) events: Events,
    pub(crate) preview: Preview,
    pub(crate) sockets: Arc<Semaphore>,
    /// Places of WebSockets of which is not known yet whose they are.
    pub(crate) strangers: Arc<Semaphore>,
    /// How many of those each address has.
    pub(crate) shares: Shares,
    pub(crate) previews: Arc<Semaphore>,
    /// Where an operator's own voice goes.
    pub(crate) spoken: Option<mpsc::Sender<Spoken>>,
    /// One speaks at a time.
    pub(crate) microphone: Semaphore,
    pub(crate) sessions: Gauge,
    pub(crate) stopping: tokio_watch::Receiver<bool>,
    pub(crate) since: Instant,
}

/// A number of things that exist.
#[derive(Clone, Default)]
pub(crate) struct Gauge(Arc<AtomicUsize>);

/// Counts for as long as it lives.
pub(crate) struct Held(Gauge);

impl Gauge {
    pub(crate) fn hold(&self) -> Held {
        self.0.fetch_add(1, Ordering::Relaxed);
        Held(self.clone())
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A server that runs. Dropping it stops the server without waiting.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    stop: tokio_watch::Sender<bool>,
    task: JoinHandle<io::Result<()>>,
    sessions: Gauge,
}

impl std::fmt::Debug for Gauge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.get())
    }
}

impl Running {
    /// Where it listens, with the port it really has.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// WebSocket sessions that have identified and are open.
    pub fn sessions(&self) -> usize {
        self.sessions.get()
    }

    /// Asks every connection to end. Returns at once.
    pub fn shutdown(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until the server has ended; connections that do not end within three seconds of a shutdown are cut.
    ///
    /// # Errors
    /// [`ServeError::Ended`] when it ended because of a failure.
    pub async fn join(self) -> Result<(), ServeError> {
        let Self { addr, stop, mut task, .. } = self;
        let mut asked = stop.subscribe();
        let ended = tokio::select! {
            ended = &mut task => Some(ended),
            () = async { let _ = asked.wait_for(|stop| *stop).await; tokio::time::sleep(GRACE).await } => None,
        };
        let result = match ended {
            Some(Ok(result)) => result,
            Some(Err(error)) => Err(io::Error::other(error)),
            None => {
                task.abort();
                Ok(())
            }
        };
        result.map_err(|source| ServeError::Ended { addr, source })
    }
}

/// Listens and serves, in tasks of the runtime that it is called in, until [`Running::shutdown`].
///
/// Requests leave through `commands`; when it is full, clients are answered `Busy`.
///
/// # Errors
/// [`ServeError::Bind`] when the address cannot be had.
pub async fn serve(
    settings: Settings,
    commands: mpsc::Sender<Incoming>,
    events: Events,
    preview: Preview,
) -> Result<Running, ServeError> {
    let bind = settings.bind;
    let fail = |source| ServeError::Bind { addr: bind, source };
    let listener = listen(bind).map_err(fail)?;
    let addr = listener.local_addr().map_err(fail)?;
    if let Some(oidc) = &settings.oidc {
        oidc.check().map_err(ServeError::Oidc)?;
    }
    let access = Access::new(settings.token, settings.access, settings.oidc).map_err(ServeError::Access)?;
    let tls = settings.tls.map(Tls::load).transpose().map_err(ServeError::Tls)?.map(Arc::new);
    let (stop, stopping) = tokio_watch::channel(false);
    let sessions = Gauge::default();
    let server = Arc::new(Server {
        gate: Gate::new(commands, &settings.limits),
        access,
        tries: Tries::new(settings.limits.wrong_token),
        only_ours: addr.ip().is_loopback() || !settings.hosts.is_empty(),
        hosts: settings.hosts,
        origins: settings.origins,
        behind_proxy: settings.behind_proxy,
        assets: settings.assets,
        watch_dir: settings.watch_dir,
        events,
        preview,
        sockets: Arc::new(Semaphore::new(settings.limits.sockets)),
        shares: Shares::default(),
        strangers: Arc::new(Semaphore::new(settings.limits.sockets)),
        previews: Arc::new(Semaphore::new(settings.limits.previews)),
        spoken: settings.spoken,
        microphone: Semaphore::new(1),
        limits: settings.limits,
        sessions: sessions.clone(),
        stopping: stopping.clone(),
        since: Instant::now(),
    });
    let app = routes(Arc::clone(&server));
    let task = tokio::spawn(async move {
        tokio::select! {
            ended = door::keep(listener, tls, app, server.limits, server.behind_proxy, stopping) => ended,
            () = server.access.watch() => Ok(()),
        }
    });
    tracing::info!(%addr, "listening");
    Ok(Running { addr, stop, task, sessions })
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}

fn routes(server: Arc<Server>) -> Router {
    Router::new()
        .route("/healthz", get(http::health))
        .route("/api/v1/ws", get(http::session))
        .route("/api/v1/preview", get(http::preview))
        .route("/api/v1/microphone", get(http::microphone))
        .route("/api/v1/events", get(http::events))
        .route("/api/v1/requests/{request_type}", post(http::request))
        .route("/api/v1/assets", get(uploads::list))
        .route("/api/v1/assets/{name}", get(uploads::get).put(uploads::put).delete(uploads::delete))
        .route("/api/v1/openapi.json", get(assets::openapi))
        .route("/api/v1/schema.json", get(assets::schema))
        .route("/watch", get(assets::watch_page))
        .route("/watch/hls/{file}", get(watch::file))
        .route("/", get(assets::console))
        .route("/{*path}", get(assets::file))
        .fallback(http::not_found)
        .method_not_allowed_fallback(http::wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&server), guard::admit))
        .with_state(server)
}
