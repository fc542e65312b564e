//! Pictures: read, cut, and compared with a tolerance for what another version of the renderer rounds otherwise.

use std::{collections::BTreeMap, fs::File, io::BufReader, ops::Range, path::Path};

/// Pixels that are averaged before pictures are compared: edges may move by a fraction of a pixel.
const BLUR: usize = 3;
/// Squares of [`BLUR`] pixels along the side of a tile.
const TILE: usize = 10;
/// Difference of a channel that anybody sees.
const CLEAR: f64 = 16.0;

/// A picture in RGB.
#[derive(Clone)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pixels: Vec<u8>,
}

/// How two pictures differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean over all channels, of 255.
    pub mean: f64,
    /// Share of places that anybody sees to be different.
    pub clear: f64,
    /// Mean of the tile that differs most: a small thing in a large picture.
    pub worst: f64,
}

impl Difference {
    /// Whether nothing is larger than in `most`.
    pub fn is_within(&self, most: &Self) -> bool {
        self.mean <= most.mean && self.clear <= most.clear && self.worst <= most.worst
    }
}

impl Picture {
    /// Reads a PNG.
    #[track_caller]
    pub fn read(path: &Path) -> Self {
        let file = File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut reader = png::Decoder::new(BufReader::new(file)).read_info().expect("a png");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size that fits")];
        let info = reader.next_frame(&mut pixels).expect("a whole png");
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
        Self { width: info.width as usize, height: info.height as usize, pixels }
    }

    /// A part of it, in shares of width and height.
    pub fn part(&self, across: Range<f64>, down: Range<f64>) -> Self {
        let place = |share: f64, of: usize| (share * of as f64).round() as usize;
        let (x, end) = (place(across.start, self.width), place(across.end, self.width));
        let rows = place(down.start, self.height)..place(down.end, self.height);
        let height = rows.len();
        let row = |y: usize| &self.pixels[(y * self.width + x) * 3..(y * self.width + end) * 3];
        Self { width: end - x, height, pixels: rows.flat_map(row).copied().collect() }
    }

    /// How different `other` is, which must have the same size.
    #[track_caller]
    pub fn difference(&self, other: &Self) -> Difference {
        assert_eq!((self.width, self.height), (other.width, other.height), "sizes");
        let (ours, theirs) = (self.blurred(), other.blurred());
        let apart: Vec<_> = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).collect();
        let mean = |d: &[f64]| d.iter().sum::<f64>() / d.len().max(1) as f64;
        let row = self.width / BLUR;
        let mut tiles = BTreeMap::new();
        for (index, place) in apart.chunks(3).enumerate() {
            let tile = (index / row / TILE, index % row / TILE);
            tiles.entry(tile).or_insert_with(Vec::new).push(mean(place));
        }
        let clear = apart.chunks(3).filter(|p| p.iter().any(|d| *d > CLEAR)).count();
        Difference {
            mean: mean(&apart),
            clear: clear as f64 / (apart.len() / 3) as f64,
            worst: tiles.values().map(|tile| mean(tile)).fold(0.0, f64::max),
        }
    }

    /// Brightness from the darkest to the brightest place, of 255.
    pub fn contrast(&self) -> f64 {
        let blurred = self.blurred();
        let luma = blurred.chunks(3).map(|p| 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2]);
        let (low, high) = luma.fold((255.0_f64, 0.0_f64), |(low, high), l| (low.min(l), high.max(l)));
        high - low
    }

    /// Mean brightness, of 255.
    pub fn brightness(&self) -> f64 {
        self.pixels.iter().map(|p| f64::from(*p)).sum::<f64>() / self.pixels.len() as f64
    }

    /// Brightness of the middle place, of 255.
    pub fn median(&self) -> f64 {
        let mut lumas = self.lumas();
        lumas.sort_by(f64::total_cmp);
        lumas[lumas.len() / 2]
    }

    /// Share of pixels whose brightness is less than `luma`.
    pub fn darker_than(&self, luma: f64) -> f64 {
        let lumas = self.lumas();
        lumas.iter().filter(|l| **l < luma).count() as f64 / lumas.len() as f64
    }

    fn lumas(&self) -> Vec<f64> {
        let weigh = |p: &[u8]| 0.2126 * f64::from(p[0]) + 0.7152 * f64::from(p[1]) + 0.0722 * f64::from(p[2]);
        self.pixels.chunks_exact(3).map(weigh).collect()
    }

    /// Means of squares of [`BLUR`] pixels.
    fn blurred(&self) -> Vec<f64> {
        let mut means = Vec::new();
        for y in 0..self.height / BLUR {
            for x in 0..self.width / BLUR {
                for channel in 0..3 {
                    let at = |i: usize| {
                        let (dx, dy) = (i % BLUR, i / BLUR);
                        self.pixels[((y * BLUR + dy) * self.width + x * BLUR + dx) * 3 + channel]
                    };
                    let sum: f64 = (0..BLUR * BLUR).map(|i| f64::from(at(i))).sum();
                    means.push(sum / (BLUR * BLUR) as f64);
                }
            }
        }
        means
    }
}
