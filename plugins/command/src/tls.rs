//! TLS: a certificate and its key in two files, read again when they change.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    },
};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(10);

/// Where certificate and key lie, as PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, and after it those of whoever signed it.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read.
    #[error("cannot read {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file holds something else.
    #[error("{path} holds no {what} in PEM: {source}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// What was found.
        #[source]
        source: pem::Error,
    },
    /// There is no certificate in the file.
    #[error("{0} holds no certificate in PEM (`-----BEGIN CERTIFICATE-----`)")]
    Empty(PathBuf),
    /// They do not go together.
    #[error("the certificate {certificate} and the key {key} cannot be used: {source}")]
    Unusable {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's.
        key: PathBuf,
        /// Why.
        #[source]
        source: rustls::Error,
    },
}

/// The certificate that is in use.
pub(crate) struct Tls {
    files: TlsFiles,
    /// Held while two small files are read, never across an await.
    kept: Mutex<Kept>,
}

struct Kept {
    acceptor: TlsAcceptor,
    stamps: [Option<SystemTime>; 2],
    looked: Instant,
}

impl Tls {
    pub(crate) fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let stamps = stamps(&files);
        let kept = Kept { acceptor: read(&files)?, stamps, looked: Instant::now() };
        Ok(Self { files, kept: Mutex::new(kept) })
    }

    /// For the next connection. A certificate that was renewed is taken; one that cannot be used is told, and the old
    /// one stays.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.looked.elapsed() > LOOK {
            kept.look(&self.files);
        }
        kept.acceptor.clone()
    }
}

impl Kept {
    fn look(&mut self, files: &TlsFiles) {
        self.looked = Instant::now();
        let stamps = stamps(files);
        if stamps == self.stamps {
            return;
        }
        // Looked at once for each change: a renewal that writes one file after the other changes them twice.
        self.stamps = stamps;
        match read(files) {
            Ok(acceptor) => {
                self.acceptor = acceptor;
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!(%error, "the certificate that was read before stays in use"),
        }
    }
}

fn stamps(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    [&files.certificate, &files.key].map(|path| fs::metadata(path).and_then(|facts| facts.modified()).ok())
}

fn read(files: &TlsFiles) -> Result<TlsAcceptor, TlsError> {
    let malformed = |path: &Path, what| {
        let path = path.to_owned();
        move |source| TlsError::Malformed { path, what, source }
    };
    let certificates = CertificateDer::pem_slice_iter(&bytes(&files.certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(malformed(&files.certificate, "certificate"))?;
    if certificates.is_empty() {
        return Err(TlsError::Empty(files.certificate.clone()));
    }
    let key =
        PrivateKeyDer::from_pem_slice(&bytes(&files.key)?).map_err(malformed(&files.key, "private key"))?;
    let unusable = |source| TlsError::Unusable {
        certificate: files.certificate.clone(),
        key: files.key.clone(),
        source,
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(unusable)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn bytes(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::File { path: path.to_owned(), source })
}
