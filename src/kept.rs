//! What operators set for all their shows: lines they have ready, rules of approval. Kept in one file, as JSON.

use crate::paths;
use protocol::request::{ApprovalRules, QuickLines};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::PathBuf};

/// What operators set.
#[derive(Debug, Default)]
pub struct Kept {
    content: Content,
    path: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Content {
    quick_lines: QuickLines,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<ApprovalRules>,
}

/// What could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be written: {source}; it holds until the program ends")]
pub struct NotKept {
    path: String,
    #[source]
    source: io::Error,
}

impl Kept {
    /// Reads what was set; a file that cannot be read is told and left alone until something is set.
    pub fn open() -> Self {
        let path = paths::config().join("desk.json");
        let read = |text: String| serde_json::from_str(&text).map_err(|e| e.to_string());
        let content = match fs::read_to_string(&path) {
            Ok(text) => read(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Content::default()),
            Err(error) => Err(error.to_string()),
        };
        let content = content.unwrap_or_else(|problem| {
            tracing::warn!(path = %path.display(), %problem, "quick lines and rules could not be read; there are none");
            Content::default()
        });
        Self { content, path: Some(path) }
    }

    /// Lines that operators have ready.
    pub fn quick_lines(&self) -> &QuickLines {
        &self.content.quick_lines
    }

    /// Rules of approval, where somebody set them.
    pub fn rules(&self) -> Option<&ApprovalRules> {
        self.content.rules.as_ref()
    }

    /// Keeps other lines.
    ///
    /// # Errors
    /// [`NotKept`]; they hold until the program ends.
    pub fn set_quick_lines(&mut self, lines: QuickLines) -> Result<(), NotKept> {
        self.content.quick_lines = lines;
        self.write()
    }

    /// Keeps other rules.
    ///
    /// # Errors
    /// [`NotKept`]; they hold until the program ends.
    pub fn set_rules(&mut self, rules: ApprovalRules) -> Result<(), NotKept> {
        self.content.rules = Some(rules);
        self.write()
    }

    fn write(&self) -> Result<(), NotKept> {
        let Some(path) = &self.path else { return Ok(()) };
        let failed = |source| NotKept { path: path.display().to_string(), source };
        let text = serde_json::to_string_pretty(&self.content).map_err(|e| failed(e.into()))?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // Beside its place and moved there: a crash leaves no half of it.
        let beside = path.with_extension("json.new");
        fs::write(&beside, text + "\n").and_then(|()| fs::rename(&beside, path)).map_err(failed)
    }
}
