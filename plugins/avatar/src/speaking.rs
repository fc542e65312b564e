//! What people on stage hear of: speech that begins, is late or is cut, cues, and what they are to attend to. Kept as
//! long as the layers need it, with the person whom it concerns.

use crate::{
    AvatarSystems,
    layers::{Attending, CHAT, Direction, EmotionSpan, Gesture, GestureSpan, Look, Side, SpeechSpan},
    person::Person,
};
use bevy::prelude::*;
use protocol::{
    clock::samples_in,
    cue::{Cue, Emotion},
    media::{AttentionTurned, CueFired, MediaTime, SpeechCut, SpeechShifted, SpeechSounds, SpeechStarted},
    timeline::Timeline,
};
use std::sync::Arc;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (forget, hear, feel, attend).chain().in_set(AvatarSystems::Hear));
}

/// Layers look back so far.
const MEMORY_SECONDS: f64 = 12.0;
/// An emotion that fades, felt outside of a sentence, lasts so long.
const EMOTION_SECONDS: f64 = 3.0;
/// A glance lasts so long.
const LOOK_SECONDS: f64 = 1.4;

/// A person's speech and feelings, in media time.
#[derive(Component, Default)]
pub(crate) struct Heard {
    sentences: Vec<Sentence>,
    /// The same, as the layers want it.
    pub(crate) spans: Vec<SpeechSpan>,
    pub(crate) emotions: Vec<EmotionSpan>,
    pub(crate) look: Option<Look>,
    pub(crate) gestures: Vec<GestureSpan>,
}

/// What a person attends to while not speaking.
#[derive(Component, Default)]
pub(crate) struct Attends(pub(crate) Attending);

struct Sentence {
    id: u64,
    timeline: Arc<Timeline>,
    start: i64,
}

impl Heard {
    /// The span that holds `sample` or is the next to come.
    fn end_of_sentence(&self, sample: i64) -> Option<i64> {
        let ends = self.sentences.iter().map(|s| s.start + s.timeline.samples as i64);
        ends.filter(|end| *end > sample).min()
    }

    /// What is still to come with a sentence's words comes `later` by so much, where the voice was late.
    fn put_off(&mut self, now: i64, later: i64) {
        self.gestures.iter_mut().filter(|g| g.stroke > now).for_each(|g| g.stroke += later);
        for emotion in self.emotions.iter_mut().filter(|e| e.start <= now) {
            emotion.end = emotion.end.map(|end| if end > now { end + later } else { end });
        }
    }

    /// Sentences that are cut end, and with them what was to come with their words.
    fn cut(&mut self, cut: &SpeechCut) {
        let sample = cut.sample as i64;
        let mut any = false;
        for (sentence, span) in self.sentences.iter().zip(&mut self.spans) {
            if cut.concerns(sentence.id) && span.end() > sample {
                span.cut(sample);
                any = true;
            }
        }
        if any {
            self.gestures.retain(|g| g.stroke <= sample);
            for emotion in self.emotions.iter_mut().filter(|e| e.start < sample) {
                emotion.end = emotion.end.map(|end| end.min(sample));
            }
        }
    }
}

fn forget(time: Res<MediaTime>, mut people: Query<&mut Heard>) {
    let old = time.sample_index as i64 - samples_in(MEMORY_SECONDS) as i64;
    for mut heard in &mut people {
        let keep: Vec<bool> =
            heard.sentences.iter().map(|s| s.start + s.timeline.samples as i64 > old).collect();
        if keep.contains(&false) {
            let mut kept = keep.iter().copied();
            heard.sentences.retain(|_| kept.next().unwrap_or(true));
            let mut kept = keep.into_iter();
            heard.spans.retain(|_| kept.next().unwrap_or(true));
        }
        heard.emotions.retain(|e| e.end.is_none_or(|end| end > old));
        heard.gestures.retain(|g| g.end() > old);
        if heard.look.is_some_and(|l| l.end < old) {
            heard.look = None;
        }
    }
}

fn hear(
    mut started: MessageReader<SpeechStarted>,
    mut sounds: MessageReader<SpeechSounds>,
    mut shifted: MessageReader<SpeechShifted>,
    mut cut: MessageReader<SpeechCut>,
    time: Res<MediaTime>,
    mut people: Query<(&Person, &mut Heard)>,
) {
    for m in started.read() {
        let Some((person, mut heard)) = people.iter_mut().find(|(p, _)| p.index == m.person) else {
            continue;
        };
        let start = m.start_sample as i64;
        let heard = &mut *heard;
        let mut known = heard.sentences.iter_mut().zip(&mut heard.spans);
        // More of a sentence is known than before: an operator's own voice is heard while they speak.
        if let Some((sentence, span)) = known.find(|(sentence, _)| sentence.id == m.sentence) {
            *span = span.moved(start, &m.timeline, person.seed ^ m.sentence);
            (sentence.start, sentence.timeline) = (start, m.timeline.clone());
            continue;
        }
        let mut span = SpeechSpan::new(start, &m.timeline, person.seed ^ m.sentence);
        span.next = m.next;
        heard.spans.push(span);
        heard.sentences.push(Sentence { id: m.sentence, timeline: m.timeline.clone(), start });
    }
    for m in sounds.read() {
        for (_, mut heard) in &mut people {
            let heard = &mut *heard;
            let of = heard.sentences.iter().zip(&mut heard.spans).filter(|(s, _)| s.id == m.sentence);
            of.for_each(|(_, span)| span.hear(&m.tones));
        }
    }
    for m in shifted.read() {
        for (person, mut heard) in &mut people {
            let heard = &mut *heard;
            let all = heard.sentences.iter_mut().zip(&mut heard.spans);
            let mut later = 0;
            for (sentence, span) in all.filter(|(s, _)| s.id == m.sentence) {
                later = m.start_sample as i64 - sentence.start;
                sentence.start = m.start_sample as i64;
                *span = span.moved(sentence.start, &sentence.timeline, person.seed ^ m.sentence);
            }
            heard.put_off(time.sample_index as i64, later);
        }
    }
    for m in cut.read() {
        for (_, mut heard) in &mut people {
            heard.cut(m);
        }
    }
}

fn feel(mut cues: MessageReader<CueFired>, time: Res<MediaTime>, mut people: Query<(&Person, &mut Heard)>) {
    for fired in cues.read() {
        let Some((person, mut heard)) = people.iter_mut().find(|(p, _)| p.index == fired.person) else {
            continue;
        };
        let start = fired.sample as i64;
        match &fired.cue {
            Cue::Emotion(Emotion { kind, strength, fades }) => {
                let until =
                    || heard.end_of_sentence(start).unwrap_or(start + samples_in(EMOTION_SECONDS) as i64);
                let end = fades.then(until);
                // A new emotion takes the place of the one before it.
                for old in heard.emotions.iter_mut().filter(|e| e.end.is_none_or(|end| end > start)) {
                    old.end = Some(start);
                }
                heard.emotions.push(EmotionSpan { kind: *kind, strength: *strength, start, end });
            }
            Cue::Look(place) => {
                let end = start + samples_in(LOOK_SECONDS) as i64;
                heard.look = direction(place).map(|to| Look { to, start, end });
            }
            Cue::Gesture(name) => {
                let Some((gesture, side)) = Gesture::named(name) else { continue };
                // Either hand will do: the right one more often.
                let left = (person.seed ^ fired.sample).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 62 == 0;
                let side = side.unwrap_or(if left { Side::Left } else { Side::Right });
                let now = time.sample_index as i64;
                heard.gestures.push(GestureSpan::new(gesture, side, start, now));
            }
            _ => {}
        }
    }
}

fn attend(mut turned: MessageReader<AttentionTurned>, mut people: Query<(&Person, &mut Attends)>) {
    for m in turned.read() {
        for (_, mut attends) in people.iter_mut().filter(|(p, _)| p.index == m.person) {
            attends.0 = attends.0.turned(m.attention, m.sample as i64);
        }
    }
}

/// Where a place to look lies, in degrees from straight ahead.
fn direction(place: &str) -> Option<Direction> {
    let (yaw, pitch) = match place {
        "left" => (22.0, 0.0),
        "right" => (-22.0, 0.0),
        "up" => (0.0, -14.0),
        "down" => (0.0, 16.0),
        "product" => (18.0, 14.0),
        "chat" => return Some(CHAT),
        _ => return None,
    };
    Some(Direction { yaw, pitch })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard() -> Heard {
        let timeline = Arc::new(Timeline::silence(48_000));
        let mut heard = Heard::default();
        for (id, start) in [(3, 0), (4, 60_000)] {
            heard.spans.push(SpeechSpan::new(start, &timeline, 1));
            heard.sentences.push(Sentence { id, timeline: timeline.clone(), start });
        }
        let wave = Gesture::named("wave").unwrap().0;
        for stroke in [10_000, 40_000] {
            heard.gestures.push(GestureSpan { gesture: wave, side: Side::Left, stroke, size: 1.0, heard: 0 });
        }
        let (kind, strength) = (protocol::cue::EmotionKind::Smile, 1.0);
        heard.emotions.push(EmotionSpan { kind, strength, start: 0, end: Some(48_000) });
        heard
    }

    #[test]
    fn a_cut_ends_its_sentence_and_what_was_to_come_with_it_and_no_other() {
        let mut heard = heard();
        heard.cut(&SpeechCut { sample: 20_000, first: 3, last: 3 });
        assert_eq!(heard.spans.iter().map(SpeechSpan::end).collect::<Vec<_>>(), [20_000, 108_000]);
        assert_eq!(heard.gestures.iter().map(|g| g.stroke).collect::<Vec<_>>(), [10_000]);
        assert_eq!(heard.emotions[0].end, Some(20_000));
    }

    #[test]
    fn what_is_still_to_come_waits_with_a_late_voice() {
        let mut heard = heard();
        heard.put_off(20_000, 5_000);
        assert_eq!(heard.gestures.iter().map(|g| g.stroke).collect::<Vec<_>>(), [10_000, 45_000]);
        assert_eq!(heard.emotions[0].end, Some(53_000));
    }
}
