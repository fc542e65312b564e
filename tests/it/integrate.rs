//! Other programs that run a show: the examples, as somebody starts them.

use crate::{
    program::{Stage, peers},
    television::Television,
};
use std::{path::Path, process::Command};

#[test]
fn a_show_is_run_from_python() {
    peers(&["python3"]);
    let stage = Stage::take();
    let mut tv = Television::on_air(&stage, &["--no-watch"]);
    let run = |words: &[&str]| {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/run_show.py");
        let mut command = Command::new("python3");
        command.arg("-u").arg(example).args(words);
        command.env("COMPERE_URL", format!("http://{}", tv.addr)).env("COMPERE_TOKEN", &tv.token);
        let output = command.output().expect("python starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let (ended, out, err) = run(&[]);
    println!("{out}");
    assert!(ended, "{err}");
    // What was said, in order; whoever asked what is not known is not answered.
    let parts = [
        "says: Hello!",
        "says: It is twelve euros a bag.",
        "says: Yes, there is one without caffeine, too.",
        "says: Good night!",
        "the show is over",
    ];
    let mut rest = out.as_str();
    for part in parts {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part}: not in {rest}")).1;
    }
    assert!(out.contains("eve asks: What is the meaning of life? [closed]"));
    // A show that is wrong is told with its place, before anything is changed.
    let broken = stage.write("broken.show.md", "---\ntitle: T\n---\n[smlie] Hello.");
    let (ended, _, err) = run(&[crate::program::text(&broken)]);
    assert!(!ended && err.contains("line 4, column 1") && err.contains("smile"), "{err}");
    tv.switch_off();
}
