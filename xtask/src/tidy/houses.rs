//! Who may import whom, and which crate alone may know a thing. The table of `docs/architecture.md`, as code.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{Findings, manifests};

/// How much of Bevy a crate may see.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bevy {
    /// None at all, not even through others (features that a crate has by default).
    No,
    /// A thin plugin, or all of it.
    Yes,
}

/// One row a crate: what it may see of Bevy, and which of our crates it may import.
const HOUSES: &[(&str, Bevy, &[&str])] = &[
    ("protocol", Bevy::No, &[]),
    ("viseme", Bevy::No, &["protocol"]),
    ("character", Bevy::No, &["protocol"]),
    ("speech", Bevy::No, &["protocol"]),
    ("answer", Bevy::No, &["protocol"]),
    ("aws", Bevy::No, &["protocol", "speech", "answer", "show"]),
    ("audio", Bevy::Yes, &["protocol"]),
    ("graphics", Bevy::No, &["protocol"]),
    ("show", Bevy::Yes, &["protocol"]),
    ("command", Bevy::Yes, &["protocol"]),
    ("material", Bevy::Yes, &["protocol"]),
    ("avatar", Bevy::Yes, &["protocol", "viseme"]),
    ("stage", Bevy::Yes, &["protocol"]),
    ("broadcast", Bevy::Yes, &["protocol"]),
    ("packs", Bevy::No, &[]),
    ("training", Bevy::No, &["protocol", "viseme", "speech"]),
    ("espeak-worker", Bevy::No, &[]),
    ("xtask", Bevy::No, &["packs"]),
];
/// The root imports everybody, and nobody imports it or xtask.
const ROOT: &str = "compere";
/// What only one crate may name: the beginning of a dependency's name, and the crate.
const ALONE: &[(&str, &str)] =
    &[("gstreamer", "broadcast"), ("aws-", "aws"), ("ort", "speech"), ("axum", "command")];

/// The direct dependencies of each of our crates, without those of its tests.
pub fn direct(members: &BTreeMap<String, Table>) -> BTreeMap<String, BTreeSet<String>> {
    let name_of = |manifest: &Table| Some(manifest.get("package")?.get("name")?.as_str()?.to_owned());
    let deps_of = |manifest: &Table| {
        let rows =
            manifests::dependencies(manifest).into_iter().filter(|(table, ..)| *table != "dev-dependencies");
        rows.map(|(_, name, value)| value.get("package").and_then(Value::as_str).unwrap_or(name).to_owned())
            .collect()
    };
    members.values().filter_map(|manifest| Some((name_of(manifest)?, deps_of(manifest)))).collect()
}

/// Checks the table and the things known to one crate only.
pub fn check_imports(crates: &BTreeMap<String, BTreeSet<String>>, findings: &mut Findings) {
    for (krate, dependencies) in crates {
        for (prefix, owner) in ALONE.iter().filter(|(_, owner)| owner != krate) {
            for name in dependencies.iter().filter(|name| name.starts_with(prefix)) {
                findings.push(format!("{krate} depends on {name}; only {owner} may know it"));
            }
        }
        if krate == ROOT {
            continue;
        }
        let Some((_, bevy, may)) = HOUSES.iter().find(|(name, ..)| name == krate) else {
            findings.push(format!("{krate} is not in the table of who may import whom; add it to docs/architecture.md and to xtask/src/tidy/houses.rs"));
            continue;
        };
        for name in dependencies {
            if (crates.contains_key(name)) && !may.contains(&name.as_str()) {
                let may = if may.is_empty() { "none of ours".into() } else { may.join(", ") };
                findings.push(format!("{krate} imports {name}; it may import {may}"));
            }
            // Protocol's optional feature `ecs`; the tree of what it has by default is checked besides.
            let derives = krate == "protocol" && name == "bevy_ecs";
            if *bevy == Bevy::No && is_bevy(name) && !derives {
                findings.push(format!(
                    "{krate} depends on {name}; it is a pure crate: leave Bevy to the plugins"
                ));
            }
        }
    }
}

/// Our crates that may not see Bevy, not even through others.
pub fn without_bevy(crates: &BTreeMap<String, BTreeSet<String>>) -> Vec<&str> {
    let pure = HOUSES.iter().filter(|(name, bevy, _)| *bevy == Bevy::No && crates.contains_key(*name));
    pure.map(|(name, ..)| *name).collect()
}

/// Checks what `cargo tree` says that a pure crate is built with.
pub fn check_tree(krate: &str, tree: &str, findings: &mut Findings) {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    if let Some(name) = names.into_iter().find(|name| is_bevy(name)) {
        findings.push(format!("{krate} is built with {name}; it is a pure crate: `cargo tree -p {krate} -i {name}` says through whom"));
    }
}

fn is_bevy(name: &str) -> bool {
    name == "bevy" || name.starts_with("bevy_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(krate: &str, dependency: &str, expect: Option<&str>) {
        let ours = HOUSES.iter().map(|(name, ..)| (name.to_string(), BTreeSet::new()));
        let mut crates: BTreeMap<_, _> = ours.collect();
        crates.insert(krate.into(), BTreeSet::from([dependency.into()]));
        let mut findings = Findings::new();
        check_imports(&crates, &mut findings);
        match expect {
            None => assert!(findings.is_empty(), "{findings:?}"),
            Some(part) => assert!(findings.iter().any(|finding| finding.contains(part)), "{findings:?}"),
        }
    }

    #[test]
    fn the_table_holds() {
        check("avatar", "viseme", None);
        check("compere", "stage", None);
        check("stage", "avatar", Some("stage imports avatar"));
        check("viseme", "speech", Some("viseme imports speech"));
        check("protocol", "viseme", Some("may import none of ours"));
        check("newcomer", "serde", Some("is not in the table"));
    }

    #[test]
    fn some_things_are_known_to_one_crate_only() {
        check("broadcast", "gstreamer-app", None);
        check("stage", "gstreamer", Some("only broadcast may know it"));
        check("compere", "aws-sdk-polly", Some("only aws may know it"));
        check("speech", "bevy_ecs", Some("leave Bevy to the plugins"));
        check("stage", "bevy", None);
        check("protocol", "bevy_ecs", None);
        check("protocol", "bevy", Some("leave Bevy to the plugins"));
    }

    #[test]
    fn bevy_is_seen_through_others_too() {
        let mut findings = Findings::new();
        check_tree("speech", "speech v0.1.0\nort v2.0.0\n", &mut findings);
        assert!(findings.is_empty());
        check_tree("speech", "speech v0.1.0\nprotocol v0.1.0\nbevy_ecs v0.19.1\n", &mut findings);
        assert!(findings[0].contains("is built with bevy_ecs"), "{findings:?}");
    }

    #[test]
    fn tests_may_use_what_they_like() {
        let manifest: Table =
            "[package]\nname = \"stage\"\n[dev-dependencies]\navatar.workspace = true\n".parse().unwrap();
        let crates = direct(&BTreeMap::from([("x/Cargo.toml".to_owned(), manifest)]));
        assert_eq!(crates["stage"], BTreeSet::new());
    }
}
