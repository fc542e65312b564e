//! The way of pictures from the adapter to the encoder, on a thread of its own: while one is converted, the loop goes on
//! to the next.

use crate::video::{Promised, Video};
use anyhow::{Context, Result, anyhow};
use broadcast::{
    Capture,
    pipeline::{Encoder, PushError},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// How soon it is noticed that no picture comes, or that the end has come.
const TICK: Duration = Duration::from_millis(50);
/// So long what is outstanding at the end is waited for.
const END_PATIENCE: Duration = Duration::from_secs(1);

/// The thread, and what is promised to it.
pub struct Carrier {
    promised: Promised,
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), PushError>>>,
}

impl Carrier {
    /// Starts to carry what `capture` brings back.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(mut video: Video, capture: Capture, encoder: Arc<Encoder>) -> Result<Self> {
        let promised = video.promised().clone();
        let ending = Arc::new(AtomicBool::new(false));
        let carry = {
            let ending = ending.clone();
            move || carry(&mut video, &capture, &encoder, &ending)
        };
        let thread = std::thread::Builder::new().name("frames".into()).spawn(carry);
        let thread = thread.context("cannot start a thread")?;
        Ok(Self { promised, ending, thread: Some(thread) })
    }

    /// Where frames are promised, and what they took.
    pub fn promised(&self) -> &Promised {
        &self.promised
    }

    /// # Errors
    /// When pictures are carried no longer.
    pub fn check(&mut self) -> Result<()> {
        if self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return Ok(());
        }
        self.join()?;
        Err(anyhow!("no pictures are carried to the encoder any longer"))
    }

    /// Waits until what was drawn is sent.
    ///
    /// # Errors
    /// When the encoder does not take it.
    pub fn finish(&mut self) -> Result<()> {
        self.ending.store(true, Ordering::Release);
        self.join()
    }

    fn join(&mut self) -> Result<()> {
        let ended = self.thread.take().map(JoinHandle::join);
        match ended {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(error))) => Err(error).context("a picture could not be sent"),
            Some(Err(_)) => Err(anyhow!("a picture could not be made; see the log")),
        }
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        // Whatever failed has been told; the thread must not outlive what it draws from.
        let _ = self.finish();
    }
}

fn carry(
    video: &mut Video,
    capture: &Capture,
    encoder: &Encoder,
    ending: &AtomicBool,
) -> Result<(), PushError> {
    let mut newest = Instant::now();
    loop {
        match capture.wait(TICK) {
            Some(captured) => {
                video.send(&captured, encoder)?;
                newest = Instant::now();
            }
            None if ending.load(Ordering::Acquire) && newest.elapsed() > END_PATIENCE => return Ok(()),
            None => {}
        }
        video.give_up(encoder)?;
        if ending.load(Ordering::Acquire) && video.promised().outstanding() == 0 {
            return Ok(());
        }
    }
}
