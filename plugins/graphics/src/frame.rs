//! What lies over one frame: bitmaps, each with its place.

use crate::Bitmap;
use std::sync::Arc;

/// All that lies over one frame, from back to front.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overlay {
    /// From back to front.
    pub layers: Vec<Layer>,
}

impl Overlay {
    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }
}

/// A bitmap at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What is seen.
    pub bitmap: Arc<Bitmap>,
    /// Pixels from the left; may be outside of the picture.
    pub x: i32,
    /// Pixels from the top.
    pub y: i32,
    /// 0 nothing, 256 as it was drawn.
    pub opacity: u16,
    /// The part of the bitmap that is seen; all of it without.
    pub clip: Option<Clip>,
}

/// A part of a bitmap in its own pixels; right and bottom are outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clip {
    /// First column.
    pub left: i32,
    /// First row.
    pub top: i32,
    /// Column after the last.
    pub right: i32,
    /// Row after the last.
    pub bottom: i32,
}

impl Layer {
    /// The part of the bitmap that lies in a picture of this size: `None` when nothing does.
    pub(crate) fn seen(&self, width: usize, height: usize) -> Option<Clip> {
        let whole =
            Clip { left: 0, top: 0, right: self.bitmap.width as i32, bottom: self.bitmap.height as i32 };
        let clip = self.clip.unwrap_or(whole);
        let seen = Clip {
            left: clip.left.max(0).max(-self.x),
            top: clip.top.max(0).max(-self.y),
            right: clip.right.min(whole.right).min(width as i32 - self.x),
            bottom: clip.bottom.min(whole.bottom).min(height as i32 - self.y),
        };
        (self.opacity > 0 && seen.left < seen.right && seen.top < seen.bottom).then_some(seen)
    }
}
