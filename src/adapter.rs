//! What draws: asked before Bevy is, which panics where there is no adapter.

use anyhow::{Result, bail};
use bevy::tasks::block_on;
use protocol::media::Tier;
use wgpu::{Backends, DeviceType, Instance, InstanceDescriptor};

/// A Vulkan adapter.
#[derive(Debug, Clone)]
pub struct Adapter {
    /// As the driver calls it.
    pub name: String,
    /// Driver and its version.
    pub driver: String,
    /// Whether the CPU draws.
    pub software: bool,
}

impl Adapter {
    /// How much it can bear.
    pub fn tier(&self) -> Tier {
        if self.software { Tier::Lean } else { Tier::Full }
    }
}

/// All Vulkan adapters, the best first.
pub fn list() -> Vec<Adapter> {
    let instance = Instance::new(InstanceDescriptor {
        backends: Backends::VULKAN,
        ..InstanceDescriptor::new_without_display_handle()
    });
    let mut found: Vec<_> =
        block_on(instance.enumerate_adapters(Backends::VULKAN)).iter().map(wgpu::Adapter::get_info).collect();
    found.sort_by_key(|info| match info.device_type {
        DeviceType::DiscreteGpu => 0,
        DeviceType::IntegratedGpu => 1,
        DeviceType::VirtualGpu => 2,
        DeviceType::Other => 3,
        DeviceType::Cpu => 4,
    });
    let adapter = |info: wgpu::AdapterInfo| Adapter {
        software: info.device_type == DeviceType::Cpu,
        driver: format!("{} {}", info.driver, info.driver_info),
        name: info.name,
    };
    found.into_iter().map(adapter).collect()
}

/// The best adapter.
///
/// # Errors
/// When there is none, with what to do.
pub fn best() -> Result<Adapter> {
    match list().into_iter().next() {
        Some(adapter) => Ok(adapter),
        None => bail!(
            "no Vulkan adapter was found, so nothing can be drawn; on Debian: \
             apt install libvulkan1 mesa-vulkan-drivers (draws on the CPU), or install your GPU's driver"
        ),
    }
}
