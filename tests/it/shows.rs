//! Files that people write, and get wrong: told with place and advice before anything is said or drawn.

use crate::program::{FRONT, Stage, text};

/// Renders `show`, which must be refused with every one of `parts`, and leave nothing.
#[track_caller]
fn check(stage: &Stage, show: &[u8], parts: &[&str]) {
    let show = stage.write("broken.show.md", show);
    let (mp4, digest) = (stage.path("a.mp4"), stage.path("a.txt"));
    let words = ["render", text(&show), "-o", text(&mp4), "--digest", text(&digest), "--size", "64x64"];
    stage.refuses(&words, parts);
    assert!(!mp4.exists() && !digest.exists(), "something was rendered");
}

fn show(body: &str) -> Vec<u8> {
    format!("{FRONT}{body}").into_bytes()
}

#[test]
fn a_broken_show_is_told_with_its_place() {
    let stage = Stage::take();
    let check = |show: &[u8], parts: &[&str]| check(&stage, show, parts);
    check(&show("Hi [smlie] there."), &["broken.show.md:4:4: ", "[smile]"]);
    check(&show("Hi.\n\nGr\u{fc}\u{df} [pause x] dich."), &["broken.show.md:6:6: ", "duration"]);
    check(&show("Hi\nyou [smile there"), &["broken.show.md:5:5: ", "not closed"]);
    check(&show("so *much"), &["broken.show.md:4:4: ", "emphasis"]);
    check(b"---\ntitle: A\ncolour: red\n---\nHi.", &["broken.show.md:3:1: ", "colour"]);
    check(b"Hello.", &["broken.show.md:1:1: ", "front matter"]);
    // All faults at once, not one a try.
    let two = show("Hi [smlie] there.\n\n[camera]");
    check(&two, &["broken.show.md:4:4: ", "broken.show.md:6:1: "]);
    check(&[FRONT.as_bytes(), &[0xff, 0xfe, b'x']].concat(), &["cannot read", "broken.show.md"]);
}

#[test]
fn what_a_show_names_must_be_there() {
    let stage = Stage::take();
    let check = |show: &[u8], parts: &[&str]| check(&stage, show, parts);
    check(b"---\ntitle: A\nscene: stduio\n---\nHi.", &["no scene `stduio`", "did you mean `studio`"]);
    check(b"---\ntitle: A\nscene: moon\n---\nHi.", &["no scene `moon`", "studio", "sync"]);
    check(b"---\ntitle: A\ncamera: clsoe\n---\nHi.", &["3:1: ", "no camera `clsoe`", "close"]);
    check(&show("Hi. [camera clsoe] You."), &["4:5: ", "no camera `clsoe`", "close"]);
    check(&show("Hi.\n\n[camera clsoe]\nYou."), &["6:1: ", "no camera `clsoe`", "close"]);
    check(&show("Hi. [scene shpo] You."), &["4:5: ", "no scene `shpo`", "shop"]);
    // A camera must be there in the scene of its moment.
    let screen = "Hi. [scene screen] [camera screen] You. [scene shop] [camera screen] Yes.";
    check(&show(screen), &["4:54: ", "no camera `screen`", "close"]);
    check(&show("Hi. [show backdrop:no.jpg] You."), &["4:5: ", "no picture `no.jpg`", "media"]);
    check(b"---\ntitle: A\ncharacter: kia\n---\nHi.", &["no character `kia`", "kai"]);
    check(b"---\ntitle: A\ncharacter: no/such.glb\n---\nHi.", &["no/such.glb"]);
    check(b"---\ntitle: A\nvoice: nobody\n---\nHi.", &["nobody", "en_US-joe-medium"]);
    check(
        b"---\ntitle: A\ncharacter: [kai, emma]\n---\nHi. [speaker ema] You.",
        &["5:5: ", "called `ema`", "did you mean `emma`"],
    );
    check(&show("Hi.\n\n[speaker kai]\nYou."), &["6:1: ", "alone on a line"]);
    check(b"---\ntitle: A\ncharacter: [a, b, c, d]\n---\nHi.", &["3:1: ", "room for 3"]);
}

#[test]
fn a_show_that_is_not_there_is_told() {
    let stage = Stage::take();
    let mp4 = stage.path("a.mp4");
    let render = |show: &str, parts: &[&str]| stage.refuses(&["render", show, "-o", text(&mp4)], parts);
    render("welcom", &["no show `welcom`", "did you mean `welcome`"]);
    render("no/such.show.md", &["no show `no/such.show.md`"]);
    render("..", &["no show"]);
    let empty = stage.write("empty.show.md", "");
    render(text(&empty), &["empty.show.md:1:1: ", "front matter"]);
    assert!(!mp4.exists(), "something was rendered");
}

#[test]
fn a_broken_scene_is_told_with_its_place() {
    let stage = Stage::take();
    let show = stage.write("a.show.md", show("Hi."));
    let mp4 = stage.path("a.mp4");
    let check = |scene: &str, parts: &[&str]| {
        let scene = stage.write("broken.scene.ron", scene);
        stage.refuses(&["render", text(&show), "-o", text(&mp4), "--scene", text(&scene)], parts);
    };
    let good = include_str!("../../scenes/studio.scene.ron");
    let at = 1 + good.lines().position(|l| l.contains("title:")).expect("a title");
    check(&good.replace("title:", "tilte:"), &["broken.scene.ron", &format!("{at}:"), "tilte"]);
    check(&good.replace("camera: \"close\"", "camera: \"clsoe\""), &["broken.scene.ron", "clsoe", "close"]);
    assert!(!mp4.exists(), "something was rendered");
}

#[test]
fn a_target_that_cannot_be_is_told_before_anything_slow() {
    let stage = Stage::take();
    let live = |target: &str, parts: &[&str]| {
        let ended = stage.refuses(&["live", "--bind", "127.0.0.1:0", "--to", target], parts);
        assert_eq!(ended.out, "", "it did something before it looked at `{target}`");
        assert!(!stage.path("config").exists(), "a token was made");
        assert!(!ended.err.contains("very-secret"), "the key is told\n{ended}");
    };
    live("nonsense", &["nonsense", ".mp4"]);
    live("ftp://127.0.0.1/live/very-secret", &["ftp"]);
    live("rtmp://127.0.0.1:99999/live/very-secret", &["port"]);
    live("rtmp://127.0.0.1/live", &["key"]);
    live("no/such/folder/a.mp4", &["no/such/folder"]);
    live("@no-such-file", &["cannot read no-such-file"]);
    let show = stage.write("a.show.md", show("Hi."));
    let nowhere = stage.path("no/such/folder/a.mp4");
    stage.refuses(&["render", text(&show), "-o", text(&nowhere)], &["no/such/folder"]);
}
