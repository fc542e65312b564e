//! Tables: a text, and how it is read.

mod asian;
mod english;
mod european;

/// Checks rows of a text and its reading, the last full stop left out.
#[track_caller]
fn check(language: &str, rows: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (text, expect) in rows {
        let got = super::read(text, language);
        let got = got.strip_suffix('.').unwrap_or(&got);
        if got != *expect {
            wrong.push_str(&format!("{text:?}\n  is read {got:?}\n  and not {expect:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
