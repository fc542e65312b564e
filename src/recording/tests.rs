//! Recordings as they come from outside: good, bad, long, silent.

use super::{pieces::UNWRITTEN, *};
use protocol::{
    Role,
    timeline::{PhoneSpan, Timeline},
};
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
    send(&mut Recordings::default(), text, audio).map_or_else(Err, |heard| heard.steps)
}

/// Sends one, and waits for it; what is refused at once is an error.
#[track_caller]
fn send(recordings: &mut Recordings, text: &str, audio: Base64) -> Result<Heard, Refusal> {
    let (reply, mut answer) = oneshot::channel();
    recordings.take(
        Say { text: text.into(), ..Say::default() },
        audio,
        Caller::new("ann", Role::Operator),
        reply,
    );
    let mut refusal = None;
    let heard = until(recordings, |_| {
        refusal = answer.try_recv().ok().and_then(Result::err);
        refusal.is_some()
    });
    heard.ok_or_else(|| refusal.expect("heard, or refused"))
}

/// The next that was heard; none, if `over` comes first.
#[track_caller]
fn until(recordings: &mut Recordings, mut over: impl FnMut(&Recordings) -> bool) -> Option<Heard> {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if recordings.is_ready()
            && let Some(heard) = recordings.heard()
        {
            return Some(heard);
        }
        if over(recordings) {
            return None;
        }
        assert!(Instant::now() < deadline, "nothing was heard");
        std::thread::yield_now();
    }
}

fn files(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    found.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
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

#[test]
fn a_file_stays_only_where_the_queue_has_a_name_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut recordings = Recordings::beside(&folder.path().join("journal.db"), Vec::new());
    let kept = folder.path().join("journal.recordings");
    let refused = send(&mut recordings, "Hi", wav(0.5)).unwrap();
    assert_eq!(files(&kept), ["new-1.json"]);
    drop(refused);
    assert_eq!(files(&kept), [""; 0], "the queue refused it");
    let Of::Caller { kept: unnamed, .. } = send(&mut recordings, "Hi", wav(0.5)).unwrap().of else {
        panic!("it is a caller's")
    };
    recordings.name(unnamed, "u7");
    assert_eq!(files(&kept), ["u7.json"]);
}

#[test]
fn no_more_wait_together_than_fit() {
    let minutes = |n: u64| n * 60 * u64::from(protocol::SAMPLE_RATE);
    assert_eq!(room(minutes(10), minutes(20)), Ok(()));
    let refusal = room(minutes(10), minutes(20) + 48_000).unwrap_err();
    assert_eq!(refusal.code, Code::Busy);
    assert!(refusal.comment.contains("1201 s of recordings wait already, and at most 1800 s"), "{refusal}");
}

#[test]
fn a_panic_refuses_one_and_the_next_is_heard() {
    let bad: Listen = |text, audio| {
        assert!(text != "bad", "over a sound");
        listen(text, audio)
    };
    let mut recordings = Recordings { listen: bad, ..Recordings::default() };
    let refusal = send(&mut recordings, "bad", wav(0.5)).unwrap().steps.unwrap_err();
    assert_eq!(refusal.code, Code::Internal);
    assert!(refusal.comment.contains("over a sound"), "{refusal}");
    assert!(send(&mut recordings, "good", wav(0.5)).unwrap().steps.is_ok());
}

#[test]
fn what_a_thread_had_that_is_gone_is_told_and_the_rest_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let waiting = (0..6).map(|n| format!("u{n}")).collect();
    let mut recordings = Recordings::beside(&folder.path().join("journal.db"), waiting);
    // A thread that has ended, with four jobs in hand.
    let ((jobs, _todo), (done, heard)) = (bounded(WAITING), bounded(WAITING));
    let thread = std::thread::Builder::new().spawn(move || drop(done)).unwrap();
    recordings.ear = Some(Ear { jobs, heard, thread });
    recordings.go_on();
    assert_eq!(recordings.in_hand.len(), WAITING);
    let mut told = Vec::new();
    while told.len() < 6 {
        let Heard { of: Of::Queue(id), steps } = until(&mut recordings, |_| false).unwrap() else {
            panic!("nobody sent another")
        };
        told.push((id, steps.unwrap_err().code));
    }
    told.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let codes: Vec<Code> = told.into_iter().map(|(_, code)| code).collect();
    // Of the last two there is no file, which a thread of its own has found.
    assert_eq!(codes, [[Code::Internal; 4].as_slice(), &[Code::NotFound; 2]].concat());
    assert!(recordings.in_hand.is_empty() && !recordings.is_ready());
}
