//! Whether the file holds together: indices, bounds, required extensions, and what the engine's own reader says.

use super::buffers::{Unread, fits};
use super::document::{Document, Mesh, Primitive};
use super::report::{Faults, Report, Topic, few};
use gltf::json::{extensions::ENABLED_EXTENSIONS, validation::Validate};

/// The engine gives up on meshes with more (`bevy_mesh::morph::MAX_MORPH_WEIGHTS`).
pub(super) const MORPH_LIMIT: usize = 256;

pub(super) fn check(document: &Document, json: &[u8], report: &mut Report) {
    let mut faults = Faults::default();
    if !document.asset.version.starts_with("2.") {
        let version: String = document.asset.version.chars().take(20).collect();
        faults.add("version", || format!("its glTF version is {version:?}; only 2.0 is known"));
    }
    references(document, &mut faults);
    data(document, &mut faults);
    for mesh in &document.meshes {
        for primitive in &mesh.primitives {
            counts(document, primitive, &mut faults);
        }
        morphs(mesh, &mut faults);
    }
    skins(document, &mut faults);
    extensions(document, report);
    // The engine's reader has the last word; asked only about what we let pass, so that one fault is told once.
    if faults.is_empty() && report.findings.iter().all(|f| f.severity != super::Severity::Broken) {
        validated(json, &mut faults);
    }
    for fault in faults.told() {
        let remedy = "export it again, and look at it with the Khronos glTF validator; another tool's exporter may do better";
        report.broken(Topic::File, fault, "it cannot be loaded, or not as it was meant", remedy);
    }
}

/// Every index that leads from one list to another.
fn references(document: &Document, faults: &mut Faults) {
    let mut refer =
        |kind: &'static str, what: &str, from: usize, to: &str, index: Option<usize>, len: usize| {
            if let Some(index) = index.filter(|i| *i >= len) {
                faults.add(kind, || format!("{what} {from} names {to} {index}, which does not exist"));
            }
        };
    for (i, node) in document.nodes.iter().enumerate() {
        refer("node mesh", "node", i, "mesh", node.mesh, document.meshes.len());
        refer("node skin", "node", i, "skin", node.skin, document.skins.len());
    }
    let accessors = document.accessors.len();
    for (i, mesh) in document.meshes.iter().enumerate() {
        for primitive in &mesh.primitives {
            refer("mesh indices", "mesh", i, "accessor", primitive.indices, accessors);
            refer("mesh material", "mesh", i, "material", primitive.material, document.materials.len());
            let targets = primitive.targets.iter().flat_map(|t| t.values());
            for accessor in primitive.attributes.values().chain(targets) {
                refer("mesh accessor", "mesh", i, "accessor", Some(*accessor), accessors);
            }
        }
    }
    for (i, skin) in document.skins.iter().enumerate() {
        refer("skin matrices", "skin", i, "accessor", skin.inverse_bind_matrices, accessors);
        refer("skin skeleton", "skin", i, "node", skin.skeleton, document.nodes.len());
        for joint in &skin.joints {
            refer("skin joint", "skin", i, "node", Some(*joint), document.nodes.len());
        }
    }
    for (i, texture) in document.textures.iter().enumerate() {
        refer("texture image", "texture", i, "image", texture.source, document.images.len());
    }
    for (i, material) in document.materials.iter().enumerate() {
        let texture = material.pbr_metallic_roughness.as_ref().and_then(|p| p.base_color_texture.as_ref());
        refer(
            "material texture",
            "material",
            i,
            "texture",
            texture.map(|t| t.index),
            document.textures.len(),
        );
    }
    for (i, image) in document.images.iter().enumerate() {
        refer("image view", "image", i, "buffer view", image.buffer_view, document.buffer_views.len());
    }
    for (i, animation) in document.animations.iter().enumerate() {
        for channel in &animation.channels {
            refer("channel", "animation", i, "sampler", Some(channel.sampler), animation.samplers.len());
            refer("channel node", "animation", i, "node", channel.target.node, document.nodes.len());
        }
        for sampler in &animation.samplers {
            refer("sampler", "animation", i, "accessor", Some(sampler.input), accessors);
            refer("sampler", "animation", i, "accessor", Some(sampler.output), accessors);
        }
    }
}

/// Views in buffers, accessors in views.
fn data(document: &Document, faults: &mut Faults) {
    for (i, view) in document.buffer_views.iter().enumerate() {
        let end = view.byte_offset.checked_add(view.byte_length);
        match document.buffers.get(view.buffer) {
            None => faults.add("view", || {
                format!("buffer view {i} names buffer {}, which does not exist", view.buffer)
            }),
            Some(buffer) if end.is_none_or(|end| end > buffer.byte_length) => {
                faults.add("view", || format!("buffer view {i} reaches beyond the end of its buffer"));
            }
            Some(_) => {}
        }
    }
    for i in 0..document.accessors.len() {
        if let Err(Unread::Unfit(words)) = fits(document, i) {
            faults.add("accessor", || format!("accessor {i} {words}"));
        }
    }
}

/// The attributes of a primitive have one element a vertex each.
fn counts(document: &Document, primitive: &Primitive, faults: &mut Faults) {
    let count = |index: &usize| document.accessors.get(*index).map(|a| a.count);
    let Some(vertices) = primitive.attributes.get("POSITION").and_then(count) else {
        return faults.add("position", || "a mesh has no positions".into());
    };
    let targets = primitive.targets.iter().flatten();
    for (name, index) in primitive.attributes.iter().chain(targets) {
        if let Some(other) = count(index).filter(|c| *c != vertices) {
            let name: String = name.chars().take(40).collect();
            faults
                .add("counts", || format!("a mesh has {vertices} vertices, but {other} elements of {name}"));
        }
    }
}

fn morphs(mesh: &Mesh, faults: &mut Faults) {
    let name = || mesh.name.clone().unwrap_or_else(|| "without name".into());
    if mesh.primitives.is_empty() {
        faults.add("empty", || format!("mesh {} has no primitives", name()));
    }
    let targets = mesh.targets();
    if mesh.primitives.iter().any(|p| p.targets.len() != targets) {
        faults.add("targets", || {
            format!("the parts of mesh {} differ in their number of morph targets", name())
        });
    }
    if !mesh.weights.is_empty() && mesh.weights.len() != targets {
        faults.add("weights", || {
            format!("mesh {} has {targets} morph targets, but {} weights", name(), mesh.weights.len())
        });
    }
    if targets > MORPH_LIMIT {
        faults.add("morphs", || {
            format!("mesh {} has {targets} morph targets; the limit is {MORPH_LIMIT}", name())
        });
    }
}

fn skins(document: &Document, faults: &mut Faults) {
    for (i, skin) in document.skins.iter().enumerate() {
        if skin.joints.is_empty() {
            faults.add("joints", || format!("skin {i} has no joints"));
        }
        let Some(matrices) = skin.inverse_bind_matrices.and_then(|a| document.accessors.get(a)) else {
            continue;
        };
        if matrices.r#type != "MAT4" || matrices.component_type != 5126 {
            faults.add("matrices", || {
                format!("the inverse bind matrices of skin {i} are not matrices of floats")
            });
        } else if matrices.count < skin.joints.len() as u64 {
            let count = matrices.count;
            faults.add("matrices", || {
                format!("skin {i} has {} joints, but {count} matrices", skin.joints.len())
            });
        }
    }
}

fn extensions(document: &Document, report: &mut Report) {
    let unknown: Vec<&String> =
        document.extensions_required.iter().filter(|e| !ENABLED_EXTENSIONS.contains(&e.as_str())).collect();
    if unknown.is_empty() {
        return;
    }
    let compressed =
        unknown.iter().any(|e| e.contains("draco") || e.contains("meshopt") || e.contains("quantization"));
    let remedy = match compressed {
        true => "save it without compression: `npx @gltf-transform/cli copy IN.glb OUT.glb` unpacks it",
        false => "export it without this extension, or with the extension optional",
    };
    let found = format!("it requires what the program does not know: {}", few(&unknown, 4));
    report.broken(Topic::File, found, "it cannot be loaded", remedy);
}

fn validated(json: &[u8], faults: &mut Faults) {
    let end = json.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1);
    let root: gltf::json::Root = match serde_json::from_slice(&json[..end]) {
        Ok(root) => root,
        Err(error) => return faults.add("root", || format!("the engine's reader does not take it: {error}")),
    };
    root.validate(&root, gltf::json::Path::new, &mut |path, error| {
        // Extensions are told by name above.
        if error != gltf::json::validation::Error::Unsupported {
            faults.add("validation", || format!("{} is wrong ({error})", path()));
        }
    });
}
