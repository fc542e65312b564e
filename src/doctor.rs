//! `compere doctor`: what was found, and what to do about what was not.

use crate::{adapter, cli::DoctorArgs, paths, program, voices};
use anyhow::{Result, bail};
use broadcast::pipeline::{Found, probe};
use protocol::media::Tier;
use std::{
    io::{self, Write},
    net::TcpListener,
    process::Command,
};

/// Prints the findings.
///
/// # Errors
/// When something that going on air needs is missing.
pub fn run(args: &DoctorArgs) -> Result<()> {
    let mut report = Report::default();
    adapters(&mut report);
    gstreamer(&mut report);
    espeak(&mut report);
    voices(&mut report);
    characters(&mut report);
    files(&mut report);
    port(&mut report, args);
    if report.missing > 0 {
        bail!("{} of what going on air needs is missing; `cargo xtask live` installs it", report.missing);
    }
    tell("\nready: compere live");
    Ok(())
}

/// Prints a line; whoever reads only the first lines closes the pipe, and that is no fault.
fn tell(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

#[derive(Default)]
struct Report {
    missing: usize,
}

impl Report {
    fn good(&self, what: &str, found: &str) {
        tell(&format!("ok       {what:<12} {found}"));
    }

    fn note(&self, what: &str, found: &str) {
        tell(&format!("note     {what:<12} {found}"));
    }

    fn missing(&mut self, what: &str, remedy: &str) {
        self.missing += 1;
        tell(&format!("MISSING  {what:<12} {remedy}"));
    }
}

fn adapters(report: &mut Report) {
    let found = adapter::list();
    let Some(best) = found.first() else {
        return report.missing("adapter", "no Vulkan adapter; apt install libvulkan1 mesa-vulkan-drivers");
    };
    let tier = if best.tier() == Tier::Full { "full" } else { "lean" };
    report.good("adapter", &format!("{} ({}), tier {tier}", best.name, best.driver.trim()));
    let old = best.software && mesa_version(&best.driver).is_some_and(|major| major < 24);
    if old {
        let advice =
            "this Mesa draws slower than the one of bookworm-backports; `cargo xtask live --yes` installs it";
        report.note("adapter", advice);
    }
}

/// Major version of Mesa in what a driver says of itself: `llvmpipe Mesa 22.3.6 (LLVM 15.0.6)`.
fn mesa_version(driver: &str) -> Option<u32> {
    let (_, after) = driver.split_once("Mesa ")?;
    after.split('.').next()?.trim().parse().ok()
}

fn gstreamer(report: &mut Report) {
    let capabilities = probe();
    match &capabilities.gstreamer {
        Ok(version) => report.good("gstreamer", version),
        Err(error) => return report.missing("gstreamer", error),
    }
    match capabilities.video_encoder {
        Some(encoder) => report.good("encoder", &encoder.to_string()),
        None => report.missing("encoder", "none works; apt install gstreamer1.0-plugins-ugly"),
    }
    for check in &capabilities.checks {
        match &check.found {
            Found::Works => report.good(check.element, check.purpose),
            _ if check.element.starts_with("nv") => {
                report.note(check.element, "no NVIDIA encoder here, so not used")
            }
            found => {
                let why = if let Found::Broken(why) = found { why } else { "not installed" };
                let text = format!("{}: {why}; apt install {}", check.purpose, check.package);
                if check.needed {
                    report.missing(check.element, &text)
                } else {
                    report.note(check.element, &text)
                }
            }
        }
    }
}

fn espeak(report: &mut Report) {
    match Command::new("espeak-ng").arg("--version").output() {
        Ok(output) if output.status.success() => {
            let version = String::from_utf8_lossy(&output.stdout);
            report.good("espeak-ng", version.lines().next().unwrap_or_default().trim());
        }
        _ => report.missing("espeak-ng", "turns text into phonemes: apt install espeak-ng"),
    }
}

fn voices(report: &mut Report) {
    let catalog = voices::catalog(true);
    let names: Vec<_> = catalog.voices().iter().map(|v| v.facts().name.as_str()).collect();
    match catalog.find(program::VOICE) {
        Ok(_) => report.good("voices", &names.join(", ")),
        Err(_) if names.is_empty() => report.missing("voices", "none; run `cargo xtask assets`"),
        Err(_) => report.note("voices", &format!("{}; not the default {}", names.join(", "), program::VOICE)),
    }
    for (name, problem) in catalog.broken() {
        report.note("voices", &format!("{name} cannot be used: {problem}"));
    }
}

fn characters(report: &mut Report) {
    let recipes = paths::list("assets/characters", ".ron");
    let data = paths::human_data();
    if recipes.is_empty() {
        report.missing(
            "characters",
            "no recipe in assets/characters; start in the project's folder, or set COMPERE_HOME",
        );
    }
    for name in recipes {
        let baked = paths::characters().join(format!("{name}.lean.glb")).is_file();
        if baked {
            report.good("character", &name);
        } else if data.is_dir() {
            report
                .note("character", &format!("{name}: not baked yet; going on air bakes it, in some seconds"));
        } else {
            report.missing(
                "character",
                &format!("{name}: no human data to bake it from; run `cargo xtask assets`"),
            );
        }
    }
}

fn files(report: &mut Report) {
    for (kind, ending) in [("scenes", ".scene.ron"), ("shows", ".show.md")] {
        let names = paths::list("scenes", ending);
        if names.is_empty() {
            report.missing(kind, "none in scenes/; start in the project's folder, or set COMPERE_HOME");
        } else {
            report.good(kind, &names.join(", "));
        }
    }
}

fn port(report: &mut Report, args: &DoctorArgs) {
    match TcpListener::bind(args.bind) {
        Ok(_) => report.good("console", &format!("http://{}/ is free", args.bind)),
        Err(error) => {
            report.missing(
                "console",
                &format!("{} cannot be taken: {error}; choose another with --bind", args.bind),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mesa_tells_its_version() {
        assert_eq!(mesa_version("llvmpipe Mesa 22.3.6 (LLVM 15.0.6)"), Some(22));
        assert_eq!(mesa_version("NVIDIA 550.1"), None);
    }
}
