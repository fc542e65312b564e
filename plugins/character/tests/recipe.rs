//! Recipes: what is read, and what is refused with which words.

use character::{HairStyle, Recipe, RecipeError};

const KAI: &str = include_str!("../../../assets/characters/kai.ron");

#[test]
fn the_shipped_recipe_is_read() {
    let kai = Recipe::from_ron(KAI, "kai.ron").expect("kai.ron is a recipe");
    assert_eq!(kai.name, "kai");
    assert_eq!(kai.phenotype.sex, 1.0);
    assert_eq!(kai.hair.style, HairStyle::Short);
}

#[test]
fn a_name_is_enough() {
    let plain = Recipe::from_ron("(name: \"ann\")", "ann.ron").expect("defaults fill the rest");
    assert_eq!(plain.skin, character::Skin::default());
}

#[track_caller]
fn refused(text: &str, expect: &str) {
    let error = Recipe::from_ron(text, "x.ron").expect_err("must be refused");
    assert!(error.to_string().starts_with(expect), "`{error}` does not start with `{expect}`");
}

#[test]
fn mistakes_are_told_with_their_place() {
    refused("(name: \"a\",\n  colour: 3)", "x.ron:2:");
    refused("(name: \"a\",\n\n  skin: (tone: (1, 2)))", "x.ron:3:");
    refused("(name: \"a\"", "x.ron:1:");
    refused("(name: \"a\", hair: (style: Mohawk))", "x.ron:1:");
    refused("(name: \"a\", outfit: (style: Toga))", "x.ron:1:");
    refused("(name: \"a\",\n outfit: (fabric: 3))", "x.ron:2:");
    refused(
        "(name: \"a\", phenotype: (age: 12.0))",
        "x.ron: `phenotype.age` is 12, give a number from 18 to 90",
    );
    refused("(name: \"a\", skin: (stubble: 1.5))", "x.ron: `skin.stubble` is 1.5");
    refused(
        "(name: \"a\", shape: {\"nose/nose-hump-decr\": -1.0})",
        "x.ron: `shape[\"nose/nose-hump-decr\"]`",
    );
    refused("(name: \"a\", speech: (jaw: 3.0))", "x.ron: `speech.jaw` is 3, give a number from 0.4 to 1.6");
    refused("(name: \"a\", hair: (length: NaN))", "x.ron: `hair.length` is NaN");
    refused("(name: \"a\", skin: (makeup: (liner: 2.0)))", "x.ron: `skin.makeup.liner` is 2");
    refused("(name: \"a\", brows: (drop: 9.0))", "x.ron: `brows.drop` is 9, give a number from -6 to 8");
    refused("(name: \"../etc\")", "x.ron: the character's name `../etc`");
    refused(
        "(name: \"a\", phenotype: (ancestry: (african: 0.0, asian: 0.0, caucasian: 0.0)))",
        "x.ron: `phenotype.ancestry` sums to zero",
    );
}

#[test]
fn a_syntax_error_carries_line_and_column() {
    let error = Recipe::from_ron("(name: \"a\",\n  seed: \"x\")", "x.ron").expect_err("seed is a number");
    let RecipeError::Syntax { line, column, .. } = error else { panic!("{error:?}") };
    assert_eq!(line, 2);
    assert!((8..=12).contains(&column), "{column}");
}

/// Every recipe of the repository is read, is named as its file, and each character of the guidance has one.
#[test]
fn the_cast_is_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/characters");
    let mut names = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(&folder).expect("a folder of recipes") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "ron") {
            let text = std::fs::read_to_string(&path).expect("a text");
            let recipe = Recipe::from_ron(&text, &path.display().to_string()).expect("a recipe");
            assert_eq!(path.file_stem().and_then(|s| s.to_str()), Some(recipe.name.as_str()));
            names.insert(recipe.name);
        }
    }
    assert!(names.len() >= 14, "{names:?}");
    let map = std::fs::read_to_string(folder.join("guidance.toml")).expect("the map");
    let stands: Vec<&str> =
        map.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('"').nth(1)).collect();
    assert_eq!(stands.len(), 14);
    for name in stands {
        assert!(names.contains(name), "guidance.toml names `{name}`, who has no recipe");
    }
}
