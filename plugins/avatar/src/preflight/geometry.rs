//! Vertices: how many, whether they are numbers, whether indices and joints stay in range, and what the morphs move.

use super::buffers::{Data, Elements, Seen, Unread};
use super::document::{Document, Node, Primitive};
use super::report::{Counts, Faults, Report, Topic, many};
use super::space::{IDENTITY, Matrix, Tree, multiply, transform};
use std::array;

/// Vertices that a frame drawn by software bears; our own lean people have 8-10 thousand.
const LEAN_VERTICES: u64 = 30_000;
/// Beyond this no GPU of a small machine keeps up with morphs and skin.
const FULL_VERTICES: u64 = 400_000;
/// The engine keeps morphs dense: position, normal and tangent of each vertex for each target.
const MORPH_BYTES: u64 = 48;
/// Vertices of a part whose place is looked at; a person's size needs no more.
const SAMPLES: usize = 4096;
/// Parts that are looked at, counted once for each node that shows them.
const PART_LIMIT: usize = 20_000;
/// Joints of a skin whose places are worked out.
const PLACED_JOINTS: usize = 2048;
/// Names of morph targets that are looked at, in all.
const NAME_LIMIT: usize = 20_000;

/// What was seen of the meshes.
pub(super) struct Looked {
    /// Names of morph targets, and whether any vertex moves; none where that was not read.
    pub(super) targets: Vec<(String, Option<bool>)>,
    /// Lowest and highest corner of what is drawn, in metres at rest.
    pub(super) bounds: Option<([f64; 3], [f64; 3])>,
}

struct Look<'a, 'd> {
    document: &'a Document,
    tree: &'a Tree,
    data: &'a mut Data<'d>,
    /// What makes the file unfit.
    faults: Faults,
    /// What looks wrong, but can be borne.
    flaws: Faults,
    unnamed: usize,
    seen: Seen,
    compressed: bool,
    low: [f64; 3],
    high: [f64; 3],
    morph_bytes: u64,
}

pub(super) fn look(document: &Document, tree: &Tree, data: &mut Data<'_>, report: &mut Report) -> Looked {
    let faults = Faults::default();
    let (low, high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    let seen = Seen::default();
    let mut look = Look {
        document,
        tree,
        data,
        faults,
        flaws: Faults::default(),
        unnamed: 0,
        seen,
        compressed: false,
        low,
        high,
        morph_bytes: 0,
    };
    let mut targets = Vec::new();
    // Only what is drawn counts; a mesh drawn twice is deformed twice.
    let drawn = document.nodes.iter().enumerate().filter(|(i, _)| tree.world[*i].is_some());
    let mut named = vec![false; document.meshes.len()];
    for (index, node) in drawn {
        let Some(mesh) = node.mesh.filter(|m| *m < document.meshes.len()) else { continue };
        if report.counts.primitives >= PART_LIMIT {
            look.data.spent = true;
            break;
        }
        let first = !std::mem::replace(&mut named[mesh], true);
        look.mesh(index, node, mesh, &mut report.counts, first.then_some(&mut targets));
    }
    report.counts.meshes = document.meshes.len();
    let Look { faults, flaws, unnamed, compressed, low, high, morph_bytes, .. } = look;
    for fault in faults.told() {
        let effect = "parts tear, flicker or vanish; software rendering may refuse it";
        report.broken(
            Topic::Mesh,
            fault,
            effect,
            "clean the mesh in the tool that made it, and export it again",
        );
    }
    for flaw in flaws.told() {
        let effect = "black or torn spots where these vertices are";
        report.lack(
            Topic::Mesh,
            flaw,
            effect,
            "clean the mesh in the tool that made it, and export it again",
        );
    }
    if unnamed > 0 {
        let found = format!("{} without a name", many(unnamed, "morph target"));
        let effect = "only VRM's expressions can move them";
        report.lack(
            Topic::Face,
            found,
            effect,
            "export with names (Blender and UniVRM write mesh.extras.targetNames)",
        );
    }
    if compressed {
        report.note(Topic::Mesh, "its vertices are compressed, so they were not looked at");
    }
    if data.spent {
        report.note(Topic::Mesh, "it has more data than is looked at; the rest was believed");
    }
    tell(report, morph_bytes);
    let bounds = low.iter().chain(&high).all(|v| v.is_finite()).then_some((low, high));
    Looked { targets, bounds }
}

fn tell(report: &mut Report, morph_bytes: u64) {
    let Counts { vertices, triangles, primitives, morph_targets, .. } = report.counts;
    if vertices == 0 {
        let remedy = "export it with its meshes";
        return report.broken(Topic::Mesh, "there is nothing to draw", "viewers see an empty scene", remedy);
    }
    let found = format!(
        "{vertices} vertices, {triangles} triangles in {}, at most {morph_targets} morph targets a mesh",
        many(primitives, "part")
    );
    if vertices > FULL_VERTICES {
        let effect = "frames come late even with a GPU";
        report.lack(Topic::Mesh, found, effect, "reduce it to 50,000 vertices or fewer (Blender: Decimate)");
    } else if vertices > LEAN_VERTICES {
        let wish = "for a GPU; software rendering wants a second file of some 10,000";
        report.note(Topic::Mesh, format!("{found}: {wish}"));
    } else {
        report.good(Topic::Mesh, found);
    }
    if morph_bytes > 400 << 20 {
        let found = format!("its morph targets take {} MB when loaded", morph_bytes >> 20);
        let remedy = "part the face from body and hair, so that only the face has morph targets";
        report.lack(Topic::Mesh, found, "loading takes long, and small GPUs run out of memory", remedy);
    }
    if primitives > 100 {
        let found = format!("it is drawn in {primitives} parts");
        report.lack(
            Topic::Mesh,
            found,
            "each part costs time every frame",
            "merge parts that share a material",
        );
    }
}

impl Look<'_, '_> {
    fn mesh(
        &mut self,
        node_index: usize,
        node: &Node,
        mesh: usize,
        counts: &mut Counts,
        targets: Option<&mut Vec<(String, Option<bool>)>>,
    ) {
        let about = &self.document.meshes[mesh];
        let joints = self.joints(node_index, node);
        let bound = node.skin.and_then(|s| self.document.skins.get(s)).map(|s| s.joints.len());
        let mut moves: Vec<Option<bool>> = vec![None; about.targets().min(4096)];
        counts.morph_targets = counts.morph_targets.max(about.targets());
        for primitive in about.primitives.iter().take(PART_LIMIT) {
            counts.primitives += 1;
            self.primitive(primitive, &joints, bound, counts);
            // Moves are looked at once for each mesh.
            if targets.is_some() {
                self.morphs(primitive, &mut moves);
            }
        }
        if let Some(targets) = targets {
            let names = about.target_names();
            if names.len() < about.targets() && about.targets() > 0 {
                self.unnamed += about.targets() - names.len();
            }
            let named = names
                .into_iter()
                .take(NAME_LIMIT.saturating_sub(targets.len()))
                .enumerate()
                .map(|(i, n)| (n, moves.get(i).copied().flatten()));
            targets.extend(named);
        }
    }

    /// From the mesh to the world for each joint; for a mesh without skin, of the one place where it stands.
    fn joints(&mut self, index: usize, node: &Node) -> Vec<Matrix> {
        let world = |node: usize| self.tree.world.get(node).copied().flatten().unwrap_or(IDENTITY);
        let Some(skin) = node.skin.and_then(|s| self.document.skins.get(s)) else {
            return vec![world(index)];
        };
        let inverse = skin.inverse_bind_matrices.and_then(|a| self.data.read(a).ok());
        if let Some(inverse) = &inverse
            && inverse.values.iter().any(|v| !v.is_finite())
        {
            self.faults.add("bind", || "an inverse bind matrix is not finite".into());
        }
        let matrix = |i: usize| {
            let row = inverse.as_ref().and_then(|e| e.row(i)).filter(|r| r.len() == 16);
            row.map_or(IDENTITY, |row| array::from_fn(|k| row[k]))
        };
        skin.joints
            .iter()
            .take(PLACED_JOINTS)
            .enumerate()
            .map(|(i, joint)| multiply(&world(*joint), &matrix(i)))
            .collect()
    }

    fn read(&mut self, accessor: usize) -> Option<Elements> {
        match self.data.read(accessor) {
            Ok(elements) => Some(elements),
            Err(Unread::Compressed) => {
                self.compressed = true;
                None
            }
            // Malformed and missing ones are told elsewhere.
            Err(Unread::Unfit(_) | Unread::Missing | Unread::Budget) => None,
        }
    }

    /// `bound` is the number of joints of the skin; none where the node has no skin, so that weights mean nothing.
    fn primitive(
        &mut self,
        primitive: &Primitive,
        joints: &[Matrix],
        bound: Option<usize>,
        counts: &mut Counts,
    ) {
        self.compressed |= primitive.extensions.keys().any(|e| e.contains("draco"));
        let Some(&position) = primitive.attributes.get("POSITION") else { return };
        let claimed = self.document.accessors.get(position).map_or(0, |a| a.count);
        counts.vertices = counts.vertices.saturating_add(claimed);
        let targets = primitive.targets.len() as u64;
        self.morph_bytes =
            self.morph_bytes.saturating_add(claimed.saturating_mul(targets).saturating_mul(MORPH_BYTES));
        let indexed = primitive.indices.and_then(|i| self.document.accessors.get(i)).map(|a| a.count);
        let corners = indexed.unwrap_or(claimed);
        let triangles = match primitive.mode.unwrap_or(4) {
            4 => corners / 3,
            5 | 6 => corners.saturating_sub(2),
            _ => 0,
        };
        counts.triangles = counts.triangles.saturating_add(triangles);
        if let Some(indices) = primitive.indices.filter(|i| self.seen.first(*i)).and_then(|i| self.read(i))
            && let Some(high) = indices.values.iter().find(|v| **v >= claimed as f64)
        {
            let high = *high;
            self.faults.add("index", || format!("a triangle names vertex {high} of {claimed}"));
        }
        let new = self.seen.first(position);
        // A mesh drawn again, in another place: its place is not needed for its size.
        if !new {
            return;
        }
        let Some(positions) = self.read(position).filter(|e| e.width == 3) else { return };
        if positions.values.iter().any(|v| !v.is_finite()) {
            self.faults
                .add("nan", || "vertices stand at places that are not numbers (NaN or infinite)".into());
        }
        for name in ["NORMAL", "TEXCOORD_0"] {
            let accessor = primitive.attributes.get(name).copied().filter(|a| self.seen.first(*a));
            if accessor.and_then(|a| self.read(a)).is_some_and(|e| e.values.iter().any(|v| !v.is_finite())) {
                self.flaws.add(name, || format!("{name} holds values that are not numbers"));
            }
        }
        let bones = primitive.attributes.get("JOINTS_0").and_then(|a| self.read(*a));
        let weights = primitive.attributes.get("WEIGHTS_0").and_then(|a| self.read(*a));
        let bones = bones.zip(weights).filter(|(b, w)| b.width == 4 && w.width == 4 && bound.is_some());
        if let (Some((bones, weights)), Some(bound)) = (&bones, bound) {
            self.weights(bones, weights, bound);
        }
        self.extent(&positions, bones.as_ref(), joints);
    }

    fn weights(&mut self, bones: &Elements, weights: &Elements, joints: usize) {
        let mut loose = 0_usize;
        for (bones, weights) in bones.rows().zip(weights.rows()) {
            if let Some(high) = bones.iter().zip(weights).find(|(b, w)| **w > 0.0 && **b >= joints as f64) {
                let high = *high.0;
                self.faults.add("joint", || format!("a vertex is bound to joint {high} of {joints}"));
            }
            if weights.iter().any(|w| !w.is_finite()) {
                self.faults.add("weight", || "weights of joints are not numbers".into());
            }
            loose += usize::from(weights.iter().sum::<f64>() <= 0.0);
        }
        if loose > 0 {
            self.flaws.add("loose", || format!("vertices bound to no joint at all: {loose}"));
        }
    }

    /// Widens the bounds by where the vertices stand.
    fn extent(&mut self, positions: &Elements, bones: Option<&(Elements, Elements)>, joints: &[Matrix]) {
        let count = positions.values.len() / 3;
        let step = (count / SAMPLES).max(1);
        for (row, place) in positions.rows().enumerate().step_by(step) {
            let place = array::from_fn(|i| place[i]);
            let bound = bones.and_then(|(b, w)| Some((b.row(row)?, w.row(row)?)));
            let stood: [f64; 3] = match bound {
                None => transform(joints.first().unwrap_or(&IDENTITY), place),
                Some((bones, weights)) => {
                    let mut sum = [0.0; 3];
                    for (bone, weight) in bones.iter().zip(weights) {
                        let by = joints.get(*bone as usize).unwrap_or(&IDENTITY);
                        let moved = transform(by, place);
                        sum = array::from_fn(|i| sum[i] + weight * moved[i]);
                    }
                    sum
                }
            };
            if stood.iter().all(|v| v.is_finite()) {
                self.low = array::from_fn(|i| self.low[i].min(stood[i]));
                self.high = array::from_fn(|i| self.high[i].max(stood[i]));
            }
        }
    }

    fn morphs(&mut self, primitive: &Primitive, moves: &mut [Option<bool>]) {
        for (target, moved) in primitive.targets.iter().zip(moves) {
            let Some(&accessor) = target.get("POSITION") else { continue };
            let Some(elements) = self.read(accessor) else { continue };
            if elements.values.iter().any(|v| !v.is_finite()) {
                self.faults.add("morph nan", || {
                    "a morph target moves vertices to places that are not numbers".into()
                });
            }
            // A hundredth of a millimetre, for files in metres.
            let any = elements.values.iter().any(|v| v.abs() > 1e-5);
            *moved = Some(any || moved.unwrap_or(false));
        }
    }
}
