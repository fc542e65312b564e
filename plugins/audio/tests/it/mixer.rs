//! Promises of the mixer: places, continuity, breaks, cuts, determinism.

use audio::{CEILING, Cut, LOOKAHEAD, MediaClock, MixError, Mixer, VoiceEvent, VoiceLevel, beep};
use proptest::prelude::*;
use protocol::FrameRate;

/// Gain of the voice in these tests: from the tone's -13.98 LUFS to -16.
const VOICE_GAIN: f32 = 0.7925;

/// The voice of these tests: as loud as the tone, so that nothing is levelled while it speaks.
fn level() -> VoiceLevel {
    VoiceLevel::known("tone", -13.98)
}

/// A steady tone that the high pass lets through unchanged, quiet enough for the limiter.
fn tone(from: usize, samples: usize) -> Vec<f32> {
    (from..from + samples).map(|i| 0.2 * (i as f32 * std::f32::consts::TAU / 48.0).sin()).collect()
}

/// Mixes up to sample `until` in blocks of 25 frames a second; the left channel and all events.
fn mix(mixer: &mut Mixer, until: u64) -> (Vec<f32>, Vec<VoiceEvent>) {
    let (mut left, mut events) = (Vec::new(), Vec::new());
    while mixer.next_sample() < until {
        let start = mixer.next_sample();
        let mut out = vec![0.0; 1_920 * 2];
        let report = mixer.mix(start..start + 1_920, &mut out).unwrap();
        assert!(out.chunks_exact(2).all(|pair| pair[0] == pair[1]));
        left.extend(out.iter().step_by(2));
        events.extend(report.events);
    }
    (left, events)
}

/// The largest step between two samples that follow each other.
fn steepest(samples: &[f32]) -> f32 {
    samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
}

/// What a tone's own steepest step is after the voice's gain.
fn steepest_of_tone() -> f32 {
    steepest(&tone(0, 96)) * VOICE_GAIN * 1.05
}

#[test]
fn a_sentence_is_where_it_was_planned() {
    let mut mixer = Mixer::default();
    assert_eq!(mixer.begin_as(7, 5_000, level()), 5_000);
    assert!(mixer.append(7, &[0.5; 100]));
    assert!(mixer.finish(7));
    assert!(!mixer.append(7, &[0.5]) && !mixer.append(8, &[0.5]) && !mixer.finish(8));
    assert_eq!(mixer.position(7).unwrap().start_sample, 5_000);
    let (left, events) = mix(&mut mixer, 9_600);
    assert_eq!(left.iter().position(|s| *s != 0.0), Some(5_000));
    assert_eq!(
        events,
        [
            VoiceEvent::Started { sentence: 7, start_sample: 5_000 },
            VoiceEvent::Ended { sentence: 7, end_sample: 5_100 }
        ]
    );
    assert_eq!(mixer.position(7), None);
}

#[test]
fn chunks_and_sentences_join_without_a_seam() {
    let mut mixer = Mixer::default();
    mixer.begin_as(1, 0, level());
    mixer.begin_as(2, 10_000, level());
    let (mut whole, mut at) = (Mixer::default(), 0);
    whole.begin_as(1, 0, level());
    whole.append(1, &tone(0, 20_000));
    whole.finish(1);
    while at < 10_000 {
        let length = (10_000 - at).min(777);
        mixer.append(1, &tone(at, length));
        at += length;
    }
    mixer.append(2, &tone(10_000, 10_000));
    mixer.finish(1);
    mixer.finish(2);
    let (parts, whole) = (mix(&mut mixer, 30_000).0, mix(&mut whole, 30_000).0);
    let worst = parts.iter().zip(&whole).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-4, "{worst}");
}

#[test]
fn a_late_start_and_an_overlap_move_sentences() {
    let mut mixer = Mixer::default();
    mix(&mut mixer, 1_920);
    // The past is out of reach.
    assert_eq!(mixer.begin_as(1, 100, level()), 1_920 + LOOKAHEAD as u64);
    mixer.append(1, &[0.1; 1_000]);
    mixer.finish(1);
    mixer.begin_as(2, 2_000, level());
    mixer.append(2, &[0.1; 10]);
    mixer.finish(2);
    let end = 1_920 + LOOKAHEAD as u64 + 1_000;
    let (_, events) = mix(&mut mixer, 9_600);
    assert!(events.contains(&VoiceEvent::Shifted { sentence: 2, start_sample: end, by: end - 2_000 }));
    assert!(events.contains(&VoiceEvent::Started { sentence: 2, start_sample: end }));
}

#[test]
fn the_voice_waits_for_its_engine_and_loses_nothing() {
    let mut mixer = Mixer::default();
    mixer.begin_as(1, 0, level());
    mixer.append(1, &tone(0, 5_000));
    let (mut left, mut events) = mix(&mut mixer, 9_600);
    let stalled = mixer.position(1).unwrap().stalled;
    // What is too little for a fade at the end of a step is kept for later.
    let late = 9_600 + LOOKAHEAD as u64 - 5_000;
    assert!((late..late + 240).contains(&stalled), "{stalled}");
    assert_eq!(mixer.position(1).unwrap().start_sample, stalled);
    // Too little to go on with.
    mixer.append(1, &tone(5_000, 100));
    let (more, more_events) = mix(&mut mixer, 11_520);
    assert!(more.iter().skip(400).all(|s| s.abs() < 0.01));
    left.extend(more);
    events.extend(more_events);
    mixer.append(1, &tone(5_100, 9_900));
    mixer.finish(1);
    let (more, more_events) = mix(&mut mixer, 38_400);
    left.extend(more);
    events.extend(more_events);
    assert!(steepest(&left) < steepest_of_tone(), "a break is faded");
    let shifted: u64 =
        events.iter().map(|e| if let VoiceEvent::Shifted { by, .. } = e { *by } else { 0 }).sum();
    assert_eq!(events.last(), Some(&VoiceEvent::Ended { sentence: 1, end_sample: 15_000 + shifted }));
    assert_eq!(events.iter().filter(|e| matches!(e, VoiceEvent::Started { .. })).count(), 1);
    // The end of the tone is where the events say.
    let end = (15_000 + shifted) as usize;
    assert!(left[end - 240..end - 60].iter().any(|s| s.abs() > 0.1 * VOICE_GAIN));
    assert!(left[end + 200..].iter().all(|s| s.abs() < 0.02));
}

#[test]
fn a_cut_is_soon_silent_and_makes_no_click() {
    for fade_ms in [5, 20, 500] {
        let mut mixer = Mixer::default();
        mixer.begin_as(1, 0, level());
        mixer.append(1, &tone(0, 48_000));
        mixer.begin_as(2, 48_000, level());
        mixer.append(2, &tone(0, 48_000));
        let (mut left, _) = mix(&mut mixer, 9_600);
        assert_eq!(mixer.speaking(), Some(1));
        let fade = u64::from(fade_ms.min(20)) * 48;
        let read = 9_600 + LOOKAHEAD as u64;
        let Cut { silent_from, heard } = mixer.interrupt(fade_ms);
        assert_eq!((silent_from, heard), (read + fade, Some((1, read + fade))));
        assert_eq!(mixer.interrupt(fade_ms).heard, None);
        assert!(mixer.speaking().is_none() && mixer.position(2).is_none() && !mixer.append(1, &[0.1]));
        // The next sentence may follow at once.
        let next = mixer.begin_as(3, 0, level());
        assert_eq!(next, silent_from);
        let (more, events) = mix(&mut mixer, 19_200);
        left.extend(more);
        assert!(events.iter().all(|event| matches!(event, VoiceEvent::Shifted { sentence: 3, .. })));
        assert!(steepest(&left) < steepest_of_tone(), "{fade_ms}");
        assert!(left[silent_from as usize + 480..].iter().all(|s| s.abs() < 0.02));
    }
}

#[test]
fn beeps_are_exact_at_every_frame_rate() {
    for rate in ["30", "25", "30000/1001", "60"] {
        let mut clock = MediaClock::new(rate.parse::<FrameRate>().unwrap());
        let mut mixer = Mixer::default();
        let starts: Vec<u64> = (1..5).map(|second| clock.rate().first_sample(second * 24)).collect();
        for start in &starts {
            mixer.play(*start, beep(1_000.0, 960), 1.0);
        }
        let mut left = Vec::new();
        for _ in 0..110 {
            let tick = clock.step();
            let mut out = vec![0.0; (tick.samples.end - tick.samples.start) as usize * 2];
            mixer.mix(tick.samples, &mut out).unwrap();
            left.extend(out.into_iter().step_by(2));
        }
        for start in starts {
            let start = start as usize;
            assert!(left[start - 900..=start].iter().all(|s| *s == 0.0), "{rate}");
            assert!(left[start + 1] != 0.0 && left[start + 12] > 0.49, "{rate}");
        }
    }
}

#[test]
fn wrong_blocks_are_refused() {
    let mut mixer = Mixer::new(100);
    assert_eq!(mixer.mix(0..10, &mut [0.0; 20]), Err(MixError::NotNext { asked: 0, due: 100 }));
    let error = mixer.mix(100..110, &mut [0.0; 10]).unwrap_err();
    assert_eq!(error, MixError::Size { given: 10, samples: 10 });
    assert!(mixer.mix(100..110, &mut [0.0; 20]).is_ok());
    assert!(mixer.mix(100..110, &mut [0.0; 20]).unwrap_err().to_string().contains("110 is next"));
}

#[test]
fn the_program_is_never_above_the_ceiling_and_meters_tell() {
    let mut mixer = Mixer::default();
    mixer.begin_as(1, 0, level());
    mixer.append(1, &tone(0, 48_000).iter().map(|s| s * 5.0).collect::<Vec<_>>());
    mixer.play(4_800, beep(1_000.0, 9_600), 2.0);
    let mut least = 0.0_f32;
    for block in 0..10 {
        let mut out = vec![0.0; 3_200];
        let report = mixer.mix(block * 1_600..(block + 1) * 1_600, &mut out).unwrap();
        assert!(out.iter().all(|s| s.abs() <= CEILING));
        assert!(report.program.peak_dbfs <= -0.99);
        least = least.min(report.gain_reduction_db);
    }
    assert!(least < -3.0, "{least}");
}

proptest! {
    #[test]
    fn blocks_do_not_matter(sizes in prop::collection::vec(1_u64..3_000, 8..20), loud in 0.1_f32..4.0) {
        let prepare = || {
            let mut mixer = Mixer::default();
            mixer.begin_as(1, 1_234, level());
            mixer.append(1, &tone(0, 3_000).iter().map(|s| s * loud).collect::<Vec<_>>());
            mixer.finish(1);
            mixer.play(2_000, beep(440.0, 1_000), 1.0);
            mixer
        };
        let total: u64 = sizes.iter().sum();
        let mut whole = vec![0.0; total as usize * 2];
        prepare().mix(0..total, &mut whole).unwrap();
        let (mut mixer, mut parts) = (prepare(), Vec::new());
        for size in sizes {
            let start = mixer.next_sample();
            let mut out = vec![0.0; size as usize * 2];
            mixer.mix(start..start + size, &mut out).unwrap();
            parts.extend(out);
        }
        let worst = whole.iter().zip(&parts).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        prop_assert!(worst < 1e-6, "{worst}");
    }
}
