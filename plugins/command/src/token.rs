//! The secret that clients must know, and the file that keeps it.
//!
//! Does not print it: the program's first start does, once.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Random bytes of a generated token: 256 bits.
const RANDOM_BYTES: usize = 32;
/// Characters that a token written by a person must at least have.
const MIN_CHARS: usize = 16;
/// Characters that a token may at most have.
const MAX_CHARS: usize = 256;

/// The secret that clients must know. Its `Debug` hides it.
#[derive(Clone)]
pub struct Token(String);

/// Why a token could not be had.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file could not be read, written, or made private.
    #[error("cannot {action} the token file {path}: {source}; check the folder's owner and permissions")]
    File {
        /// `read`, `write` or `protect`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error(
        "the token file {path} does not hold a token of {MIN_CHARS} to {MAX_CHARS} visible characters; \
         delete it and start again to get a new one"
    )]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// The system gave no random numbers.
    #[error("the system gave no random numbers for a token: {0}; try again")]
    Random(getrandom::Error),
}

impl Token {
    /// A new token of 256 random bits in URL-safe base64.
    ///
    /// # Errors
    /// [`TokenError::Random`].
    pub fn generate() -> Result<Self, TokenError> {
        let mut bytes = [0; RANDOM_BYTES];
        getrandom::fill(&mut bytes).map_err(TokenError::Random)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Reads a token; `None` unless it has 16 to 256 visible ASCII characters.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (MIN_CHARS..=MAX_CHARS).contains(&text.len());
        (fits && text.bytes().all(|b| b.is_ascii_graphic())).then(|| Self(text.to_owned()))
    }

    /// The secret itself, to be shown to its owner once, or hashed.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `given` is this token. Takes the same time wherever they differ.
    pub fn matches(&self, given: &str) -> bool {
        same(self.0.as_bytes(), given.as_bytes())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// Compares two secrets by their digests, so that neither length nor place of a difference shows in the time.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (Sha256::digest(one), Sha256::digest(other));
    let differing = one.iter().zip(other.iter()).fold(0u8, |acc, (a, b)| acc | (a ^ b));
    std::hint::black_box(differing) == 0
}

/// Reads the token from `path`, or makes one there; the flag says that it is new and should be shown.
///
/// A file that others can read is made private, with a warning.
///
/// # Errors
/// [`TokenError`]; a missing folder is made, not an error.
pub fn load_or_create(path: &Path) -> Result<(Token, bool), TokenError> {
    let fail = |action| move |source| TokenError::File { action, path: path.to_owned(), source };
    match fs::read_to_string(path) {
        Ok(text) => {
            protect(path).map_err(fail("protect"))?;
            let token = Token::parse(text.trim());
            token.map(|t| (t, false)).ok_or_else(|| TokenError::Malformed { path: path.to_owned() })
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let token = Token::generate()?;
            write_private(path, token.reveal()).map_err(fail("write"))?;
            Ok((token, true))
        }
        Err(e) => Err(fail("read")(e)),
    }
}

/// Takes away every right of group and others.
fn protect(path: &Path) -> io::Result<()> {
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        let was = format!("{:03o}", mode & 0o777);
        tracing::warn!(path = %path.display(), was, "others could read the token file; it is private now");
    }
    Ok(())
}

/// Writes a file that is its owner's alone, beside its place, and moves it there, so that a crash leaves no half of it.
pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    // A rest of an earlier crash; its mode would otherwise be kept.
    if let Err(e) = fs::remove_file(&beside)
        && e.kind() != io::ErrorKind::NotFound
    {
        return Err(e);
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/token");
        let (first, created) = load_or_create(&path).unwrap();
        assert!(created);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(first.reveal().len(), 43, "32 bytes in base64 without padding");
        let (second, created) = load_or_create(&path).unwrap();
        assert!(!created);
        assert!(first.matches(second.reveal()));
        assert!(!first.matches(Token::generate().unwrap().reveal()));
    }

    #[test]
    fn a_file_that_others_can_read_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        fs::write(&path, "0123456789abcdef\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let (token, created) = load_or_create(&path).unwrap();
        assert!(!created && token.matches("0123456789abcdef"));
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        for text in ["", "short", "a token with spaces in it", &"x".repeat(300)] {
            fs::write(&path, text).unwrap();
            assert!(matches!(load_or_create(&path), Err(TokenError::Malformed { .. })), "{text}");
        }
        let error = load_or_create(folder.path()).unwrap_err();
        assert!(matches!(error, TokenError::File { action: "read", .. }), "{error}");
    }

    #[test]
    fn debug_hides_it() {
        let token = Token::parse("0123456789abcdef").unwrap();
        assert!(!format!("{token:?}").contains("0123"));
    }
}
