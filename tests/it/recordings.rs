//! Recordings: what `compere lips` hears in one, and how one is said on air.

use crate::{
    media::{RATE, levels, sound},
    program::{Stage, peers, text},
    television::Television,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use broadcast::pipeline::testing::wait_for;
use protocol::timeline::{PAUSE, Timeline};
use serde_json::json;
use std::{fs, path::Path};

/// Nobody said this in the training.
const LINE: &str = "Maybe Bob and Pam bought a pound of plums before my mother came home.";
const BILABIAL: [&str; 3] = ["p", "b", "m"];

fn timeline(path: &Path) -> Timeline {
    let line: Timeline =
        serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("a timeline");
    line.check().expect("phones that tile the sound");
    line
}

/// Middles of the stretches in which the lips are shut.
fn closures(line: &Timeline) -> Vec<u64> {
    let shut = |phone: &str| BILABIAL.contains(&phone);
    let runs = line.phones.chunk_by(|a, b| shut(&a.phone) && shut(&b.phone));
    let middle = |run: &[protocol::timeline::PhoneSpan]| run[0].start.midpoint(run[run.len() - 1].end);
    runs.filter(|run| shut(&run[0].phone)).map(middle).collect()
}

#[test]
fn lips_are_heard_in_a_recording() {
    let stage = Stage::take();
    let (wav, said, heard) = (stage.path("a.wav"), stage.path("said.json"), stage.path("heard.json"));
    stage.does(&["say", LINE, "-o", text(&wav), "--timeline", text(&said)]);
    let told = stage.does(&["lips", text(&wav), "-o", text(&heard)]);
    assert!(told.out.contains("phones heard"), "{told}");
    let (said, heard) = (timeline(&said), timeline(&heard));
    assert_eq!(heard.samples, said.samples);
    assert!(heard.words.is_empty() && heard.sentences.len() == 1, "{:?}", heard.sentences);
    assert!(heard.phones.iter().any(|p| p.stress == 2), "nothing is accented");

    // Of what the training measured, well under: half of the closures, and at most as many that are none.
    let (is, found) = (closures(&said), closures(&heard));
    let near = |from: &[u64], at: u64| from.iter().any(|other| other.abs_diff(at) <= 48 * 60);
    let recalled = is.iter().filter(|at| near(&found, **at)).count();
    let true_ones = found.iter().filter(|at| near(&is, **at)).count();
    println!("{recalled} of {} closures found, {true_ones} of {} are true", is.len(), found.len());
    assert!(is.len() >= 10 && recalled * 2 >= is.len(), "{recalled} of {} closures", is.len());
    assert!(true_ones * 2 >= found.len(), "{true_ones} of {} are true", found.len());
    // Silence is silence: of the frames that are, most are heard as such.
    let quiet =
        |line: &Timeline, at: u64| line.phones.iter().find(|p| p.end > at).is_none_or(|p| p.phone == PAUSE);
    let frames: Vec<u64> = (0..said.samples / 480).map(|n| n * 480 + 240).collect();
    let silent: Vec<u64> = frames.into_iter().filter(|at| quiet(&said, *at)).collect();
    let shut = silent.iter().filter(|at| quiet(&heard, **at)).count();
    assert!(silent.len() > 10 && shut * 10 >= silent.len() * 7, "{shut} of {} frames", silent.len());

    let printed = stage.does(&["lips", text(&wav)]);
    assert_eq!(serde_json::from_str::<Timeline>(&printed.out).expect("a timeline"), heard);
}

#[test]
fn what_is_no_recording_is_told() {
    let stage = Stage::take();
    let noise = stage.write("noise.wav", "this is no sound".repeat(100));
    stage.refuses(&["lips", text(&noise)], &["noise.wav", "cannot be read as sound"]);
    let empty = stage.write("empty.wav", "");
    stage.refuses(&["lips", text(&empty)], &["empty.wav", "cannot be read as sound"]);
    stage.refuses(&["lips", text(&stage.path("none.wav"))], &["cannot read", "none.wav"]);
}

#[test]
fn a_recording_is_said_on_air() {
    peers(&["ffmpeg"]);
    let stage = Stage::take();
    let (wav, mp4) = (stage.path("a.wav"), stage.path("a.mp4"));
    stage.does(&["say", "My mama may bow, wow!", "-o", text(&wav)]);
    let audio = STANDARD.encode(fs::read(&wav).expect("a file"));
    let mut tv = Television::on_air(&stage, &["--no-watch", "--to", text(&mp4)]);

    let refused = |data: serde_json::Value, status: u16, code: u64| {
        let reply = tv.request("Say", data);
        assert_eq!((reply.status, reply.code()), (status, code), "{reply:?}");
    };
    refused(json!({}), 400, 300);
    refused(json!({"audio": ""}), 422, 402);
    refused(json!({"audio": "???"}), 422, 400);
    refused(json!({"audio": STANDARD.encode("no sound".repeat(99))}), 422, 400);
    refused(json!({"audio": "A".repeat(14_200_000)}), 413, 403);
    refused(json!({"audio": audio, "text": "[smile] My mama"}), 422, 401);

    // A second one is interrupted by the third, and said when that was.
    let caption = "My mama may bow, wow!";
    let first = tv.granted("Say", json!({"audio": audio}))["utteranceId"].clone();
    let last =
        tv.granted("Say", json!({"audio": audio, "text": caption, "interrupt": true}))["utteranceId"].clone();
    assert_ne!(first, last);
    let state = |id: &serde_json::Value| {
        let recent = tv.status()["recent"].clone();
        let found = recent.as_array().expect("a list").iter().find(|u| u["utteranceId"] == *id).cloned();
        found.unwrap_or_default()
    };
    wait_for("the recording was said", crate::program::PATIENCE, || state(&last)["state"] == "done");
    assert_eq!(state(&last)["text"], caption);
    // What was cut off goes on behind it.
    wait_for("the first goes on", crate::program::PATIENCE, || state(&first)["state"] == "done");
    assert!(state(&first)["text"].as_str().expect("text").starts_with("(recording, "), "{}", state(&first));
    tv.switch_off();

    let heard = sound(&mp4);
    let loud = levels(&heard).into_iter().filter(|level| *level > -35.0).count();
    assert!(heard.len() > RATE && loud > 10, "{loud} stretches are loud");
}

/// A hum of so many seconds: 4 kHz, 8 bits.
fn hum(seconds: u32) -> String {
    let samples = seconds * 4_000;
    let mut wav = Vec::new();
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + samples).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&4_000_u32.to_le_bytes());
    wav.extend_from_slice(&4_000_u32.to_le_bytes());
    wav.extend_from_slice(b"\x01\0\x08\0data");
    wav.extend_from_slice(&samples.to_le_bytes());
    wav.extend((0..samples).map(|n| if n % 40 < 20 { 118 } else { 138 }));
    STANDARD.encode(wav)
}

#[test]
fn recordings_that_wait_have_a_bound_and_a_refused_one_leaves_nothing() {
    let stage = Stage::take();
    let journal = stage.path("journal.db");
    let mut tv = Television::on_air(&stage, &["--no-watch", "--journal", text(&journal)]);
    let files = || fs::read_dir(stage.path("journal.recordings")).map_or(0, Iterator::count);
    let long = hum(595);
    for _ in 0..3 {
        tv.granted("Say", json!({"audio": long, "hold": true}));
    }
    let refused = tv.request("Say", json!({"audio": long, "hold": true}));
    assert_eq!((refused.status, refused.code()), (503, 207), "{refused:?}");
    assert!(refused.body.contains("1785 s of recordings wait already"), "{refused:?}");
    assert_eq!(files(), 3);
    tv.granted("Say", json!({"audio": hum(2), "hold": true}));
    tv.granted("Stop", json!({}));
    wait_for("nothing of them lies about", crate::program::PATIENCE, || files() == 0);
    tv.granted("Say", json!({"audio": long, "hold": true}));
    tv.switch_off();
}
