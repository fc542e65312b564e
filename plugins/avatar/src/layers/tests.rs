//! The face at rest and in speech, asked for any moment.

mod company;

use super::*;
use protocol::timeline::{PhoneSpan, SentenceSpan, Timeline};

const FRAME: i64 = RATE / 30;
const MINUTE: i64 = 60 * RATE;

fn timeline() -> Timeline {
    // "Today I have one camera for you, papa." twice, with pauses.
    let said = "_:200 t:70 ə:50 d:60 eɪ:140:2 aɪ:120 h:60 æ:110:1 v:60 w:70 ʌ:110:2 n:60 k:80 æ:120:2 m:70 ɹ:50 \
                ə:60 f:90 ɔ:80 ɹ:50 j:60 u:150:2 _:360 p:80 ɑ:130:2 p:70 ə:120 _:400";
    let mut line = Timeline { sample_rate: 48_000, ..Timeline::default() };
    for word in said.split_whitespace().chain(said.split_whitespace()) {
        let mut fields = word.split(':');
        let phone = fields.next().unwrap_or_default().to_owned();
        let ms: u64 = fields.next().and_then(|f| f.parse().ok()).unwrap_or(80);
        let stress = fields.next().and_then(|f| f.parse().ok()).unwrap_or(0);
        let start = line.samples;
        line.samples += ms * 48;
        line.phones.push(PhoneSpan { phone, stress, start, end: line.samples });
    }
    let half = line.samples / 2;
    line.sentences = vec![
        SentenceSpan { text: "Today I have one camera for you, papa.".into(), start: 0, end: half },
        SentenceSpan {
            text: "Today I have one camera for you, papa?".into(),
            start: half,
            end: line.samples,
        },
    ];
    line
}

/// Speech for ten minutes, with a second of silence between the pieces.
fn speech() -> Vec<SpeechSpan> {
    let line = timeline();
    let step = line.samples as i64 + RATE;
    (0..10 * MINUTE / step).map(|n| SpeechSpan::new(n * step + RATE, &line, 5)).collect()
}

/// What a live program would know at `sample`.
fn known(spans: &[SpeechSpan], sample: i64) -> &[SpeechSpan] {
    let from = spans.partition_point(|s| s.end() < sample - 10 * RATE);
    let to = spans.partition_point(|s| s.start < sample + 2 * RATE);
    &spans[from..to]
}

fn frames(minutes: i64) -> impl Iterator<Item = i64> {
    (0..minutes * 60 * 30).map(|n| n * FRAME)
}

#[test]
fn any_moment_alone_is_the_same_as_in_order() {
    let spans = speech();
    let smile = [EmotionSpan {
        kind: protocol::cue::EmotionKind::Smile,
        strength: 0.7,
        start: 3 * RATE,
        end: Some(9 * RATE),
    }];
    let at = |sample: i64, spans: &[SpeechSpan]| {
        evaluate(&LayerContext { spans, emotions: &smile, ..LayerContext::idle(sample, 5) })
    };
    let forward: Vec<FacePose> = frames(1).map(|t| at(t, known(&spans, t))).collect();
    let mut backward: Vec<FacePose> =
        frames(1).collect::<Vec<_>>().into_iter().rev().map(|t| at(t, known(&spans, t))).collect();
    backward.reverse();
    assert_eq!(forward, backward);
    // Nor does it matter how much more of the past and of the future is known.
    let all: Vec<FacePose> = frames(1).map(|t| at(t, &spans)).collect();
    assert_eq!(forward, all);
}

#[test]
fn two_seeds_are_two_people() {
    let differs =
        frames(1).filter(|&t| evaluate(&LayerContext::idle(t, 1)) != evaluate(&LayerContext::idle(t, 2)));
    assert!(differs.count() > 1700);
}

/// The largest change from frame to frame of each part of a pose.
#[track_caller]
fn check_steps(poses: impl Iterator<Item = (i64, FacePose)>) {
    let limit = |name: &str| match name {
        n if n.starts_with("eyeBlink") => 1.01,
        n if n.starts_with("eyeLook") => 1.01,
        n if n.starts_with("eyeWide") => 0.8, // behind a lid
        n if n.starts_with("eye") => 0.12,
        "jawOpen" => 0.36,
        "mouthClose" => 0.12,
        // Contacts are made within 70 ms.
        n if n.starts_with("mouthPress") || n.starts_with("mouthRoll") || n.starts_with("mouthUpperUp") => {
            0.40
        }
        n if n.starts_with("mouth") || n == "tongueOut" => 0.35,
        // Surprise raises the brows within a quarter of a second.
        n if n.starts_with("brow") => 0.20,
        _ => 0.10,
    };
    let mut before: Option<FacePose> = None;
    for (sample, pose) in poses {
        if let Some(last) = before {
            for (i, name) in viseme::ARKIT.iter().enumerate() {
                let step = (pose.weights.0[i] - last.weights.0[i]).abs();
                assert!(step <= limit(name), "{name} moves by {step} at {sample}");
            }
            let joint = |a: EulerDegrees, b: EulerDegrees| {
                (a.yaw - b.yaw).abs().max((a.pitch - b.pitch).abs()).max((a.roll - b.roll).abs())
            };
            for (name, step, most) in [
                ("head", joint(pose.head, last.head), 1.2),
                ("neck", joint(pose.neck, last.neck), 0.9),
                ("chest", joint(pose.chest, last.chest), 0.25),
                ("breath", (pose.breath - last.breath).abs(), 0.10),
                ("shoulder", (pose.shoulder - last.shoulder).abs(), 0.10),
            ] {
                assert!(step <= most, "{name} moves by {step} at {sample}");
            }
        }
        before = Some(pose);
    }
}

#[test]
fn nothing_pops_at_rest() {
    check_steps(frames(10).map(|t| (t, evaluate(&LayerContext::idle(t, 3)))));
}

#[test]
fn nothing_pops_in_speech_and_emotion() {
    let spans = speech();
    use protocol::cue::EmotionKind::{Excited, Sad, Smile, Surprised, Warm};
    let kinds = [Smile, Surprised, Sad, Excited, Warm];
    let emotions: Vec<EmotionSpan> = (0..60)
        .map(|n| EmotionSpan {
            kind: kinds[n as usize % kinds.len()],
            strength: 1.0,
            start: n * 10 * RATE,
            end: Some((n * 10 + 6) * RATE),
        })
        .collect();
    check_steps(frames(10).map(|t| {
        let context =
            LayerContext { spans: known(&spans, t), emotions: &emotions, ..LayerContext::idle(t, 3) };
        (t, evaluate(&context))
    }));
}

/// Blinks a minute, and their lengths in ms, seen at 120 frames a second.
fn blinks(spans: &[SpeechSpan], minutes: i64) -> (f32, Vec<i64>) {
    let mut lengths = Vec::new();
    let mut since = None;
    let mut last = 0;
    for n in 0..minutes * 60 * 120 {
        let t = n * RATE / 120;
        let pose = evaluate(&LayerContext { spans: known(spans, t), ..LayerContext::idle(t, 11) });
        let shut = pose.weights[viseme::Arkit::EyeBlinkLeft] > 0.5;
        if shut {
            last = n;
        }
        assert!(n - last < 13 * 120, "no blink for 13 s at {t}");
        match (shut, since) {
            (true, None) => since = Some(n),
            (false, Some(from)) => {
                lengths.push((n - from) * 1000 / 120);
                since = None;
            }
            _ => {}
        }
    }
    (lengths.len() as f32 / minutes as f32, lengths)
}

#[test]
fn blinks_come_as_people_blink() {
    let (rest, lengths) = blinks(&[], 10);
    assert!((13.0..=22.0).contains(&rest), "{rest} a minute at rest");
    let typical = lengths.iter().filter(|l| (50..=260).contains(*l)).count();
    assert!(typical * 10 >= lengths.len() * 9, "{lengths:?}");
    let (talking, _) = blinks(&speech(), 10);
    assert!((19.0..=33.0).contains(&talking), "{talking} a minute in speech");
    assert!(talking > rest);
}

#[test]
fn lids_shut_all_the_way_and_the_right_one_trails() {
    use viseme::Arkit::{EyeBlinkLeft, EyeBlinkRight};
    let (mut deepest, mut trails) = (0.0_f32, 0);
    for t in (0..MINUTE).step_by(96) {
        let pose = evaluate(&LayerContext::idle(t, 4));
        deepest = deepest.max(pose.weights[EyeBlinkLeft]);
        trails += i32::from(pose.weights[EyeBlinkLeft] > pose.weights[EyeBlinkRight] + 0.02);
    }
    assert!(deepest > 0.93 && trails > 100, "{deepest} {trails}");
}

/// Share of frames in which the eyes are within 2° of the lens.
fn mutual(spans: &[SpeechSpan], lens: Direction) -> f32 {
    let lens_moved = Lens { from: lens, to: lens, since: 0 };
    let on = frames(10).filter(|&t| {
        let context = LayerContext { spans: known(spans, t), lens: lens_moved, ..LayerContext::idle(t, 8) };
        let p = evaluate(&context);
        let yaw = p.gaze.yaw + p.head.yaw + p.neck.yaw + p.chest.yaw - lens.yaw;
        let pitch = p.gaze.pitch + p.head.pitch + p.neck.pitch + p.chest.pitch - lens.pitch;
        yaw.hypot(pitch) <= 2.0
    });
    on.count() as f32 / (10.0 * 60.0 * 30.0)
}

#[test]
fn the_host_looks_into_the_lens() {
    let spans = speech();
    for (spans, lens) in [
        (&[][..], Direction::default()),
        (&spans[..], Direction::default()),
        (&spans[..], Direction { yaw: 18.0, pitch: 4.0 }),
    ] {
        let share = mutual(spans, lens);
        assert!((0.80..=0.985).contains(&share), "{share}");
    }
}

#[test]
fn a_look_turns_head_and_eyes_there_and_back() {
    let to = Direction { yaw: 24.0, pitch: 1.0 };
    let look = Some(Look { to, start: 2 * RATE, end: 4 * RATE });
    let yaw = |t: i64| {
        let p = evaluate(&LayerContext { look, ..LayerContext::idle(t, 8) });
        (p.head.yaw + p.neck.yaw, p.gaze.yaw + p.head.yaw + p.neck.yaw + p.chest.yaw)
    };
    let (head, eyes) = yaw(3 * RATE);
    assert!(head > 8.0 && (eyes - to.yaw).abs() < 13.0, "{head} {eyes}");
    assert!(yaw(5 * RATE).0.abs() < 7.0);
    check_steps((0..180).map(|n| {
        let t = n * FRAME;
        (t, evaluate(&LayerContext { look, ..LayerContext::idle(t, 8) }))
    }));
}

#[test]
fn a_thinking_host_looks_away_and_comes_back() {
    let thinking = Attending { now: Attention::Thinking, before: Attention::Idle, since: RATE };
    let away = (0..90)
        .map(|n| evaluate(&LayerContext { attention: thinking, ..LayerContext::idle(RATE + n * FRAME, 8) }))
        .filter(|p| (p.gaze.yaw + p.head.yaw + p.neck.yaw).abs() > 3.0)
        .count();
    assert!(away > 45, "{away} of 90 frames");
    let back = Attending { now: Attention::Idle, before: Attention::Thinking, since: 4 * RATE };
    check_steps((100..400).map(|n| {
        let t = n * FRAME;
        let attention = if t >= 4 * RATE { back } else { thinking };
        (t, evaluate(&LayerContext { attention, ..LayerContext::idle(t, 8) }))
    }));
}

/// The autocorrelation of `series` at `lag`.
fn autocorrelation(series: &[f32], lag: usize) -> f32 {
    let mean = series.iter().sum::<f32>() / series.len() as f32;
    let power: f32 = series.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / series.len() as f32;
    let pairs = series.iter().zip(&series[lag..]);
    let product: f32 = pairs.map(|(a, b)| (a - mean) * (b - mean)).sum();
    product / (series.len() - lag) as f32 / power.max(1e-9)
}

#[test]
fn ten_idle_minutes_never_repeat() {
    let poses: Vec<FacePose> = frames(10).map(|t| evaluate(&LayerContext::idle(t, 21))).collect();
    for (name, series) in [
        // The head as the camera sees it.
        ("head yaw", poses.iter().map(|p| p.head.yaw + p.neck.yaw + p.chest.yaw).collect::<Vec<_>>()),
        ("head pitch", poses.iter().map(|p| p.head.pitch + p.neck.pitch + p.chest.pitch).collect()),
        ("gaze yaw", poses.iter().map(|p| p.gaze.yaw).collect()),
    ] {
        for lag in (60..poses.len() / 2).step_by(15) {
            let r = autocorrelation(&series, lag);
            assert!(r < 0.3, "{name} at {:.1} s: {r}", lag as f32 / 30.0);
        }
    }
    let mut seen = std::collections::HashSet::new();
    for pose in &poses {
        let key: Vec<u32> =
            pose.weights.0.iter().chain([&pose.head.yaw, &pose.breath]).map(|v| v.to_bits()).collect();
        assert!(seen.insert(key), "a frame came twice");
    }
}

#[test]
fn a_smile_gives_way_to_closures() {
    let line = timeline();
    let spans = [SpeechSpan::new(RATE, &line, 1)];
    let smile = [EmotionSpan { kind: protocol::cue::EmotionKind::Smile, strength: 1.0, start: 0, end: None }];
    for phone in line.phones.iter().filter(|p| p.phone == "p" || p.phone == "m") {
        let t = RATE + phone.start as i64 + (phone.end - phone.start) as i64 / 3;
        let pose = evaluate(&LayerContext { spans: &spans, emotions: &smile, ..LayerContext::idle(t, 1) });
        let gap = viseme::lip_gap_mm(&pose.weights);
        assert!(gap < 0.8, "{gap} mm in {} at {t}", phone.phone);
    }
}

#[test]
fn speech_moves_the_mouth_and_a_cut_ends_it() {
    let line = timeline();
    let mut span = SpeechSpan::new(RATE, &line, 1);
    let jaw = |span: &SpeechSpan, t: i64| {
        evaluate(&LayerContext { spans: std::slice::from_ref(span), ..LayerContext::idle(t, 1) }).weights
            [viseme::Arkit::JawOpen]
    };
    let widest = (0..90).map(|n| jaw(&span, RATE + n * FRAME)).fold(0.0, f32::max);
    assert!((0.25..=0.5).contains(&widest), "{widest}");
    span.cut(RATE + RATE / 2);
    assert_eq!(span.end(), RATE + RATE / 2);
    assert!(jaw(&span, RATE + RATE / 2 + RATE / 4) < 0.01);
}

#[test]
fn sentences_end_with_a_nod() {
    let line = timeline();
    let span = SpeechSpan::new(0, &line, 1);
    let Some(ending) = span.endings.first() else { panic!("no sentence end") };
    let pitch = |t: i64| {
        let pose = evaluate(&LayerContext { spans: std::slice::from_ref(&span), ..LayerContext::idle(t, 1) });
        pose.head.pitch + pose.neck.pitch
    };
    let low = (0..15).map(|n| pitch(ending.sample + n * FRAME)).fold(f32::MIN, f32::max);
    let before = pitch(ending.sample - 8 * FRAME);
    assert!(low - before > 1.5, "{before} to {low}");
}

#[test]
fn speech_alone_moves_the_hands_now_and_then() {
    let spans = speech();
    let strokes: Vec<i64> = spans.iter().flat_map(|s| s.beats.iter().map(|b| b.stroke)).collect();
    let per_minute = strokes.len() as f64 / 10.0;
    assert!((4.0..30.0).contains(&per_minute), "{per_minute} beats a minute");
    assert!(strokes.windows(2).all(|w| w[1] - w[0] >= 15 * RATE / 10), "beats follow too soon");
    let mut before = evaluate(&LayerContext { spans: known(&spans, 0), ..LayerContext::idle(0, 5) });
    let mut up = 0;
    for sample in frames(3).skip(1) {
        let now = evaluate(&LayerContext { spans: known(&spans, sample), ..LayerContext::idle(sample, 5) });
        for (a, b) in now.arms.iter().zip(&before.arms) {
            assert!(a.wrist.distance(b.wrist) < 0.15, "a wrist jumps at {}", seconds(sample));
        }
        up += usize::from(now.arms.iter().any(|a| a.wrist.y > -0.75));
        before = now;
    }
    assert!(up > 300, "hands are up in {up} frames of 5400");
}

#[test]
fn a_word_that_is_emphasised_gets_its_beat() {
    let mut line = timeline();
    // "have": no beat by itself, for its stress is secondary.
    let Some(phone) = line.phones.iter_mut().rfind(|p| p.phone == "æ" && p.stress == 1) else {
        panic!("no æ")
    };
    phone.stress = protocol::timeline::EMPHASIS;
    let at = phone.start as i64;
    for seed in 0..8 {
        let strokes: Vec<i64> = SpeechSpan::new(0, &line, seed).beats.iter().map(|b| b.stroke).collect();
        assert!(strokes.iter().any(|s| (at - s) < RATE / 5 && (at - s) >= 0), "{strokes:?} at {at}");
    }
}
