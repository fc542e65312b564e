//! A program that only pretends: the real server with a picture from a file and a host who says nothing aloud, so
//! that the console can be worked on without building Bevy.
//!
//! ```sh
//! ffmpeg -f lavfi -i testsrc2=s=1280x720:r=30 -f lavfi -i 'sine=f=330:r=48000' -t 300 -c:v libx264 -profile:v main \
//!     -preset veryfast -tune zerolatency -g 60 -c:a aac -movflags frag_keyframe+empty_moov+default_base_moof \
//!     -frag_duration 100000 picture.mp4
//! COMPERE_TOKEN=a-token-for-working cargo run -p command --example fake -- picture.mp4 127.0.0.1:8080
//! ```

use bytes::Bytes;
use command::{Events, Incoming, Preview, Settings, Token};
use protocol::event::{Event, Notice, SentenceStarted, Source, Utterance, UtteranceState};
use protocol::request::*;
use protocol::{Code, PROTOCOL_VERSION, Request, Response};
use std::{collections::VecDeque, error::Error, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

/// Seconds of one fragment, and of one word.
const FRAGMENT: f64 = 0.1;
const WORD: f64 = 0.35;
const OUTPUT: &str = "rtmp://127.0.0.1/live";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_env_filter("command=debug").init();
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("give a fragmented mp4 file")?;
    let bind = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".into());
    let token = std::env::var("COMPERE_TOKEN").map_err(|_| "set COMPERE_TOKEN")?;
    let token = Token::parse(&token).ok_or("COMPERE_TOKEN needs 16 characters or more")?;

    let (commands, incoming) = mpsc::channel(64);
    let (events, preview) = (Events::default(), Preview::new());
    let mut settings = Settings::new(bind.parse()?, token);
    settings.watch_dir = arguments.next().map(Into::into);
    let running = command::serve(settings, commands, events.clone(), preview.clone()).await?;
    let host = Host { started: Instant::now(), events, ..Host::new() };
    tokio::spawn(play(std::fs::read(file)?, preview, host.started));
    tokio::spawn(host.run(incoming));
    running.join().await?;
    Ok(())
}

/// Sends the file's fragments in their time.
async fn play(file: Vec<u8>, preview: Preview, started: Instant) {
    let (mut init, mut fragment, mut count) = (Vec::new(), Vec::new(), 0u32);
    let mut at = 0;
    while at + 8 <= file.len() {
        let size = u32::from_be_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]) as usize;
        let (name, whole) = (&file[at + 4..at + 8], &file[at..at + size]);
        match name {
            b"ftyp" => init.extend(whole),
            b"moov" => {
                init.extend(whole);
                preview.begin(Bytes::from(std::mem::take(&mut init)));
            }
            b"moof" => fragment.extend(whole),
            b"mdat" => {
                fragment.extend(whole);
                let key = count.is_multiple_of(20);
                count += 1;
                sleep_until(started + Duration::from_secs_f64(f64::from(count) * FRAGMENT)).await;
                preview.push(Bytes::from(std::mem::take(&mut fragment)), key);
            }
            _ => {}
        }
        at += size;
    }
}

struct Host {
    started: Instant,
    events: Events,
    camera: String,
    said: usize,
    speaking: Option<(Utterance, Instant)>,
    queue: VecDeque<Utterance>,
    recent: VecDeque<Utterance>,
}

impl Host {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            events: Events::default(),
            camera: "medium".into(),
            said: 0,
            speaking: None,
            queue: VecDeque::new(),
            recent: VecDeque::new(),
        }
    }

    async fn run(mut self, mut incoming: mpsc::Receiver<Incoming>) {
        loop {
            let end = self.speaking.as_ref().map(|(_, end)| *end);
            let done = async { sleep_until(end.unwrap_or_else(Instant::now)).await };
            tokio::select! {
                request = incoming.recv() => {
                    let Some(Incoming { request, reply, .. }) = request else { return };
                    let response = self.answer(request);
                    let _ = reply.send(response);
                }
                () = done, if end.is_some() => self.end(UtteranceState::Done, None),
            }
            self.begin();
        }
    }

    fn begin(&mut self) {
        if self.speaking.is_some() {
            return;
        }
        let Some(mut utterance) = self.queue.pop_front() else { return };
        for state in [UtteranceState::Synthesizing, UtteranceState::Speaking] {
            utterance.state = state;
            self.events.publish(Event::UtteranceChanged(utterance.clone()));
        }
        let words: Vec<(String, f64)> = (utterance.text.split_whitespace().enumerate())
            .map(|(n, word)| (word.to_owned(), n as f64 * WORD))
            .collect();
        let duration_seconds = words.len() as f64 * WORD;
        self.events.publish(Event::SentenceStarted(SentenceStarted {
            utterance_id: utterance.utterance_id.clone(),
            sentence: 0,
            text: utterance.text.clone(),
            media_seconds: self.started.elapsed().as_secs_f64(),
            duration_seconds,
            words,
        }));
        self.speaking = Some((utterance, Instant::now() + Duration::from_secs_f64(duration_seconds)));
    }

    fn end(&mut self, state: UtteranceState, reason: Option<String>) {
        let Some((utterance, _)) = self.speaking.take() else { return };
        let utterance = Utterance { state, reason, ..utterance };
        self.events.publish(Event::UtteranceChanged(utterance.clone()));
        self.recent.push_front(utterance);
        self.recent.truncate(20);
    }

    fn answer(&mut self, request: Request) -> Response {
        Ok(match request {
            Request::GetVersion(_) => ResponseData::Version(Version {
                compere_version: "0.0.0-fake".into(),
                rpc_version: PROTOCOL_VERSION,
                requests: REQUESTS.map(String::from).to_vec(),
            }),
            Request::GetStatus(_) => ResponseData::Status(Box::new(self.status())),
            Request::Say(Say { text, interrupt }) => {
                if text.contains("[quantum]") {
                    let comment =
                        "column 1: no cue is called `quantum`; write \\[ for a bracket that is said";
                    self.events.publish(Event::Notice(Notice {
                        severity: "warning".into(),
                        message: "A line with an unknown cue was refused.".into(),
                    }));
                    return Err(Refusal::new(Code::InvalidCue, comment));
                }
                self.said += 1;
                let utterance = Utterance {
                    utterance_id: format!("u-{}", self.said),
                    text,
                    source: Source::Operator,
                    state: UtteranceState::Queued,
                    reason: None,
                };
                self.events.publish(Event::UtteranceChanged(utterance.clone()));
                let said = Said { utterance_id: utterance.utterance_id.clone(), ahead: self.queue.len() };
                if interrupt {
                    self.queue.push_front(utterance);
                    self.end(UtteranceState::Cancelled, Some("an operator cut in".into()));
                } else {
                    self.queue.push_back(utterance);
                }
                ResponseData::Said(said)
            }
            Request::Stop(_) => {
                let mut cancelled: Vec<String> = self.queue.drain(..).map(|u| u.utterance_id).collect();
                cancelled.extend(self.speaking.as_ref().map(|(u, _)| u.utterance_id.clone()));
                self.end(UtteranceState::Cancelled, Some("stopped by an operator".into()));
                ResponseData::Stopped(Stopped { cancelled })
            }
            Request::SetCamera(SetCamera { camera }) => {
                self.camera = camera.clone();
                self.events.publish(Event::CameraChanged { camera: camera.clone() });
                ResponseData::Camera(CameraSet { camera })
            }
            Request::ListScenes(_) => {
                let cameras = ["close", "medium", "wide"].map(String::from).to_vec();
                let scene = SceneInfo { name: "studio".into(), title: "Studio".into(), cameras };
                ResponseData::Scenes(Scenes { scenes: vec![scene], current: "studio".into() })
            }
        })
    }

    fn status(&self) -> Status {
        let media_seconds = self.started.elapsed().as_secs_f64();
        let output = |name: &str, state: &str, error: Option<&str>, bytes_sent| OutputInfo {
            name: name.into(),
            state: state.into(),
            error: error.map(Into::into),
            bytes_sent,
        };
        Status {
            title: "Welcome".into(),
            on_air: true,
            scene: "studio".into(),
            camera: self.camera.clone(),
            character: "kai".into(),
            voice: "en_US-joe-medium".into(),
            speaking: self.speaking.as_ref().map(|(u, _)| u.clone()),
            queue: self.queue.iter().cloned().collect(),
            recent: self.recent.iter().cloned().collect(),
            outputs: vec![
                output(OUTPUT, "live", None, (media_seconds * 312_500.0) as u64),
                output("watch page", "live", None, (media_seconds * 310_000.0) as u64),
                output("rtmp://backup/live", "retrying", Some("connection refused"), 0),
            ],
            health: Health {
                media_seconds,
                frames: (media_seconds * 30.0) as u64,
                skipped: 3,
                fps: 30.0,
                peak_dbfs: -12.0,
            },
        }
    }
}
