//! How many requests somebody may hand in: a token bucket for each caller.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use tokio::time::Instant;

/// Callers that are remembered.
const CALLERS: usize = 10_000;

/// The buckets.
pub(crate) struct Pace {
    per_second: f64,
    burst: f64,
    /// Held for a look-up, never across an await.
    by_name: Mutex<HashMap<String, Bucket>>,
}

struct Bucket {
    left: f64,
    since: Instant,
}

impl Pace {
    /// A bucket holds `burst` requests and is filled with `per_second`.
    pub(crate) fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second: per_second.into(), burst: burst.into(), by_name: Mutex::default() }
    }

    /// Whether somebody whose bucket is so large, of 1, may hand in one more now.
    pub(crate) fn take(&self, name: &str, share: f64) -> bool {
        let now = Instant::now();
        let burst = (self.burst * share).max(1.0);
        let mut buckets = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CALLERS && !buckets.contains_key(name) {
            // A full bucket is like none.
            buckets.retain(|_, bucket| self.filled(bucket, now) < self.burst);
        }
        let bucket = buckets.entry(name.to_owned()).or_insert(Bucket { left: burst, since: now });
        let filled = bucket.left + (now - bucket.since).as_secs_f64() * self.per_second * share;
        *bucket = Bucket { left: filled.min(burst), since: now };
        let may = bucket.left >= 1.0;
        bucket.left -= if may { 1.0 } else { 0.0 };
        may
    }

    fn filled(&self, bucket: &Bucket, now: Instant) -> f64 {
        (bucket.left + (now - bucket.since).as_secs_f64() * self.per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_burst_then_the_pace_and_everybody_their_own() {
        let pace = Pace::new(10, 3);
        let taken = |name| (0..5).filter(|_| pace.take(name, 1.0)).count();
        assert_eq!((taken("ann"), taken("ben")), (3, 3));
        tokio::time::advance(Duration::from_millis(250)).await;
        assert_eq!(taken("ann"), 2);
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(taken("ann"), 3, "no more than the bucket holds");
        assert!(pace.take("cat", 0.2) && !pace.take("cat", 0.2), "a smaller bucket");
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_have_gone_are_forgotten() {
        let pace = Pace::new(10, 3);
        for n in 0..CALLERS {
            pace.take(&n.to_string(), 1.0);
        }
        tokio::time::advance(Duration::from_secs(1)).await;
        pace.take("one more", 1.0);
        assert_eq!(pace.by_name.lock().unwrap().len(), 1);
    }
}
