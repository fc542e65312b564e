//! Where the worker program is. It starts nothing.

use std::path::{Path, PathBuf};

/// File name of the worker program.
const NAME: &str = if cfg!(windows) { "compere-espeak.exe" } else { "compere-espeak" };

/// `compere-espeak` beside the running program, in the folder above it (where a test finds what `cargo build`
/// made), or on the `PATH`.
pub fn find_worker() -> Option<PathBuf> {
    let program = std::env::current_exe().ok();
    // Started over a link, the worker is beside the link or beside what it points to.
    let real = program.as_deref().and_then(|program| program.canonicalize().ok());
    let beside = program.iter().chain(&real).flat_map(|program| program.ancestors().skip(1).take(2));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    first_in(beside.chain(on_path.iter().map(PathBuf::as_path)))
}

fn first_in<'a>(folders: impl Iterator<Item = &'a Path>) -> Option<PathBuf> {
    folders.map(|folder| folder.join(NAME)).find(|candidate| candidate.is_file())
}

/// The worker for tests, always built from what is there.
#[cfg(test)]
pub(crate) fn worker_for_tests() -> PathBuf {
    use std::sync::OnceLock;
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            // target/debug/deps/speech-1234: the target folder is three up.
            let program = std::env::current_exe().expect("a test knows its program");
            let target = program.ancestors().nth(3).expect("tests lie in the target folder");
            let built = std::process::Command::new(env!("CARGO"))
                .args(["build", "--quiet", "--package", "espeak-worker", "--target-dir"])
                .arg(target)
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .status();
            let built = built.is_ok_and(|status| status.success());
            find_worker().filter(|_| built).expect("cargo build -p espeak-worker makes the worker")
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_folder_wins() {
        let (empty, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_eq!(first_in([empty.path(), full.path()].into_iter()), None);
        std::fs::write(full.path().join(NAME), "").unwrap();
        assert_eq!(first_in([empty.path(), full.path()].into_iter()), Some(full.path().join(NAME)));
        assert!(worker_for_tests().is_file());
    }
}
