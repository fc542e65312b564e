//! Who may come in, and what they may do: the owner's token, named tokens with roles in a file, and those whom an
//! identity provider names.
//!
//! The file keeps no token: of each it keeps `base64(sha256(token + salt))`, the secret of the WebSocket's challenge
//! ([`crate::handshake`]). With that somebody who can read the file could identify over a WebSocket, though not find the
//! token; the file is its owner's alone (mode 600). A running server sees changes within a second.

use crate::{
    Oidc, Token, TokenError,
    handshake::{proof, secret},
    oidc::{self, Issuer},
    token::{same, write_private},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use protocol::{Caller, Role, envelope::Challenge};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};
use tokio::sync::watch;

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
    issuer: Option<Issuer>,
    /// Held for a look-up, never across an await.
    kept: Mutex<Kept>,
    /// Goes up with each change of the file.
    changes: watch::Sender<u64>,
}

struct Kept {
    content: Content,
    stamp: Option<SystemTime>,
}

/// Somebody who came in, and by what.
#[derive(Clone)]
pub(crate) struct Admitted {
    pub(crate) caller: Caller,
    by: By,
}

#[derive(Clone)]
enum By {
    Owner,
    Named { secret: String },
    Issuer { until: SystemTime },
}

impl Access {
    /// The owner, those whom the file at `path` names, and those whom the issuer vouches for; a file that cannot be read
    /// is told, and lets nobody in.
    pub(crate) fn new(
        owner: Token,
        path: Option<PathBuf>,
        issuer: Option<Oidc>,
    ) -> Result<Self, AccessError> {
        let content = Content { salt: random_salt()?, tokens: Vec::new() };
        let kept = Mutex::new(Kept { content, stamp: None });
        let (issuer, changes) = (issuer.map(Issuer::new), watch::Sender::new(0));
        let access = Self { owner, path, issuer, kept, changes };
        access.look();
        Ok(access)
    }

    /// The salt of everybody's secret.
    pub(crate) fn salt(&self) -> String {
        self.lock().content.salt.clone()
    }

    /// Whose token this is; an error says why it is nobody's. Takes the same time wherever a token of ours differs.
    pub(crate) async fn by_token(&self, given: &str) -> Result<Admitted, String> {
        let found = {
            let kept = self.lock();
            let given_secret = secret(given, &kept.content.salt);
            kept.named(|named| same(named.secret.as_bytes(), given_secret.as_bytes()))
        };
        if self.owner.matches(given) {
            return Ok(owner());
        }
        match (found, &self.issuer) {
            (Some(found), _) => Ok(found),
            (None, Some(issuer)) if oidc::looks_like_one(given) => {
                let oidc::Vouched { caller, until } = issuer.check(given).await?;
                Ok(Admitted { caller, by: By::Issuer { until } })
            }
            _ => Err("the token is nobody's".into()),
        }
    }

    /// Who proves to know their token.
    pub(crate) fn by_proof(&self, challenge: &Challenge, answer: &str) -> Option<Admitted> {
        let is_right = |secret: &str| same(proof(secret, challenge).as_bytes(), answer.as_bytes());
        let found = self.lock().named(|named| is_right(&named.secret));
        if is_right(&secret(self.owner.reveal(), &challenge.salt)) { Some(owner()) } else { found }
    }

    /// Returns when somebody who came in may no longer be there.
    pub(crate) async fn ended(&self, admitted: &Admitted) {
        let mut changes = self.changes.subscribe();
        while self.is_current(admitted) {
            let until = match admitted.by {
                By::Issuer { until } => until.duration_since(SystemTime::now()).unwrap_or_default(),
                By::Owner | By::Named { .. } => Duration::MAX,
            };
            // An error would mean that this, which holds the sender, is gone.
            let _ = tokio::time::timeout(until, changes.changed()).await;
        }
    }

    fn is_current(&self, admitted: &Admitted) -> bool {
        let Admitted { caller, by } = admitted;
        match by {
            By::Owner => true,
            By::Named { secret } => {
                let kept = self.lock();
                kept.content.tokens.iter().any(|named| named.secret == *secret && named.role == caller.role)
            }
            By::Issuer { until } => *until > SystemTime::now(),
        }
    }

    /// Looks at the file for ever, twice a second.
    pub(crate) async fn watch(&self) {
        let mut look = tokio::time::interval(LOOK);
        loop {
            look.tick().await;
            self.look();
        }
    }

    /// Reads the file again where it changed.
    fn look(&self) {
        let Some(path) = &self.path else { return };
        let changed = self.lock().look(path);
        if changed {
            self.changes.send_modify(|count| *count += 1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn owner() -> Admitted {
    Admitted { caller: Caller::new(OWNER, Role::Admin), by: By::Owner }
}

impl Kept {
    fn named(&self, is_right: impl Fn(&Named) -> bool) -> Option<Admitted> {
        // All of them, so that the time tells nothing.
        let right: Vec<&Named> = self.content.tokens.iter().filter(|named| is_right(named)).collect();
        let Named { name, role, secret } = right.first()?;
        Some(Admitted { caller: Caller::new(name, *role), by: By::Named { secret: secret.clone() } })
    }

    fn look(&mut self, path: &Path) -> bool {
        let stamp = fs::metadata(path).and_then(|facts| facts.modified()).ok();
        if stamp == self.stamp {
            return false;
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
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handshake::challenge;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn named_tokens_come_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("access.json");
        let owner = Token::generate().unwrap();
        let access = Access::new(owner.clone(), Some(path.clone()), None).unwrap();
        let mia = add(&path, "mia", Role::Moderator).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(mia.reveal()), "no token is kept");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        access.look();
        let came = access.by_token(mia.reveal()).await.unwrap();
        assert_eq!(came.caller, Caller::new("mia", Role::Moderator));
        assert_eq!(
            access.by_token(owner.reveal()).await.unwrap().caller,
            Caller::new("operator", Role::Admin)
        );
        assert!(access.by_token("0123456789abcdef").await.is_err());
        for (token, name) in [(&mia, "mia"), (&owner, "operator")] {
            let asked = challenge(access.salt()).unwrap();
            let answer = proof(&secret(token.reveal(), &asked.salt), &asked);
            assert_eq!(access.by_proof(&asked, &answer).unwrap().caller.name, name);
            let other = challenge(access.salt()).unwrap();
            assert!(access.by_proof(&other, &answer).is_none(), "replayed");
        }
        assert!(matches!(add(&path, "mia", Role::Viewer), Err(AccessError::Taken(_))));
        assert!(matches!(add(&path, "../x", Role::Viewer), Err(AccessError::Name(_))));
        remove(&path, "mia").unwrap();
        assert!(matches!(remove(&path, "mia"), Err(AccessError::Nobody(_))));
        access.look();
        assert!(access.by_token(mia.reveal()).await.is_err());
        assert!(!access.is_current(&came));
    }

    #[tokio::test]
    async fn a_damaged_file_lets_nobody_but_the_owner_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("access.json");
        fs::write(&path, "{").unwrap();
        let owner = Token::generate().unwrap();
        let access = Access::new(owner.clone(), Some(path.clone()), None).unwrap();
        assert!(access.by_token(owner.reveal()).await.is_ok());
        assert!(matches!(list(&path), Err(AccessError::Malformed { .. })));
    }
}
