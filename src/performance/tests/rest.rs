//! No voice can speak for a while: nothing of the show is lost, and operators are told once.

use super::*;

/// As [`Tones`], but cannot speak while it is down.
#[derive(Clone, Default)]
struct Weak {
    tones: Tones,
    down: Arc<Mutex<bool>>,
    tried: Arc<Mutex<usize>>,
}

impl Synthesizer for Weak {
    fn name(&self) -> &str {
        "weak"
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        *self.tried.lock().unwrap() += 1;
        if *self.down.lock().unwrap() {
            sink(SpeechPart::Notice("the voice weak failed".into()));
            let again = Duration::from_secs(2);
            return Err(SynthesisError::Resting { message: "no network".into(), again });
        }
        self.tones.synthesize(sentence, cancel, sink)
    }
}

/// A stage with a voice that is down.
fn weak_stage(weak: &Weak, waits: bool) -> Stage {
    *weak.down.lock().unwrap() = true;
    let of = weak.clone();
    let load = move || Ok::<_, std::io::Error>(of);
    let (worker, events) = SpeechWorker::start(WorkerSettings::default(), load).unwrap();
    let voice = Voice { worker, events, name: "weak".into() };
    let direction = Direction::in_memory(Rules::default(), 0);
    let mut stage = stage(Tones::default());
    stage.performance = Performance::new(direction, voice, Sounds::new(None, true), 1, waits);
    stage
}

impl Stage {
    /// Makes frames until it is so.
    #[track_caller]
    fn run_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !is_so(self) {
            assert!(Instant::now() < deadline, "{what}: {:?}", self.events);
            self.run(30);
            std::thread::yield_now();
        }
    }

    fn notices(&self, wanted: &str) -> usize {
        let is = |e: &&Event| matches!(e, Event::Notice(n) if n.severity == wanted);
        self.events.iter().filter(is).count()
    }

    fn said(&self) -> Vec<String> {
        self.sentences().into_iter().map(|(words, _)| words).collect()
    }
}

#[test]
fn nothing_is_lost_while_no_voice_can_speak() {
    let weak = Weak::default();
    let mut stage = weak_stage(&weak, false);
    let show = "---\ntitle: T\n---\n1 1. [camera close] 2 2.\n\n3 3.\n\n4 4.";
    stage.performance.direction.begin(show).unwrap();
    stage.run_until("it is told", |stage| stage.notices("critical") == 1);
    let begun = stage.now();
    stage.run(20_000);
    stage.run_until("it is tried again", |_| *weak.tried.lock().unwrap() > 2);
    let waited = (stage.now() - begun) / u64::from(SAMPLE_RATE);
    let tried = *weak.tried.lock().unwrap() as u64;
    assert!(tried <= waited + 4, "two sentences, every two seconds: {tried} in {waited} s");
    *weak.down.lock().unwrap() = false;
    stage.run_until("all is said", |stage| stage.performance.is_idle());
    assert_eq!(stage.said(), ["1 1.", "2 2.", "3 3.", "4 4."]);
    let failed = |e: &Event| matches!(e, Event::UtteranceChanged(u) if u.state == UtteranceState::Cancelled);
    assert!(!stage.events.iter().any(failed), "{:?}", stage.events);
    assert_eq!((stage.notices("critical"), stage.notices("info")), (1, 1));
}

#[test]
fn operators_are_obeyed_while_no_voice_can_speak() {
    let weak = Weak::default();
    let mut stage = weak_stage(&weak, false);
    let id = stage.say("1 1. 2 2. 3 3.");
    stage.run_until("it is told", |stage| stage.notices("critical") == 1);
    assert_eq!(stage.performance.skip_sentence(stage.now()).as_deref(), Some("1 1."));
    assert_eq!(stage.performance.skip_sentence(stage.now()).as_deref(), Some("2 2."));
    *weak.down.lock().unwrap() = false;
    stage.run_until("it is said", |stage| stage.states(&id).last() == Some(&UtteranceState::Done));
    assert_eq!(stage.said(), ["3 3."]);
    *weak.down.lock().unwrap() = true;
    let stopped = stage.say("4 4. 5 5.");
    stage.run_until("it is told", |stage| stage.notices("critical") == 2);
    stage.performance.direction.change(|control, now| control.stop(false, &ann(), now)).unwrap();
    stage.run(100);
    assert_eq!(stage.states(&stopped).last(), Some(&UtteranceState::Cancelled));
    // Another voice is tried at once.
    let other = stage.say("6 6.");
    stage.run(100);
    *weak.down.lock().unwrap() = false;
    stage.performance.set_voice("other");
    stage.run_until("it is said", |stage| stage.states(&other).last() == Some(&UtteranceState::Done));
}

#[test]
fn off_line_it_is_the_end() {
    let mut stage = weak_stage(&Weak::default(), true);
    let id = stage.say("1 1.");
    stage.run(1_000);
    assert_eq!(stage.states(&id).last(), Some(&UtteranceState::Cancelled));
    assert!(stage.performance.take_failure().is_some());
}
