//! Starting the program: commands that end, alone on the machine, in a folder of their own.
//!
//! `compere live`, which does not end by itself, is `television`'s.

use std::{
    fs,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Nothing that a test waits for takes longer; the first run compiles shaders.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A show's front matter; line 4 is its first line of text.
pub const FRONT: &str = "---\ntitle: A test\n---\n";

/// The machine to itself, and a folder. Programs that draw in real time would only disturb each other.
pub struct Stage {
    folder: tempfile::TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status; none after a signal.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl Stage {
    /// Waits for the tests before.
    pub fn take() -> Self {
        static MACHINE: Mutex<()> = Mutex::new(());
        // A test that failed leaves the machine free all the same.
        let alone = MACHINE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().expect("a folder");
        fs::DirBuilder::new().mode(0o700).create(folder.path().join("run")).expect("a folder for sockets");
        Self { folder, _alone: alone }
    }

    /// A path in the folder, which the program runs in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and gives its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("a written file");
        path
    }

    /// The program with `words`, not yet started: quiet, with settings of its own, and what set-up fetched.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_compere"));
        command
            .args(words)
            .current_dir(self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("COMPERE_SPEECH", self.path("speech"))
            .env_remove("RUST_LOG")
            .env_remove("COMPERE_HOME")
            .stdin(Stdio::null());
        command
    }

    /// Forgets all speech that was made, so that it is made anew.
    pub fn forget_speech(&self) {
        match fs::remove_dir_all(self.path("speech")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("the cache stays: {error}"),
            _ => {}
        }
    }

    /// Runs the program to its end.
    pub fn compere(&self, words: &[&str]) -> Ended {
        let output = self.command(words).output().expect("the program starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Runs the program, which must do what it was told.
    #[track_caller]
    pub fn does(&self, words: &[&str]) -> Ended {
        let ended = self.compere(words);
        assert_eq!(
            ended.code,
            Some(0),
            "compere {words:?}; is all set up? `cargo xtask test` does it\n{ended}"
        );
        ended
    }

    /// Runs the program, which must refuse with one error that holds every one of `parts`.
    #[track_caller]
    pub fn refuses(&self, words: &[&str], parts: &[&str]) -> Ended {
        let ended = self.compere(words);
        assert_eq!(ended.code, Some(1), "compere {words:?}\n{ended}");
        let told = ended.err.split_once("error: ").map(|(_, told)| told);
        let told = told.unwrap_or_else(|| panic!("compere {words:?} tells no error\n{ended}"));
        for part in parts {
            assert!(told.contains(part), "compere {words:?}: `{part}` is not told\n{ended}");
        }
        assert!(!ended.err.contains("panicked"), "compere {words:?}\n{ended}");
        ended
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit status {:?}\n--- printed\n{}\n--- complained\n{}", self.code, self.out, self.err)
    }
}

/// Fails unless every tool can be started.
#[track_caller]
pub fn peers(tools: &[&str]) {
    for tool in tools {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&paths).chain(["/usr/sbin".into()]).any(|p| p.join(tool).is_file());
        assert!(found, "`{tool}` is not installed, so this cannot be tested; `cargo xtask test` installs it");
    }
}

/// A path as text.
#[track_caller]
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}
