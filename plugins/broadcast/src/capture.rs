//! The program camera's picture, brought back from the adapter through a ring of mapped buffers.
//!
//! Nothing is copied on the way: whoever takes a [`Captured`] reads the mapped buffer itself, and dropping it
//! gives the buffer back to the ring. Nothing waits for the adapter unless [`Capture::wait`] is asked to.
//!
//! Threads: `copy` and `map` run in the render world; the callback of a mapping runs on whichever thread polls
//! the device and only sends into a bounded channel that is as long as the ring. Whoever waits for frames may do so on
//! a thread of its own: it sleeps until one is handed to the adapter, and then until it is drawn.

use bevy::{
    camera::RenderTarget,
    core_pipeline::{schedule::camera_driver, upscaling::ViewUpscalingPipeline},
    ecs::{schedule::ScheduleCleanupPolicy, system::SystemState},
    prelude::*,
    render::{
        Extract, ExtractSchedule, Render, RenderApp, RenderSystems,
        render_asset::RenderAssets,
        render_resource::{
            Buffer, BufferDescriptor, BufferUsages, MapMode, PollType, TexelCopyBufferInfo,
            TexelCopyBufferLayout, Texture,
        },
        renderer::{RenderContext, RenderDevice, RenderGraph, RenderGraphSystems, render_system},
        texture::GpuImage,
        view::ViewTarget,
    },
};
use crossbeam_channel::{Receiver, Sender, bounded};
use protocol::media::{MediaTime, Tier};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Buffers there may be. Three are in use when all goes well; a frame that finds none is left out.
const RING: usize = 6;
/// Bytes of a pixel that is read back.
const PIXEL_BYTES: u32 = 4;

/// Brings frames back.
pub struct CapturePlugin {
    /// In the lean tier the camera's own texture is read, and Bevy's final blit is left out.
    pub tier: Tier,
}

/// Frames that came back, oldest first.
#[derive(Resource, Clone)]
pub struct Capture {
    ready: Receiver<Captured>,
    /// One for each frame that was handed to the adapter; as long as the ring, and what finds no room is not missed.
    handed_in: Receiver<()>,
    device: RenderDevice,
    paused: Arc<AtomicBool>,
}

/// A picture in a mapped buffer: RGBA, gamma-encoded, 8 bits a channel.
pub struct Captured {
    /// The frame it shows.
    pub frame_index: u64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes from row to row.
    pub stride: u32,
    buffer: Buffer,
    free: Sender<Buffer>,
}

impl Captured {
    /// Hands the pixels to `read`; rows are [`Captured::stride`] bytes apart.
    pub fn read<R>(&self, read: impl FnOnce(&[u8]) -> R) -> R {
        read(&self.buffer.slice(..).get_mapped_range())
    }
}

impl Drop for Captured {
    fn drop(&mut self) {
        self.buffer.unmap();
        // The channel is as long as the ring; it is closed only when the program ends.
        let _ = self.free.try_send(self.buffer.clone());
    }
}

impl Capture {
    /// Draws on without bringing anything back, to measure what that costs.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    /// Waits until the adapter has done all that it was given.
    pub fn settle(&self) {
        let _ = self.device.poll(PollType::wait_indefinitely());
    }

    /// The next frame, waiting as long as `patience` until one is drawn.
    pub fn wait(&self, patience: Duration) -> Option<Captured> {
        let end = Instant::now() + patience;
        loop {
            if let Ok(frame) = self.ready.try_recv() {
                return Some(frame);
            }
            let left = end.checked_duration_since(Instant::now())?;
            self.handed_in.recv_timeout(left).ok()?;
            // An error here is a lost device: its frames are missing.
            let _ = self.device.poll(PollType::Wait { submission_index: None, timeout: Some(left) });
        }
    }
}

#[derive(Resource)]
struct Ring {
    tier: Tier,
    paused: Arc<AtomicBool>,
    made: usize,
    free: (Sender<Buffer>, Receiver<Buffer>),
    ready: Sender<Captured>,
    handed_in: Sender<()>,
    pending: Vec<Captured>,
}

#[derive(Resource, Default)]
struct Extracted {
    frame_index: u64,
    target: Option<Handle<Image>>,
}

impl Plugin for CapturePlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<MediaTime>();
        let Some(render) = app.get_sub_app_mut(RenderApp) else { return };
        render
            .init_resource::<Extracted>()
            .add_systems(ExtractSchedule, extract)
            .add_systems(RenderGraph, copy.in_set(RenderGraphSystems::Render).after(camera_driver))
            .add_systems(Render, map.in_set(RenderSystems::Cleanup));
        if self.tier == Tier::Lean {
            render.add_systems(Render, skip_final_blit.in_set(RenderSystems::PrepareBindGroups));
        }
    }

    fn finish(&self, app: &mut App) {
        let (ready_in, ready) = bounded(RING);
        let (hand_in, handed_in) = bounded(RING);
        let paused = Arc::<AtomicBool>::default();
        let ring = Ring {
            tier: self.tier,
            paused: paused.clone(),
            made: 0,
            free: bounded(RING),
            ready: ready_in,
            handed_in: hand_in,
            pending: Vec::new(),
        };
        let Some(render) = app.get_sub_app_mut(RenderApp) else { return };
        render.insert_resource(ring);
        let mut state = SystemState::<Res<RenderDevice>>::new(render.world_mut());
        let Ok(device) = state.get(render.world()).map(|d| d.clone()) else { return };
        submit_once(render);
        app.insert_resource(Capture { ready, handed_in, device, paused });
    }
}

/// Bevy ends a frame with a second command buffer for screenshots and windows, of which there are none here. On a
/// software adapter the thread that hands it in waits until the first is drawn, so that nothing is done meanwhile.
fn submit_once(render: &mut SubApp) {
    match render.remove_systems_in_set(Render, render_system, ScheduleCleanupPolicy::RemoveSystemsOnly) {
        Ok(_) => {
            // In the set itself pipelines are made ready.
            let draw = |world: &mut World| world.run_schedule(RenderGraph);
            render.add_systems(Render, draw.after(RenderSystems::Render).before(RenderSystems::Cleanup));
        }
        Err(error) => warn!(%error, "frames are drawn with a second, empty command buffer"),
    }
}

fn extract(
    mut extracted: ResMut<Extracted>,
    time: Extract<Res<MediaTime>>,
    cameras: Extract<Query<&RenderTarget, With<Camera3d>>>,
) {
    extracted.frame_index = time.frame_index;
    extracted.target = cameras.iter().find_map(|t| t.as_image().cloned());
}

/// Bevy's last pass copies the camera's texture to its target; we read the texture itself. (Without an output
/// mode Bevy would leave out the whole view.)
fn skip_final_blit(mut commands: Commands, views: Query<Entity, With<ViewUpscalingPipeline>>) {
    for view in &views {
        commands.entity(view).remove::<ViewUpscalingPipeline>();
    }
}

fn copy(
    mut ring: ResMut<Ring>,
    extracted: Res<Extracted>,
    images: Res<RenderAssets<GpuImage>>,
    views: Query<&ViewTarget>,
    mut context: RenderContext,
) {
    let texture: Option<Texture> = match ring.tier {
        Tier::Lean => views.iter().next().map(|v| v.main_texture().clone()),
        Tier::Full => extracted.target.as_ref().and_then(|t| images.get(t)).map(|i| i.texture.clone()),
    };
    let Some(texture) = texture.filter(|_| !ring.paused.load(Ordering::Relaxed)) else { return };
    let size = texture.size();
    let stride = RenderDevice::align_copy_bytes_per_row((size.width * PIXEL_BYTES) as usize) as u32;
    let Some(buffer) = ring.buffer(&context, u64::from(stride) * u64::from(size.height)) else {
        warn!(frame = extracted.frame_index, "no read-back buffer is free, the frame is left out");
        return;
    };
    let layout = TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(stride), rows_per_image: None };
    let to = TexelCopyBufferInfo { buffer: &buffer, layout };
    context.command_encoder().copy_texture_to_buffer(texture.as_image_copy(), to, size);
    let free = ring.free.0.clone();
    let (width, height) = (size.width, size.height);
    let frame_index = extracted.frame_index;
    ring.pending.push(Captured { frame_index, width, height, stride, buffer, free });
}

impl Ring {
    fn buffer(&mut self, context: &RenderContext, bytes: u64) -> Option<Buffer> {
        while let Ok(buffer) = self.free.1.try_recv() {
            if buffer.size() == bytes {
                return Some(buffer);
            }
            self.made -= 1;
        }
        if self.made == RING {
            return None;
        }
        self.made += 1;
        Some(context.render_device().create_buffer(&BufferDescriptor {
            label: Some("read-back"),
            size: bytes,
            usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
            mapped_at_creation: false,
        }))
    }
}

fn map(mut ring: ResMut<Ring>) {
    let Ring { ready, handed_in, pending, .. } = &mut *ring;
    for captured in pending.drain(..) {
        let ready = ready.clone();
        let buffer = captured.buffer.clone();
        buffer.slice(..).map_async(MapMode::Read, move |result| match result {
            // The channel is as long as the ring, so there is room.
            Ok(()) => drop(ready.try_send(captured)),
            Err(error) => error!(%error, frame = captured.frame_index, "a frame could not be read back"),
        });
        // Where there is no room, whoever waits is awake anyway.
        let _ = handed_in.try_send(());
    }
}
