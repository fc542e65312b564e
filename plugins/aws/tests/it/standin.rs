//! A stand-in for Polly: it reads SSML, speaks a tone a letter, and answers in Polly's own forms.
//!
//! It keeps what it was sent, so that the requests can be held against the service's model. What it says is
//! known to the millisecond, so a test can tell whether timeline and audio fit.

use super::http::{Answer, Request, Server};
use aws::polly::{PollySettings, PollyVoice};
use serde_json::{Value, json};
use speech::{Cancel, SentenceRequest, SpeechPart, SynthesisError, Synthesizer};
use std::{
    io::{Read, Write},
    ops::Range,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

/// Milliseconds of a letter at usual speed.
pub const LETTER: u64 = 80;
/// Silence before the first and after the last word, and at punctuation.
pub const EDGE: u64 = 50;

/// A change of what a request is answered with.
pub type Twist = Box<dyn Fn(&Request, &Value) -> Option<Answer> + Send + Sync>;

pub struct StandIn {
    server: Server,
    pub requests: Arc<Mutex<Vec<Request>>>,
    folder: tempfile::TempDir,
}

impl StandIn {
    pub fn start() -> Self {
        Self::twisted(Box::new(|_, _| None))
    }

    pub fn twisted(twist: Twist) -> Self {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = requests.clone();
        let server = Server::start(move |request| {
            kept.lock().unwrap().push(request.clone());
            let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
            twist(&request, &body).unwrap_or_else(|| answer(&request, &body))
        });
        let folder = tempfile::tempdir().unwrap();
        let keys = "[stand-in]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = verysecretkey\n";
        std::fs::write(folder.path().join("keys"), keys).unwrap();
        Self { server, requests, folder }
    }

    pub fn settings(&self, voice: &str) -> PollySettings {
        PollySettings {
            voice: voice.into(),
            region: Some("eu-west-1".into()),
            profile: Some("stand-in".into()),
            credentials_file: Some(self.folder.path().join("keys")),
            endpoint_url: Some(format!("http://{}", self.server.address)),
            patience_ms: 60_000,
            ..PollySettings::default()
        }
    }

    pub fn voice(&self, voice: &str) -> PollyVoice {
        PollyVoice::new(self.settings(voice)).unwrap()
    }

    /// Bodies of the speech requests so far.
    pub fn asked(&self) -> Vec<Value> {
        let requests = self.requests.lock().unwrap();
        let speech = requests.iter().filter(|request| request.target == "/v1/speech");
        speech.map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
    }
}

/// Timeline and audio of a sentence; checks the promises of both.
#[track_caller]
pub fn say(
    voice: &mut PollyVoice,
    sentence: &SentenceRequest,
) -> Result<(protocol::timeline::Timeline, Vec<f32>), SynthesisError> {
    let (mut timeline, mut audio) = (None, Vec::new());
    voice.synthesize(sentence, &Cancel::default(), &mut |part| match part {
        SpeechPart::Timeline(times) => {
            assert!(timeline.is_none() && audio.is_empty(), "the timeline is first, once");
            timeline = Some(times);
        }
        SpeechPart::Audio(samples) => audio.extend(samples),
        other => panic!("a single voice says no {other:?}"),
    })?;
    let timeline = timeline.expect("a timeline");
    assert_eq!(timeline.check(), Ok(()));
    assert_eq!(timeline.samples, audio.len() as u64, "the timeline is as long as the audio");
    assert!(audio.iter().all(|sample| (-1.0..=1.0).contains(sample)));
    Ok((timeline, audio))
}

/// An error in Polly's form.
pub fn fault(status: u16, code: &str, message: &str) -> Answer {
    let headers =
        vec![("x-amzn-ErrorType", code.to_owned()), ("Content-Type", "application/json".to_owned())];
    Answer::Full(status, headers, json!({ "message": message }).to_string().into_bytes())
}

fn answer(request: &Request, body: &Value) -> Answer {
    if !request.headers.iter().any(|(name, value)| name == "authorization" && value.contains("AKIAEXAMPLE")) {
        return fault(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    match (request.method.as_str(), request.target.split('?').next()) {
        ("GET", Some("/v1/voices")) => json_answer(&voices()),
        ("POST", Some("/v1/speech")) => speech(body),
        _ => fault(404, "UnknownOperationException", ""),
    }
}

fn json_answer(value: &Value) -> Answer {
    Answer::Full(200, vec![("Content-Type", "application/json".into())], value.to_string().into_bytes())
}

fn voices() -> Value {
    let voice = |id: &str, language: &str, engines: &[&str]| {
        json!({
            "Gender": "Female", "Id": id, "LanguageCode": language, "LanguageName": language, "Name": id,
            "SupportedEngines": engines, "AdditionalLanguageCodes": if id == "Aditi" { vec!["hi-IN"] } else { vec![] },
        })
    };
    let both: &[&str] = &["neural", "standard"];
    json!({ "Voices": [
        voice("Joanna", "en-US", &["generative", "long-form", "neural", "standard"]),
        voice("Zhiyu", "cmn-CN", both), voice("Joey", "en-US", both), voice("Salli", "en-US", both),
        voice("Brian", "en-GB", both), voice("Emma", "en-GB", both), voice("Lea", "fr-FR", both),
        voice("Vicki", "de-DE", both), voice("Daniel", "de-DE", &["neural"]), voice("Carmen", "ro-RO", &["standard"]),
        voice("Aditi", "en-IN", &["standard"]),
    ] })
}

fn speech(body: &Value) -> Answer {
    let text = body["Text"].as_str().unwrap_or_default();
    let engine = body["Engine"].as_str().unwrap_or("standard");
    let spoken = match read(text, engine) {
        Ok(spoken) => spoken,
        Err(why) => return fault(400, "InvalidSsmlException", &why),
    };
    if spoken.billed > 3000 || text.chars().count() > 6000 {
        return fault(400, "TextLengthExceededException", "Maximum text length has been exceeded");
    }
    let characters = ("x-amzn-RequestCharacters", spoken.billed.to_string());
    if body["OutputFormat"] == "json" {
        if engine == "generative" {
            return fault(400, "ValidationException", "Speech marks are not supported by this engine");
        }
        let wanted = body["SpeechMarkTypes"].as_array().unwrap();
        let lines = spoken.marks.iter().filter(|mark| wanted.contains(&mark["type"]));
        let lines: String = lines.map(|mark| format!("{mark}\n")).collect();
        let kind = ("Content-Type", "application/x-json-stream".to_owned());
        return Answer::Full(200, vec![kind, characters], lines.into_bytes());
    }
    let rate = body["SampleRate"].as_str().unwrap_or("24000").parse().unwrap();
    let kind = ("Content-Type", "audio/ogg".to_owned());
    Answer::Full(200, vec![kind, characters], vorbis(&samples(&spoken.sounds, rate), rate))
}

/// What an SSML document says.
struct Spoken {
    marks: Vec<Value>,
    /// Milliseconds and the pitch of each tone.
    sounds: Vec<(Range<u64>, f64)>,
    billed: usize,
}

/// Reads the few tags that Polly's voices all take; another one, or one left open, is an error as at Polly.
fn read(ssml: &str, engine: &str) -> Result<Spoken, String> {
    let inner = ssml.strip_prefix("<speak>").and_then(|rest| rest.strip_suffix("</speak>"));
    let inner = inner.ok_or("Invalid SSML request: no speak tag")?;
    let mut spoken = Spoken { marks: Vec::new(), sounds: Vec::new(), billed: 0 };
    // A long text is said in a hurry: encoding minutes of sound would take minutes.
    let usual = if inner.len() > 500 { LETTER / 8 } else { LETTER };
    let (mut at, mut ms, mut letter) = (7, EDGE, usual);
    let mut open: Vec<&str> = Vec::new();
    let (mut word, mut shapes) = (0..0, Vec::new());
    spoken
        .marks
        .push(json!({"time": 0, "type": "sentence", "start": 7, "end": 7 + inner.len(), "value": inner}));
    let end = 7 + inner.len();
    while at <= end {
        let rest = &ssml[at..end];
        let (c, length) = match rest.chars().next() {
            Some('&') => {
                let semicolon = rest.find(';').ok_or("Invalid SSML request: bare ampersand")?;
                ('+', semicolon + 1)
            }
            Some(c) => (c, c.len_utf8()),
            None => (' ', 1),
        };
        if c.is_alphanumeric() || c == '+' {
            if word.is_empty() {
                word.start = at;
            }
            word.end = at + length;
            shapes.push((ms, symbol(c)));
            ms += letter;
            // A stop is marked at its closure: silence, then its burst.
            let sound = if matches!(symbol(c), "p" | "t" | "k") { letter / 2 } else { letter };
            spoken.sounds.push((ms - sound..ms, 300.0 + f64::from(u32::from(c) % 32) * 20.0));
            spoken.billed += 1;
            at += length;
            continue;
        }
        if !word.is_empty() {
            let (time, value) = (shapes.first().map_or(ms, |(ms, _)| *ms), &ssml[word.clone()]);
            spoken.marks.push(
                json!({"time": time, "type": "word", "start": word.start, "end": word.end, "value": value}),
            );
            let shapes = shapes.drain(..).map(|(ms, s)| json!({"time": ms, "type": "viseme", "value": s}));
            spoken.marks.extend(shapes);
        }
        word = 0..0;
        if c == '<' {
            let close = rest.find('>').ok_or("Invalid SSML request: bare bracket")?;
            let tag = &rest[1..close];
            at += close + 1;
            let value =
                |name: &str| tag.split_once(&format!("{name}=\"")).and_then(|(_, v)| v.split('"').next());
            match tag.split([' ', '/']).find(|part| !part.is_empty()) {
                Some(name @ ("prosody" | "lang")) if !tag.starts_with('/') => {
                    if tag.contains("pitch") && engine != "standard" {
                        return Err("Unsupported Neural feature".into());
                    }
                    if let Some(rate) = value("rate") {
                        letter = usual * 100 / rate.trim_end_matches('%').parse::<u64>().unwrap();
                    }
                    open.push(name);
                }
                Some(name @ ("prosody" | "lang")) => {
                    if open.pop() != Some(name) {
                        return Err("Invalid SSML request: tags do not match".into());
                    }
                    letter = if name == "prosody" { usual } else { letter };
                }
                Some("break") => {
                    let time =
                        value("time").and_then(|time| time.strip_suffix("ms")).ok_or("break without time")?;
                    spoken.marks.push(json!({"time": ms, "type": "viseme", "value": "sil"}));
                    ms += time.parse::<u64>().map_err(|_| "Invalid SSML request: time")?;
                }
                Some("mark") => {
                    let name = value("name").unwrap_or_default();
                    spoken
                        .marks
                        .push(json!({"time": ms, "type": "ssml", "start": at, "end": at, "value": name}));
                }
                _ => return Err(format!("Invalid SSML request: <{tag}>")),
            }
            continue;
        }
        spoken.billed += usize::from(at < end);
        if ".,!?".contains(c) {
            spoken.marks.push(json!({"time": ms, "type": "viseme", "value": "sil"}));
            ms += EDGE;
        }
        at += length;
    }
    if !open.is_empty() {
        return Err("Invalid SSML request: a tag is left open".into());
    }
    spoken.marks.push(json!({"time": ms, "type": "viseme", "value": "sil"}));
    spoken.sounds.push((ms + EDGE..ms + EDGE, 0.0));
    Ok(spoken)
}

/// A symbol a letter: enough to have all kinds.
fn symbol(c: char) -> &'static str {
    match c.to_ascii_lowercase() {
        'p' | 'b' | 'm' => "p",
        't' | 'd' | 'n' => "t",
        'f' | 'v' => "f",
        'k' | 'g' | 'h' | 'c' | 'q' => "k",
        's' | 'z' | 'x' => "s",
        'r' => "r",
        'l' => "l",
        'j' => "S",
        'w' | 'u' => "u",
        'y' | 'i' => "i",
        'a' => "a",
        'e' => "E",
        'o' => "o",
        _ => "@",
    }
}

/// Tones without a click at their ends.
pub fn samples(sounds: &[(Range<u64>, f64)], rate: u32) -> Vec<i16> {
    let place = |ms: u64| (ms * u64::from(rate) / 1000) as usize;
    let mut samples = vec![0; place(sounds.iter().map(|(span, _)| span.end).max().unwrap_or(0))];
    for (span, hertz) in sounds {
        let (start, end) = (place(span.start), place(span.end));
        for (at, sample) in samples[start..end].iter_mut().enumerate() {
            let (x, length) = (at as f64 / f64::from(rate), (end - start) as f64);
            let window = (std::f64::consts::PI * at as f64 / length).sin().sqrt();
            *sample = (9_000.0 * window * (2.0 * std::f64::consts::PI * hertz * x).sin()) as i16;
        }
    }
    samples
}

/// Ogg Vorbis by ffmpeg's libvorbis.
pub fn vorbis(samples: &[i16], rate: u32) -> Vec<u8> {
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let rate = rate.to_string();
    let mut ffmpeg = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "s16le", "-ar", &rate, "-ac", "1", "-i", "-"])
        .args(["-c:a", "libvorbis", "-q:a", "4", "-f", "ogg", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`ffmpeg` is not installed, so this cannot be tested; `cargo xtask test` installs it");
    let mut input = ffmpeg.stdin.take().unwrap();
    let feed = std::thread::Builder::new().name("ffmpeg input".into()).spawn(move || input.write_all(&bytes));
    let mut ogg = Vec::new();
    ffmpeg.stdout.take().unwrap().read_to_end(&mut ogg).unwrap();
    feed.unwrap().join().unwrap().unwrap();
    assert!(ffmpeg.wait().unwrap().success());
    ogg
}
