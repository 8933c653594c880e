//! A plain scalar that YAML would print otherwise is its own text.

use offhook_scenario::{Matcher, Scenario, Step, check, parse, to_yaml};
use serde_json::{Value, json};

use crate::support::words;

fn scenario(value: &str) -> Scenario {
    let text = format!(
        r"offhook: 1
id: written.case
dialect: ccc
cites: [ccc.make-call]
given:
  users:
    amy: {{ state: READY }}
steps:
- request:
    by: amy
    action: MakeCall
    with: {{ Callee: {value}, More: [{value}] }}
    expect: {{ Data.Callee: {value}, Data.List: [{value}], Data.Other: {{ one_of: [{value}] }} }}
"
    );
    parse("written.yaml", &text).unwrap_or_else(|faults| panic!("{value}: {faults:?}"))
}

/// The value wherever it stands in the step.
fn read(scenario: &Scenario) -> Vec<Value> {
    let Step::Request(request) = &scenario.steps[0].value else { panic!("no request") };
    let mut values: Vec<Value> = request.with.iter().map(|(_, value)| value.value.clone()).collect();
    values.extend(request.expect.iter().map(|(_, matcher)| match &matcher.value {
        Matcher::Is(value) => value.clone(),
        Matcher::OneOf(values) => Value::Array(values.clone()),
        other => panic!("{other:?}"),
    }));
    let single = |value: Value| match value {
        Value::Array(mut items) if items.len() == 1 => items.remove(0),
        other => other,
    };
    values.into_iter().map(single).collect()
}

#[test]
fn what_yaml_would_print_otherwise_is_its_own_text() {
    for text in [
        "013188888888",
        "+8613188888888",
        "1_000",
        "0x1F",
        "0o17",
        "12345678901234567890123",
        "1.50",
        "1e3",
        "-0",
        "00",
        "True",
    ] {
        assert_eq!(read(&scenario(text)), vec![json!(text); 5], "{text}");
    }
    for (text, value) in [
        ("13188888888", json!(13_188_888_888_u64)),
        ("-7", json!(-7)),
        ("1.5", json!(1.5)),
        ("true", json!(true)),
        ("\"013\"", json!("013")),
        ("READY", json!("READY")),
    ] {
        assert_eq!(read(&scenario(text)), vec![value; 5], "{text}");
    }
}

#[test]
fn it_is_written_and_read_back_the_same() {
    for text in
        ["013188888888", "+86131", "1_000", "0x1F", "1.50", "True", "~x", "null", "2020-12-29", "1:30"]
    {
        let quoted = format!("{text:?}");
        let first = scenario(&quoted);
        let again = parse("again.yaml", &to_yaml(&first)).unwrap();
        assert_eq!(read(&first), read(&again), "{text}");
    }
}

#[test]
fn where_no_text_is_meant_it_is_to_be_quoted() {
    let faults = |with: &str, expect: &str| -> Vec<String> {
        let text = format!(
            r"offhook: 1
id: written.case
dialect: ccc
given:
  users:
    amy: {{ state: READY }}
steps:
- request: {{ by: amy, action: MakeCall, with: {{ {with} }}, expect: {{ {expect} }} }}
"
        );
        let faults = check(&parse("written.yaml", &text).unwrap(), &words());
        faults.iter().map(|fault| fault.render(false)).collect()
    };
    for text in ["0x1F", "1_000", "007", "+5", "1e3", "1.50"] {
        for (with, expect) in [
            (format!("TimeoutSeconds: {text}"), String::new()),
            (String::new(), format!("HttpStatusCode: {text}")),
            (String::new(), format!("HttpStatusCode: {{ one_of: [200, {text}] }}")),
        ] {
            let faults = faults(&with, &expect);
            assert_eq!(faults.len(), 1, "{text} {faults:?}");
            assert!(faults[0].starts_with("error[ambiguous-scalar]"), "{faults:?}");
            assert!(faults[0].contains(&format!("quote it, `\"{text}\"`")), "{faults:?}");
        }
        let quoted = format!("TimeoutSeconds: \"{text}\"");
        assert_eq!(faults(&quoted, &format!("HttpStatusCode: '{text}'")), Vec::<String>::new());
        assert_eq!(faults(&format!("Callee: {text}"), &format!("Message: {text}")), Vec::<String>::new());
    }
    assert_eq!(faults("TimeoutSeconds: 30", "HttpStatusCode: 200"), Vec::<String>::new());
}

#[test]
fn anchors_tags_and_comments_are_no_part_of_the_text() {
    let text = r#"offhook: 1
id: written.case
dialect: ccc
given:
  users:
    amy: { state: READY }
steps:
- request:
    by: amy
    action: MakeCall
    with:
      Callee: &number 013188888888  # dialled as it stands
      Caller: *number
      Other: &seven 7
      Again: *seven
      Tagged: !!str 013188888888
      Plain: !!int 0x1F
      Folded: >-
        013188888888
"#;
    let read = parse("written.yaml", text).unwrap();
    let Step::Request(request) = &read.steps[0].value else { panic!("no request") };
    let values: Vec<&Value> = request.with.iter().map(|(_, value)| &value.value).collect();
    let number = json!("013188888888");
    assert_eq!(values, [&number, &number, &json!(7), &json!(7), &number, &json!("0x1F"), &number]);
}
