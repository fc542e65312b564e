//! Which symbol is which token of the network.

use super::KokoroError;
use serde::Deserialize;
use std::{collections::HashMap, fs, path::Path};

/// The token before the first symbol and after the last.
pub(super) const BOUNDARY: i64 = 0;

/// Tokens by symbol.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary(HashMap<char, i64>);

#[derive(Deserialize)]
struct File {
    vocab: HashMap<String, i64>,
}

impl Vocabulary {
    /// Reads `vocab.json`.
    pub(super) fn load(path: &Path) -> Result<Self, KokoroError> {
        let text =
            fs::read_to_string(path).map_err(|source| KokoroError::Read { path: path.to_owned(), source })?;
        Self::parse(&text).map_err(|message| KokoroError::Damaged { path: path.to_owned(), message })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut tokens = HashMap::new();
        for (symbol, token) in file.vocab {
            let mut chars = symbol.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if token > BOUNDARY => tokens.insert(c, token),
                _ => return Err(format!("{symbol:?} with token {token} is no symbol of one character")),
            };
        }
        match ['ə', ' ', '.', ','].into_iter().find(|needed| !tokens.contains_key(needed)) {
            Some(needed) => Err(format!("it has no token for {needed:?}")),
            None => Ok(Self(tokens)),
        }
    }

    /// The token of a symbol.
    pub(super) fn token(&self, symbol: char) -> Option<i64> {
        self.0.get(&symbol).copied()
    }

    #[cfg(test)]
    pub(super) fn of(symbols: &str) -> Self {
        Self(symbols.chars().zip(1..).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Result<i64, &str>) {
        match (Vocabulary::parse(text), expect) {
            (Ok(vocabulary), Ok(token)) => assert_eq!(vocabulary.token('ə'), Some(token)),
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (got, _) => panic!("{got:?}"),
        }
    }

    #[test]
    fn files_are_read_or_refused() {
        check(r#"{"vocab": {"ə": 83, " ": 16, ".": 4, ",": 3}}"#, Ok(83));
        check(r#"{"vocab": {"ə": 83, " ": 16, ".": 4}}"#, Err("no token for ','"));
        check(r#"{"vocab": {"əə": 83}}"#, Err("no symbol of one character"));
        check(r#"{"vocab": {"ə": 0}}"#, Err("no symbol of one character"));
        check(r#"{"words": {}}"#, Err("missing field `vocab`"));
        check("", Err("EOF"));
    }
}
