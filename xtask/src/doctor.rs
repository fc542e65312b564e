//! `cargo xtask doctor`: what set-up would do. It changes nothing; what a running program finds is `compere doctor`'s.

use anyhow::Result;

use crate::folders::Folders;
use crate::node::Node;
use crate::system::mesa;
use crate::system::packages::{self, Purpose};
use crate::{bake, console, data};

/// What set-up would do, without doing it.
pub fn doctor(folders: &Folders) -> Result<()> {
    let mut lacks = 0;
    let mut row = |name: &str, lack: Option<String>, fine: String| {
        lacks += usize::from(lack.is_some());
        println!("  {name:18} {}", lack.map_or(format!("ok: {fine}"), |lack| format!("TO DO: {lack}")));
    };
    for (name, purpose) in [("packages, live", Purpose::Live), ("packages, test", Purpose::Test)] {
        let needed = packages::needed(purpose);
        let installed = packages::installed(&needed).unwrap_or_default();
        let missing = packages::missing(&needed, &installed);
        let lack = (!missing.is_empty()).then(|| format!("install {}", missing.join(" ")));
        row(name, lack, format!("all {} installed", needed.len()));
    }
    match mesa::state()? {
        mesa::State::Fine(words) => row("software renderer", None, words),
        mesa::State::Old { version } => {
            let lack = format!(
                "Mesa {version} is slow without a GPU; Mesa 25 comes from Debian's backports (asked for, or --yes)"
            );
            row("software renderer", Some(lack), String::new());
        }
    }
    for pack in data::list(folders)?.iter().filter(|pack| data::is_wanted(pack)) {
        let megabytes = pack.megabytes_here()?;
        let lack = (!data::is_present(folders, pack)?)
            .then(|| format!("fetch {} {} ({megabytes} MB), {}", pack.package, pack.version, pack.title));
        row(
            &format!("pack {}", pack.name),
            lack,
            format!("{} {}, {}", pack.package, pack.version, pack.licence),
        );
    }
    let node = Node::of_machine();
    let words =
        node.map_or("node from its pack (fetched when the console is built)".into(), |node| node.words());
    row("console", (!console::is_built(folders)?).then(|| format!("build it with {words}")), "built".into());
    let program = folders.compere()?;
    row(
        "program",
        (!program.is_file()).then(|| "build it (about 10 minutes on 2 cores)".into()),
        "built once; cargo checks it each time".into(),
    );
    let stale = bake::stale(folders).unwrap_or_else(|error| vec![format!("nothing yet ({error})")]);
    row("characters", (!stale.is_empty()).then(|| format!("bake {}", stale.join(", "))), "baked".into());
    println!("  the cache is {}", folders.cache.display());
    match lacks {
        0 => println!("nothing to do: `cargo xtask live` starts in seconds"),
        _ => println!(
            "`cargo xtask live` does what is to do; `cargo xtask test` also installs what the tests need"
        ),
    }
    Ok(())
}
