//! Pictures beside the frame loop: checked without being read, read before they are shown, told when they are damaged.

use super::*;
use protocol::media::CueFired;
use std::{
    path::Path,
    time::{Duration, Instant},
};

const SECOND: u64 = 48_000;

/// Three pictures, of which the last is damaged behind its beginning; what lies beside a show there.
fn stock(folder: &Path) -> Stock {
    let noise = image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([(x * y) as u8, x as u8, y as u8]));
    for name in ["a.png", "b.png"] {
        noise.save(folder.join(name)).unwrap();
    }
    let whole = std::fs::read(folder.join("a.png")).unwrap();
    std::fs::write(folder.join("cut.png"), &whole[..whole.len() / 2]).unwrap();
    let mut products = graphics::Products::parse("id,name,image\nx,Grinder,cut.png\n", "csv").unwrap();
    products.folder = folder.into();
    Stock { folder: folder.into(), products, ..Stock::default() }
}

fn live(folder: &Path) -> Graphics {
    let mut graphics = Graphics::new((640, 360), "en", stock(folder), 0);
    graphics.hide(Some("label"), 0).unwrap();
    graphics.overlay(2 * SECOND);
    graphics.take_events();
    graphics.read_beside();
    graphics
}

fn image(name: &str) -> Graphic {
    Graphic::Image { file: name.into() }
}

fn fire(graphics: &mut Graphics, graphic: Graphic, second: u64) {
    let cue = Cue::Show(graphic);
    graphics.hear(&[Told::Cue(CueFired { person: 0, cue, sample: second * SECOND })]);
}

/// Frames at one media time until `done`.
#[track_caller]
fn until(graphics: &mut Graphics, second: u64, mut done: impl FnMut(&mut Graphics) -> bool) {
    let begun = Instant::now();
    while !done(graphics) {
        graphics.overlay(second * SECOND);
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing came");
        std::thread::yield_now();
    }
}

/// Whether nothing is being read; what is wanted is taken with the next frame.
fn is_quiet(graphics: &mut Graphics) -> bool {
    graphics.darkroom.as_ref().is_some_and(Darkroom::is_idle)
}

#[test]
fn a_check_looks_at_the_beginning_only() {
    let folder = tempfile::tempdir().unwrap();
    let stock = stock(folder.path());
    for graphic in [image("a.png"), image("cut.png"), Graphic::Product { id: "x".into() }] {
        assert_eq!(stock.wrong(&graphic), None, "what is damaged further on is told when it is shown");
    }
    std::fs::write(folder.path().join("no.png"), "text").unwrap();
    assert!(stock.wrong(&image("no.png")).is_some());
}

#[test]
fn a_cue_waits_for_its_picture_and_the_frame_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut graphics = live(folder.path());
    fire(&mut graphics, image("a.png"), 3);
    assert!(graphics.overlay(4 * SECOND).is_empty(), "it is only asked for");
    until(&mut graphics, 5, is_quiet);
    graphics.overlay(5 * SECOND);
    assert_eq!(graphics.overlay(7 * SECOND).layers.len(), 1);
}

#[test]
fn a_show_has_its_pictures_when_their_cues_come() {
    let folder = tempfile::tempdir().unwrap();
    let mut graphics = live(folder.path());
    let show = "---\ntitle: T\n---\nOne [show image:a.png] two. [show image:cut.png] Three [show image:b.png] four.\n";
    graphics.follow(&Show::parse(show).unwrap());
    graphics.overlay(2 * SECOND);
    until(&mut graphics, 2, is_quiet);
    assert!(graphics.take_events().is_empty(), "what is not shown yet is not told of");
    for (graphic, second) in [(image("a.png"), 3), (image("b.png"), 6)] {
        fire(&mut graphics, graphic, second);
        assert_eq!(graphics.overlay((second + 2) * SECOND).layers.len(), 1);
    }
    assert_eq!(graphics.next, 0, "the show begins again");
}

#[test]
fn a_damaged_picture_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut graphics = live(folder.path());
    fire(&mut graphics, Graphic::Product { id: "x".into() }, 3);
    let mut told = Vec::new();
    until(&mut graphics, 4, |graphics| {
        told.extend(graphics.take_events());
        told.iter().any(|event| matches!(event, Event::Notice(n) if n.message.contains("cut.png")))
    });
    assert!(graphics.state().shown.is_empty());
}
