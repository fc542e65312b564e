//! Who may come in, and what they may do: the owner's token, and named tokens with roles in a file.
//!
//! The file keeps no token: of each it keeps `base64(sha256(token + salt))`, the secret of the WebSocket's challenge
//! ([`crate::handshake`]). With that somebody who can read the file could identify over a WebSocket, though not find the
//! token; the file is its owner's alone (mode 600). A running server sees changes within a second.

use crate::{
    Token, TokenError,
    handshake::{proof, secret},
    token::{same, write_private},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use protocol::{Caller, Role, envelope::Challenge};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

/// Under which name the owner's token acts.
const OWNER: &str = "operator";
/// How often the file is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// Characters of a name.
const NAME_CHARS: usize = 40;

/// A token that somebody was given; the token itself is not known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// By which the others know them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    secret: String,
}

/// What the file holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    salt: String,
    tokens: Vec<Named>,
}

/// Why the file of tokens was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// It could not be read or written.
    #[error("cannot {action} {path}: {source}; check the folder's owner and permissions")]
    File {
        /// `read` or `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It holds something else.
    #[error("{path} does not hold tokens: {reason}; mend it, or delete it and give everybody a new token")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A name that cannot be given.
    #[error(
        "`{0}` cannot be a name: letters, figures, `-`, `_` and `.`, at most {NAME_CHARS}, and not `{OWNER}`, which is the owner's"
    )]
    Name(String),
    /// Somebody has it already.
    #[error("`{0}` has a token already; remove it first")]
    Taken(String),
    /// Nobody has it.
    #[error("nobody called `{0}` has a token; `compere token list` names those who have")]
    Nobody(String),
    /// No random numbers.
    #[error(transparent)]
    Random(#[from] TokenError),
}

/// Gives somebody a token; it is shown once, and kept nowhere.
///
/// # Errors
/// [`AccessError`]; nothing was changed then.
pub fn add(path: &Path, name: &str, role: Role) -> Result<Token, AccessError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME_CHARS || !name.chars().all(plain) || name == OWNER {
        return Err(AccessError::Name(name.into()));
    }
    let mut content = read(path)?.unwrap_or_default();
    if content.salt.is_empty() {
        content.salt = random_salt()?;
    }
    if content.tokens.iter().any(|named| named.name == name) {
        return Err(AccessError::Taken(name.into()));
    }
    let token = Token::generate()?;
    content.tokens.push(Named { name: name.into(), role, secret: secret(token.reveal(), &content.salt) });
    write(path, &content)?;
    Ok(token)
}

/// Takes a token away: whoever comes with it is sent away within a second.
///
/// # Errors
/// [`AccessError`]; nothing was changed then.
pub fn remove(path: &Path, name: &str) -> Result<(), AccessError> {
    let mut content = read(path)?.unwrap_or_default();
    let before = content.tokens.len();
    content.tokens.retain(|named| named.name != name);
    if content.tokens.len() == before {
        return Err(AccessError::Nobody(name.into()));
    }
    write(path, &content)
}

/// Everybody who has a token, but for the owner.
///
/// # Errors
/// [`AccessError`].
pub fn list(path: &Path) -> Result<Vec<Named>, AccessError> {
    Ok(read(path)?.unwrap_or_default().tokens)
}

fn read(path: &Path) -> Result<Option<Content>, AccessError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let malformed =
                |e: serde_json::Error| AccessError::Malformed { path: path.into(), reason: e.to_string() };
            serde_json::from_str(&text).map(Some).map_err(malformed)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(AccessError::File { action: "read", path: path.into(), source }),
    }
}

fn write(path: &Path, content: &Content) -> Result<(), AccessError> {
    let failed = |source| AccessError::File { action: "write", path: path.into(), source };
    let text = serde_json::to_string_pretty(content).map_err(|e| failed(e.into()))?;
    write_private(path, &text).map_err(failed)
}

fn random_salt() -> Result<String, AccessError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(TokenError::Random)?;
    Ok(STANDARD.encode(bytes))
}

/// Who may come in.
pub(crate) struct Access {
    owner: Token,
    path: Option<PathBuf>,
    /// Held for a look-up, never across an await.
    kept: Mutex<Kept>,
}

struct Kept {
    content: Content,
    stamp: Option<SystemTime>,
    looked: Instant,
}

impl Access {
    /// The owner, and those whom the file at `path` names; one that cannot be read is told, and lets nobody in.
    pub(crate) fn new(owner: Token, path: Option<PathBuf>) -> Result<Self, AccessError> {
        let content = Content { salt: random_salt()?, tokens: Vec::new() };
        let access =
            Self { owner, path, kept: Mutex::new(Kept { content, stamp: None, looked: Instant::now() }) };
        access.lock().look(access.path.as_deref());
        Ok(access)
    }

    /// The salt of everybody's secret.
    pub(crate) fn salt(&self) -> String {
        self.kept().content.salt.clone()
    }

    /// Whose token this is. Takes the same time wherever it differs.
    pub(crate) fn by_token(&self, given: &str) -> Option<Caller> {
        let kept = self.kept();
        let given_secret = secret(given, &kept.content.salt);
        let found = kept.named(|named| same(named.secret.as_bytes(), given_secret.as_bytes()));
        if self.owner.matches(given) { Some(owner()) } else { found }
    }

    /// Who proves to know their token.
    pub(crate) fn by_proof(&self, challenge: &Challenge, answer: &str) -> Option<Caller> {
        let is_right = |secret: &str| same(proof(secret, challenge).as_bytes(), answer.as_bytes());
        let found = self.kept().named(|named| is_right(&named.secret));
        if is_right(&secret(self.owner.reveal(), &challenge.salt)) { Some(owner()) } else { found }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        let mut kept = self.lock();
        if kept.looked.elapsed() > LOOK {
            kept.look(self.path.as_deref());
        }
        kept
    }
}

fn owner() -> Caller {
    Caller::new(OWNER, Role::Admin)
}

impl Kept {
    fn named(&self, is_right: impl Fn(&Named) -> bool) -> Option<Caller> {
        // All of them, so that the time tells nothing.
        let right: Vec<&Named> = self.content.tokens.iter().filter(|named| is_right(named)).collect();
        right.first().map(|named| Caller::new(&named.name, named.role))
    }

    /// Reads the file again where it changed.
    fn look(&mut self, path: Option<&Path>) {
        self.looked = Instant::now();
        let Some(path) = path else { return };
        let stamp = fs::metadata(path).and_then(|facts| facts.modified()).ok();
        if stamp == self.stamp {
            return;
        }
        self.stamp = stamp;
        match read(path) {
            Ok(Some(content)) => self.content = content,
            Ok(None) => self.content.tokens.clear(),
            Err(error) => {
                self.content.tokens.clear();
                tracing::error!(%error, "only the owner's token is taken");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handshake::challenge;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn named_tokens_come_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("access.json");
        let owner = Token::generate().unwrap();
        let access = Access::new(owner.clone(), Some(path.clone())).unwrap();
        let mia = add(&path, "mia", Role::Moderator).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(mia.reveal()), "no token is kept");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        access.lock().look(Some(&path));
        assert_eq!(access.by_token(mia.reveal()), Some(Caller::new("mia", Role::Moderator)));
        assert_eq!(access.by_token(owner.reveal()), Some(Caller::new("operator", Role::Admin)));
        assert_eq!(access.by_token("0123456789abcdef"), None);
        for (token, name) in [(&mia, "mia"), (&owner, "operator")] {
            let asked = challenge(access.salt()).unwrap();
            let answer = proof(&secret(token.reveal(), &asked.salt), &asked);
            assert_eq!(access.by_proof(&asked, &answer).unwrap().name, name);
            assert_eq!(access.by_proof(&challenge(access.salt()).unwrap(), &answer), None, "replayed");
        }
        assert!(matches!(add(&path, "mia", Role::Viewer), Err(AccessError::Taken(_))));
        assert!(matches!(add(&path, "../x", Role::Viewer), Err(AccessError::Name(_))));
        remove(&path, "mia").unwrap();
        assert!(matches!(remove(&path, "mia"), Err(AccessError::Nobody(_))));
        access.lock().look(Some(&path));
        assert_eq!(access.by_token(mia.reveal()), None);
    }

    #[test]
    fn a_damaged_file_lets_nobody_but_the_owner_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("access.json");
        fs::write(&path, "{").unwrap();
        let owner = Token::generate().unwrap();
        let access = Access::new(owner.clone(), Some(path.clone())).unwrap();
        assert!(access.by_token(owner.reveal()).is_some());
        assert!(matches!(list(&path), Err(AccessError::Malformed { .. })));
    }
}
