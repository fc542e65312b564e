//! A contact sheet: pictures of one size in rows.

/// Pixels between pictures.
const GAP: usize = 4;
/// What shows between them, and where the last row ends early.
const GROUND: [u8; 3] = [24, 28, 36];

/// Lays `pictures` (red, green, blue; all of `size` pixels) side by side; a single one stays as it is. Without a number
/// of columns the sheet is about as wide as a screen is.
pub fn of(
    (width, height): (u32, u32),
    pictures: &[Vec<u8>],
    columns: Option<usize>,
) -> ((u32, u32), Vec<u8>) {
    if let [one] = pictures {
        return ((width, height), one.clone());
    }
    let (w, h) = (width as usize, height as usize);
    let columns = columns.unwrap_or_else(|| by_shape(w, h, pictures.len())).clamp(1, pictures.len().max(1));
    let rows = pictures.len().div_ceil(columns);
    let wide = columns * (w + GAP) - GAP;
    let high = (rows * (h + GAP)).saturating_sub(GAP);
    let mut sheet = GROUND.repeat(wide * high);
    for (n, picture) in pictures.iter().enumerate() {
        let (left, top) = ((n % columns) * (w + GAP), (n / columns) * (h + GAP));
        for (y, row) in picture.chunks_exact(w * 3).take(h).enumerate() {
            let at = ((top + y) * wide + left) * 3;
            sheet[at..at + w * 3].copy_from_slice(row);
        }
    }
    ((wide as u32, high as u32), sheet)
}

/// The number of columns that comes nearest to 16:9.
fn by_shape(width: usize, height: usize, count: usize) -> usize {
    let off = |columns: usize| {
        let rows = count.div_ceil(columns);
        ((columns * width * 9) as f64 / (rows * height * 16) as f64).ln().abs()
    };
    (1..=count).min_by(|a, b| off(*a).total_cmp(&off(*b))).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_stand_where_they_belong() {
        let picture = |value: u8| vec![value; 2 * 2 * 3];
        let pictures: Vec<_> = (1..=3).map(picture).collect();
        let (size, rgb) = of((2, 2), &pictures, Some(2));
        assert_eq!(size, (8, 8));
        let at = |x: usize, y: usize| rgb[(y * 8 + x) * 3];
        assert_eq!((at(0, 0), at(7, 1), at(1, 6)), (1, 2, 3));
        assert_eq!(at(7, 7), GROUND[0]);
        assert_eq!(of((2, 2), &pictures[..1], None), ((2, 2), picture(1)));
    }

    #[test]
    fn sheets_are_as_wide_as_a_screen() {
        assert_eq!(by_shape(640, 360, 4), 2);
        assert_eq!(by_shape(360, 400, 14), 6);
    }
}
