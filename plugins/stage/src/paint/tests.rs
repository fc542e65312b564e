//! Tests of painting: what is bright, what is dark, and that it is always the same.

use super::*;

fn backdrop(top: Srgb, bottom: Srgb) -> Backdrop {
    Backdrop { top, bottom, shapes: vec![], layers: vec![], distance: 2.6 }
}

#[test]
fn a_gradient_goes_from_top_to_bottom() {
    let pixels = paint_sized(&backdrop((200, 0, 0), (0, 0, 200)), 8, 64);
    assert!(pixels[0] > 190 && pixels[2] < 10, "{:?}", &pixels[..4]);
    let last = &pixels[pixels.len() - 4..];
    assert!(last[0] < 10 && last[2] > 190, "{last:?}");
}

#[test]
fn a_glow_brightens_its_middle_most() {
    let glow = Shape::Glow { at: (0.0, 0.0), radius: 0.2, color: (255, 255, 255), strength: 0.5 };
    let backdrop = Backdrop { shapes: vec![glow], ..backdrop((20, 20, 20), (20, 20, 20)) };
    let pixels = paint_sized(&backdrop, 64, 64);
    let at = |x: usize, y: usize| pixels[(y * 64 + x) * 4];
    assert!(at(32, 32) > 120 && at(0, 0) < 30 && at(32, 32) > at(36, 32));
}

#[test]
fn layers_lie_over_each_other_and_are_the_same_each_time() {
    let block =
        |x: f32, color| Thing::Block { at: (x, 0.0), size: (0.4, 0.4), round: 0.0, color, shade: 0.0 };
    let layer = |blur, things| Layer { blur, things };
    let shelf = Thing::Shelf {
        at: (0.5, 0.0),
        size: (0.3, 0.5),
        rows: 3,
        color: (90, 60, 40),
        back: (40, 30, 20),
        goods: vec![(200, 40, 40), (40, 40, 200)],
        fill: 0.9,
        seed: 4,
    };
    let layers = vec![
        layer(0.01, vec![block(0.0, (255, 0, 0)), block(-0.6, (255, 0, 0))]),
        layer(0.0, vec![block(0.0, (0, 255, 0)), shelf]),
    ];
    let place = Backdrop { layers, ..backdrop((0, 0, 0), (0, 0, 0)) };
    let (one, two) = (paint_sized(&place, 320, 180), paint_sized(&place, 320, 180));
    assert_eq!(one, two);
    let at = |x: f32, y: f32| {
        let (x, y) = ((160.0 + x * 180.0) as usize, (90.0 - y * 180.0) as usize);
        let p = (y * 320 + x) * 4;
        (one[p], one[p + 1], one[p + 2])
    };
    assert!(at(0.0, 0.0).1 > 200 && at(0.0, 0.0).0 < 10, "the nearer one hides the other");
    assert!(at(-0.6, 0.0).0 > 200 && at(-0.3, 0.0).0 < 10);
}
