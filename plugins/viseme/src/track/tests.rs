//! The rows of the reference page's test table that are about phones in, mouth out.

use super::*;
use crate::{Style, Weights, close, lip_gap_mm, project};
use proptest::prelude::*;
use protocol::timeline::PhoneSpan;

const RATES: [i64; 3] = [24, 30, 60];
const PHASES: i64 = 16;
/// The lip gap of the widest open vowel in the projection's amplitude.
const WIDEST_MM: f32 = 15.4;

/// A timeline of `phone:milliseconds[:stress]` words.
fn timeline(text: &str) -> Timeline {
    let mut at = 0_u64;
    let phones = text
        .split_whitespace()
        .map(|word| {
            let mut fields = word.split(':');
            let phone = fields.next().unwrap_or_default().to_owned();
            let ms: f64 = fields.next().and_then(|f| f.parse().ok()).unwrap_or(80.0);
            let stress = fields.next().and_then(|f| f.parse().ok()).unwrap_or(0);
            let start = at;
            at += (ms * 48.0).round() as u64;
            PhoneSpan { phone, stress, start, end: at }
        })
        .collect();
    Timeline { sample_rate: 48_000, samples: at, phones, ..Timeline::default() }
}

fn scaled(of: &Timeline, by: f64) -> Timeline {
    let to = |s: u64| (s as f64 * by).round() as u64;
    let phones =
        of.phones.iter().map(|p| PhoneSpan { start: to(p.start), end: to(p.end), ..p.clone() }).collect();
    Timeline { samples: to(of.samples), phones, ..of.clone() }
}

fn weights(channels: &Channels) -> Weights {
    let mut weights = Weights::default();
    project::arkit(&mut weights, channels, Style::default());
    close(&mut weights, channels);
    weights
}

/// Frame times of `rate` at `phase` of 16 that lie in `[start, end)`; where a frame is longer than the phone and none
/// does, the frame that is on the screen when it begins.
fn frames(start: i64, end: i64, rate: i64, phase: i64) -> Vec<i64> {
    let step = 48_000 / rate;
    let offset = step * phase / PHASES;
    let first = (start - offset).div_euclid(step);
    let inside: Vec<i64> =
        (first..=first + 40).map(|n| n * step + offset).filter(|t| (start..end).contains(t)).collect();
    if inside.is_empty() { vec![first * step + offset] } else { inside }
}

fn spans<'a>(of: &'a Timeline, phones: &'a [&str]) -> impl Iterator<Item = (i64, i64)> + 'a {
    of.phones.iter().filter(|p| phones.contains(&p.phone.as_str())).map(|p| (p.start as i64, p.end as i64))
}

/// Every bilabial of `line` has a frame with the lips together, at every rate and phase.
#[track_caller]
fn check_shut(line: &Timeline) {
    let track = Track::new(line);
    for rate in RATES {
        for phase in 0..PHASES {
            for (start, end) in spans(line, &["p", "b", "m"]) {
                let gap = frames(start, end, rate, phase)
                    .into_iter()
                    .map(|t| lip_gap_mm(&weights(&track.channels(t))))
                    .fold(f32::MAX, f32::min);
                assert!(gap <= 0.05 * WIDEST_MM, "{gap} mm at {start}..{end}, {rate} fps, phase {phase}");
            }
        }
    }
}

#[test]
fn bilabials_shut_at_every_rate_and_phase() {
    for length in [35, 42, 50, 60, 80, 110, 160] {
        for phone in ["p", "b", "m"] {
            for (before, after) in [("ɑ", "ɑ"), ("u", "i"), ("s", "æ"), ("_", "a"), ("a", "_"), ("ɔ", "ɹ")]
            {
                check_shut(&timeline(&format!("_:200 {before}:120:2 {phone}:{length} {after}:120:2 _:300")));
            }
        }
    }
}

#[test]
fn papa_mama_baby() {
    check_shut(&timeline("p:70 ɑ:110:2 p:60 ə:90"));
    check_shut(&timeline("m:70 ɑ:110:2 m:60 ə:90"));
    check_shut(&timeline("b:60 eɪ:130:2 b:50 i:90"));
    for by in [0.5, 2.0] {
        check_shut(&scaled(
            &timeline("p:70 ɑ:110:2 p:72 ə:90 m:80 ɑ:120:2 m:75 ə:90 b:74 eɪ:130:2 b:71 i:90"),
            by,
        ));
    }
}

/// 12,000 bilabials of 35-110 ms between random neighbours, each at one random phase of every rate.
#[test]
fn twelve_thousand_random_bilabials() {
    let vowels = ["ɑ", "æ", "i", "u", "ɔ", "ə", "eɪ", "aʊ", "ɛ", "ʌ"];
    let others = ["t", "s", "k", "l", "ʃ", "f", "ɹ", "w"];
    let mut seed = 7_u64;
    let mut random = move |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    let mut missed = Vec::new();
    for _ in 0..100 {
        let mut text = String::from("_:150 ");
        for _ in 0..120 {
            if random(4) == 0 {
                text += &format!("{}:{} ", others[random(8) as usize], 35 + random(90));
            }
            text += &format!("{}:{} ", ["p", "b", "m"][random(3) as usize], 35 + random(76));
            text += &format!("{}:{}:{} ", vowels[random(10) as usize], 40 + random(140), random(3));
        }
        let line = timeline(&text);
        let track = Track::new(&line);
        for (start, end) in spans(&line, &["p", "b", "m"]) {
            for rate in RATES {
                let phase = random(PHASES as u64) as i64;
                let gap = frames(start, end, rate, phase)
                    .into_iter()
                    .map(|t| lip_gap_mm(&weights(&track.channels(t))))
                    .fold(f32::MAX, f32::min);
                if gap > 0.05 * WIDEST_MM {
                    missed.push((start, end, rate, phase, gap));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} open, such as {:?}", missed.len(), missed[0]);
}

#[test]
fn labiodentals_touch_the_teeth() {
    for length in [35, 60, 90, 140] {
        let line = timeline(&format!("_:200 a:120:2 f:{length} ɑ:120:2 v:{length} æ:100 _:300"));
        let track = Track::new(&line);
        for (rate, phase) in RATES.into_iter().flat_map(|r| (0..PHASES).map(move |p| (r, p))) {
            for (start, end) in spans(&line, &["f", "v"]) {
                let touches = frames(start, end, rate, phase).into_iter().map(|t| track.channels(t));
                let held = touches.into_iter().any(|c| c.labiodental >= 0.8 && c.jaw <= 0.15);
                assert!(held, "{length} ms, {rate} fps, phase {phase}");
            }
        }
    }
}

#[test]
fn lips_round_before_the_vowel() {
    for word in
        ["_:300 d:70 u:160:2 k:80 _:300", "_:300 s:100 t:60 u:180:2 _:300", "ð:50 ə:60 d:70 u:160:2 k:80"]
    {
        let line = timeline(word);
        let track = Track::new(&line);
        let Some((start, end)) = spans(&line, &["u"]).next() else { panic!("no u in {word}") };
        let peak = (start..end).step_by(480).map(|t| track.channels(t).round).fold(0.0, f32::max);
        let early = track.channels(start - 48).round;
        assert!(early >= 0.6 * peak, "{word}: {early} of {peak}");
    }
}

#[test]
fn tongue_consonants_leave_the_lips_alone() {
    for consonant in ["t", "k", "d", "n", "g", "l"] {
        let line = timeline(&format!("_:300 u:140:2 {consonant}:80 u:140:2 _:300"));
        let track = Track::new(&line);
        let at = |ms: i64| track.channels(ms * 48).round;
        let peak = at(370);
        let dip = (370..590).map(at).fold(1.0, f32::min);
        assert!(dip >= 0.85 * peak, "{consonant}: {dip} of {peak}");
    }
}

#[test]
fn sibilants_bring_the_teeth_together() {
    for phone in ["s", "z", "ʃ", "ʒ", "tʃ", "dʒ"] {
        for length in [40, 70, 120] {
            let line = timeline(&format!("_:200 ɑ:140:2 {phone}:{length} ɑ:140:2 _:300"));
            let track = Track::new(&line);
            for (start, end) in spans(&line, &[phone]) {
                for t in (start..end).step_by(48) {
                    let jaw = track.channels(t).jaw;
                    assert!(jaw <= 0.35, "{phone} {length} ms: {jaw}");
                }
            }
        }
    }
}

#[test]
fn a_long_pause_comes_to_rest_and_a_short_one_does_not_show() {
    for length in [360, 500, 1500] {
        let line = timeline(&format!("_:200 ɑ:140:2 _:{length} u:140:2 ɑ:100 _:300"));
        let track = Track::new(&line);
        let rest = track.channels((200 + 140 + 235) * 48);
        assert!(rest.jaw.max(rest.round).max(rest.spread) <= 0.03, "{length} ms: {rest:?}");
    }
    for length in [30, 60, 90, 119] {
        let line = timeline(&format!("_:200 ɑ:140:2 _:{length} ɑ:140:2 _:300"));
        let track = Track::new(&line);
        let least = (340..340 + length).map(|ms| track.channels(ms * 48).jaw).fold(1.0, f32::min);
        assert!(least >= 0.5, "{length} ms: {least}");
    }
}

#[test]
fn the_end_and_the_beginning_are_long_pauses() {
    let track = Track::new(&timeline("ɑ:140:2 m:60"));
    assert_eq!(track.channels(-200 * 48).jaw, 0.0);
    assert!(track.channels(-60 * 48).jaw > 0.05, "the mouth gets ready before it speaks");
    assert_eq!(track.channels(600 * 48), Channels::default());
}

#[test]
fn faster_speech_opens_the_jaw_less() {
    let line = timeline("_:300 t:70 ɑ:90:2 t:70 ɛ:90:2 k:70 _:300");
    let opening = |by: f64| {
        let line = scaled(&line, by);
        let track = Track::new(&line);
        (0..line.samples as i64).step_by(240).map(|t| track.channels(t).jaw).fold(0.0, f32::max)
    };
    let peaks: Vec<f32> = [0.5, 0.7, 1.0, 1.4, 2.0].map(opening).into();
    assert!(peaks.is_sorted() && peaks[0] < 0.9 * peaks[2], "{peaks:?}");
}

#[test]
fn a_smile_never_holds_the_lips_apart() {
    let line = timeline("_:200 æ:120:2 p:70 i:120:2 _:300");
    let track = Track::new(&line);
    let Some((start, _)) = spans(&line, &["p"]).next() else { panic!("no p") };
    let channels = track.channels(start + 20 * 48);
    let mut weights = Weights::default();
    project::arkit(&mut weights, &channels, Style::default());
    for shape in crate::Arkit::ALL {
        if shape.is_mouth() && shape != crate::Arkit::MouthClose {
            weights[shape] = 1.0;
        }
    }
    close(&mut weights, &channels);
    assert!(lip_gap_mm(&weights) <= 0.05 * WIDEST_MM, "{weights:?}");
    assert!(weights[crate::Arkit::MouthClose] <= weights[crate::Arkit::JawOpen]);
}

#[test]
fn an_unknown_phone_is_told_once() {
    let track = Track::new(&timeline("☃:80 a:80 ☃:80 ☄:80"));
    assert_eq!(track.unknown(), ["☃", "☄"]);
}

#[test]
fn marks_lengthen_the_phone_before_them() {
    let whole = Track::new(&timeline("_:200 ɑ:140 t:60"));
    let marked = Track::new(&timeline("_:200 ɑ:80 ː:60 t:60"));
    assert_eq!(whole.channels(280 * 48), marked.channels(280 * 48));
}

/// All that is known when `sample` must be shown: phones that begin within half a second of it, on both sides.
fn window(of: &Timeline, sample: i64) -> (Timeline, i64) {
    let near = |p: &&PhoneSpan| p.end as i64 > sample - 24_000 && (p.start as i64) < sample + 24_000;
    let seen: Vec<PhoneSpan> = of.phones.iter().filter(near).cloned().collect();
    let base = seen.first().map_or(0, |p| p.start);
    let phones: Vec<PhoneSpan> =
        seen.into_iter().map(|p| PhoneSpan { start: p.start - base, end: p.end - base, ..p }).collect();
    let samples = phones.last().map_or(0, |p| p.end);
    (Timeline { samples, phones, ..of.clone() }, base as i64)
}

fn any_line() -> impl Strategy<Value = String> {
    let phone = prop::sample::select(vec![
        "p", "b", "m", "f", "v", "θ", "s", "z", "ʃ", "tʃ", "t", "d", "n", "k", "l", "ɹ", "w", "j", "h", "ɑ",
        "æ", "i", "u", "ɔ", "ə", "ɚ", "aɪ", "oʊ", "_",
    ]);
    prop::collection::vec((phone, 20_u32..220, 0_u8..3), 1..60).prop_map(|mut phones| {
        // An engine writes a pause in one piece.
        phones.dedup_by(|b, a| a.0 == "_" && b.0 == "_");
        let word = |(p, ms, stress): (&str, u32, u8)| {
            format!("{p}:{}:{stress} ", if p == "_" { ms * 3 } else { ms })
        };
        phones.into_iter().map(word).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_stream_shows_the_same_as_the_whole(text in any_line(), phase in 0_i64..1600) {
        let line = timeline(&text);
        let track = Track::new(&line);
        for sample in (phase..line.samples as i64).step_by(1600) {
            let (seen, base) = window(&line, sample);
            let (streamed, whole) = (Track::new(&seen).channels(sample - base), track.channels(sample));
            let pairs = [
                (streamed.jaw, whole.jaw), (streamed.round, whole.round), (streamed.spread, whole.spread),
                (streamed.closure, whole.closure), (streamed.labiodental, whole.labiodental),
                (streamed.tongue, whole.tongue), (streamed.teeth, whole.teeth),
            ];
            for (a, b) in pairs {
                prop_assert!((a - b).abs() <= 1e-3, "{streamed:?} {whole:?} at {sample}");
            }
        }
    }

    #[test]
    fn channels_and_weights_stay_in_range(text in any_line()) {
        let line = timeline(&text);
        let track = Track::new(&line);
        for sample in (-9600..line.samples as i64 + 19_200).step_by(800) {
            let c = track.channels(sample);
            for v in [c.jaw, c.round, c.spread, c.closure, c.labiodental, c.tongue, c.teeth, c.speech] {
                prop_assert!((0.0..=1.0).contains(&v), "{c:?}");
            }
            let w = weights(&c);
            prop_assert!(w.0.iter().all(|v| (0.0..=1.0).contains(v)), "{w:?}");
            prop_assert!(w[crate::Arkit::MouthClose] <= w[crate::Arkit::JawOpen]);
            prop_assert!(w[crate::Arkit::MouthFunnel] <= 0.5);
        }
    }
}
