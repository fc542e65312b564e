//! How the console and the API are reached, as typed.

use crate::live::Door;
use clap::Args;
use command::{Oidc, TlsFiles};
use std::{net::SocketAddr, path::PathBuf};

#[derive(Args)]
#[command(next_help_heading = "Who may come in")]
pub struct ServerArgs {
    /// Where the console listens; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// The certificate for https, PEM, with those of its signers after it. It is read again when it is renewed.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A name by which this server is reached, besides localhost and addresses; may be given again.
    #[arg(long = "allow-host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// An origin (https://panel.example) whose pages may use the API; may be given again.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    pub origins: Vec<String>,
    /// A reverse proxy stands in front: believe its X-Forwarded-For.
    #[arg(long)]
    pub behind_proxy: bool,
    /// An OpenID Connect issuer (https://…) whose tokens are taken too.
    #[arg(long, value_name = "URL", requires = "oidc_audience")]
    pub oidc_issuer: Option<String>,
    /// For whom the issuer's tokens must be made out (aud).
    #[arg(long, value_name = "AUDIENCE", requires = "oidc_issuer")]
    pub oidc_audience: Option<String>,
    /// The claim with the role (viewer, moderator, operator, admin, or compere-…), or a list with it; points lead inwards.
    #[arg(long, value_name = "CLAIM", default_value = "compere_role")]
    pub oidc_role_claim: String,
}

impl ServerArgs {
    /// What was typed.
    pub fn door(self) -> Door {
        let tls = self.tls_cert.zip(self.tls_key);
        let role_claim = self.oidc_role_claim;
        let oidc = self.oidc_issuer.zip(self.oidc_audience);
        Door {
            bind: self.bind,
            tls: tls.map(|(certificate, key)| TlsFiles { certificate, key }),
            hosts: self.hosts,
            origins: self.origins,
            behind_proxy: self.behind_proxy,
            oidc: oidc.map(|(issuer, audience)| Oidc { issuer, audience, role_claim }),
        }
    }
}
