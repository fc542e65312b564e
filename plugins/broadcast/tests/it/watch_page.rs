//! The folder of the watch page.

use crate::feed::{Feed, settings};
use broadcast::pipeline::{Encoder, OutputState, Target, testing::decode};
use std::{fs, time::Duration};

#[test]
fn the_folder_is_a_valid_sliding_playlist() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("segment-old-1.m4s"), "stale").unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let encoder = Encoder::start(settings(true)).unwrap();
    encoder.add_output(Target::parse(&format!("hls:{}", folder.path().display())).unwrap()).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run(30 * 16);
    let playlist = folder.path().join("index.m3u8");
    let text = fs::read_to_string(&playlist).unwrap();
    assert!(!text.contains("ENDLIST"), "{text}");
    let finished = encoder.finish(Duration::from_secs(10));
    assert_eq!(finished.outputs[0].state, OutputState::Ended, "{finished:?}");
    let text = fs::read_to_string(&playlist).unwrap();
    assert!(text.contains("#EXT-X-ENDLIST"), "{text}");
    assert_eq!(text.matches("#EXTINF").count(), 6, "{text}");
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.contains(&"notes.txt".to_owned()), "{names:?}");
    assert!(!names.contains(&"segment-old-1.m4s".to_owned()), "{names:?}");
    assert!(names.iter().filter(|n| n.ends_with(".m4s")).count() <= 9, "{names:?}");
    for line in text.lines().filter(|l| l.ends_with(".m4s")) {
        assert!(names.iter().any(|n| n == line), "{line} in {names:?}");
    }
    let media = decode(&playlist);
    assert!(media.frames >= 150 && media.blocks > 200, "{media:?}");
}
