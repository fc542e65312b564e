//! What comes back: from the voice, sentence by sentence, and from the mixer, frame by frame.

use super::{Performance, act::LineState};
use crate::app::Told;
use audio::{MixReport, MusicEvent, VoiceEvent};
use crossbeam_channel::RecvTimeoutError;
use protocol::media::{SpeechCut, SpeechShifted};
use speech::SpeechEvent;
use std::time::Duration;

/// How far the meters fall in a frame, in dB, so that a peak can be read.
const METER_FALL_DB: f32 = 1.0;

impl Performance {
    /// Takes what the voice has made, waiting for at least one event when told how long.
    pub(super) fn hear_voice(&mut self, patience: Option<Duration>) -> bool {
        let mut got = Vec::new();
        if let Some(patience) = patience {
            match self.voice.events.recv_timeout(patience) {
                Ok(event) => got.push(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
            }
        }
        got.extend(self.voice.events.try_iter());
        for event in got {
            self.voice_event(event);
        }
        true
    }

    fn voice_event(&mut self, event: SpeechEvent) {
        let Some(event) = self.prelistened(event).and_then(|event| self.rested(event)) else { return };
        if let SpeechEvent::Notice(_, text) = event {
            return self.notice("warning", text);
        }
        let Some(line) = self.act.as_mut().and_then(|a| a.line(event.job())) else { return };
        match event {
            SpeechEvent::Started(_) | SpeechEvent::Notice(..) => {}
            SpeechEvent::Speaker(_, speaker) => line.spoken_by(speaker),
            SpeechEvent::Timeline(_, timeline) => line.timed(timeline),
            SpeechEvent::Audio(_, samples) => {
                if let LineState::Heard { .. } = line.state {
                    self.mixer.append(line.heard_as, &samples);
                    self.told.push(Told::Sounds(line.sounds(&samples)));
                }
                line.sound.extend(samples);
                if let Some(speed) = line.speed() {
                    self.voice_speed += 0.4 * (speed - self.voice_speed);
                }
            }
            SpeechEvent::Done(_) => {
                line.complete = true;
                self.mixer.finish(line.heard_as);
            }
            SpeechEvent::Cancelled(_) => line.complete = true,
            SpeechEvent::Failed(job, error) => {
                line.complete = true;
                let (text, heard_as) = (line.plan.text.clone(), line.heard_as);
                let half_said = !line.sound.is_empty();
                self.mixer.finish(heard_as);
                let message = format!("cannot say `{text}`: {error}");
                if let Some(act) = &mut self.act {
                    act.failure = Some(message.clone());
                    if half_said {
                        let waiting: Vec<_> = act.jobs().filter(|other| *other != job).collect();
                        let end = act.break_off(job);
                        self.told.extend(
                            end.map(|sample| {
                                Told::Cut(SpeechCut { sample, first: heard_as, last: heard_as })
                            }),
                        );
                        waiting.into_iter().for_each(|job| self.voice.worker.cancel(job));
                    } else {
                        act.drop_line(job);
                    }
                }
                self.failure.get_or_insert_with(|| message.clone());
                self.notice("warning", message);
            }
        }
    }

    /// Takes what the mixer tells of a frame.
    pub(super) fn follow(&mut self, report: MixReport) {
        let fall = |shown: f32, now: f32| now.max(shown - METER_FALL_DB);
        let levels = &mut self.levels;
        levels.program_dbfs = fall(levels.program_dbfs, report.program.peak_dbfs);
        levels.voice_dbfs = fall(levels.voice_dbfs, report.voice.peak_dbfs);
        levels.music_dbfs = fall(levels.music_dbfs, report.music.peak_dbfs);
        levels.effects_dbfs = fall(levels.effects_dbfs, report.effects.peak_dbfs);
        levels.short_term_lufs = report.loudness.short_term;
        levels.integrated_lufs = report.loudness.integrated;
        levels.limiter_db = report.gain_reduction_db;
        levels.ducking_db = report.ducked_db;
        for event in report.music_events {
            match event {
                MusicEvent::Started { file, lufs, .. } => self.sounds.learn(&file, lufs),
                MusicEvent::Damaged { file, reason } => {
                    self.notice("warning", format!("music {file} is damaged and plays in part: {reason}"));
                }
                MusicEvent::Late { file, .. } => {
                    tracing::warn!(file, "music was late; it goes on when it has caught up");
                }
                MusicEvent::Failed { file, reason } => {
                    self.notice("warning", format!("music {file} is not heard any more: {reason}"));
                }
            }
        }
        self.follow_stalls(&report.events);
    }

    /// When the voice was too slow, what is left of the sentence comes later, and its lips with it.
    fn follow_stalls(&mut self, events: &[VoiceEvent]) {
        for event in events {
            let VoiceEvent::Shifted { sentence, start_sample, by } = *event else { continue };
            self.follow_microphone(sentence, start_sample);
            let Some(line) = self.act.as_mut().and_then(|a| a.heard_as(sentence)) else { continue };
            line.state = LineState::Heard { start: start_sample };
            if line.late == 0 {
                tracing::warn!(
                    "the machine is busy and the voice late; what is left of the sentence waits for it"
                );
            }
            line.late += by;
            if let Some(act) = &mut self.act {
                act.put_off(by);
            }
            self.told.push(Told::Shifted(SpeechShifted { sentence, start_sample }));
        }
    }
}
