//! HTTPS: a certificate that is named, or one that is made.

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::error::ServeError;

/// The largest file of certificates or keys, in bytes.
pub const MAX_PEM_BYTES: u64 = 1 << 20;

/// Where the server's certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From files in PEM.
    Files {
        /// The certificate, and those that vouch for it.
        cert: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// Made anew for this run, for `localhost` and the address listened on.
    Generated {
        /// Where the certificate is written, so that clients can be made to trust it.
        write_to: PathBuf,
    },
}

pub(crate) fn acceptor(tls: &Tls, listens: SocketAddr) -> Result<TlsAcceptor, ServeError> {
    let wrong = |path: &Path, reason: String| ServeError::Tls { path: path.to_owned(), reason };
    let (certs, key, path) = match tls {
        Tls::Files { cert, key } => {
            let pem = read(cert).map_err(|error| wrong(cert, error.to_string()))?;
            let certs: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
            let certs = certs.map_err(|error| wrong(cert, error.to_string()))?;
            let pem = read(key).map_err(|error| wrong(key, error.to_string()))?;
            // What is wrong with a key is not shown: it might quote it.
            let key = PrivateKeyDer::from_pem_slice(&pem)
                .map_err(|_| wrong(key, "it holds no private key in PEM".to_owned()))?;
            (certs, key, cert)
        }
        Tls::Generated { write_to } => {
            let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
            names.push(listens.ip().to_string());
            names.sort();
            names.dedup();
            let made = rcgen::generate_simple_self_signed(names)
                .map_err(|error| wrong(write_to, error.to_string()))?;
            fs::write(write_to, made.cert.pem()).map_err(|error| wrong(write_to, error.to_string()))?;
            let key = PrivateKeyDer::try_from(made.signing_key.serialize_der())
                .map_err(|error| wrong(write_to, error.to_owned()))?;
            (vec![made.cert.der().clone()], key, write_to)
        }
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(certs, key))
        .map_err(|error| wrong(path, error.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_PEM_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_PEM_BYTES {
        return Err(io::Error::other(format!("more than {MAX_PEM_BYTES} bytes")));
    }
    Ok(bytes)
}
