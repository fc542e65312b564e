//! A live MP4 file that plays at any moment, even when the process is killed, and is an ordinary one at its end.
//!
//! Fragments of a second are appended, each with one write. At the end the index of a whole file follows, and sixteen
//! bytes near the beginning, left free until then, become the head of an `mdat` that covers all fragments.

use super::{
    OutputError,
    fmp4::{self, Streams},
    fragmenter::{Cut, Fragment, Fragmenter},
    packet::Packet,
    rebase::Rebase,
    sample_table::SampleTable,
    sink::{Progress, Sink},
};
use std::{
    fs::File,
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    time::Instant,
};

/// What a kill can lose.
const FRAGMENT_NANOS: u64 = 1_000_000_000;
/// Room for the head of an `mdat` with a size of 64 bits.
const HEAD: u64 = 16;

pub(super) struct Recording {
    path: PathBuf,
    file: File,
    rebase: Rebase,
    fragmenter: Fragmenter,
    /// What was written in front, once it is.
    streams: Option<Streams>,
    video: SampleTable,
    audio: SampleTable,
    bytes: u64,
}

impl Recording {
    pub(super) fn create(path: &Path) -> Result<Self, OutputError> {
        let file = File::create(path).map_err(|e| failed(path, &e))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            rebase: Rebase::default(),
            fragmenter: Fragmenter::new(Cut {
                at_frame: FRAGMENT_NANOS,
                at_key: FRAGMENT_NANOS / 2,
                at_once: false,
            }),
            streams: None,
            video: SampleTable::default(),
            audio: SampleTable::default(),
            bytes: 0,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn add(&mut self, fragment: &Fragment) -> io::Result<()> {
        if self.streams.is_none() {
            let Some(streams) = self.fragmenter.streams() else {
                return Ok(());
            };
            let mut front = fmp4::file_type();
            fmp4::boxed(&mut front, b"free", |o| fmp4::u64be(o, 0));
            front.extend(fmp4::init_movie(&streams));
            self.write(&front)?;
            self.streams = Some(streams);
        }
        let [video, audio] = fragment.offsets.map(|offset| self.bytes + offset as u64);
        self.video.add(video, &fragment.video);
        self.audio.add(audio, &fragment.audio);
        self.write(&fragment.bytes)
    }

    fn end(&mut self) -> io::Result<()> {
        if let Some(last) = self.fragmenter.finish() {
            self.add(&last)?;
        }
        let Some(streams) = self.streams.take() else {
            return Ok(());
        };
        let start = fmp4::file_type().len() as u64;
        let size = self.bytes - start;
        self.write(&fmp4::index(&streams, &self.video, &self.audio))?;
        self.file.sync_all()?;
        let mut head = Vec::with_capacity(HEAD as usize);
        fmp4::u32be(&mut head, 1); // the size follows
        head.extend(b"mdat");
        fmp4::u64be(&mut head, size);
        self.file.seek(SeekFrom::Start(start))?;
        self.file.write_all(&head)
    }

    fn progress(&self) -> Progress {
        Progress { connected: self.streams.is_some(), bytes: self.bytes, waiting: false }
    }
}

fn failed(path: &Path, error: &io::Error) -> OutputError {
    let path = path.display();
    OutputError::Stream(format!("cannot write {path} ({error}): check the space on the disk and permissions"))
}

impl Sink for Recording {
    fn push(&mut self, packet: Packet) -> Result<(), OutputError> {
        let fragmenter = &mut self.fragmenter;
        let mut complete = Vec::new();
        let fed = self.rebase.feed(packet, |packet| {
            complete.extend(fragmenter.push(packet));
            Ok::<_, io::Error>(())
        });
        fed.and_then(|()| complete.iter().try_for_each(|f| self.add(f))).map_err(|e| failed(&self.path, &e))
    }

    fn poll(&mut self) -> Result<Progress, OutputError> {
        Ok(self.progress())
    }

    fn finish(mut self: Box<Self>, _deadline: Instant) -> Result<Progress, OutputError> {
        self.end().map_err(|e| failed(&self.path, &e))?;
        let bytes = self.bytes;
        Ok(Progress { connected: true, bytes, waiting: false })
    }

    /// What was written plays as it is.
    fn abort(self: Box<Self>) {}
}
