//! `compere warm`: makes all speech of a show before air.

use crate::{
    cli::WarmArgs,
    performance::sentence_request,
    program::{self, Plan, Written},
    voices,
};
use anyhow::{Result, bail};
use protocol::{FrameRate, SAMPLE_RATE};
use show::Step;
use speech::{Cancel, SpeechPart, Synthesizer};
use std::{collections::BTreeSet, time::Instant};

/// Says every sentence of the show into the cache.
///
/// # Errors
/// When the show has a fault, or with every sentence that could not be said.
pub fn run(args: &WarmArgs) -> Result<()> {
    let plan = Plan {
        show: Some(args.show.clone()),
        scene: None,
        character: Vec::new(),
        voice: args.voice.iter().cloned().collect(),
        fallback: Vec::new(),
        size: (1280, 720),
        ground: stage::Ground::default(),
        frame_rate: FrameRate::default(),
        tier: None,
        seed: args.seed,
        waits: true,
    };
    let script = program::read(&plan)?;
    let Some(Written { show, .. }) = &script.show else { bail!("there is no show to make ready") };
    let mut cast = voices::cast(&script.choice, script.known.catalog.clone());
    let steps = show::plan(&show.blocks, &script.known.style, speech::split_sentences).into_iter();
    let sentences: Vec<_> =
        steps.filter_map(|step| if let Step::Sentence(plan) = step { Some(plan) } else { None }).collect();
    let begun = Instant::now();
    let (mut seconds, mut made, mut failed) = (0.0, 0, Vec::new());
    let (mut speakers, mut notices) = (BTreeSet::new(), BTreeSet::new());
    for (index, sentence) in sentences.iter().enumerate() {
        let request = sentence_request(sentence, plan.seed);
        let was_there = cast.is_cached(&request);
        let outcome = cast.synthesize(&request, &Cancel::default(), &mut |part| match part {
            SpeechPart::Timeline(timeline) => {
                seconds += timeline.samples as f64 / f64::from(SAMPLE_RATE);
            }
            SpeechPart::Speaker(speaker) => drop(speakers.insert(speaker.voice)),
            SpeechPart::Notice(text) => drop(notices.insert(text)),
            SpeechPart::Audio(_) => {}
        });
        match outcome {
            Ok(()) if was_there => {}
            Ok(()) => made += 1,
            Err(error) => {
                failed.push(format!("`{}`: {}", sentence.text, protocol::text::with_causes(&error)))
            }
        }
        println!("{}/{}: {}", index + 1, sentences.len(), sentence.text);
    }
    for notice in &notices {
        println!("note: {notice}");
    }
    if !failed.is_empty() {
        bail!("{} sentences cannot be said:\n{}", failed.len(), failed.join("\n"));
    }
    println!(
        "{}: {} sentences, {seconds:.1} s of speech by {}; {made} made now in {:.1} s, {} were there",
        show.front.title,
        sentences.len(),
        speakers.into_iter().collect::<Vec<_>>().join(", "),
        begun.elapsed().as_secs_f64(),
        sentences.len() - made,
    );
    Ok(())
}
