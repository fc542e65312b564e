//! The measurements, each by itself; times are milliseconds.

use crate::{
    Result,
    mp4::Film,
    session::{Heard, Session, answer, open},
};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::mpsc,
    time::{sleep, sleep_until},
};

/// Time between two changes of the camera: long enough for either to be seen.
const BETWEEN: Duration = Duration::from_millis(900);
/// Before the first: the picture begins at a key frame.
const WARM: Duration = Duration::from_secs(4);

/// Waits until frames go out.
pub async fn on_air(addr: SocketAddr, token: &str) -> Result<()> {
    let (mut session, ear) = open(addr, "ws", token).await?;
    let mut heard = ear.listen();
    for _ in 0..600 {
        let (number, _) = session.ask("GetStatus", json!({})).await?;
        // While it opens nobody answers, and it says so.
        let (_, told) = answer(&mut heard, number, &mut Vec::new()).await?;
        if told["responseData"]["onAir"] == true {
            return Ok(());
        }
        sleep(Duration::from_millis(200)).await;
    }
    Err("it does not go on air".into())
}

/// Watches beside everything else.
async fn watch(addr: SocketAddr, token: &str) -> Result<(Session, mpsc::Receiver<Heard>)> {
    let (session, ear) = open(addr, "preview", token).await?;
    Ok((session, ear.listen()))
}

fn film(pictures: &mut mpsc::Receiver<Heard>) -> Film {
    let mut film = Film::default();
    while let Ok(heard) = pictures.try_recv() {
        if let Heard::Bytes(at, bytes) = heard {
            film.take(at, bytes);
        }
    }
    film
}

/// From `SetCamera` to its answer, to the event, and to the first picture of it.
pub async fn picture(addr: SocketAddr, token: &str, times: usize) -> Result<Value> {
    let (_viewer, mut pictures) = watch(addr, token).await?;
    let (mut session, ear) = open(addr, "ws", token).await?;
    let (mut heard, mut beside) = (ear.listen(), Vec::new());
    sleep(WARM).await;
    let mut asked = Vec::new();
    for n in 0..times {
        let camera = if n % 2 == 0 { "close" } else { "wide" };
        let (number, left) = session.ask("SetCamera", json!({"camera": camera})).await?;
        let (at, told) = answer(&mut heard, number, &mut beside).await?;
        if told["requestStatus"]["result"] != true {
            return Err(told.to_string().into());
        }
        asked.push((left, at));
        // Not in step with frames.
        sleep(BETWEEN + Duration::from_millis(n as u64 * 37 % 100)).await;
    }
    while let Ok(told) = heard.try_recv() {
        if let Heard::Told(at, told) = told {
            beside.push((at, told));
        }
    }
    let events: Vec<Instant> = beside
        .iter()
        .filter(|(_, told)| told["d"]["eventType"] == "CameraChanged")
        .map(|(at, _)| *at)
        .collect();
    let folder = std::env::temp_dir();
    let cuts = film(&mut pictures).cuts(&folder)?;
    let first = |times: &[Instant], left: Instant| {
        let found = times.iter().find(|at| **at > left && **at < left + BETWEEN);
        found.map(|at| at.duration_since(left))
    };
    let to_picture: Vec<Duration> = asked.iter().filter_map(|(left, _)| first(&cuts, *left)).collect();
    Ok(json!({
        "asked": times,
        "seen": to_picture.len(),
        "toAnswer": spread(asked.iter().map(|(left, at)| at.duration_since(*left)).collect()),
        "toEvent": spread(asked.iter().filter_map(|(left, _)| first(&events, *left)).collect()),
        "toPicture": spread(to_picture),
    }))
}

/// From `Stop` to the last loud sound that leaves.
pub async fn silence(addr: SocketAddr, token: &str, times: usize) -> Result<Value> {
    let (_viewer, mut pictures) = watch(addr, token).await?;
    let (mut session, ear) = open(addr, "ws", token).await?;
    let (mut heard, mut beside) = (ear.listen(), Vec::new());
    sleep(WARM).await;
    let mut stops = Vec::new();
    for n in 0..times {
        let text = format!(
            "{n}: This line is far too long to be said to its end, and nobody wants to hear it all. "
        );
        session.ask("Say", json!({"text": text.repeat(4)})).await?;
        loop {
            let Heard::Told(_, told) = heard.recv().await.ok_or("the session ended")? else { continue };
            if told["d"]["eventType"] == "SentenceStarted" {
                break;
            }
        }
        sleep(Duration::from_millis(1500 + n as u64 * 37)).await;
        let (number, left) = session.ask("Stop", json!({})).await?;
        let (at, _) = answer(&mut heard, number, &mut beside).await?;
        stops.push((left, at));
        sleep(Duration::from_millis(1500)).await;
    }
    let film = film(&mut pictures);
    let sound = film.sound(&std::env::temp_dir())?;
    let quiet = |(left, _): &(Instant, Instant)| {
        let begin = left.checked_sub(Duration::from_millis(800))?;
        let last = film.silent_from(&sound, begin, *left + Duration::from_millis(1400))?;
        Some(last.saturating_duration_since(*left))
    };
    let found: Vec<Duration> = stops.iter().filter_map(quiet).collect();
    Ok(json!({
        "asked": times,
        "heard": found.len(),
        "toAnswer": spread(stops.iter().map(|(left, at)| at.duration_since(*left)).collect()),
        "toSilence": spread(found),
    }))
}

/// The picture under `commands` a second, with `consoles` that listen.
pub async fn load(
    addr: SocketAddr,
    token: &str,
    pid: u32,
    during: Duration,
    commands: u32,
    consoles: usize,
) -> Result<Value> {
    let events = Arc::new(AtomicU64::new(0));
    let gone = Arc::new(AtomicU64::new(0));
    let mut kept = Vec::new();
    for _ in 0..consoles {
        let (session, mut ear) = open(addr, "ws", token).await?;
        kept.push(session);
        let (events, gone) = (events.clone(), gone.clone());
        tokio::spawn(async move {
            while let Some(heard) = ear.next().await {
                if matches!(heard, Heard::Told(_, told) if told["op"] == 5) {
                    events.fetch_add(1, Ordering::Relaxed);
                }
            }
            gone.fetch_add(1, Ordering::Relaxed);
        });
    }
    let (mut session, ear) = open(addr, "ws", token).await?;
    let (mut heard, mut beside) = (ear.listen(), Vec::new());
    sleep(Duration::from_secs(2)).await;
    let (number, _) = session.ask("GetStatus", json!({})).await?;
    let (_, before) = answer(&mut heard, number, &mut beside).await?;
    let (begun, cpu, own) = (Instant::now(), cpu(pid)?, self::cpu(std::process::id())?);
    events.store(0, Ordering::Relaxed);
    let (mut left, mut took, mut refused) = (std::collections::HashMap::new(), Vec::new(), 0_u64);
    let mut note = |heard: Heard, left: &mut std::collections::HashMap<String, Instant>| {
        let Heard::Told(at, told) = heard else { return };
        let asked = told["d"]["requestId"].as_str().and_then(|number| left.remove(number));
        if let Some(asked) = asked {
            took.push(at.duration_since(asked));
            refused += u64::from(told["d"]["requestStatus"]["result"] != true);
        }
    };
    let all = (during.as_secs_f64() * f64::from(commands)) as u32;
    for n in 0..all {
        sleep_until((begun + during.mul_f64(f64::from(n) / f64::from(all))).into()).await;
        // A kind that changes something; with consoles, one that all are told of.
        let (name, data) = match (consoles, n % 2) {
            (0, 0) => ("SetLevel", json!({"bus": "music", "levelDb": f64::from(n % 20) - 20.0})),
            (0, _) => ("SetAttention", json!({"attention": if n % 4 == 1 { "listening" } else { "idle" }})),
            (_, 0) => ("SetCamera", json!({"camera": "close"})),
            _ => ("SetCamera", json!({"camera": "wide"})),
        };
        let (number, at) = session.ask(name, data).await?;
        left.insert(number.to_string(), at);
        while let Ok(heard) = heard.try_recv() {
            note(heard, &mut left);
        }
    }
    sleep_until((begun + during).into()).await;
    let deadline = Instant::now() + Duration::from_secs(10);
    while !left.is_empty() && Instant::now() < deadline {
        if let Ok(Some(heard)) = tokio::time::timeout(Duration::from_secs(1), heard.recv()).await {
            note(heard, &mut left);
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    let (cpu, own) = (self::cpu(pid)? - cpu, self::cpu(std::process::id())? - own);
    let (number, _) = session.ask("GetStatus", json!({})).await?;
    let (_, after) = answer(&mut heard, number, &mut beside).await?;
    let grew = |name: &str| {
        let of = |status: &Value| status["responseData"]["health"][name].as_f64().unwrap_or(0.0);
        of(&after) - of(&before)
    };
    Ok(json!({
        "seconds": seconds,
        "commands": all,
        "answered": took.len(),
        "refused": refused,
        "toAnswer": spread(took),
        "consoles": consoles,
        "consolesLost": gone.load(Ordering::Relaxed),
        "eventsHeard": events.load(Ordering::Relaxed),
        "framesASecond": grew("frames") / seconds,
        "framesSkipped": grew("skipped"),
        "programCpu": cpu / seconds,
        "generatorCpu": own / seconds,
    }))
}

/// Seconds of processor time that a process has used.
fn cpu(pid: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields = text.rsplit_once(')').ok_or("no process")?.1;
    let ticks = fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<f64>().unwrap_or(0.0));
    // USER_HZ is 100 on Linux.
    Ok(ticks.sum::<f64>() / 100.0)
}

fn spread(mut times: Vec<Duration>) -> Value {
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(index).map(|time| (time.as_secs_f64() * 10_000.0).round() / 10.0)
    };
    json!({"p50": at(0.5), "p90": at(0.9), "p99": at(0.99), "most": at(1.0), "count": times.len()})
}
