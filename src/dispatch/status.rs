//! Numbers for the operator.

use super::Desk;
use crate::video::Figures;
use ::show::Lane;
use protocol::request::{Health, Person, Status};
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// What the loop counts.
#[derive(Debug, Default)]
pub struct Meters {
    /// Whether frames reach the encoder.
    pub on_air: bool,
    /// Frames drawn.
    pub frames: u64,
    /// Frames repeated.
    pub skipped: u64,
    /// Frames a second.
    pub rate: Rate,
    /// Milliseconds from a frame's beginning until it is drawn, smoothed.
    pub render_ms: f64,
}

impl Meters {
    /// Takes over what pictures have taken until `now`.
    pub fn note(&mut self, figures: &Figures, now: Instant) {
        (self.frames..figures.drawn).for_each(|_| self.rate.count(now));
        (self.frames, self.skipped, self.render_ms) = (figures.drawn, figures.skipped, figures.render_ms);
    }
}

/// Frames a second over the last three seconds.
#[derive(Debug, Default)]
pub struct Rate(VecDeque<Instant>);

const WINDOW: Duration = Duration::from_secs(3);
/// From so long after the last frame on the next one is missed.
const OVERDUE: Duration = Duration::from_millis(200);

impl Rate {
    /// A frame was drawn.
    pub fn count(&mut self, now: Instant) {
        self.0.push_back(now);
        while self.0.front().is_some_and(|t| now.duration_since(*t) > WINDOW) {
            self.0.pop_front();
        }
    }

    /// Frames a second as of `now`; where none comes any more it falls to 0.
    pub fn per_second(&self, now: Instant) -> f64 {
        let recent = || self.0.iter().filter(|t| now.saturating_duration_since(**t) <= WINDOW);
        match (recent().next(), self.0.back()) {
            (Some(first), Some(last)) if last > first => {
                let waits = now.saturating_duration_since(*last) > OVERDUE;
                let until = if waits { now } else { *last };
                (recent().count() - 1) as f64 / until.duration_since(*first).as_secs_f64()
            }
            _ => 0.0,
        }
    }
}

impl Desk<'_> {
    /// Everybody on stage.
    fn people(&self) -> impl Iterator<Item = Person> {
        let usual = self.performance.voice_name();
        self.facts.known.style.people.iter().enumerate().map(move |(index, person)| Person {
            name: person.names.first().cloned().unwrap_or_default(),
            voice: person.voice.as_deref().unwrap_or(usual).to_owned(),
            attention: self.performance.attention(index),
        })
    }

    pub(super) fn status(&self) -> Status {
        let control = self.performance.direction.control();
        let state = control.state();
        let waiting = [Lane::Now, Lane::Next].into_iter().flat_map(|lane| state.queue.lane(lane));
        Status {
            title: control.script().front.title.clone(),
            on_air: self.meters.on_air,
            scene: self.scene_name.to_owned(),
            camera: self.camera.to_owned(),
            character: self.people().next().map_or_else(String::new, |p| p.name),
            people: self.people().collect(),
            voice: self.performance.voice_name().to_owned(),
            paused: self.performance.is_paused(),
            speaking: state.queue.on_air().map(|item| item.utterance(None)),
            queue: waiting.map(|item| item.utterance(None)).collect(),
            recent: state.queue.recent().map(|item| item.utterance(None)).collect(),
            outputs: self.outputs.infos(),
            graphics: self.graphics.state(),
            backdrop: self.stage.backdrop().clone(),
            health: Health {
                media_seconds: self.now as f64 / f64::from(protocol::SAMPLE_RATE),
                frames: self.meters.frames,
                skipped: self.meters.skipped,
                fps: self.meters.rate.per_second(Instant::now()),
                render_ms: self.meters.render_ms,
                peak_dbfs: self.performance.levels().program_dbfs,
                levels: self.performance.levels(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_that_cease_are_no_rate() {
        let begun = Instant::now();
        let after = |millis: u64| begun + Duration::from_millis(millis);
        let mut rate = Rate::default();
        (0..100).for_each(|n| rate.count(after(n * 40)));
        assert!((rate.per_second(after(3_960)) - 25.0).abs() < 0.1);
        assert!(rate.per_second(after(5_500)) < 15.0);
        assert!(rate.per_second(after(7_000)).abs() < f64::EPSILON);
    }
}
