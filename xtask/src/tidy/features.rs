//! One feature set: the program must be built with exactly the features that the tests switch on, or live and tests would
//! be two builds of Bevy.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;

/// What `cargo tree` is asked, for the program and for everything with its tests.
pub const PROGRAM: &[&str] = &["--package", "compere", "--edges", "normal,build"];
pub const EVERYTHING: &[&str] = &["--workspace", "--edges", "normal,build,dev"];
/// One line a package: name, version, features.
pub const FORMAT: &[&str] = &["tree", "--prefix", "none", "--format", "{p} [{f}]"];

/// Compares two answers of `cargo tree`. Packages that only one of them has are nobody's business.
pub fn check(program: &str, everything: &str, findings: &mut Findings) {
    let (program, everything) = (features(program), features(everything));
    for (package, with) in &program {
        let Some(tests) = everything.get(package) else { continue };
        if with == tests {
            continue;
        }
        let [with, tests] = [with, tests].map(|sets| sets.iter().flatten().copied().collect::<BTreeSet<_>>());
        let more: Vec<_> = tests.difference(&with).copied().collect();
        findings.push(format!(
            "{package}: the tests build it with more features ({}), so that live and tests are two builds of it and of all \
             above it; name it with them in the root's [workspace.dependencies] and [dependencies] (\"One feature set\")",
            more.join(", ")
        ));
    }
}

/// A package may be built more than once, for itself and for build scripts: a set of sets.
fn features(tree: &str) -> BTreeMap<String, BTreeSet<BTreeSet<&str>>> {
    let mut packages = BTreeMap::<String, BTreeSet<BTreeSet<&str>>>::new();
    for line in tree.lines() {
        let Some((package, rest)) = line.split_once(" [") else { continue };
        let Some((list, _)) = rest.split_once(']') else { continue };
        let name_and_version: Vec<_> = package.split_whitespace().take(2).collect();
        let list = list.split(',').filter(|feature| !feature.is_empty()).collect();
        packages.entry(name_and_version.join(" ")).or_default().insert(list);
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_trees(program: &str, everything: &str, expect: Option<&str>) {
        let mut findings = Findings::new();
        check(program, everything, &mut findings);
        match expect {
            None => assert!(findings.is_empty(), "{findings:?}"),
            Some(part) => assert!(findings.iter().any(|finding| finding.contains(part)), "{findings:?}"),
        }
    }

    #[test]
    fn equal_features_pass_in_whatever_order() {
        let program = "compere v0.1.0 (path) []\nrand v0.10.3 [alloc,std]\nrand v0.10.3 [alloc,std] (*)\n";
        check_trees(program, "rand v0.10.3 [std,alloc] (*)\nproptest v1.0.0 [default]\n", None);
    }

    #[test]
    fn a_feature_that_only_tests_switch_on_is_found() {
        let expect = "rand v0.10.3: the tests build it with more features (thread_rng)";
        check_trees("rand v0.10.3 [alloc]\n", "rand v0.10.3 [alloc,thread_rng]\n", Some(expect));
    }

    #[test]
    fn two_versions_are_two_packages() {
        check_trees("rand v0.10.3 [alloc]\n", "rand v0.9.0 [std]\nrand v0.10.3 [alloc]\n", None);
    }
}
