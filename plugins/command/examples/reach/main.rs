//! How fast a running `compere live` does what it is told, seen from outside through its sockets: from a request to the
//! first changed picture, from a stop to silence, with many commands and with many consoles. `cargo xtask bench-reach`
//! starts the program and this beside it.
//!
//! ```sh
//! cargo run -p command --example reach -- 127.0.0.1:8080 ~/.config/compere/token PID [SECONDS [WHAT...]]
//! ```
//!
//! WHAT, of `commandToPicture`, `cancelToSilence`, `quiet`, `commands`, `cuts`, `consoles`: measure only these.
//!
//! Pictures and sound are those of the console (`/api/v1/preview`): each fragment is noted with the time at which it
//! came, and decoded afterwards by ffmpeg.

mod measure;
mod mp4;
mod session;

use serde_json::Map;
use std::{error::Error, net::SocketAddr, time::Duration};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Commands a second that the program must bear, and consoles that listen.
const COMMANDS: u32 = 200;
const CONSOLES: usize = 500;
/// Changes of camera a second of which all consoles are told.
const CUTS: u32 = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let mut word = |what: &str| words.next().ok_or_else(|| format!("give {what}"));
    let addr: SocketAddr = word("an address")?.parse()?;
    let token = std::fs::read_to_string(word("the token's file")?)?.trim().to_owned();
    let pid: u32 = word("the program's process id")?.parse()?;
    let seconds = words.next().map_or(Ok(30), |text| text.parse())?;
    let during = Duration::from_secs(seconds);
    measure::on_air(addr, &token).await?;
    let chosen: Vec<String> = words.collect();
    let all = ["commandToPicture", "cancelToSilence", "quiet", "commands", "consoles"];
    let mut report = Map::new();
    for what in if chosen.is_empty() { all.map(str::to_owned).to_vec() } else { chosen } {
        let load = |commands, consoles| measure::load(addr, &token, pid, during, commands, consoles);
        let found = match what.as_str() {
            "commandToPicture" => measure::picture(addr, &token, 40).await?,
            "cancelToSilence" => measure::silence(addr, &token, 8).await?,
            "quiet" => load(0, 0).await?,
            "commands" => load(COMMANDS, 0).await?,
            // What the consoles are told of, without them.
            "cuts" => load(CUTS, 1).await?,
            "consoles" => load(CUTS, CONSOLES).await?,
            other => return Err(format!("nothing is known of `{other}`").into()),
        };
        report.insert(what, found);
    }
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
