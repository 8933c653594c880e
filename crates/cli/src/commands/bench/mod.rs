//! `offhook bench`: what a command costs by the number of live calls, in the machine and through the server.

mod machine;
mod served;

use clap::Args;
use offhook_harness::Summarised;
use serde_json::json;

use self::machine::Calls;
use self::served::{Costs, Served};
use crate::exit::{CliError, Outcome};
use crate::options::Format;
use crate::output;

/// `offhook bench`.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// Measure by the number of live calls: all wait in a queue while one agent polls, and places calls that are rejected
    #[arg(long, required = true)]
    scale: bool,
    /// The numbers of live calls, with commas between them
    #[arg(
        long,
        value_name = "N,…",
        value_delimiter = ',',
        default_value = "10,100,1000,10000,100000,500000",
        value_parser = clap::value_parser!(u32).range(1..=500_000),
        requires = "scale"
    )]
    calls: Vec<u32>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The shortest of so many windows is shown: what disturbs a machine makes windows longer, never shorter.
const WINDOWS: usize = 7;

/// What was measured beside so many live calls.
struct Row {
    calls: u32,
    command_ns: f64,
    served: Costs,
}

pub(crate) fn bench(args: &Bench) -> Result<Outcome, CliError> {
    let mut rows: Vec<Row> = Vec::new();
    if args.format == Format::Console {
        let heads = ["machine: ns a command", "server: µs a call in", "a poll", "a call out"];
        output::result(&cells("live calls", heads.map(str::to_owned)))?;
    }
    for calls in &args.calls {
        let row = measure(*calls)?;
        if args.format == Format::Console {
            output::result(&line(&row, rows.first().unwrap_or(&row)))?;
        }
        rows.push(row);
    }
    if args.format == Format::Json {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                json!({
                    "live_calls": row.calls,
                    "machine_ns_per_command": row.command_ns,
                    "server_us_per_call_in": row.served.call_in,
                    "server_us_per_poll": row.served.poll,
                    "server_us_per_call_out": row.served.call_out,
                })
            })
            .collect();
        let summary = [("rows", json!(rows.len())), ("windows", json!(WINDOWS))];
        output::json(&Summarised::new(summary, [("scale", rows.into())]))?;
    }
    Ok(Outcome::AsExpected)
}

fn measure(calls: u32) -> Result<Row, CliError> {
    let mut machine = Calls::beside(calls).map_err(CliError::broke)?;
    let command_ns = machine.nanoseconds(WINDOWS).map_err(CliError::broke)?;
    drop(machine);
    let served = Served::beside(calls)?;
    let costs = served.costs(WINDOWS);
    served.stop()?;
    Ok(Row { calls, command_ns, served: costs? })
}

/// Each figure, and how many times the first row's it is.
fn line(row: &Row, first: &Row) -> String {
    let by = |value: f64, base: f64| format!("{value:.1} ({:.2})", value / base.max(f64::MIN_POSITIVE));
    let figures = [
        by(row.command_ns, first.command_ns),
        by(row.served.call_in, first.served.call_in),
        by(row.served.poll, first.served.poll),
        by(row.served.call_out, first.served.call_out),
    ];
    cells(&row.calls.to_string(), figures)
}

fn cells(first: &str, [machine, call_in, poll, call_out]: [String; 4]) -> String {
    format!("{first:>10}  {machine:>21}  {call_in:>20}  {poll:>14}  {call_out:>14}\n")
}
