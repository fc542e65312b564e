//! Wrong tokens: whoever tries many waits longer for each answer, and few of their tries may wait at once.
//!
//! A right token is answered without delay, also to an address from which wrong ones come.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Wrong tries without a delay: a person who mistypes.
const FREE: u32 = 3;
/// The first delay; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(250);
/// Wrong tries of one address that may wait for their answer; more are sent away at once.
const WAITING: u32 = 16;
/// After so long without a wrong one, those of an address are forgotten.
const FORGET: Duration = Duration::from_secs(600);
/// Addresses that are remembered.
const ADDRESSES: usize = 10_000;

/// Wrong tries by address.
pub(crate) struct Tries {
    longest: Duration,
    /// Held for a look-up, never across an await.
    by_address: Mutex<HashMap<IpAddr, Tried>>,
}

struct Tried {
    wrong: u32,
    waiting: u32,
    last: Instant,
}

impl Tries {
    /// Delays grow up to the longest.
    pub(crate) fn new(longest: Duration) -> Self {
        Self { longest, by_address: Mutex::default() }
    }

    /// Whether a wrong try of this address may wait; else, how long until it may come again.
    pub(crate) fn admits(&self, peer: IpAddr) -> Result<(), Duration> {
        match self.lock().get(&network(peer)) {
            Some(tried) if tried.waiting >= WAITING => Err(self.delay(tried.wrong)),
            _ => Ok(()),
        }
    }

    /// A try was wrong: returns when that may be told.
    pub(crate) async fn wrong(&self, peer: IpAddr) {
        let peer = network(peer);
        let time = {
            let mut all = self.lock();
            make_room(&mut all);
            let tried = all.entry(peer).or_insert(Tried { wrong: 0, waiting: 0, last: Instant::now() });
            if tried.last.elapsed() > FORGET {
                tried.wrong = 0;
            }
            tried.wrong = tried.wrong.saturating_add(1);
            tried.last = Instant::now();
            tried.waiting += 1;
            self.delay(tried.wrong)
        };
        let waits = Waits(self, peer);
        if time > Duration::ZERO && time >= self.longest {
            tracing::warn!(%peer, "many wrong tokens from this address");
        }
        tokio::time::sleep(time).await;
        drop(waits);
    }

    fn delay(&self, wrong: u32) -> Duration {
        match wrong.checked_sub(FREE + 1) {
            None => Duration::ZERO,
            Some(steps) => FIRST.saturating_mul(1 << steps.min(10)).min(self.longest),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, Tried>> {
        self.by_address.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A try that waits, also when its client goes away meanwhile.
struct Waits<'a>(&'a Tries, IpAddr);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        if let Some(tried) = self.0.lock().get_mut(&self.1) {
            tried.waiting = tried.waiting.saturating_sub(1);
        }
    }
}

fn make_room(all: &mut HashMap<IpAddr, Tried>) {
    if all.len() < ADDRESSES {
        return;
    }
    all.retain(|_, tried| tried.waiting > 0 || tried.last.elapsed() <= FORGET);
    // All of them new: the oldest goes.
    if all.len() >= ADDRESSES
        && let Some(oldest) = all.iter().min_by_key(|(_, tried)| tried.last).map(|(peer, _)| *peer)
    {
        all.remove(&oldest);
    }
}

/// Who has one IPv6 address has the 2^64 beside it.
pub(crate) fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;

    const LONGEST: Duration = Duration::from_secs(8);

    fn peer(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn each_wrong_one_takes_longer() {
        let tries = Tries::new(LONGEST);
        let mut times = Vec::new();
        for _ in 0..12 {
            let begun = Instant::now();
            tries.wrong(peer("192.0.2.1")).await;
            times.push(begun.elapsed().as_millis());
        }
        assert_eq!(times[..3], [0, 0, 0]);
        assert!((250..260).contains(&times[3]) && (500..510).contains(&times[4]), "{times:?}");
        assert!((8000..8010).contains(&times[11]), "{times:?}");
        let begun = Instant::now();
        tries.wrong(peer("192.0.2.2")).await;
        assert_eq!(begun.elapsed().as_millis(), 0, "others do not wait");
        tokio::time::advance(FORGET * 2).await;
        let begun = Instant::now();
        tries.wrong(peer("192.0.2.1")).await;
        assert_eq!(begun.elapsed().as_millis(), 0, "forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn many_at_once_are_not_looked_at() {
        let tries = Tries::new(LONGEST);
        for _ in 0..FREE {
            tries.wrong(peer("2001:db8::1")).await;
        }
        let waiting = join_all((0..WAITING).map(|_| tries.wrong(peer("2001:db8::2"))));
        tokio::pin!(waiting);
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        assert_eq!(tries.admits(peer("2001:db8::3")), Err(LONGEST));
        assert_eq!(tries.admits(peer("2001:db8:0:1::1")), Ok(()));
        waiting.await;
        assert_eq!(tries.admits(peer("2001:db8::3")), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_kept_is_bounded() {
        let tries = Tries::new(LONGEST);
        for n in 0..ADDRESSES as u32 + 10 {
            tries.wrong(std::net::Ipv4Addr::from(n).into()).await;
        }
        assert_eq!(tries.lock().len(), ADDRESSES);
    }
}
