//! Recordings as they come from outside: good, bad, long, silent.

use super::*;
use protocol::Role;
use std::{
    io::Cursor,
    time::{Duration, Instant},
};

fn wav(seconds: f32) -> Base64 {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for i in 0..(seconds * 8_000.0) as u32 {
        writer.write_sample(((i as f32 * 0.3).sin() * 9_000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    Base64(STANDARD.encode(bytes.into_inner()))
}

/// Has one heard through, and gives its steps.
#[track_caller]
fn heard(text: &str, audio: Base64) -> Result<Vec<Step>, Refusal> {
    let mut recordings = Recordings::default();
    let (reply, mut answer) = oneshot::channel();
    recordings.take(
        Say { text: text.into(), ..Say::default() },
        audio,
        Caller::new("ann", Role::Operator),
        reply,
    );
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(heard) = recordings.heard() {
            return heard.steps;
        }
        if let Ok(answered) = answer.try_recv() {
            return Err(answered.expect_err("nothing but a refusal comes at once"));
        }
        assert!(Instant::now() < deadline, "nothing was heard");
        std::thread::yield_now();
    }
}

#[track_caller]
fn refused(text: &str, audio: &str, code: Code, part: &str) {
    let refusal = heard(text, Base64(audio.into())).expect_err("it is refused");
    assert_eq!(refusal.code, code, "{refusal}");
    assert!(refusal.comment.contains(part), "{refusal}");
}

fn pieces(steps: &[Step]) -> Vec<(&str, &Recording)> {
    steps
        .iter()
        .filter_map(|step| match step {
            Step::Sentence(plan) => Some((plan.text.as_str(), plan.recording.as_deref()?)),
            Step::Cues(_) => None,
        })
        .collect()
}

#[test]
fn what_is_no_recording_is_refused() {
    refused("", "", Code::NothingToSay, "empty");
    refused("", "this is not base64!", Code::InvalidField, "base64");
    refused("", &STANDARD.encode(b"this is no sound".repeat(50)), Code::InvalidField, "WAV, FLAC");
    refused("", &wav(0.0).0, Code::NothingToSay, "no sound");
    refused("", &wav(601.0).0, Code::TooLarge, "600 s");
    refused("", &"A".repeat(Say::MAX_BASE64_CHARS + 4), Code::TooLarge, "10 MiB");
    refused("[smile] Hello", &wav(0.5).0, Code::InvalidCue, "caption");
    refused("[smlie] Hello", &wav(0.5).0, Code::InvalidCue, "smile");
}

#[test]
fn a_recording_is_said_as_it_is() {
    let steps = heard("", wav(1.5)).unwrap();
    let found = pieces(&steps);
    let samples: usize = found.iter().map(|(_, recording)| recording.samples.len()).sum();
    assert!(samples.abs_diff(72_000) <= 6, "{samples}");
    for (text, recording) in found {
        assert_eq!(text, UNWRITTEN);
        assert_eq!(recording.timeline.check(), Ok(()));
        assert_eq!(recording.timeline.samples, recording.samples.len() as u64);
    }
    let say = Say::default();
    assert_eq!(title(&say, &steps), "(recording, 1.5 s)");
    assert_eq!(title(&Say { text: "Hi".into(), ..say }, &steps), "Hi");
}

#[test]
fn long_ones_are_cut_where_nothing_is_said() {
    let phone = |phone: &str, start, end| PhoneSpan { phone: phone.into(), start, end, stress: 0 };
    let second = 48_000;
    let line = Timeline {
        phones: vec![
            phone("_", 0, second),
            phone("a", second, 4 * second),
            phone("_", 4 * second, 5 * second),
            phone("a", 5 * second, 20 * second),
            phone("_", 20 * second, 20 * second + 4_800),
            phone("a", 20 * second + 4_800, 60 * second),
        ],
        ..Timeline::silence(60 * second)
    };
    let cut = cuts(&line);
    let ends: Vec<u64> = cut.iter().map(|c| c.end).collect();
    assert_eq!(ends, [216_000, 962_400, 1_922_400, 60 * second]);
    for cut in &cut {
        assert_eq!(part(&line, cut).check(), Ok(()));
    }
    let told = captions("One here. Two there. Three where.", &cut, line.samples);
    assert_eq!(told.join("|"), "One here.|Two there.|Three where.|(recording)");
}
