//! The figures as a page of Markdown.

use std::{fmt::Write, sync::Arc, time::Instant};

use viseme::listen::{DELAY_MS, Listener, class::Look, network::Model};

use crate::{
    NOISE_DB,
    corpus::{MAIN_VOICE, STRANGER},
    evaluate::{Count, Score},
};

/// All that was measured.
pub struct Figures {
    /// Sentences that no voice said in training, heard whole.
    pub sentences: Score,
    /// ... piece by piece.
    pub stream: Score,
    /// ... in noise.
    pub noise: Score,
    /// A voice that said nothing in training, heard whole.
    pub voice: Score,
    /// ... piece by piece.
    pub voice_stream: Score,
    /// Sentences that were learnt from.
    pub lessons: usize,
    /// Seconds of the whole corpus.
    pub seconds: f64,
    /// Size of the model.
    pub bytes: usize,
    /// Microseconds of one core for a frame of 10 ms at 48 kHz.
    pub frame_micros: f64,
}

impl Figures {
    /// The page.
    pub fn text(&self) -> String {
        let mut text = String::from("# What the listener hears\n\n");
        let mut line = |args: std::fmt::Arguments<'_>| {
            // Writing to a text does not fail.
            let _ = text.write_fmt(args);
            text.push('\n');
        };
        line(format_args!("Made by `cargo xtask train-lips`; not written by hand."));
        line(format_args!(""));
        line(format_args!(
            "{} sentences learnt from, of {:.0} minutes of speech in all; a model of {:.0} kB; {:.0} µs of one core a frame of 10 ms ({:.2} %); a decision {DELAY_MS} ms after a frame's end.",
            self.lessons,
            self.seconds / 60.0,
            self.bytes as f64 / 1e3,
            self.frame_micros,
            self.frame_micros / 100.0
        ));
        line(format_args!(""));
        line(format_args!(
            "*New sentences*: `{MAIN_VOICE}` says {:.0} s that no voice said in training. *New voice*: `{STRANGER}`, which said nothing in training, says {:.0} s of the same. *Stream*: in pieces of 21 ms by a listener that knows nothing of the voice. *Noise*: white, {NOISE_DB} dB under speech.",
            self.sentences.seconds, self.voice.seconds
        ));
        line(format_args!(""));
        line(format_args!("Frames of 10 ms: precision, recall and F1 of each look."));
        line(format_args!(""));
        line(format_args!(
            "| | new sentences P | R | F1 | stream F1 | noise F1 | new voice P | R | F1 | stream F1 |"
        ));
        line(format_args!("|---|---|---|---|---|---|---|---|---|---|"));
        for (n, look) in Look::ALL.into_iter().enumerate() {
            let of = |score: &Score| score.looks[n];
            line(format_args!("{}", self.row(look.name(), of)));
        }
        line(format_args!("{}", self.row("**closures of p b m**", |score| score.closures)));
        line(format_args!(""));
        let all = self.all();
        let shares: Vec<String> = all.iter().map(|score| format!("{:.3}", score.accuracy())).collect();
        let means: Vec<String> = all.iter().map(|score| format!("{:.3}", score.mean())).collect();
        line(format_args!(
            "Frames right (new sentences, stream, noise, new voice, stream): {}; mean F1 of looks: {}.",
            shares.join(", "),
            means.join(", ")
        ));
        line(format_args!(""));
        line(format_args!(
            "A closure is found when the middle of one is heard within 60 ms of it; what is heard and is none is a false alarm."
        ));
        line(format_args!(""));
        line(format_args!("| | closures | found | missed | false alarms | a minute |"));
        line(format_args!("|---|---|---|---|---|---|"));
        let names = ["new sentences", "stream", "noise", "new voice", "new voice, stream"];
        for (name, score) in names.into_iter().zip(all) {
            let Count { right, wrong, missed } = score.closures;
            let minute = wrong * 60.0 / score.seconds.max(1.0);
            line(format_args!(
                "| {name} | {} | {right} | {missed} | {wrong} | {minute:.1} |",
                right + missed
            ));
        }
        text
    }

    fn all(&self) -> [&Score; 5] {
        [&self.sentences, &self.stream, &self.noise, &self.voice, &self.voice_stream]
    }

    fn row(&self, name: &str, of: impl Fn(&Score) -> Count) -> String {
        let [a, b, c, d, e] = self.all().map(of);
        let three = |n: Count| format!("{:.2} | {:.2} | {:.2}", n.precision(), n.recall(), n.f1());
        format!("| {name} | {} | {:.2} | {:.2} | {} | {:.2} |", three(a), b.f1(), c.f1(), three(d), e.f1())
    }
}

/// Microseconds of one core that a frame costs, the best of several turns: others may want the core.
pub fn frame_micros(model: &Arc<Model>) -> f64 {
    const FRAMES: usize = 300;
    let sound: Vec<f32> =
        (0..FRAMES * 480).map(|i| (i as f32 * 0.05).sin() * (i as f32 * 0.001).sin()).collect();
    let turn = |_| {
        let mut listener = Listener::with(model.clone(), 48_000, Some(viseme::listen::LIVE_LAG));
        let begun = Instant::now();
        let phones: usize = sound.chunks(1_024).map(|piece| listener.push(piece).len()).sum();
        let micros = begun.elapsed().as_secs_f64() * 1e6 / FRAMES as f64;
        // Used, so that it is not left out.
        if phones > FRAMES { f64::MAX } else { micros }
    };
    (0..8).map(turn).fold(f64::MAX, f64::min)
}
