//! The listener as a whole: any sound is safe, pieces do not matter, a stream hears what the whole hears.
//!
//! How well it hears is told by the training, and by the program's tests with a real voice.

use super::*;
use protocol::timeline::PAUSE;

/// Something like speech: hums with moving formants, hisses and gaps, for so many seconds.
fn babble(rate: u32, seconds: f32) -> Vec<f32> {
    let (mut phase, mut noise) = (0.0_f32, 1_u32);
    let count = (rate as f32 * seconds) as usize;
    (0..count)
        .map(|i| {
            let t = i as f32 / rate as f32;
            phase = (phase + 120.0 / rate as f32 * (1.0 + 0.1 * (t * 3.0).sin())).fract();
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = (noise >> 9) as f32 / (1 << 23) as f32 * 2.0 - 1.0;
            let formant = (std::f32::consts::TAU * (700.0 + 400.0 * (t * 5.0).sin()) * t).sin();
            match (t * 7.0) as u32 % 7 {
                0 => 0.0,
                3 => 0.1 * hiss,
                _ => (1.0 - phase) * 0.3 * (0.5 + formant),
            }
        })
        .collect()
}

fn streamed(mut listener: Listener, sound: &[f32], piece: usize) -> Vec<PhoneSpan> {
    let mut phones: Vec<PhoneSpan> = sound.chunks(piece).flat_map(|piece| listener.push(piece)).collect();
    phones.extend(listener.finish());
    phones
}

/// The phone at each frame.
fn frames(phones: &[PhoneSpan]) -> Vec<&str> {
    phones
        .iter()
        .flat_map(|p| std::iter::repeat_n(p.phone.as_str(), ((p.end - p.start) / phones::FRAME) as usize))
        .collect()
}

#[test]
fn the_model_that_ships_is_whole() {
    let bytes = include_bytes!("../../../../assets/lips/listener.bin");
    assert!(bytes.len() < 200_000);
    assert_eq!(Model::read(bytes).as_ref(), Ok(&*model()));
}

#[test]
fn any_sound_gives_a_timeline() {
    let sounds: [(&str, Vec<f32>); 10] = [
        ("nothing", vec![]),
        ("one sample", vec![0.5]),
        ("a frame less one", vec![0.1; 159]),
        ("silence", vec![0.0; 16_000]),
        ("a constant", vec![0.9; 16_000]),
        ("no numbers", [f32::NAN, f32::INFINITY, -f32::INFINITY].repeat(4_000)),
        ("far too loud", babble(16_000, 1.0).iter().map(|s| s * 1e6).collect()),
        ("far too soft", babble(16_000, 1.0).iter().map(|s| s * 1e-6).collect()),
        ("a square", (0..16_000).map(|i| if i / 80 % 2 == 0 { 1.0 } else { -1.0 }).collect()),
        ("babble", babble(16_000, 2.0)),
    ];
    for (name, sound) in sounds {
        for rate in [0, 8_000, 16_000, 44_100, 48_000] {
            let line = timeline(&sound, rate);
            assert_eq!(line.check(), Ok(()), "{name} at {rate}");
            let wants = sound.len() as u64 * 48_000 / u64::from(rate.max(4_000));
            assert_eq!(line.samples, wants, "{name} at {rate}");
            assert!(crate::Track::new(&line).unknown().is_empty(), "{name}");
        }
    }
}

#[test]
fn where_nothing_is_said_the_lips_rest() {
    for sound in [vec![0.0; 96_000], babble(48_000, 2.0).iter().map(|s| s * 1e-6).collect()] {
        let line = timeline(&sound, 48_000);
        let shut: Vec<_> = line.phones.iter().map(|p| p.phone.as_str()).collect();
        assert_eq!(shut, [PAUSE]);
        assert!(line.sentences.is_empty() && line.words.is_empty());
    }
}

#[test]
fn pieces_do_not_matter() {
    let sound = babble(48_000, 3.0);
    let whole = streamed(Listener::new(48_000), &sound, usize::MAX);
    assert!(whole.len() > 5, "{whole:?}");
    for piece in [1, 160, 441, 480, 4_800] {
        assert_eq!(whole, streamed(Listener::new(48_000), &sound, piece), "pieces of {piece}");
    }
    // A listener that has finished begins anew, with what it has learnt of the voice.
    let mut listener = Listener::new(48_000);
    listener.push(&sound);
    listener.finish();
    let again = streamed(listener, &sound, 480);
    assert_eq!(again.first().map(|p| p.start), Some(0));
    assert_eq!(again.last().map(|p| p.end), whole.last().map(|p| p.end));
}

#[test]
fn a_stream_hears_what_the_whole_hears() {
    let sound = babble(48_000, 4.0);
    let whole = timeline(&sound, 48_000);
    // With the voice known before and no lag, both are the same.
    let mut same = Listener::with(model(), 48_000, None);
    same.prime(&sound);
    assert_eq!(streamed(same, &sound, 1_000), whole.phones);
    // At the lag of a stream, few frames are decided otherwise.
    let mut live = Listener::new(48_000);
    live.prime(&sound);
    let live = streamed(live, &sound, 1_000);
    let (live, whole) = (frames(&live), frames(&whole.phones));
    assert_eq!(live.len(), whole.len());
    let same = live.iter().zip(&whole).filter(|(a, b)| a == b).count();
    assert!(same * 10 > whole.len() * 6, "{same} of {} frames", whole.len());
}

#[test]
fn a_stream_is_late_by_no_more_than_it_says() {
    const { assert!(DELAY_MS <= 100.0) };
    let sound = babble(48_000, 2.0);
    let mut listener = Listener::new(48_000);
    let (mut heard, mut ended) = (0, 0);
    for piece in sound.chunks(480) {
        heard += piece.len() as u64;
        for phone in listener.push(piece) {
            assert_eq!(phone.start, ended, "phones tile");
            ended = phone.end;
        }
        let decided = listener.going_on().map_or(ended, |phone| {
            assert_eq!(phone.start, ended);
            phone.end
        });
        let late = (heard - decided) as f32 / 48.0;
        // The frame that is heard now is not whole yet.
        assert!(late <= DELAY_MS + 10.0, "{late} ms at {heard}");
    }
}

#[test]
fn sound_at_any_rate_is_heard_alike() {
    let at = |rate: u32| timeline(&babble(rate, 3.0), rate);
    let (low, high) = (at(16_000), at(48_000));
    let (low, high) = (frames(&low.phones), frames(&high.phones));
    let same = low.iter().zip(&high).filter(|(a, b)| a == b).count();
    assert!(same * 10 > high.len() * 6, "{same} of {} frames", high.len());
}
