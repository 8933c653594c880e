//! Any text of a scenario is sent as it stands, however often the scenario is written and read again.
#![cfg(test)]

use std::cell::RefCell;
use std::rc::Rc;

use offhook_dialect::{HttpRequest, HttpResponse, vendor, wire_text};
use offhook_explore::minimise::minimise;
use offhook_harness::{
    InProcess, Options, Subject as _, SubjectError, Verdict, Words, Wrap, Wrapped, read_nothing, record,
    run_case,
};
use offhook_scenario::{Scenario, parse, to_yaml};
use proptest::prelude::*;

/// A place at which a vendor's requests bear a text.
#[derive(Clone, Copy, Debug)]
struct Spot {
    dialect: &'static str,
    action: &'static str,
    param: &'static str,
    /// Where the adapter protocol has it.
    pointer: &'static str,
}

const SPOTS: [Spot; 3] = [
    Spot { dialect: "ccc", action: "MakeCall", param: "Callee", pointer: "/params/Callee" },
    Spot { dialect: "ccc", action: "MakeCall", param: "Tags", pointer: "/params/Tags" },
    Spot { dialect: "cc-gateway", action: "callout", param: "called", pointer: "/body/called" },
];

/// Keeps what it was sent, and gives the answers to one action a wrong status.
#[derive(Clone, Default)]
struct Heard {
    requests: Rc<RefCell<Vec<HttpRequest>>>,
    wrong_about: Option<Spot>,
}

impl Wrap for Heard {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        self.requests.borrow_mut().push(request.clone());
        let mut reply = inner.request(request)?;
        let is_it = |spot: Spot| vendor(spot.dialect).unwrap().client.read(request).name == spot.action;
        if self.wrong_about.is_some_and(is_it) {
            reply.status = 418;
        }
        Ok(reply)
    }
}

const OPTIONS: Options<'_> = Options::new(&read_nothing);

/// The text that the requests of a scenario bear at a spot.
fn heard(spot: Spot, scenario: &Scenario) -> Vec<String> {
    let heard = Heard::default();
    run_case(scenario, &mut Wrapped::new(heard.clone()), &OPTIONS);
    let client = vendor(spot.dialect).unwrap().client;
    let requests = heard.requests.borrow();
    let said = requests.iter().filter_map(|request| {
        let adapter = serde_json::Value::Object(client.to_adapter(request));
        adapter.pointer(spot.pointer).map(|value| wire_text(value).into_owned())
    });
    said.collect()
}

fn scenario(spot: Spot, spelled: &str) -> Scenario {
    let Spot { dialect, action, param, .. } = spot;
    let text = format!(
        "offhook: 1\nid: texts.case\ndialect: {dialect}\ngiven:\n  users:\n    amy: {{ state: READY }}\nsteps:\n\
         - request:\n    by: amy\n    action: {action}\n    with:\n      {param}: {spelled}\n    status: 200\n"
    );
    parse("texts.yaml", &text).unwrap_or_else(|faults| panic!("{spelled}: {faults:?}"))
}

fn again(scenario: &Scenario) -> Scenario {
    let text = to_yaml(scenario);
    parse("again.yaml", &text).unwrap_or_else(|faults| panic!("{text}\n{faults:?}"))
}

fn survives(spot: Spot, spelled: &str, text: &str) {
    let first = scenario(spot, spelled);
    assert_eq!(heard(spot, &first), [text], "{spelled} {spot:?}");
    assert_eq!(heard(spot, &again(&first)), [text], "written: {}", to_yaml(&first));

    let recorded = record(&first, &mut InProcess::new(), &OPTIONS, Words::LeftOut).unwrap();
    assert_eq!(heard(spot, &again(&recorded)), [text], "recorded: {}", to_yaml(&recorded));

    let mut run = |it: &Scenario| {
        let liar = Heard { wrong_about: Some(spot), ..Heard::default() };
        run_case(it, &mut Wrapped::new(liar), &OPTIONS)
    };
    let failed = run(&first);
    assert_eq!(failed.verdict, Verdict::Fail, "{:?}", failed.failures);
    let small = minimise(&first, &failed, 20, &read_nothing, &mut run).unwrap().scenario;
    let small = again(&small);
    for text_now in heard(spot, &small) {
        assert_eq!(text_now, text, "minimised: {}", to_yaml(&small));
    }
}

#[test]
fn what_yaml_takes_for_something_else_is_sent_as_it_stands() {
    for spot in SPOTS {
        for text in [
            "013188888888",
            "+8613188888888",
            "13188888888",
            "1_000",
            "0x1F",
            "0o17",
            "0b11",
            "1e3",
            "1.50",
            "-0",
            "12345678901234567890123",
            "123456789012345678.5",
            "True",
            "true",
            "1:30",
            "2020-12-29",
        ] {
            survives(spot, text, text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Numbers of every kind, without quotes.
    #[test]
    fn any_number_without_quotes_is_sent_as_it_stands(
        at in 0..SPOTS.len(),
        text in "[+-]?(0[xob])?[0-9][0-9_]{0,20}(\\.[0-9]{0,3})?(e[0-9]{1,2})?",
    ) {
        survives(SPOTS[at], &text, &text);
    }

    /// Any text, in quotes.
    #[test]
    fn any_text_in_quotes_is_sent_as_it_stands(at in 0..SPOTS.len(), text in "[^\\p{C}$]{1,20}|[0-9+.eEx_:-]{1,12}") {
        survives(SPOTS[at], &serde_json::to_string(&text).unwrap(), &text);
    }
}
