//! In XML, every text of a client's that comes back is escaped, and escaped once.
#![cfg(test)]

mod common;

use std::path::Path;

use common::says;
use offhook_harness::{InProcess, Options, Times, Verdict, Wrapped, read_nothing, read_scenarios, run_case};
use offhook_scenario::Scenario;

/// What a server writes that does not escape, or escapes what is escaped already.
const WRONG: [(&str, &str); 5] =
    [("&amp;", "&"), ("&lt;", "<"), ("]]&gt;", "]]>"), ("&amp;", "&amp;amp;"), ("&amp;", "&amp;\u{1}")];

fn scenarios() -> Vec<Scenario> {
    let wire = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/ccc/wire");
    let mut all = read_scenarios(&[wire]).unwrap_or_else(|error| panic!("{error}"));
    all.retain(|it| it.id.value.contains(".xml-escapes-"));
    all
}

#[test]
fn a_server_that_escapes_not_at_all_or_twice_is_caught_wherever_a_text_comes_back() {
    let options = Options { oracle: Some(Times::Virtual), ..Options::new(&read_nothing) };
    let all = scenarios();
    assert!(all.len() >= 5, "{}", all.len());
    for scenario in &all {
        let right = run_case(scenario, &mut InProcess::new(), &options);
        assert_eq!(right.verdict, Verdict::Pass, "{:?}", right.failures);
        for (instead_of, this) in WRONG {
            let wrong = says(|_, reply| reply.body = reply.body.replace(instead_of, this), |_| ());
            let report = run_case(scenario, &mut Wrapped::new(wrong), &options);
            assert!(report.verdict != Verdict::Pass, "{} {instead_of} {this:?}", scenario.id.value);
        }
    }
}
