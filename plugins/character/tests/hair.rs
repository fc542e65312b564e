//! Every hair style on a plain person: it covers the scalp, leaves the face free and keeps the lean budget.
//! Needs the human data.

#[path = "human/data.rs"]
mod human;

use character::{HumanData, Recipe, preview};
use glam::{Vec3, vec3};
use human::data;

/// A lean file's mesh as triangles.
fn triangles(document: &gltf::Document, blob: &[u8], name: &str) -> Vec<[Vec3; 3]> {
    let node = document.nodes().find(|n| n.name() == Some(name)).unwrap_or_else(|| panic!("node {name}"));
    let mut out = Vec::new();
    for primitive in node.mesh().expect("a mesh").primitives() {
        let reader = primitive.reader(|_| Some(blob));
        let points: Vec<Vec3> = reader.read_positions().expect("positions").map(Vec3::from).collect();
        let indices: Vec<u32> = reader.read_indices().expect("indices").into_u32().collect();
        out.extend(indices.chunks_exact(3).map(|t| [0, 1, 2].map(|k| points[t[k] as usize])));
    }
    out
}

/// Distance along a ray to the nearest of some triangles.
fn nearest(triangles: &[[Vec3; 3]], from: Vec3, dir: Vec3) -> f32 {
    let mut best = f32::INFINITY;
    for [a, b, c] in triangles {
        let (e1, e2) = (*b - *a, *c - *a);
        let p = dir.cross(e2);
        let det = e1.dot(p);
        let s = from - *a;
        let u = s.dot(p) / det;
        let q = s.cross(e1);
        let (v, d) = (dir.dot(q) / det, e2.dot(q) / det);
        if det.abs() > 1e-14 && u >= 0.0 && v >= 0.0 && u + v <= 1.0 && d > 0.0 {
            best = best.min(d);
        }
    }
    best
}

/// Middle of the eyes, metres.
fn eyes(document: &gltf::Document, blob: &[u8]) -> Vec3 {
    let all: Vec<Vec3> =
        ["EyeLeft", "EyeRight"].iter().flat_map(|name| triangles(document, blob, name)).flatten().collect();
    all.iter().sum::<Vec3>() / all.len() as f32
}

#[track_caller]
fn check(data: &HumanData, hair: &str) {
    let text = format!("(name: \"x\", phenotype: (sex: 0.0), hair: ({hair}))");
    let recipe = Recipe::from_ron(&text, "x.ron").expect("a recipe");
    let file = preview(data, &recipe).expect("a person");
    let gltf = gltf::Gltf::from_slice(&file).expect("a valid glb");
    let blob = gltf.blob.clone().expect("a binary chunk");
    let total: usize = gltf
        .meshes()
        .flat_map(|m| m.primitives().collect::<Vec<_>>())
        .map(|p| p.get(&gltf::Semantic::Positions).expect("positions").count())
        .sum();
    assert!((8_000..=10_000).contains(&total), "{hair}: {total} vertices");
    let hairs = triangles(&gltf.document, &blob, "Hair");
    let skin = triangles(&gltf.document, &blob, "Head");
    assert!(hairs.iter().flatten().all(|p| p.is_finite()), "{hair}: a vertex is not a number");
    let eyes = eyes(&gltf.document, &blob);
    for p in hairs.iter().flatten() {
        let q = *p - eyes;
        let face = q.x.abs() < 0.045 && (-0.10..0.012).contains(&q.y) && q.z > -0.02;
        assert!(!face, "{hair}: hair in the face at {q} from the eyes");
    }
    // Seen from every side, hair is what is met over the skull.
    let middle = eyes + vec3(0.0, 0.035, -0.075);
    for (elevation, from, to) in [(88.0f32, 0, 360), (65.0, 0, 360), (45.0, 50, 310), (25.0, 115, 245)] {
        for azimuth in (from..=to).step_by(15) {
            let (a, e) = ((azimuth as f32).to_radians(), elevation.to_radians());
            let out = vec3(a.sin() * e.cos(), e.sin(), a.cos() * e.cos());
            let eye = middle + out * 0.5;
            let (over, under) = (nearest(&hairs, eye, -out), nearest(&skin, eye, -out));
            assert!(over < under + 0.003, "{hair}: bare at azimuth {azimuth}, elevation {elevation}");
        }
    }
}

#[test]
fn every_style_covers_the_scalp_and_leaves_the_face_free() {
    let data = data();
    for hair in [
        "style: Short",
        "style: Crop, length: 0.006",
        "style: Bob, fringe: true",
        "style: Bob, parting: -0.4",
        "style: Long, wave: 0.8, parting: 0.3",
        "style: Ponytail",
        "style: Bun",
        "style: Curly",
        "style: Afro, length: 0.03",
    ] {
        check(&data, hair);
    }
}
