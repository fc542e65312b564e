//! One network, ready to run: tensors in by name, tensors out by name.

use super::OnnxError;
use ort::{
    session::SessionInputValue,
    value::{DynValue, TensorElementType, TensorRef},
};
use std::borrow::Cow;

/// How a network is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionSettings {
    /// Threads that share one operation, 1 to 16; with 1 none is started and the caller does the work.
    pub threads: usize,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self { threads: 1 }
    }
}

/// What goes in: a shape and as many values, row by row.
#[derive(Debug, Clone, Copy)]
pub enum TensorView<'a> {
    /// Single precision.
    F32(&'a [usize], &'a [f32]),
    /// 64-bit integers, as most networks take ids.
    I64(&'a [usize], &'a [i64]),
    /// 32-bit integers.
    I32(&'a [usize], &'a [i32]),
}

/// What comes out.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Its dimensions, outermost first.
    pub shape: Vec<usize>,
    /// As many values as the shape says, row by row.
    pub values: Values,
}

/// Values of one kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Single precision.
    F32(Vec<f32>),
    /// 64-bit integers.
    I64(Vec<i64>),
    /// 32-bit integers.
    I32(Vec<i32>),
}

impl Tensor {
    /// Shape and values, when these are floats.
    ///
    /// # Errors
    /// When they are not.
    pub fn into_floats(self) -> Result<(Vec<usize>, Vec<f32>), OnnxError> {
        match self.values {
            Values::F32(values) => Ok((self.shape, values)),
            _ => Err(OnnxError::Run("an answer is not of floats".into())),
        }
    }
}

/// A network, ready to run.
pub struct Session {
    session: ort::session::Session,
}

impl Session {
    pub(super) fn new(session: ort::session::Session) -> Self {
        Self { session }
    }

    /// Names of what it takes, in the network's order.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.session.inputs().iter().map(|input| input.name())
    }

    /// Names of what it gives, in the network's order.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        self.session.outputs().iter().map(|output| output.name())
    }

    /// Runs the network once. Inputs that it does not have are left out, so that callers can offer what only some
    /// networks take; all that it has must be there.
    ///
    /// # Errors
    /// When an input is missing or does not fit, an output is not there, or an operation fails.
    pub fn run<const N: usize>(
        &mut self,
        inputs: &[(&str, TensorView)],
        outputs: [&str; N],
    ) -> Result<[Tensor; N], OnnxError> {
        let mut fed: Vec<(Cow<str>, SessionInputValue)> = Vec::with_capacity(inputs.len());
        for (name, view) in inputs {
            if self.session.inputs().iter().any(|input| input.name() == *name) {
                fed.push((Cow::Borrowed(*name), value(name, *view)?));
            }
        }
        if let Some(missing) = self.inputs().find(|name| fed.iter().all(|(fed, _)| fed != name)) {
            return Err(OnnxError::Run(format!("input `{missing}` was not given")));
        }
        let answer = self.session.run(fed).map_err(|error| OnnxError::Run(error.to_string()))?;
        let tensors: Vec<Tensor> = outputs
            .iter()
            .map(|name| {
                let value = answer.get(name);
                tensor(value.ok_or_else(|| OnnxError::Run(format!("it has no output `{name}`")))?)
            })
            .collect::<Result<_, _>>()?;
        tensors.try_into().map_err(|_| OnnxError::Run("outputs were lost".into()))
    }
}

fn value<'a>(name: &str, view: TensorView<'a>) -> Result<SessionInputValue<'a>, OnnxError> {
    let made = match view {
        TensorView::F32(shape, values) => TensorRef::from_array_view((shape, values)).map(Into::into),
        TensorView::I64(shape, values) => TensorRef::from_array_view((shape, values)).map(Into::into),
        TensorView::I32(shape, values) => TensorRef::from_array_view((shape, values)).map(Into::into),
    };
    made.map_err(|error| OnnxError::Run(format!("input `{name}` does not fit its shape: {error}")))
}

fn tensor(value: &DynValue) -> Result<Tensor, OnnxError> {
    let run = |error: ort::Error| OnnxError::Run(error.to_string());
    let (shape, values) = match value.dtype().tensor_type() {
        Some(TensorElementType::Float32) => {
            let (shape, values) = value.try_extract_tensor::<f32>().map_err(run)?;
            (shape, Values::F32(values.to_vec()))
        }
        Some(TensorElementType::Int64) => {
            let (shape, values) = value.try_extract_tensor::<i64>().map_err(run)?;
            (shape, Values::I64(values.to_vec()))
        }
        Some(TensorElementType::Int32) => {
            let (shape, values) = value.try_extract_tensor::<i32>().map_err(run)?;
            (shape, Values::I32(values.to_vec()))
        }
        other => {
            return Err(OnnxError::Run(format!("an answer is of a kind that is not used here: {other:?}")));
        }
    };
    Ok(Tensor { shape: shape.iter().map(|size| usize::try_from(*size).unwrap_or(0)).collect(), values })
}
