//! A voice that takes no more sentences.

use super::Performance;
use speech::SubmitError;

impl Performance {
    /// A sentence was not taken. One that finds the voice busy is handed in again with the next frame; a voice that is
    /// gone does not come back, which is told once.
    pub(super) fn voice_refused(&mut self, error: SubmitError) {
        if error == SubmitError::Stopped && !self.voice_gone {
            self.voice_gone = true;
            let text = format!("nothing can be said any more: {error}");
            self.failure.get_or_insert_with(|| text.clone());
            self.notice("critical", text);
        }
    }
}
