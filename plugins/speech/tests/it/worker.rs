//! The real voice on its thread.

use crate::voice::voices_folder;
use speech::{
    SentenceRequest, SpeechEvent, SpeechWorker, VoiceStore, WorkerSettings,
    piper::{PiperSettings, PiperVoice, VoiceError},
};
use std::time::{Duration, Instant};

/// Names and niceness of this process's threads.
#[cfg(target_os = "linux")]
fn threads() -> Vec<(String, i64)> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    tasks
        .filter_map(|task| {
            let stat = std::fs::read_to_string(task.path().join("stat")).ok()?;
            let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
            Some((name.to_owned(), rest.split_whitespace().nth(16)?.parse().ok()?))
        })
        .collect()
}

#[test]
fn a_voice_speaks_politely_and_stops_when_told() {
    let store = VoiceStore::open([voices_folder()]);
    let files =
        store.find("en_US-joe").expect("these tests need the Joe voice: run `cargo xtask assets`").clone();
    let settings = WorkerSettings { nice: 7, ..WorkerSettings::default() };
    let (worker, events) =
        SpeechWorker::start(settings, move || PiperVoice::load(&files, &PiperSettings::default())).unwrap();
    worker.submit(1, SentenceRequest::text("Hello there.")).unwrap();
    worker.submit(2, SentenceRequest::text("And on it goes and on it goes ".repeat(10))).unwrap();
    worker.submit(3, SentenceRequest::text("?!")).unwrap();
    worker.submit(4, SentenceRequest::text("Good bye.")).unwrap();
    let mut log = Vec::new();
    while log.last() != Some(&"done 4".to_owned()) {
        let event = events.recv_deadline(Instant::now() + Duration::from_secs(60)).expect("an event is due");
        let what = match &event {
            SpeechEvent::Speaker(..) | SpeechEvent::Notice(..) => continue,
            SpeechEvent::Audio(2, _) => {
                worker.cancel(2);
                continue;
            }
            SpeechEvent::Started(_) | SpeechEvent::Timeline(..) | SpeechEvent::Audio(..) => continue,
            SpeechEvent::Done(_) => "done".to_owned(),
            SpeechEvent::Cancelled(_) => "cancelled".to_owned(),
            SpeechEvent::Failed(_, error) => error.to_string(),
        };
        log.push(format!("{what} {}", event.job()));
    }
    assert_eq!(log[..2], ["done 1", "cancelled 2"]);
    assert!(log[2].starts_with("nothing to say") && log[2].ends_with('3'), "{log:?}");
    #[cfg(target_os = "linux")]
    {
        let polite: Vec<String> =
            threads().into_iter().filter(|(_, nice)| *nice == 7).map(|(name, _)| name).collect();
        assert!(polite.iter().any(|name| name == "speech"), "{polite:?}");
    }
}

#[test]
fn a_voice_that_cannot_be_loaded_is_an_error_at_the_start() {
    let files = speech::VoiceFiles {
        name: "none".into(),
        model: "not-there.onnx".into(),
        config: "not-there.onnx.json".into(),
    };
    let answer = SpeechWorker::start(WorkerSettings::default(), move || {
        PiperVoice::load(&files, &PiperSettings::default())
    });
    assert!(matches!(answer.err(), Some(VoiceError::Read { .. })));
}
