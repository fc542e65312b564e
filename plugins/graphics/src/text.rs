//! Text: laid out in lines, and drawn glyph by glyph.

use crate::{Fonts, paint::Canvas};
use cosmic_text::{
    Attrs, Buffer, CacheKey, Ellipsize, EllipsizeHeightLimit, Family, FeatureTag, FontFeatures, Metrics,
    Shaping, SwashCache, SwashContent, Weight, Wrap,
};
use std::ops::Range;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Height of the font in pixels.
    pub size: f32,
    /// 400 regular, 600 semi-bold, 700 bold.
    pub weight: u16,
    /// From baseline to baseline, in sizes.
    pub leading: f32,
    /// All figures have one width, for clocks.
    pub tabular: bool,
}

/// Where the lines of a text stand in their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Where the script begins.
    Start,
    /// On the right.
    Right,
    /// In the middle.
    Middle,
}

/// A text that was laid out.
#[derive(Debug, Clone)]
pub struct Text {
    /// From top to bottom.
    pub lines: Vec<Line>,
    /// Pixels of the widest line.
    pub width: f32,
    /// Pixels of all lines.
    pub height: f32,
    /// It is read from right to left.
    pub rtl: bool,
}

/// One line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Pixels.
    pub width: f32,
    /// Pixels from the top of the text.
    baseline: f32,
    rtl: bool,
    glyphs: Vec<Glyph>,
}

#[derive(Debug, Clone)]
struct Glyph {
    key: CacheKey,
    x: i32,
    y: i32,
    /// Bytes of the text that it stands for.
    bytes: Range<usize>,
    /// Pixels that the line goes on by.
    advance: f32,
}

/// Lays out and draws.
pub struct Typesetter {
    fonts: Fonts,
    glyphs: SwashCache,
}

impl Typesetter {
    /// With these fonts.
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts, glyphs: SwashCache::new() }
    }

    /// Lays `text` out in at most `most_lines` lines of `width` pixels; what does not fit ends in dots.
    pub fn lay(&mut self, text: &str, set: Type, width: Option<f32>, most_lines: usize) -> Text {
        let leading = set.size * set.leading;
        let mut buffer =
            Buffer::new(&mut self.fonts.system, Metrics::new(set.size.max(1.0), leading.max(1.0)));
        let mut features = FontFeatures::new();
        features.enable(FeatureTag::KERNING);
        if set.tabular {
            features.enable(FeatureTag::new(b"tnum"));
        }
        let attrs = Attrs::new()
            .family(Family::Name(&self.fonts.family))
            .weight(Weight(set.weight))
            .font_features(features);
        // A line break in a text of one paragraph is a space.
        let text = text.replace(['\n', '\r', '\t'], " ");
        buffer.set_wrap(if width.is_some() { Wrap::WordOrGlyph } else { Wrap::None });
        buffer.set_size(width, None);
        if width.is_some() {
            buffer.set_ellipsize(Ellipsize::End(EllipsizeHeightLimit::Lines(most_lines.max(1))));
        }
        buffer.set_text(&text, &attrs, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.fonts.system, false);
        let mut lines = Vec::new();
        for run in buffer.layout_runs().take(most_lines.max(1)) {
            let seen =
                run.glyphs.iter().filter(|g| text.get(g.start..g.end).is_none_or(|t| !t.trim().is_empty()));
            let (left, right) = seen.fold((f32::MAX, 0.0_f32), |(l, r), g| (l.min(g.x), r.max(g.x + g.w)));
            let left = if left > right { 0.0 } else { left };
            let glyph = |g: &cosmic_text::LayoutGlyph| {
                let at = g.physical((-left, 0.0), 1.0);
                Glyph { key: at.cache_key, x: at.x, y: at.y, bytes: g.start..g.end, advance: g.w }
            };
            lines.push(Line {
                width: right - left,
                baseline: run.line_y,
                rtl: run.rtl,
                glyphs: run.glyphs.iter().map(glyph).collect(),
            });
        }
        Text {
            width: lines.iter().map(|l| l.width).fold(0.0, f32::max).ceil(),
            height: leading * lines.len().max(1) as f32,
            rtl: lines.first().is_some_and(|l| l.rtl),
            lines,
        }
    }

    /// Draws a text whose upper left corner is at `x`, `y`; lines stand in `width` pixels. The colour is asked for
    /// each glyph by its bytes.
    pub fn draw(
        &mut self,
        text: &Text,
        canvas: &mut Canvas,
        (x, y, width): (f32, f32, f32),
        align: Align,
        color: impl Fn(&Range<usize>) -> [u8; 4],
    ) {
        for line in &text.lines {
            let aside = match align {
                Align::Middle => (width - line.width) / 2.0,
                Align::Right => width - line.width,
                Align::Start if line.rtl => width - line.width,
                Align::Start => 0.0,
            };
            let (left, base) = ((x + aside).round() as i32, (y + line.baseline).round() as i32);
            for glyph in &line.glyphs {
                let Some(image) = self.glyphs.get_image(&mut self.fonts.system, glyph.key) else { continue };
                let place = image.placement;
                let (gx, gy) = (left + glyph.x + place.left, base + glyph.y - place.top);
                let size = (place.width as usize, place.height as usize);
                match image.content {
                    SwashContent::Mask => canvas.mask(&image.data, size, (gx, gy), color(&glyph.bytes)),
                    SwashContent::Color => {
                        canvas.picture(&image.data, size, (gx, gy), color(&glyph.bytes)[3])
                    }
                    SwashContent::SubpixelMask => {}
                }
            }
        }
    }
}

impl Text {
    /// Pixels that the bytes of `range` go on by, in a text of one line.
    pub fn advance(&self, range: &Range<usize>) -> f32 {
        let within = |g: &&Glyph| g.bytes.start >= range.start && g.bytes.start < range.end;
        self.lines.iter().flat_map(|l| &l.glyphs).filter(within).map(|g| g.advance).sum()
    }
}
