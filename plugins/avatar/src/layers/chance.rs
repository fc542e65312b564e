//! Chance without memory: hashes of (seed, stream, index), noise over time, and sequences of events that can be
//! entered anywhere.

/// Names of independent streams of chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Stream {
    Blink = 1,
    BlinkShape,
    Gaze,
    GazeShape,
    HeadYaw,
    HeadPitch,
    HeadRoll,
    SpeakYaw,
    SpeakPitch,
    SpeakRoll,
    Breath,
    Posture,
    PostureShape,
    Sway,
    Brow,
    Mouth,
    Lips,
    Accent,
    Arms,
    Beat,
    Company,
    Chat,
}

/// A number in 0..1 that depends on nothing but its arguments (splitmix64's finaliser).
pub(super) fn unit(seed: u64, stream: Stream, index: i64, draw: u64) -> f32 {
    let mut z = seed
        ^ (stream as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ index.cast_unsigned().wrapping_mul(0xbf58_476d_1ce4_e5b9)
        ^ draw.wrapping_mul(0x94d0_49bb_1331_11eb);
    for _ in 0..2 {
        z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
    }
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
    let unit = (z >> 40) as f32 / (1_u32 << 24) as f32;
    unit
}

/// A number in -1..1.
pub(super) fn signed(seed: u64, stream: Stream, index: i64, draw: u64) -> f32 {
    2.0 * unit(seed, stream, index, draw) - 1.0
}

/// A standard normal number.
fn normal(seed: u64, stream: Stream, index: i64, draw: u64) -> f32 {
    let radius = (-2.0 * unit(seed, stream, index, draw).max(1e-7).ln()).sqrt();
    radius * (std::f32::consts::TAU * unit(seed, stream, index, draw + 1)).cos()
}

/// Smooth noise of time, about -1..1, that never repeats: a cubic B-spline through random knots, `knots` a second.
/// Two moments further apart than `4 / knots` seconds have nothing in common.
pub(super) fn noise(seed: u64, stream: Stream, time: f64, knots: f64) -> f32 {
    let position = time * knots;
    let base = position.floor();
    #[expect(clippy::cast_possible_truncation, reason = "knots of centuries fit in 63 bits")]
    let (index, x) = (base as i64, (position - base) as f32);
    let knot = |offset: i64| signed(seed, stream, index + offset, 0);
    let (x2, x3) = (x * x, x * x * x);
    let sum = knot(-1) * (1.0 - 3.0 * x + 3.0 * x2 - x3)
        + knot(0) * (4.0 - 6.0 * x2 + 3.0 * x3)
        + knot(1) * (1.0 + 3.0 * x + 3.0 * x2 - 3.0 * x3)
        + knot(2) * x3;
    // A spline is calmer than its knots: this brings its spread back to theirs.
    1.45 * sum / 6.0
}

/// A sequence of events at random intervals that can be entered anywhere: time is cut into chunks, and each chunk
/// has its own sequence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Events {
    pub seed: u64,
    pub stream: Stream,
    /// Median of the interval in seconds; intervals are log-normal.
    pub median: f32,
    /// Spread of the interval's logarithm.
    pub sigma: f32,
    /// Shortest and longest interval in seconds.
    pub limits: (f32, f32),
}

/// One event of [`Events`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    /// Seconds of media time.
    pub time: f64,
    /// Number for draws that belong to this event.
    pub id: i64,
}

impl Events {
    /// Events in `[from, to]` seconds, in order.
    pub fn between(&self, from: f64, to: f64) -> impl Iterator<Item = Event> + '_ {
        let chunk = f64::from(12.0 * self.median);
        #[expect(clippy::cast_possible_truncation, reason = "chunks of centuries fit")]
        let chunks = (from / chunk).floor() as i64..=(to / chunk).floor() as i64;
        chunks.flat_map(move |index| {
            #[expect(clippy::cast_precision_loss, reason = "few chunks")]
            let begin = index as f64 * chunk;
            // Half the shortest interval stays free at both ends, so that chunks join as intervals do.
            let margin = f64::from(0.5 * self.limits.0);
            let end = begin + chunk - margin;
            let first = f64::from(self.interval(index * 1024) * unit(self.seed, self.stream, index, 9));
            let mut next = Event { time: begin + margin.max(first), id: index * 1024 };
            std::iter::from_fn(move || {
                let event = next;
                next.id += 1;
                next.time += f64::from(self.interval(next.id));
                (event.time < end).then_some(event)
            })
            .filter(move |e| (from..=to).contains(&e.time))
        })
    }

    fn interval(&self, id: i64) -> f32 {
        let normal = normal(self.seed, self.stream, id, 2);
        (self.median * (self.sigma * normal).exp()).clamp(self.limits.0, self.limits.1)
    }
}
