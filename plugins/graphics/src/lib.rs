//! What lies over the picture: captions, lower thirds, cards, labels, drawn by the processor onto finished frames.
//!
//! A pure function of what was shown and of media time: the same show gives the same pixels. Every element is drawn
//! once into a [`Bitmap`] and kept; a frame only lays bitmaps over the rows that they cover. Knows neither the
//! renderer nor the encoder; where the frames come from and go to is the program's.

mod balance;
mod bitmap;
mod blend;
mod board;
mod captions;
mod easing;
mod element;
mod fonts;
mod frame;
mod paint;
mod picture;
mod pictures;
mod products;
mod text;
mod theme;

pub use bitmap::Bitmap;
pub use blend::{Planes, onto_i420, onto_rgba};
pub use board::{Board, BoardSettings, ShowError};
pub use element::Fitted;
pub use fonts::{FontError, Fonts};
pub use frame::{Clip, Layer, Overlay};
pub use picture::PictureError;
pub use pictures::Wanted;
pub use products::{CatalogueError, Product, Products};
