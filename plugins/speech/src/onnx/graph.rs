//! Cutting networks apart: part of a network from some inner values to others, and inner values as outputs.
//!
//! Works on the file's bytes: nodes are chosen and copied, never understood, so any version of ONNX goes through. Field
//! numbers are those of `onnx.proto` 1.0 and later. It runs nothing.

use super::wire::{self, Damaged, Field, fields};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Why a network cannot be cut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// The file is no network, or only a part of one.
    #[error("the file is no whole ONNX network; it may be damaged, fetch it again")]
    Damaged,
    /// A value is not there.
    #[error("the network has no value `{0}`")]
    Unknown(String),
}

impl From<Damaged> for GraphError {
    fn from(_: Damaged) -> Self {
        Self::Damaged
    }
}

// Of ModelProto, GraphProto, NodeProto, AttributeProto, ValueInfoProto and TensorShapeProto.
const MODEL_GRAPH: u64 = 7;
const GRAPH_NODE: u64 = 1;
const GRAPH_INITIALIZER: u64 = 5;
const GRAPH_INPUT: u64 = 11;
const GRAPH_OUTPUT: u64 = 12;
const GRAPH_VALUE_INFO: u64 = 13;
const NODE_INPUT: u64 = 1;
const NODE_OUTPUT: u64 = 2;
const NODE_OPERATOR: u64 = 4;
const NODE_ATTRIBUTE: u64 = 5;
const ATTRIBUTE_GRAPH: u64 = 6;
const ATTRIBUTE_GRAPHS: u64 = 11;
const TENSOR_DIMENSION: u64 = 1;
const TENSOR_KIND: u64 = 2;
const TENSOR_FLOATS: u64 = 4;
const TENSOR_NAME: u64 = 8;
const TENSOR_RAW: u64 = 9;
const VALUE_NAME: u64 = 1;
const VALUE_TYPE: u64 = 2;
const TYPE_TENSOR: u64 = 1;
const TENSOR_TYPE_ELEMENT: u64 = 1;
const TENSOR_TYPE_SHAPE: u64 = 2;
const SHAPE_DIMENSION: u64 = 1;
const DIMENSION_VALUE: u64 = 1;
const DIMENSION_NAME: u64 = 2;
/// `TensorProto.DataType.FLOAT`.
const FLOAT: u64 = 1;

/// A network's graph, its nodes told apart. It borrows the file's bytes.
pub struct Graph<'a> {
    /// Of the model, all but the graph.
    around: Vec<Field<'a>>,
    nodes: Vec<Node<'a>>,
    /// Initializers by name.
    constants: BTreeMap<&'a str, &'a [u8]>,
    /// In order.
    inputs: Vec<(&'a str, &'a [u8])>,
    outputs: Vec<&'a str>,
    /// All else of the graph: name, documentation.
    rest: Vec<Field<'a>>,
    /// Which node a value comes from.
    made_by: HashMap<&'a str, usize>,
}

/// One operation.
#[derive(Debug)]
pub struct Node<'a> {
    raw: &'a [u8],
    /// What it does, such as `Conv`.
    pub operator: &'a str,
    /// Names of the values that go in; an empty name is one left out.
    pub inputs: Vec<&'a str>,
    /// Names of the values that come out.
    pub outputs: Vec<&'a str>,
    /// Values that graphs inside of it may use.
    inner: Vec<&'a str>,
}

/// An inner value that becomes an input: floats, with a number for each dimension that is fixed.
#[derive(Debug, Clone, Copy)]
pub struct Inlet<'a> {
    /// Name of the value.
    pub name: &'a str,
    /// Its dimensions.
    pub shape: &'a [Option<u64>],
}

impl<'a> Graph<'a> {
    /// Reads a network's file.
    ///
    /// # Errors
    /// When the bytes are no network.
    pub fn parse(model: &'a [u8]) -> Result<Self, GraphError> {
        let mut graph = Self {
            around: Vec::new(),
            nodes: Vec::new(),
            constants: BTreeMap::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            rest: Vec::new(),
            made_by: HashMap::new(),
        };
        for field in fields(model) {
            let field = field?;
            if field.number != MODEL_GRAPH {
                graph.around.push(field);
                continue;
            }
            for field in fields(field.payload) {
                graph.take(field?)?;
            }
        }
        for (index, node) in graph.nodes.iter().enumerate() {
            graph.made_by.extend(node.outputs.iter().map(|name| (*name, index)));
        }
        if graph.nodes.is_empty() || graph.outputs.is_empty() { Err(GraphError::Damaged) } else { Ok(graph) }
    }

    fn take(&mut self, field: Field<'a>) -> Result<(), GraphError> {
        match field.number {
            GRAPH_NODE => self.nodes.push(Node::parse(field)?),
            GRAPH_INITIALIZER => {
                self.constants.insert(name(field.payload, TENSOR_NAME)?, field.raw);
            }
            GRAPH_INPUT => self.inputs.push((name(field.payload, VALUE_NAME)?, field.raw)),
            GRAPH_OUTPUT => self.outputs.push(name(field.payload, VALUE_NAME)?),
            // The runtime finds out the types of inner values by itself.
            GRAPH_VALUE_INFO => {}
            _ => self.rest.push(field),
        }
        Ok(())
    }

    /// The operations, each after those it needs.
    pub fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// Names of what goes in, in order.
    pub fn inputs(&self) -> impl Iterator<Item = &'a str> {
        self.inputs.iter().map(|(name, _)| *name)
    }

    /// Names of what comes out, in order.
    pub fn outputs(&self) -> &[&'a str] {
        &self.outputs
    }

    /// The operation that `value` comes from, if it is one's.
    pub fn maker(&self, value: &str) -> Option<&Node<'a>> {
        self.made_by.get(value).map(|index| &self.nodes[*index])
    }

    /// Dimensions and values of a constant of floats, if `name` is one.
    pub fn floats(&self, name: &str) -> Option<(Vec<u64>, Vec<f32>)> {
        // The field of the graph around it is the first and only one.
        let tensor = fields(self.constants.get(name)?).next()?.ok()?.payload;
        let (mut dimensions, mut kind, mut bytes) = (Vec::new(), 0, &[][..]);
        for field in fields(tensor) {
            let field = field.ok()?;
            match field.number {
                TENSOR_DIMENSION => dimensions.push(field.value),
                TENSOR_KIND => kind = field.value,
                TENSOR_FLOATS | TENSOR_RAW => bytes = field.payload,
                _ => {}
            }
        }
        let values: Vec<f32> = bytes.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        let expected = dimensions.iter().try_fold(1_u64, |product, size| product.checked_mul(*size))?;
        (kind == FLOAT && values.len() as u64 == expected).then_some((dimensions, values))
    }

    /// A network of its own that computes `outputs` from `inlets`, with the constants and those of the inputs that
    /// this takes. What lies before the inlets is left out.
    ///
    /// # Errors
    /// When a value is not there.
    pub fn cut(&self, inlets: &[Inlet], outputs: &[&str]) -> Result<Vec<u8>, GraphError> {
        let fed: HashSet<&str> = inlets.iter().map(|inlet| inlet.name).collect();
        let mut chosen = vec![false; self.nodes.len()];
        let mut seen: HashSet<&str> = HashSet::new();
        let mut wanted: Vec<(&str, bool)> = outputs.iter().map(|name| (*name, true)).collect();
        while let Some((value, must)) = wanted.pop() {
            if value.is_empty() || fed.contains(value) || !seen.insert(value) {
                continue;
            }
            if let Some(&index) = self.made_by.get(value) {
                if !std::mem::replace(&mut chosen[index], true) {
                    let node = &self.nodes[index];
                    wanted.extend(node.inputs.iter().map(|name| (*name, true)));
                    wanted.extend(node.inner.iter().map(|name| (*name, false)));
                }
            } else if must && !self.constants.contains_key(value) && !self.has_input(value) {
                return Err(GraphError::Unknown(value.to_owned()));
            }
        }
        let nodes = self.nodes.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(node, _)| node.raw);
        let constants = self.constants.iter().filter(|(name, _)| seen.contains(*name)).map(|(_, raw)| *raw);
        let inputs = self.inputs.iter().filter(|(name, _)| seen.contains(name)).map(|(_, raw)| *raw);
        let mut graph: Vec<u8> = nodes.chain(constants).chain(inputs).flatten().copied().collect();
        for inlet in inlets {
            wire::push_bytes(&mut graph, GRAPH_INPUT, &value_info(inlet));
        }
        for output in outputs {
            push_output(&mut graph, output);
        }
        Ok(self.model(graph))
    }

    fn has_input(&self, value: &str) -> bool {
        self.inputs.iter().any(|(name, _)| *name == value)
    }

    fn model(&self, mut graph: Vec<u8>) -> Vec<u8> {
        graph.extend(self.rest.iter().flat_map(|field| field.raw));
        let mut model: Vec<u8> = self.around.iter().flat_map(|field| field.raw).copied().collect();
        wire::push_bytes(&mut model, MODEL_GRAPH, &graph);
        model
    }
}

impl<'a> Node<'a> {
    fn parse(field: Field<'a>) -> Result<Self, GraphError> {
        let (raw, mut inner) = (field.raw, Vec::new());
        let (mut operator, mut inputs, mut outputs) = ("", Vec::new(), Vec::new());
        for field in fields(field.payload) {
            let field = field?;
            match field.number {
                NODE_INPUT => inputs.push(text(field.payload)?),
                NODE_OUTPUT => outputs.push(text(field.payload)?),
                NODE_OPERATOR => operator = text(field.payload)?,
                NODE_ATTRIBUTE => inner_values(field.payload, &mut inner)?,
                _ => {}
            }
        }
        Ok(Self { raw, operator, inputs, outputs, inner })
    }
}

/// What the graphs of an attribute (branches, loop bodies) take in, their own values included.
fn inner_values<'a>(attribute: &'a [u8], found: &mut Vec<&'a str>) -> Result<(), GraphError> {
    for field in fields(attribute) {
        let field = field?;
        if !matches!(field.number, ATTRIBUTE_GRAPH | ATTRIBUTE_GRAPHS) {
            continue;
        }
        for field in fields(field.payload) {
            let field = field?;
            match field.number {
                GRAPH_NODE => {
                    let node = Node::parse(field)?;
                    found.extend(node.inputs);
                    found.extend(node.inner);
                }
                GRAPH_OUTPUT => found.push(name(field.payload, VALUE_NAME)?),
                _ => {}
            }
        }
    }
    Ok(())
}

/// The same network with inner values added to its outputs, at the end and in this order.
///
/// # Errors
/// When the bytes are no network, or a value is not there.
pub fn with_outputs(model: &[u8], values: &[&str]) -> Result<Vec<u8>, GraphError> {
    let graph = Graph::parse(model)?;
    let mut grown = Vec::with_capacity(model.len() + 64 * values.len());
    for field in fields(model) {
        let field = field?;
        if field.number != MODEL_GRAPH {
            grown.extend_from_slice(field.raw);
            continue;
        }
        let mut inside = field.payload.to_vec();
        for value in values {
            if graph.maker(value).is_none() {
                return Err(GraphError::Unknown((*value).to_owned()));
            }
            if !graph.outputs.contains(value) {
                push_output(&mut inside, value);
            }
        }
        wire::push_bytes(&mut grown, MODEL_GRAPH, &inside);
    }
    Ok(grown)
}

/// Outputs need no type: the runtime infers it.
fn push_output(graph: &mut Vec<u8>, value: &str) {
    let mut info = Vec::new();
    wire::push_bytes(&mut info, VALUE_NAME, value.as_bytes());
    wire::push_bytes(graph, GRAPH_OUTPUT, &info);
}

fn value_info(inlet: &Inlet) -> Vec<u8> {
    let mut shape = Vec::new();
    for (index, dimension) in inlet.shape.iter().enumerate() {
        let mut size = Vec::new();
        match dimension {
            Some(value) => wire::push_number(&mut size, DIMENSION_VALUE, *value),
            // Without a name the runtime would take it for one that does not matter and be less sure of the rest.
            None => wire::push_bytes(&mut size, DIMENSION_NAME, format!("{}.{index}", inlet.name).as_bytes()),
        }
        wire::push_bytes(&mut shape, SHAPE_DIMENSION, &size);
    }
    let mut tensor = Vec::new();
    wire::push_number(&mut tensor, TENSOR_TYPE_ELEMENT, FLOAT);
    wire::push_bytes(&mut tensor, TENSOR_TYPE_SHAPE, &shape);
    let mut kind = Vec::new();
    wire::push_bytes(&mut kind, TYPE_TENSOR, &tensor);
    let mut info = Vec::new();
    wire::push_bytes(&mut info, VALUE_NAME, inlet.name.as_bytes());
    wire::push_bytes(&mut info, VALUE_TYPE, &kind);
    info
}

fn name(message: &[u8], number: u64) -> Result<&str, GraphError> {
    for field in fields(message) {
        let field = field?;
        if field.number == number {
            return text(field.payload);
        }
    }
    Ok("")
}

fn text(bytes: &[u8]) -> Result<&str, GraphError> {
    std::str::from_utf8(bytes).map_err(|_| GraphError::Damaged)
}
