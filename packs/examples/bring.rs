//! Brings one pack into a cache: `cargo run -p packs --example bring -- NAME CACHE`. For trying a list out; what people
//! use is `compere voices add NAME`.

use std::path::Path;

use anyhow::{Context, Result, bail};

struct Terminal;

impl packs::Report for Terminal {
    fn note(&mut self, text: &str) {
        println!("{text}");
    }
}

fn main() -> Result<()> {
    let [name, cache] = &std::env::args().skip(1).collect::<Vec<_>>()[..] else {
        bail!("two words are needed: NAME CACHE")
    };
    let packs = packs::list(include_str!("../../assets/packs.toml"))?;
    let pack = packs.iter().find(|pack| pack.name == *name).context("the list has no such pack")?;
    if packs::is_present(pack, Path::new(cache))? {
        println!("{name} is there");
        return Ok(());
    }
    packs::bring(pack, Path::new(cache), &mut Terminal)?;
    println!("{:?}", pack.places().collect::<Vec<_>>());
    Ok(())
}
