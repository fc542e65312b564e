//! `compere preview` on a virtual screen, told by a script what a hand would do; its pictures are compared.

use crate::{
    picture::Picture,
    program::{Ended, Stage, text},
};
use std::{
    fs,
    io::Read,
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
};

/// An X server of its own, on a number that the server itself found free.
struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    fn open() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb; `cargo xtask test` installs it");
        let mut told = server.stdout.take().expect("its answer");
        let mut number = Vec::new();
        let mut byte = [0];
        // The server tells its number when it is ready, and a line's end.
        while told.read(&mut byte).expect("a number") == 1 && byte[0] != b'\n' {
            number.push(byte[0]);
        }
        let number = String::from_utf8(number).expect("a number");
        assert!(!number.is_empty(), "Xvfb ended before it was ready");
        Self { server, display: format!(":{number}") }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Runs the preview with `script`, which ends it.
fn preview(stage: &Stage, words: &[&str], script: &str) -> Ended {
    // One at a time: servers that are killed and begun side by side take each other's display.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let screen = Screen::open();
    let script = stage.write("script.txt", script);
    let mut all = vec!["preview"];
    all.extend(words);
    let path = text(&script);
    all.extend(["--tier", "lean", "--window", "1280x720", "--script", path]);
    let mut command = stage.command(&all);
    command.env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    let output = command.output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

#[track_caller]
fn ends_well(ended: &Ended) {
    assert_eq!(ended.code, Some(0), "{ended}");
    assert!(!ended.err.contains("panicked"), "{ended}");
}

/// How much of the middle of two pictures anybody sees to differ.
#[track_caller]
fn changed(stage: &Stage, before: &str, after: &str) -> f64 {
    let face = |name: &str| Picture::read(&stage.path(name)).part(0.35..0.65, 0.1..0.9);
    face(before).difference(&face(after)).worst
}

#[test]
fn sliders_cameras_recipes_and_scenes_change_the_picture() {
    let stage = Stage::take();
    let script = "\
        still on\ncamera close\nscreenshot rest.png\nscreenshot again.png\nwindow window.png\n\
        morph jawOpen 0.6\nscreenshot open.png\nreset\nviseme U 1\nscreenshot viseme.png\nreset\n\
        screenshot reset.png\nturn 60\nscreenshot turned.png\nhome\ncamera wide\nscreenshot wide.png\n\
        camera close\nrecipe hair.style \"Bald\"\nscreenshot bald.png\n\
        save-recipe saved.ron\nsave-scene saved.scene.ron\npage check\nwindow check.png\n";
    let ended = preview(&stage, &[], script);
    ends_well(&ended);
    assert!(!ended.out.contains("problem:"), "{ended}");
    let same = changed(&stage, "rest.png", "again.png");
    assert!(same < 0.5, "a face that is held still moves: {same}");
    assert!(changed(&stage, "rest.png", "reset.png") < 0.5, "reset lets go of every slider");
    for other in ["open.png", "viseme.png", "turned.png", "wide.png", "bald.png"] {
        let seen = changed(&stage, "rest.png", other);
        assert!(seen > 4.0, "{other} is like the face at rest: {seen}");
    }
    let window = Picture::read(&stage.path("window.png"));
    assert_eq!((window.width, window.height), (1280, 720));
    assert!(fs::read_to_string(stage.path("saved.ron")).expect("a recipe").contains("style: Bald"));
    stage.does(&["bake", "saved.ron", "--output", "saved.glb"]);
    stage.does(&[
        "portrait",
        "saved.lean.glb",
        "--scene",
        "saved.scene.ron",
        "--tier",
        "lean",
        "--output",
        "p.png",
    ]);
}

#[test]
fn typing_is_no_hot_key_and_speech_moves_the_face() {
    let stage = Stage::take();
    // The first camera by name is put on air by the key 1, unless a text is typed.
    let script = "\
        camera wide\nstill on\nscreenshot wide.png\nfocus\ntype 1\nscreenshot typed.png\nquit\n";
    ends_well(&preview(&stage, &[], script));
    assert!(changed(&stage, "wide.png", "typed.png") < 0.5, "a typed number cut the camera");
    let script = "camera wide\nstill on\nscreenshot wide.png\ntype 1\nscreenshot key.png\nquit\n";
    ends_well(&preview(&stage, &[], script));
    assert!(changed(&stage, "wide.png", "key.png") > 4.0, "the key 1 does not put the first camera on air");
}

#[test]
fn what_is_wrong_is_told_in_the_window() {
    let stage = Stage::take();
    stage.write("broken.glb", b"glTF, but not really");
    stage.write("broken.ron", "(name: \"broken\", phenotype: (age: 7.0))");
    let script = "\
        window file.png\nselect broken.ron\nselect nobody\nselect brandonn\nmorph jawOpne 1\n\
        recipe phenotype.age 40\nsay [gesture wvae] Hello\nscene nowhere\n";
    let ended = preview(&stage, &["broken.glb"], script);
    ends_well(&ended);
    for part in [
        "broken.glb cannot be shown as it is",
        "give a number from 18 to 90",
        "no character `nobody`",
        "did you mean `brandon`?",
        "did you mean `jawOpen`?",
        "a file has no recipe to edit",
        "did you mean `wave`?",
        "no scene `nowhere`",
    ] {
        assert!(ended.out.contains(part), "`{part}` is not told\n{ended}");
    }
}

#[test]
fn without_a_display_it_says_what_to_do() {
    let stage = Stage::take();
    let run = |variables: &[(&str, &str)]| {
        let mut command = stage.command(&["preview"]);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        let output = command.envs(variables.iter().copied()).output().expect("the program starts");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(!err.contains("panicked") && err.contains("xvfb-run"), "{err}");
        err
    };
    assert!(run(&[]).contains("DISPLAY and WAYLAND_DISPLAY are not set"));
    assert!(run(&[("DISPLAY", ":60123")]).contains("no X server answers"));
    assert!(run(&[("WAYLAND_DISPLAY", "none-here")]).contains("no compositor answers"));
}
