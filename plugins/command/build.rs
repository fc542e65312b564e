//! Says when the console is embedded anew: whenever its build output changes, appears or goes.
//! Building the console is not done here; that is `npm run build` (or `cargo xtask live`).

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let console = Path::new("../../console");
    // A path that is missing would make cargo run this each time, so the nearest one that exists is watched.
    let dist = console.join("dist");
    let watched = if dist.exists() { dist } else { console.to_path_buf() };
    println!("cargo:rerun-if-changed={}", watched.display());
}
