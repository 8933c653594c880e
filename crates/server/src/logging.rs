//! Logs, to the standard error. No secret and no signature is ever handed to them.

use tracing_subscriber::fmt;

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Log {
    /// A line of text each.
    #[default]
    Text,
    /// An object of JSON each.
    Json,
    /// None.
    Off,
}

/// Writes logs from now on; only the first call in a process counts.
pub fn start_log(log: Log) {
    let builder = fmt().with_writer(std::io::stderr).with_target(false).with_ansi(false);
    let _already_started = match log {
        Log::Text => builder.try_init(),
        Log::Json => builder.json().flatten_event(true).try_init(),
        Log::Off => Ok(()),
    };
}
