//! Nodes in space: who is whose child, and where each stands at rest. Every walk is a loop, never a recursion.

use super::document::{Document, Node};
use super::report::{Faults, Report, Topic, many};
use std::array;

/// Nodes above this are refused: each is moved every frame.
const NODE_LIMIT: usize = 50_000;
/// The engine's loader goes down the nodes by recursion; chains of hair or cloth have some tens.
const DEPTH_LIMIT: usize = 512;

/// A column-major 4x4 matrix.
pub(super) type Matrix = [f64; 16];

/// The scene's nodes with their places.
pub(super) struct Tree {
    /// From node to world, at rest; none for nodes that are in no tree.
    pub(super) world: Vec<Option<Matrix>>,
}

impl Tree {
    /// Walks the scene, and reports what is no tree.
    pub(super) fn new(document: &Document, report: &mut Report) -> Self {
        let nodes = &document.nodes;
        report.counts.nodes = nodes.len();
        let mut world = vec![None; nodes.len()];
        if nodes.len() > NODE_LIMIT {
            report.broken(
                Topic::File,
                format!("it has {} nodes; the limit is {NODE_LIMIT}", nodes.len()),
                "no frame would be ready in time",
                "merge or delete nodes; a person needs 60 to 200",
            );
        }
        let mut faults = Faults::default();
        let parents = parents(nodes, &mut faults);
        let roots = roots(document, &mut faults);
        if roots.is_empty() {
            faults.add("scene", || "no scene shows a node".into());
        }
        let mut next: Vec<(usize, Matrix, usize)> = Vec::new();
        for root in roots {
            if parents[root].is_some() {
                faults.add("root", || {
                    format!("the scene's root {} is the child of another node", document.node_name(root))
                });
            }
            next.push((root, IDENTITY, 1));
        }
        let mut deepest = 0;
        while let Some((node, above, depth)) = next.pop() {
            // Seen before: a second parent or a cycle, told below.
            if world[node].is_some() {
                continue;
            }
            let here = multiply(&above, &local(&nodes[node]));
            world[node] = Some(here);
            deepest = deepest.max(depth);
            let children = nodes[node].children.iter().filter(|c| **c < nodes.len() && world[**c].is_none());
            next.extend(children.map(|c| (*c, here, depth + 1)));
        }
        cycles(document, &parents, &mut faults);
        if deepest > DEPTH_LIMIT {
            faults
                .add("depth", || format!("its nodes are nested {deepest} deep; the limit is {DEPTH_LIMIT}"));
        }
        // The engine computes with 32 bits.
        if world.iter().flatten().any(|m| m.iter().any(|v| !(*v as f32).is_finite())) {
            faults.add("finite", || "a node's place is not a finite number".into());
        }
        for fault in faults.told() {
            report.broken(
                Topic::File,
                fault,
                "it cannot be loaded, or not as it was meant",
                "export it again; another tool's exporter may do better",
            );
        }
        let idle = world.iter().filter(|w| w.is_none()).count();
        if idle > 0 && nodes.len() <= NODE_LIMIT {
            report.note(Topic::File, format!("{} in no scene that is shown", many(idle, "node")));
        }
        Self { world }
    }

    /// Where a node stands, in metres.
    pub(super) fn place(&self, node: usize) -> Option<[f64; 3]> {
        let m = self.world.get(node)?.as_ref()?;
        Some([m[12], m[13], m[14]])
    }
}

fn parents(nodes: &[Node], faults: &mut Faults) -> Vec<Option<usize>> {
    let mut parents = vec![None; nodes.len()];
    for (parent, node) in nodes.iter().enumerate() {
        for child in &node.children {
            match parents.get_mut(*child) {
                None => faults
                    .add("child", || format!("node {parent} has the child {child}, which does not exist")),
                Some(held @ None) => *held = Some(parent),
                Some(Some(other)) => {
                    let other = *other;
                    faults.add("parents", || format!("node {child} has two parents, {other} and {parent}"));
                }
            }
        }
    }
    parents
}

/// Roots of the scene that is shown.
fn roots(document: &Document, faults: &mut Faults) -> Vec<usize> {
    let shown = document.scene.unwrap_or(0);
    let Some(scene) = document.scenes.get(shown) else {
        if document.scene.is_some() {
            faults.add("scene", || format!("scene {shown} does not exist"));
        }
        return Vec::new();
    };
    let (there, gone): (Vec<usize>, Vec<usize>) =
        scene.nodes.iter().partition(|n| **n < document.nodes.len());
    if let Some(first) = gone.first() {
        faults.add("root", || format!("the scene shows node {first}, which does not exist"));
    }
    there
}

/// Goes up from every node; whoever meets a node of the same walk is on a ring.
fn cycles(document: &Document, parents: &[Option<usize>], faults: &mut Faults) {
    let mut walk = vec![0_usize; parents.len()];
    for start in 0..parents.len() {
        let mut node = start;
        loop {
            match walk[node] {
                0 => walk[node] = start + 1,
                mine if mine == start + 1 => {
                    faults
                        .add("cycle", || format!("{} is among its own ancestors", document.node_name(node)));
                    break;
                }
                _ => break,
            }
            let Some(above) = parents[node] else { break };
            node = above;
        }
    }
}

pub(super) const IDENTITY: Matrix =
    [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];

fn local(node: &Node) -> Matrix {
    if let Some(matrix) = node.matrix {
        return matrix;
    }
    let [x, y, z, w] = node.rotation.unwrap_or([0.0, 0.0, 0.0, 1.0]);
    let [sx, sy, sz] = node.scale.unwrap_or([1.0; 3]);
    let [tx, ty, tz] = node.translation.unwrap_or([0.0; 3]);
    let columns = [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + w * z), 2.0 * (x * z - w * y)],
        [2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x)],
        [2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y)],
    ];
    let [a, b, c] = columns;
    [
        a[0] * sx,
        a[1] * sx,
        a[2] * sx,
        0.0,
        b[0] * sy,
        b[1] * sy,
        b[2] * sy,
        0.0,
        c[0] * sz,
        c[1] * sz,
        c[2] * sz,
        0.0,
        tx,
        ty,
        tz,
        1.0,
    ]
}

pub(super) fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    array::from_fn(|i| (0..4).map(|k| a[k * 4 + i % 4] * b[i / 4 * 4 + k]).sum())
}

pub(super) fn transform(m: &Matrix, p: [f64; 3]) -> [f64; 3] {
    array::from_fn(|i| m[i] * p[0] + m[4 + i] * p[1] + m[8 + i] * p[2] + m[12 + i])
}
