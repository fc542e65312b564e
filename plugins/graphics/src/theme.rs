//! Colours and measures: what the elements look like together, in any size and shape of picture.

use crate::paint::mix;
use protocol::graphic::{Color, Corner, GraphicsSettings};

/// Colours, made to be readable on each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// The brand's.
    pub accent: [u8; 4],
    /// The brand's as text on a panel: as light or dark as it takes to be read.
    pub accent_text: [u8; 4],
    /// Panels, at the top and at the bottom.
    pub panel: [[u8; 4]; 2],
    /// Their border.
    pub border: [u8; 4],
    /// Text on panels.
    pub text: [u8; 4],
    /// Less important text on panels.
    pub soft_text: [u8; 4],
    /// Where the logo stands.
    pub logo_corner: Corner,
}

const ACCENT: Color = Color([0x2f, 0x8c, 0xff]);
const PANEL: Color = Color([0x0e, 0x13, 0x1c]);
/// How much a panel covers, of 255: text is read on it whatever lies beneath.
const PANEL_ALPHA: u8 = 222;
/// Contrast of text that WCAG 2.2 asks for (1.4.3, level AA).
const CONTRAST: f32 = 4.5;

impl Theme {
    /// As it was set, with the usual where nothing was.
    pub fn new(settings: &GraphicsSettings) -> Self {
        let opaque = |Color([r, g, b]): Color, alpha| [r, g, b, alpha];
        let panel = opaque(settings.panel.unwrap_or(PANEL), PANEL_ALPHA);
        let is_dark = luminance(panel) < 0.4;
        let ink = if is_dark { [255, 255, 255, 255] } else { [17, 20, 26, 255] };
        let text = settings.text.map_or(ink, |c| opaque(c, 255));
        let accent = opaque(settings.accent.unwrap_or(ACCENT), 255);
        let steps = (0..=20).map(|n| mix(accent, ink, n as f32 / 20.0));
        let accent_text = steps.into_iter().find(|c| contrast(*c, panel) >= CONTRAST).unwrap_or(ink);
        let light = if is_dark { [255, 255, 255, PANEL_ALPHA] } else { [0, 0, 0, PANEL_ALPHA] };
        Self {
            accent,
            accent_text,
            panel: [mix(panel, light, 0.055), panel],
            border: if is_dark { [255, 255, 255, 30] } else { [0, 0, 0, 26] },
            text,
            soft_text: mix(text, [panel[0], panel[1], panel[2], 255], 0.24),
            logo_corner: settings.logo_corner.unwrap_or_default(),
        }
    }
}

/// Relative luminance (WCAG 2.2), 0 to 1.
fn luminance(color: [u8; 4]) -> f32 {
    let linear = |c: u8| {
        let c = f32::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2])
}

/// Ratio of contrast (WCAG 2.2), 1 to 21.
pub fn contrast(a: [u8; 4], b: [u8; 4]) -> f32 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

/// A colour as light as it takes to be read on black.
pub fn on_black(color: [u8; 4]) -> [u8; 4] {
    let steps = (0..=20).map(|n| mix(color, [255; 4], n as f32 / 20.0));
    steps.into_iter().find(|c| contrast(*c, [0, 0, 0, 255]) >= 9.0).unwrap_or([255; 4])
}

/// The picture's shape: where titles may stand, and how large they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Pixels.
    pub width: f32,
    /// Pixels.
    pub height: f32,
    /// Higher than wide, or square: one column instead of three.
    pub is_narrow: bool,
    /// What sizes are given in: a hundredth of a 16:9 picture's height, and as much as is readable in others.
    pub unit: f32,
    /// Pixels from the left and right edge in which nothing stands.
    pub side: f32,
    /// Pixels from the top.
    pub top: f32,
    /// Pixels from the bottom: players on phones lay their own buttons over the lower part of an upright picture.
    pub bottom: f32,
}

impl Frame {
    /// Of a picture of this size.
    pub fn new((width, height): (u32, u32)) -> Self {
        let (width, height) = (width.max(2) as f32, height.max(2) as f32);
        let aspect = width / height;
        let is_narrow = aspect < 1.3;
        // 5 % are title-safe (EBU R 95); an upright picture's wide side margins would leave too little.
        let (side, top, bottom) = match aspect {
            a if a < 0.8 => (width * 0.055, height * 0.06, height * 0.14),
            _ => (width * 0.05, height * 0.05, height * 0.05),
        };
        let unit = (height / 100.0).min(width / if is_narrow { 80.0 } else { 150.0 });
        Self { width, height, is_narrow, unit, side, top, bottom }
    }

    /// Pixels between the side margins.
    pub fn safe_width(&self) -> f32 {
        self.width - 2.0 * self.side
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_is_read_on_its_panel() {
        for accent in ["#2f8cff", "#000000", "#ffffff", "#8b0000", "#ffd400", "#3c0a5a"] {
            for panel in ["#0e131c", "#ffffff", "#7a1030", "#f4efe6"] {
                let settings = GraphicsSettings {
                    accent: Some(accent.parse().unwrap()),
                    panel: Some(panel.parse().unwrap()),
                    ..Default::default()
                };
                let theme = Theme::new(&settings);
                for ink in [theme.accent_text, theme.text] {
                    assert!(contrast(ink, theme.panel[1]) >= CONTRAST, "{accent} on {panel}");
                }
            }
        }
    }

    #[test]
    fn sizes_follow_the_picture() {
        let wide = Frame::new((1280, 720));
        assert_eq!((wide.unit, wide.side, wide.is_narrow), (7.2, 64.0, false));
        assert_eq!(Frame::new((2560, 1440)).unit, 14.4);
        let upright = Frame::new((720, 1280));
        assert!(upright.is_narrow && upright.bottom > 150.0 && upright.unit == 9.0);
        assert!(Frame::new((720, 720)).is_narrow);
    }
}
