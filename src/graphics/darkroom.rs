//! Where pictures are made beside the frame loop.
//!
//! Threads: one thread, `pictures`, started with the first of them. It has one in hand, and the board says which is next
//! when that has come: what a cue waits for goes before what a show will need. A picture that makes it panic is told like
//! any that cannot be read.

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use graphics::{Board, Fitted, PictureError, Wanted};
use speech::guard::caught;
use std::io;

/// Niceness of the thread: the picture on air goes first.
const NICE: i32 = 5;

type Made = (Wanted, Result<Fitted, PictureError>);

/// Makes the pictures of a board.
#[derive(Default)]
pub(super) struct Darkroom {
    thread: Option<(Sender<Wanted>, Receiver<Made>)>,
    in_hand: Option<Wanted>,
}

impl Darkroom {
    /// Gives the board what was made, and has the next made. Waits for nothing.
    pub fn work(&mut self, board: &mut Board) {
        if let Some((_, made)) = &self.thread {
            match made.try_recv() {
                Ok((wanted, made)) => {
                    self.in_hand = None;
                    board.came(wanted, made);
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => {
                    // The next starts another.
                    self.thread = None;
                    if let Some(lost) = self.in_hand.take() {
                        let why = broken(&lost, "the thread that read it has ended".into());
                        board.came(lost, Err(why));
                    }
                }
            }
        }
        if self.in_hand.is_some() {
            return;
        }
        let Some(wanted) = board.take_wanted() else { return };
        match self.hand_in(wanted.clone()) {
            Ok(()) => self.in_hand = Some(wanted),
            Err(problem) => {
                let why = broken(&wanted, problem);
                board.came(wanted, Err(why));
            }
        }
    }

    /// Whether nothing is being made.
    #[cfg(test)]
    pub fn is_idle(&self) -> bool {
        self.in_hand.is_none()
    }

    fn hand_in(&mut self, wanted: Wanted) -> Result<(), String> {
        if self.thread.is_none() {
            let started = start().map_err(|error| format!("no thread could be started: {error}"));
            self.thread = Some(started?);
        }
        let Some((jobs, _)) = &self.thread else { return Ok(()) };
        jobs.try_send(wanted).map_err(|_| "the thread that reads pictures has ended".into())
    }
}

fn broken(wanted: &Wanted, problem: String) -> PictureError {
    PictureError::Broken { path: wanted.path().to_owned(), problem }
}

fn start() -> io::Result<(Sender<Wanted>, Receiver<Made>)> {
    let (jobs, todo) = bounded::<Wanted>(1);
    let (done, made) = bounded(1);
    std::thread::Builder::new().name("pictures".into()).spawn(move || {
        speech::priority::lower_this_thread(NICE);
        for wanted in todo {
            let made = caught(|| wanted.make()).unwrap_or_else(|panic| Err(broken(&wanted, panic)));
            if done.send((wanted, made)).is_err() {
                return;
            }
        }
    })?;
    Ok((jobs, made))
}
