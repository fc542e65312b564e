//! How elements come and go.

/// Seconds in which an element comes.
pub const IN_SECONDS: f64 = 0.32;
/// Seconds in which it goes.
pub const OUT_SECONDS: f64 = 0.24;

/// How much of an element that came `since` seconds ago, and began to go `gone` seconds ago, is there: 0 to 1.
pub fn presence(since: f64, gone: Option<f64>) -> f32 {
    let come = out_cubic((since / IN_SECONDS).clamp(0.0, 1.0));
    let left = gone.map_or(1.0, |gone| 1.0 - in_cubic((gone / OUT_SECONDS).clamp(0.0, 1.0)));
    (come * left) as f32
}

/// Fast first, then slow.
fn out_cubic(t: f64) -> f64 {
    1.0 - (1.0 - t).powi(3)
}

/// Slow first, then fast.
fn in_cubic(t: f64) -> f64 {
    t.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_come_and_go_without_a_step_back() {
        let come: Vec<f32> = (0..20).map(|n| presence(f64::from(n) / 30.0, None)).collect();
        assert_eq!((come[0], come[19]), (0.0, 1.0));
        assert!(come.windows(2).all(|w| w[0] <= w[1]));
        let go: Vec<f32> = (0..10).map(|n| presence(9.0, Some(f64::from(n) / 30.0))).collect();
        assert_eq!((go[0], go[9]), (1.0, 0.0));
        assert!(go.windows(2).all(|w| w[0] >= w[1]));
    }
}
