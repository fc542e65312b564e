//! Writing binary glTF: surfaces, sparse morphs, one skin, textures, materials.
//!
//! Knows glTF, not people. Texture coordinates come with v up and are turned here.

use glam::{Mat4, Vec2, Vec3};
use serde_json::{Map, Value, json};

/// Displacements of one morph target on one surface: only the vertices that move.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Morph {
    /// Vertex and displacement, rising ids, metres.
    pub positions: Vec<(u32, Vec3)>,
    /// Vertex and change of normal.
    pub normals: Vec<(u32, Vec3)>,
}

/// Triangles of one material.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// Metres.
    pub positions: Vec<Vec3>,
    /// Unit normals.
    pub normals: Vec<Vec3>,
    /// Texture coordinates, v up.
    pub coords: Vec<Vec2>,
    /// Vertex colours, linear; empty for none.
    pub colors: Vec<[f32; 4]>,
    /// Joints that move each vertex.
    pub joints: Vec<[u8; 4]>,
    /// Their shares, sum 1.
    pub weights: Vec<[f32; 4]>,
    /// Triangles.
    pub triangles: Vec<[u32; 3]>,
    /// Material index from [`Glb::material`].
    pub material: usize,
    /// Morph targets: none, or one for each name of the mesh.
    pub morphs: Vec<Morph>,
}

impl Surface {
    /// Appends another surface of the same material; both have morphs or neither.
    pub fn append(&mut self, other: Surface) {
        let offset = self.positions.len() as u32;
        self.positions.extend(other.positions);
        self.normals.extend(other.normals);
        self.coords.extend(other.coords);
        self.colors.extend(other.colors);
        self.joints.extend(other.joints);
        self.weights.extend(other.weights);
        self.triangles.extend(other.triangles.into_iter().map(|t| t.map(|v| v + offset)));
        if self.morphs.is_empty() {
            self.morphs = vec![Morph::default(); other.morphs.len()];
        }
        for (mine, theirs) in self.morphs.iter_mut().zip(other.morphs) {
            mine.positions.extend(theirs.positions.into_iter().map(|(v, d)| (v + offset, d)));
            mine.normals.extend(theirs.normals.into_iter().map(|(v, d)| (v + offset, d)));
        }
    }
}

/// A joint of the skeleton: rotations are identity in the bind pose.
#[derive(Clone, Debug)]
pub struct Joint {
    /// `mixamorig:Hips`, ...
    pub name: String,
    /// Index of the parent; the first joint has none.
    pub parent: Option<usize>,
    /// Place in the bind pose, metres, model space.
    pub position: Vec3,
}

/// Names of the morph targets of a mesh.
pub type MorphNames<'a> = &'a [&'a str];

/// A node whose mesh has morph targets.
#[derive(Debug)]
pub struct MorphedNode {
    /// Its index.
    pub node: usize,
    /// Names of the targets in order; none for one that moves nothing.
    pub moving: Vec<Option<String>>,
}

/// A file under construction.
#[derive(Debug)]
pub struct Glb {
    bytes: Vec<u8>,
    accessors: Vec<Value>,
    views: Vec<Value>,
    nodes: Vec<Value>,
    meshes: Vec<Value>,
    materials: Vec<Value>,
    images: Vec<Value>,
    textures: Vec<Value>,
    extensions: Vec<&'static str>,
    added: Map<String, Value>,
    roots: Vec<usize>,
    skin: Value,
    name: String,
}

const FLOAT: u32 = 5126;
const U8: u32 = 5121;
const U16: u32 = 5123;
const U32: u32 = 5125;
const VERTICES: u32 = 34962;
const INDICES: u32 = 34963;

impl Glb {
    /// Starts a file with its root node and skeleton.
    pub fn new(name: &str, joints: &[Joint]) -> Self {
        let mut glb = Self {
            bytes: Vec::new(),
            accessors: Vec::new(),
            views: Vec::new(),
            nodes: vec![json!({ "name": name })],
            meshes: Vec::new(),
            materials: Vec::new(),
            images: Vec::new(),
            textures: Vec::new(),
            extensions: Vec::new(),
            added: Map::new(),
            roots: Vec::new(),
            skin: Value::Null,
            name: name.to_owned(),
        };
        let first = glb.nodes.len();
        for (n, joint) in joints.iter().enumerate() {
            let parent = joint.parent.map_or(Vec3::ZERO, |p| joints[p].position);
            let mut node = json!({ "name": joint.name, "translation": (joint.position - parent).to_array() });
            let children: Vec<usize> =
                (0..joints.len()).filter(|c| joints[*c].parent == Some(n)).map(|c| c + first).collect();
            if !children.is_empty() {
                node["children"] = json!(children);
            }
            if joint.parent.is_none() {
                glb.roots.push(n + first);
            }
            glb.nodes.push(node);
        }
        let inverse: Vec<f32> =
            joints.iter().flat_map(|j| Mat4::from_translation(-j.position).to_cols_array()).collect();
        let matrices = glb.floats(&inverse, 16, "MAT4", None);
        let ids: Vec<usize> = (first..first + joints.len()).collect();
        glb.skin = json!({ "joints": ids, "skeleton": first, "inverseBindMatrices": matrices });
        glb
    }

    fn view(&mut self, data: &[u8], target: Option<u32>) -> usize {
        while !self.bytes.len().is_multiple_of(4) {
            self.bytes.push(0);
        }
        let mut view = json!({ "buffer": 0, "byteOffset": self.bytes.len(), "byteLength": data.len() });
        if let Some(target) = target {
            view["target"] = json!(target);
        }
        self.bytes.extend_from_slice(data);
        self.views.push(view);
        self.views.len() - 1
    }

    fn accessor(&mut self, value: Value) -> usize {
        self.accessors.push(value);
        self.accessors.len() - 1
    }

    fn floats(&mut self, data: &[f32], width: usize, kind: &str, target: Option<u32>) -> usize {
        let bytes: Vec<u8> = data.iter().flat_map(|x| x.to_le_bytes()).collect();
        let view = self.view(&bytes, target);
        self.accessor(json!({
            "bufferView": view, "componentType": FLOAT, "count": data.len() / width, "type": kind,
        }))
    }

    /// A sparse accessor of displacements; glTF wants at least one entry, so an empty one holds a zero.
    fn sparse(&mut self, entries: &[(u32, Vec3)], count: usize) -> usize {
        let zero = [(0, Vec3::ZERO)];
        let full = entries.len() == count;
        let entries = if entries.is_empty() { &zero[..] } else { entries };
        let small = count < 65_536;
        let ids: Vec<u8> = entries
            .iter()
            .flat_map(
                |(v, _)| if small { (*v as u16).to_le_bytes().to_vec() } else { v.to_le_bytes().to_vec() },
            )
            .collect();
        let values: Vec<u8> =
            entries.iter().flat_map(|(_, d)| d.to_array()).flat_map(|x| x.to_le_bytes()).collect();
        let start = if full { Vec3::INFINITY } else { Vec3::ZERO };
        let lo = entries.iter().fold(start, |m, (_, d)| m.min(*d));
        let hi = entries.iter().fold(-start, |m, (_, d)| m.max(*d));
        let ids = self.view(&ids, None);
        let values = self.view(&values, None);
        self.accessor(json!({
            "componentType": FLOAT, "count": count, "type": "VEC3",
            "min": lo.to_array(), "max": hi.to_array(),
            "sparse": {
                "count": entries.len(),
                "indices": { "bufferView": ids, "componentType": if small { U16 } else { U32 } },
                "values": { "bufferView": values },
            },
        }))
    }

    /// Embeds an encoded picture (`image/png` or `image/jpeg`) and returns its texture.
    pub fn texture(&mut self, name: &str, mime: &str, bytes: &[u8]) -> usize {
        let view = self.view(bytes, None);
        self.images.push(json!({ "name": name, "bufferView": view, "mimeType": mime }));
        self.textures.push(json!({ "source": self.images.len() - 1, "sampler": 0 }));
        self.textures.len() - 1
    }

    /// Adds a material as glTF JSON.
    pub fn material(&mut self, value: Value) -> usize {
        if let Some(used) = value.get("extensions").and_then(Value::as_object) {
            for known in ["KHR_materials_clearcoat", "KHR_materials_specular"] {
                if used.contains_key(known) && !self.extensions.contains(&known) {
                    self.extensions.push(known);
                }
            }
        }
        self.materials.push(value);
        self.materials.len() - 1
    }

    fn primitive(&mut self, s: &Surface) -> Value {
        let flat = |v: &[Vec3]| -> Vec<f32> { v.iter().flat_map(|p| p.to_array()).collect() };
        let n = s.positions.len();
        let position = self.floats(&flat(&s.positions), 3, "VEC3", Some(VERTICES));
        let lo = s.positions.iter().fold(Vec3::INFINITY, |m, p| m.min(*p));
        let hi = s.positions.iter().fold(Vec3::NEG_INFINITY, |m, p| m.max(*p));
        self.accessors[position]["min"] = json!(lo.to_array());
        self.accessors[position]["max"] = json!(hi.to_array());
        let normal = self.floats(&flat(&s.normals), 3, "VEC3", Some(VERTICES));
        let coords: Vec<f32> = s.coords.iter().flat_map(|t| [t.x, 1.0 - t.y]).collect();
        let coords = self.floats(&coords, 2, "VEC2", Some(VERTICES));
        let joints: Vec<u8> = s.joints.iter().flatten().copied().collect();
        let view = self.view(&joints, Some(VERTICES));
        let joints =
            self.accessor(json!({ "bufferView": view, "componentType": U8, "count": n, "type": "VEC4" }));
        let weights: Vec<f32> = s.weights.iter().flatten().copied().collect();
        let weights = self.floats(&weights, 4, "VEC4", Some(VERTICES));
        let mut attributes = json!({
            "POSITION": position, "NORMAL": normal, "TEXCOORD_0": coords, "JOINTS_0": joints, "WEIGHTS_0": weights,
        });
        if !s.colors.is_empty() {
            let colors: Vec<f32> = s.colors.iter().flatten().copied().collect();
            attributes["COLOR_0"] = json!(self.floats(&colors, 4, "VEC4", Some(VERTICES)));
        }
        let (bytes, kind): (Vec<u8>, u32) = if n < 65_536 {
            (s.triangles.iter().flatten().flat_map(|v| (*v as u16).to_le_bytes()).collect(), U16)
        } else {
            (s.triangles.iter().flatten().flat_map(|v| v.to_le_bytes()).collect(), U32)
        };
        let view = self.view(&bytes, Some(INDICES));
        let indices = self.accessor(json!({
            "bufferView": view, "componentType": kind, "count": s.triangles.len() * 3, "type": "SCALAR",
        }));
        let mut primitive = json!({ "attributes": attributes, "indices": indices, "material": s.material });
        if !s.morphs.is_empty() {
            let targets: Vec<Value> = s
                .morphs
                .iter()
                .map(|m| json!({ "POSITION": self.sparse(&m.positions, n), "NORMAL": self.sparse(&m.normals, n) }))
                .collect();
            primitive["targets"] = json!(targets);
        }
        primitive
    }

    /// Adds a mesh node bound to the skin. `names` are the morph targets, empty for none.
    pub fn mesh(&mut self, name: &str, surfaces: &[Surface], names: MorphNames) {
        let primitives: Vec<Value> = surfaces.iter().map(|s| self.primitive(s)).collect();
        let mut mesh = json!({ "name": name, "primitives": primitives });
        if !names.is_empty() {
            mesh["weights"] = json!(vec![0.0; names.len()]);
            mesh["extras"] = json!({ "targetNames": names });
        }
        self.meshes.push(mesh);
        self.nodes.push(json!({ "name": name, "mesh": self.meshes.len() - 1, "skin": 0 }));
    }

    /// Adds an extension of the whole file.
    pub fn extend(&mut self, name: &'static str, value: Value) {
        self.extensions.push(name);
        self.added.insert(name.to_owned(), value);
    }

    /// Index of the node called `name`.
    pub fn node(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node["name"] == name)
    }

    /// Place of a node against its parent, metres.
    pub fn translation(&self, node: usize) -> [f64; 3] {
        let place = self.nodes.get(node).map(|n| &n["translation"]);
        std::array::from_fn(|k| place.and_then(|p| p[k].as_f64()).unwrap_or(0.0))
    }

    /// Nodes that show a mesh.
    pub fn drawn(&self) -> impl Iterator<Item = usize> {
        self.nodes.iter().enumerate().filter(|(_, n)| n.get("mesh").is_some()).map(|(index, _)| index)
    }

    /// Nodes whose mesh has morph targets.
    pub fn morphed(&self) -> Vec<MorphedNode> {
        let of_node = |node: usize| {
            let mesh = &self.meshes[self.nodes[node]["mesh"].as_u64()? as usize];
            let names = mesh["extras"]["targetNames"].as_array()?;
            let moving = names.iter().enumerate().map(|(target, name)| {
                let moves = self.moves(mesh, target);
                name.as_str().filter(|_| moves).map(str::to_owned)
            });
            Some(MorphedNode { node, moving: moving.collect() })
        };
        self.drawn().filter_map(of_node).collect()
    }

    /// Whether a target moves anything: its bounds are written with it.
    fn moves(&self, mesh: &Value, target: usize) -> bool {
        let primitives = mesh["primitives"].as_array().map(Vec::as_slice).unwrap_or_default();
        let accessors = primitives.iter().filter_map(|p| p["targets"][target]["POSITION"].as_u64());
        let is_some = |v: &Value| v.as_array().is_some_and(|v| v.iter().any(|x| x.as_f64() != Some(0.0)));
        accessors.map(|a| &self.accessors[a as usize]).any(|a| is_some(&a["min"]) || is_some(&a["max"]))
    }

    /// The finished file; `extras` are what only we read of it, in `asset.extras`.
    pub fn finish(mut self, copyright: &str, extras: Value) -> Vec<u8> {
        self.nodes[0]["children"] = json!(self.roots);
        // Skinned meshes stand beside the skeleton: nothing above them would move them.
        let scene: Vec<usize> = std::iter::once(0).chain(self.drawn()).collect();
        while !self.bytes.len().is_multiple_of(4) {
            self.bytes.push(0);
        }
        let mut root = Map::new();
        root.insert(
            "asset".into(),
            json!({ "version": "2.0", "generator": "compere character", "copyright": copyright, "extras": extras }),
        );
        root.insert("scene".into(), json!(0));
        root.insert("scenes".into(), json!([{ "name": self.name, "nodes": scene }]));
        root.insert("buffers".into(), json!([{ "byteLength": self.bytes.len() }]));
        root.insert(
            "samplers".into(),
            json!([{ "magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497 }]),
        );
        root.insert("skins".into(), json!([self.skin]));
        if !self.extensions.is_empty() {
            root.insert("extensionsUsed".into(), json!(self.extensions));
        }
        if !self.added.is_empty() {
            root.insert("extensions".into(), Value::Object(self.added));
        }
        for (key, list) in [
            ("nodes", self.nodes),
            ("meshes", self.meshes),
            ("accessors", self.accessors),
            ("bufferViews", self.views),
            ("materials", self.materials),
            ("images", self.images),
            ("textures", self.textures),
        ] {
            if !list.is_empty() {
                root.insert(key.into(), Value::Array(list));
            }
        }
        let mut text = Value::Object(root).to_string().into_bytes();
        while !text.len().is_multiple_of(4) {
            text.push(b' ');
        }
        let total = 12 + 8 + text.len() + 8 + self.bytes.len();
        let mut out = Vec::with_capacity(total);
        for word in [0x4654_6c67_u32, 2, total as u32, text.len() as u32, 0x4e4f_534a] {
            out.extend_from_slice(&u32::to_le_bytes(word));
        }
        out.extend_from_slice(&text);
        for word in [self.bytes.len() as u32, 0x004e_4942] {
            out.extend_from_slice(&u32::to_le_bytes(word));
        }
        out.extend_from_slice(&self.bytes);
        out
    }
}
