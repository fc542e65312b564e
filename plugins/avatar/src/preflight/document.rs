//! The JSON of a glTF file, as far as preflight looks at it: indices are not believed, unknown fields are left out.
//!
//! Wire types only; the `gltf` crate's own are asked at the end whether they agree (`structure`).

use super::container::ContainerError;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

type Raw = Option<Box<RawValue>>;

macro_rules! wire {
    ($($(#[$about:meta])* $name:ident { $($(#[$attr:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Default, Deserialize)]
            #[serde(default, rename_all = "camelCase")]
            pub(super) struct $name { $($(#[$attr])* pub(super) $field: $kind,)* }
        )*
    };
}

wire! {
    Document {
        asset: Asset,
        scene: Option<usize>,
        scenes: Vec<Scene>,
        nodes: Vec<Node>,
        meshes: Vec<Mesh>,
        accessors: Vec<Accessor>,
        buffer_views: Vec<BufferView>,
        buffers: Vec<Buffer>,
        materials: Vec<Material>,
        textures: Vec<Texture>,
        images: Vec<Image>,
        skins: Vec<Skin>,
        animations: Vec<Animation>,
        extensions_used: Vec<String>,
        extensions_required: Vec<String>,
        extensions: BTreeMap<String, Box<RawValue>>,
    }
    Asset {
        version: String,
        generator: Option<String>,
        copyright: Option<String>,
        extras: Raw,
    }
    Scene { nodes: Vec<usize>, }
    Node {
        name: Option<String>,
        children: Vec<usize>,
        mesh: Option<usize>,
        skin: Option<usize>,
        matrix: Option<[f64; 16]>,
        translation: Option<[f64; 3]>,
        rotation: Option<[f64; 4]>,
        scale: Option<[f64; 3]>,
    }
    Mesh { name: Option<String>, primitives: Vec<Primitive>, weights: Vec<f64>, extras: Raw, }
    Primitive {
        attributes: BTreeMap<String, usize>,
        indices: Option<usize>,
        material: Option<usize>,
        mode: Option<u64>,
        targets: Vec<BTreeMap<String, usize>>,
        extras: Raw,
        extensions: BTreeMap<String, serde::de::IgnoredAny>,
    }
    Accessor {
        buffer_view: Option<usize>,
        byte_offset: u64,
        component_type: u64,
        normalized: bool,
        count: u64,
        r#type: String,
        sparse: Option<Sparse>,
    }
    Sparse { count: u64, indices: SparsePart, values: SparsePart, }
    SparsePart { buffer_view: usize, byte_offset: u64, component_type: u64, }
    BufferView {
        buffer: usize,
        byte_offset: u64,
        byte_length: u64,
        byte_stride: Option<u64>,
        extensions: BTreeMap<String, serde::de::IgnoredAny>,
    }
    Buffer { uri: Option<String>, byte_length: u64, }
    Material { pbr_metallic_roughness: Option<Pbr>, }
    Pbr { base_color_texture: Option<TextureInfo>, }
    TextureInfo { index: usize, }
    Texture { source: Option<usize>, extensions: BTreeMap<String, serde::de::IgnoredAny>, }
    Image { uri: Option<String>, mime_type: Option<String>, buffer_view: Option<usize>, }
    Skin { joints: Vec<usize>, inverse_bind_matrices: Option<usize>, skeleton: Option<usize>, }
    Animation { name: Option<String>, channels: Vec<Channel>, samplers: Vec<Sampler>, }
    Channel { sampler: usize, target: Target, }
    Target { node: Option<usize>, }
    Sampler { input: usize, output: usize, }
    /// Where exporters keep the names of morph targets.
    TargetNames { target_names: Vec<String>, }
}

impl Document {
    pub(super) fn parse(json: &[u8]) -> Result<Self, ContainerError> {
        // Some exporters pad the chunk with zeros instead of blanks.
        let end = json.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1);
        Ok(serde_json::from_slice(&json[..end])?)
    }

    /// What the node is called in words, named or not.
    pub(super) fn node_name(&self, node: usize) -> String {
        let name = self.nodes.get(node).and_then(|n| n.name.clone());
        name.unwrap_or_else(|| format!("node {node}"))
    }
}

impl Mesh {
    /// Names of the morph targets, in order; fewer than there are, or none, where the file does not say.
    pub(super) fn target_names(&self) -> Vec<String> {
        let read = |raw: &Raw| {
            let names: TargetNames = serde_json::from_str(raw.as_ref()?.get()).ok()?;
            (!names.target_names.is_empty()).then_some(names.target_names)
        };
        let mut of_primitives = self.primitives.iter().filter_map(|p| read(&p.extras));
        read(&self.extras).or_else(|| of_primitives.next()).unwrap_or_default()
    }

    /// Morph targets of its first primitive; the others must have as many.
    pub(super) fn targets(&self) -> usize {
        self.primitives.first().map_or(0, |p| p.targets.len())
    }
}
