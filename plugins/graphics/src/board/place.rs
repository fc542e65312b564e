//! Where everything stands: corners, columns at the sides of a wide picture, and a pile that grows from the bottom.

use super::{Drawn, Shown};
use crate::{Layer, element::Easel, theme::Frame};
use protocol::graphic::{Corner, GraphicKind};

/// Units between things.
const GAP: f32 = 1.6;
/// Middle of a side column, and the lowest that it may reach, as parts of the height.
const COLUMN_MIDDLE: f32 = 0.41;
const COLUMN_END: f32 = 0.72;

/// Kinds that lie on each other at the bottom, the lowest first. Captions lie on all of them.
const PILE: [GraphicKind; 2] = [GraphicKind::Ticker, GraphicKind::LowerThird];
/// In a narrow picture there is no room at the sides.
const NARROW_PILE: [GraphicKind; 5] = [
    GraphicKind::Ticker,
    GraphicKind::Product,
    GraphicKind::Image,
    GraphicKind::Question,
    GraphicKind::LowerThird,
];

fn pile(frame: &Frame) -> &'static [GraphicKind] {
    if frame.is_narrow { &NARROW_PILE } else { &PILE }
}

impl Shown {
    /// Width and height in pixels.
    fn size(&mut self, easel: &mut Easel, sample: u64) -> (f32, f32) {
        match &mut self.drawn {
            Drawn::Card(card) => card.size(),
            Drawn::Clock(clock) => clock.card(easel, sample).size(),
            Drawn::Ticker(ticker) => (easel.frame.safe_width(), ticker.height()),
            Drawn::Captions => (0.0, 0.0),
        }
    }
}

/// The height that a kind has in the pile now: of what comes and of what goes, as much as is there.
fn pile_height(easel: &mut Easel, shown: &mut [Shown], kind: GraphicKind, sample: u64) -> f32 {
    let gap = GAP * easel.frame.unit;
    let heights = shown.iter_mut().filter(|s| s.graphic.kind() == kind).map(|s| {
        let here = s.here(sample);
        (s.size(easel, sample).1 + gap) * here
    });
    heights.fold(0.0, f32::max)
}

/// The lower edge of captions: above all that lies at the bottom.
pub(super) fn floor(easel: &Easel, shown: &mut [Shown], sample: u64) -> f32 {
    let frame = easel.frame;
    let gap = GAP * frame.unit;
    let mut y = frame.height - frame.bottom;
    for kind in pile(&frame) {
        let heights = shown.iter().filter(|s| s.graphic.kind() == *kind).map(|s| {
            let height = match &s.drawn {
                Drawn::Card(card) => card.size().1,
                Drawn::Ticker(ticker) => ticker.height(),
                Drawn::Clock(_) | Drawn::Captions => return 0.0,
            };
            (height + gap) * s.here(sample)
        });
        y -= heights.fold(0.0, f32::max);
    }
    y
}

/// Places all that is shown, but for captions.
pub(super) fn all(easel: &mut Easel, shown: &mut [Shown], sample: u64, out: &mut Vec<Layer>) {
    let frame = easel.frame;
    let unit = frame.unit;
    let logo_right = easel.theme.logo_corner == Corner::TopRight;
    // A clock stands beneath the label.
    let labels = shown.iter_mut().filter(|s| s.graphic.kind() == GraphicKind::Label);
    let label_height = labels.map(|s| s.size(easel, sample).1 * s.here(sample)).fold(0.0, f32::max);
    let label_y = frame.top + label_height;
    let clock_y = label_y + GAP * unit;
    let clock_end = clock_y + clock_height(easel, shown, sample);
    for n in 0..shown.len() {
        let kind = shown[n].graphic.kind();
        let here = shown[n].here(sample);
        if here <= 0.0 {
            continue;
        }
        let (width, height) = shown[n].size(easel, sample);
        let left = frame.side;
        let right = frame.width - frame.side - width;
        let (logo_x, label_x) = if logo_right { (right, left) } else { (left, right) };
        let at = match kind {
            GraphicKind::Captions => continue,
            GraphicKind::Title => (0.0, 0.0),
            GraphicKind::Logo => (logo_x, frame.top),
            GraphicKind::Label => (label_x, frame.top),
            GraphicKind::Countdown => (label_x, clock_y),
            kind if pile(&frame).contains(&kind) => {
                let below = pile(&frame).iter().take_while(|k| **k != kind);
                let below: Vec<GraphicKind> = below.copied().collect();
                let taken: f32 = below.into_iter().map(|k| pile_height(easel, shown, k, sample)).sum();
                let x = if kind == GraphicKind::Image { (frame.width - width) / 2.0 } else { left };
                (x, frame.height - frame.bottom - taken - height)
            }
            GraphicKind::Question => (left, column(&frame, height, clock_end)),
            _ => (right, column(&frame, height, frame.top + 10.0 * unit)),
        };
        match &mut shown[n].drawn {
            Drawn::Card(card) => out.push(card.layer(at, here, unit)),
            Drawn::Clock(clock) => out.push(clock.card(easel, sample).layer(at, here, unit)),
            Drawn::Ticker(ticker) => ticker.layers(at, here, unit, sample, out),
            Drawn::Captions => {}
        }
    }
}

fn clock_height(easel: &mut Easel, shown: &mut [Shown], sample: u64) -> f32 {
    let gap = GAP * easel.frame.unit;
    let clocks = shown.iter_mut().filter(|s| s.graphic.kind() == GraphicKind::Countdown);
    clocks.map(|s| (s.size(easel, sample).1 + gap) * s.here(sample)).fold(0.0, f32::max)
}

/// The top of a card in a side column: in its middle, beneath `least`, and above what lies at the bottom.
fn column(frame: &Frame, height: f32, least: f32) -> f32 {
    let top = frame.height * COLUMN_MIDDLE - height / 2.0;
    top.min(frame.height * COLUMN_END - height).max(least)
}
