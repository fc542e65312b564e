//! Falling silent: pause and resume, skip, cut. Heard within a frame and a fade; what was cut is not said later, but
//! for what a pause put off.

use super::{LEAD_SECONDS, Performance, act::LineState};
use crate::app::Told;
use protocol::{Event, clock::samples_in, media::SpeechCut};

/// Fade of a cut in milliseconds: so short that all of it mostly lies in one packet of AAC (21 ms), long enough not to click.
const CUT_FADE_MS: u32 = 6;

impl Performance {
    /// Whether [`Self::pause`] is in force.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Falls silent at once, and says nothing until [`Self::resume`].
    pub fn pause(&mut self, sample: u64) {
        if std::mem::replace(&mut self.paused, true) {
            return;
        }
        self.events.push(Event::PauseChanged { paused: true });
        let Some((heard, silent)) = self.silence(sample) else { return };
        self.last_number += 1;
        let heard_as = self.last_number;
        if let Some(act) = &mut self.act
            && !act.rewind(heard, heard_as)
        {
            act.end_line(silent);
        }
    }

    /// Goes on from the word that the pause cut.
    pub fn resume(&mut self, sample: u64) {
        if !std::mem::replace(&mut self.paused, false) {
            return;
        }
        self.events.push(Event::PauseChanged { paused: false });
        if let Some(act) = &mut self.act {
            act.cursor = act.cursor.max(sample + samples_in(LEAD_SECONDS));
        }
    }

    /// Leaves out the rest of the sentence that is heard, or the next one when none is; gives its text.
    pub fn skip_sentence(&mut self, sample: u64) -> Option<String> {
        self.take_up_waiting();
        let silent = self.silence(sample).map_or(sample, |(_, silent)| silent);
        let line = self.act.as_mut()?.skip(silent)?;
        self.voice.worker.cancel(line.job);
        Some(line.plan.text)
    }

    /// Fades out what is heard; gives how many samples of it were, and from when on it is silent.
    fn silence(&mut self, sample: u64) -> Option<(u64, u64)> {
        let line = self.act.as_ref()?.first_line()?;
        let LineState::Heard { start } = line.state else { return None };
        let cut = self.mixer.interrupt(CUT_FADE_MS);
        let silent = cut.silent_from.max(sample);
        let (first, last) = (line.heard_as, line.heard_as);
        self.told.push(Told::Cut(SpeechCut { sample: silent, first, last }));
        let heard = cut.heard.filter(|(id, _)| *id == line.heard_as).map(|(_, samples)| samples);
        // Not begun yet, or over but for its silence.
        Some((heard.unwrap_or(silent.saturating_sub(start)), silent))
    }

    /// Ends a pause for somebody who stops all or has something urgent to say: nothing goes on from where it was.
    pub fn end_pause(&mut self) {
        if std::mem::replace(&mut self.paused, false) {
            self.events.push(Event::PauseChanged { paused: false });
        }
    }

    /// Cuts off what the director cuts off, without a click.
    pub(super) fn obey_cuts(&mut self, sample: u64) {
        let cuts = self.direction.take_cuts();
        self.recordings.cut(&cuts);
        if self.act.as_ref().is_some_and(|act| cuts.contains(&act.utterance_id)) {
            self.cut(sample);
        }
    }

    fn cut(&mut self, sample: u64) {
        let Some(act) = self.act.take() else { return };
        act.jobs().for_each(|job| self.voice.worker.cancel(job));
        self.sounds.forget_due();
        self.take_card(&act, sample);
        self.silence_voice(sample);
    }

    /// Fades out the voice and its lips, whoever's it is.
    pub(super) fn silence_voice(&mut self, sample: u64) {
        let sample = self.mixer.cut(CUT_FADE_MS).max(sample);
        self.told.push(Told::Cut(SpeechCut { sample, first: 0, last: self.last_number }));
    }

    /// Effects fall silent as well, and none that is still being read comes after.
    pub fn silence_effects(&mut self) {
        self.sounds.forget_due();
        self.mixer.stop_effects();
    }
}
