//! Where a Piper network is cut: its inner values found by what they do, since their names change with the version of
//! the export and with the kind of voice. Pure; it runs nothing.

use crate::onnx::graph::{Graph, Node};

/// Names of the values at which the parts meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anatomy {
    /// What the text encoder says of each id, which means, deviations and durations are made of.
    pub hidden: String,
    /// Two rows of noise for the durations, a column an id.
    pub duration_noise: String,
    /// Frames that each id lasts.
    pub hops: String,
    /// Mean of the latents, a column an id.
    pub mean: String,
    /// Logarithm of their deviation, a column an id.
    pub log_deviation: String,
    /// What the flow begins with: a column a frame.
    pub prior: String,
    /// Ones, a column a frame.
    pub mask: String,
    /// What the decoder begins with: a column a frame.
    pub latents: String,
    /// What each upsampling of the decoder but the first begins with.
    pub decoder_steps: Vec<String>,
    /// Samples.
    pub audio: String,
    /// The table of embeddings, by its constant's name.
    pub embeddings: String,
}

impl Anatomy {
    /// Finds the values of a network.
    ///
    /// # Errors
    /// What the network lacks, in words.
    pub(super) fn of(graph: &Graph) -> Result<Self, &'static str> {
        let nodes = graph.nodes();
        let at = |operator: &str| nodes.iter().position(|node| node.operator == operator);
        let durations = at("Ceil").ok_or("durations that are rounded up (Ceil)")?;
        let is_noise = |node: &&Node| node.operator == "RandomNormalLike";
        let duration_noise = nodes[..durations]
            .iter()
            .find(is_noise)
            .ok_or("noise before the durations (RandomNormalLike)")?;
        let latent_noise =
            nodes[durations..].iter().find(is_noise).ok_or("noise after the durations (RandomNormalLike)")?;

        // prior = mean of frames + noise * exp(log deviation of frames) * noise scale
        let scaled = user(graph, first(&latent_noise.outputs)?, "Mul")?;
        let mut product = scaled;
        while let Ok(next) = user(graph, first(&product.outputs)?, "Mul") {
            product = next;
        }
        let prior = user(graph, first(&product.outputs)?, "Add")?;
        let deviation = maker_among(graph, scaled, "Exp")?;
        let log_deviation = per_id(graph, first(&deviation.inputs)?)?;
        let noisy = first(&product.outputs)?;
        let mean_of_frames =
            prior.inputs.iter().find(|name| **name != noisy).ok_or("a mean of its frames")?;
        let mean = per_id(graph, mean_of_frames)?;

        let projected = before(graph, first(&before(graph, mean)?.inputs)?)?;
        let projection = before(graph, first(&projected.inputs)?)?;
        if projection.operator != "Conv" {
            return Err("a projection of its text encoder (Conv)");
        }

        let steps: Vec<&Node> = nodes.iter().filter(|node| node.operator == "ConvTranspose").collect();
        let (first_step, further_steps) = steps.split_first().ok_or("a decoder (ConvTranspose)")?;
        let mut conv_pre = before(graph, before_activation(graph, first_step)?)?;
        if conv_pre.operator == "Add" {
            // Of several speakers: what is the speaker's is added to it.
            conv_pre = before(graph, first(&conv_pre.inputs)?)?;
        }
        let latents = first(&conv_pre.inputs)?;
        let masked = before(graph, latents)?;
        let mask =
            masked.inputs.get(1).filter(|_| masked.operator == "Mul").ok_or("a mask of its latents")?;
        let decoder_steps = further_steps
            .iter()
            .map(|step| before_activation(graph, step).map(str::to_owned))
            .collect::<Result<_, _>>()?;
        let embedded = nodes.iter().find(|node| node.operator == "Gather" && node.inputs.contains(&"input"));
        let embeddings = embedded.ok_or("an embedding of its ids (Gather)")?;
        let own = |name: &str| name.to_owned();
        Ok(Self {
            hidden: own(first(&projection.inputs)?),
            duration_noise: own(first(&duration_noise.outputs)?),
            hops: own(first(&nodes[durations].outputs)?),
            mean: own(mean),
            log_deviation: own(log_deviation),
            prior: own(first(&prior.outputs)?),
            mask: own(mask),
            latents: own(latents),
            decoder_steps,
            audio: own(first(graph.outputs())?),
            embeddings: own(first(&embeddings.inputs)?),
        })
    }
}

/// The value of ids that `frames`, a value of frames, was spread out from: frames = (which id · values')'.
fn per_id<'a>(graph: &Graph<'a>, frames: &str) -> Result<&'a str, &'static str> {
    let spread = before(graph, first(&before(graph, frames)?.inputs)?)?;
    if spread.operator != "MatMul" {
        return Err("frames that are spread out from ids (MatMul)");
    }
    let turned = spread.inputs.get(1).copied().ok_or("frames that are spread out from ids")?;
    first(&before(graph, turned)?.inputs)
}

/// What goes into the activation before a node.
fn before_activation<'a>(graph: &Graph<'a>, node: &Node<'a>) -> Result<&'a str, &'static str> {
    first(&before(graph, first(&node.inputs)?)?.inputs)
}

fn before<'g, 'a>(graph: &'g Graph<'a>, value: &str) -> Result<&'g Node<'a>, &'static str> {
    graph.maker(value).ok_or("the parts of a VITS network")
}

fn maker_among<'g, 'a>(
    graph: &'g Graph<'a>,
    node: &Node<'a>,
    operator: &str,
) -> Result<&'g Node<'a>, &'static str> {
    let makers = node.inputs.iter().filter_map(|name| graph.maker(name));
    makers.into_iter().find(|maker| maker.operator == operator).ok_or("a deviation of its latents (Exp)")
}

/// The first operation of a kind that uses a value.
fn user<'g, 'a>(graph: &'g Graph<'a>, value: &str, operator: &str) -> Result<&'g Node<'a>, &'static str> {
    let uses = |node: &&Node| node.operator == operator && node.inputs.contains(&value);
    graph.nodes().iter().find(uses).ok_or("latents with noise (Mul, Add)")
}

fn first<'a>(names: &[&'a str]) -> Result<&'a str, &'static str> {
    names.first().copied().ok_or("the parts of a VITS network")
}
