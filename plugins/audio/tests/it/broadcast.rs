//! Loudness, true peaks, interruption: what a listener is promised.

use crate::sound::speech_like;
use audio::{Bus, LOOKAHEAD, MixReport, Mixer, VoiceLevel, beep, measure};
use ebur128::{EbuR128, Mode};

/// Mixes `seconds` in frames of 30 a second.
fn mix(mixer: &mut Mixer, seconds: f32) -> (Vec<f32>, Vec<MixReport>) {
    let (mut program, mut reports) = (Vec::new(), Vec::new());
    for _ in 0..(seconds * 30.0) as u64 {
        let start = mixer.next_sample();
        let mut out = vec![0.0; 3_200];
        reports.push(mixer.mix(start..start + 1_600, &mut out).unwrap());
        program.extend(out);
    }
    (program, reports)
}

/// Integrated loudness and true peak.
fn judge(program: &[f32]) -> (f64, f64) {
    let mut meter = EbuR128::new(2, 48_000, Mode::I | Mode::TRUE_PEAK).unwrap();
    meter.add_frames_f32(program).unwrap();
    let peak = meter.true_peak(0).unwrap().max(meter.true_peak(1).unwrap());
    (meter.loudness_global().unwrap(), 20.0 * peak.log10())
}

/// Says `speech` in sentences of four seconds.
fn say(mixer: &mut Mixer, speech: &[f32], level: &VoiceLevel) {
    let first = mixer.next_sample() + LOOKAHEAD as u64;
    for (i, sentence) in speech.chunks(192_000).enumerate() {
        let id = first + i as u64;
        mixer.begin_as(id, first + i as u64 * 192_000, level.clone());
        mixer.append(id, sentence);
        mixer.finish(id);
    }
}

/// A voice of `raw` LUFS, said to have `known`, comes out as it should.
#[track_caller]
fn check_voice(raw: f32, known: Option<f32>, within: f64) {
    let mut speech = speech_like(36.0, 1.0, 7);
    let gain = 10.0_f32.powf((raw - measure(&speech).lufs) / 20.0);
    speech.iter_mut().for_each(|s| *s *= gain);
    let level = VoiceLevel { voice: "someone".into(), lufs: known };
    let mut mixer = Mixer::default();
    say(&mut mixer, &speech, &level);
    let (program, reports) = mix(&mut mixer, 36.0);
    let (loudness, peak) = judge(&program);
    assert!((loudness + 16.0).abs() <= within, "{raw} LUFS came out at {loudness}");
    assert!(peak <= -1.0, "{raw} LUFS: true peak {peak}");
    let told = reports.last().unwrap().loudness;
    assert!((f64::from(told.integrated) - loudness).abs() < 0.15, "told {told:?}, is {loudness}");
    // No faster than 1 dB a second while a sentence is said; the first is there from the start.
    for pair in reports[5..115].windows(2) {
        let step = (pair[1].voice_gain_db - pair[0].voice_gain_db).abs();
        assert!(step <= 0.051, "{step} dB in a frame");
    }
}

#[test]
fn any_voice_comes_out_at_the_programs_loudness() {
    for raw in [-35.0, -28.0, -22.0, -16.0, -10.0] {
        check_voice(raw, Some(raw), 0.7);
        check_voice(raw, None, 1.0);
    }
    // Measured wrongly, by a voice that says everything softer or louder than its sample.
    check_voice(-25.0, Some(-22.0), 1.0);
    check_voice(-19.0, Some(-22.0), 1.0);
}

#[test]
fn voices_that_take_turns_are_equally_loud() {
    let mut mixer = Mixer::default();
    let (loud, soft) = (VoiceLevel::known("loud", -14.0), VoiceLevel::known("soft", -32.0));
    let speech = speech_like(40.0, 1.0, 11);
    let lufs = measure(&speech).lufs;
    for (i, sentence) in speech.chunks(192_000).enumerate() {
        let (level, raw) = if i % 2 == 0 { (&loud, -14.0) } else { (&soft, -32.0) };
        let gain = 10.0_f32.powf((raw - lufs) / 20.0);
        mixer.begin_as(i as u64, i as u64 * 192_000, level.clone());
        mixer.append(i as u64, &sentence.iter().map(|s| s * gain).collect::<Vec<_>>());
        mixer.finish(i as u64);
    }
    let (program, _) = mix(&mut mixer, 40.0);
    let pieces: Vec<&[f32]> = program.chunks(192_000 * 2).collect();
    for turn in [0, 1] {
        let turns: Vec<f32> = pieces.iter().skip(turn).step_by(2).flat_map(|p| p.iter().copied()).collect();
        let (loudness, _) = judge(&turns);
        assert!((loudness + 16.0).abs() < 1.0, "turn {turn}: {loudness}");
    }
}

#[test]
fn the_loudest_program_keeps_its_true_peak() {
    let mut mixer = Mixer::default();
    let speech: Vec<f32> = speech_like(8.0, 8.0, 3).iter().map(|s| s.clamp(-1.0, 1.0)).collect();
    say(&mut mixer, &speech, &VoiceLevel::known("shouts", -20.0));
    for i in 0..20 {
        mixer.play(i * 19_200, beep(3_000.0 + 400.0 * i as f64, 9_600), 2.0);
    }
    mixer.set_gain(Bus::Voice, 12.0);
    let (program, reports) = mix(&mut mixer, 9.0);
    let (_, peak) = judge(&program);
    assert!((-2.0..=-1.0).contains(&peak), "{peak}");
    assert!(reports.iter().any(|r| r.gain_reduction_db < -6.0));
}

/// The largest change of slope: a click is a corner.
fn sharpest(samples: &[f32]) -> f32 {
    samples.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).abs()).fold(0.0, f32::max)
}

#[test]
fn an_interruption_is_exact_and_makes_no_click() {
    // A low vowel: any click would stick out of it.
    let vowel: Vec<f32> =
        (0..96_000).map(|i| 0.25 * (i as f32 * std::f32::consts::TAU / 400.0).sin()).collect();
    let level = VoiceLevel::known("vowel", measure(&vowel).lufs);
    let mut mixer = Mixer::default();
    mixer.begin_as(5, 3_000, level.clone());
    mixer.append(5, &vowel);
    let (mut program, _) = mix(&mut mixer, 1.0);
    let cut = mixer.interrupt(20);
    let Some((5, samples)) = cut.heard else { panic!("{cut:?}") };
    assert_eq!(3_000 + samples, cut.silent_from);
    assert!(cut.silent_from <= 48_000 + 64 + 960);
    program.extend(mix(&mut mixer, 0.5).0);
    // It goes on where it was left: in the middle of the vowel, with a fade of its own.
    let start = mixer.begin_as(6, 0, level);
    mixer.append(6, &vowel[samples as usize..]);
    mixer.finish(6);
    program.extend(mix(&mut mixer, 2.0).0);
    let left: Vec<f32> = program.iter().step_by(2).copied().collect();
    let silent = &left[cut.silent_from as usize + 4_800..start as usize];
    assert!(silent.iter().all(|s| s.abs() < 1e-3));
    // Raised cosines of 20 and of 5 ms; a step would be a thousand times as sharp.
    let of_vowel = sharpest(&left[20_000..40_000]);
    assert!(sharpest(&left[40_000..start as usize - 100]) < of_vowel * 1.5);
    assert!(sharpest(&left[40_000..]) < of_vowel * 4.0, "{} against {of_vowel}", sharpest(&left[40_000..]));
    let end = start as usize + vowel.len() - samples as usize;
    assert!(left[end - 2_000..end - 100].iter().any(|s| s.abs() > 0.05));
}

#[test]
fn an_engine_that_breaks_off_makes_no_click() {
    let vowel: Vec<f32> =
        (0..30_100).map(|i| 0.25 * (i as f32 * std::f32::consts::TAU / 400.0).sin()).collect();
    let mut mixer = Mixer::default();
    mixer.begin_as(1, 0, VoiceLevel::known("vowel", measure(&vowel).lufs));
    mixer.append(1, &vowel);
    mixer.finish(1);
    let left: Vec<f32> = mix(&mut mixer, 1.0).0.into_iter().step_by(2).collect();
    // It sets in with a corner of its own, but ends with a raised cosine of 5 ms.
    assert!(sharpest(&left[10_000..]) < 3e-4, "{}", sharpest(&left[10_000..]));
}

#[test]
fn faders_and_mutes_act_on_their_bus() {
    let mut mixer = Mixer::default();
    let speech = speech_like(8.0, 1.0, 5);
    say(&mut mixer, &speech, &VoiceLevel::unknown("x"));
    mixer.play(0, beep(500.0, 384_000), 0.2);
    mixer.mute(Bus::Voice, true);
    let (_, reports) = mix(&mut mixer, 2.0);
    assert!(reports[10..].iter().all(|r| r.voice.peak_dbfs <= -100.0 && r.effects.peak_dbfs > -25.0));
    mixer.mute(Bus::Voice, false);
    mixer.set_gain(Bus::Effects, -80.0);
    let (_, reports) = mix(&mut mixer, 2.0);
    assert!(reports[10..].iter().all(|r| r.effects.peak_dbfs <= -100.0));
    assert!(reports.iter().any(|r| r.voice.peak_dbfs > -20.0));
}
