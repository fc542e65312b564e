//! Another version of the show's file, while it is on air: its text, and what lies beside it.

use super::Live;
use crate::{graphics::Stock, live::show_file::ShowFile};
use protocol::show_file::Show;
use show::Who;

impl Live {
    /// Goes on in a new version of the show's file, where somebody saved one. Theme and products beside it are read anew
    /// as well; `now` is the first sample of the next frame.
    pub(super) fn reload(&mut self, now: u64) {
        let Some(text) = self.show_file.as_mut().and_then(ShowFile::changed) else { return };
        let (known, direction) = (&mut self.program.facts.known, &mut self.program.performance.direction);
        // Another show may have been loaded since: the file is not what is played then.
        let front = show::Script::parse(&text).ok().map(|script| script.front);
        let played = &direction.control().script().front.title;
        if front.as_ref().is_some_and(|front| front.title != *played) {
            return;
        }
        let stock = match Stock::read(front.as_ref(), known.folder.as_deref()) {
            Ok(stock) => stock,
            Err(error) => return tracing::warn!("the show's file was read again, but not played: {error:#}"),
        };
        let before = std::mem::replace(&mut known.stock, stock.clone());
        let check = |show: &Show| known.problems(show, &text);
        // What is wrong is told as `ShowRefused`, and here.
        match direction.change(|control, now| control.reload(&text, check, &Who::Program, now)) {
            Ok(reloaded) => {
                tracing::info!(version = reloaded.version, "the show's file was read again");
                self.program.graphics.reload(stock, now);
            }
            Err(refusal) => {
                tracing::warn!("{refusal}");
                known.stock = before;
            }
        }
    }
}
