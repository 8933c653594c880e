//! Why a server does not start, or does not end well.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::{fmt, io};

use offhook_centre::CentreError;
use offhook_scenario::{Diagnostic, Dialect};

use crate::journal::JournalError;

/// Why a server does not start, or does not end well.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// Two worlds are given for one dialect.
    TwoWorlds(Dialect),
    /// A given world cannot be set up.
    World(Dialect, CentreError),
    /// A default call centre is faulty.
    Faults(Vec<Diagnostic>),
    /// An origin that is allowed is none.
    BadOrigin(String),
    /// A host that is allowed is no name of one.
    BadHost(String),
    /// There can be no such number of connections.
    Connections {
        /// What was asked for.
        asked: usize,
        /// The highest number.
        most: usize,
    },
    /// The system allows fewer connections than were asked for.
    OpenFiles {
        /// What was asked for.
        asked: usize,
        /// How many it allows.
        allowed: usize,
        /// How many open files that many connections need.
        needed: usize,
    },
    /// The control token is too short.
    ShortToken {
        /// How long it must be.
        least: usize,
    },
    /// A certificate or a key cannot be used.
    Tls {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The recording cannot be written.
    Record {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The journal cannot be kept or read.
    Journal(JournalError),
    /// The system gives no threads, sockets or signals.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, error } => {
                write!(
                    f,
                    "{address} cannot be listened on: {error}; name another with --listen, or port 0 for any that is free"
                )
            }
            Self::TwoWorlds(dialect) => {
                write!(f, "two worlds are given for {}: give one for each dialect", dialect.as_str())
            }
            Self::World(dialect, error) => write!(f, "{}: {error}", dialect.as_str()),
            Self::Faults(faults) => faults.iter().try_for_each(|fault| f.write_str(&fault.render(false))),
            Self::BadOrigin(origin) => write!(
                f,
                "`{origin}` is no origin: write a scheme and a host, as in https://crm.example or http://localhost:3000, or `*`"
            ),
            Self::BadHost(host) => write!(
                f,
                "`{host}` is no name of a host: write it for --allow-host without scheme, port and path, as in offhook.test"
            ),
            Self::Connections { asked, most } => {
                write!(f, "--max-connections {asked} cannot be: write a number from 1 to {most}")
            }
            Self::OpenFiles { asked, allowed, needed } => write!(
                f,
                "--max-connections {asked} is more than this system allows: write at most {allowed}, or allow the process {needed} open files (ulimit -n)"
            ),
            Self::ShortToken { least } => write!(f, "a control token has at least {least} characters"),
            Self::Tls { path, reason } => write!(f, "{}: {reason}", path.display()),
            Self::Record { path, error } => {
                write!(f, "the recording cannot be written to {}: {error}", path.display())
            }
            Self::Journal(error) => error.fmt(f),
            Self::System(error) => write!(f, "the system does not let the server run: {error}"),
        }
    }
}

impl std::error::Error for ServeError {}
