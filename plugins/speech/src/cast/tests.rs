//! A cast of voices that fail when they are told to.

use super::{loudness::CALIBRATION, *};
use crate::{Piece, catalog::VoiceFacts};
use protocol::timeline::Timeline;
use std::sync::Mutex;

/// What a test can make a voice do, and what it did.
#[derive(Default)]
struct Log {
    broken: Vec<&'static str>,
    /// Fails when it has told its times, and before any sound.
    mute: Vec<&'static str>,
    opened: Vec<String>,
    said: Vec<(String, String)>,
}

type Shared = Arc<Mutex<Log>>;

struct Source(VoiceFacts, Shared);
struct Voice(String, Shared);

impl VoiceSource for Source {
    fn facts(&self) -> &VoiceFacts {
        &self.0
    }

    fn fingerprint(&self) -> Result<String, SynthesisError> {
        Ok(format!("test {}", self.0.name))
    }

    fn open(&self) -> Result<Box<dyn Synthesizer>, SynthesisError> {
        self.1.lock().unwrap().opened.push(self.0.name.clone());
        Ok(Box::new(Voice(self.0.name.clone(), self.1.clone())))
    }
}

impl Synthesizer for Voice {
    fn name(&self) -> &str {
        &self.0
    }

    fn synthesize(
        &mut self,
        sentence: &SentenceRequest,
        cancel: &Cancel,
        sink: &mut dyn FnMut(SpeechPart),
    ) -> Result<(), SynthesisError> {
        let mut log = self.1.lock().unwrap();
        if log.broken.contains(&self.0.as_str()) {
            return Err(SynthesisError::Unavailable { engine: "test", message: "broken".into() });
        }
        let Some(Piece::Text(text)) = sentence.pieces.first() else {
            return Err(SynthesisError::NothingToSay);
        };
        cancel.check()?;
        log.said.push((self.0.clone(), text.clone()));
        sink(SpeechPart::Timeline(Timeline::silence(4)));
        if log.mute.contains(&self.0.as_str()) {
            return Err(SynthesisError::Unavailable { engine: "test", message: "mute".into() });
        }
        sink(SpeechPart::Audio(vec![0.1, 0.2, -0.3, 1.5]));
        Ok(())
    }
}

fn cast(voices: &[(&str, &str)], cache: Option<Arc<SpeechCache>>) -> (Cast, Shared) {
    let log = Shared::default();
    let mut catalog = Catalog::default();
    for (name, language) in voices {
        let (name, language) = ((*name).to_owned(), Some((*language).to_owned()));
        let facts = VoiceFacts { name, language, loudness: Some(-20.0), ..VoiceFacts::default() };
        catalog.add(Arc::new(Source(facts, log.clone())));
    }
    let settings = CastSettings {
        catalog,
        voice: voices[0].0.into(),
        fallback: Vec::new(),
        eager: false,
        measures_first: true,
        cache,
        loudness: |_| None,
    };
    (Cast::new(settings), log)
}

fn say(cast: &mut Cast, request: &SentenceRequest) -> (Result<(), SynthesisError>, Vec<SpeechPart>) {
    let mut parts = Vec::new();
    let outcome = cast.synthesize(request, &Cancel::default(), &mut |part| parts.push(part));
    (outcome, parts)
}

fn speakers(parts: &[SpeechPart]) -> Vec<String> {
    let speaker = |p: &SpeechPart| if let SpeechPart::Speaker(s) = p { Some(s.voice.clone()) } else { None };
    parts.iter().filter_map(speaker).collect()
}

#[test]
fn the_next_voice_speaks_when_one_fails_and_the_operator_is_told() {
    let (mut cast, log) = cast(&[("joe", "en"), ("amy", "en-GB"), ("eva", "de")], None);
    log.lock().unwrap().broken.push("joe");
    let (outcome, parts) = say(&mut cast, &SentenceRequest::text("hello"));
    assert!(outcome.is_ok());
    assert!(
        matches!(&parts[0], SpeechPart::Notice(text) if text.contains("joe failed") && text.contains("broken"))
    );
    assert_eq!(speakers(&parts), ["amy"]);
    // While it rests it is not asked again, and nothing more is said of it.
    let (_, parts) = say(&mut cast, &SentenceRequest::text("again"));
    assert!(matches!(parts[0], SpeechPart::Speaker(_)));
    // Its rest over, it is asked again and speaks again.
    log.lock().unwrap().broken.clear();
    cast.resting.get_mut("joe").unwrap().length = Duration::ZERO;
    let (_, parts) = say(&mut cast, &SentenceRequest::text("back"));
    assert_eq!(speakers(&parts), ["joe"]);
    assert!(matches!(parts.last(), Some(SpeechPart::Notice(text)) if text.contains("joe speaks again")));
}

#[test]
fn a_voice_that_fails_before_its_first_sound_is_replaced() {
    let (mut cast, log) = cast(&[("joe", "en"), ("amy", "en")], None);
    log.lock().unwrap().mute.push("joe");
    let (outcome, parts) = say(&mut cast, &SentenceRequest::text("hello"));
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(speakers(&parts).last().map(String::as_str), Some("amy"));
    let times = parts.iter().filter(|part| matches!(part, SpeechPart::Timeline(_))).count();
    assert_eq!(times, 1, "the times of a voice that said nothing are not told");
    assert!(matches!(parts.last(), Some(SpeechPart::Audio(sound)) if sound.len() == 4));
}

#[test]
fn a_text_is_said_by_who_speaks_its_language() {
    let (mut cast, _) = cast(&[("joe", "en"), ("eva", "de"), ("li", "zh-CN")], None);
    let german = SentenceRequest { language: Some("de-AT".into()), ..SentenceRequest::text("Guten Tag") };
    assert_eq!(speakers(&say(&mut cast, &german).1), ["eva"]);
    assert_eq!(speakers(&say(&mut cast, &SentenceRequest::text("你好，世界")).1), ["li"]);
    let told_wrong = SentenceRequest { language: Some("en".into()), ..SentenceRequest::text("你好") };
    assert_eq!(speakers(&say(&mut cast, &told_wrong).1), ["li"]);
    let named = SentenceRequest { voice: Some("eva".into()), ..SentenceRequest::text("hello") };
    assert_eq!(speakers(&say(&mut cast, &named).1), ["eva"]);
    // A voice that is not there is no reason to be silent.
    let gone = SentenceRequest { voice: Some("nobody".into()), ..SentenceRequest::text("hello") };
    assert_eq!(speakers(&say(&mut cast, &gone).1), ["joe"]);
}

#[test]
fn what_was_said_before_needs_no_voice_and_is_the_same_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(SpeechCache::new(folder.path().into(), 1 << 30));
    let (mut first, _) = cast(&[("joe", "en")], Some(cache.clone()));
    let request = SentenceRequest::text("hello");
    assert!(!first.is_cached(&request));
    let sound = |parts: &[SpeechPart]| {
        let audio = |p: &SpeechPart| if let SpeechPart::Audio(a) = p { a.clone() } else { Vec::new() };
        parts.iter().flat_map(audio).map(f32::to_bits).collect::<Vec<_>>()
    };
    let new = sound(&say(&mut first, &request).1);
    let (mut second, log) = cast(&[("joe", "en")], Some(cache));
    log.lock().unwrap().broken.push("joe");
    assert!(second.is_cached(&request));
    let (outcome, parts) = say(&mut second, &request);
    assert!(outcome.is_ok() && log.lock().unwrap().opened.is_empty());
    assert_eq!(sound(&parts), new);
    // Another seed, speed or language is another sound.
    for other in [
        SentenceRequest { seed: 1, ..request.clone() },
        SentenceRequest { speed: 1.1, ..request.clone() },
        SentenceRequest { language: Some("en-GB".into()), ..request.clone() },
        SentenceRequest { silence_after: 0.3, ..request.clone() },
    ] {
        assert!(!second.is_cached(&other), "{other:?}");
    }
}

#[test]
fn when_every_voice_fails_the_first_reason_is_told() {
    let (mut cast, log) = cast(&[("joe", "en"), ("amy", "en")], None);
    log.lock().unwrap().broken.extend(["joe", "amy"]);
    let (outcome, parts) = say(&mut cast, &SentenceRequest::text("hello"));
    assert!(outcome.unwrap_err().to_string().contains("broken"));
    assert_eq!(parts.len(), 2);
    let (outcome, _) = say(&mut cast, &SentenceRequest::text("hello"));
    assert!(outcome.unwrap_err().to_string().contains("tried again soon"));
}

#[test]
fn on_air_nothing_waits_for_a_voice_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(SpeechCache::new(folder.path().into(), 1 << 30));
    let (mut cast, log) = cast(&[("joe", "en")], Some(cache.clone()));
    cast.settings.loudness = |_| Some(-19.5);
    cast.settings.measures_first = false;
    let facts = VoiceFacts { name: "amy".into(), language: Some("en".into()), ..VoiceFacts::default() };
    cast.settings.catalog.add(Arc::new(Source(facts, log.clone())));
    let request = |text: &str| SentenceRequest { voice: Some("amy".into()), ..SentenceRequest::text(text) };
    let loudness = |parts: &[SpeechPart]| {
        let known = |p: &SpeechPart| if let SpeechPart::Speaker(s) = p { Some(s.loudness) } else { None };
        parts.iter().find_map(known)
    };
    let said = || log.lock().unwrap().said.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
    let (_, parts) = say(&mut cast, &request("hello"));
    assert_eq!((said(), loudness(&parts)), (vec!["hello".to_owned()], Some(None)));
    // A job comes while it counts: it counts another time.
    let cancelled = Cancel::default();
    cancelled.cancel();
    cast.idle(&cancelled);
    assert_eq!((said().len(), cache.voice("amy")), (1, None));
    cast.idle(&cancelled);
    cast.idle(&Cancel::default());
    assert_eq!(said()[1], CALIBRATION);
    assert_eq!(loudness(&say(&mut cast, &request("again")).1), Some(Some(-19.5)));
    cast.idle(&Cancel::default());
    assert_eq!(said().len(), 3, "once is enough");
}

#[test]
fn a_cancel_reaches_a_voice_that_counts() {
    let (mut cast, log) = cast(&[("joe", "en")], None);
    let facts = VoiceFacts { name: "amy".into(), language: Some("en".into()), ..VoiceFacts::default() };
    cast.settings.catalog.add(Arc::new(Source(facts, log.clone())));
    let cancelled = Cancel::default();
    cancelled.cancel();
    let source = cast.settings.catalog.find("amy").unwrap();
    assert!(matches!(cast.loudness_of(&source, &cancelled), Err(SynthesisError::Cancelled)));
    assert!(log.lock().unwrap().said.is_empty());
}

#[test]
fn when_nobody_can_speak_for_now_it_is_told_for_how_long() {
    let (mut cast, log) = cast(&[("joe", "en"), ("amy", "en")], None);
    log.lock().unwrap().broken.extend(["joe", "amy"]);
    let again = |cast: &mut Cast| match say(cast, &SentenceRequest::text("hello")).0 {
        Err(SynthesisError::Resting { again, .. }) => again,
        other => panic!("{other:?}"),
    };
    assert!(again(&mut cast) <= REST && again(&mut cast) > REST / 2);
    cast.resting.get_mut("amy").unwrap().length = Duration::from_secs(3);
    assert!(again(&mut cast) <= Duration::from_secs(3), "the shortest rest counts");
    // What is wrong with the text does not pass.
    cast.resting.get_mut("amy").unwrap().length = Duration::ZERO;
    log.lock().unwrap().broken.clear();
    let (outcome, _) = say(&mut cast, &SentenceRequest { pieces: Vec::new(), ..SentenceRequest::default() });
    assert!(matches!(outcome, Err(SynthesisError::NothingToSay)), "{outcome:?}");
}

#[test]
fn a_voice_whose_files_are_gone_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(SpeechCache::new(folder.path().into(), 1 << 30));
    let (mut cast, log) = cast(&[("joe", "en")], Some(cache.clone()));
    cast.settings.loudness = |_| Some(-19.5);
    // A voice that does not know how loud it is counts first.
    let facts = VoiceFacts { name: "amy".into(), language: Some("en".into()), ..VoiceFacts::default() };
    cast.settings.catalog.add(Arc::new(Source(facts, log.clone())));
    let request = SentenceRequest { voice: Some("amy".into()), ..SentenceRequest::text("hello") };
    say(&mut cast, &request).0.unwrap();
    assert_eq!(log.lock().unwrap().said[0].1, CALIBRATION);

    let mut catalog = Catalog::default();
    cache.voices().into_iter().for_each(|record| catalog.remember(record));
    let settings = CastSettings {
        catalog,
        voice: "amy".into(),
        fallback: Vec::new(),
        eager: true,
        measures_first: false,
        cache: Some(cache),
        loudness: |_| None,
    };
    let mut later = Cast::new(settings);
    assert!(later.prepare().is_err());
    let (outcome, parts) = say(&mut later, &request);
    assert!(outcome.is_ok());
    assert_eq!(parts[0], SpeechPart::Speaker(Speaker { voice: "amy".into(), loudness: Some(-19.5) }));
    let error = say(&mut later, &SentenceRequest::text("new words")).0.unwrap_err();
    assert!(error.to_string().contains("tried again soon"), "{error}");
}
