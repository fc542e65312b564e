//! The stand-in and the requests against the service's own model, as botocore (the Python SDK) has it.
//!
//! What we send must be what the model allows, and what the stand-in answers must be what the Python SDK reads
//! as Polly's answers. Where botocore is not installed this says so on stderr.

use super::{
    http::Answer,
    standin::{StandIn, fault, say},
};
use aws::polly::{PollyEngine, PollySettings, PollyVoice};
use serde_json::{Value, json};
use speech::{Piece, SentenceRequest};
use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Reads `{"requests": [...], "url": ...}` and prints one line a fault.
const CHECK: &str = r#"
import json, sys, urllib.parse
import botocore.session
from botocore.config import Config
from botocore.validate import ParamValidator
given = json.load(sys.stdin)
session = botocore.session.Session()
model = session.get_service_model("polly")
operations = {}
for name in model.operation_names:
    http = model.operation_model(name).http
    operations[(http["method"], http["requestUri"].split("{")[0])] = model.operation_model(name)

def enums(shape, value, path):
    if shape.type_name == "structure":
        for key, inner in value.items():
            if key in shape.members:
                enums(shape.members[key], inner, path + "." + key)
    elif shape.type_name == "list":
        for inner in value:
            enums(shape.member, inner, path)
    elif getattr(shape, "enum", None) and value not in shape.enum:
        print(f"{path}: {value!r} is not one of the model's")

checked = set()
for request in given["requests"]:
    path, _, query = request["target"].partition("?")
    operation = operations.get((request["method"], path))
    if operation is None:
        print(f"no operation for {request['method']} {path}")
        continue
    checked.add(operation.name)
    members = operation.input_shape.members
    if request["body"]:
        params = json.loads(request["body"])
        for key in params:
            if key not in members:
                print(f"{operation.name}: {key} is not in the model")
    else:
        wire = {shape.serialization.get("name", name): (name, shape) for name, shape in members.items()}
        params = {}
        for key, value in urllib.parse.parse_qsl(query):
            if key not in wire:
                print(f"{operation.name}: query {key} is not in the model")
                continue
            name, shape = wire[key]
            params[name] = {"true": True, "false": False}[value] if shape.type_name == "boolean" else value
    report = ParamValidator().validate(params, operation.input_shape)
    if report.has_errors():
        print(report.generate_report())
    enums(operation.input_shape, params, operation.name)
if checked != {"SynthesizeSpeech", "DescribeVoices"}:
    print(f"only {checked} were asked for")

# The stand-in as the Python SDK sees it.
client = session.create_client("polly", region_name="eu-west-1", endpoint_url=given["url"],
    aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="x",
    config=Config(retries={"total_max_attempts": 1}))
voices = client.describe_voices(IncludeAdditionalLanguageCodes=True)["Voices"]
shape = model.shape_for("Voice")
for voice in voices:
    if set(voice) - set(shape.members):
        print(f"voice has {set(voice) - set(shape.members)}")
    enums(shape, voice, "Voice")
if not voices:
    print("no voices")
common = dict(Text="<speak>Hi <mark name='x'/>there</speak>".replace("'", '"'), TextType="ssml", VoiceId="Joanna", Engine="neural")
sound = client.synthesize_speech(OutputFormat="ogg_vorbis", SampleRate="24000", **common)
if sound["ContentType"] != "audio/ogg" or sound["RequestCharacters"] < 1 or sound["AudioStream"].read()[:4] != b"OggS":
    print("the sound is not read as Polly's")
marks = client.synthesize_speech(OutputFormat="json", SpeechMarkTypes=["word", "viseme", "ssml"], **common)
kinds = [json.loads(line)["type"] for line in marks["AudioStream"].read().splitlines()]
if set(kinds) != {"word", "viseme", "ssml"}:
    print(f"marks are of kinds {set(kinds)}")
for text, name in [("<speak>&</speak>", "InvalidSsmlException"), ("<speak>" + "a" * 3001 + "</speak>", "TextLengthExceededException"), ("<speak>throttle</speak>", "ThrottlingException")]:
    try:
        client.synthesize_speech(OutputFormat="ogg_vorbis", **(common | {"Text": text}))
        print(f"no {name}")
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != name:
            print(f"{error.response['Error']['Code']} instead of {name}")
print("checked")
"#;

#[test]
fn requests_and_stand_in_follow_the_model() {
    let service = StandIn::twisted(Box::new(|_, body| {
        let throttle = body["Text"].as_str().is_some_and(|text| text.contains("throttle"));
        throttle.then(|| -> Answer { fault(400, "ThrottlingException", "Rate exceeded") })
    }));
    for (engine, voice, language) in [
        (PollyEngine::Neural, "Joanna", None),
        (PollyEngine::Standard, "Aditi", Some("hi")),
        (PollyEngine::LongForm, "Joanna", Some("de")),
        (PollyEngine::Generative, "Joanna", None),
    ] {
        let settings = PollySettings { engine: Some(engine), ..service.settings(voice) };
        let mut voice = PollyVoice::new(settings).unwrap();
        let pieces = vec![Piece::Text("One".into()), Piece::Pause(0.5), Piece::Text("two & three".into())];
        let (speed, pitch, language) = (1.3, 2.0, language.map(str::to_owned));
        say(&mut voice, &SentenceRequest { pieces, speed, pitch, language, ..SentenceRequest::default() })
            .unwrap();
    }
    let requests: Vec<Value> = service
        .requests
        .lock()
        .unwrap()
        .iter()
        .map(|r| json!({"method": r.method, "target": r.target, "body": String::from_utf8_lossy(&r.body)}))
        .collect();
    let url = service.settings("").endpoint_url;
    let Some(said) = python(&json!({ "requests": requests, "url": url })) else {
        eprintln!("NOT TESTED: there is no python3 with botocore here (pip install awscli or moto has it)");
        return;
    };
    assert_eq!(said, "checked\n");
}

/// What the script prints; `None` where there is no botocore. `COMPERE_PYTHON` names another Python.
fn python(input: &Value) -> Option<String> {
    let python = std::env::var("COMPERE_PYTHON").unwrap_or_else(|_| "python3".into());
    let probe = Command::new(&python).args(["-c", "import botocore.session"]).stderr(Stdio::null()).status();
    if !probe.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut child = Command::new(python)
        .args(["-c", CHECK])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the check itself failed");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
