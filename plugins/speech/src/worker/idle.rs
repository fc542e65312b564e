//! What a voice does while no job waits ends when one comes.

use super::*;
use std::time::Instant;

/// Is never done with what it does while it has nothing to say, and tells when it begins.
struct Idler(Sender<()>);

impl Synthesizer for Idler {
    fn name(&self) -> &str {
        "idler"
    }

    fn idle(&mut self, cancel: &Cancel) {
        let _ = self.0.try_send(());
        let deadline = Instant::now() + Duration::from_secs(20);
        while !cancel.is_cancelled() && Instant::now() < deadline {
            std::thread::yield_now();
        }
    }

    fn synthesize(
        &mut self,
        _sentence: &SentenceRequest,
        _cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        sink(SpeechPart::Timeline(Timeline::silence(1)));
        Ok(())
    }
}

#[test]
fn a_job_ends_what_is_done_while_none_waits() {
    let (idles, idled) = bounded(1);
    let load = move || Ok::<_, io::Error>(Idler(idles));
    let (worker, events) = SpeechWorker::start(WorkerSettings::default(), load).unwrap();
    for job in 1..=3 {
        idled.recv_timeout(Duration::from_secs(5)).expect("nothing waits");
        worker.submit(job, SentenceRequest::text("x")).unwrap();
        for _ in ["started", "timeline", "done"] {
            let event = events.recv_timeout(Duration::from_secs(5)).expect("an event is due");
            assert_eq!(event.job(), job, "{event:?}");
        }
    }
    // Dropped while it idles: it must end all the same.
    idled.recv_timeout(Duration::from_secs(5)).expect("nothing waits");
    let begun = Instant::now();
    drop(worker);
    assert!(begun.elapsed() < Duration::from_secs(10));
}
