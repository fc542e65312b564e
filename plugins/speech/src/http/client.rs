//! One request at a time to one server, given up within [`POLL`] of a cancel. It knows no audio and no JSON of answers
//! that are well; what went wrong becomes words in [`answer`](super::answer).
//!
//! Ownership: a request runs on a thread `http-voice`, since a blocked read cannot look at a flag. It ends with its
//! answer, or when the connection is shut down under it; while it still looks for the host it may outlive a cancel
//! by [`CONNECT`], holding nothing but itself. Back-pressure: parts of the answer wait in a bounded channel, then
//! in the connection.

use super::answer::{Failure, Refusal};
use crate::Cancel;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::{io::Read, time::Duration};
use ureq::{
    Agent,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
};

/// How often a waiting request looks at its cancel flag.
const POLL: Duration = Duration::from_millis(20);
/// Longest wait for a name server and a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// A whole answer may take so many times the wait for a part of it.
const WHOLE: f32 = 6.0;
/// How long an idle connection is kept for the next sentence; servers commonly hang up after a minute.
const IDLE: Duration = Duration::from_secs(50);
/// Parts of an answer that may wait.
const WAITING_PARTS: usize = 8;
/// Bytes of a part.
const PART: usize = 16 * 1024;
/// What is read of an answer that is an error.
const LONGEST_ERROR: usize = 16 * 1024;

/// A server that is asked again and again, over one connection where it allows that.
pub(super) struct Client {
    agent: Agent,
    wait: Duration,
    through_proxy: bool,
    /// A kept connection may turn out to be closed.
    was_asked: bool,
}

/// What is asked.
#[derive(Clone)]
pub(super) struct Question {
    pub url: String,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// JSON.
    pub body: String,
}

/// A good answer, still arriving. Dropping it early hangs up.
pub(super) struct Answer<'a> {
    client: &'a mut Client,
    events: Receiver<Event>,
    /// Media type, lower case, with its parameters.
    pub content_type: String,
    /// Samples a second of bare samples, where the server tells it in a header of its own.
    pub sample_rate: Option<u32>,
    is_whole: bool,
}

/// Why there is no answer, or no more of it.
#[derive(Debug)]
pub(super) enum Stop {
    /// The caller wants it no more.
    Cancelled,
    /// Something went wrong.
    Failed(Failure),
}

enum Event {
    Head(StatusCode, HeaderMap),
    Part(Vec<u8>),
    End,
    Failed(ureq::Error),
}

impl Client {
    /// `wait_s`: longest wait in seconds for the next part of an answer. `is_near` hosts are asked directly, others
    /// through the proxy of the environment if there is one.
    pub(super) fn new(wait_s: f32, is_near: bool) -> Self {
        let wait = Duration::from_secs_f32(wait_s);
        Self { agent: agent(wait, !is_near), wait, through_proxy: !is_near, was_asked: false }
    }

    /// Asks, and waits until a good answer begins. A connection that was kept from before and turns out to be closed is
    /// made anew, once.
    ///
    /// # Errors
    /// A cancel, or what went wrong.
    pub(super) fn ask(&mut self, question: &Question, cancel: &Cancel) -> Result<Answer<'_>, Stop> {
        let mut events = self.start(question.clone())?;
        let mut head = head(&events, cancel);
        if matches!(&head, Err(Stop::Failed(failure)) if self.was_asked && failure.is_hang_up()) {
            events = self.start(question.clone())?;
            head = self::head(&events, cancel);
        }
        self.was_asked = true;
        let mut answer =
            Answer { client: self, events, content_type: String::new(), sample_rate: None, is_whole: false };
        let (status, headers) = head?;
        if !status.is_success() {
            let body = answer.first(LONGEST_ERROR, cancel)?;
            return Err(Failure::Status(Refusal::new(status, &headers, &body)).into());
        }
        let text = |name| {
            headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase()
        };
        match text("content-encoding").as_str() {
            "" | "identity" => {}
            coding => return Err(Failure::Encoded(coding.to_owned()).into()),
        }
        answer.content_type = text("content-type");
        answer.sample_rate = text("x-sample-rate").parse().ok();
        Ok(answer)
    }

    fn start(&self, question: Question) -> Result<Receiver<Event>, Stop> {
        let (sender, events) = bounded(WAITING_PARTS);
        let agent = self.agent.clone();
        let thread = std::thread::Builder::new().name("http-voice".into()).spawn(move || {
            if let Err(error) = run(&agent, question, &sender) {
                // Nobody listens any more after a cancel.
                let _ = sender.send(Event::Failed(error));
            }
        });
        thread.map(|_| events).map_err(|error| Failure::Thread(error).into())
    }

    /// Ends what is under way, at once, with all kept connections.
    fn hang_up(&mut self) {
        let old = std::mem::replace(&mut self.agent, agent(self.wait, self.through_proxy));
        old.shutdown();
        self.was_asked = false;
    }
}

impl Answer<'_> {
    /// The next part; `None` after the last.
    ///
    /// # Errors
    /// A cancel, or what went wrong.
    pub(super) fn next(&mut self, cancel: &Cancel) -> Result<Option<Vec<u8>>, Stop> {
        match wait(&self.events, cancel)? {
            Event::Part(part) => Ok(Some(part)),
            Event::Head(..) | Event::End => {
                self.is_whole = true;
                Ok(None)
            }
            Event::Failed(error) => Err(Failure::of(error).into()),
        }
    }

    /// About the first `enough` bytes, for words of errors: less when the rest is lost.
    ///
    /// # Errors
    /// A cancel only.
    pub(super) fn first(&mut self, enough: usize, cancel: &Cancel) -> Result<Vec<u8>, Stop> {
        let mut body = Vec::new();
        while body.len() < enough {
            match self.next(cancel) {
                Ok(Some(part)) => body.extend(part),
                Ok(None) | Err(Stop::Failed(_)) => break,
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
            }
        }
        Ok(body)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Drop for Answer<'_> {
    fn drop(&mut self) {
        if !self.is_whole {
            self.client.hang_up();
        }
    }
}

fn head(events: &Receiver<Event>, cancel: &Cancel) -> Result<(StatusCode, HeaderMap), Stop> {
    match wait(events, cancel)? {
        Event::Head(status, headers) => Ok((status, headers)),
        Event::Failed(error) => Err(Failure::of(error).into()),
        Event::Part(_) | Event::End => Err(Failure::Cut.into()),
    }
}

fn wait(events: &Receiver<Event>, cancel: &Cancel) -> Result<Event, Stop> {
    loop {
        if cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        match events.recv_timeout(POLL) {
            Ok(event) => return Ok(event),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Failure::Cut.into()),
        }
    }
}

fn agent(wait: Duration, through_proxy: bool) -> Agent {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        // A key must not travel to where a redirect points.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_resolve(Some(CONNECT.min(wait)))
        .timeout_connect(Some(CONNECT.min(wait)))
        .timeout_per_read(Some(wait))
        .timeout_per_write(Some(wait))
        .timeout_global(Some(wait.mul_f32(WHOLE)))
        .max_idle_age(IDLE)
        .accept_encoding("identity")
        .user_agent("compere");
    if !through_proxy {
        config = config.proxy(None);
    }
    config.build().new_agent()
}

/// Runs on the thread `http-voice`.
fn run(agent: &Agent, question: Question, events: &Sender<Event>) -> Result<(), ureq::Error> {
    let mut request = agent.post(&question.url);
    for (name, value) in question.headers {
        request = request.header(name, value);
    }
    let response = request.content_type("application/json").send(question.body.as_bytes())?;
    let (head, body) = response.into_parts();
    if events.send(Event::Head(head.status, head.headers)).is_err() {
        return Ok(());
    }
    let mut body = body.into_reader();
    loop {
        let mut part = vec![0; PART];
        let length = match body.read(&mut part) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            result => result?,
        };
        part.truncate(length);
        let event = if length == 0 { Event::End } else { Event::Part(part) };
        if events.send(event).is_err() || length == 0 {
            return Ok(());
        }
    }
}
