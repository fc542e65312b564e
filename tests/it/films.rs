//! Films behind the host: the same when they are rendered twice, sent over HTTP, refused when they are broken.

use crate::{
    picture::Picture,
    program::{FRONT, Stage, text},
    television::Television,
};
use broadcast::pipeline::testing::film;
use serde_json::json;
use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
};

/// One second and a half of pictures, each brighter than the one before.
fn make(path: &Path) {
    let levels: Vec<u8> = (0..15).map(|n| 30 + n * 12).collect();
    film(path, (128, 72), 10, &levels, true);
}

#[test]
fn a_film_is_rendered_the_same_twice() {
    let stage = Stage::take();
    fs::create_dir(stage.path("media")).expect("a folder");
    make(&stage.path("media/sea.mp4"));
    let front = FRONT.replacen("---\n", "---\nscene: screen\ncamera: screen\n", 1);
    let show = stage.write("a.show.md", format!("{front}[show backdrop:sea.mp4]\n"));
    let render = |name: &str| {
        let (mp4, digest) = (stage.path(&format!("{name}.mp4")), stage.path(&format!("{name}.txt")));
        let frames = stage.path(name);
        let words = ["render", text(&show), "-o", text(&mp4), "--digest", text(&digest), "--size", "160x90"];
        let length = ["--duration", "3", "--frames", text(&frames), "--every", "3"];
        stage.does(&[&words[..], &length].concat());
        fs::read_to_string(digest).expect("a digest")
    };
    assert_eq!(render("first"), render("second"));
    // The middle of the screen, every tenth of a second.
    let level = |n: u64| {
        let frame = Picture::read(&stage.path("first").join(format!("{:06}.png", n * 3)));
        frame.part(0.35..0.45, 0.4..0.5).brightness()
    };
    let levels: Vec<f64> = (1..30).map(level).collect();
    let falls: Vec<usize> = (1..levels.len()).filter(|n| levels[*n] < levels[*n - 1] - 40.0).collect();
    let rises = levels.windows(2).filter(|w| w[1] > w[0] + 4.0).count();
    assert!(falls.len() == 1 && rises >= 24, "it goes on, and begins again once: {levels:?}");
}

#[test]
fn a_broken_film_is_told_with_its_place() {
    let stage = Stage::take();
    let whole = stage.path("whole.mp4");
    make(&whole);
    let bytes = fs::read(&whole).expect("a film");
    stage.write("cut.mp4", &bytes[..bytes.len() / 2]);
    let show = stage.write("a.show.md", format!("{FRONT}Hi. [show backdrop:cut.mp4] You.\n"));
    stage.refuses(&["render", text(&show), "-o", "a.mp4"], &["4:5: ", "cut.mp4 is cut short", "again"]);
}

/// Sends a file; gives the status.
fn put(tv: &Television, name: &str, body: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(tv.addr).expect("a connection");
    let head = format!(
        "PUT /api/v1/assets/{name} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
         content-length: {}\r\n\r\n",
        tv.addr,
        tv.token,
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("a head is sent");
    stream.write_all(body).expect("a body is sent");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("an answer");
    reply.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_else(|| panic!("no status: {reply}"))
}

#[test]
fn a_film_that_was_sent_is_shown() {
    let stage = Stage::take();
    make(&stage.path("sea.webm"));
    let film = fs::read(stage.path("sea.webm")).expect("a film");
    let mut tv = Television::on_air(&stage, &[]);
    assert_eq!(put(&tv, "sea.webm", &film), 200);
    assert_eq!(put(&tv, "noise.mp4", b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov"), 200);
    assert_eq!(put(&tv, "cut.webm", &film[..film.len() - 9]), 200);
    assert_eq!(put(&tv, "none.mp4", b"not a film at all"), 415);
    tv.granted("SetBackdrop", json!({"assets": ["sea.webm"]}));
    let shown = |name: &'static str| {
        move |e: &serde_json::Value| {
            e["eventType"] == "BackdropChanged" && e["eventData"]["assets"].to_string().contains(name)
        }
    };
    tv.events_until("the film is shown", shown("sea.webm"));
    // What is not whole is refused at once, what cannot be decoded is told when it was tried; the film plays on.
    let refused = tv.request("SetBackdrop", json!({"assets": ["cut.webm"]}));
    assert!(refused.status == 422 && refused.body.contains("cut short"), "{refused:?}");
    tv.granted("SetBackdrop", json!({"assets": ["noise.mp4"]}));
    let events = tv.events_until("it is told", |e| {
        e["eventType"] == "Notice" && e["eventData"]["message"].to_string().contains("noise.mp4")
    });
    assert!(events.iter().all(|e| e["eventType"] != "BackdropChanged"), "{events:?}");
    // A slide is turned to although its pictures are still being read.
    tv.granted("SetBackdrop", json!({"assets": ["sea.webm", "sea.webm"]}));
    assert_eq!(tv.granted("SetSlide", json!({"slide": 7}))["slide"], 1);
    tv.events_until("the second is seen", |e| {
        e["eventType"] == "BackdropChanged"
            && e["eventData"] == json!({"assets": ["sea.webm", "sea.webm"], "slide": 1})
    });
    // Safe is safe, also while something else is being read.
    tv.granted("SetBackdrop", json!({"assets": ["sea.webm", "sea.webm"]}));
    tv.granted("GoSafe", json!({}));
    tv.events_until("the backdrop is gone", shown("[]"));
    tv.granted("SetBackdrop", json!({"assets": ["sea.webm"]}));
    tv.granted("GoSafe", json!({}));
    tv.events_until("the backdrop is gone again", shown("[]"));
    // What was being read does not come after it: by now it would have.
    tv.granted("SetBackdrop", json!({"assets": ["noise.mp4"]}));
    let events = tv.events_until("it is told again", |e| {
        e["eventType"] == "Notice" && e["eventData"]["message"].to_string().contains("noise.mp4")
    });
    assert!(events.iter().all(|e| e["eventType"] != "BackdropChanged"), "{events:?}");
    tv.switch_off();
}
