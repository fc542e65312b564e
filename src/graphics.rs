//! Graphics of the programme: from cues, requests and sentences to what lies over each frame.
//!
//! What they look like is the crate `graphics`'s; what is beside a show for them is [`Stock`]'s. Live, pictures are read
//! beside the frame loop, those of a show before their cues come; off-line the frame waits for them, so that two renders of
//! one show are the same.

mod darkroom;
mod stock;

pub use stock::{Stock, place};

use crate::{app::Told, program::cues};
use broadcast::{Captured, color::I420Planes, cutout};
use darkroom::Darkroom;
use graphics::{Board, BoardSettings, Overlay, Planes, ShowError, onto_i420, onto_rgba};
use protocol::{
    Code, Event,
    cue::Cue,
    event::Notice,
    graphic::{Graphic, GraphicKind, GraphicsSettings},
    media::Tier,
    request::{self, Refusal},
    show_file::{Block, Show, parse_text},
};

/// So many pictures of a show are read before their cues come.
const AHEAD: usize = 6;

/// What lies over the picture. Without a font there is nothing, which is told once.
pub struct Graphics {
    board: Option<Board>,
    /// None off-line.
    darkroom: Option<Darkroom>,
    /// What the show shows that has pictures, in its order, and the place of what comes next.
    ahead: Vec<Graphic>,
    next: usize,
    events: Vec<Event>,
}

impl Graphics {
    /// For a picture of this size, texts in `language`, with what lies beside the show; `began_ms` is the time of the
    /// wall at media time 0, in milliseconds since 1970 began, UTC.
    pub fn new(size: (u32, u32), language: &str, stock: Stock, began_ms: u64) -> Self {
        let Stock { folder, settings, products } = stock;
        let of = BoardSettings { size, language: language.into(), folder, settings, products, began_ms };
        let board = Board::new(of).inspect_err(|error| tracing::error!("{error}")).ok();
        Self { board, darkroom: None, ahead: Vec::new(), next: 0, events: Vec::new() }
    }

    /// From now on pictures are read beside the frame loop.
    pub fn read_beside(&mut self) {
        self.darkroom = Some(Darkroom::default());
        self.each(Board::make_elsewhere);
    }

    /// What this show shows first is made ready, and what comes next whenever it shows something.
    pub fn follow(&mut self, show: &Show) {
        (self.ahead, self.next) = (shown(&show.blocks), 0);
        self.ask_ahead();
    }

    /// A text will be said: what it shows is made ready.
    pub fn expect(&mut self, text: &str) {
        // One that cannot be read was refused.
        let blocks = parse_text(text).unwrap_or_default();
        for graphic in shown(&blocks).into_iter().take(AHEAD) {
            self.each(|b| b.ask_ahead(&graphic));
        }
    }

    fn ask_ahead(&mut self) {
        // A show may begin again.
        let coming = self.ahead.iter().cycle().skip(self.next).take(AHEAD.min(self.ahead.len()));
        if let Some(board) = &mut self.board {
            coming.for_each(|graphic| board.ask_ahead(graphic));
        }
    }

    /// Sets the time of the wall at media time 0, in milliseconds since 1970 began, UTC; countdowns follow.
    pub fn set_began(&mut self, began_ms: u64) {
        self.each(|b| b.set_began(began_ms));
    }

    /// Heeds what happens in a frame: cues, and what is said.
    pub fn hear(&mut self, told: &[Told]) {
        for told in told {
            match told {
                Told::Cue(fired) => self.heed(&fired.cue, fired.sample),
                Told::Started(m) => self.each(|b| b.say(m.sentence, m.start_sample, &m.timeline)),
                Told::Shifted(m) => self.each(|b| b.shift(m.sentence, m.start_sample)),
                Told::Cut(m) => self.each(|b| b.cut(m.sample)),
                _ => {}
            }
        }
    }

    /// What lies over the frame whose first sample is `sample`.
    pub fn overlay(&mut self, sample: u64) -> Overlay {
        let Some(board) = &mut self.board else { return Overlay::default() };
        if let Some(darkroom) = &mut self.darkroom {
            darkroom.work(board);
        }
        let overlay = board.overlay(sample);
        let problems = board.take_problems().into_iter();
        self.events.extend(problems.map(|error| warning(format!("[show] {error}"))));
        if board.take_changed() {
            self.events.push(Event::GraphicsChanged(board.state()));
        }
        overlay
    }

    /// What clients are told.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// What is shown, for operators.
    pub fn state(&self) -> request::Graphics {
        self.board.as_ref().map(Board::state).unwrap_or_default()
    }

    /// Lays something over the picture from `sample` on; `argument` is what `[show …]` takes.
    ///
    /// # Errors
    /// [`Code::InvalidCue`] for what cannot be read, [`Code::NotFound`] for what is not there.
    pub fn show(&mut self, argument: &str, sample: u64) -> Result<request::Graphics, Refusal> {
        match Cue::parse(&format!("show {argument}")) {
            Ok(Cue::Show(graphic)) => self.lay(graphic, sample),
            Ok(_) => Ok(self.state()),
            Err(error) => Err(Refusal::new(Code::InvalidCue, error.to_string())),
        }
    }

    /// Lays `graphic` over the picture from `sample` on.
    ///
    /// # Errors
    /// [`Code::NotFound`] when it, or its file, is not there.
    pub fn lay(&mut self, graphic: Graphic, sample: u64) -> Result<request::Graphics, Refusal> {
        let missing = |e: ShowError| Refusal::new(Code::NotFound, e.to_string());
        self.board()?.show(graphic, sample).map_err(missing)?;
        Ok(self.state())
    }

    /// Takes a kind away, or all that came for a moment; `argument` is what `[hide …]` takes.
    ///
    /// # Errors
    /// [`Code::InvalidCue`] when there is no such kind.
    pub fn hide(&mut self, argument: Option<&str>, sample: u64) -> Result<request::Graphics, Refusal> {
        let kind = argument.map(GraphicKind::parse).transpose();
        let kind = kind.map_err(|e| Refusal::new(Code::InvalidCue, format!("[hide] {e}")))?;
        self.each(|b| b.hide(kind, sample));
        Ok(self.state())
    }

    /// Changes how it looks, and what belongs to the programme.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a logo that is not there; the rest is done.
    pub fn set(&mut self, settings: GraphicsSettings, sample: u64) -> Result<request::Graphics, Refusal> {
        let missing = |e: ShowError| Refusal::new(Code::NotFound, e.to_string());
        self.board()?.set(settings, sample).map_err(missing)?;
        Ok(self.state())
    }

    /// Another version of the show is played, or another show: its products, looks and language hold from now on.
    pub fn reload(&mut self, stock: Stock, language: &str, sample: u64) {
        let Some(board) = &mut self.board else { return };
        board.speak(language, sample);
        board.restock(stock.products, stock.folder);
        if let Err(error) = board.set(stock.settings, sample) {
            self.events.push(warning(error.to_string()));
        }
    }

    fn heed(&mut self, cue: &Cue, sample: u64) {
        let Some(board) = &mut self.board else { return };
        match cue {
            Cue::Show(graphic) => {
                if let Err(error) = board.show(graphic.clone(), sample) {
                    self.events.push(warning(format!("[show] {error}")));
                }
                // Looked for from where the show is; it may have gone somewhere else.
                let places = (0..self.ahead.len()).map(|n| (self.next + n) % self.ahead.len());
                if let Some(place) = places.into_iter().find(|place| self.ahead[*place] == *graphic) {
                    self.next = (place + 1) % self.ahead.len();
                    self.ask_ahead();
                }
            }
            Cue::Hide(kind) => board.hide(*kind, sample),
            _ => {}
        }
    }

    fn each(&mut self, act: impl FnOnce(&mut Board)) {
        if let Some(board) = &mut self.board {
            act(board);
        }
    }

    fn board(&mut self) -> Result<&mut Board, Refusal> {
        let no_font = "no font is installed, so that no graphics can be shown; run `compere doctor`";
        self.board.as_mut().ok_or_else(|| Refusal::new(Code::Internal, no_font))
    }
}

/// All with pictures that blocks show, in order: by cues, and as the products of segments.
fn shown(blocks: &[Block]) -> Vec<Graphic> {
    let mut all = Vec::new();
    for block in blocks {
        if let Block::Segment(segment) = block {
            all.extend(segment.product.clone().map(|id| Graphic::Product { id }));
        }
        let cues = cues(block).into_iter();
        all.extend(
            cues.filter_map(|cue| if let Cue::Show(graphic) = cue { Some(graphic.clone()) } else { None }),
        );
    }
    all.retain(|g| matches!(g, Graphic::Product { .. } | Graphic::Image { .. } | Graphic::Logo { .. }));
    all
}

fn warning(message: String) -> Event {
    Event::Notice(Notice { severity: "warning".into(), message })
}

/// Lays `overlay` over a picture that was converted for the encoder.
pub fn over_planes(overlay: &Overlay, planes: &mut I420Planes<'_>) {
    onto_i420(
        overlay,
        &mut Planes {
            width: planes.width as usize,
            height: planes.height as usize,
            y_stride: planes.y_stride as usize,
            u_stride: planes.u_stride as usize,
            v_stride: planes.v_stride as usize,
            y: &mut *planes.y,
            u: &mut *planes.u,
            v: &mut *planes.v,
        },
    );
}

/// A frame's pixels with `overlay` over them: RGBA, rows without gaps.
pub fn over_frame(overlay: &Overlay, frame: &Captured) -> Vec<u8> {
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut pixels = Vec::with_capacity(width * height * 4);
    frame.read(|all| {
        for row in all.chunks(frame.stride as usize).take(height) {
            pixels.extend_from_slice(&row[..width * 4]);
        }
    });
    onto_rgba(overlay, &mut pixels, width, height);
    pixels
}

/// People without what is behind them, with `overlay` over them: straight RGBA, rows without gaps.
pub fn cut_out(overlay: &Overlay, frame: &Captured, tier: Tier) -> Vec<u8> {
    let size = (frame.width as usize, frame.height as usize);
    let mut pixels = frame.read(|all| cutout::premultiplied(tier, all, size, frame.stride as usize));
    onto_rgba(overlay, &mut pixels, size.0, size.1);
    cutout::straight(&mut pixels, size.0);
    pixels
}

#[cfg(test)]
mod tests;
