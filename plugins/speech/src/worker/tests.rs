//! Jobs one after the other, cancelled, failed, and a voice that panics.

use super::*;
use std::time::Instant;

/// Says a chunk for each letter, waits for a cancel at `w`, fails at `f`, panics at `p`.
struct Letters;

impl Synthesizer for Letters {
    fn name(&self) -> &str {
        "letters"
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let Some(crate::Piece::Text(text)) = sentence.pieces.first() else {
            return Err(SynthesisError::NothingToSay);
        };
        sink(SpeechPart::Timeline(Timeline::silence(text.len() as u64)));
        for letter in text.chars() {
            while letter == 'w' && !cancel.is_cancelled() {
                std::thread::yield_now();
            }
            cancel.check()?;
            assert!(letter != 'p', "over a letter");
            if letter == 'f' {
                return Err(SynthesisError::NothingToSay);
            }
            sink(SpeechPart::Audio(vec![0.0]));
        }
        Ok(())
    }
}

fn start(settings: WorkerSettings) -> (SpeechWorker, Receiver<SpeechEvent>) {
    SpeechWorker::start(settings, || Ok::<_, io::Error>(Letters)).unwrap()
}

/// Names of the events of each job until its end, one char an event.
#[track_caller]
fn check(events: &Receiver<SpeechEvent>, expect: &[(JobId, &str)]) {
    for (job, expect) in expect {
        let mut seen = String::new();
        while !seen.ends_with(['D', 'F', 'C']) {
            let deadline = Instant::now() + Duration::from_secs(10);
            let event = events.recv_deadline(deadline).expect("an event is due");
            assert_eq!(event.job(), *job, "{event:?}");
            seen.push(match event {
                SpeechEvent::Speaker(..) | SpeechEvent::Notice(..) => continue,
                SpeechEvent::Started(_) => 'S',
                SpeechEvent::Timeline(..) => 'T',
                SpeechEvent::Audio(..) => 'a',
                SpeechEvent::Done(_) => 'D',
                SpeechEvent::Failed(..) => 'F',
                SpeechEvent::Cancelled(_) => 'C',
            });
        }
        assert_eq!(seen, *expect, "job {job}");
    }
}

#[test]
fn jobs_end_in_order_each_once() {
    let (worker, events) = start(WorkerSettings::default());
    for (job, text) in [(1, "xx"), (2, "xf"), (3, "x")] {
        worker.submit(job, SentenceRequest::text(text)).unwrap();
    }
    check(&events, &[(1, "STaaD"), (2, "STaF"), (3, "STaD")]);
}

#[test]
fn a_panic_fails_its_job_and_no_other() {
    let (worker, events) = start(WorkerSettings::default());
    for (job, text) in [(1, "xp"), (2, "x")] {
        worker.submit(job, SentenceRequest::text(text)).unwrap();
    }
    check(&events, &[(1, "STaF"), (2, "STaD")]);
    worker.submit(3, SentenceRequest::text("p")).unwrap();
    let failed = events.iter().find_map(|e| if let SpeechEvent::Failed(_, e) = e { Some(e) } else { None });
    let told = failed.expect("it fails").to_string();
    assert!(told.contains("it broke off (over a letter)"), "{told}");
}

#[test]
fn a_cancel_reaches_what_speaks_and_what_waits() {
    let (worker, events) = start(WorkerSettings::default());
    for (job, text) in [(1, "w"), (2, "x"), (3, "x")] {
        worker.submit(job, SentenceRequest::text(text)).unwrap();
    }
    worker.cancel(2);
    worker.cancel(99);
    assert!(matches!(events.recv(), Ok(SpeechEvent::Started(1))));
    assert!(matches!(events.recv(), Ok(SpeechEvent::Timeline(1, _))));
    worker.cancel(1);
    check(&events, &[(1, "C"), (2, "C"), (3, "STaD")]);
}

#[test]
fn a_full_queue_is_busy_and_a_full_listener_waits() {
    let (worker, events) = start(WorkerSettings { waiting_jobs: 1, waiting_events: 1, nice: 0 });
    worker.submit(1, SentenceRequest::text("xxxxxxxx")).unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while events.is_empty() {
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    }
    worker.submit(2, SentenceRequest::text("x")).unwrap();
    assert_eq!(worker.submit(3, SentenceRequest::text("x")), Err(SubmitError::Busy));
    check(&events, &[(1, "STaaaaaaaaD"), (2, "STaD")]);
    // Dropped while it waits for room: it must end all the same.
    worker.submit(4, SentenceRequest::text("xxxxxxxx")).unwrap();
    drop(worker);
}

#[test]
fn a_load_error_is_returned() {
    let answer = SpeechWorker::start(WorkerSettings::default(), || {
        Err::<Letters, _>(io::Error::new(io::ErrorKind::NotFound, "no voice"))
    });
    assert_eq!(answer.err().unwrap().to_string(), "no voice");
}
