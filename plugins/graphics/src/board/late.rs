//! What is shown a little late, because its picture is made elsewhere.

use super::{Board, ShowError, Shown, is_one_place};
use crate::{PictureError, Wanted, element::Fitted};
use protocol::graphic::{Graphic, GraphicKind};

/// What is shown when its picture has come.
pub(super) struct Late {
    graphic: Graphic,
    /// It is on already, and is only drawn anew.
    again: bool,
}

impl Board {
    /// From now on pictures are made elsewhere: what [`Self::take_wanted`] gives comes back to [`Self::came`].
    pub fn make_elsewhere(&mut self) {
        self.easel.pictures.make_elsewhere();
    }

    /// Asks for the picture that something will need, if it needs one. What is wrong with it is told when it is shown.
    pub fn ask_ahead(&mut self, graphic: &Graphic) {
        let has_picture = match graphic {
            Graphic::Product { id } => self.of.products.find(id).is_ok_and(|p| !p.image.is_empty()),
            Graphic::Image { .. } | Graphic::Logo { .. } => true,
            _ => false,
        };
        if has_picture && self.easel.pictures.is_elsewhere() {
            self.easel.pictures.ask_ahead(true);
            // Nothing is drawn: it ends where the picture is asked for.
            let _ = self.draw(graphic, 0);
            self.easel.pictures.ask_ahead(false);
        }
    }

    /// The picture that is to be made next, if any.
    pub fn take_wanted(&mut self) -> Option<Wanted> {
        self.easel.pictures.take_wanted()
    }

    /// A picture was made, or why it cannot be.
    pub fn came(&mut self, wanted: Wanted, made: Result<Fitted, PictureError>) {
        self.easel.pictures.came(wanted, made);
    }

    /// Why what was to be shown cannot be, since this was last asked.
    pub fn take_problems(&mut self) -> Vec<ShowError> {
        std::mem::take(&mut self.problems)
    }

    pub(super) fn await_picture(&mut self, graphic: Graphic, again: bool) {
        self.late.retain(|late| late.graphic != graphic);
        self.late.push(Late { graphic, again });
    }

    /// Nothing of these kinds is shown any more when its picture comes.
    pub(super) fn give_up(&mut self, kinds: impl Fn(GraphicKind) -> bool) {
        let before = self.late.len();
        self.late.retain(|late| late.again || !kinds(late.graphic.kind()));
        self.changed |= self.late.len() != before;
    }

    /// What will be shown as soon as its picture is there.
    pub(super) fn coming(&self) -> impl Iterator<Item = &Graphic> {
        self.late.iter().filter(|late| !late.again).map(|late| &late.graphic)
    }

    /// Whether something comes in the place of a kind.
    pub(super) fn is_replaced(&self, kind: GraphicKind) -> bool {
        self.coming().any(|coming| is_one_place(coming.kind(), kind))
    }

    /// Shows, from `sample` on, what has its picture now.
    pub(super) fn take_in(&mut self, sample: u64) {
        if !self.easel.pictures.take_news() {
            return;
        }
        // What still waits comes back to the list.
        for Late { graphic, again } in std::mem::take(&mut self.late) {
            let is_on = |s: &Shown| s.gone.is_none() && s.graphic == graphic;
            if again && !self.shown.iter().any(is_on) {
                continue;
            }
            let done = if again { self.redraw(&graphic) } else { self.put(graphic, sample as i64) };
            if let Err(error) = done {
                self.problems.push(error);
                self.changed = true;
            }
        }
    }
}
