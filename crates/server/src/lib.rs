//! The simulator over HTTP: one port for both dialects, for the vendors' own clients.
#![forbid(unsafe_code)]
