//! What is made ready in which order, what is dropped, and what a fault of the thread leaves behind.

use super::{worker::WAITING, *};
use crossbeam_channel::bounded;
use protocol::cue::Slide;
use std::{path::Path, sync::Mutex};

/// Held, no job is done. Tests of it take turns.
static GATE: Mutex<()> = Mutex::new(());

/// Does jobs when the gate is open; panics over `bad.png`.
fn gated(job: Job) -> Done {
    drop(GATE.lock());
    match &job {
        Job::Pictures { backdrop, .. } if backdrop.assets.iter().any(|name| name == "bad.png") => {
            panic!("over a picture")
        }
        _ => make(job),
    }
}

fn backstage(folder: &Path) -> Backstage {
    for name in ["a.png", "bad.png"] {
        let picture = image::RgbImage::from_pixel(4, 4, image::Rgb([9, 9, 9]));
        picture.save(folder.join(name)).expect("a picture");
    }
    let rate = FrameRate::default();
    let stage = Backstage::new((64, 36), rate, Some(folder.into()), false, BTreeSet::new());
    Backstage { make: gated, ..stage }
}

fn backdrop(names: &[&str]) -> Backdrop {
    Backdrop { assets: names.iter().map(|&name| name.into()).collect(), ..Backdrop::default() }
}

/// Numbers of pages of what the world is told to turn to in a frame.
fn turned(stage: &mut Backstage) -> Vec<usize> {
    let mut told = Vec::new();
    stage.look(0, &mut told);
    let pages = told.iter().filter_map(|told| match told {
        Told::Backdrop(BackdropTurned(slides)) => Some(slides.as_ref().map_or(0, |s| s.pages.len())),
        _ => None,
    });
    pages.collect()
}

/// Frames until every job is done: all that was turned to.
fn finish(stage: &mut Backstage) -> Vec<usize> {
    let begun = Instant::now();
    let mut all = Vec::new();
    while !stage.open.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the jobs are not done");
        all.extend(turned(stage));
        std::thread::yield_now();
    }
    all
}

fn notices(stage: &Backstage) -> Vec<&str> {
    let told = stage.events.iter().filter_map(|event| match event {
        Event::Notice(notice) => Some(notice.message.as_str()),
        _ => None,
    });
    told.collect()
}

#[test]
fn a_backdrop_goes_at_once_and_nothing_older_comes_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = backstage(folder.path());
    stage.show(backdrop(&["a.png"])).expect("it is read");
    assert_eq!(finish(&mut stage), [1]);
    {
        let _shut = GATE.lock();
        stage.show(backdrop(&["a.png", "a.png"])).expect("it waits");
        // Until no job is taken any more.
        while stage.submit(Job::Scene("none".into())).is_ok() {}
        stage.show(Backdrop::default()).expect("it needs no thread");
        assert_eq!(turned(&mut stage), [0]);
        assert!(stage.backdrop().assets.is_empty() && stage.wanted().assets.is_empty());
    }
    assert_eq!(finish(&mut stage), [0; 0], "what was read for before is dropped");
    assert!(stage.backdrop().assets.is_empty());
    stage.show(backdrop(&["a.png"])).expect("it is read");
    assert_eq!(finish(&mut stage), [1]);
}

#[test]
fn a_job_that_panics_has_failed_and_the_next_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = backstage(folder.path());
    stage.show(backdrop(&["bad.png"])).expect("it is read");
    assert_eq!(finish(&mut stage), [0; 0]);
    assert!(notices(&stage)[0].contains("broke off (over a picture)"), "{:?}", notices(&stage));
    assert!(stage.wanted().assets.is_empty());
    stage.show(backdrop(&["a.png"])).expect("it is read");
    assert_eq!(finish(&mut stage), [1]);
}

#[test]
fn a_thread_that_is_gone_holds_nothing_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = backstage(folder.path());
    let ((jobs, todo), (_, done)) = (bounded(WAITING), bounded(WAITING));
    stage.thread = Some((jobs, done));
    stage.prepare("studio").expect("it waits");
    stage.show(backdrop(&["a.png"])).expect("it waits");
    drop(todo);
    let slide = CueFired { person: 0, cue: Cue::Slide(Slide::Next), sample: 0 };
    let mut told = vec![Told::Cue(slide)];
    stage.look(0, &mut told);
    assert!(matches!(told[..], [Told::Cue(_)]), "the slide waits for nothing any more");
    assert_eq!((notices(&stage).len(), stage.scenes.len()), (1, 0));
    stage.show(backdrop(&["a.png"])).expect("another thread is started");
    assert_eq!(finish(&mut stage), [1]);
}
