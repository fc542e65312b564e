//! Where an output goes: parsed, checked, and never printed with its key.

use super::TargetError;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// Where an output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A server that takes RTMP or RTMPS.
    Rtmp(RtmpTarget),
    /// A file.
    File {
        /// Its path.
        path: PathBuf,
        /// Its kind, from the ending.
        container: Container,
    },
    /// A folder for the watch page: `index.m3u8`, `init-N.mp4` and segments.
    Hls(PathBuf),
}

/// Kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// ISO base media.
    Mp4,
    /// Flash video, what RTMP carries.
    Flv,
    /// Matroska.
    Mkv,
}

/// An RTMP(S) address. `Debug` and `Display` show scheme, host and application only.
#[derive(Clone, PartialEq, Eq)]
pub struct RtmpTarget {
    url: String,
    label: String,
    /// What must not be told, longest first.
    secrets: Vec<String>,
}

impl Target {
    /// Reads what a person typed: an `rtmp://` or `rtmps://` address, a file ending in `.mp4`, `.flv` or `.mkv`,
    /// or `hls:FOLDER`. Files are checked: the folder must be there and take files.
    ///
    /// # Errors
    /// When it is none of these, lacks a part, or the folder cannot be used.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let text = text.trim();
        if let Some(folder) = text.strip_prefix("hls:") {
            return Self::hls(folder);
        }
        match text.split_once("://") {
            Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
                "rtmp" => RtmpTarget::parse("rtmp", rest).map(Self::Rtmp),
                "rtmps" => RtmpTarget::parse("rtmps", rest).map(Self::Rtmp),
                "file" => Self::file(rest),
                other => Err(TargetError::Scheme(other.chars().take(16).collect())),
            },
            None => Self::file(text),
        }
    }

    /// A file by its path.
    ///
    /// # Errors
    /// When the ending is not known, or the folder is missing or not writable.
    pub fn file(path: impl AsRef<Path>) -> Result<Self, TargetError> {
        let path = path.as_ref();
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        let container = match ending.as_str() {
            "mp4" | "m4v" => Container::Mp4,
            "flv" => Container::Flv,
            "mkv" => Container::Mkv,
            // A mistyped address may hold a key: only its beginning is told.
            _ => {
                let text = path.display().to_string();
                let shown = text.split_once(':').map(|(scheme, _)| format!("{scheme}:..."));
                return Err(TargetError::Unknown(shown.unwrap_or(text)));
            }
        };
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            return Err(TargetError::NoFolder(folder.to_owned()));
        }
        check_writable(folder)?;
        Ok(Self::File { path: path.to_owned(), container })
    }

    /// A folder for HLS; it is created when its parent is there.
    ///
    /// # Errors
    /// When it cannot be created or written to.
    pub fn hls(folder: impl AsRef<Path>) -> Result<Self, TargetError> {
        let folder = folder.as_ref();
        fs::create_dir_all(folder)
            .map_err(|source| TargetError::NotWritable { path: folder.to_owned(), source })?;
        check_writable(folder)?;
        Ok(Self::Hls(folder.to_owned()))
    }

    /// For people and logs: never holds a key.
    pub fn label(&self) -> String {
        match self {
            Self::Rtmp(target) => target.label.clone(),
            Self::File { path, .. } => path.display().to_string(),
            Self::Hls(folder) => format!("hls:{}", folder.display()),
        }
    }
}

/// Creates and removes a file: permissions alone do not tell (root, read-only mounts).
fn check_writable(folder: &Path) -> Result<(), TargetError> {
    let path = folder.join(format!(".compere-{}.tmp", std::process::id()));
    let tried = fs::File::create(&path).and_then(|_| fs::remove_file(&path));
    tried.map_err(|source| TargetError::NotWritable { path: folder.to_owned(), source })
}

impl RtmpTarget {
    fn parse(scheme: &str, rest: &str) -> Result<Self, TargetError> {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let app = path.split(['/', '?', '#']).next().unwrap_or_default();
        let label = format!("{scheme}://{host}/{app}");
        let lacks = |lack| TargetError::Incomplete { label: label.clone(), lack };
        // An IPv6 host stands in brackets.
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, Some(port)),
            _ => (host, None),
        };
        if name.is_empty() {
            return Err(lacks("host"));
        }
        if port.is_some_and(|p| p.parse::<u16>().map_or(true, |p| p == 0)) {
            return Err(TargetError::Port(label));
        }
        if app.is_empty() {
            return Err(lacks("application"));
        }
        let key = path[app.len()..].trim_start_matches('/');
        if key.is_empty() || key.starts_with(['?', '#']) {
            return Err(lacks("stream key"));
        }
        let url = format!("{scheme}://{authority}/{path}");
        let mut secrets = vec![url.clone(), path.to_owned(), key.to_owned()];
        secrets.extend(key.split(['/', '?', '&', '=', '#']).map(str::to_owned));
        secrets.extend(user.map(str::to_owned));
        secrets.extend(user.and_then(|u| u.split_once(':')).map(|(_, password)| password.to_owned()));
        // Shorter texts stand in ordinary words too, and guard nothing.
        secrets.retain(|s| s.len() >= 4);
        secrets.sort_by_key(|s| std::cmp::Reverse(s.len()));
        secrets.dedup();
        Ok(Self { url, label, secrets })
    }

    /// The whole address, with its key: for the sink element alone.
    pub(super) fn secret_url(&self) -> &str {
        &self.url
    }

    /// Takes key, path and password out of a text.
    pub(super) fn scrub(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "***"))
    }
}

impl fmt::Display for RtmpTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl fmt::Debug for RtmpTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RtmpTarget({}/***)", self.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk_us-east-1_AbCdEfGh?token=hush";

    #[track_caller]
    fn check(text: &str, expect: Result<&str, &str>) {
        let target = Target::parse(text);
        let shown = format!("{target:?}");
        match (&target, expect) {
            (Ok(target), Ok(label)) => assert_eq!(target.label(), label),
            (Err(error), Err(part)) => {
                let message = error.to_string();
                assert!(message.contains(part), "`{message}` for `{part}`");
                assert!(!message.contains("AbCdEfGh") && !message.contains("hush"), "{message}");
            }
            _ => panic!("{text}: {shown}"),
        }
        assert!(
            !shown.contains("AbCdEfGh") && !shown.contains("hush") && !shown.contains("s3cret"),
            "{shown}"
        );
    }

    #[test]
    fn addresses_are_read_and_their_keys_hidden() {
        check(&format!("rtmp://host/live/{KEY}"), Ok("rtmp://host/live"));
        check(&format!("RTMPS://a.b:443/app/{KEY}"), Ok("rtmps://a.b:443/app"));
        check(&format!("rtmp://u:s3cret@host:1935/live/{KEY}"), Ok("rtmp://host:1935/live"));
        check(&format!("rtmp://[::1]:1935/live/inst/{KEY}"), Ok("rtmp://[::1]:1935/live"));
        check(&format!("rtmp://[::1]/live/{KEY}"), Ok("rtmp://[::1]/live"));
        check("rtmp://host/live", Err("no stream key"));
        check("rtmp://host/live/", Err("no stream key"));
        check("rtmp://host/live?x=hush", Err("no stream key"));
        check("rtmp://host", Err("no application"));
        check("rtmp:///live/key", Err("no host"));
        check(&format!("rtmp://host:99999/live/{KEY}"), Err("port"));
        check(&format!("srt://host/live/{KEY}"), Err("srt"));
    }

    #[test]
    fn files_are_checked() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.MP4").display().to_string();
        check(&file, Ok(&file));
        check("/nowhere-at-all/a.mp4", Err("does not exist"));
        check("/proc/a.mp4", Err("cannot write"));
        check("a.avi", Err("is not an output"));
        check("", Err("is not an output"));
        check("rtmp:/host/live/AbCdEfGh", Err("`rtmp:...` is not an output"));
        let hls = format!("hls:{}/watch", folder.path().display());
        check(&hls, Ok(&hls));
        check("hls:/proc/nowhere", Err("cannot write"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the probe file is gone");
    }

    #[test]
    fn errors_are_scrubbed() {
        let Target::Rtmp(target) = Target::parse(&format!("rtmp://u:s3cret@host/live/{KEY}")).unwrap() else {
            panic!("not rtmp")
        };
        for text in
            [format!("bad {} !", target.secret_url()), format!("stream {KEY} refused"), "hush".to_owned()]
        {
            let scrubbed = target.scrub(&text);
            for secret in ["AbCdEfGh", "hush", "s3cret"] {
                assert!(!scrubbed.contains(secret), "{scrubbed}");
            }
        }
    }
}
