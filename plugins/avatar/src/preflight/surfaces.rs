//! Materials, textures and animations: how many, how large, and whether the program reads their pictures.

use super::buffers::Data;
use super::document::Document;
use super::images::{Format, Picture, picture};
use super::report::{Report, Topic, few, many};
use std::collections::{BTreeMap, BTreeSet};

/// Enough for the frame's header of a JPEG after its metadata.
const HEAD: u64 = 256 << 10;
/// Sides above this are kept small by small GPUs, and no face needs them at 720p.
const SIDE_LIMIT: u32 = 4096;
/// Pictures that are looked at.
const PICTURES: usize = 1024;

pub(super) fn check(document: &Document, data: &mut Data<'_>, report: &mut Report) {
    report.counts.materials = document.materials.len();
    report.counts.textures = document.textures.len();
    report.counts.animations = document.animations.len();
    textures(document, data, report);
    if !document.animations.is_empty() {
        let names: Vec<String> = document.animations.iter().take(6).filter_map(|a| a.name.clone()).collect();
        let named = if names.is_empty() { String::new() } else { format!(": {}", few(&names, 5)) };
        let found = many(document.animations.len(), "animation");
        report.note(
            Topic::Animations,
            format!("{found}{named}; not played, the program moves the bones itself"),
        );
    }
}

fn textures(document: &Document, data: &mut Data<'_>, report: &mut Report) {
    let used: BTreeSet<usize> = document.textures.iter().filter_map(|t| t.source).collect();
    let alone = document.textures.iter().filter(|t| t.source.is_none()).count();
    let mut formats: BTreeMap<Format, usize> = BTreeMap::new();
    let (mut gone, mut odd) = (Vec::new(), Vec::new());
    let (mut largest, mut pixels) = (0, 0_u64);
    for (index, image) in document.images.iter().enumerate().take(PICTURES) {
        let bytes = match (image.buffer_view, &image.uri) {
            (Some(view), _) => data.view(view, HEAD).ok(),
            (None, Some(uri)) => data.neighbour(uri, HEAD),
            (None, None) => None,
        };
        let name = image
            .uri
            .as_deref()
            .filter(|u| !u.starts_with("data:"))
            .map_or(format!("image {index}"), Into::into);
        let Some(bytes) = bytes else {
            gone.push(name);
            continue;
        };
        let Picture { format, size } = picture(&bytes);
        *formats.entry(format).or_default() += 1;
        if let Some((width, height)) = size {
            largest = largest.max(width).max(height);
            pixels = pixels.saturating_add(u64::from(width) * u64::from(height));
        }
        if !format.is_read() && used.contains(&index) {
            odd.push(format!("{name} is {}", format.name()));
        }
    }
    report.counts.largest_texture = largest;
    if !gone.is_empty() {
        let remedy = "keep the pictures beside the file, or save it as one .glb";
        report.broken(
            Topic::Textures,
            format!("pictures are missing: {}", few(&gone, 4)),
            "it cannot be loaded",
            remedy,
        );
    }
    if !odd.is_empty() {
        let found = format!("pictures that the program does not read: {}", few(&odd, 4));
        report.broken(Topic::Textures, found, "it cannot be loaded", "save its textures as PNG or JPEG");
    }
    if alone > 0 {
        let found = format!("{} without a PNG or JPEG picture", many(alone, "texture"));
        report.broken(Topic::Textures, found, "it cannot be loaded", "save its textures as PNG or JPEG");
    }
    let kinds: Vec<String> = formats.iter().map(|(f, n)| format!("{n} {}", f.name())).collect();
    let kinds = if kinds.is_empty() { "none".into() } else { kinds.join(", ") };
    let found = format!(
        "{}, {kinds}, the largest side {largest} pixels; {}",
        many(document.textures.len(), "texture"),
        many(document.materials.len(), "material")
    );
    // RGBA with its smaller copies, as the GPU holds it.
    let megabytes = (pixels.saturating_mul(16) / 3) >> 20;
    if largest > SIDE_LIMIT || megabytes > 512 {
        let effect = "loading takes long, and small GPUs run out of memory";
        let found = format!("{found}; {megabytes} MB when loaded");
        report.lack(
            Topic::Textures,
            found,
            effect,
            "2048 pixels for the head and 1024 for the rest are enough at 720p",
        );
    } else {
        report.good(Topic::Textures, found);
    }
}
