//! A network of three operations, made by hand: `m = a * b`, `n = m + c`, `y = n * n`, where `c` is a constant.

use super::{graph::*, wire, *};
use std::path::Path;

fn node(operator: &str, inputs: &[&str], output: &str) -> Vec<u8> {
    let mut node = Vec::new();
    inputs.iter().for_each(|input| wire::push_bytes(&mut node, 1, input.as_bytes()));
    wire::push_bytes(&mut node, 2, output.as_bytes());
    wire::push_bytes(&mut node, 4, operator.as_bytes());
    node
}

fn float_vector(name: &str) -> Vec<u8> {
    let (mut size, mut shape, mut tensor, mut kind, mut info) = (vec![], vec![], vec![], vec![], vec![]);
    wire::push_bytes(&mut size, 2, b"n");
    wire::push_bytes(&mut shape, 1, &size);
    wire::push_number(&mut tensor, 1, 1);
    wire::push_bytes(&mut tensor, 2, &shape);
    wire::push_bytes(&mut kind, 1, &tensor);
    wire::push_bytes(&mut info, 1, name.as_bytes());
    wire::push_bytes(&mut info, 2, &kind);
    info
}

fn model() -> Vec<u8> {
    let mut constant = Vec::new();
    wire::push_number(&mut constant, 1, 1);
    wire::push_number(&mut constant, 2, 1);
    wire::push_bytes(&mut constant, 8, b"c");
    wire::push_bytes(&mut constant, 9, &0.5_f32.to_le_bytes());
    let mut graph = Vec::new();
    for (operator, inputs, output) in
        [("Mul", ["a", "b"], "m"), ("Add", ["m", "c"], "n"), ("Mul", ["n", "n"], "y")]
    {
        wire::push_bytes(&mut graph, 1, &node(operator, &inputs, output));
    }
    wire::push_bytes(&mut graph, 2, b"three");
    wire::push_bytes(&mut graph, 5, &constant);
    wire::push_bytes(&mut graph, 11, &float_vector("a"));
    wire::push_bytes(&mut graph, 11, &float_vector("b"));
    wire::push_bytes(&mut graph, 12, &float_vector("y"));
    let mut opset = Vec::new();
    wire::push_bytes(&mut opset, 1, b"");
    wire::push_number(&mut opset, 2, 15);
    let mut model = Vec::new();
    wire::push_number(&mut model, 1, 8);
    wire::push_bytes(&mut model, 8, &opset);
    wire::push_bytes(&mut model, 7, &graph);
    model
}

fn runtime() -> Runtime {
    let home = std::env::var_os("HOME").unwrap_or_default();
    let path = library(&Path::new(&home).join(".cache/compere/packs"));
    Runtime::open(&path).expect("these tests need ONNX Runtime: run `cargo xtask assets`")
}

/// Runs a model with 2 and 3 for whatever it takes, and shows what comes out.
#[track_caller]
fn check(model: &[u8], inputs: &[&str], expect: &[(&str, [f32; 2])]) {
    let mut session = runtime().session(model, &SessionSettings::default()).unwrap();
    assert_eq!(session.inputs().collect::<Vec<_>>(), inputs);
    assert_eq!(
        session.outputs().collect::<Vec<_>>(),
        expect.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    let fed = ["a", "b", "m"].map(|name| (name, TensorView::F32(&[2], &[2.0, 3.0])));
    for (name, values) in expect {
        let [tensor] = session.run(&fed, [name]).unwrap();
        assert_eq!(tensor.into_floats().unwrap(), (vec![2], values.to_vec()), "{name}");
    }
}

#[test]
fn networks_run_whole_cut_and_with_more_outputs() {
    let model = model();
    check(&model, &["a", "b"], &[("y", [20.25, 90.25])]);
    let more = with_outputs(&model, &["m", "y"]).unwrap();
    check(&more, &["a", "b"], &[("y", [20.25, 90.25]), ("m", [4.0, 9.0])]);
    let graph = Graph::parse(&model).unwrap();
    check(&graph.cut(&[], &["n"]).unwrap(), &["a", "b"], &[("n", [4.5, 9.5])]);
    let inlet = Inlet { name: "m", shape: &[None] };
    check(&graph.cut(&[inlet], &["y"]).unwrap(), &["m"], &[("y", [6.25, 12.25])]);
    assert_eq!(graph.maker("n").map(|node| node.operator), Some("Add"));
    assert_eq!(graph.floats("c"), Some((vec![1], vec![0.5])));
    assert_eq!(graph.floats("n"), None);
    assert_eq!(graph.cut(&[], &["x"]), Err(GraphError::Unknown("x".into())));
    assert_eq!(with_outputs(&model, &["x"]), Err(GraphError::Unknown("x".into())));
}

#[test]
fn damage_and_misuse_are_errors_in_words() {
    let whole = model();
    for length in 0..whole.len() {
        // Every part of the file is refused or is a network by itself; none may panic.
        if let Ok(graph) = Graph::parse(&whole[..length]) {
            let _ = graph.cut(&[], &["y"]);
        }
    }
    assert_eq!(Graph::parse(b"not a network").err(), Some(GraphError::Damaged));
    let error = runtime().session(b"not a network", &SessionSettings::default()).err().unwrap();
    assert!(error.to_string().starts_with("network cannot be loaded"), "{error}");
    let mut session = runtime().session(&whole, &SessionSettings::default()).unwrap();
    let two = TensorView::F32(&[2], &[2.0, 3.0]);
    let error = session.run(&[("a", two)], ["y"]).unwrap_err().to_string();
    assert!(error.contains("`b` was not given"), "{error}");
    let error = session.run(&[("a", two), ("b", TensorView::F32(&[3], &[1.0; 2]))], ["y"]).unwrap_err();
    assert!(error.to_string().contains("`b` does not fit"), "{error}");
    let error = session.run(&[("a", two), ("b", TensorView::I64(&[2], &[1, 2]))], ["y"]).unwrap_err();
    assert!(error.to_string().starts_with("network failed"), "{error}");
    let error = session.run(&[("a", two), ("b", two)], ["z"]).unwrap_err();
    assert!(error.to_string().contains("no output `z`"), "{error}");
}

#[test]
fn a_missing_library_is_named() {
    let error = Runtime::open(Path::new("nowhere/libonnxruntime.so")).err().unwrap();
    assert!(matches!(error, OnnxError::Missing { .. }));
    assert!(error.to_string().contains("cargo xtask assets"), "{error}");
}
