//! Makes a texture fit for the lean shader: smaller copies, so that a face in the distance does not shimmer, and
//! no decoding of sRGB on the way, which the shader does itself at less cost.
//!
//! glTF textures come without; they are made here, once, when a material is attached.

use bevy::{
    image::{Image, ImageFilterMode, ImageSampler, ImageSamplerDescriptor},
    prelude::*,
    render::render_resource::{TextureDimension, TextureFormat},
};

/// Has `texture` read as it is stored, and when `copies` are wanted and it is plain RGBA, gives it smaller ones.
pub(crate) fn make(images: &mut Assets<Image>, texture: &Handle<Image>, copies: bool) {
    let Some(image) = images.get(texture) else { return };
    let descriptor = &image.texture_descriptor;
    let plain = matches!(descriptor.format, TextureFormat::Rgba8UnormSrgb | TextureFormat::Rgba8Unorm);
    if plain && !copies {
        if descriptor.format == TextureFormat::Rgba8UnormSrgb
            && let Some(mut image) = images.get_mut(texture)
        {
            image.texture_descriptor.format = TextureFormat::Rgba8Unorm;
        }
        return;
    }
    let wanted = plain && descriptor.mip_level_count == 1 && descriptor.dimension == TextureDimension::D2;
    if !wanted || image.data.is_none() {
        return;
    }
    let Some(mut image) = images.get_mut(texture) else { return };
    let (width, height) = (image.texture_descriptor.size.width, image.texture_descriptor.size.height);
    let Some(data) = image.data.take() else { return };
    let (data, levels) = chain(data, width as usize, height as usize);
    image.data = Some(data);
    image.texture_descriptor.mip_level_count = levels;
    image.texture_descriptor.format = TextureFormat::Rgba8Unorm;
    let mut sampler = match &image.sampler {
        ImageSampler::Descriptor(sampler) => sampler.clone(),
        ImageSampler::Default => ImageSamplerDescriptor::linear(),
    };
    // Software samples the nearest level only: half the look-ups, and on skin the step is not seen.
    sampler.mipmap_filter = ImageFilterMode::Nearest;
    image.sampler = ImageSampler::Descriptor(sampler);
}

/// All levels one after the other, and their number.
fn chain(mut data: Vec<u8>, mut width: usize, mut height: usize) -> (Vec<u8>, u32) {
    let mut levels = 1;
    let mut from = 0;
    while width > 1 || height > 1 {
        let (w, h) = ((width / 2).max(1), (height / 2).max(1));
        let level = halve(&data[from..], width, height, w, h);
        from = data.len();
        data.extend(level);
        (width, height) = (w, h);
        levels += 1;
    }
    (data, levels)
}

/// Means of four pixels; colours count by their opacity, so that no fringe of the transparent shows.
fn halve(data: &[u8], width: usize, height: usize, w: usize, h: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(w * h * 4);
    for y in 0..h {
        for x in 0..w {
            let (x0, y0) = ((2 * x).min(width - 1), (2 * y).min(height - 1));
            let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
            let four = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| (y * width + x) * 4);
            let alpha: u32 = four.iter().map(|i| u32::from(data[i + 3])).sum();
            for c in 0..3 {
                let sum: u32 = four.iter().map(|i| u32::from(data[i + c]) * u32::from(data[i + 3])).sum();
                let plain: u32 = four.iter().map(|i| u32::from(data[i + c])).sum();
                out.push((sum + alpha / 2).checked_div(alpha).unwrap_or(plain / 4) as u8);
            }
            out.push(((alpha + 2) / 4) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_down_to_one_pixel() {
        let (data, levels) = chain(vec![100; 8 * 2 * 4], 8, 2);
        assert_eq!((data.len(), levels), ((16 + 4 + 2 + 1) * 4, 4));
        assert!(data.iter().all(|v| *v == 100));
    }

    #[test]
    fn transparent_pixels_give_no_colour() {
        let data = [200, 0, 0, 255, 0, 0, 0, 0, 200, 0, 0, 255, 0, 0, 0, 0];
        assert_eq!(halve(&data, 2, 2, 1, 1), [200, 0, 0, 128]);
    }
}
