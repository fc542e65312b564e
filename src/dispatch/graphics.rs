//! What lies over the picture: requests of operators and shops.

use super::Desk;
use protocol::request::{HideGraphic, Response, ResponseData, SetGraphics, ShowGraphic};

impl Desk<'_> {
    pub(super) fn show_graphic(&mut self, show: &ShowGraphic) -> Response {
        self.graphics.show(&show.graphic, self.now).map(ResponseData::from)
    }

    pub(super) fn hide_graphic(&mut self, hide: &HideGraphic) -> Response {
        self.graphics.hide(hide.graphic.as_deref(), self.now).map(ResponseData::from)
    }

    pub(super) fn set_graphics(&mut self, set: SetGraphics) -> Response {
        self.graphics.set(set.settings(), self.now).map(ResponseData::from)
    }
}
