//! How many of something each address has, so that none has them all.

use crate::tries::network;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many each address has.
#[derive(Clone, Default)]
pub(crate) struct Shares(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One of them, while it is held.
pub(crate) struct Share(Shares, IpAddr);

impl Shares {
    /// One more, unless it has so many.
    pub(crate) fn take(&self, peer: IpAddr, most: usize) -> Option<Share> {
        let peer = network(peer);
        let mut all = self.lock();
        let count = all.entry(peer).or_default();
        (*count < most).then(|| {
            *count += 1;
            Share(self.clone(), peer)
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut all = self.0.lock();
        if let Some(count) = all.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_share_and_gives_it_back() {
        let (shares, [one, other]) =
            (Shares::default(), [IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2])]);
        let held = [shares.take(one, 2), shares.take(one, 2), shares.take(other, 2)];
        assert!(held.iter().all(Option::is_some) && shares.take(one, 2).is_none());
        drop(held);
        assert!(shares.take(one, 2).is_some());
        assert!(shares.lock().is_empty(), "nobody who is gone is remembered");
    }
}
