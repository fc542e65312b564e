//! The console's picture.

use crate::feed::{Feed, settings};
use broadcast::pipeline::{
    BEHIND, Encoder, PreviewChunk,
    testing::{decode, flashes_and_beeps},
};
use std::{
    fs,
    time::{Duration, Instant},
};

#[test]
fn chunks_are_a_playable_stream() {
    let encoder = Encoder::start(settings(true)).unwrap();
    let mut feed = Feed::new(&encoder);
    feed.run(20);
    let preview = encoder.preview().unwrap();
    let mut bytes = Vec::new();
    let (mut inits, mut fragments) = (0, 0);
    for _ in 0..45 {
        feed.run(3);
        for chunk in preview.chunks().try_iter() {
            match chunk {
                PreviewChunk::Init { mime, bytes: init } => {
                    assert!(mime.starts_with("video/mp4; codecs=\"avc1.4D"), "{mime}");
                    assert!(mime.ends_with("mp4a.40.2\""), "{mime}");
                    inits += 1;
                    bytes.extend(init);
                }
                PreviewChunk::Fragment { starts_with_key, bytes: fragment, .. } => {
                    assert!(fragments > 0 || starts_with_key, "the first fragment begins with a key frame");
                    fragments += 1;
                    bytes.extend(fragment);
                }
            }
        }
    }
    assert_eq!(inits, 1);
    assert!(fragments > 30, "{fragments}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("preview.mp4");
    fs::write(&path, bytes).unwrap();
    let media = decode(&path);
    assert!(media.frames > 100 && media.blocks > 150, "{media:?}");
    let (flashes, beeps) = flashes_and_beeps(&path);
    // The last pair may lie across the end of what was taken, where silence ends with the file.
    let whole = flashes.len().min(beeps.len()) - 1;
    assert!(whole >= 3, "{flashes:?} {beeps:?}");
    for (flash, beep) in flashes.iter().zip(&beeps).take(whole) {
        assert!((-0.045..=0.015).contains(&(flash - beep)), "{flashes:?} {beeps:?}");
    }
}

#[test]
fn a_watcher_who_sleeps_begins_anew_at_a_key_frame() {
    let encoder = Encoder::start(settings(true)).unwrap();
    let mut feed = Feed::new(&encoder);
    let preview = encoder.preview().unwrap();
    feed.run(300);
    let early = preview.chunks().try_iter().count();
    assert!(early <= BEHIND, "{early}");
    feed.run(70);
    let chunks: Vec<_> = preview.chunks().try_iter().collect();
    assert!(matches!(chunks[0], PreviewChunk::Init { .. }), "{:?}", chunks.len());
    assert!(matches!(chunks[1], PreviewChunk::Fragment { starts_with_key: true, .. }));
}

/// Prints the delay from pushing a frame to having it in a fragment; the figure is in the report, not asserted.
#[test]
fn delay_is_printed() {
    let encoder = Encoder::start(settings(true)).unwrap();
    let mut feed = Feed::new(&encoder);
    let preview = encoder.preview().unwrap();
    let mut delays = Vec::new();
    let start = Instant::now();
    feed.run_until("fragments come", Duration::from_secs(20), |_| {
        for chunk in preview.chunks().try_iter() {
            if let PreviewChunk::Fragment { pts_nanos, .. } = chunk {
                delays.push(start.elapsed().saturating_sub(Duration::from_nanos(pts_nanos)));
            }
        }
        delays.len() >= 30
    });
    delays.sort();
    println!("preview: first frame of a fragment is out after p50 {:?}, max {:?}", delays[15], delays[29]);
}
