//! What an operation says it may ask of the machine is what it does ask for, over all shipped scenarios.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{HttpRequest, HttpResponse, VENDORS};
use offhook_harness::{
    InProcess, Options, Subject as _, SubjectError, Wrap, Wrapped, read_scenarios, run_case,
};
use offhook_machine::{OpKind, Traced};
use offhook_scenario::Dialect;
use offhook_scenario::files::read_named;

/// The kinds of requests that each operation has asked for.
type Asked = BTreeMap<&'static str, BTreeSet<OpKind>>;

/// Listens between client and machine.
struct Listener {
    dialect: Dialect,
    asked: Asked,
}

fn judged(inner: &mut InProcess) -> Vec<OpKind> {
    let trace = inner.world_mut().map(offhook_machine::World::take_trace).unwrap_or_default();
    let kind = |step: &Traced| match step {
        Traced::Asked { kind, .. } => Some(*kind),
        Traced::Fired { .. } => None,
    };
    trace.steps.iter().filter_map(kind).collect()
}

impl Wrap for Listener {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        judged(inner);
        let answer = inner.request(request);
        if let Some(operation) = self.dialect.client.read(request).operation {
            self.asked.entry(operation.name()).or_default().extend(judged(inner));
        }
        answer
    }
}

#[test]
fn every_operation_asks_for_what_its_row_says_and_for_nothing_else() {
    let scenarios = read_scenarios(&["../../scenarios".into()]).unwrap();
    for vendor in VENDORS {
        let dialect = Dialect::named(vendor.name).unwrap();
        let mut subject =
            Wrapped { inner: InProcess::tracing(), wrap: Listener { dialect, asked: Asked::new() } };
        for scenario in scenarios.iter().filter(|scenario| scenario.dialect.value == dialect) {
            run_case(scenario, &mut subject, &Options::new(&read_named));
        }
        let mut wrong = Vec::new();
        for operation in vendor.tables.operations {
            let says: BTreeSet<OpKind> = operation.asks().iter().copied().collect();
            let asked = subject.wrap.asked.remove(operation.name()).unwrap_or_default();
            if says != asked {
                wrong.push(format!("{} says {says:?} and asks for {asked:?}", operation.name()));
            }
        }
        assert_eq!(wrong, [""; 0], "{}", vendor.name);
    }
}
