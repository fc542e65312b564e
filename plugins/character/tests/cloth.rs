//! No skin comes through cloth: every outfit is posed on the CPU, as a renderer would, and looked at from inside.
//! Needs the human data.

#[path = "human/data.rs"]
mod human;

use character::{Recipe, bake, preview};
use glam::{Mat4, Quat, Vec3};
use human::data;

/// Skin further than this above the cloth that should cover it is seen, metres: two pixels of the half-body view.
const BORNE: f32 = 0.002;
/// How far cloth may stand off the skin it covers, and how deep under skin it is looked for, metres.
const OFF: f32 = 0.035;
const DEEP: f32 = 0.02;

/// Degrees about x, y and z of upper arm and forearm, applied z first; for the left, the right mirrors them.
type Gesture = (&'static str, [f32; 3], [f32; 3]);

const GESTURES: [Gesture; 8] = [
    ("as baked", [0.0; 3], [0.0; 3]),
    ("hanging", [5.0, 0.0, -31.0], [-16.0, 0.0, 0.0]),
    ("forward", [-80.0, 0.0, -31.0], [-20.0, 0.0, 0.0]),
    ("up", [0.0, 0.0, 110.0], [0.0, 0.0, 30.0]),
    ("to the mouth", [-45.0, 0.0, -25.0], [-115.0, 30.0, 0.0]),
    ("crossed", [-35.0, -20.0, -28.0], [-80.0, 60.0, 0.0]),
    ("hand on heart", [-15.0, 0.0, -26.0], [-100.0, 50.0, 0.0]),
    ("waving", [0.0, 0.0, 15.0], [0.0, 0.0, 95.0]),
];

struct Mesh {
    points: Vec<Vec3>,
    normals: Vec<Vec3>,
    joints: Vec<[u16; 4]>,
    weights: Vec<[f32; 4]>,
    triangles: Vec<[usize; 3]>,
}

struct Person {
    names: Vec<String>,
    parents: Vec<Option<usize>>,
    at: Vec<Vec3>,
    skin: Vec<Mesh>,
    cloth: Mesh,
}

impl Person {
    fn new(bytes: &[u8]) -> Self {
        let gltf = gltf::Gltf::from_slice(bytes).expect("a valid glb");
        let blob = gltf.blob.as_deref().expect("a binary chunk");
        let skin = gltf.skins().next().expect("a skin");
        let nodes: Vec<gltf::Node> = skin.joints().collect();
        let parents = nodes
            .iter()
            .map(|n| nodes.iter().position(|p| p.children().any(|c| c.index() == n.index())))
            .collect();
        let mesh = |name: &str| {
            let node = gltf.nodes().find(|n| n.name() == Some(name)).expect("the mesh's node");
            let mut all = Mesh {
                points: Vec::new(),
                normals: Vec::new(),
                joints: Vec::new(),
                weights: Vec::new(),
                triangles: Vec::new(),
            };
            for primitive in node.mesh().expect("a mesh").primitives() {
                let reader = primitive.reader(|_| Some(blob));
                let first = all.points.len();
                all.points.extend(reader.read_positions().expect("positions").map(Vec3::from));
                all.normals.extend(reader.read_normals().expect("normals").map(Vec3::from));
                all.joints.extend(reader.read_joints(0).expect("joints").into_u16());
                all.weights.extend(reader.read_weights(0).expect("weights").into_f32());
                let indices: Vec<usize> =
                    reader.read_indices().expect("indices").into_u32().map(|i| first + i as usize).collect();
                all.triangles.extend(indices.chunks_exact(3).map(|t| [t[0], t[1], t[2]]));
            }
            all
        };
        Self {
            names: nodes.iter().map(|n| n.name().unwrap_or_default().to_owned()).collect(),
            at: nodes.iter().map(|n| Vec3::from(n.transform().decomposed().0)).collect(),
            parents,
            skin: vec![mesh("Body"), mesh("Head")],
            cloth: mesh("Top"),
        }
    }

    /// What each bone does to what hangs on it.
    fn moves(&self, gesture: &Gesture) -> Vec<Mat4> {
        let turn = |name: &str| {
            let side = if name.contains("Left") { 1.0 } else { -1.0 };
            let [x, y, z] = match name.trim_start_matches("mixamorig:") {
                "LeftArm" | "RightArm" => gesture.1,
                "LeftForeArm" | "RightForeArm" => gesture.2,
                _ => return Quat::IDENTITY,
            };
            Quat::from_rotation_y((side * y).to_radians())
                * Quat::from_rotation_x(x.to_radians())
                * Quat::from_rotation_z((side * z).to_radians())
        };
        let mut posed: Vec<Option<(Mat4, Mat4)>> = vec![None; self.names.len()];
        fn place(
            n: usize,
            who: &Person,
            turn: &impl Fn(&str) -> Quat,
            posed: &mut Vec<Option<(Mat4, Mat4)>>,
        ) -> (Mat4, Mat4) {
            if let Some(done) = posed[n] {
                return done;
            }
            let (rest, now) = who.parents[n]
                .map_or((Mat4::IDENTITY, Mat4::IDENTITY), |parent| place(parent, who, turn, posed));
            let own = (
                rest * Mat4::from_translation(who.at[n]),
                now * Mat4::from_rotation_translation(turn(&who.names[n]), who.at[n]),
            );
            posed[n] = Some(own);
            own
        }
        (0..self.names.len())
            .map(|n| {
                let (rest, now) = place(n, self, &turn, &mut posed);
                now * rest.inverse()
            })
            .collect()
    }
}

impl Mesh {
    fn posed(&self, moves: &[Mat4]) -> (Vec<Vec3>, Vec<Vec3>) {
        (0..self.points.len())
            .map(|v| {
                let blend = (0..4).fold(Mat4::ZERO, |sum, k| {
                    sum + moves[usize::from(self.joints[v][k])] * self.weights[v][k]
                });
                (
                    blend.transform_point3(self.points[v]),
                    blend.transform_vector3(self.normals[v]).normalize_or(Vec3::Z),
                )
            })
            .unzip()
    }

    /// Distance along a ray to the first triangle that faces the way `outward` does.
    fn hit(&self, points: &[Vec3], from: Vec3, dir: Vec3, outward: Vec3, reach: f32) -> Option<f32> {
        let mut best: Option<f32> = None;
        for t in &self.triangles {
            let [a, b, c] = t.map(|v| points[v]);
            if (a - from).length_squared() > 0.01 {
                continue;
            }
            let (e1, e2) = (b - a, c - a);
            if e1.cross(e2).normalize_or_zero().dot(outward) < 0.3 {
                continue;
            }
            let q = dir.cross(e2);
            let det = e1.dot(q);
            if det.abs() < 1e-12 {
                continue;
            }
            let s = from - a;
            let u = s.dot(q) / det;
            let r = s.cross(e1);
            let v = dir.dot(r) / det;
            let d = e2.dot(r) / det;
            if u >= 0.0 && v >= 0.0 && u + v <= 1.0 && (0.0..reach).contains(&d) {
                best = Some(best.map_or(d, |x| x.min(d)));
            }
        }
        best
    }
}

/// How many vertices of skin are covered at rest, and where they come through in each gesture when clothes are
/// `tight` metres too small.
fn faults(person: &Person, tight: f32) -> (usize, Vec<String>) {
    let cloth = &person.cloth;
    let mut covered_in_all = 0;
    let mut faults = Vec::new();
    for skin in &person.skin {
        let covered: Vec<usize> = (0..skin.points.len())
            .filter(|v| {
                let (p, n) = (skin.points[*v], skin.normals[*v]);
                cloth.hit(&cloth.points, p, n, n, OFF).is_some()
            })
            .collect();
        covered_in_all += covered.len();
        for gesture in &GESTURES {
            let moves = person.moves(gesture);
            let (mut points, outward) = cloth.posed(&moves);
            points.iter_mut().zip(outward).for_each(|(p, n)| *p -= n * tight);
            let (at, normals) = skin.posed(&moves);
            let out: Vec<f32> = covered
                .iter()
                .filter_map(|v| cloth.hit(&points, at[*v], -normals[*v], normals[*v], DEEP))
                .filter(|depth| *depth > BORNE)
                .collect();
            if !out.is_empty() {
                let worst = out.iter().fold(0.0f32, |a, b| a.max(*b)) * 1000.0;
                faults.push(format!("{}: {} vertices, the worst by {worst:.1} mm", gesture.0, out.len()));
            }
        }
    }
    (covered_in_all, faults)
}

#[track_caller]
fn check(what: &str, bytes: &[u8]) {
    let person = Person::new(bytes);
    let (covered_in_all, faults) = self::faults(&person, 0.0);
    assert!(covered_in_all > 40, "{what}: only {covered_in_all} vertices of skin lie under cloth");
    assert!(faults.is_empty(), "{what}: skin comes through: {}", faults.join("; "));
    assert!(!self::faults(&person, 0.015).1.is_empty(), "{what}: clothes that are too tight go unnoticed");
}

fn recipe(sex: f32, outfit: &str) -> Recipe {
    let text = format!("(name: \"x\", phenotype: (sex: {sex}), hair: (style: Bald), outfit: ({outfit}))");
    Recipe::from_ron(&text, "x.ron").expect("a recipe")
}

const OUTFITS: [&str; 9] = [
    "style: Turtleneck",
    "style: Sweater",
    "style: TShirt",
    "style: Blouse",
    "style: Shirt",
    "style: Blazer, inner: Shirt",
    "style: Blazer, inner: Top",
    "style: Dress",
    "style: Hoodie",
];

#[test]
fn no_skin_comes_through_the_lean_level() {
    let data = data();
    for (n, outfit) in OUTFITS.iter().enumerate() {
        let person = recipe((n % 2) as f32, outfit);
        check(outfit, &preview(&data, &person).expect("can be baked"));
    }
}

#[test]
fn no_skin_comes_through_the_full_level() {
    let data = data();
    for (sex, outfit) in [(1.0, OUTFITS[2]), (0.0, OUTFITS[7])] {
        check(outfit, &bake(&data, &recipe(sex, outfit)).expect("can be baked").full);
    }
}
