//! A whole documented answer is compared by what it says, not by how it is spelled.
#![cfg(test)]

mod common;

use std::path::Path;

use common::says;
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{CaseReport, InProcess, Options, Verdict, Wrapped, read_scenarios, run_case};
use offhook_scenario::{Format, Scenario, Step};
use serde_json::Value;

/// The cases that hold a whole answer against a file.
fn scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut all = read_scenarios(&[folder]).unwrap_or_else(|error| panic!("{error}"));
    let has_answer = |step: &Step| matches!(step, Step::Request(request) if request.answer.is_some());
    all.retain(|it| it.steps.iter().any(|step| has_answer(&step.value)));
    assert!(all.len() >= 8, "{}", all.len());
    all
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

/// Runs a case on a server that spells its answers in its own way.
fn run(scenario: &Scenario, spell: impl Fn(&str) -> String) -> CaseReport {
    let reply = |_: &HttpRequest, reply: &mut HttpResponse| reply.body = spell(&reply.body);
    let options = Options::new(&read);
    run_case(scenario, &mut Wrapped::new(says(reply, |_: &mut Value| ())), &options)
}

/// Every letter and sign of a text, as a character reference.
fn references(text: &str) -> String {
    text.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect()
}

/// Changes what stands between the tags.
fn texts(xml: &str, change: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for part in xml.split_inclusive('>') {
        let (text, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
        out += &if text.trim().is_empty() || text.contains('&') { text.to_owned() } else { change(text) };
        out += tag;
    }
    out
}

/// Writes the characters of strings as escapes; their hexadecimal digits in either case.
fn escapes(json: &str) -> String {
    let mut in_string = false;
    let mut before = ' ';
    let mut out = String::new();
    for c in json.chars() {
        if c == '"' && before != '\\' {
            in_string = !in_string;
            out.push(c);
        } else if in_string && c != '\\' && before != '\\' && u32::from(c) < 0x10000 {
            out += &format!("\\u{:04X}", u32::from(c));
        } else {
            out.push(c);
        }
        before = if before == '\\' { ' ' } else { c };
    }
    out
}

#[test]
fn how_a_value_is_spelled_does_not_count() {
    for scenario in scenarios() {
        let spell = |body: &str| match scenario.format {
            Format::Json => escapes(body),
            Format::Xml => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- from here -->\n{}\n",
                texts(body, |text| if text.len() % 2 == 0 {
                    references(text)
                } else {
                    format!("<![CDATA[{text}]]>")
                })
            ),
        };
        assert_eq!(run(&scenario, str::to_owned).verdict, Verdict::Pass);
        let report = run(&scenario, spell);
        assert_eq!(report.verdict, Verdict::Pass, "{} {:?}", scenario.id.value, report.failures.first());
    }
}

#[test]
fn another_order_of_fields_is_a_warning() {
    fn turned(value: Value) -> Value {
        match value {
            Value::Object(map) => map.into_iter().rev().map(|(name, value)| (name, turned(value))).collect(),
            Value::Array(items) => items.into_iter().map(turned).collect(),
            other => other,
        }
    }
    for scenario in scenarios().iter().filter(|it| it.format == Format::Json) {
        let spell = |body: &str| turned(serde_json::from_str(body).unwrap()).to_string();
        let report = run(scenario, spell);
        let titles: Vec<&str> = report.failures.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(report.verdict, Verdict::Inconclusive, "{} {titles:?}", scenario.id.value);
        assert!(titles.iter().all(|it| it.contains("stands behind") || it.contains("order")), "{titles:?}");
    }
}

#[test]
fn another_value_and_a_field_given_twice_are_failures_with_their_place() {
    for scenario in scenarios() {
        let json = scenario.format == Format::Json;
        let change = |body: &str| {
            if json { body.replacen(":\"", ":\"x", 1) } else { texts(body, |text| format!("x{text}")) }
        };
        let report = run(&scenario, change);
        assert!(matches!(report.verdict, Verdict::Fail | Verdict::Error), "{}", scenario.id.value);
        if json {
            let report = run(&scenario, |body| body.replacen('{', "{\"retcode\":\"1\",\"Code\":\"No\",", 1));
            assert_eq!(report.verdict, Verdict::Fail, "{}", scenario.id.value);
        }
    }
    let scenario = scenarios().into_iter().find(|it| it.id.value == "ccc.make-call.sample-json").unwrap();
    let report = run_case(&scenario, &mut InProcess::new(), &Options::new(&|_| Ok("root:x:0".to_owned())));
    assert_eq!(report.verdict, Verdict::Fail);
    assert!(!format!("{:?}", report.failures).contains("root"), "{:?}", report.failures);
}
