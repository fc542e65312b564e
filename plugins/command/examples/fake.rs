//! A program that only pretends: the real server with a picture from a file and a host who says nothing aloud, so
//! that the console can be worked on without building Bevy. Long because it pretends a whole program.
//!
//! ```sh
//! ffmpeg -f lavfi -i testsrc2=s=1280x720:r=30 -f lavfi -i 'sine=f=330:r=48000' -t 300 -c:v libx264 -profile:v main \
//!     -preset veryfast -tune zerolatency -g 60 -c:a aac -movflags frag_keyframe+empty_moov+default_base_moof \
//!     -frag_duration 100000 picture.mp4
//! COMPERE_TOKEN=a-token-for-working cargo run -p command --example fake -- picture.mp4 127.0.0.1:8080
//! ```

use bytes::Bytes;
use command::{Events, Incoming, Preview, Settings, Token};
use protocol::event::{Event, Kind, Notice, SentenceStarted, Utterance, UtteranceState};
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
/// Name, engine and language of what can speak.
const VOICES: [(&str, &str, &str); 6] = [
    ("en_US-joe-medium", "piper", "en-US"),
    ("en_US-amy-medium", "piper", "en-US"),
    ("en_GB-alan-medium", "piper", "en-GB"),
    ("de_DE-thorsten-medium", "piper", "de-DE"),
    ("af_heart", "kokoro", "en-US"),
    ("polly-Vicki", "polly", "de-DE"),
];
/// What is read where nothing is heard.
const SILENCE: f32 = -120.0;

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
    voice: String,
    /// In dB: voice, music, effects.
    faders: [f32; 3],
    paused: bool,
    said: usize,
    speaking: Option<Speaking>,
    queue: VecDeque<Utterance>,
    recent: VecDeque<Utterance>,
}

/// An utterance on air.
struct Speaking {
    utterance: Utterance,
    /// Those that were not heard to their end; the first is on air.
    sentences: VecDeque<String>,
    number: usize,
    /// When the first of them began, and when it ends.
    begin: Instant,
    end: Instant,
}

impl Host {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            events: Events::default(),
            camera: "medium".into(),
            voice: VOICES[0].0.into(),
            faders: [0.0; 3],
            paused: false,
            said: 0,
            speaking: None,
            queue: VecDeque::new(),
            recent: VecDeque::new(),
        }
    }

    async fn run(mut self, mut incoming: mpsc::Receiver<Incoming>) {
        loop {
            let end = self.speaking.as_ref().map(|s| s.end).filter(|_| !self.paused);
            let done = async { sleep_until(end.unwrap_or_else(Instant::now)).await };
            tokio::select! {
                request = incoming.recv() => {
                    let Some(Incoming { request, reply, .. }) = request else { return };
                    let response = self.answer(request);
                    let _ = reply.send(response);
                }
                () = done, if end.is_some() => { self.leave_sentence(); }
            }
            self.begin();
        }
    }

    fn begin(&mut self) {
        if self.paused || self.speaking.is_some() {
            return;
        }
        let Some(mut utterance) = self.queue.pop_front() else { return };
        for state in [UtteranceState::Synthesizing, UtteranceState::Speaking] {
            utterance.state = state;
            self.events.publish(Event::UtteranceChanged(utterance.clone()));
        }
        let sentences = utterance.text.split_inclusive(['.', '!', '?']).map(str::trim);
        let sentences = sentences.filter(|s| !s.is_empty()).map(str::to_owned).collect();
        let now = Instant::now();
        self.speaking = Some(Speaking { utterance, sentences, number: 0, begin: now, end: now });
        self.begin_sentence();
    }

    /// Tells of the sentence that is on air from now on, or of the end of the utterance.
    fn begin_sentence(&mut self) {
        let Some(speaking) = &mut self.speaking else { return };
        let Some(text) = speaking.sentences.front().cloned() else {
            return self.end(UtteranceState::Done, None);
        };
        let words: Vec<(String, f64)> = (text.split_whitespace().enumerate())
            .map(|(n, word)| (word.to_owned(), n as f64 * WORD))
            .collect();
        let duration_seconds = words.len() as f64 * WORD;
        speaking.begin = Instant::now();
        speaking.end = speaking.begin + Duration::from_secs_f64(duration_seconds);
        self.events.publish(Event::SentenceStarted(SentenceStarted {
            utterance_id: speaking.utterance.utterance_id.clone(),
            sentence: speaking.number,
            text,
            media_seconds: self.started.elapsed().as_secs_f64(),
            duration_seconds,
            words,
            voice: self.voice.clone(),
            speaker: "kai".into(),
        }));
    }

    /// Goes on behind the sentence on air; gives what it was.
    fn leave_sentence(&mut self) -> Option<String> {
        let speaking = self.speaking.as_mut()?;
        let left = speaking.sentences.pop_front();
        speaking.number += 1;
        if !self.paused {
            self.begin_sentence();
        }
        left
    }

    fn set_paused(&mut self, paused: bool) -> Response {
        if self.paused != paused {
            self.paused = paused;
            self.events.publish(Event::PauseChanged { paused });
            match &mut self.speaking {
                // What was not heard of the sentence is said later.
                Some(speaking) if paused => {
                    let heard = (speaking.begin.elapsed().as_secs_f64() / WORD) as usize;
                    if let Some(sentence) = speaking.sentences.front_mut() {
                        *sentence = sentence.split_whitespace().skip(heard).collect::<Vec<_>>().join(" ");
                    }
                }
                _ => self.begin_sentence(),
            }
        }
        Ok(ResponseData::from(Paused { paused }))
    }

    fn voices(&self) -> ResponseData {
        let info = |(name, engine, language): (&str, &str, &str)| VoiceInfo {
            name: name.into(),
            engine: engine.into(),
            language: Some(language.into()),
        };
        ResponseData::from(Voices { voices: VOICES.map(info).to_vec(), current: self.voice.clone() })
    }

    fn set_voice(&mut self, voice: String) -> Response {
        let found = VOICES.iter().map(|v| v.0).find(|name| name.starts_with(&voice));
        self.voice = match found {
            Some(name) => name.into(),
            None if voice.starts_with("espeak-") => voice,
            None => {
                let comment = format!("no voice is called `{voice}`; `compere voices` lists them");
                return Err(Refusal::new(Code::NotFound, comment));
            }
        };
        self.events.publish(Event::VoiceChanged { voice: self.voice.clone() });
        Ok(self.voices())
    }

    fn set_level(&mut self, set: SetLevel) -> Response {
        if !(-60.0..=12.0).contains(&set.level_db) {
            let comment = "levelDb must lie between -60 and 12";
            return Err(Refusal::new(Code::InvalidField, comment));
        }
        self.faders[set.bus as usize] = set.level_db;
        Ok(ResponseData::from(self.levels()))
    }

    /// Music that is always there, a voice that rises and falls, a beep every eight seconds.
    fn levels(&self) -> Levels {
        let time = self.started.elapsed().as_secs_f32();
        let heard = self.speaking.is_some() && !self.paused;
        let bus = |on: bool, dbfs: f32, fader: f32| match on && fader > -60.0 {
            true => dbfs + fader,
            false => SILENCE,
        };
        let ducking_db = if heard { -9.0 } else { 0.0 };
        let [voice, music, effects] = self.faders;
        let voice_dbfs = bus(heard, -9.0 + 5.0 * (time * 7.0).sin() * (time * 2.3).cos(), voice);
        let music_dbfs = bus(true, -26.0 + 3.0 * (time * 4.0).sin() + ducking_db, music);
        let effects_dbfs = bus(time % 8.0 < 0.7, -14.0, effects);
        let loudest = voice_dbfs.max(music_dbfs).max(effects_dbfs);
        Levels {
            program_dbfs: loudest.min(-1.0),
            voice_dbfs,
            music_dbfs,
            effects_dbfs,
            short_term_lufs: if heard { -16.3 + voice } else { (-36.0 + music).max(SILENCE) },
            integrated_lufs: if self.said > 0 { -16.4 } else { SILENCE },
            limiter_db: (-4.0 - loudest).min(0.0),
            ducking_db,
            voice_level_db: voice,
            music_level_db: music,
            effects_level_db: effects,
        }
    }

    fn end(&mut self, state: UtteranceState, reason: Option<String>) {
        let Some(Speaking { utterance, .. }) = self.speaking.take() else { return };
        let utterance = Utterance { state, reason, ..utterance };
        self.events.publish(Event::UtteranceChanged(utterance.clone()));
        self.recent.push_front(utterance);
        self.recent.truncate(20);
    }

    fn answer(&mut self, request: Request) -> Response {
        Ok(match request {
            Request::GetVersion(_) => ResponseData::from(Version {
                compere_version: "0.0.0-fake".into(),
                rpc_version: PROTOCOL_VERSION,
                requests: REQUESTS.iter().map(|name| (*name).to_owned()).collect(),
            }),
            Request::GetStatus(_) => ResponseData::from(self.status()),
            Request::Say(Say { text, interrupt, .. }) => {
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
                    kind: Kind::Operator,
                    source: "operator".into(),
                    state: UtteranceState::Queued,
                    reason: None,
                    question_id: None,
                    place: None,
                    said: 0,
                    expires_ms: None,
                    by: None,
                };
                self.events.publish(Event::UtteranceChanged(utterance.clone()));
                let said = Said { utterance_id: utterance.utterance_id.clone(), ahead: self.queue.len() };
                if interrupt {
                    self.queue.push_front(utterance);
                    self.end(UtteranceState::Cancelled, Some("an operator cut in".into()));
                    self.set_paused(false)?;
                } else {
                    self.queue.push_back(utterance);
                }
                ResponseData::from(said)
            }
            Request::Stop(_) => {
                let mut cancelled: Vec<String> = self.queue.drain(..).map(|u| u.utterance_id).collect();
                cancelled.extend(self.speaking.as_ref().map(|s| s.utterance.utterance_id.clone()));
                self.end(UtteranceState::Cancelled, Some("stopped by an operator".into()));
                self.set_paused(false)?;
                ResponseData::from(Stopped { cancelled, skipped: None })
            }
            Request::SkipSentence(_) => {
                let skipped = self.leave_sentence();
                ResponseData::from(Stopped { cancelled: Vec::new(), skipped })
            }
            Request::Pause(_) => return self.set_paused(true),
            Request::Resume(_) => return self.set_paused(false),
            Request::ListVoices(_) => self.voices(),
            Request::SetVoice(SetVoice { voice }) => return self.set_voice(voice),
            Request::SetLevel(set) => return self.set_level(set),
            Request::SetCamera(SetCamera { camera, .. }) => {
                self.camera = camera.clone();
                self.events.publish(Event::CameraChanged { camera: camera.clone() });
                ResponseData::from(CameraSet { camera })
            }
            Request::ListScenes(_) => {
                let cameras = ["close", "medium", "wide"].map(String::from).to_vec();
                let scene = SceneInfo { name: "studio".into(), title: "Studio".into(), cameras };
                ResponseData::from(Scenes { scenes: vec![scene], current: "studio".into() })
            }
            Request::SetAttention(SetAttention { attention, .. }) => {
                let set = AttentionSet { person: "kai".into(), attention };
                self.events.publish(Event::AttentionChanged(set.clone()));
                ResponseData::from(set)
            }
            other => {
                let comment = format!("the fake program knows no {}", other.name());
                return Err(Refusal::new(Code::NotReady, comment));
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
            bitrate_kbps: 2500,
            frames: 0,
            dropped_frames: 0,
            congestion: 0.0,
            reconnects: 0,
        };
        Status {
            title: "Welcome".into(),
            on_air: true,
            scene: "studio".into(),
            camera: self.camera.clone(),
            character: "kai".into(),
            people: Vec::new(),
            voice: self.voice.clone(),
            paused: self.paused,
            backdrop: protocol::request::BackdropSet::default(),
            speaking: self.speaking.as_ref().map(|s| s.utterance.clone()),
            queue: self.queue.iter().cloned().collect(),
            recent: self.recent.iter().cloned().collect(),
            outputs: vec![
                output(OUTPUT, "live", None, (media_seconds * 312_500.0) as u64),
                output("watch page", "live", None, (media_seconds * 310_000.0) as u64),
                output("rtmp://backup/live", "retrying", Some("connection refused"), 0),
            ],
            graphics: protocol::request::Graphics {
                label: true,
                label_text: "AI host".into(),
                ..Default::default()
            },
            health: Health {
                media_seconds,
                frames: (media_seconds * 30.0) as u64,
                skipped: 3,
                fps: 30.0,
                render_ms: 20.0,
                peak_dbfs: self.levels().program_dbfs,
                levels: self.levels(),
            },
        }
    }
}
