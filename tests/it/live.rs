//! `compere live`: who is let in, what is said and stopped, how it begins and ends. Where it goes is `outputs`'.

use crate::{
    http::{ask, get},
    program::{FRONT, PATIENCE, Stage, peers, text},
    television::Television,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use broadcast::pipeline::testing::{run, wait_for};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt, path::Path};
use tokio_tungstenite::tungstenite::Message;

#[test]
fn nobody_comes_in_without_the_token() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let file = fs::metadata(stage.path("config/compere/token")).expect("the token's file");
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
    assert!(tv.token.len() >= 32, "a token of {} characters can be guessed", tv.token.len());
    assert_eq!(tv.printed().matches(&tv.token).count(), 1, "the token is shown once");
    assert!(!tv.logged().contains(&tv.token), "the token is in the log");

    let almost = format!("{}x", &tv.token[..tv.token.len() - 1]);
    for wrong in [None, Some("not-the-token-of-it"), Some(almost.as_str())] {
        for (method, path) in [
            ("POST", "/api/v1/requests/GetStatus"),
            ("POST", "/api/v1/requests/Say"),
            ("POST", "/api/v1/requests/Stop"),
            ("GET", "/api/v1/events"),
        ] {
            let reply = ask(tv.addr, method, path, wrong, "");
            assert_eq!((reply.status, reply.code()), (401, 501), "{path} with {wrong:?}: {reply:?}");
        }
        if let Some(wrong) = wrong {
            for socket in ["ws", "preview"] {
                assert_eq!(session(tv.addr, socket, wrong), Err(Some(4009)), "{socket} with a wrong token");
            }
        }
    }
    assert_eq!(tv.status()["speaking"], Value::Null, "nothing was done for those without");
    let status = session(tv.addr, "ws", &tv.token).expect("a session");
    assert_eq!(status["requestStatus"]["code"], 100, "{status}");
    assert_eq!(status["responseData"]["onAir"], true, "{status}");
    assert_eq!((get(tv.addr, "/healthz").status, get(tv.addr, "/").status), (200, 200));
    tv.switch_off();
}

/// Opens a session and asks for the status; else the code with which it was closed.
fn session(addr: SocketAddr, socket: &str, token: &str) -> Result<Value, Option<u16>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let talk = async {
        let (mut stream, _) =
            tokio_tungstenite::connect_async(format!("ws://{addr}/api/v1/{socket}")).await.expect("a socket");
        loop {
            let message = stream.next().await.ok_or(None)?.map_err(|_| None)?;
            let heard: Value = match message {
                Message::Text(text) => serde_json::from_str(&text).expect("json"),
                Message::Close(frame) => return Err(frame.map(|f| f.code.into())),
                _ => continue,
            };
            let answer = match heard["op"].as_u64() {
                Some(0) => {
                    let text =
                        |name: &str| heard["d"]["authentication"][name].as_str().expect("text").to_owned();
                    let hash = |text: String| STANDARD.encode(Sha256::digest(text));
                    let proof = hash(hash(token.to_owned() + &text("salt")) + &text("challenge"));
                    json!({"op": 1, "d": {"rpcVersion": 1, "authentication": proof}})
                }
                Some(2) => json!({"op": 6, "d": {"requestType": "GetStatus", "requestId": "7"}}),
                Some(7) if heard["d"]["requestId"] == "7" => return Ok(heard["d"].clone()),
                _ => continue,
            };
            stream.send(Message::text(answer.to_string())).await.expect("a sent message");
        }
    };
    runtime.block_on(async { tokio::time::timeout(PATIENCE, talk).await }).expect("an answer in time")
}

#[test]
fn lines_are_said_refused_and_stopped() {
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let said = tv.say("This is the first line. [camera half] And it has two sentences.");
    let next = tv.say("I come second.");
    let events = tv.life_of(&next);
    for utterance in [&said, &next] {
        assert_eq!(states(&events, utterance), ["queued", "approved", "synthesizing", "speaking", "done"]);
    }
    let place = |wanted: &dyn Fn(&Value) -> bool| events.iter().position(wanted).expect("an event");
    let ends = place(&|e| e["eventData"]["utteranceId"] == *said && e["eventData"]["state"] == "done");
    let begins = place(&|e| e["eventData"]["utteranceId"] == *next && e["eventData"]["state"] == "speaking");
    assert!(ends < begins, "the second line did not wait for the first");
    let sentences: Vec<_> =
        events.iter().filter(|e| e["eventType"] == "SentenceStarted").map(|e| &e["eventData"]).collect();
    let texts: Vec<_> = sentences.iter().map(|s| s["text"].as_str().unwrap_or_default()).collect();
    assert_eq!(texts, ["This is the first line.", "And it has two sentences.", "I come second."]);
    for pair in sentences.windows(2) {
        let number = |s: &Value, name: &str| s[name].as_f64().expect("a number");
        let end = number(pair[0], "mediaSeconds") + number(pair[0], "durationSeconds");
        assert!(number(pair[1], "mediaSeconds") > end - 0.001, "sentences overlap: {pair:?}");
    }
    let moved: Vec<_> = events.iter().filter(|e| e["eventType"] == "CameraChanged").collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert_eq!((&moved[0]["eventData"]["camera"], &tv.status()["camera"]), (&json!("half"), &json!("half")));

    refusals(&tv);

    // What is on air is cut, what waits goes.
    let long = tv.say(&"This line is far too long to be said to its end. ".repeat(8));
    let waiting = tv.say("Nobody will hear me.");
    tv.events_until("the long line is heard", |e| speaks(e, &long));
    let stopped = tv.granted("Stop", json!({}));
    assert_eq!(stopped["cancelled"], json!([long, waiting]));
    let events = tv.life_of(&waiting);
    assert_eq!(states(&events, &waiting).last(), Some(&"cancelled"));
    assert_eq!(states(&events, &long).last(), Some(&"cancelled"));
    wait_for("it is silent", PATIENCE, || {
        tv.status()["health"]["peakDbfs"].as_f64().is_some_and(|p| p < -60.0)
    });
    let status = tv.status();
    assert_eq!((&status["speaking"], &status["queue"]), (&Value::Null, &json!([])));
    assert_eq!(status["recent"][0]["reason"], "by an operator", "{status}");

    // It speaks again, and what is urgent cuts off what is not.
    let again = tv.say(&"I am still here, and I will go on for long. ".repeat(8));
    tv.events_until("it speaks again", |e| speaks(e, &again));
    let urgent = tv.granted("Say", json!({"text": "Stop the press!", "interrupt": true}));
    let urgent = urgent["utteranceId"].as_str().expect("a name");
    let events = tv.life_of(urgent);
    assert_eq!(states(&events, &again)[0], "approved", "what was cut off goes on later");
    assert_eq!(states(&events, urgent).last(), Some(&"done"));
    tv.switch_off();
}

/// Whether `utterance` begins to be heard.
fn speaks(event: &Value, utterance: &str) -> bool {
    event["eventData"]["utteranceId"] == utterance && event["eventData"]["state"] == "speaking"
}

/// What is asked wrongly is refused with a stable code, and nothing is done.
#[track_caller]
fn refusals(tv: &Television) {
    let check = |name: &str, data: Value, status: u16, code: u64, part: &str| {
        let reply = tv.request(name, data);
        assert_eq!((reply.status, reply.code()), (status, code), "{name}: {reply:?}");
        let comment = reply.json()["requestStatus"]["comment"].to_string();
        assert!(comment.contains(part), "{name}: `{part}` is not told: {comment}");
    };
    check("Say", json!({"text": "Hello [smlie] there."}), 422, 401, "[smile]");
    check("Say", json!({"text": "Hello [camera clsoe] there."}), 422, 401, "close");
    check("Say", json!({"text": ""}), 422, 402, "nothing");
    check("Say", json!({"text": "a".repeat(20_001)}), 413, 403, "20000");
    check("Say", json!({}), 400, 300, "text");
    check("SetCamera", json!({"camera": "clsoe"}), 404, 600, "close");
    check("SetAttention", json!({"attention": "thinking", "person": "kia"}), 404, 600, "kai");
    check("SetAttention", json!({"attention": "bored"}), 422, 400, "bored");
    check("Shout", json!({}), 404, 204, "Shout");
    let status = tv.status();
    assert_eq!((&status["speaking"], &status["queue"]), (&Value::Null, &json!([])));
}

/// States that an utterance entered, in order.
fn states<'a>(events: &'a [Value], utterance: &str) -> Vec<&'a str> {
    let of = |e: &&Value| e["eventType"] == "UtteranceChanged" && e["eventData"]["utteranceId"] == utterance;
    events.iter().filter(of).filter_map(|e| e["eventData"]["state"].as_str()).collect()
}

#[test]
fn a_show_is_played_to_its_end() {
    peers(&["ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    let show = "# One\n\n[camera half] Hello, one.\n\n# Two\n\nAnd two.\n";
    let show = stage.write("a.show.md", format!("{FRONT}{show}"));
    let mp4 = stage.path("a.mp4");
    let words = [text(&show), "--to", text(&mp4), "--end-with-show", "--no-watch"];
    let mut tv = Television::switch_on(&stage, &words);
    let ended = tv.wait();
    assert_eq!(ended.code, Some(0), "{ended}");
    assert!(ended.out.contains("a.mp4: ended"), "{ended}");
    let heard = crate::media::heard_seconds(&crate::media::sound(&mp4));
    assert!((0.8..6.0).contains(&heard), "{heard} s are heard");
    assert!(broadcast::pipeline::testing::decode(&mp4).frames > 45);
}

#[test]
fn the_welcome_is_played_where_no_show_is_named() {
    let stage = Stage::take();
    let mut tv = Television::switch_on(&stage, &["--no-watch"]);
    tv.wait_until_on_air();
    let mut status = Value::Null;
    wait_for("the show speaks", PATIENCE, || {
        status = tv.status();
        status["speaking"]["state"] == "speaking"
    });
    assert_eq!((&status["title"], &status["speaking"]["source"]), (&json!("Welcome"), &json!("rundown")));
    assert!(status["speaking"]["text"].as_str().is_some_and(|t| t.contains("welcome")), "{status}");
    tv.switch_off();
}

#[test]
fn a_show_that_is_broken_does_not_go_on_air() {
    let stage = Stage::take();
    let show = stage.write("a.show.md", format!("{FRONT}Hi [smlie] there."));
    let mp4 = stage.path("a.mp4");
    let words = ["live", text(&show), "--bind", "127.0.0.1:0", "--to", text(&mp4)];
    let ended = stage.refuses(&words, &["a.show.md:4:4: ", "[smile]"]);
    assert_eq!(ended.out, "", "it listened before it read the show");
    assert!(!mp4.exists() && !stage.path("config").exists(), "something was begun");
}

#[test]
fn an_address_that_is_taken_is_told() {
    let stage = Stage::take();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = taken.local_addr().expect("an address").to_string();
    stage.refuses(&["live", "--bind", &addr], &[&addr, "choose another address"]);
}

#[test]
fn ctrl_c_while_it_starts_ends_it_and_the_token_stays() {
    let stage = Stage::take();
    let mut tv = Television::switch_on(&stage, &["--idle", "--no-watch"]);
    let token = tv.token.clone();
    tv.switch_off();
    let mut tv = Television::switch_on(&stage, &["--idle", "--no-watch"]);
    assert_eq!(tv.token, token, "each start makes another token");
    assert!(!tv.printed().contains(&token), "the token is shown again");
    tv.switch_off();
}

#[test]
fn the_watch_page_plays_for_everybody() {
    peers(&["ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &[]);
    let page = get(tv.addr, "/watch");
    assert_eq!(
        page.status, 200,
        "the program has no watch page inside; `cargo xtask test` builds it\n{}",
        page.body
    );
    assert!(page.head.contains("content-type: text/html"), "{}", page.head);
    assert!(!page.body.contains(&tv.token));
    tv.say("Hello to everybody who watches, it is nice to have you here with us tonight.");
    let playlist = "/watch/hls/index.m3u8";
    wait_for("three segments are there", PATIENCE, || {
        get(tv.addr, playlist).body.matches("#EXTINF").count() >= 3
    });
    let url = format!("http://{}{playlist}", tv.addr);
    let url = Path::new(&url);
    // From the first segment on: a player would begin near the end.
    let begin = ["-v", "error", "-live_start_index", "0", "-read_intervals", "%+4", "-count_frames"];
    let count = ["-show_entries", "stream=codec_name,nb_read_frames", "-of", "csv=p=0", "-i"];
    let (counted, errors) = run("ffprobe", &[&begin[..], &count[..]].concat(), url);
    assert_eq!(errors, "", "the stream does not play cleanly");
    let frames = |codec: &str| {
        let line = counted.lines().find_map(|l| l.strip_prefix(codec)?.strip_prefix(','));
        line.and_then(|n| n.trim().trim_end_matches(',').parse::<u64>().ok())
            .unwrap_or_else(|| panic!("{codec}: {counted}"))
    };
    assert!(frames("h264") >= 60 && frames("aac") >= 90, "{counted}");
    assert_eq!(get(tv.addr, "/watch/hls/none.m4s").status, 404);
    tv.switch_off();
}
