//! A recorded chat: one JSON object a line, `{"at": 12.5, "viewer": "viv", "text": "How much is it?"}`.

use serde::{Deserialize, Serialize};

/// What a viewer typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatLine {
    /// Seconds after the show began.
    pub at: f64,
    /// Who.
    pub viewer: String,
    /// What.
    pub text: String,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {problem}; a line is {{\"at\": 12.5, \"viewer\": \"viv\", \"text\": \"How much is it?\"}}")]
pub struct ChatError {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// Reads a chat; lines come out in order of time. Blank lines count for nothing.
///
/// # Errors
/// The first line that cannot be read.
pub fn read_chat(source: &str) -> Result<Vec<ChatLine>, ChatError> {
    let mut lines = Vec::new();
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    for (index, text) in source.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let error = |problem: String| ChatError { line: index + 1, problem };
        let line: ChatLine = serde_json::from_str(text).map_err(|e| error(e.to_string()))?;
        if !(0.0..=1e9).contains(&line.at) {
            return Err(error(format!("`at` is {}; it is seconds after the show began", line.at)));
        }
        lines.push(line);
    }
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    Ok(lines)
}
