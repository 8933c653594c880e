//! Suites over a program's standard input and output.

use offhook_harness::{Statement, Verdict};
use offhook_scenario::Dialect;

use crate::server::{Server, Simulator};
use crate::support::{ccc, gateway, of, play, shipped, statement};

fn shim(server: &Server, dialect: &str) -> Statement {
    let shim = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/remote/shim.py");
    let address = server.address;
    let more = if dialect == "ccc" { "isolation: reset" } else { "wire: typed" };
    statement(&format!(
        "offhook: 1\nname: shim\ndialect: {dialect}\ncommand: [python3, {shim}, \"{address}\", {dialect}]\n{more}\n"
    ))
}

fn nothing_but_passes(dialect: Dialect, folder: &str) {
    let server = Server::start(Simulator::new(dialect));
    let played = play(&shim(&server, dialect.as_str()), &shipped(folder));
    for verdict in [Verdict::Fail, Verdict::Error, Verdict::Inconclusive] {
        assert_eq!(of(verdict, &played), [""; 0]);
    }
    assert!(of(Verdict::Pass, &played).len() > 10, "{:?}", played.report.counts());
}

#[test]
fn cases_of_ccc_pass_on_the_machine_behind_a_shim() {
    nothing_but_passes(ccc(), "ccc/hold-call");
}

#[test]
fn cases_of_cc_gateway_pass_on_the_machine_behind_a_shim() {
    nothing_but_passes(gateway(), "cc-gateway/release");
}
