//! Voices of other kinds, made from the Joe voice: other rates, several speakers in its json; and other languages.

use super::voice::{chunked, promises, say, voices_folder};
use protocol::timeline::PAUSE;
use speech::{
    SentenceRequest, SynthesisError, VoiceFiles, VoiceStore,
    onnx::library,
    piper::{PiperSettings, PiperVoice},
};

/// The Joe voice with its json changed.
fn changed(change: impl Fn(&mut serde_json::Value), speaker: Option<&str>) -> Result<PiperVoice, String> {
    let folder = tempfile::tempdir().unwrap();
    let store = VoiceStore::open([voices_folder()]);
    let joe = store.find("en_US-joe").expect("these tests need the Joe voice: run `cargo xtask assets`");
    let mut json = serde_json::from_slice(&std::fs::read(&joe.config).unwrap()).unwrap();
    change(&mut json);
    let files = VoiceFiles { config: folder.path().join("x.onnx.json"), ..joe.clone() };
    std::fs::write(&files.config, json.to_string()).unwrap();
    let onnxruntime = Some(library(voices_folder().parent().expect("a folder of packs")));
    let settings =
        PiperSettings { onnxruntime, speaker: speaker.map(str::to_owned), ..PiperSettings::default() };
    PiperVoice::load(&files, &settings).map_err(|error| error.to_string())
}

#[test]
fn every_rate_is_exact_to_the_sample() {
    let text = "A voice of another rate.";
    let seconds =
        say(&mut chunked(), &SentenceRequest::text(text)).unwrap().timeline.samples as f64 / 48_000.0 - 0.2;
    for rate in [16_000, 24_000, 44_100, 48_000] {
        let mut voice = changed(|json| json["audio"]["sample_rate"] = rate.into(), None).unwrap();
        let said = say(&mut voice, &SentenceRequest::text(text)).unwrap();
        promises(&said);
        // The same hops at another rate.
        let expect = seconds * 22_050.0 / f64::from(rate) + 0.2;
        assert!((said.timeline.samples as f64 / 48_000.0 - expect).abs() < 0.001, "{rate}");
    }
}

#[test]
fn a_speaker_that_is_not_there_is_told_with_those_that_are() {
    let several = |json: &mut serde_json::Value| {
        json["num_speakers"] = 2.into();
        json["speaker_id_map"] = serde_json::json!({"ann": 0, "bob": 1});
    };
    assert!(changed(several, Some("ann")).is_ok());
    let error = changed(several, Some("carl")).err().unwrap();
    assert!(error.contains("no speaker `carl`") && error.contains("ann, bob (0 to 1)"), "{error}");
}

#[test]
fn an_id_that_the_network_does_not_have_is_told() {
    let error = changed(|json| json["phoneme_id_map"]["a"] = serde_json::json!([999]), None).err().unwrap();
    assert!(error.contains("id 999") && error.contains("256"), "{error}");
}

#[track_caller]
fn phones(language: Option<&str>, text: &str) -> String {
    let request = SentenceRequest { language: language.map(str::to_owned), ..SentenceRequest::text(text) };
    let timeline = chunked().timeline(&request, &Default::default()).unwrap();
    assert_eq!(timeline.check(), Ok(()));
    let sounds = timeline.phones.iter().map(|span| span.phone.as_str()).filter(|phone| *phone != PAUSE);
    sounds.collect()
}

#[test]
fn other_languages_are_said_with_the_sounds_that_the_voice_has() {
    // An American has neither ç nor ʁ nor œ.
    assert_eq!(phones(Some("de-DE"), "Ich höre."), "ɪʃhɜɾə");
    assert_eq!(phones(Some("fr"), "Bonjour."), "bɔʒuɹ");
    assert_eq!(phones(Some("en-US"), "Hello."), phones(None, "Hello."));
    assert_eq!(phones(None, "Hello привет."), "həloʊpɾivet");
    let request = SentenceRequest { language: Some("xx-nowhere".into()), ..SentenceRequest::text("Hello.") };
    let error = say(&mut chunked(), &request).err().unwrap();
    assert!(matches!(error, SynthesisError::Phonemes(_)), "{error}");
}

#[test]
fn speed_and_pitch_may_be_anything() {
    let text = "Quickly or slowly.";
    for (speed, pitch) in
        [(0.25, 0.0), (4.0, 0.0), (0.0, -12.0), (9.0, 12.0), (f32::NAN, f32::NAN), (-1.0, f32::INFINITY)]
    {
        promises(
            &say(&mut chunked(), &SentenceRequest { speed, pitch, ..SentenceRequest::text(text) }).unwrap(),
        );
    }
}

#[test]
fn pitch_moves_and_the_length_stays() {
    let text = "The pitch of this sentence moves.";
    let at = |pitch: f32| {
        let said = say(&mut chunked(), &SentenceRequest { pitch, ..SentenceRequest::text(text) }).unwrap();
        promises(&said);
        said.timeline.samples as f64
    };
    let plain = at(0.0);
    for pitch in [-4.0, 2.0] {
        let ratio = at(pitch) / plain;
        assert!((ratio - 1.0).abs() < 0.005, "{pitch}: {ratio}");
    }
}
