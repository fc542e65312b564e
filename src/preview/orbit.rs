//! Walking around the host: the camera on air, turned, raised and brought nearer. The scene itself stays as it is.

use super::action::Action;
use avatar::StraightAhead;
use bevy::prelude::*;
use protocol::{
    media::{HostAnchor, PictureSize},
    scene::{Camera as Shot, Scene},
};
use stage::{CameraOnAir, InView, ProgramCamera, StageSystems};

/// Degrees a second of the turntable.
const SPIN: f32 = 40.0;
/// Raised further, the camera would look from the ceiling.
const MOST_RAISED: f32 = 60.0;

/// Where the camera stands beside its place in the scene.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub struct Orbit {
    /// Degrees around the host, to the right of the picture.
    pub turn: f32,
    /// Degrees up.
    pub raise: f32,
    /// Above 1: nearer.
    pub zoom: f32,
    /// The turntable turns.
    pub spins: bool,
}

impl Default for Orbit {
    fn default() -> Self {
        Self { turn: 0.0, raise: 0.0, zoom: 1.0, spins: false }
    }
}

impl Orbit {
    /// Moves by what a pointer was dragged, in degrees.
    pub fn drag(&mut self, turn: f32, raise: f32) {
        self.turn = wrap(self.turn + turn);
        self.raise = (self.raise + raise).clamp(-MOST_RAISED, MOST_RAISED);
    }

    /// Goes nearer by a factor.
    pub fn near(&mut self, by: f32) {
        self.zoom = (self.zoom * by).clamp(0.4, 6.0);
    }

    /// Whether the camera stands where the scene puts it.
    pub fn is_home(&self) -> bool {
        *self == Self::default()
    }

    /// The shot from where the camera stands.
    pub fn shot(&self, shot: &Shot) -> Shot {
        let look = Vec3::from(shot.look);
        let away = Vec3::from(shot.from) - look;
        let around = Quat::from_rotation_y(self.turn.to_radians()) * away;
        let axis = Vec3::Y.cross(around).normalize_or(Vec3::X);
        let level = around.y.atan2(Vec2::new(around.x, around.z).length()).to_degrees();
        let raise = (level + self.raise).clamp(-80.0, 80.0) - level;
        let from = Quat::from_axis_angle(axis, -raise.to_radians()) * around / self.zoom;
        // Turning, the camera looks at the host's axis and not past it.
        let aside = Quat::from_rotation_y(self.turn.to_radians()) * Vec3::new(look.x, 0.0, 0.0);
        let look = Vec3::new(aside.x, look.y, look.z + aside.z);
        Shot { from: (look + from).into(), look: look.into(), fov: shot.fov, drift: 0.0 }
    }
}

fn wrap(degrees: f32) -> f32 {
    (degrees + 180.0).rem_euclid(360.0) - 180.0
}

/// Adds the walk.
pub fn plugin(app: &mut App) {
    app.init_resource::<Orbit>()
        .add_systems(Update, obey)
        .add_systems(Update, (spin, place).chain().after(StageSystems::Place));
}

fn obey(mut actions: MessageReader<Action>, mut orbit: ResMut<Orbit>) {
    for action in actions.read() {
        match action {
            Action::Turn(degrees) => orbit.turn = wrap(*degrees),
            Action::Spin(on) => orbit.spins = *on,
            Action::Zoom(zoom) => orbit.zoom = zoom.clamp(0.4, 6.0),
            Action::Level => *orbit = Orbit::default(),
            _ => {}
        }
    }
}

fn spin(time: Res<Time>, mut orbit: ResMut<Orbit>) {
    if orbit.spins {
        orbit.turn = wrap(orbit.turn + SPIN * time.delta_secs());
    }
}

fn place(
    mut commands: Commands,
    orbit: Res<Orbit>,
    scene: Res<Scene>,
    on_air: Res<CameraOnAir>,
    (anchor, size): (Res<HostAnchor>, Res<PictureSize>),
    ahead: Option<Res<StraightAhead>>,
    mut camera: Single<&mut Transform, With<ProgramCamera>>,
) {
    let home = orbit.is_home();
    if ahead.is_none() != home {
        // The host looks at the audience, not at whoever walks around it.
        if home {
            commands.remove_resource::<StraightAhead>()
        } else {
            commands.insert_resource(StraightAhead)
        }
    }
    let changed = orbit.is_changed() || scene.is_changed() || on_air.is_changed() || anchor.is_changed();
    if changed && let Some(shot) = scene.cameras.get(&on_air.0) {
        let aspect = size.width as f32 / size.height as f32;
        **camera = stage::view(&orbit.shot(shot), &anchor, InView::default(), aspect);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOT: Shot = Shot { from: (0.0, 0.0, 2.0), look: (0.0, 0.0, 0.0), fov: 20.0, drift: 0.0 };

    #[track_caller]
    fn check(orbit: Orbit, expect: (f32, f32, f32)) {
        let from = Vec3::from(orbit.shot(&SHOT).from);
        assert!(from.distance(Vec3::from(expect)) < 1e-4, "{from}");
    }

    #[test]
    fn the_camera_goes_around_the_host() {
        let home = Orbit::default();
        check(home, SHOT.from);
        check(Orbit { turn: 90.0, ..home }, (2.0, 0.0, 0.0));
        check(Orbit { turn: 180.0, ..home }, (0.0, 0.0, -2.0));
        check(Orbit { raise: 30.0, ..home }, (0.0, 1.0, 3f32.sqrt()));
        check(Orbit { zoom: 2.0, ..home }, (0.0, 0.0, 1.0));
        assert_eq!(wrap(190.0), -170.0);
    }
}
