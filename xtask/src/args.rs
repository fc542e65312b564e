//! The command line of `cargo xtask`. Read by hand: an argument parser would double the time until a newcomer sees the
//! first step.

use anyhow::{Result, bail};

use crate::setup::Consent;

/// What `--help` prints.
pub const USAGE: &str = "\
Set-up, checks and benchmarks of Compere.

cargo xtask live [SHOW] [--to TARGET]... [-- ARGS]   set everything up and go live; ARGS go to `compere live`
cargo xtask test                                     set everything up and run every check and test; CI runs this
cargo xtask setup                                    only set up what the tests need: packages, data, console
cargo xtask assets                                   fetch the data packs, build, bake the characters
cargo xtask tidy                                     check the house rules (who imports whom, and more)
cargo xtask codegen [--check]                        write the schema, OpenAPI, the tables of docs/protocol.md and the
                                                     types for TypeScript from the Rust types, or check them
cargo xtask bench [-- ARGS]                          measure, print a table, keep it as JSON in out/bench/
cargo xtask bench-face [-- SET...]                   judge the face from outside, beside three controls; SETS of
                                                     xtask/src/bench/face/sentences.json, or all
cargo xtask bench-reach [-- SECONDS]                 how fast a live programme does what it is told, and what it
                                                     bears: commands, consoles; SECONDS of each load, or 30
cargo xtask train-lips [--quick]                     train what hears lips in sound, with our own voices; minutes
cargo xtask doctor                                   say what set-up would do, and do nothing

  --yes             do not ask before taking the newer Mesa from Debian's backports
  --keep-mesa       leave the software renderer as it is
  --skip-packages   install no system packages: the machine has what is needed
  --quick           a tenth of the training, into out/lips/, to see that it works

TARGET: rtmp://HOST/APP/KEY, rtmps://HOST/APP/KEY or FILE.mp4. The cache is $COMPERE_CACHE, or ~/.cache/compere.";

/// A command line that was understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Args {
    pub task: Task,
    pub consent: Consent,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// The arguments for `compere live`, in order.
    Live(Vec<String>),
    Test,
    Setup,
    Assets,
    Tidy,
    /// Whether it is only checked.
    Codegen {
        check: bool,
    },
    /// The arguments for `compere bench`, in order.
    Bench(Vec<String>),
    /// The sets of sentences to judge; none: all.
    BenchFace(Vec<String>),
    /// The seconds of each load; none: 30.
    BenchReach(Vec<String>),
    /// Whether only a tenth of the training is done.
    TrainLips {
        quick: bool,
    },
    Doctor,
    Help,
}

/// Reads the words after `cargo xtask`.
///
/// # Errors
/// An unknown word, with the place to look.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Args> {
    let mut words = words.into_iter();
    let mut consent = Consent::default();
    let name = words.next().unwrap_or_else(|| "--help".into());
    let mut passed = Vec::new();
    let live = name == "live";
    let (mut quick, mut check) = (false, false);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--yes" | "-y" => consent.yes = true,
            "--keep-mesa" => consent.keep_mesa = true,
            "--skip-packages" => consent.skip_packages = true,
            "--check" if name == "codegen" => check = true,
            "--quick" if name == "train-lips" => quick = true,
            "--help" | "-h" => return Ok(Args { task: Task::Help, consent }),
            "--to" if live => match words.next() {
                Some(target) => passed.extend([word, target]),
                None => bail!("--to wants a target: rtmp://HOST/APP/KEY, rtmps://HOST/APP/KEY or FILE.mp4"),
            },
            "--" if live || name.starts_with("bench") => passed.extend(words.by_ref()),
            show if live
                && !show.starts_with('-')
                && (passed.is_empty() || !passed.iter().any(|word| is_show(word))) =>
            {
                passed.insert(0, show.to_owned());
            }
            other => bail!(
                "`cargo xtask {name}` does not understand {other:?}; `cargo xtask --help` lists what there is, and what is meant for compere goes after `--`"
            ),
        }
    }
    let task = match name.as_str() {
        "live" => Task::Live(passed),
        "test" | "ci" => Task::Test,
        "setup" => Task::Setup,
        "assets" => Task::Assets,
        "tidy" => Task::Tidy,
        "codegen" => Task::Codegen { check },
        "bench" => Task::Bench(passed),
        "bench-face" => Task::BenchFace(passed),
        "bench-reach" => Task::BenchReach(passed),
        "train-lips" => Task::TrainLips { quick },
        "doctor" => Task::Doctor,
        "help" | "--help" | "-h" => Task::Help,
        _ => bail!("there is no `cargo xtask {name}`; `cargo xtask --help` lists what there is"),
    };
    Ok(Args { task, consent })
}

fn is_show(word: &str) -> bool {
    word.ends_with(".show.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: Task) {
        assert_eq!(parse(line.split_whitespace().map(str::to_owned)).unwrap().task, expect);
    }

    #[track_caller]
    fn refused(line: &str, expect: &str) {
        let error = parse(line.split_whitespace().map(str::to_owned)).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}");
    }

    fn live(args: &[&str]) -> Task {
        Task::Live(args.iter().map(|word| word.to_string()).collect())
    }

    #[test]
    fn what_is_understood() {
        check("", Task::Help);
        check("live", live(&[]));
        check(
            "live --to a.mp4 x.show.md --to rtmp://h/a/k",
            live(&["x.show.md", "--to", "a.mp4", "--to", "rtmp://h/a/k"]),
        );
        check("live --yes -- --size 640x360", live(&["--size", "640x360"]));
        check("ci", Task::Test);
        check("train-lips", Task::TrainLips { quick: false });
        check("train-lips --quick", Task::TrainLips { quick: true });
        check("codegen", Task::Codegen { check: false });
        check("codegen --check", Task::Codegen { check: true });
        check("bench -- --quick", Task::Bench(vec!["--quick".into()]));
        check("bench-face -- german", Task::BenchFace(vec!["german".into()]));
        check("bench-reach -- 10", Task::BenchReach(vec!["10".into()]));
        let args = parse(["test", "--yes", "--keep-mesa"].map(String::from)).unwrap();
        assert_eq!(args.consent, Consent { yes: true, keep_mesa: true, skip_packages: false });
    }

    #[test]
    fn what_is_not() {
        refused("life", "there is no `cargo xtask life`");
        refused("live --too x", "goes after `--`");
        refused("live --to", "--to wants a target");
        refused("live a.show.md b.show.md", "does not understand");
        refused("test --quick", "does not understand");
        refused("test x", "does not understand");
    }
}
