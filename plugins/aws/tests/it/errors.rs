//! What goes wrong, and what a person is told.

use super::{
    http::Answer,
    standin::{StandIn, fault, say},
};
use aws::polly::{PollyEngine, PollySettings, PollyVoice, list_voices};
use speech::{SentenceRequest, SynthesisError};
use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// The error of a sentence said with `settings`.
#[track_caller]
fn check(settings: PollySettings, expect: &str) -> SynthesisError {
    let mut voice = PollyVoice::new(settings).unwrap();
    let error = say(&mut voice, &SentenceRequest::text("Hi there.")).unwrap_err();
    let text = error.to_string();
    assert!(text.contains(expect), "{text}");
    assert!(!text.contains("AKIA") && !text.contains("verysecretkey"), "{text}");
    error
}

#[track_caller]
fn unavailable(settings: PollySettings, expect: &str) {
    let error = check(settings, expect);
    assert!(matches!(error, SynthesisError::Unavailable { .. }), "{error:?}");
}

#[track_caller]
fn refused(settings: PollySettings, expect: &str) {
    let error = check(settings, expect);
    assert!(matches!(error, SynthesisError::Refused { .. }), "{error:?}");
}

fn speech_answers(answer: impl Fn() -> Answer + Send + Sync + 'static) -> StandIn {
    StandIn::twisted(Box::new(move |request, _| (request.target == "/v1/speech").then(&answer)))
}

#[test]
fn the_services_errors() {
    let answers = |status: u16, code: &'static str| {
        speech_answers(move || fault(status, code, "The security token AKIAEXAMPLE is bad"))
    };
    unavailable(answers(400, "ThrottlingException").settings("Joanna"), "raise the quota");
    unavailable(answers(500, "ServiceFailureException").settings("Joanna"), "fault on its side");
    unavailable(answers(503, "ServiceUnavailable").settings("Joanna"), "fault on its side");
    unavailable(answers(403, "UnrecognizedClientException").settings("Joanna"), "are not accepted");
    unavailable(answers(403, "ExpiredTokenException").settings("Joanna"), "have expired");
    unavailable(
        answers(403, "AccessDeniedException").settings("Joanna"),
        "may not use polly:SynthesizeSpeech",
    );
    unavailable(answers(402, "ServiceQuotaExceededException").settings("Joanna"), "quota is used up");
    let too_long = speech_answers(|| fault(400, "TextLengthExceededException", "too long"));
    refused(too_long.settings("Joanna"), "too long for one request");
    let ssml = speech_answers(|| fault(400, "InvalidSsmlException", "Invalid SSML request"));
    refused(ssml.settings("Joanna"), "cannot read the text (Invalid SSML request)");
    let html = speech_answers(|| Answer::Full(200, vec![], b"<html>proxy</html>".repeat(50)));
    unavailable(html.settings("Joanna"), "cannot be decoded");
    let rates = speech_answers(|| fault(400, "InvalidSampleRateException", ""));
    refused(rates.settings("Joanna"), "no sample rate");
}

/// Eight bytes of silence and no marks, which is what one well-known mock of AWS says.
#[test]
fn an_answer_without_sound() {
    let service =
        speech_answers(|| Answer::Full(200, vec![("Content-Type", "audio/ogg".into())], vec![0; 8]));
    unavailable(service.settings("Joanna"), "cannot be decoded");
}

#[test]
fn a_fault_that_passes_is_not_heard() {
    let faults = Arc::new(AtomicUsize::new(0));
    let count = faults.clone();
    let service = StandIn::twisted(Box::new(move |request, _| {
        let first = request.target == "/v1/speech" && count.fetch_add(1, Ordering::AcqRel) < 2;
        first.then(|| fault(400, "ThrottlingException", "Rate exceeded"))
    }));
    say(&mut service.voice("Joanna"), &SentenceRequest::text("Hi")).unwrap();
    assert!(faults.load(Ordering::Acquire) > 3);
}

#[test]
fn a_cut_answer_is_asked_for_again_once() {
    let cuts = Arc::new(AtomicUsize::new(0));
    let count = cuts.clone();
    let cut = || Answer::Cut(vec![("Content-Type", "audio/ogg".into())], vec![7; 4000], 1000);
    let service = StandIn::twisted(Box::new(move |_, body| {
        (body["OutputFormat"] == "ogg_vorbis" && count.fetch_add(1, Ordering::AcqRel) == 0).then(cut)
    }));
    say(&mut service.voice("Joanna"), &SentenceRequest::text("Hi")).unwrap();
    assert_eq!(cuts.load(Ordering::Acquire), 2);
    unavailable(speech_answers(cut).settings("Joanna"), "broke off");
}

#[test]
fn a_silent_service_is_given_up() {
    let service = speech_answers(|| Answer::Silence(Arc::new(AtomicBool::new(false))));
    unavailable(PollySettings { patience_ms: 300, ..service.settings("Joanna") }, "no answer from http://");
    // Nobody listens where somebody did.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let settings = PollySettings { endpoint_url: Some(url), ..service.settings("Joanna") };
    unavailable(settings, "cannot be reached");
}

#[test]
fn a_region_that_is_none() {
    let service = StandIn::start();
    let settings = PollySettings {
        region: Some("mars-north-1".into()),
        endpoint_url: None,
        patience_ms: 5_000,
        ..service.settings("Joanna")
    };
    unavailable(settings, "Polly in mars-north-1");
}

#[test]
fn no_keys() {
    if std::env::var_os("AWS_ACCESS_KEY_ID").is_some() {
        eprintln!("NOT TESTED: there are AWS keys in this environment, so their absence cannot be tried");
        return;
    }
    let service = StandIn::start();
    let settings =
        PollySettings { profile: Some("nobody".into()), patience_ms: 3_000, ..service.settings("Joanna") };
    let mut voice = PollyVoice::new(settings).unwrap();
    let error = say(&mut voice, &SentenceRequest::text("Hi")).unwrap_err().to_string();
    assert!(error.contains("credentials") || error.contains("in time"), "{error}");
    assert!(service.requests.lock().unwrap().is_empty(), "nothing is sent without keys");
}

#[test]
fn voices_and_engines_that_are_not_there() {
    let service = StandIn::start();
    refused(service.settings("Joana"), "did you mean Joanna");
    refused(service.settings("Qzx"), "compere voices list");
    let engine = |voice: &str, engine| PollySettings { engine: Some(engine), ..service.settings(voice) };
    refused(engine("Lea", PollyEngine::LongForm), "choose neural, standard");
    let denied = StandIn::twisted(Box::new(|_, _| Some(fault(403, "AccessDeniedException", "no"))));
    unavailable(denied.settings("Joanna"), "polly:DescribeVoices");
    assert!(list_voices(denied.settings("")).unwrap_err().to_string().contains("polly:DescribeVoices"));
}
