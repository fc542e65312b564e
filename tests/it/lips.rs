//! The face in rendered frames: it moves with the voice, and lips meet where the voice closes them.
//!
//! How phones become weights is tested in `viseme` and `avatar`; here it is looked at from outside, as a viewer does.

use crate::{
    golden::NEAR,
    media::{RATE, levels, sound},
    picture::Picture,
    program::{FRONT, Stage, peers, text},
};
use protocol::timeline::Timeline;
use std::fs;

/// Wide vowels between closed lips.
const LINE: &str = "My mama may bow, wow!";
const FPS: usize = 30;

/// A line as it was rendered.
struct Take {
    pictures: Vec<Picture>,
    sound: Vec<f32>,
}

impl Take {
    fn of(stage: &Stage) -> Self {
        peers(&["ffmpeg"]);
        let show = stage.write("a.show.md", format!("{FRONT}{LINE}\n"));
        let (mp4, folder) = (stage.path("a.mp4"), stage.path("frames"));
        let words = ["render", text(&show), "-o", text(&mp4), "--frames", text(&folder), "--scene", NEAR];
        stage.does(&[&words[..], &["--size", "320x180", "--fps", "30"]].concat());
        let frames = (0..).map(|n| folder.join(format!("{n:06}.png"))).take_while(|p| p.is_file());
        let pictures: Vec<_> = frames.map(|p| Picture::read(&p)).collect();
        assert!(pictures.len() > 2 * FPS && pictures[0].contrast() > 60.0, "nobody is in the picture");
        Self { pictures, sound: sound(&mp4) }
    }

    /// Mean change of a part of the picture from frame to frame, while something is heard or nothing is.
    #[track_caller]
    fn change(&self, part: impl Fn(&Picture) -> Picture, speaking: bool) -> f64 {
        let levels = levels(&self.sound);
        let per_second = RATE as f64 * levels.len() as f64 / self.sound.len() as f64;
        let level = |frame: usize| levels.get((frame as f64 / FPS as f64 * per_second) as usize).copied();
        let fits = |frame: usize| level(frame).is_some_and(|l| (l > -35.0) == speaking);
        let pairs = (1..self.pictures.len()).filter(|n| fits(*n) && fits(*n - 1));
        let change = |n: usize| part(&self.pictures[n]).difference(&part(&self.pictures[n - 1])).mean;
        let changes: Vec<_> = pairs.map(change).collect();
        assert!(changes.len() > 10, "only {} frames, speaking: {speaking}", changes.len());
        changes.iter().sum::<f64>() / changes.len() as f64
    }

    /// For every frame, how much of the mouth's dark inside is seen.
    fn inside(&self) -> Vec<f64> {
        let mouths: Vec<_> = self.pictures.iter().map(mouth).collect();
        let skin = mouths[mouths.len() - 1].median();
        mouths.iter().map(|m| m.darker_than(0.62 * skin)).collect()
    }
}

/// Around the lips.
fn mouth(picture: &Picture) -> Picture {
    picture.part(0.42..0.58, 0.53..0.74)
}

/// As large, and moved by the head alone.
fn nose(picture: &Picture) -> Picture {
    picture.part(0.42..0.58, 0.31..0.52)
}

#[test]
fn the_mouth_moves_with_the_voice_and_rests_without() {
    let stage = Stage::take();
    let take = Take::of(&stage);
    let (speaking, silent, head) =
        (take.change(mouth, true), take.change(mouth, false), take.change(nose, true));
    println!(
        "the mouth changes by {speaking:.2} while speaking, {silent:.2} while silent, the nose by {head:.2}"
    );
    assert!(speaking > 2.0 * silent && speaking > 1.0, "{speaking} while speaking, {silent} while silent");
    assert!(speaking > 2.0 * head, "the mouth changes by {speaking}, the nose by {head}");
    let inside = take.inside();
    let widest = inside.iter().copied().fold(0.0, f64::max);
    let end = inside[inside.len() - FPS / 2..].iter().copied().fold(0.0, f64::max);
    assert!(widest > 0.05, "the mouth never opens: {widest}");
    assert!(end < 0.4 * widest, "the mouth stands open at the end: {end} of {widest}");
}

#[test]
fn lips_meet_where_the_voice_closes_them() {
    let stage = Stage::take();
    let take = Take::of(&stage);
    let (wav, json) = (stage.path("a.wav"), stage.path("a.json"));
    stage.does(&["say", LINE, "-o", text(&wav), "--timeline", text(&json)]);
    let timeline: Timeline =
        serde_json::from_str(&fs::read_to_string(json).expect("a file")).expect("a timeline");
    let start = place_of(&sound(&wav), &take.sound);

    let inside = take.inside();
    let (least, widest) =
        inside.iter().fold((1.0_f64, 0.0_f64), |(low, high), i| (low.min(*i), high.max(*i)));
    // Shares of the way from closed lips to the widest that this line has.
    let open = |frame: usize| (inside[frame] - least) / (widest - least);
    let frames = |of: &dyn Fn(&str) -> bool| -> Vec<(usize, String)> {
        let phones = timeline.phones.iter().filter(|p| of(&p.phone));
        let within = |p: &protocol::timeline::PhoneSpan| {
            let place = |sample: u64| (start as f64 + sample as f64) / RATE as f64 * FPS as f64;
            (place(p.start).ceil() as usize..place(p.end).ceil() as usize)
                .map(|f| (f, p.phone.clone()))
                .collect::<Vec<_>>()
        };
        phones.flat_map(within).collect()
    };
    let closed = frames(&|phone| matches!(phone, "m" | "b" | "p"));
    assert!(closed.len() >= 5, "{closed:?} of {:?}", timeline.phones);
    for (frame, phone) in closed {
        assert!(open(frame) < 0.2, "[{phone}] at frame {frame}: lips are open by {:.2}", open(frame));
    }
    let vowels = frames(&|phone| phone.starts_with('a'));
    let widest = vowels.iter().map(|(frame, _)| open(*frame)).fold(0.0, f64::max);
    assert!(widest > 0.9, "the widest is not in an open vowel, which reach {widest:.2}");
}

/// The sample of `whole` at which `part` begins: where both are most alike.
#[track_caller]
fn place_of(part: &[f32], whole: &[f32]) -> usize {
    const STEP: usize = 12;
    let alike = |at: usize| {
        let pairs = part.iter().zip(&whole[at..]).step_by(STEP);
        let (mut product, mut ours, mut theirs) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (a, b) in pairs {
            let (a, b) = (f64::from(*a), f64::from(*b));
            (product, ours, theirs) = (product + a * b, ours + a * a, theirs + b * b);
        }
        product / (ours * theirs).sqrt().max(1e-9)
    };
    let places = (0..RATE / 2).step_by(4);
    let (likeness, place) =
        places.map(|at| (alike(at), at)).max_by(|a, b| a.0.total_cmp(&b.0)).expect("a place");
    println!("the line begins at sample {place}, alike by {likeness:.3}");
    assert!(likeness > 0.9, "`say` with that seed does not say the line as the show does: {likeness}");
    place
}
