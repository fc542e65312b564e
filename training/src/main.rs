//! Trains the listener that hears lips in sound, and tells how well it does: `cargo xtask train-lips` runs it.
//!
//! Our own voices say our own sentences, whose phones have exact times; a small network learns from frames of them in
//! many disguises. Sentences that no voice said in training, and a voice that said nothing in it, give the figures. The
//! same program and the same voices give the same model.

mod chance;
mod corpus;
mod disguise;
mod evaluate;
mod examples;
mod learn;
mod report;
mod tune;

use std::{path::PathBuf, sync::Arc, time::Instant};

use anyhow::{Context, Result, bail};
use chance::Chance;
use corpus::{Places, Spoken, Use};
use evaluate::{Score, Way, heard};
use examples::Lesson;
use viseme::listen::{decode::Weights, network::Model};

/// Every so-many-th lesson is not learnt from, but tells how to weigh a decision.
const TUNED_ON: usize = 14;
/// Times that every lesson is heard, each time in another disguise.
const EPOCHS: usize = 50;
/// Lessons in which nothing is said: rooms, fans, hum.
const EMPTY: usize = 40;
/// Seed of everything.
const SEED: u64 = 1;
/// Decibels of the noise under speech in the figures with noise.
const NOISE_DB: f32 = 15.0;

const USAGE: &str = "training --packs FOLDER --keep FOLDER --sentences FILE --model FILE --figures FILE [--epochs N] [--quick]";

/// What was typed.
struct Args {
    places: Places,
    model: PathBuf,
    figures: PathBuf,
    epochs: usize,
    quick: bool,
}

fn args() -> Result<Args> {
    let mut words = std::env::args().skip(1);
    let (mut packs, mut keep, mut sentences, mut model, mut figures) = (None, None, None, None, None);
    let (mut epochs, mut quick) = (EPOCHS, false);
    while let Some(word) = words.next() {
        let place = match word.as_str() {
            "--packs" => &mut packs,
            "--keep" => &mut keep,
            "--sentences" => &mut sentences,
            "--model" => &mut model,
            "--figures" => &mut figures,
            "--quick" => {
                (quick, epochs) = (true, 2);
                continue;
            }
            "--epochs" => {
                let count = words.next().and_then(|n| n.parse().ok());
                epochs = count.context("--epochs wants a number")?;
                continue;
            }
            other => bail!("{other:?} is not understood; {USAGE}"),
        };
        *place = Some(PathBuf::from(words.next().with_context(|| format!("{word} wants a path; {USAGE}"))?));
    }
    let program = std::env::current_exe().context("where this program lies is not known")?;
    Ok(Args {
        places: Places {
            packs: packs.context(USAGE)?,
            keep: keep.context(USAGE)?,
            sentences: sentences.context(USAGE)?,
            espeak: program.with_file_name("compere-espeak"),
        },
        model: model.context(USAGE)?,
        figures: figures.context(USAGE)?,
        epochs,
        quick,
    })
}

fn main() -> Result<()> {
    let args = args()?;
    let begun = Instant::now();
    let spoken = corpus::speak(&args.places, args.quick)?;
    let seconds: f64 = spoken.iter().map(|s| s.samples.len() as f64 / 48_000.0).sum();
    println!(
        "corpus: {} sentences, {:.1} minutes of speech, ready after {:.0} s",
        spoken.len(),
        seconds / 60.0,
        begun.elapsed().as_secs_f64()
    );

    let (model, lessons) = learn(&spoken, args.epochs);
    // The figures are those of the model as it is kept: rounded.
    let bytes = model.write();
    let model = Arc::new(Model::read(&bytes)?);
    let figures = report::Figures {
        sentences: score(&model, &spoken, Use::HeldOutSentences, Way::Whole, None),
        stream: score(&model, &spoken, Use::HeldOutSentences, Way::Stream, None),
        noise: score(&model, &spoken, Use::HeldOutSentences, Way::Whole, Some(NOISE_DB)),
        voice: score(&model, &spoken, Use::HeldOutVoice, Way::Whole, None),
        voice_stream: score(&model, &spoken, Use::HeldOutVoice, Way::Stream, None),
        lessons,
        seconds,
        bytes: bytes.len(),
        frame_micros: report::frame_micros(&model),
    };
    let text = figures.text();
    print!("{text}");
    std::fs::write(&args.model, &bytes).with_context(|| format!("cannot write {}", args.model.display()))?;
    std::fs::write(&args.figures, text)
        .with_context(|| format!("cannot write {}", args.figures.display()))?;
    println!(
        "{} and {} after {:.0} s",
        args.model.display(),
        args.figures.display(),
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// A model of what was said, and how many sentences it was learnt from.
fn learn(spoken: &[Spoken], epochs: usize) -> (Model, usize) {
    let begun = Instant::now();
    let training = spoken.iter().filter(|spoken| matches!(spoken.usage, Use::Train(_)));
    let all: Vec<Lesson> = training.map(Lesson::of).collect();
    let (mut lessons, mut apart) = (Vec::new(), Vec::new());
    for (index, lesson) in all.into_iter().enumerate() {
        // espeak-ng's voices are for variety, not what is judged by.
        let real = lesson.weight >= 1.0;
        if real && index % TUNED_ON == TUNED_ON - 1 { apart.push(lesson) } else { lessons.push(lesson) }
    }
    let mean = examples::mean(&lessons);
    lessons.extend((0..EMPTY).map(|n| Lesson::empty(1.0 + n as f32 * 0.1)));
    let (prior, follows) = examples::statistics(&lessons);
    let mut student = learn::Student::new(SEED);
    let mut chance = Chance::new(SEED + 1);
    let mut next = examples::disguised(&lessons, &mean, &mut chance);
    for epoch in 0..epochs {
        let part = |epoch: usize| epoch as f32 / epochs as f32;
        let now = std::mem::take(&mut next);
        // The next disguises are made while these are learnt from.
        let more = epoch + 1 < epochs;
        let (loss, made) = std::thread::scope(|scope| {
            let maker = scope
                .spawn(|| if more { examples::disguised(&lessons, &mean, &mut chance) } else { Vec::new() });
            let loss = student.epoch(&now, part(epoch)..part(epoch + 1));
            (loss, maker.join())
        });
        next = made.unwrap_or_default();
        println!(
            "epoch {:2} of {epochs}: loss {loss:.4}, after {:.0} s",
            epoch + 1,
            begun.elapsed().as_secs_f64()
        );
    }
    let mut model = Model { mean, prior, follows, weights: Weights::default(), layers: student.layers() };
    let tuned: Vec<&Lesson> = apart.iter().collect();
    let (weights, mean) = tune::tune(&model, &tuned);
    println!("decision: {weights:?}, mean F1 {mean:.3} on {} sentences kept apart", tuned.len());
    model.weights = weights;
    (model, lessons.len() - EMPTY)
}

/// What the model hears in the sentences that are for `usage`.
fn score(model: &Arc<Model>, spoken: &[Spoken], usage: Use, way: Way, noise_db: Option<f32>) -> Score {
    let mut score = Score::default();
    let mut chance = Chance::new(SEED + 2);
    for spoken in spoken.iter().filter(|spoken| spoken.usage == usage) {
        let samples = match noise_db {
            Some(db) => disguise::noisy(&spoken.samples, db, &mut chance),
            None => spoken.samples.clone(),
        };
        let heard = heard(model, &samples, 48_000, way);
        score.add(&examples::said(&spoken.timeline), &heard, spoken.timeline.samples);
    }
    score
}
