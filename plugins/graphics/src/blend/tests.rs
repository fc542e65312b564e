//! Tests of laying over: colours by the definition of BT.709, borders of the picture, opacity.

use super::*;
use crate::{Bitmap, Clip};
use std::sync::Arc;

const SIZE: (usize, usize) = (16, 8);

struct I420 {
    y: Vec<u8>,
    u: Vec<u8>,
    v: Vec<u8>,
}

fn gray() -> I420 {
    let (w, h) = SIZE;
    I420 { y: vec![126; w * h], u: vec![128; w * h / 4], v: vec![128; w * h / 4] }
}

fn layer(width: usize, height: usize, pixel: [u8; 4], x: i32, y: i32) -> Layer {
    let bitmap = Arc::new(Bitmap::new(width, height, pixel.repeat(width * height)));
    Layer { bitmap, x, y, opacity: 256, clip: None }
}

fn laid(layer: Layer) -> I420 {
    let mut out = gray();
    let (width, height) = SIZE;
    let mut planes = Planes {
        width,
        height,
        y: &mut out.y,
        y_stride: width,
        u: &mut out.u,
        u_stride: width / 2,
        v: &mut out.v,
        v_stride: width / 2,
    };
    onto_i420(&Overlay { layers: vec![layer] }, &mut planes);
    out
}

#[track_caller]
fn check_color(rgb: [u8; 3], alpha: f32) {
    let premultiplied = rgb.map(|c| (f32::from(c) * alpha).round() as u8);
    let [r, g, b] = premultiplied;
    let out = laid(layer(16, 8, [r, g, b, (alpha * 255.0).round() as u8], 0, 0));
    // The definition, over the gray beneath.
    let [r, g, b] = rgb.map(|c| f32::from(c) / 255.0);
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let over = [16.0 + 219.0 * y, 128.0 + 224.0 * (b - y) / 1.8556, 128.0 + 224.0 * (r - y) / 1.5748];
    let planes = [(&out.y, 126.0), (&out.u, 128.0), (&out.v, 128.0)];
    for ((plane, below), over) in planes.into_iter().zip(over) {
        let expect = over * alpha + below * (1.0 - alpha);
        for value in plane {
            assert!((f32::from(*value) - expect).abs() <= 2.0, "{rgb:?} {alpha}: {value} for {expect}");
        }
    }
}

#[test]
fn colours_follow_bt709() {
    for alpha in [1.0, 0.75, 0.3, 0.0] {
        for rgb in [[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255], [40, 120, 220]] {
            check_color(rgb, alpha);
        }
    }
}

#[test]
fn what_is_outside_changes_nothing() {
    for (x, y) in [(16, 0), (-4, 0), (0, 8), (0, -4), (400, 400), (-400, -400)] {
        let out = laid(layer(4, 4, [255; 4], x, y));
        assert_eq!((out.y, out.u), (gray().y, gray().u), "{x},{y}");
    }
}

#[test]
fn borders_are_cut() {
    for (x, y, white) in [(-2, -2, 4), (14, 6, 4), (-3, 1, 4), (13, 5, 9), (2, 2, 16)] {
        let out = laid(layer(4, 4, [255; 4], x, y));
        assert_eq!(out.y.iter().filter(|v| **v == 235).count(), white, "{x},{y}");
    }
}

#[test]
fn opacity_and_clip_are_heeded() {
    let half = Layer { opacity: 128, ..layer(16, 8, [255; 4], 0, 0) };
    assert!(laid(half).y.iter().all(|v| (179..=182).contains(v)));
    let clip = Some(Clip { left: 1, top: 0, right: 3, bottom: 2 });
    let part = Layer { clip, ..layer(4, 4, [255; 4], 4, 4) };
    assert_eq!(laid(part).y.iter().filter(|v| **v == 235).count(), 4);
}

#[test]
fn rgba_and_i420_agree() {
    let over = layer(16, 8, [30, 90, 120, 160], 0, 0);
    let mut rgba = [128, 128, 128, 255].repeat(16 * 8);
    onto_rgba(&Overlay { layers: vec![over.clone()] }, &mut rgba, 16, 8);
    let [r, g, b] = [rgba[0], rgba[1], rgba[2]].map(f32::from);
    assert_eq!(rgba[3], 255);
    let y = 16.0 + 219.0 / 255.0 * (0.2126 * r + 0.7152 * g + 0.0722 * b);
    let planar = f32::from(laid(over).y[0]);
    assert!((planar - y).abs() <= 2.0, "{planar} {y}");
}
