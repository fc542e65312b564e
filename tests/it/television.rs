//! `compere live` while it runs: started small, asked over HTTP, ended with Ctrl-C.

use crate::{
    http::{Reply, ask},
    program::{Ended, PATIENCE, Stage},
};
use broadcast::pipeline::testing::wait_for;
use serde_json::{Value, json};
use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command},
    thread,
};

/// Small, so that two cores are bored and what is measured is not the machine.
const SMALL: [&str; 4] = ["--size", "426x240", "--bitrate", "800"];

/// The program on air. Killed when dropped.
pub struct Television {
    child: Option<Child>,
    out: PathBuf,
    err: PathBuf,
    /// Where its console listens.
    pub addr: SocketAddr,
    /// What must be known to be let in.
    pub token: String,
    /// The last event that was read.
    seq: u64,
}

impl Television {
    /// Starts it with `words` more, and waits until it listens.
    pub fn switch_on(stage: &Stage, words: &[&str]) -> Self {
        let (out, err) = (stage.path("live.out"), stage.path("live.err"));
        let mut command = stage.command(&["live", "--bind", "127.0.0.1:0"]);
        command.args(SMALL).args(words);
        command
            .stdout(fs::File::create(&out).expect("a file"))
            .stderr(fs::File::create(&err).expect("a file"));
        let child = command.spawn().expect("the program starts");
        let addr = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut tv = Self { child: Some(child), out, err, addr, token: String::new(), seq: 0 };
        let mut address = None;
        wait_for("the program listens", PATIENCE, || {
            tv.assert_runs();
            let out = tv.printed();
            address = out.lines().find_map(|l| l.strip_prefix("console:")?.trim().parse_url());
            address.is_some() && out.lines().any(|l| l.starts_with("token:"))
        });
        tv.addr = address.expect("found above");
        let token = fs::read_to_string(stage.path("config/compere/token")).expect("the token's file");
        tv.token = token.trim().to_owned();
        tv
    }

    /// Starts it without a show, and waits until it is on air.
    pub fn on_air(stage: &Stage, words: &[&str]) -> Self {
        let mut tv = Self::switch_on(stage, &[&["--idle"], words].concat());
        tv.wait_until_on_air();
        tv
    }

    /// Waits until frames reach the encoder.
    pub fn wait_until_on_air(&mut self) {
        wait_for("it is on air", PATIENCE, || {
            self.assert_runs();
            let reply = ask(self.addr, "POST", "/api/v1/requests/GetStatus", Some(&self.token), "");
            reply.status == 200 && reply.json()["responseData"]["onAir"] == true
        });
        // Events count from here.
        self.seq = ask(self.addr, "GET", "/api/v1/events", Some(&self.token), "").json()["seq"]
            .as_u64()
            .expect("a number");
    }

    /// What it has printed so far.
    pub fn printed(&self) -> String {
        fs::read_to_string(&self.out).unwrap_or_default()
    }

    /// What it has logged so far.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.err).unwrap_or_default()
    }

    /// Makes a request.
    #[track_caller]
    pub fn request(&self, name: &str, data: Value) -> Reply {
        ask(self.addr, "POST", &format!("/api/v1/requests/{name}"), Some(&self.token), &data.to_string())
    }

    /// Makes a request, which must be granted, and gives its data.
    #[track_caller]
    pub fn granted(&self, name: &str, data: Value) -> Value {
        let reply = self.request(name, data);
        assert_eq!((reply.status, reply.code()), (200, 100), "{name}: {reply:?}");
        reply.json()["responseData"].clone()
    }

    /// How it is.
    #[track_caller]
    pub fn status(&self) -> Value {
        self.granted("GetStatus", json!({}))
    }

    /// Waits until the outputs' states are `states`, in the order of `--to`; the watch page is the last.
    #[track_caller]
    pub fn wait_for_outputs(&mut self, states: &[&str]) {
        let mut outputs = Value::Null;
        wait_for(&format!("outputs are {states:?}"), PATIENCE, || {
            self.assert_runs();
            outputs = self.status()["outputs"].clone();
            let are: Vec<_> =
                outputs.as_array().expect("a list").iter().map(|o| o["state"].as_str()).collect();
            are == states.iter().map(|s| Some(*s)).collect::<Vec<_>>()
        });
    }

    /// Says `text`; gives the utterance's name.
    #[track_caller]
    pub fn say(&self, text: &str) -> String {
        let said = self.granted("Say", json!({ "text": text }));
        said["utteranceId"].as_str().unwrap_or_else(|| panic!("no name: {said}")).to_owned()
    }

    /// Reads events by long poll until one is the `last`; gives all of them in order.
    #[track_caller]
    pub fn events_until(&mut self, what: &str, last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        wait_for(what, PATIENCE, || {
            self.assert_runs();
            let path = format!("/api/v1/events?since={}&wait=2", self.seq);
            let page = ask(self.addr, "GET", &path, Some(&self.token), "").json();
            assert_eq!(page["gap"], false, "{page}");
            let events = page["events"].as_array().expect("a list").clone();
            let numbers: Vec<_> = events.iter().map(|e| e["seq"].as_u64().expect("a number")).collect();
            let counted: Vec<_> = (self.seq + 1..).take(numbers.len()).collect();
            assert_eq!(numbers, counted, "events are numbered without a gap");
            self.seq += events.len() as u64;
            found.extend(events);
            found.iter().any(&last)
        });
        found
    }

    /// Reads events until the utterance has ended; gives them all.
    #[track_caller]
    pub fn life_of(&mut self, utterance: &str) -> Vec<Value> {
        self.events_until(&format!("{utterance} ends"), |e| {
            e["eventData"]["utteranceId"] == utterance
                && matches!(e["eventData"]["state"].as_str(), Some("done" | "cancelled"))
        })
    }

    /// Reads events from the program's first on.
    pub fn hear_from_the_first_event(&mut self) {
        let page = ask(self.addr, "GET", "/api/v1/events?since=0", Some(&self.token), "").json();
        if let Some(first) = page["events"][0]["seq"].as_u64() {
            self.seq = first - 1;
        }
    }

    /// Kills it, without a word (SIGKILL).
    pub fn kill(mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("it can be killed");
        child.wait().expect("a child");
    }

    /// Asks it to end, as the system does (SIGTERM), and waits for that, which must be a clean one.
    #[track_caller]
    pub fn terminate(&mut self) -> Ended {
        let id = self.child.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status();
        assert!(sent.is_ok_and(|s| s.success()), "the signal could not be sent");
        let ended = self.wait();
        assert_eq!(ended.code, Some(0), "{ended}");
        ended
    }

    /// Presses Ctrl-C.
    #[track_caller]
    pub fn interrupt(&self) {
        let id = self.child.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.is_ok_and(|s| s.success()), "the signal could not be sent");
    }

    /// Presses Ctrl-C and waits for the end, which must be a clean one.
    #[track_caller]
    pub fn switch_off(&mut self) -> Ended {
        self.interrupt();
        let ended = self.wait();
        assert_eq!(ended.code, Some(0), "{ended}");
        assert!(!ended.err.contains("panicked"), "{ended}");
        ended
    }

    /// Waits until it has ended by itself.
    #[track_caller]
    pub fn wait(&mut self) -> Ended {
        let mut code = None;
        let mut child = self.child.take().expect("it runs");
        let started = std::time::Instant::now();
        while code.is_none() && started.elapsed() < PATIENCE {
            code = child.try_wait().expect("a child");
            thread::park_timeout(std::time::Duration::from_millis(10));
        }
        let Some(code) = code else {
            self.child = Some(child);
            panic!("it does not end within {PATIENCE:?}");
        };
        Ended { code: code.code(), out: self.printed(), err: self.logged() }
    }

    #[track_caller]
    fn assert_runs(&mut self) {
        let over = self.child.as_mut().and_then(|c| c.try_wait().expect("a child"));
        assert_eq!(over, None, "it has ended; is all set up? `cargo xtask test` does it");
    }
}

impl Drop for Television {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if thread::panicking() {
            eprintln!("--- printed\n{}\n--- logged\n{}", self.printed(), self.logged());
        }
    }
}

trait ParseUrl {
    fn parse_url(&self) -> Option<SocketAddr>;
}

impl ParseUrl for str {
    /// `http://127.0.0.1:4000/`.
    fn parse_url(&self) -> Option<SocketAddr> {
        self.strip_prefix("http://")?.trim_end_matches('/').parse().ok()
    }
}
