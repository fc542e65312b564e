//! Measures a voice: how fast it is, and how soon it is heard. For the command line and for reports; the
//! clock here is a stopwatch and decides nothing.

use crate::{Cancel, SentenceRequest, SpeechPart, SynthesisError, Synthesizer};
use std::{
    fmt,
    time::{Duration, Instant},
};

/// Ten words, as in the project's target for the delay of a `Say`.
pub const TEN_WORDS: &str = "Welcome back, I am so glad you are here today.";
/// Forty words in one sentence.
pub const FORTY_WORDS: &str = "When the sun goes down over the harbour and the last boats come home, people gather along the old stone wall, talk about the weather and the price of fish, and then stay there until the lamps are lit tonight.";

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Name of the voice.
    pub voice: String,
    /// Seconds of audio made, all runs together.
    pub audio_seconds: f64,
    /// Seconds that this took.
    pub busy_seconds: f64,
    /// Seconds of processor time that the whole process took meanwhile, in steps of .01, where the system
    /// tells. On a machine that does other work this says more than `busy_seconds`.
    pub cpu_seconds: Option<f64>,
    /// From the request to the timeline, a value a run, shortest first.
    pub timeline_after: Vec<Duration>,
    /// From the request to the first samples, a value a run, shortest first.
    pub first_audio_after: Vec<Duration>,
    /// The longest that a listener would have had to wait in the midst of a sentence; zero is no gap.
    pub longest_gap: Duration,
}

impl Report {
    /// Seconds of processor time a second of audio.
    pub fn cpu_factor(&self) -> Option<f64> {
        self.cpu_seconds.map(|seconds| seconds / self.audio_seconds.max(f64::MIN_POSITIVE))
    }

    /// Seconds of work a second of audio; under 1 is faster than real time.
    pub fn real_time_factor(&self) -> f64 {
        self.busy_seconds / self.audio_seconds.max(f64::MIN_POSITIVE)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let middle = |times: &[Duration]| times.get(times.len() / 2).copied().unwrap_or_default().as_millis();
        write!(
            f,
            "{}: real-time factor {:.3} ({:.3} of processor time) over {:.1} s of audio; timeline after {} ms, first sound after {} ms (medians of {}); longest gap {} ms",
            self.voice,
            self.real_time_factor(),
            self.cpu_factor().unwrap_or(f64::NAN),
            self.audio_seconds,
            middle(&self.timeline_after),
            middle(&self.first_audio_after),
            self.first_audio_after.len(),
            self.longest_gap.as_millis(),
        )
    }
}

/// Says `text` `runs` times with different seeds.
///
/// # Errors
/// What the voice says.
pub fn measure(voice: &mut dyn Synthesizer, text: &str, runs: u64) -> Result<Report, SynthesisError> {
    let mut report = Report {
        voice: voice.name().to_owned(),
        audio_seconds: 0.0,
        busy_seconds: 0.0,
        cpu_seconds: None,
        timeline_after: Vec::new(),
        first_audio_after: Vec::new(),
        longest_gap: Duration::ZERO,
    };
    let cpu_before = cpu_seconds();
    for seed in 0..runs {
        let request = SentenceRequest { seed, silence_after: 0.0, ..SentenceRequest::text(text) };
        let begun = Instant::now();
        let mut first = None;
        let mut samples = 0;
        voice.synthesize(&request, &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(_) => report.timeline_after.push(begun.elapsed()),
            SpeechPart::Audio(audio) => {
                let now = begun.elapsed();
                let heard_from = *first.get_or_insert(now);
                // The listener has heard everything given so far at this moment.
                let silent_from = heard_from + Duration::from_secs_f64(samples as f64 / 48_000.0);
                report.longest_gap = report.longest_gap.max(now.saturating_sub(silent_from));
                samples += audio.len();
            }
            SpeechPart::Speaker(_) | SpeechPart::Notice(_) => {}
        })?;
        report.busy_seconds += begun.elapsed().as_secs_f64();
        report.audio_seconds += samples as f64 / 48_000.0;
        report.first_audio_after.extend(first);
    }
    report.cpu_seconds = cpu_before.zip(cpu_seconds()).map(|(before, after)| after - before);
    report.timeline_after.sort_unstable();
    report.first_audio_after.sort_unstable();
    Ok(report)
}

/// Processor time of this process, from Linux's `/proc`; its unit there is 1/100 s for every program.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything; user and system time are 12th and 13th after it.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}
