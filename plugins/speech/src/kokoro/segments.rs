//! From clauses to segments: stretches that are one run of the network each.
//!
//! A sentence is one segment unless a pause cuts it or it is long. It knows symbols, and no audio.

use super::phonemes::{Kind, Symbol};

/// Symbols of a segment at most; the network takes 510. A longer sentence is cut between clauses, so that its
/// first sound need not wait for all of it: 200 symbols are about 14 seconds.
pub(super) const LONGEST: usize = 200;

/// Groups the symbols of clauses, in order. A clause that is too long by itself is cut between words, and a word
/// (of no language) that is, anywhere.
pub(super) fn segments(clauses: Vec<Vec<Symbol>>, space: Symbol) -> Vec<Vec<Symbol>> {
    let mut segments: Vec<Vec<Symbol>> = Vec::new();
    for clause in clauses.into_iter().flat_map(cut) {
        match segments.last_mut() {
            Some(last) if last.len() + 1 + clause.len() <= LONGEST => {
                last.push(space);
                last.extend(clause);
            }
            _ => segments.push(clause),
        }
    }
    segments.retain(|segment| segment.iter().any(|symbol| matches!(symbol.kind, Kind::Phone(_))));
    segments
}

fn cut(clause: Vec<Symbol>) -> Vec<Vec<Symbol>> {
    let mut parts = Vec::new();
    let mut rest = clause;
    while rest.len() > LONGEST {
        let space = rest[..LONGEST].iter().rposition(|symbol| symbol.kind == Kind::Space);
        let mut tail = match space.filter(|at| *at > 0) {
            Some(at) => {
                let tail = rest.split_off(at + 1);
                rest.pop();
                tail
            }
            None => rest.split_off(LONGEST),
        };
        std::mem::swap(&mut rest, &mut tail);
        parts.push(tail);
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(c: char) -> Symbol {
        let kind = match c {
            ' ' => Kind::Space,
            ',' => Kind::Pause,
            c => Kind::Phone(c),
        };
        Symbol { token: 1, kind, word: None }
    }

    /// Lengths of the segments.
    #[track_caller]
    fn check(clauses: &[&str], expect: &[usize]) {
        let clauses = clauses.iter().map(|clause| clause.chars().map(symbol).collect()).collect();
        let segments = segments(clauses, symbol(' '));
        assert_eq!(segments.iter().map(Vec::len).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn clauses_are_kept_together_while_they_fit() {
        check(&["ab,", "cd,"], &[7]);
        check(&[&"a".repeat(150), &"b".repeat(49)], &[200]);
        check(&[&"a".repeat(150), &"b".repeat(50)], &[150, 50]);
        check(&[], &[]);
        check(&[",", " "], &[]);
    }

    #[test]
    fn what_is_too_long_is_cut() {
        check(&["a".repeat(450).as_str()], &[200, 200, 50]);
        // Words of nine: the cut is at the last space that fits, which is not kept.
        check(&[&"abcdefghi ".repeat(30)], &[199, 100]);
        check(&[&" ".repeat(500)], &[]);
    }
}
