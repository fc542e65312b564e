//! The clock: two integers, `frame_index` and `sample_index`, and the fraction that ties them.
//!
//! Only arithmetic. Who counts is `audio`; who waits for real time is the root's frame loop.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Samples a second of everything that is mixed and sent.
pub const SAMPLE_RATE: u32 = 48_000;

/// Frames a second as a fraction: 30/1, 25/1, 30000/1001, 60/1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FrameRate {
    num: u32,
    den: u32,
}

/// Why a frame rate was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("frame rate `{0}` is not usable: write 30, 25, 60 or 30000/1001 (10 to 120 frames a second)")]
pub struct FrameRateError(String);

impl FrameRate {
    /// A rate between 10 and 120 frames a second.
    ///
    /// # Errors
    /// When the rate lies outside of that or a part is zero.
    pub fn new(num: u32, den: u32) -> Result<Self, FrameRateError> {
        let bad = || FrameRateError(format!("{num}/{den}"));
        let per_second = num.checked_div(den).ok_or_else(bad)?;
        if (10..=120).contains(&per_second) { Ok(Self { num, den }) } else { Err(bad()) }
    }

    /// Numerator of frames a second.
    pub const fn num(self) -> u32 {
        self.num
    }

    /// Denominator of frames a second.
    pub const fn den(self) -> u32 {
        self.den
    }

    /// Frames a second, rounded to a float for display.
    pub fn per_second(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// First sample of frame `frame_index`: `floor(n·48000·den/num)`.
    pub fn first_sample(self, frame_index: u64) -> u64 {
        let samples = u128::from(frame_index) * u128::from(SAMPLE_RATE) * u128::from(self.den);
        (samples / u128::from(self.num)) as u64
    }

    /// Samples that leave with frame `frame_index`.
    pub fn samples(self, frame_index: u64) -> std::ops::Range<u64> {
        self.first_sample(frame_index)..self.first_sample(frame_index + 1)
    }

    /// The frame whose samples hold `sample_index`.
    pub fn frame_at(self, sample_index: u64) -> u64 {
        let scale = u128::from(SAMPLE_RATE) * u128::from(self.den);
        let guess = (u128::from(sample_index) * u128::from(self.num) / scale) as u64;
        // `first_sample` rounds down, so the frame after the guess may already have begun.
        if self.first_sample(guess + 1) <= sample_index { guess + 1 } else { guess }
    }
}

impl Default for FrameRate {
    fn default() -> Self {
        Self { num: 30, den: 1 }
    }
}

impl fmt::Display for FrameRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

impl FromStr for FrameRate {
    type Err = FrameRateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || FrameRateError(text.to_owned());
        let (num, den) = text.split_once('/').unwrap_or((text, "1"));
        let part = |t: &str| t.trim().parse::<u32>().map_err(|_| bad());
        Self::new(part(num)?, part(den)?).map_err(|_| bad())
    }
}

impl TryFrom<String> for FrameRate {
    type Error = FrameRateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FrameRate> for String {
    fn from(rate: FrameRate) -> Self {
        rate.to_string()
    }
}

/// Presentation time of a sample in nanoseconds: `floor(sample·10⁹/48000)`, for picture and sound alike.
pub fn pts_nanos(sample_index: u64) -> u64 {
    (u128::from(sample_index) * 1_000_000_000 / u128::from(SAMPLE_RATE)) as u64
}

/// Samples in `seconds`, rounded to the nearest.
pub fn samples_in(seconds: f64) -> u64 {
    (seconds * f64::from(SAMPLE_RATE)).round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_tile_the_samples() {
        for (num, den) in [(30, 1), (25, 1), (60, 1), (30_000, 1001), (24_000, 1001)] {
            let rate = FrameRate::new(num, den).unwrap();
            let mut next = 0;
            for n in 0..5000 {
                let span = rate.samples(n);
                assert_eq!(span.start, next);
                assert_eq!(rate.frame_at(span.start), n);
                assert_eq!(rate.frame_at(span.end - 1), n);
                next = span.end;
            }
        }
    }

    #[test]
    fn an_hour_of_ntsc_has_no_drift() {
        let rate: FrameRate = "30000/1001".parse().unwrap();
        assert_eq!(rate.first_sample(30_000 * 3600 / 1001 * 1001 / 1001), rate.first_sample(107_892));
        assert_eq!(rate.first_sample(30_000), 48_000 * 1001);
        assert_eq!(pts_nanos(48_000 * 3600), 3600 * 1_000_000_000);
    }

    #[test]
    fn bad_rates_are_refused() {
        for text in ["0", "30/0", "abc", "1000", "-30", "", "5"] {
            assert!(text.parse::<FrameRate>().is_err(), "{text}");
        }
    }
}
