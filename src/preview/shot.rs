//! Screenshots: the picture on air, or the whole window, as PNG.

use super::{action::Action, notes::Notes};
use crate::render::write_png;
use anyhow::{Context, Result};
use bevy::{
    camera::RenderTarget,
    image::Image,
    prelude::*,
    render::{
        render_resource::TextureFormat,
        view::screenshot::{Screenshot, ScreenshotCaptured},
    },
};
use stage::ProgramCamera;
use std::path::{Path, PathBuf};

/// Adds the screenshots.
pub fn plugin(app: &mut App) {
    app.add_systems(PostUpdate, obey);
}

#[derive(Component)]
struct To(PathBuf);

fn obey(
    mut commands: Commands,
    mut actions: MessageReader<Action>,
    camera: Single<&RenderTarget, With<ProgramCamera>>,
) {
    for action in actions.read() {
        let (path, shot) = match action {
            Action::Picture(path) => {
                let Some(image) = camera.as_image() else { continue };
                (path, Screenshot::image(image.clone()))
            }
            Action::Window(path) => (path, Screenshot::primary_window()),
            _ => continue,
        };
        commands.spawn((shot, To(path.clone()))).observe(save);
    }
}

fn save(captured: On<ScreenshotCaptured>, paths: Query<&To>, mut notes: ResMut<Notes>) {
    let Ok(To(path)) = paths.get(captured.entity) else { return };
    match write(&captured.image, path) {
        Ok(()) => notes.done(format!("{} is written", path.display())),
        Err(error) => notes.problem(&format!("{error:#}")),
    }
}

fn write(image: &Image, path: &Path) -> Result<()> {
    let size = (image.width(), image.height());
    let pixels = image.data.as_deref().context("the picture came back empty; try again")?;
    let blue_first =
        matches!(image.texture_descriptor.format, TextureFormat::Bgra8Unorm | TextureFormat::Bgra8UnormSrgb);
    let order = if blue_first { [2, 1, 0] } else { [0, 1, 2] };
    let rgb: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| order.map(|channel| pixel[channel])).collect();
    write_png(path, size, &rgb)
}
