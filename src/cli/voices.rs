//! What a person types about voices.

use clap::{Args, Subcommand};

#[derive(Args)]
pub struct VoicesArgs {
    #[command(subcommand)]
    pub action: Option<VoicesAction>,
}

#[derive(Subcommand)]
pub enum VoicesAction {
    /// List the voices that can be named, and what is wrong with those that cannot be used.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Fetch a voice: `compere voices add kokoro`.
    Add {
        /// Name of a pack.
        name: String,
    },
    /// Tell how much speech is kept, or throw it away.
    Cache {
        /// Throw it away.
        #[arg(long)]
        clear: bool,
    },
}
