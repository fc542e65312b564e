//! Picture against sound, measured from what a server received: a flash and a beep every two seconds.

use crate::{
    program::{Stage, peers},
    television::Television,
};
use broadcast::pipeline::testing::{NginxRtmp, decode, flashes_and_beeps, wait_for};

/// Sound may be so many seconds before the picture, or behind it: more than that, viewers notice.
const EARLY: f64 = 0.015;
const LATE: f64 = 0.045;
/// Pairs of flash and beep that are looked at.
const PAIRS: usize = 7;

#[test]
fn sound_and_picture_are_together_at_the_server() {
    peers(&["nginx", "ffmpeg", "ffprobe"]);
    let stage = Stage::take();
    let server = NginxRtmp::start(&stage.path("nginx"));
    let mut tv = Television::on_air(&stage, &["--scene", "sync", "--to", &server.url("sync"), "--no-watch"]);
    tv.wait_for_outputs(&["live"]);
    let began = tv.status()["health"]["mediaSeconds"].as_f64().expect("seconds");
    let enough = began + 2.0 * (PAIRS + 1) as f64;
    wait_for("enough flashes were sent", crate::program::PATIENCE, || {
        tv.status()["health"]["mediaSeconds"].as_f64().expect("seconds") > enough
    });
    let health = tv.status()["health"].clone();
    tv.switch_off();

    let recordings = server.recordings("sync");
    assert_eq!(recordings.len(), 1, "{recordings:?}\n{}", server.log());
    let media = decode(&recordings[0]);
    let (flashes, beeps) = flashes_and_beeps(&recordings[0]);
    println!("{media:?}, {health}\nflashes {flashes:.3?}\nbeeps {beeps:.3?}");
    // The first may have begun before the connection did; the last may have lost its beep.
    let end = flashes.last().copied().unwrap_or_default();
    let whole: Vec<f64> = flashes.into_iter().filter(|f| *f > 0.5 && *f < end).collect();
    assert!(whole.len() >= PAIRS - 1, "too few flashes: {whole:?}");
    for pair in whole.windows(2) {
        let period = pair[1] - pair[0];
        assert!((period - 2.0).abs() < 0.07, "flashes come every two seconds, not {period}");
    }
    for flash in whole {
        let after = |beep: &f64| beep - flash;
        let off = beeps.iter().map(after).min_by(|a, b| a.abs().total_cmp(&b.abs())).expect("a beep");
        println!("flash at {flash:.3} s: the beep is {:+.1} ms after it", off * 1e3);
        assert!((-EARLY..=LATE).contains(&off), "flash at {flash} s, its beep {off} s after it");
    }
}
