//! `offhook serve`: the simulator as a server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};
use offhook_scenario::files::read_file;
use offhook_server::limits::MOST_CONNECTIONS;
use offhook_server::{
    Access, Behaviour, JournalOptions, JournalSync, Keys, Log, Options, Pace, Server, Tls, start_log,
};

use crate::exit::{CliError, Outcome};
use crate::options::{Format, within};
use crate::{files, outlets, output};

/// The end of the help.
pub(crate) const HELP: &str = "\
One port answers both dialects: CCC at /, CC-Gateway at /agentgateway/resource/. The control API at /_offhook/ acts as the
remote party, advances the clock and sets up the world; docs/serve.md describes it.

Without --given, the call centres have these users, signed out: in CCC amy@ccc-test, bob@ccc-test, carol@ccc-test, dave@ccc-test and
sue@ccc-test of the instance ccc-test, in CC-Gateway the agents 1001, 1002, 1003, 1004 and 1009. Numbers that
begin with 000 describe their behaviour: 000203310 answers after 3 s and hangs up after 10. In real and scaled time an agent's
own phone is answered one second after the agent calls, so that such a call goes through by itself; in virtual time the
control API answers it. --auto-answer changes either.";

/// Other users of the computer can see a command line, but not an environment.
const TOKEN_VARIABLE: &str = "OFFHOOK_CONTROL_TOKEN";

/// `offhook serve`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// Address to listen on: a port of this machine, or an IP address or localhost with a port; port 0 takes any free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: String,
    /// The accepted access keys: a YAML list of id, secret, token (of a temporary key) and user (the user of the
    /// account)
    #[arg(long, value_name = "FILE", conflicts_with = "insecure_accept_any")]
    keys: Option<PathBuf>,
    /// Answer every request, signed or not; a key id that equals a user's id belongs to that user
    #[arg(long)]
    insecure_accept_any: bool,
    /// CC-Gateway: answer requests for a signed-in agent with any Guid, or with none, as sites do whose gateway does not check it
    #[arg(long)]
    insecure_accept_any_guid: bool,
    /// A scenario file: its `given:` is the world at the start; once for each dialect
    #[arg(long, value_name = "FILE")]
    given: Vec<PathBuf>,
    /// The numbers and agents that answer by themselves: a YAML file (`offhook schema --of behaviour`)
    #[arg(long, value_name = "FILE")]
    behaviour: Option<PathBuf>,
    /// Give numbers their built-in behaviour in given worlds, as in the default ones: 000203310 answers after 3 s and hangs up
    /// after 10
    #[arg(long)]
    numbers: bool,
    /// Let numbers with built-in behaviour and the phones of calling agents answer by themselves, in every world, or not at all
    /// [default: on in real and scaled time; in virtual time the numbers of default worlds alone]
    #[arg(long, value_enum, value_name = "SWITCH")]
    auto_answer: Option<Switch>,
    /// The clock: `virtual` (moved by the control API only), `real`, or `scaled=N`, N times as fast
    #[arg(long, value_name = "PACE", default_value_t)]
    time: Pace,
    /// The seed of ids and tokens, for worlds without one
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Allow the control API from other computers with this word as X-Offhook-Token [default: the environment variable
    /// OFFHOOK_CONTROL_TOKEN]
    #[arg(long, value_name = "WORD")]
    control_token: Option<String>,
    /// A further name by which the server may be addressed, and whose pages may use it; beside localhost and IP addresses, which
    /// cannot be made to lead elsewhere
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// An origin whose pages may use the server, the control API included, and no others, such as http://localhost:3000; `*` is
    /// any, but for the control API [default: pages of this machine, and of IP addresses; with --keys, all]
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Connections at one time; one client has at most half of them [default: 1024, or fewer where the limit of open files is low]
    #[arg(long, value_name = "N", value_parser = within::<usize>(1, MOST_CONNECTIONS as u64))]
    max_connections: Option<usize>,
    /// HTTPS with this certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "tls_generated")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// HTTPS with a new certificate, which is written to this file for clients to trust
    #[arg(long, value_name = "FILE")]
    tls_generated: Option<PathBuf>,
    /// At the end, write the inputs since the latest reset as scenarios: FILE `calls.yaml` makes `calls.ccc.yaml` and
    /// `calls.cc-gateway.yaml`
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Write every accepted input to this directory before it is answered; a server that starts again with the same
    /// options continues where it stopped
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
    /// The time at which the journal is flushed to the disk
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, requires = "journal")]
    journal_sync: SyncWhen,
    /// The format of logs on the standard error
    #[arg(long, value_enum, default_value_t)]
    log: LogFormat,
}

/// Whether something is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// It is on
    On,
    /// It is off
    Off,
}

/// The time at which the journal is flushed to the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum SyncWhen {
    /// Before each answer: no answered input is ever lost
    Always,
    /// Every second: nothing is lost if the server is killed; the last second may be lost with the power
    #[default]
    Interval,
}

/// The format of logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// One line of text for each message
    #[default]
    Text,
    /// One JSON object for each message
    Json,
    /// No logs
    Off,
}

pub(crate) fn serve(args: Serve) -> Result<Outcome, CliError> {
    start_log(match args.log {
        LogFormat::Text => Log::Text,
        LogFormat::Json => Log::Json,
        LogFormat::Off => Log::Off,
    });
    let server = Server::bind(options(args)?).map_err(CliError::Serve)?;
    output::result(&format!("listening on {}\n", server.url()))?;
    server.run_until_signal().map_err(CliError::Serve)?;
    Ok(Outcome::AsExpected)
}

/// The address of `8080`, `:8080`, `localhost:8080`, `10.0.0.7:8080` or `[::1]:8080`.
fn address(text: &str) -> Result<SocketAddr, CliError> {
    let bad = |why| CliError::Address { text: text.to_owned(), why };
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, port),
        None if text.bytes().all(|it| it.is_ascii_digit()) => ("", text),
        None => return Err(bad("it has no port; write 127.0.0.1:8080, or 8080 alone")),
    };
    let is_number = !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit());
    let port = Some(port).filter(|_| is_number).and_then(|port| port.parse().ok());
    let port = port.ok_or_else(|| bad("its port is not a number from 0 to 65535"))?;
    let ip = match host {
        "" => IpAddr::from(Ipv4Addr::LOCALHOST),
        _ if host.eq_ignore_ascii_case("localhost") => IpAddr::from(Ipv4Addr::LOCALHOST),
        _ => {
            let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
            let ip = match bracketed {
                Some(host) => host.parse().ok().map(IpAddr::V6),
                None => host.parse().ok().map(IpAddr::V4),
            };
            ip.ok_or_else(|| bad("its host is neither an IP address (IPv6 in brackets) nor localhost"))?
        }
    };
    Ok(SocketAddr::new(ip, port))
}

fn options(args: Serve) -> Result<Options, CliError> {
    [&args.record, &args.tls_generated].into_iter().flatten().try_for_each(|file| outlets::beside(file))?;
    let access = access(args.keys.as_deref(), args.insecure_accept_any)?;
    let given =
        if args.given.is_empty() { Vec::new() } else { files::read(&args.given, Format::Console)?.scenarios };
    let behaviour = args.behaviour.as_deref().map(Behaviour::read).transpose();
    let behaviour = behaviour.map_err(|error| CliError::Input { error, format: Format::Console })?;
    let tls = match (args.tls_cert, args.tls_key, args.tls_generated) {
        (Some(cert), Some(key), _) => Some(Tls::Files { cert, key }),
        (_, _, write_to) => write_to.map(|write_to| Tls::Generated { write_to }),
    };
    Ok(Options {
        listen: address(&args.listen)?,
        given,
        behaviour,
        numbers: args.numbers,
        auto_answer: args.auto_answer.map(|switch| switch == Switch::On),
        any_guid: args.insecure_accept_any_guid,
        max_connections: args.max_connections,
        pace: args.time,
        seed: args.seed,
        control_token: args.control_token.or_else(|| std::env::var(TOKEN_VARIABLE).ok()),
        allow_hosts: args.allow_host,
        allow_origins: args.allow_origin,
        tls,
        record: args.record,
        journal: args.journal.map(|folder| JournalOptions::new(folder, sync(args.journal_sync))),
        ..Options::new(access)
    })
}

const fn sync(when: SyncWhen) -> JournalSync {
    match when {
        SyncWhen::Always => JournalSync::Always,
        SyncWhen::Interval => JournalSync::Interval,
    }
}

fn access(keys: Option<&Path>, any: bool) -> Result<Access, CliError> {
    match (keys, any) {
        (Some(path), _) => {
            let text = read_file(path).map_err(CliError::usage)?;
            Keys::parse(&text).map(Access::Keys).map_err(|error| CliError::file(path, error))
        }
        (None, true) => Ok(Access::Any),
        (None, false) => Err(CliError::usage(
            "no access keys: give them with --keys FILE, or accept every request with --insecure-accept-any",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_to_listen_on_is_written_in_the_usual_ways() {
        for (text, meant) in [
            ("8080", "127.0.0.1:8080"),
            (":8080", "127.0.0.1:8080"),
            ("localhost:8080", "127.0.0.1:8080"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(address(text).unwrap().to_string(), meant);
        }
        for text in [
            "",
            "localhost",
            "8080x",
            ":",
            "127.0.0.1:",
            "127.0.0.1:8080x",
            "127.0.0.1:+80",
            "1:2:3",
            "::1:80",
            "http://x",
            "pbx:80",
            "65536",
        ] {
            let error = address(text).unwrap_err();
            assert!(error.to_string().starts_with(&format!("bad-address: `{text}` ")), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
