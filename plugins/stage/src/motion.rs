//! How a camera goes from one place to another: with rest at both ends, around the host and never through.

use crate::framing::Stand;
use bevy::prelude::*;

/// A camera at one moment of its way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Where it stands and looks.
    pub stand: Stand,
    /// Vertical angle of view in radians.
    pub fov: f32,
}

/// Minimum jerk (Flash and Hogan 1985): how much of a way lies behind after this part of its time; both 0 to 1.
pub fn eased(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

/// Between two views, `part` of the way, on an arc around `pivot`: distance and angle change evenly, so that the camera is
/// never nearer than the nearer of both ends.
pub fn between(a: &View, b: &View, pivot: Vec3, part: f32) -> View {
    let (one, other) = (a.stand.from - pivot, b.stand.from - pivot);
    let far = |v: Vec3| Vec2::new(v.x, v.z).length();
    let turn = |v: Vec3| v.x.atan2(v.z);
    let mix = |a: f32, b: f32| a + (b - a) * part;
    let (distance, angle) = (mix(far(one), far(other)), mix(turn(one), turn(other)));
    let from = pivot + Vec3::new(distance * angle.sin(), mix(one.y, other.y), distance * angle.cos());
    let look = a.stand.look.lerp(b.stand.look, part);
    // The angle of view by its logarithm: the picture grows evenly.
    let fov = a.fov * (b.fov / a.fov).powf(part);
    View { stand: Stand { from, look }, fov }
}

/// Seconds in which a drifting camera goes nearer and comes back.
const DRIFT_SECONDS: f32 = 36.0;

/// A view that slowly goes up to `metres` nearer to what it looks at, and back.
pub fn drifted(view: &View, metres: f32, seconds: f32) -> View {
    let near = metres * (0.5 - 0.5 * (std::f32::consts::TAU * seconds / DRIFT_SECONDS).cos());
    let way = view.stand.look - view.stand.from;
    let from = view.stand.from + way.normalize_or_zero() * near.min(way.length() * 0.5);
    View { stand: Stand { from, ..view.stand }, ..*view }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(from: (f32, f32, f32), fov: f32) -> View {
        View { stand: Stand { from: from.into(), look: Vec3::ZERO }, fov }
    }

    #[test]
    fn a_move_begins_and_ends_at_rest() {
        assert_eq!((eased(0.0), eased(1.0)), (0.0, 1.0));
        assert!(eased(0.02) < 0.001 && eased(0.98) > 0.999 && (eased(0.5) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_camera_goes_around_the_host() {
        let (left, right) = (view((-1.0, 0.0, 0.2), 0.4), view((1.0, 0.2, 0.2), 0.3));
        for n in 0..=50 {
            let part = n as f32 / 50.0;
            let now = between(&left, &right, Vec3::ZERO, part);
            let far = Vec2::new(now.stand.from.x, now.stand.from.z).length();
            assert!(far > 1.0 && now.stand.from.z >= 0.19, "{part}: {now:?}");
        }
        assert!((between(&left, &right, Vec3::ZERO, 1.0).stand.from - right.stand.from).length() < 1e-5);
        assert_eq!(between(&left, &right, Vec3::ZERO, 0.0).fov, 0.4);
    }

    #[test]
    fn a_drift_comes_back() {
        let start = view((0.0, 0.0, 2.0), 0.4);
        assert_eq!(drifted(&start, 0.06, 0.0), start);
        assert!((drifted(&start, 0.06, 18.0).stand.from.z - 1.94).abs() < 1e-4);
        assert!((drifted(&start, 0.06, 36.0).stand.from.z - 2.0).abs() < 1e-4);
    }
}
