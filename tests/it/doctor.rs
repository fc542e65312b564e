//! `compere doctor`, and what a machine that lacks something is told by the others.

use crate::program::{Ended, Stage, text};

/// Runs the program with `variables`.
fn with(stage: &Stage, variables: &[(&str, &str)], words: &[&str]) -> Ended {
    let output = stage.command(words).envs(variables.iter().copied()).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// Runs the program, which must end with status 1 and tell every one of `parts`.
#[track_caller]
fn lacks(stage: &Stage, variables: &[(&str, &str)], words: &[&str], parts: &[&str]) {
    let ended = with(stage, variables, words);
    assert_eq!(ended.code, Some(1), "compere {words:?} with {variables:?}\n{ended}");
    for part in parts {
        let told = ended.out.contains(part) || ended.err.contains(part);
        assert!(told, "compere {words:?} with {variables:?}: `{part}` is not told\n{ended}");
    }
    assert!(!ended.err.contains("panicked"), "{ended}");
}

#[test]
fn a_machine_that_is_set_up_is_ready() {
    let stage = Stage::take();
    let ended = stage.does(&["doctor", "--bind", "127.0.0.1:0"]);
    assert!(ended.out.contains("ready: compere live") && !ended.out.contains("MISSING"), "{ended}");
    for found in
        ["adapter", "gstreamer", "encoder", "espeak-ng", "en_US-joe-medium", "kai", "studio", "welcome"]
    {
        assert!(ended.out.contains(found), "`{found}` is not told\n{ended}");
    }
}

#[test]
fn what_is_missing_is_told_with_its_remedy() {
    let stage = Stage::take();
    let empty = stage.path("empty");
    let empty = text(&empty);
    let bare = [("COMPERE_CACHE", empty), ("COMPERE_VOICES", empty), ("COMPERE_HUMAN_DATA", empty)];
    let doctor = ["doctor", "--bind", "127.0.0.1:0"];
    lacks(&stage, &bare, &doctor, &["MISSING  voices", "MISSING  character", "cargo xtask assets"]);
    lacks(&stage, &bare, &["say", "Hi.", "-o", "a.wav"], &["no voice", "cargo xtask assets"]);
    lacks(&stage, &bare, &["portrait", "kai", "-o", "a.png"], &["no human data", "cargo xtask assets"]);
    let tools = [("PATH", empty)];
    lacks(&stage, &tools, &doctor, &["MISSING  espeak-ng", "apt install espeak-ng"]);
    // Another voice speaks instead, and says why.
    let mut say = stage.command(&["say", "Hi.", "-o", "a.wav"]);
    let output = say.envs(tools).output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("apt install espeak-ng"), "{told}");
    let drivers = [("VK_DRIVER_FILES", empty), ("VK_ICD_FILENAMES", empty)];
    let install = "apt install libvulkan1 mesa-vulkan-drivers";
    lacks(&stage, &drivers, &doctor, &["MISSING  adapter", install]);
    lacks(&stage, &drivers, &["portrait", "kai", "-o", "a.png"], &["no Vulkan adapter", install]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = taken.local_addr().expect("an address").to_string();
    lacks(&stage, &[], &["doctor", "--bind", &addr], &["MISSING  console", &addr]);
}

#[test]
fn a_recipe_that_cannot_be_baked_is_told_with_its_place() {
    let stage = Stage::take();
    let recipe = stage.write("broken.ron", "Recipe(\n  nose: 1,\n");
    stage.refuses(&["bake", text(&recipe), "-o", "a.glb"], &["broken.ron", "2:"]);
    stage.refuses(&["bake", "no-such.ron", "-o", "a.glb"], &["cannot read no-such.ron"]);
    assert!(!stage.path("a.glb").exists());
}
