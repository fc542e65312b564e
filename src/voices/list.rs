//! `compere voices`: what there is, what can be fetched, what is kept.

use super::{cache, catalog};
use crate::{
    cli::{VoicesAction, VoicesArgs},
    paths,
};
use anyhow::Result;
use protocol::request::VoiceInfo;
use speech::catalog::Catalog;

/// The list of packs that set-up reads as well.
const PACKS: &str = include_str!("../../assets/packs.toml");

/// Does what was typed.
///
/// # Errors
/// When a pack is not known or cannot be fetched.
pub fn run(args: &VoicesArgs) -> Result<()> {
    match &args.action {
        None => list(false),
        Some(VoicesAction::List { json }) => list(*json),
        Some(VoicesAction::Add { name }) => add(name),
        Some(VoicesAction::Cache { clear }) => {
            let cache = cache();
            let size = if *clear { cache.clear() } else { cache.size() };
            let what = if *clear { "thrown away" } else { "kept" };
            println!(
                "{} sentences, {:.1} MB {what} in {}",
                size.entries,
                size.bytes as f64 / 1e6,
                paths::speech().display()
            );
            Ok(())
        }
    }
}

/// Voices that have a name of their own, for clients.
pub fn infos(catalog: &Catalog) -> Vec<VoiceInfo> {
    let info = |voice: &std::sync::Arc<dyn speech::catalog::VoiceSource>| {
        let facts = voice.facts();
        VoiceInfo { name: facts.name.clone(), engine: facts.engine.clone(), language: facts.language.clone() }
    };
    catalog.voices().iter().map(info).collect()
}

fn list(json: bool) -> Result<()> {
    let catalog = catalog(true);
    let voices = infos(&catalog);
    if json {
        println!("{}", serde_json::to_string_pretty(&voices)?);
        return Ok(());
    }
    let width = voices.iter().map(|voice| voice.name.len()).max().unwrap_or(0);
    for voice in &voices {
        println!(
            "{:width$}  {:10}  {}",
            voice.name,
            voice.engine,
            voice.language.as_deref().unwrap_or("any language")
        );
    }
    for (name, problem) in catalog.broken() {
        println!("{name:width$}  cannot be used: {problem}");
    }
    println!(
        "\nby name also: espeak-LANGUAGE (espeak-de, espeak-cmn …), polly-VOICE (polly-Joanna), VOICE#SPEAKER"
    );
    let packs = packs::list(PACKS)?;
    for pack in packs.iter().filter(|pack| pack.optional) {
        let present = packs::is_present(pack, &paths::cache())?;
        let how = if present { "is there".into() } else { format!("compere voices add {}", pack.name) };
        println!("to fetch: {} ({}): {how}", pack.name, pack.title);
    }
    Ok(())
}

fn add(name: &str) -> Result<()> {
    let packs = packs::list(PACKS)?;
    let pack = packs::find(&packs, name)?;
    if packs::is_present(pack, &paths::cache())? {
        println!("{name} is there already");
    } else {
        packs::bring(pack, &paths::cache(), &mut Terminal)?;
        println!("{name} is there; `compere voices` lists what came with it");
    }
    Ok(())
}

struct Terminal;

impl packs::Report for Terminal {
    fn note(&mut self, text: &str) {
        println!("{text}");
    }
}
