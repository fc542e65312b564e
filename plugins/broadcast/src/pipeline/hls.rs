//! The watch page's folder: HLS with fragmented MP4 segments of about two seconds.
//!
//! Starts clean, keeps the last segments only, and never shows a half-written file: everything is written beside and
//! renamed. It touches no file but its own.

use super::{
    OutputError,
    fragmenter::{Cut, Fragment, Fragmenter},
    packet::Packet,
    rebase::Rebase,
    sink::{Progress, Sink},
};
use std::{
    collections::VecDeque,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// The playlist's name.
const PLAYLIST: &str = "index.m3u8";
/// Segments in the playlist: twelve seconds.
const LISTED: usize = 6;
/// Segments kept beside those, for players that read an older playlist.
const KEPT: usize = 3;
/// A segment ends at the first key frame after one second: on the two-second grid, and at most three seconds long
/// when a key frame was asked for in between.
const SHORTEST_NANOS: u64 = 1_000_000_000;

pub(super) struct Hls {
    folder: PathBuf,
    /// Part of all names, so that no cache mixes up two runs.
    run: String,
    rebase: Rebase,
    fragmenter: Fragmenter,
    /// Name of the initialization segment, once written.
    init: Option<String>,
    segments: VecDeque<Segment>,
    next: u64,
    bytes: u64,
}

struct Segment {
    number: u64,
    seconds: f64,
}

impl Segment {
    fn name(run: &str, number: u64) -> String {
        format!("segment-{run}-{number}.m4s")
    }
}

impl Hls {
    pub(super) fn create(folder: &Path) -> Result<Self, OutputError> {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let hls = Self {
            folder: folder.to_owned(),
            run: format!("{:x}", started.as_millis()),
            rebase: Rebase::default(),
            fragmenter: Fragmenter::new(Cut { at_frame: u64::MAX, at_key: SHORTEST_NANOS, at_once: false }),
            init: None,
            segments: VecDeque::new(),
            next: 0,
            bytes: 0,
        };
        hls.clean().map_err(|e| hls.failed(&e))?;
        Ok(hls)
    }

    /// Removes what an earlier run left.
    fn clean(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let ours = name == PLAYLIST
                || name.ends_with(".hls-tmp")
                || (name.starts_with("segment-") && name.ends_with(".m4s"))
                || (name.starts_with("init-") && name.ends_with(".mp4"));
            if ours {
                fs::remove_file(self.folder.join(name))?;
            }
        }
        Ok(())
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.join(name);
        let beside = self.folder.join(format!("{name}.hls-tmp"));
        fs::write(&beside, bytes)?;
        fs::rename(&beside, &path)?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn add(&mut self, fragment: &Fragment) -> io::Result<()> {
        if self.init.is_none() {
            let Some(streams) = self.fragmenter.streams() else {
                return Ok(());
            };
            let name = format!("init-{}.mp4", self.run);
            self.write(&name, &super::fmp4::init_segment(&streams))?;
            self.init = Some(name);
        }
        let number = self.next;
        self.write(&Segment::name(&self.run, number), &fragment.bytes)?;
        self.next += 1;
        self.segments.push_back(Segment { number, seconds: fragment.duration as f64 / 1e9 });
        self.write_playlist(false)?;
        while self.segments.len() > LISTED + KEPT {
            if let Some(old) = self.segments.pop_front() {
                let _ = fs::remove_file(self.folder.join(Segment::name(&self.run, old.number)));
            }
        }
        Ok(())
    }

    fn write_playlist(&mut self, ended: bool) -> io::Result<()> {
        let Some(init) = self.init.clone() else {
            return Ok(());
        };
        let listed = self.segments.len().saturating_sub(LISTED);
        let longest = self.segments.iter().map(|s| s.seconds).fold(2.0, f64::max);
        let first = self.segments.get(listed).map_or(0, |s| s.number);
        let mut text = format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:{first}\n\
             #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{init}\"\n",
            longest.round() as u64,
        );
        for segment in self.segments.iter().skip(listed) {
            let _ = writeln!(
                text,
                "#EXTINF:{:.5},\n{}",
                segment.seconds,
                Segment::name(&self.run, segment.number)
            );
        }
        if ended {
            text.push_str("#EXT-X-ENDLIST\n");
        }
        self.write(PLAYLIST, text.as_bytes())
    }

    fn failed(&self, error: &io::Error) -> OutputError {
        let folder = self.folder.display();
        OutputError::Stream(format!(
            "cannot write to {folder} ({error}): check the space on the disk and permissions"
        ))
    }

    fn progress(&self) -> Progress {
        Progress { connected: self.init.is_some(), bytes: self.bytes, waiting: false }
    }
}

impl Sink for Hls {
    fn push(&mut self, packet: Packet) -> Result<(), OutputError> {
        let fragmenter = &mut self.fragmenter;
        let mut complete = Vec::new();
        let fed = self.rebase.feed(packet, |packet| {
            complete.extend(fragmenter.push(packet));
            Ok::<_, io::Error>(())
        });
        fed.and_then(|()| complete.iter().try_for_each(|f| self.add(f))).map_err(|e| self.failed(&e))
    }

    fn poll(&mut self) -> Result<Progress, OutputError> {
        Ok(self.progress())
    }

    fn finish(mut self: Box<Self>, _deadline: Instant) -> Result<Progress, OutputError> {
        let last = self.fragmenter.finish();
        let done = last.map_or(Ok(()), |f| self.add(&f)).and_then(|()| self.write_playlist(true));
        done.map(|()| self.progress()).map_err(|e| self.failed(&e))
    }

    fn abort(self: Box<Self>) {}
}
