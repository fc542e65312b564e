//! A voice of two speakers, made of the Joe voice by editing its network: speaker 1 says everything half as slowly again.

use super::{PiperSettings, PiperVoice};
use crate::{
    SentenceRequest, VoiceFiles,
    onnx::{library, wire},
};

/// Name of the value that is the length scale.
const LENGTH: &str = "/Gather_1_output_0";

fn node(operator: &str, inputs: &[&str], output: &str) -> Vec<u8> {
    let mut node = Vec::new();
    inputs.iter().for_each(|input| wire::push_bytes(&mut node, 1, input.as_bytes()));
    wire::push_bytes(&mut node, 2, output.as_bytes());
    wire::push_bytes(&mut node, 4, operator.as_bytes());
    node
}

/// The input `sid`, one 64-bit integer.
fn speaker_input() -> Vec<u8> {
    let (mut size, mut shape, mut tensor, mut kind, mut info) = (vec![], vec![], vec![], vec![], vec![]);
    wire::push_number(&mut size, 1, 1);
    wire::push_bytes(&mut shape, 1, &size);
    wire::push_number(&mut tensor, 1, 7);
    wire::push_bytes(&mut tensor, 2, &shape);
    wire::push_bytes(&mut kind, 1, &tensor);
    wire::push_bytes(&mut info, 1, b"sid");
    wire::push_bytes(&mut info, 2, &kind);
    info
}

/// A message with its text fields `number` that say `from` saying `to`, or `None` when there is none.
fn renamed(message: &[u8], number: u64, from: &str, to: &str) -> Option<Vec<u8>> {
    let fields: Vec<wire::Field> = wire::fields(message).map(Result::unwrap).collect();
    let hit = |field: &&wire::Field| field.number == number && field.payload == from.as_bytes();
    fields.iter().find(hit)?;
    let mut out = Vec::new();
    for field in &fields {
        if hit(&field) {
            wire::push_bytes(&mut out, number, to.as_bytes())
        } else {
            out.extend_from_slice(field.raw)
        }
    }
    Some(out)
}

fn two_speakers(model: &[u8]) -> Vec<u8> {
    let mut table = Vec::new();
    wire::push_number(&mut table, 1, 2);
    wire::push_number(&mut table, 2, 1);
    wire::push_bytes(&mut table, 8, b"slowness");
    wire::push_bytes(&mut table, 9, &[1.0_f32, 1.5].map(f32::to_le_bytes).concat());
    let mut edited = Vec::new();
    for field in wire::fields(model).map(Result::unwrap) {
        if field.number != 7 {
            edited.extend_from_slice(field.raw);
            continue;
        }
        let mut graph = Vec::new();
        for field in wire::fields(field.payload).map(Result::unwrap) {
            // The export calls the table of embeddings `sid` where there is but one speaker.
            let message = match field.number {
                1 => renamed(field.payload, 1, "sid", "embeddings"),
                5 => renamed(field.payload, 8, "sid", "embeddings"),
                _ => None,
            };
            if let Some(message) = message {
                wire::push_bytes(&mut graph, field.number, &message);
            } else if let Some(node_of_length) =
                (field.number == 1).then(|| renamed(field.payload, 2, LENGTH, "plain_length")).flatten()
            {
                wire::push_bytes(&mut graph, 1, &node_of_length);
                wire::push_bytes(&mut graph, 1, &node("Gather", &["slowness", "sid"], "slower"));
                wire::push_bytes(&mut graph, 1, &node("Mul", &["plain_length", "slower"], LENGTH));
            } else {
                graph.extend_from_slice(field.raw);
            }
        }
        wire::push_bytes(&mut graph, 5, &table);
        wire::push_bytes(&mut graph, 11, &speaker_input());
        wire::push_bytes(&mut edited, 7, &graph);
    }
    edited
}

#[test]
fn each_speaker_speaks_in_their_own_way() {
    let voices = std::env::var_os("COMPERE_VOICES").map_or_else(
        || std::path::Path::new(&std::env::var_os("HOME").unwrap()).join(".cache/compere/packs/voices"),
        std::path::PathBuf::from,
    );
    let joe = voices.join("en_US-joe-medium.onnx");
    let model = std::fs::read(&joe).expect("this test needs the Joe voice: run `cargo xtask assets`");
    let folder = tempfile::tempdir().unwrap();
    let files = VoiceFiles {
        name: "two".into(),
        model: folder.path().join("two.onnx"),
        config: folder.path().join("two.onnx.json"),
    };
    std::fs::write(&files.model, two_speakers(&model)).unwrap();
    let json = std::fs::read(voices.join("en_US-joe-medium.onnx.json")).unwrap();
    let mut json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    json["num_speakers"] = 2.into();
    json["speaker_id_map"] = serde_json::json!({"quick": 0, "slow": 1});
    std::fs::write(&files.config, json.to_string()).unwrap();
    let samples = |speaker: Option<&str>| {
        let settings = PiperSettings {
            speaker: speaker.map(str::to_owned),
            onnxruntime: Some(library(voices.parent().unwrap())),
            ..PiperSettings::default()
        };
        let mut voice = PiperVoice::load(&files, &settings).unwrap();
        let request = SentenceRequest { silence_after: 0.0, ..SentenceRequest::text("Who is speaking now?") };
        voice.timeline(&request, &Default::default()).unwrap().samples as f64
    };
    let (quick, slow) = (samples(Some("quick")), samples(Some("slow")));
    assert!((1.3..1.7).contains(&(slow / quick)), "{slow} {quick}");
    assert_eq!(samples(None), quick);
    assert_eq!(samples(Some("1")), slow);
}
