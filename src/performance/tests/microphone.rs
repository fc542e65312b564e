//! A microphone over a network that stands still at times.

use super::*;

/// A word and a pause of the same length in turns, with a room's noise: sample `n` of what somebody says.
fn spoken(n: u64) -> i16 {
    let noise = ((n.wrapping_mul(2_654_435_761) >> 16) % 41) as f32 - 20.0;
    let speaks = (n / 24_000).is_multiple_of(2);
    let at = n as f32 * 140.0 * std::f32::consts::TAU / 48_000.0;
    let hum = (at.sin() + 0.5 * (2.0 * at).sin()) * 8_000.0;
    (noise + if speaks { hum } else { 0.0 }) as i16
}

#[test]
fn what_a_network_held_back_is_caught_up_with_in_pauses() {
    let mut stage = stage(Tones::default());
    let opened = stage.now();
    stage.performance.open_microphone(&ann(), opened).unwrap();
    let mut sent = 0_u64;
    let mut delays = Vec::new();
    while sent < 20 * 48_000 {
        let said = stage.now() - opened;
        // For a second nothing comes, twice; then all of it at once.
        let stands_still = [2, 6].contains(&(said / 48_000));
        while sent + 960 <= said && !stands_still {
            let piece: Vec<i16> = (sent..sent + 960).map(spoken).collect();
            stage.performance.speak(&piece, stage.now());
            sent += 960;
        }
        stage.run(30);
        if let Some(spoken) = stage.performance.spoken.as_ref().filter(|_| !stands_still) {
            delays.push(spoken.end() as i64 - stage.now() as i64);
        }
    }
    let most = delays.iter().max().unwrap();
    assert!(*most > 48 * 500, "it was late: {most}");
    let last = delays.last().unwrap();
    assert!((48 * 250..48 * 400).contains(last), "it is in time again: {last} samples ahead");
    // Lips are told of what is heard: each sentence begins where its sound does.
    let told: Vec<_> = stage
        .told
        .iter()
        .filter_map(|t| if let Told::Started(s) = t { Some(s.clone()) } else { None })
        .collect();
    assert!(told.iter().all(|s| s.timeline.check().is_ok()));
    let mut compared = 0;
    for (n, sentence) in told.iter().enumerate() {
        // The last that was told of it, after both times that nothing came.
        let again = told.iter().skip(n + 1).any(|later| later.sentence == sentence.sentence);
        if again || sentence.start_sample < opened + 9 * 48_000 {
            continue;
        }
        for phone in sentence.timeline.phones.iter().filter(|p| p.end - p.start > 9_600) {
            let from = sentence.start_sample + phone.start + 2_400;
            let to = sentence.start_sample + phone.end - 2_400;
            if to < stage.now() {
                let is_pause = phone.phone == protocol::timeline::PAUSE;
                assert_eq!(stage.level(from..to) < 0.01, is_pause, "{phone:?}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 10, "{compared}");
}
