//! Where things lie: the repository, the cache, the build folder, and the environment that tells our programs so.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tool;

/// The folders that set-up fills and `compere` reads.
pub struct Folders {
    /// The root of the checkout.
    pub repo: PathBuf,
    /// `$COMPERE_CACHE`, else `$XDG_CACHE_HOME/compere`, else `~/.cache/compere`. May be deleted at any time.
    pub cache: PathBuf,
}

impl Folders {
    /// Finds them and creates the cache.
    pub fn find() -> Result<Self> {
        // Cargo says it when it starts us: a build folder may be shared with another checkout, which built this program.
        let xtask = std::env::var_os("CARGO_MANIFEST_DIR");
        let xtask = xtask.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let repo = Path::new(&xtask).parent().map(Path::to_path_buf);
        let repo = repo.context("the xtask crate has no folder above it")?;
        let cache = cache_from(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
        fs::create_dir_all(&cache).with_context(|| {
            format!(
                "cannot create the cache {}; set COMPERE_CACHE to a folder that you may write",
                cache.display()
            )
        })?;
        Ok(Self { repo, cache })
    }

    /// Data packs, unpacked.
    pub fn packs(&self) -> PathBuf {
        self.cache.join("packs")
    }

    /// Baked characters.
    pub fn characters(&self) -> PathBuf {
        self.cache.join("characters")
    }

    /// Small files that say what was done, and from what.
    pub fn stamps(&self) -> PathBuf {
        self.cache.join("stamps")
    }

    /// The folder that cargo builds into, as cargo itself says.
    pub fn target(&self) -> Result<PathBuf> {
        let metadata = tool::captured(
            tool::tool(&cargo(), ["metadata", "--no-deps", "--format-version", "1"]).current_dir(&self.repo),
        )?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).context("reading cargo metadata")?;
        match metadata["target_directory"].as_str() {
            Some(folder) => Ok(folder.into()),
            None => bail!("cargo metadata names no target_directory; is this cargo 1.95 or newer?"),
        }
    }

    /// The program, once built.
    pub fn compere(&self) -> Result<PathBuf> {
        self.program("compere")
    }

    /// One of our programs, once built.
    pub fn program(&self, name: &str) -> Result<PathBuf> {
        Ok(self.target()?.join("debug").join(name))
    }

    /// Tells a child where the cache is, keeps Mesa's compiled shaders there (they take seconds to make again), and
    /// gives it the private run-time folder that Vulkan's loader and Chromium want where nobody is logged in.
    pub fn tell(&self, command: &mut Command) -> Result<()> {
        command.current_dir(&self.repo).env("COMPERE_CACHE", &self.cache);
        if std::env::var_os("MESA_SHADER_CACHE_DIR").is_none() {
            let shaders = self.cache.join("shaders");
            fs::create_dir_all(&shaders).with_context(|| format!("cannot create {}", shaders.display()))?;
            command.env("MESA_SHADER_CACHE_DIR", shaders);
        }
        if std::env::var_os("XDG_RUNTIME_DIR").is_none_or(|dir| !Path::new(&dir).is_dir()) {
            let private = self.cache.join("run");
            if !private.is_dir() {
                fs::DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(&private)
                    .with_context(|| format!("cannot create {}", private.display()))?;
            }
            command.env("XDG_RUNTIME_DIR", private);
        }
        Ok(())
    }
}

/// The cargo that runs us, or the one in PATH.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// The effective user, by the owner of our entry in /proc.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

fn cache_from(var: impl Fn(&str) -> Option<String>) -> Result<PathBuf> {
    let folder = if let Some(own) = var("COMPERE_CACHE") {
        PathBuf::from(own)
    } else if let Some(xdg) = var("XDG_CACHE_HOME") {
        Path::new(&xdg).join("compere")
    } else if let Some(home) = var("HOME") {
        Path::new(&home).join(".cache/compere")
    } else {
        bail!(
            "neither COMPERE_CACHE nor XDG_CACHE_HOME nor HOME is set; set COMPERE_CACHE to a folder for the data"
        )
    };
    std::path::absolute(&folder).with_context(|| format!("the cache folder {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(set: &[(&str, &str)], expect: Option<&str>) {
        let found =
            cache_from(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string()));
        assert_eq!(found.ok(), expect.map(PathBuf::from));
    }

    #[test]
    fn the_cache_is_where_the_user_says() {
        check(&[("COMPERE_CACHE", "/a"), ("XDG_CACHE_HOME", "/b"), ("HOME", "/c")], Some("/a"));
        check(&[("XDG_CACHE_HOME", "/b"), ("HOME", "/c")], Some("/b/compere"));
        check(&[("HOME", "/c")], Some("/c/.cache/compere"));
        check(&[], None);
    }
}
