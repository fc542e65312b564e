//! Is there a real GPU? Only what the kernel shows is asked; no driver is loaded.

use std::fs;
use std::path::Path;

/// Kernel drivers whose device renders nothing by itself: a virtual screen, or a frame buffer.
const NOT_A_GPU: &[&str] = &[
    "vgem",
    "vkms",
    "virtio-pci",
    "virtio_gpu",
    "bochs-drm",
    "simple-framebuffer",
    "simpledrm",
    "vmwgfx",
    "qxl",
    "ast",
    "mgag200",
    "cirrus",
    "hyperv_drm",
    "faux_driver",
];

/// The name of the GPU's driver, or none: then Vulkan will be software. `root` is `/` but in tests.
pub fn driver(root: &Path) -> Option<String> {
    if root.join("dev/nvidiactl").exists() || root.join("dev/nvidia0").exists() {
        return Some("nvidia".into());
    }
    if root.join("dev/dxg").exists() {
        return Some("dxg".into());
    }
    let nodes = fs::read_dir(root.join("dev/dri")).ok()?;
    let mut names: Vec<_> =
        nodes.flatten().map(|node| node.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let render = names.iter().filter(|name| name.starts_with("renderD"));
    let mut drivers = render.map(|name| {
        let link = root.join("sys/class/drm").join(name).join("device/driver");
        let target = fs::read_link(link).ok();
        let driver =
            target.as_deref().and_then(Path::file_name).map(|driver| driver.to_string_lossy().into_owned());
        driver.unwrap_or_else(|| "unknown".into())
    });
    drivers.find(|driver| !NOT_A_GPU.contains(&driver.as_str()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use packs::scratch::Scratch;

    #[track_caller]
    fn check(nodes: &[(&str, Option<&str>)], expect: Option<&str>) {
        let scratch = Scratch::new("gpu").unwrap();
        for (node, kernel_driver) in nodes {
            let node_file = scratch.path().join("dev").join(node);
            fs::create_dir_all(node_file.parent().unwrap()).unwrap();
            fs::write(node_file, "").unwrap();
            if let Some(kernel_driver) = kernel_driver {
                let device = scratch
                    .path()
                    .join("sys/class/drm")
                    .join(Path::new(node).file_name().unwrap())
                    .join("device");
                fs::create_dir_all(&device).unwrap();
                symlink(Path::new("../../bus/pci/drivers").join(kernel_driver), device.join("driver"))
                    .unwrap();
            }
        }
        assert_eq!(driver(scratch.path()).as_deref(), expect);
    }

    #[test]
    fn real_and_virtual_devices() {
        check(&[], None);
        check(&[("nvidia0", None)], Some("nvidia"));
        check(&[("dri/card0", None)], None);
        check(&[("dri/renderD128", Some("amdgpu"))], Some("amdgpu"));
        check(&[("dri/renderD128", Some("virtio-pci"))], None);
        check(&[("dri/renderD128", Some("vgem")), ("dri/renderD129", Some("i915"))], Some("i915"));
    }
}
