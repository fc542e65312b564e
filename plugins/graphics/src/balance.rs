//! Captions in pages of at most two lines: where a text is broken so that it reads well.
//!
//! Breaks are where Unicode allows them (UAX 14), which is between words, and between characters in Chinese and
//! Japanese. Of all ways the one is taken whose lines are evenly filled and whose pages end where a clause does.

use crate::text::{Text, Type, Typesetter};
use std::ops::Range;
use unicode_linebreak::linebreaks;

/// Lines of a page.
const LINES: usize = 2;
/// What it is worth that a page ends with a clause, in squares of an empty line.
const CLAUSE: f32 = 0.35;
/// What it costs that one ends inside of it.
const TORN: f32 = 0.2;
/// What a page of one line costs, where more follow.
const SHORT: f32 = 0.7;

/// What is read at once: the bytes of each line.
pub type Page = Vec<Range<usize>>;

/// Breaks `text` into pages whose lines are at most `width` pixels wide.
pub fn pages(typesetter: &mut Typesetter, text: &str, set: Type, width: f32) -> Vec<Page> {
    let laid = typesetter.lay(text, set, None, 1);
    let pieces = pieces(text, &laid, width);
    let ends_clause = |piece: &Range<usize>| {
        let last = text[piece.clone()].trim_end().chars().next_back();
        last.is_some_and(|c| ".,;:!?…—。，、；：！？）)".contains(c))
    };
    let lines = lines(&pieces.iter().map(|p| measure(text, &laid, p)).collect::<Vec<_>>(), width, |last| {
        pieces.get(last).is_some_and(&ends_clause)
    });
    let bytes = |line: &Range<usize>| {
        let range = pieces[line.start].start..pieces[line.end - 1].end;
        range.start..range.start + text[range.clone()].trim_end().len()
    };
    lines.iter().map(|page| page.iter().map(bytes).collect()).collect()
}

/// Pieces that are not broken: words with the space that follows them.
fn pieces(text: &str, laid: &Text, width: f32) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (end, _) in linebreaks(text) {
        let mut from = start;
        // What is wider than a line is broken anywhere.
        for (at, c) in text[start..end].char_indices() {
            let to = start + at + c.len_utf8();
            if laid.advance(&(from..to)) > width && from < start + at {
                pieces.push(from..start + at);
                from = start + at;
            }
        }
        if from < end {
            pieces.push(from..end);
        }
        start = end;
    }
    pieces
}

/// Pixels of a piece with its space, and without.
fn measure(text: &str, laid: &Text, piece: &Range<usize>) -> (f32, f32) {
    let seen = piece.start..piece.start + text[piece.clone()].trim_end().len();
    (laid.advance(piece), laid.advance(&seen))
}

/// The best lines over pieces, in pages: the cheapest way to every piece, by whether its line is its page's first.
fn lines(widths: &[(f32, f32)], width: f32, ends_clause: impl Fn(usize) -> bool) -> Vec<Vec<Range<usize>>> {
    let count = widths.len();
    // Cost, where the line begins, and the line's number in its page.
    let mut best = vec![[(f32::INFINITY, 0_usize); LINES]; count + 1];
    best[0] = [(0.0, 0), (0.0, 0)];
    for end in 1..=count {
        let mut filled = 0.0;
        for start in (0..end).rev() {
            filled += if start + 1 == end { widths[start].1 } else { widths[start].0 };
            if filled > width && start + 1 < end {
                break;
            }
            let empty = (1.0 - (filled / width).min(1.0)).powi(2);
            let is_end = end == count;
            let clause = ends_clause(end - 1);
            // The first line of a page: the page before was closed, with one line or with two.
            let torn = match (start, ends_clause(start.wrapping_sub(1))) {
                (0, _) => 0.0,
                (_, true) => -CLAUSE,
                (_, false) => TORN,
            };
            let before = if start == 0 { 0.0 } else { (best[start][0].0 + SHORT).min(best[start][1].0) };
            let first = before + empty + torn;
            if first < best[end][0].0 {
                best[end][0] = (first, start);
            }
            if start > 0 {
                let inside = if clause && !is_end { -0.05 } else { 0.0 };
                let second = best[start][0].0 + empty + inside;
                if second < best[end][1].0 {
                    best[end][1] = (second, start);
                }
            }
        }
    }
    back(&best, count)
}

/// The way back from the end.
fn back(best: &[[(f32, usize); LINES]], count: usize) -> Vec<Vec<Range<usize>>> {
    let mut pages: Vec<Vec<Range<usize>>> = Vec::new();
    let mut end = count;
    while end > 0 {
        let alone = best[end][0].0 + if end == count { 0.0 } else { SHORT };
        let mut page = Vec::new();
        if best[end][1].0 < alone {
            let start = best[end][1].1;
            page.push(start..end);
            end = start;
        }
        let start = best[end][0].1;
        page.insert(0, start..end);
        end = start;
        pages.push(page);
    }
    pages.reverse();
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(count: usize, clause_after: &[usize]) -> Vec<Vec<Range<usize>>> {
        lines(&vec![(10.0, 9.0); count], 50.0, |n| clause_after.contains(&n))
    }

    #[track_caller]
    fn check_whole(pages: &[Vec<Range<usize>>], count: usize) {
        let all: Vec<usize> = pages.iter().flatten().cloned().flatten().collect();
        assert_eq!(all, (0..count).collect::<Vec<_>>());
        assert!(pages.iter().all(|p| (1..=LINES).contains(&p.len())), "{pages:?}");
        assert!(pages.iter().flatten().all(|l| l.len() <= 5), "{pages:?}");
    }

    #[test]
    fn every_word_is_on_one_page() {
        for count in 0..40 {
            check_whole(&even(count, &[]), count);
        }
        check_whole(&even(23, &[3, 9, 15]), 23);
    }

    #[test]
    fn lines_are_evenly_filled() {
        assert_eq!(even(4, &[]).concat(), vec![(0..4)]);
        assert_eq!(even(6, &[]), [vec![0..3, 3..6]]);
        assert_eq!(even(8, &[]), [vec![0..4, 4..8]]);
    }

    #[test]
    fn a_page_ends_with_its_clause() {
        let pages = even(14, &[6, 13]);
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0].last().map(|l| l.end), Some(7), "{pages:?}");
    }
}
