//! Rules on the manifests: each dependency and its features declared once, in the workspace; every crate under the same
//! lints and metadata.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::Findings;

/// Where a manifest may list dependencies.
const TABLES: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

/// Applies every rule; `members` by the path of the manifest, the root's own among them.
pub fn check(root: &Table, members: &BTreeMap<String, Table>, findings: &mut Findings) {
    let empty = Table::new();
    let workspace = root.get("workspace").and_then(Value::as_table).unwrap_or(&empty);
    let declared = workspace.get("dependencies").and_then(Value::as_table).unwrap_or(&empty);
    let mut used = BTreeSet::new();
    for (path, member) in members {
        for (table, name, value) in dependencies(member) {
            used.insert(name.to_owned());
            let inherits = value.get("workspace").and_then(Value::as_bool) == Some(true);
            if !inherits {
                findings.push(format!("{path}: {name} in [{table}] is declared here; declare it once in the root's [workspace.dependencies] and write `{name}.workspace = true`"));
            }
        }
        let inherits = |keys: &[&str]| {
            let mut at = member.get(keys[0]);
            for key in &keys[1..] {
                at = at.and_then(|value| value.get(key));
            }
            at.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
        };
        if !inherits(&["lints"]) {
            findings.push(format!(
                "{path}: it is not under the workspace's lints; add `[lints] workspace = true`"
            ));
        }
        for key in ["license", "edition", "rust-version", "version"] {
            // The workers load libraries whose licence is theirs as well; they are programs of their own.
            if key == "license" && path.starts_with("workers/") {
                continue;
            }
            if !inherits(&["package", key]) {
                findings.push(format!("{path}: {key} is its own; write `{key}.workspace = true`"));
            }
        }
    }
    for name in declared.keys().filter(|name| !used.contains(*name)) {
        findings.push(format!(
            "Cargo.toml: [workspace.dependencies] declares {name}, and nobody uses it; remove it"
        ));
    }
}

/// Every dependency of a manifest as (table, name, value), those for one target only included.
pub fn dependencies(manifest: &Table) -> Vec<(&'static str, &str, &Value)> {
    let mut found = Vec::new();
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    for place in std::iter::once(manifest).chain(targets) {
        for table in TABLES {
            let rows = place.get(*table).and_then(Value::as_table);
            found.extend(rows.into_iter().flatten().map(|(name, value)| (*table, name.as_str(), value)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "[workspace.dependencies]\nanyhow = \"1\"\n";
    const GOOD: &str = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\n[lints]\nworkspace = true\n\
        [dependencies]\nanyhow.workspace = true\n";

    #[track_caller]
    fn check_pair(root: &str, member: &str, expect: Option<&str>) {
        let members = BTreeMap::from([("plugins/a/Cargo.toml".to_owned(), member.parse().unwrap())]);
        let mut findings = Findings::new();
        check(&root.parse().unwrap(), &members, &mut findings);
        match expect {
            None => assert!(findings.is_empty(), "{findings:?}"),
            Some(part) => assert!(
                findings.iter().any(|finding| finding.contains(part)),
                "{part:?} is not in {findings:?}"
            ),
        }
    }

    #[test]
    fn dependencies_are_declared_once() {
        check_pair(ROOT, GOOD, None);
        check_pair(ROOT, &format!("{GOOD}rand = \"0.9\"\n"), Some("rand in [dependencies] is declared here"));
        let target = format!("{GOOD}[target.'cfg(unix)'.dev-dependencies]\nlibc = {{ version = \"0.2\" }}\n");
        check_pair(ROOT, &target, Some("libc in [dev-dependencies]"));
        check_pair(&format!("{ROOT}rand = \"0.9\"\n"), GOOD, Some("declares rand, and nobody uses it"));
    }

    #[test]
    fn crates_share_lints_and_metadata() {
        check_pair(
            ROOT,
            &GOOD.replace("[lints]\nworkspace = true\n", ""),
            Some("not under the workspace's lints"),
        );
        check_pair(
            ROOT,
            &GOOD.replace("license.workspace = true", "license = \"MIT\""),
            Some("license is its own"),
        );
    }
}
