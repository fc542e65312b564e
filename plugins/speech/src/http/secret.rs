//! A key that no log and no error shows. It knows where keys are kept, not what they open.

use super::settings::{HttpSettings, HttpVoiceError};
use std::fmt;

/// What stands in a text in the place of the key.
const REDACTED: &str = "[key]";
/// So many first characters of a key, followed by stars, are taken for a key that somebody masked by half.
const MASKED_START: usize = 3;

/// A key. It cannot be shown by accident: `Debug` redacts and there is no `Display`.
#[derive(Clone)]
pub(super) struct Secret(String);

impl Secret {
    /// The key, for the header of a request and for nothing else.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// `text` without the key, for servers that repeat what they were sent.
    pub(super) fn redact(&self, text: &str) -> String {
        let whole = text.replace(&self.0, REDACTED);
        let Some((at, _)) = self.0.char_indices().nth(MASKED_START) else { return whole };
        let masked = |word: &str| word.contains("**") && word.contains(&self.0[..at]);
        if !whole.split_whitespace().any(masked) {
            return whole;
        }
        whole.split_whitespace().map(|w| if masked(w) { REDACTED } else { w }).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// Looks for the key that `settings` name: in the environment (asked by `variable`) or in a file. None is named,
/// none is there: servers of one's own often need none.
///
/// # Errors
/// When the named place has no key, or what is there cannot be one.
pub(super) fn find(
    settings: &HttpSettings,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Secret>, HttpVoiceError> {
    let (place, text) = if let Some(path) = &settings.key_file {
        let text = std::fs::read_to_string(path)
            .map_err(|source| HttpVoiceError::KeyFile { path: path.clone(), source })?;
        (format!("the file {}", path.display()), text)
    } else if let Some(name) = settings.key_variable() {
        let text = variable(name).filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| HttpVoiceError::NoKey { variable: name.to_owned() })?;
        (format!("the environment variable {name}"), text)
    } else {
        return Ok(None);
    };
    let key = text.trim();
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_graphic()) {
        return Err(HttpVoiceError::OddKey { place });
    }
    Ok(Some(Secret(key.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_shown() {
        let secret = Secret("sk-abcdefgh".into());
        assert_eq!(format!("{secret:?}"), "[key]");
        let check = |text: &str, expect: &str| assert_eq!(secret.redact(text), expect);
        check("wrong key sk-abcdefgh given", "wrong key [key] given");
        check("wrong key sk-ab****gh. See", "wrong key [key] See");
        check("no key  at all", "no key  at all");
    }
}
