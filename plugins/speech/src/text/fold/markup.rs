//! Leftovers of Markdown, HTML and SSML that are not read: tags, the addresses of links, entities.
//!
//! Emphasis signs (`**`, `` ` ``) have no sound anyway and are left to the reader.

/// Longest tag and longest address of a link in bytes; what is longer is text.
const LONGEST: usize = 500;

/// Bytes to skip at `at`: a tag, or `](address)` after the words of a link, or the `[`, `![` before them.
pub(super) fn skipped(text: &str, at: usize) -> Option<usize> {
    let rest = &text.as_bytes()[at..];
    match rest {
        [b'<', b'3', ..] => None,
        [b'<', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') => {
            let end = rest.iter().take(LONGEST).skip(1).position(|byte| matches!(byte, b'>' | b'<'))? + 1;
            // An address in angle brackets is said.
            let is_address = rest[..end].windows(3).any(|w| w == b"://") && !rest[..end].contains(&b' ')
                || rest[..end].contains(&b'@') && !rest[..end].contains(&b'=');
            (rest[end] == b'>' && !is_address).then_some(end + 1)
        }
        [b']', b'(', ..] => {
            let end = rest.iter().take(LONGEST).position(|byte| matches!(byte, b')' | b'\n'))?;
            let address = &rest[2..end];
            let is_address = !address.is_empty()
                && (address.iter().any(|byte| matches!(byte, b'/' | b'#' | b'.' | b'@')))
                && !address.starts_with(b" ");
            (rest[end] == b')' && is_address).then_some(end + 1)
        }
        [b'!', b'[', ..] => opens_link(&rest[1..]).then_some(2),
        [b'[', ..] => opens_link(rest).then_some(1),
        _ => None,
    }
}

/// Whether the bracket here closes with `](`. Looks a short way only, so that many brackets cost little.
fn opens_link(rest: &[u8]) -> bool {
    let near = &rest[..rest.len().min(200)];
    near.iter()
        .skip(1)
        .position(|byte| matches!(byte, b']' | b'['))
        .is_some_and(|at| near[at + 1] == b']' && near.get(at + 2) == Some(&b'('))
}

/// A character reference of HTML and its length; also `<3`.
pub(super) fn entity(rest: &str) -> Option<(char, usize)> {
    if rest.starts_with("<3") && !rest[2..].starts_with(|c: char| c.is_alphanumeric() || c == '.') {
        return Some((super::HEART, 2));
    }
    const NAMES: &[(&str, char)] = &[
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", ' '),
        ("&#39;", '\''),
        ("&euro;", '€'),
        ("&copy;", '©'),
    ];
    let (name, c) = NAMES.iter().find(|(name, _)| rest.starts_with(name))?;
    Some((*c, name.len()))
}

/// Bytes of Markdown's signs at the start of `rest`, which follows `before`: emphasis around words, and what
/// begins a line.
pub(super) fn emphasis(before: &str, rest: &str, new_line: bool) -> Option<usize> {
    let c = rest.chars().next()?;
    let run = rest.chars().take_while(|next| *next == c).count();
    let after = rest[run * c.len_utf8()..].chars().next();
    match c {
        '#' if new_line && run <= 6 && after == Some(' ') => Some(run + 1),
        '-' | '*' | '+' | '>' if new_line && run == 1 && after == Some(' ') => Some(2),
        '`' => Some(run),
        '*' | '_' | '~' => {
            let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let digits =
                before.ends_with(|c: char| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
            let doubled = run >= 2 && !digits;
            let one_sided = apart(before.chars().next_back()) != apart(after) && !digits;
            (doubled || one_sided && c != '~' && !after.is_some_and(|c| c.is_ascii_digit())).then_some(run)
        }
        _ => None,
    }
}
