//! Real peers for tests of this crate and of others: an nginx that takes RTMP and records, ffmpeg and ffprobe.
//!
//! No part of the program. It panics where a test should fail, and says what to install when a peer is missing.

mod film;

pub use film::film;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Waits for `condition` up to `deadline`; panics with `what` past it.
#[track_caller]
pub fn wait_for(what: &str, deadline: Duration, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < deadline, "{what}: not within {deadline:?}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// A port that was free a moment ago.
pub fn lease_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// nginx with its RTMP module, in a folder of its own, killed when dropped. What is sent to the application `live`
/// is recorded.
pub struct NginxRtmp {
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl NginxRtmp {
    /// Starts it within `folder` on a leased port.
    pub fn start(folder: &Path) -> Self {
        let mut server = Self { folder: folder.to_owned(), port: lease_port(), child: None };
        fs::create_dir_all(server.records()).expect("a folder for recordings");
        let mut config = fs::File::create(folder.join("nginx.conf")).expect("a configuration");
        write!(
            config,
            "load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\n\
             daemon off; master_process off; pid nginx.pid; error_log nginx.log info;\n\
             events {{ worker_connections 64; }}\n\
             rtmp {{ access_log off; server {{ listen 127.0.0.1:{}; chunk_size 4096;\n\
             application live {{ live on; record all; record_unique on; record_path {}; record_suffix .flv; }}\n\
             application refuse {{ live on; deny publish all; }} }} }}\n",
            server.port,
            server.records().display(),
        )
        .expect("a written configuration");
        server.restart();
        server
    }

    /// Starts it again on the same port; kills it before when it runs.
    pub fn restart(&mut self) {
        self.kill();
        let child = Command::new("nginx")
            .args(["-p", ".", "-e", "nginx.log", "-c"])
            .arg(self.folder.join("nginx.conf"))
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .spawn()
            .expect("nginx starts: install the Debian packages nginx and libnginx-mod-rtmp");
        self.child = Some(child);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        wait_for("nginx listens", Duration::from_secs(10), || TcpStream::connect(address).is_ok());
    }

    /// Kills it as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Stops it in the middle of everything, its sockets open: a server that hangs.
    pub fn freeze(&self) {
        let id = self.child.as_ref().expect("it runs").id().to_string();
        let stopped = Command::new("kill").args(["-STOP", &id]).status();
        assert!(stopped.is_ok_and(|s| s.success()), "nginx could not be stopped");
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// An address that is recorded.
    pub fn url(&self, key: &str) -> String {
        format!("rtmp://127.0.0.1:{}/live/{key}", self.port)
    }

    fn records(&self) -> PathBuf {
        self.folder.join("records")
    }

    /// What was recorded of `key`, oldest first; one file a connection.
    pub fn recordings(&self, key: &str) -> Vec<PathBuf> {
        let mut found: Vec<_> = fs::read_dir(self.records())
            .expect("the folder of recordings")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(key)))
            .collect();
        found.sort_by_key(|path| fs::metadata(path).and_then(|m| m.modified()).ok());
        found
    }

    /// Its log: what it was told is in there.
    pub fn log(&self) -> String {
        let mut text = String::new();
        if let Ok(mut file) = fs::File::open(self.folder.join("nginx.log")) {
            let _ = file.read_to_string(&mut text);
        }
        text
    }
}

impl Drop for NginxRtmp {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs a tool and gives what it printed: standard output, standard error.
#[track_caller]
pub fn run(tool: &str, arguments: &[&str], input: &Path) -> (String, String) {
    let (before, after) = arguments.split_at(arguments.iter().position(|a| *a == "-i").map_or(0, |i| i + 1));
    let output = Command::new(tool)
        .args(before)
        .arg(input)
        .args(after)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{tool} does not start ({e}): install the Debian package ffmpeg"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{tool} {arguments:?} on {}: {err}", input.display());
    (out, err)
}

/// What ffprobe counts in a file by decoding it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Media {
    /// Pictures that decode.
    pub frames: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Blocks of sound that decode.
    pub blocks: u64,
}

/// Decodes all of `path`; panics when anything in it is broken.
#[track_caller]
pub fn decode(path: &Path) -> Media {
    let (_, errors) = run("ffmpeg", &["-v", "error", "-xerror", "-i", "-f", "null", "-"], path);
    assert!(errors.is_empty(), "{} does not decode cleanly: {errors}", path.display());
    let entries = "stream=codec_type,width,height,nb_read_frames";
    let arguments = ["-v", "error", "-count_frames", "-show_entries", entries, "-of", "flat=s=_", "-i"];
    let (text, _) = run("ffprobe", &arguments, path);
    let mut media = Media { frames: 0, width: 0, height: 0, blocks: 0 };
    for stream in 0..4 {
        let value = |name: &str| {
            let prefix = format!("streams_stream_{stream}_{name}=");
            text.lines().find_map(|l| l.strip_prefix(&prefix)).map(|v| v.trim_matches('"').to_owned())
        };
        let number = |name: &str| value(name).and_then(|v| v.parse::<u64>().ok()).unwrap_or(0);
        match value("codec_type").as_deref() {
            Some("video") => {
                media.frames = number("nb_read_frames");
                (media.width, media.height) = (number("width") as u32, number("height") as u32);
            }
            Some("audio") => media.blocks = number("nb_read_frames"),
            _ => {}
        }
    }
    media
}

/// Where flashes and beeps begin in a file, in seconds: pictures that turn from dark to bright, sound after at least
/// 0.2 s of silence.
#[track_caller]
pub fn flashes_and_beeps(path: &Path) -> (Vec<f64>, Vec<f64>) {
    let luma = "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-";
    let (text, _) = run("ffmpeg", &["-v", "error", "-i", "-an", "-vf", luma, "-f", "null", "-"], path);
    let (mut time, mut bright, mut flashes) = (0.0, false, Vec::new());
    for line in text.lines() {
        if let Some(at) = line.split("pts_time:").nth(1) {
            time = at.trim().parse().expect("a time");
        } else if let Some(luma) = line.strip_prefix("lavfi.signalstats.YAVG=") {
            let now = luma.trim().parse::<f64>().expect("a luma") > 128.0;
            if now && !bright {
                flashes.push(time);
            }
            bright = now;
        }
    }
    let (_, log) =
        run("ffmpeg", &["-i", "-vn", "-af", "silencedetect=n=-30dB:d=0.2", "-f", "null", "-"], path);
    let beeps = log
        .lines()
        .filter_map(|line| line.split("silence_end: ").nth(1)?.split(' ').next()?.parse().ok())
        .collect();
    (flashes, beeps)
}
