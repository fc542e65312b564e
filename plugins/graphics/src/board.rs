//! The board: what is shown, since when, and where it all stands in a frame.
//!
//! Told of cues, requests and sentences with their media time, asked for the [`Overlay`] of a media time. It reads
//! files when something is first shown, and no clock. Live, pictures are made elsewhere, and what needs one is shown with
//! the first frame that has it.

mod follow;
mod label;
mod late;
mod place;

use crate::{
    FontError, Fonts, Layer, Overlay, PictureError, Products,
    captions::Spoken,
    easing::{OUT_SECONDS, presence},
    element::{self, Card, Clock, Easel, Ticker},
    pictures::Pictures,
    text::Typesetter,
    theme::{Frame, Theme},
};
use late::Late;
use protocol::{
    SAMPLE_RATE,
    clock::samples_in,
    graphic::{Graphic, GraphicKind, GraphicsSettings, Label, Until},
    request::Graphics,
    timeline::Timeline,
};
use std::path::{Path, PathBuf};

/// A title goes by itself after so many seconds: nobody hosts from behind a card.
const TITLE_SECONDS: f64 = 6.0;
/// Before the programme: what is on from its first frame does not come in, it is there.
const BEFORE: i64 = -(SAMPLE_RATE as i64);

/// What a board is made for.
#[derive(Debug, Clone, Default)]
pub struct BoardSettings {
    /// Pixels of the picture.
    pub size: (u32, u32),
    /// Of the texts (BCP 47).
    pub language: String,
    /// Folder of the show: where pictures lie.
    pub folder: PathBuf,
    /// How it looks to begin with.
    pub settings: GraphicsSettings,
    /// What can be sold.
    pub products: Products,
    /// Time of the wall at media time 0, in milliseconds since 1970 began, UTC: for countdowns to a time.
    pub began_ms: u64,
}

/// What is shown.
pub struct Board {
    easel: Easel,
    of: BoardSettings,
    /// Sorted by kind, which is from back to front.
    shown: Vec<Shown>,
    late: Vec<Late>,
    /// Why what was to be shown cannot be.
    problems: Vec<ShowError>,
    spoken: Vec<Spoken>,
    changed: bool,
}

/// Why something cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// It is not in the catalogue.
    #[error("{0}")]
    Product(String),
    /// Its picture cannot be shown.
    #[error("{0}")]
    Picture(#[from] PictureError),
    /// There is no logo.
    #[error("no logo is set; name a file, as in [show logo:brand.png], or `logo:` in the show's `graphics:`")]
    NoLogo,
}

struct Shown {
    graphic: Graphic,
    /// Media time in samples; before 0, it was there from the beginning.
    since: i64,
    /// Media time from which it goes.
    gone: Option<u64>,
    drawn: Drawn,
}

enum Drawn {
    Card(Card),
    Clock(Clock),
    Ticker(Ticker),
    /// Drawn with what is said.
    Captions,
}

impl Shown {
    /// How much of it is there at media time `sample`.
    fn here(&self, sample: u64) -> f32 {
        let seconds = |samples: i64| samples.max(0) as f64 / f64::from(SAMPLE_RATE);
        let gone = self.gone.map(|gone| seconds(sample as i64 - gone as i64));
        presence(seconds(sample as i64 - self.since), gone.filter(|_| self.gone.is_some_and(|g| sample >= g)))
    }
}

impl Board {
    /// An empty board, but for what its settings switch on: without a word the label, which is for viewers' sake.
    ///
    /// # Errors
    /// When there is no font at all.
    pub fn new(of: BoardSettings) -> Result<Self, FontError> {
        let fonts = Fonts::load(&of.language, of.settings.font.as_deref(), &[])?;
        for missing in &fonts.missing {
            tracing::warn!("{missing}");
        }
        let easel = Easel {
            typesetter: Typesetter::new(fonts),
            theme: Theme::new(&of.settings),
            frame: Frame::new(of.size),
            pictures: Pictures::default(),
        };
        let settings = of.settings.clone();
        let (shown, late, problems, spoken) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut board = Self { easel, of, shown, late, problems, spoken, changed: true };
        for problem in board.furnish(&settings, BEFORE) {
            tracing::warn!("{problem}");
        }
        if settings.label.is_none() {
            // Label alone never fails.
            let _ = board.put(Graphic::Label, BEFORE);
        }
        Ok(board)
    }

    /// Lays something over the picture from media time `sample` on.
    ///
    /// # Errors
    /// When it is not there, or its file cannot be shown; nothing changes then.
    pub fn show(&mut self, graphic: Graphic, sample: u64) -> Result<(), ShowError> {
        self.put(graphic, sample as i64)
    }

    /// Takes a kind away, or all that came for a moment.
    pub fn hide(&mut self, kind: Option<GraphicKind>, sample: u64) {
        self.give_up(|of| kind.map_or(!of.stays(), |k| k == of));
        for shown in self.shown.iter_mut().filter(|s| s.gone.is_none()) {
            let of = shown.graphic.kind();
            if kind.map_or(!of.stays(), |k| k == of) {
                shown.gone = Some(sample);
                self.changed = true;
            }
        }
    }

    /// Changes how it looks, and what belongs to the programme.
    ///
    /// # Errors
    /// What of it cannot be shown; the rest is done.
    pub fn set(&mut self, settings: GraphicsSettings, sample: u64) -> Result<(), ShowError> {
        let changes = settings.clone();
        let before = self.of.settings.clone();
        self.of.settings = settings.over(before);
        if let Some(family) = changes.font.as_deref()
            && let Ok(fonts) = Fonts::load(&self.of.language, Some(family), &[])
        {
            self.easel.typesetter = Typesetter::new(fonts);
        }
        self.easel.theme = Theme::new(&self.of.settings);
        let problems = self.furnish(&changes, sample as i64);
        for n in 0..self.shown.len() {
            let (graphic, since) = (self.shown[n].graphic.clone(), self.shown[n].since);
            match self.draw(&graphic, since) {
                Ok(Some(drawn)) => self.shown[n].drawn = drawn,
                Ok(None) => self.await_picture(graphic, true),
                Err(_) => {}
            }
        }
        self.spoken.iter_mut().for_each(Spoken::redraw);
        self.changed = true;
        problems.into_iter().next().map_or(Ok(()), Err)
    }

    /// A sentence begins to be heard.
    pub fn say(&mut self, sentence: u64, start: u64, timeline: &Timeline) {
        self.spoken.retain(|s| s.start < start);
        // What is heard now and what was heard before it are enough.
        while self.spoken.len() > 1 {
            self.spoken.remove(0);
        }
        self.spoken.push(Spoken::new(sentence, start, timeline));
    }

    /// The rest of a sentence comes later: its first sample would have been at `start`.
    pub fn shift(&mut self, sentence: u64, start: u64) {
        for spoken in self.spoken.iter_mut().filter(|s| s.sentence == sentence) {
            spoken.start = start;
        }
    }

    /// Speech was cut off at `sample`.
    pub fn cut(&mut self, sample: u64) {
        for spoken in self.spoken.iter_mut().filter(|s| s.start + s.length > sample) {
            spoken.cut = Some(sample);
        }
    }

    /// What can be sold, and where pictures lie, from now on: another version of a show, or another show.
    pub fn restock(&mut self, products: Products, folder: PathBuf) {
        (self.of.products, self.of.folder) = (products, folder);
        self.changed = true;
    }

    /// What is shown and how, for operators.
    pub fn state(&self) -> Graphics {
        let shows = |kind: GraphicKind| self.showing().find(|g| g.kind() == kind);
        let settings = &self.of.settings;
        let logo = shows(GraphicKind::Logo).map(|g| match g {
            Graphic::Logo { file: Some(file) } => file.clone(),
            _ => settings.logo.clone().unwrap_or_default(),
        });
        Graphics {
            shown: self.showing().filter(|g| !g.kind().stays()).map(ToString::to_string).collect(),
            captions: shows(GraphicKind::Captions).is_some(),
            caption_style: settings.caption_style.unwrap_or_default(),
            label: shows(GraphicKind::Label).is_some(),
            label_text: self.label_text(),
            logo,
            accent: settings.accent,
            products: self.of.products.ids().map(str::to_owned).collect(),
        }
    }

    /// What is shown and does not go, or will be as soon as its picture is there.
    fn showing(&self) -> impl Iterator<Item = &Graphic> {
        let stays = self.shown.iter().filter(|s| s.gone.is_none()).map(|s| &s.graphic);
        stays.filter(|g| !self.is_replaced(g.kind())).chain(self.coming())
    }

    fn label_text(&self) -> String {
        match &self.of.settings.label {
            Some(Label::Text(text)) => text.clone(),
            _ => label::text(&self.of.language).to_owned(),
        }
    }

    /// Whether the state changed since this was last asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// What lies over the frame at media time `sample`.
    pub fn overlay(&mut self, sample: u64) -> Overlay {
        self.take_in(sample);
        let title_end = |s: &Shown| s.since.max(0) as u64 + samples_in(TITLE_SECONDS);
        for shown in &mut self.shown {
            if shown.gone.is_none()
                && matches!(shown.graphic, Graphic::Title { .. })
                && sample >= title_end(shown)
            {
                shown.gone = Some(title_end(shown));
                self.changed = true;
            }
        }
        let out = samples_in(OUT_SECONDS);
        self.shown.retain(|s| s.gone.is_none_or(|gone| sample < gone + out));
        let mut layers: Vec<Layer> = Vec::new();
        place::all(&mut self.easel, &mut self.shown, sample, &mut layers);
        self.caption(sample, &mut layers);
        Overlay { layers }
    }

    fn caption(&mut self, sample: u64, layers: &mut Vec<Layer>) {
        let Some(on) = self.shown.iter().find(|s| s.graphic == Graphic::Captions) else { return };
        let style = self.of.settings.caption_style.unwrap_or_default();
        let here = on.here(sample);
        let mut spoken = self.spoken.iter_mut().rev();
        let Some((bitmap, seen)) = spoken.find_map(|s| s.bitmap(&mut self.easel, style, sample)) else {
            return;
        };
        let frame = self.easel.frame;
        let floor = place::floor(&self.easel, &mut self.shown, sample);
        let x = (frame.width - bitmap.width as f32) / 2.0;
        let layer = Layer {
            x: x.round() as i32,
            y: (floor - bitmap.height as f32).round() as i32,
            opacity: (here * seen * 256.0) as u16,
            bitmap,
            clip: None,
        };
        layers.push(layer);
    }

    /// Shows and hides what belongs to the programme; gives what cannot be shown.
    fn furnish(&mut self, settings: &GraphicsSettings, at: i64) -> Vec<ShowError> {
        let now = at.max(0) as u64;
        let mut problems = Vec::new();
        let mut turn = |board: &mut Self, on: Option<bool>, graphic: Graphic| match on {
            Some(true) => problems.extend(board.put(graphic, at).err()),
            Some(false) => board.hide(Some(graphic.kind()), now),
            None => {}
        };
        turn(self, settings.captions, Graphic::Captions);
        let label = settings.label.as_ref().map(|l| *l != Label::Shown(false));
        turn(self, label, Graphic::Label);
        turn(self, settings.logo.as_ref().map(|l| !l.is_empty()), Graphic::Logo { file: None });
        problems
    }

    fn put(&mut self, graphic: Graphic, since: i64) -> Result<(), ShowError> {
        let kind = graphic.kind();
        if self.shown.iter().any(|s| s.gone.is_none() && s.graphic == graphic && kind.stays()) {
            return self.redraw(&graphic);
        }
        let drawn = self.draw(&graphic, since)?;
        self.give_up(|of| is_one_place(of, kind));
        self.changed = true;
        let Some(drawn) = drawn else {
            self.await_picture(graphic, false);
            return Ok(());
        };
        let now = since.max(0) as u64;
        for shown in self.shown.iter_mut().filter(|s| s.gone.is_none()) {
            if is_one_place(shown.graphic.kind(), kind) {
                shown.gone = Some(now);
            }
        }
        self.shown.push(Shown { graphic, since, gone: None, drawn });
        self.shown.sort_by_key(|s| s.graphic.kind());
        Ok(())
    }

    /// Draws what is on already once more: its look may have changed.
    fn redraw(&mut self, graphic: &Graphic) -> Result<(), ShowError> {
        let Some(drawn) = self.draw(graphic, 0)? else {
            self.await_picture(graphic.clone(), true);
            return Ok(());
        };
        if let Some(shown) = self.shown.iter_mut().find(|s| s.gone.is_none() && s.graphic == *graphic) {
            shown.drawn = drawn;
        }
        Ok(())
    }

    /// None while its picture is read.
    fn draw(&mut self, graphic: &Graphic, since: i64) -> Result<Option<Drawn>, ShowError> {
        let now = since.max(0) as u64;
        if *graphic == Graphic::Label {
            let text = self.label_text();
            return Ok(Some(Drawn::Card(element::label(&mut self.easel, &text))));
        }
        let easel = &mut self.easel;
        Ok(Some(match graphic {
            Graphic::Captions | Graphic::Label => Drawn::Captions,
            Graphic::Logo { file } => {
                let file = file.clone().or_else(|| self.of.settings.logo.clone()).filter(|f| !f.is_empty());
                let path = self.of.folder.join(file.ok_or(ShowError::NoLogo)?);
                return Ok(element::logo(easel, &path)?.map(Drawn::Card));
            }
            Graphic::LowerThird { name, line } => Drawn::Card(element::lower_third(easel, name, line)),
            Graphic::Title { text, line } => Drawn::Card(element::title(easel, text, line)),
            Graphic::Question { text, from } => Drawn::Card(element::question(easel, text, from)),
            Graphic::Ticker { text } => Drawn::Ticker(Ticker::new(easel, text, now)),
            Graphic::Image { file } => {
                return Ok(element::image(easel, &self.of.folder.join(file))?.map(Drawn::Card));
            }
            Graphic::Product { id } => {
                let products = &self.of.products;
                let product = products.find(id).map_err(ShowError::Product)?;
                return Ok(element::product(easel, product, &products.folder)?.map(Drawn::Card));
            }
            Graphic::Countdown { until, title } => {
                let end = match until {
                    Until::AfterMillis(millis) => now + millis * u64::from(SAMPLE_RATE) / 1000,
                    Until::WallMillis(at) => follow::sample_at(*at, self.of.began_ms),
                };
                Drawn::Clock(Clock::new(end, title.clone()))
            }
        }))
    }

    /// Whether a file of a show can be shown, by its beginning: for checks between two frames.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_picture(file: &Path) -> Result<(), PictureError> {
        crate::picture::check(file)
    }
}

/// Product and picture have one place.
fn is_one_place(a: GraphicKind, b: GraphicKind) -> bool {
    let takes = |kind| matches!(kind, GraphicKind::Product | GraphicKind::Image);
    a == b || (takes(a) && takes(b))
}

#[cfg(test)]
mod tests;
