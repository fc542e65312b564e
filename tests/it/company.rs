//! Two people on stage, as a viewer sees them: who does not speak turns to the one who does.

use crate::{
    picture::Picture,
    program::{Stage, text},
};

/// Nobody needs a second voice for this.
const FRONT: &str = "---\ntitle: Two\ncharacter: [kai, emma]\nvoice: [en_US-joe-medium, en_US-joe-medium]\n\
                     camera: half\n---\n";
const LINE: &str = "Good evening to all of you out there, wherever you are watching us from tonight.";
/// The one who speaks first looks at the lens, and the other has had the time to turn.
const SETTLED: [usize; 4] = [30, 40, 50, 60];

/// Frames of a show in which one of them says the line.
fn pictures(stage: &Stage, who: &str) -> Vec<Picture> {
    let show = stage.write(&format!("{who}.show.md"), format!("{FRONT}[speaker {who}] {LINE}\n"));
    let (mp4, folder) = (stage.path("a.mp4"), stage.path(who));
    let words = ["render", text(&show), "-o", text(&mp4), "--frames", text(&folder), "--every", "10"];
    stage.does(&[&words[..], &["--size", "640x360", "--duration", "2.1", "--tier", "lean"]].concat());
    (0..=6).map(|n| Picture::read(&folder.join(format!("{:06}.png", n * 10)))).collect()
}

/// Where the head of the left one is, and that of the right one.
fn heads(picture: &Picture) -> [Picture; 2] {
    [picture.part(0.13..0.34, 0.02..0.40), picture.part(0.60..0.80, 0.14..0.50)]
}

#[test]
fn who_listens_turns_to_who_speaks() {
    let stage = Stage::take();
    let by_kai = pictures(&stage, "kai");
    let by_emma = pictures(&stage, "emma");
    for (name, pictures, speaks) in [("kai", &by_kai, 0), ("emma", &by_emma, 1)] {
        let rest = heads(&pictures[0]);
        let moved = |who: usize| {
            let apart = |frame: &usize| heads(&pictures[frame / 10])[who].difference(&rest[who]).clear;
            SETTLED.iter().map(apart).sum::<f64>() / SETTLED.len() as f64
        };
        let (speaker, listener) = (moved(speaks), moved(1 - speaks));
        println!(
            "while {name} speaks, {speaker:.3} of that head is elsewhere, and {listener:.3} of the other"
        );
        assert!(listener > 1.8 * speaker && listener > 0.2, "{speaker} against {listener}");
    }
}
