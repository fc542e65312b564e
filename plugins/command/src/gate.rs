//! The way of a request out of this crate and of its answer back, once for each idempotency key.
//!
//! Does not execute anything, and does not know how the request came in.

mod seen;

use crate::pace::Pace;
use protocol::{Caller, Code, Request, Response, request::Refusal};
use seen::{Digested, Remembered, Seen};
use sha2::{Digest, Sha256};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot, watch};

/// Characters of an idempotency key.
const KEY_CHARS: usize = 128;

/// A request on its way to whoever executes it.
#[derive(Debug)]
pub struct Incoming {
    /// What is asked for.
    pub request: Request,
    /// Who asks.
    pub caller: Caller,
    /// The client's key, for the log; a request with a key that was used comes here only once.
    pub idempotency_key: Option<String>,
    /// Where the answer goes. Dropping it is answered `Internal`.
    pub reply: oneshot::Sender<Response>,
}

/// Where all sessions hand in their requests.
pub(crate) struct Gate {
    commands: mpsc::Sender<Incoming>,
    /// Held for a look-up, never across an await.
    seen: Arc<Mutex<Seen>>,
    pace: Pace,
    reply: Duration,
    remember: Duration,
    remembered_keys: usize,
}

/// An answer that is still to come.
pub(crate) enum Pending {
    Ready(Response),
    Own(oneshot::Receiver<Response>),
    Shared(watch::Receiver<Option<Response>>),
}

impl Gate {
    pub(crate) fn new(commands: mpsc::Sender<Incoming>, limits: &crate::Limits) -> Self {
        Self {
            commands,
            seen: Arc::default(),
            pace: Pace::new(limits.requests_per_second, limits.requests_at_once),
            reply: limits.reply,
            remember: limits.remember,
            remembered_keys: limits.remembered_keys,
        }
    }

    /// Hands the request in, now or never: requests of one caller are queued in the order of the calls.
    pub(crate) fn submit(&self, caller: &Caller, request: Request, key: Option<String>) -> Pending {
        if let Some(refusal) = forbidden(caller, &request) {
            return Pending::Ready(Err(refusal));
        }
        if !self.pace.take(&caller.name, share(caller)) {
            let comment = "too many requests in too short a time; nothing was done; try again in a second";
            return Pending::Ready(Err(Refusal::new(Code::TooMany, comment)));
        }
        // What only tells is asked anew: nothing can be done twice.
        let Some(key) = key.filter(|_| !request.only_tells()) else {
            return self.queue(caller, request, None).map_or_else(|e| Pending::Ready(Err(e)), Pending::Own);
        };
        self.submit_once(caller, request, key).unwrap_or_else(|refusal| Pending::Ready(Err(refusal)))
    }

    fn submit_once(&self, caller: &Caller, request: Request, key: String) -> Result<Pending, Refusal> {
        if !(1..=KEY_CHARS).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
            let comment = format!("an idempotency key has 1 to {KEY_CHARS} visible ascii characters");
            return Err(Refusal::new(Code::InvalidField, comment));
        }
        let written = serde_json::to_vec(&request)
            .map_err(|e| Refusal::new(Code::Internal, format!("cannot write the request as json: {e}")))?;
        let (place, fingerprint): (Digested, Digested) =
            (digest_of(caller, &key), Sha256::digest(written).into());

        let mut seen = lock(&self.seen);
        seen.forget(self.remember);
        if let Some(known) = seen.by_key.get(&place) {
            if known.request == fingerprint {
                return Ok(Pending::Shared(known.answer.clone()));
            }
            let comment = "this idempotency key was used for another request; use a new key for each request";
            return Err(Refusal::new(Code::IdempotencyConflict, comment));
        }
        let answer = self.queue(caller, request, Some(key))?;
        let (tell, told) = watch::channel(None);
        let number = seen.remember(&caller.name, place, self.remembered_keys);
        seen.by_key.insert(place, Remembered { request: fingerprint, number, answer: told.clone() });
        drop(seen);

        // The answer outlives the client that asked first: it may come back for it.
        let seen = Arc::clone(&self.seen);
        tokio::spawn(async move {
            let response = answer.await.unwrap_or_else(|_| Err(unanswered()));
            let nothing_done =
                matches!(&response, Err(e) if matches!(e.code, Code::Busy | Code::NotReady | Code::TooMany));
            if nothing_done {
                lock(&seen).drop_number(number);
            }
            tell.send_replace(Some(response));
        });
        Ok(Pending::Shared(told))
    }

    fn queue(
        &self,
        caller: &Caller,
        request: Request,
        idempotency_key: Option<String>,
    ) -> Result<oneshot::Receiver<Response>, Refusal> {
        let (reply, answer) = oneshot::channel();
        let caller = caller.clone();
        match self.commands.try_send(Incoming { request, caller, idempotency_key, reply }) {
            Ok(()) => Ok(answer),
            Err(mpsc::error::TrySendError::Full(_)) => Err(busy("too many requests wait")),
            Err(mpsc::error::TrySendError::Closed(_)) => {
                Err(Refusal::new(Code::NotReady, "compere is stopping; nothing was done"))
            }
        }
    }

    /// Waits for the answer, for as long as a client may wait.
    pub(crate) async fn answer(&self, pending: Pending) -> Response {
        let wait = async {
            match pending {
                Pending::Ready(response) => response,
                Pending::Own(answer) => answer.await.unwrap_or_else(|_| Err(unanswered())),
                Pending::Shared(mut answer) => match answer.wait_for(Option::is_some).await {
                    Ok(response) => response.clone().unwrap_or_else(|| Err(unanswered())),
                    Err(_) => Err(unanswered()),
                },
            }
        };
        tokio::time::timeout(self.reply, wait).await.unwrap_or_else(|_| {
            let comment = format!("no answer within {:?}; it may still be done: ask GetStatus", self.reply);
            Err(Refusal::new(Code::Internal, comment))
        })
    }
}

/// What part of the pace is somebody's: who does not run the show needs less, and takes nothing from who does.
fn share(caller: &Caller) -> f64 {
    if caller.role >= protocol::Role::Operator { 1.0 } else { 0.2 }
}

/// Why somebody may not ask for this, if they may not.
fn forbidden(caller: &Caller, request: &Request) -> Option<Refusal> {
    let needed = request.info().role;
    let text = || {
        let (Caller { name, role }, asked) = (caller, request.name());
        format!("{name} is {}; {asked} needs at least the role {}", role.name(), needed.name())
    };
    (caller.role < needed).then(|| Refusal::new(Code::Forbidden, text()))
}

/// Keys are everybody's own: nobody is given another's answer.
fn digest_of(caller: &Caller, key: &str) -> Digested {
    Sha256::new().chain_update(&caller.name).chain_update([0]).chain_update(key).finalize().into()
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

fn busy(what: &str) -> Refusal {
    Refusal::new(Code::Busy, format!("{what}; nothing was done; try again in a second"))
}

fn unanswered() -> Refusal {
    Refusal::new(Code::Internal, "the request was dropped without an answer; ask GetStatus what was done")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use protocol::request::{Said, Say};

    fn ann() -> Caller {
        Caller::new("ann", protocol::Role::Operator)
    }

    #[tokio::test]
    async fn a_role_may_do_what_it_may_and_no_more() {
        let (gate, mut commands) = gate(64, Limits::default());
        for info in protocol::request::TABLE {
            // Those without fields can be made here; the check knows the table's row alone.
            let Ok(request) = Request::read(info.name, serde_json::Value::Null) else { continue };
            for role in protocol::Role::ALL {
                let pending = gate.submit(&Caller::new("x", role), request.clone(), None);
                let forbidden = matches!(&pending, Pending::Ready(Err(e)) if e.code == Code::Forbidden);
                assert_eq!(forbidden, role < info.role, "{} {role:?}", info.name);
                assert_eq!(commands.try_recv().is_ok(), !forbidden);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_too_fast_is_told_and_others_are_not() {
        let limits = Limits { requests_per_second: 10, requests_at_once: 2, ..Limits::default() };
        let (gate, mut commands) = gate(64, limits);
        let refused = |name: &str| {
            let caller = Caller::new(name, protocol::Role::Operator);
            let pending = gate.submit(&caller, say("a"), None);
            matches!(&pending, Pending::Ready(Err(e)) if e.code == Code::TooMany)
        };
        assert_eq!([(); 3].map(|()| refused("ann")), [false, false, true]);
        assert!(!refused("ben"));
        tokio::time::advance(Duration::from_millis(100)).await;
        assert!(!refused("ann"));
        assert_eq!(std::iter::from_fn(|| commands.try_recv().ok()).count(), 4);
    }

    #[tokio::test]
    async fn keys_are_everybodys_own() {
        let (gate, mut commands) = gate(4, Limits::default());
        for name in ["ann", "ben"] {
            let caller = Caller::new(name, protocol::Role::Operator);
            let pending = gate.submit(&caller, say("a"), Some("k".into()));
            let Incoming { caller, reply, .. } = commands.recv().await.unwrap();
            reply.send(said(&caller.name)).unwrap();
            assert_eq!(gate.answer(pending).await, said(name));
        }
    }

    fn say(text: &str) -> Request {
        Request::Say(Say { text: text.into(), ..Say::default() })
    }

    fn said(id: &str) -> Response {
        Ok(Said { utterance_id: id.into(), ahead: 0 }.into())
    }

    fn gate(capacity: usize, limits: Limits) -> (Gate, mpsc::Receiver<Incoming>) {
        let (sender, receiver) = mpsc::channel(capacity);
        (Gate::new(sender, &limits), receiver)
    }

    #[track_caller]
    fn code(response: Response) -> Code {
        response.map_or_else(|e| e.code, |_| Code::Success)
    }

    #[tokio::test]
    async fn one_key_is_executed_once() {
        let (gate, mut commands) = gate(4, Limits::default());
        let key = || Some("k".to_owned());
        let (first, second) = (gate.submit(&ann(), say("a"), key()), gate.submit(&ann(), say("a"), key()));
        let incoming = commands.recv().await.unwrap();
        assert_eq!(incoming.idempotency_key.as_deref(), Some("k"));
        drop(first); // the first client is gone before the answer
        incoming.reply.send(said("u1")).unwrap();
        assert_eq!(gate.answer(second).await, said("u1"));
        assert_eq!(gate.answer(gate.submit(&ann(), say("a"), key())).await, said("u1"));
        assert_eq!(code(gate.answer(gate.submit(&ann(), say("b"), key())).await), Code::IdempotencyConflict);
        assert!(commands.try_recv().is_err(), "nothing was executed twice");
    }

    #[tokio::test]
    async fn what_was_not_done_may_be_tried_again() {
        let (gate, mut commands) = gate(1, Limits::default());
        let _held = gate.submit(&ann(), say("a"), None);
        let refused = gate.submit(&ann(), say("b"), Some("k".into()));
        assert_eq!(code(gate.answer(refused).await), Code::Busy);
        commands.recv().await.unwrap();
        for code_of_executor in [Code::Busy, Code::NotReady] {
            let again = gate.submit(&ann(), say("b"), Some("k".into()));
            let incoming = commands.recv().await.unwrap();
            incoming.reply.send(Err(Refusal::new(code_of_executor, "later"))).unwrap();
            assert_eq!(code(gate.answer(again).await), code_of_executor);
        }
        let last = gate.submit(&ann(), say("b"), Some("k".into()));
        commands.recv().await.unwrap().reply.send(said("u")).unwrap();
        assert_eq!(gate.answer(last).await, said("u"));
    }

    #[tokio::test(start_paused = true)]
    async fn keys_are_forgotten_in_time_and_bounded() {
        let limits = Limits { remembered_keys: 8, ..Limits::default() };
        let (gate, mut commands) = gate(64, limits);
        let ben = Caller::new("ben", protocol::Role::Viewer);
        let asked =
            Request::AskQuestion(protocol::request::AskQuestion { viewer: "v".into(), text: "?".into() });
        gate.submit(&ann(), say("a"), Some("one".into()));
        // Whoever uses many drives out their own.
        for n in 0..20 {
            gate.submit(&ben, asked.clone(), Some(n.to_string()));
            gate.submit(
                &ben,
                Request::read("GetStatus", serde_json::Value::Null).unwrap(),
                Some(format!("r{n}")),
            );
        }
        gate.submit(&ann(), say("a"), Some("one".into()));
        gate.submit(&ben, asked.clone(), Some("19".into()));
        let mut told =
            || std::iter::from_fn(|| commands.try_recv().ok().map(|i| i.caller.name)).collect::<Vec<_>>();
        assert_eq!(told().iter().filter(|name| *name == "ann").count(), 1);
        assert_eq!(lock(&gate.seen).by_key.len(), 3);
        gate.submit(&ben, asked, Some("0".into()));
        assert_eq!(told(), ["ben"], "forgotten, and done once more");
        // Many names drive out the oldest.
        for n in 0..20 {
            gate.submit(&Caller::new(n.to_string(), protocol::Role::Operator), say("x"), Some("k".into()));
        }
        let kept = {
            let seen = lock(&gate.seen);
            (seen.by_key.len(), seen.by_caller.len())
        };
        assert_eq!(kept, (8, 8));
        tokio::time::advance(limits.remember).await;
        told();
        gate.submit(&ann(), say("b"), Some("one".into()));
        assert_eq!(told(), ["ann"]);
        assert_eq!(lock(&gate.seen).by_key.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_and_loss_are_answered() {
        let (gate, mut commands) = gate(4, Limits::default());
        let pending = gate.submit(&ann(), say("a"), None);
        assert_eq!(code(gate.answer(pending).await), Code::Internal);
        let pending = gate.submit(&ann(), say("a"), Some("k".into()));
        commands.recv().await.unwrap();
        drop(commands.recv().await.unwrap());
        assert_eq!(code(gate.answer(pending).await), Code::Internal);
        drop(commands);
        assert_eq!(code(gate.answer(gate.submit(&ann(), say("a"), None)).await), Code::NotReady);
        let bad = gate.submit(&ann(), say("a"), Some("with space".into()));
        assert_eq!(code(gate.answer(bad).await), Code::InvalidField);
    }
}
