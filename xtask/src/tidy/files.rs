//! Rules on single files: size, opening words, unfinished work, names that do not belong here.

use super::Findings;

const MAX_BYTES: usize = 3_000_000;
const MAX_LINES: usize = 400;
/// Written by tools, and allowed to be long and to name hosts.
const LOCK_FILES: &[&str] = &["Cargo.lock", "package-lock.json"];

// Written so that this file does not find itself.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX ")];
const UNFINISHED_CODE: &[&str] = &[concat!("to", "do!("), concat!("unimple", "mented!(")];
/// `#[ignore = "reason"]` is for slow tests: `cargo xtask test` runs them too.
const SKIPPED_TESTS: &[&str] = &[
    concat!("#[ign", "ore]"),
    concat!("test.sk", "ip("),
    concat!("it.sk", "ip("),
    concat!("describe.sk", "ip("),
    concat!("test.on", "ly("),
    concat!("it.on", "ly("),
];
const REGISTRIES: &[&str] = &[
    concat!("py", "pi.org"),
    concat!("python", "hosted.org"),
    concat!("registry.", "npmjs"),
    concat!("registry.", "yarnpkg"),
    concat!("crates", ".io"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
    concat!("archive.", "ubuntu.com"),
    concat!("node", "source.com"),
    concat!("hugging", "face.co"),
];
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/tm", "p/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Crates that decide what is shown or heard, and so must not read a clock.
const CLOCKLESS: &[&str] = &["protocol", "viseme", "avatar", "stage", "material", "audio", "show"];
const CLOCKS: &[&str] = &[concat!("Instant::", "now("), concat!("SystemTime::", "now(")];
/// The one permitted use: measuring what a piece of code costs.
const MEASURING: &str = concat!("let begun = Instant::", "now()");

/// Applies every rule to the file called `name` (relative to the repository).
pub fn check(name: &str, bytes: &[u8], findings: &mut Findings) {
    if bytes.len() > MAX_BYTES {
        let megabytes = bytes.len() as f64 / 1e6;
        findings.push(format!("{name}: {megabytes:.1} MB; data of that size is fetched by name (assets/packs.toml) or made, not kept in git"));
    }
    let base = name.rsplit('/').next().unwrap_or(name);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if LOCK_FILES.contains(&base) {
        return;
    }
    let code = ["rs", "ts", "tsx", "mjs", "wgsl"].iter().any(|end| base.ends_with(&format!(".{end}")));
    if base.ends_with(".rs") {
        rust(name, base, text, findings);
    }
    if code {
        length(name, text, findings);
    }
    if CLOCKLESS.iter().any(|krate| name.starts_with(&format!("plugins/{krate}/src/"))) {
        clock(name, text, findings);
    }
    for (index, line) in text.lines().enumerate() {
        let at = |what: String| format!("{name}:{}: {what}", index + 1);
        if code && let Some(word) = find(line, UNFINISHED) {
            findings.push(at(format!("{word:?}; finish it, or file an issue and say here what holds today")));
        }
        if code
            && !line.trim_start().starts_with("//")
            && let Some(word) = find(line, UNFINISHED_CODE)
        {
            findings.push(at(format!("{word:?}; finish it, or return an error that says what is missing")));
        }
        if code && let Some(word) = find(line, SKIPPED_TESTS) {
            findings
                .push(at(format!("{word:?}; a test that does not run proves nothing: mend it or remove it")));
        }
        if let Some(word) = find(line, REGISTRIES) {
            findings.push(at(format!(
                "{word:?}; registries are the user's own setting: name the package, not the host"
            )));
        }
        if let Some(word) = MACHINE_PATHS.iter().find(|path| is_path(line, path)) {
            findings.push(at(format!(
                "{word:?}; a path of one machine: derive it, or take it from the environment"
            )));
        }
        if base.ends_with(".rs")
            && line.contains(concat!("allow(uns", "afe_code"))
            && !line.contains("reason")
        {
            findings.push(at(
                "unsafe code is allowed without a reason; write `reason = \"..\"` beside it".into()
            ));
        }
    }
}

fn rust(name: &str, base: &str, text: &str, findings: &mut Findings) {
    if base == "mod.rs" {
        findings.push(format!("{name}: a folder `foo/` has its file `foo.rs` beside it, no mod.rs"));
    }
    // A file under a licence of its own says so first.
    let words = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("// SPDX-License-Identifier:") => rest,
        _ => text,
    };
    if !words.starts_with("//!") {
        findings.push(format!(
            "{name}:1: it does not open with `//!`: say what the file owns, and what it deliberately does not"
        ));
    }
}

/// One clock: what is shown is a function of media time. Tests, which stand last in a file, may wait as they like.
fn clock(name: &str, text: &str, findings: &mut Findings) {
    let lines = text.lines().take_while(|line| !line.contains("#[cfg(test)]"));
    for (index, line) in lines.enumerate() {
        if find(line, CLOCKS).is_some() && !line.contains(MEASURING) {
            findings.push(format!("{name}:{}: it reads a clock; media time alone decides what is shown (to measure what code costs, write `{MEASURING}`)", index + 1));
        }
    }
}

fn length(name: &str, text: &str, findings: &mut Findings) {
    let lines = text.lines().count();
    let reason = text.lines().take(30).any(|line| line.contains("Long because "));
    if lines > MAX_LINES && !reason {
        findings.push(format!("{name}: {lines} lines; over {MAX_LINES} wants a split, or a line \"Long because ..\" near the top"));
    }
}

fn find<'a>(line: &str, words: &[&'a str]) -> Option<&'a str> {
    words.iter().copied().find(|word| line.contains(word))
}

/// Whether the path stands at the beginning of a word: `"/x/y` does, `https://host/x/y` does not.
fn is_path(line: &str, path: &str) -> bool {
    line.match_indices(path)
        .any(|(at, _)| line[..at].chars().next_back().is_none_or(|before| " \t\"'`(=:[{,<>".contains(before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(name: &str, text: &str, expect: Option<&str>) {
        let mut findings = Findings::new();
        check(name, text.as_bytes(), &mut findings);
        match expect {
            None => assert!(findings.is_empty(), "{findings:?}"),
            Some(part) => assert!(
                findings.iter().any(|finding| finding.contains(part)),
                "{part:?} is not in {findings:?}"
            ),
        }
    }

    #[test]
    fn good_files_pass() {
        check_text("plugins/a/src/lib.rs", "//! Good.\nfn main() {}\n", None);
        check_text("workers/a/src/main.rs", "// SPDX-License-Identifier: MIT\n//! Good.\n", None);
        check_text("workers/a/src/main.rs", "// SPDX-License-Identifier: MIT\nfn main() {}\n", Some("//!"));
        check_text("README.md", "# Title\nsee https://host.example/work/x\n", None);
        check_text("Cargo.lock", &format!("source = \"{}\"", REGISTRIES[4]), None);
    }

    #[test]
    fn rust_files_say_what_they_own() {
        check_text("src/a.rs", "fn main() {}", Some("does not open with"));
        check_text("src/a/mod.rs", "//! A.", Some("no mod.rs"));
        check_text("src/a.rs", concat!("//! A.\n#![allow(uns", "afe_code)]\n"), Some("without a reason"));
        check_text("src/a.rs", concat!("//! A.\n#![allow(uns", "afe_code, reason = \"x\")]\n"), None);
    }

    #[test]
    fn what_is_shown_reads_no_clock() {
        let read = format!("//! A.\nlet now = {});\n", CLOCKS[0]);
        check_text("plugins/stage/src/a.rs", &read, Some("plugins/stage/src/a.rs:2: it reads a clock"));
        check_text("plugins/broadcast/src/a.rs", &read, None);
        check_text("plugins/stage/src/a.rs", &format!("//! A.\n{MEASURING};\n"), None);
        check_text("plugins/stage/src/a.rs", &read.replace("let now", "#[cfg(test)]\nlet now"), None);
    }

    #[test]
    fn unfinished_work_is_found() {
        for word in UNFINISHED {
            check_text("src/a.rs", &format!("//! A.\n// {word} later\n"), Some("src/a.rs:2:"));
        }
        for word in UNFINISHED_CODE {
            check_text("src/a.rs", &format!("//! A.\nfn f() {{ {word}) }}\n"), Some("says what is missing"));
            check_text("src/a.rs", &format!("//! A.\n//! # {word})\n"), None);
        }
        check_text("src/a.rs", concat!("//! A.\n#[ign", "ore = \"a minute long\"]\n"), None);
        for word in SKIPPED_TESTS {
            check_text("console/src/a.ts", &format!("{word}x"), Some("proves nothing"));
        }
    }

    #[test]
    fn hosts_and_machine_paths_are_found() {
        for host in REGISTRIES {
            check_text("docs/a.md", &format!("from {host}"), Some("name the package"));
        }
        for path in MACHINE_PATHS {
            check_text("docs/a.md", &format!("in {path}main"), Some("path of one machine"));
            check_text("docs/a.md", &format!("https://host.example{path}main"), None);
        }
    }

    #[test]
    fn long_files_want_a_reason_and_big_ones_are_refused() {
        let long = "//! A.\n".to_owned() + &"\n".repeat(MAX_LINES);
        check_text("src/a.rs", &long, Some("401 lines"));
        check_text("src/a.rs", &long.replace("A.", "A. Long because it is a table."), None);
        check_text("assets/a.bin", &"x".repeat(MAX_BYTES + 1), Some("3.0 MB"));
    }
}
