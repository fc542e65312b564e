//! Whether there is a display to open a window on, asked before the engine is, which panics where there is none.

use anyhow::{Result, bail};
use std::{
    env,
    net::{TcpStream, ToSocketAddrs},
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixStream},
    },
    path::PathBuf,
    time::Duration,
};

/// What to do without a display.
pub const ADVICE: &str = "run it in a desktop session, over `ssh -X`, or on a virtual screen: \
    xvfb-run -s \"-screen 0 1440x900x24\" compere preview";

/// How long another machine's display may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The variables that name displays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    display: String,
    wayland: String,
    /// A compositor's connection that was inherited.
    wayland_socket: String,
    runtime: String,
}

impl Environment {
    /// This process's own.
    pub fn of_process() -> Self {
        let of = |name| env::var(name).unwrap_or_default();
        Self {
            display: of("DISPLAY"),
            wayland: of("WAYLAND_DISPLAY"),
            wayland_socket: of("WAYLAND_SOCKET"),
            runtime: of("XDG_RUNTIME_DIR"),
        }
    }
}

/// Finds a display that answers: Wayland's where it is named, else X11's, as the window library does.
///
/// # Errors
/// When none is named or the named one does not answer, with what to do.
pub fn find(of: &Environment) -> Result<()> {
    if !of.wayland_socket.is_empty() {
        return Ok(());
    }
    if !of.wayland.is_empty() {
        let path = PathBuf::from(&of.runtime).join(&of.wayland);
        if UnixStream::connect(path).is_ok() {
            return Ok(());
        }
        let else_x = if of.display.is_empty() { "" } else { "unset it to use DISPLAY, or " };
        bail!("WAYLAND_DISPLAY is `{}`, but no compositor answers there; {else_x}{ADVICE}", of.wayland);
    }
    if of.display.is_empty() {
        bail!("there is no display to open a window on: DISPLAY and WAYLAND_DISPLAY are not set; {ADVICE}");
    }
    let Some((host, number)) = place(&of.display) else {
        bail!("DISPLAY is `{}`, which names no display (`:0` does); {ADVICE}", of.display);
    };
    if !answers(host, number) {
        bail!("DISPLAY is `{}`, but no X server answers there; {ADVICE}", of.display);
    }
    Ok(())
}

/// Host and number of an X display: `:1`, `unix:1.0`, `machine:10`.
fn place(display: &str) -> Option<(&str, u16)> {
    let (host, rest) = display.rsplit_once(':')?;
    let number = rest.split('.').next()?.parse().ok()?;
    Some((host.strip_suffix("unix").unwrap_or(host).trim_end_matches('/'), number))
}

fn answers(host: &str, number: u16) -> bool {
    // Where X servers keep their sockets, on every system.
    let path = ["/tmp", ".X11-unix", &format!("X{number}")].join("/");
    if host.is_empty() {
        let hidden = SocketAddr::from_abstract_name(&path).and_then(|a| UnixStream::connect_addr(&a));
        return hidden.is_ok() || UnixStream::connect(path).is_ok();
    }
    let port = 6000u16.saturating_add(number);
    let places = (host, port).to_socket_addrs().into_iter().flatten();
    places.into_iter().any(|place| TcpStream::connect_timeout(&place, PATIENCE).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(of: Environment, part: &str) {
        let error = find(&of).expect_err("no such display").to_string();
        assert!(error.contains(part) && error.contains("xvfb-run"), "{error}");
    }

    #[test]
    fn what_is_missing_is_told() {
        let none = Environment::default();
        check(none.clone(), "DISPLAY and WAYLAND_DISPLAY are not set");
        check(
            Environment { display: ":60321".into(), ..none.clone() },
            "DISPLAY is `:60321`, but no X server",
        );
        check(Environment { display: "nonsense".into(), ..none.clone() }, "names no display");
        let wayland = Environment { wayland: "wayland-none".into(), ..none };
        check(wayland.clone(), "no compositor answers there; run it");
        check(Environment { display: ":0".into(), ..wayland }, "unset it to use DISPLAY");
    }

    #[test]
    fn displays_are_read() {
        assert_eq!(place(":1"), Some(("", 1)));
        assert_eq!(place("unix:1.0"), Some(("", 1)));
        assert_eq!(place("machine:10.0"), Some(("machine", 10)));
        assert_eq!(place("machine"), None);
    }
}
