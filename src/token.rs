//! `compere token`: who may come in beside the owner, and what they may do.

use crate::paths;
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use command::access;
use protocol::Role;

/// What to do with the tokens.
#[derive(Args)]
pub struct TokenArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Give somebody a token; it is shown once.
    Add {
        /// By which the others know them.
        name: String,
        /// What they may do.
        #[arg(long, value_enum, default_value = "operator")]
        role: RoleArg,
    },
    /// Name everybody who has one, but for the owner.
    List,
    /// Take a token away; a program that runs sees it within a second.
    Remove {
        /// Whose.
        name: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleArg {
    /// Looks and asks.
    Viewer,
    /// Decides what viewers' words become, too.
    Moderator,
    /// Runs the show, too.
    Operator,
    /// Everything.
    Admin,
}

/// Does what was asked.
///
/// # Errors
/// When the file cannot be read or written, or the name cannot be used.
pub fn run(args: &TokenArgs) -> Result<()> {
    let path = paths::access();
    match &args.action {
        Action::Add { name, role } => {
            let role = match role {
                RoleArg::Viewer => Role::Viewer,
                RoleArg::Moderator => Role::Moderator,
                RoleArg::Operator => Role::Operator,
                RoleArg::Admin => Role::Admin,
            };
            let token = access::add(&path, name, role)?;
            println!("{}", token.reveal());
            eprintln!("the token of {name} ({}); it is not shown again, and kept nowhere", role.name());
        }
        Action::List => {
            for named in access::list(&path)? {
                println!("{:<24} {}", named.name, named.role.name());
            }
        }
        Action::Remove { name } => access::remove(&path, name)?,
    }
    Ok(())
}
