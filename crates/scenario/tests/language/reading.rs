//! Every part of a scenario is read, with its place.

use offhook_scenario::{
    At, Clock, Dialect, EventItem, Format, Matcher, Place, Scenario, Step, Stimulus, Verb, Wire, check, parse,
};
use serde_json::json;

use crate::support::{SAMPLE, read, words};

fn step(scenario: &Scenario, index: usize) -> &At<Step> {
    &scenario.steps[index]
}

#[test]
fn every_name_of_the_sample_is_known() {
    let found: Vec<String> = check(&read(SAMPLE), &words()).iter().map(|fault| fault.render(false)).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_part_of_the_sample_is_read() {
    let sample = read(SAMPLE);
    assert_eq!(
        (sample.dialect.value, sample.wire, sample.format),
        (Dialect::named("ccc").unwrap(), Wire::Documented, Format::Xml)
    );
    assert_eq!(sample.given.clock, Some(Clock { ms: 1_609_226_880_000 }.into()));
    assert_eq!(sample.given.user_id("bob").as_deref(), Some("bob@ccc-test"));
    assert_eq!(sample.given.users.get("bob").unwrap().skill_groups, Some(Vec::new()));
    let jobs = &sample.given.jobs;
    assert_eq!(jobs.get("call").unwrap().instance, Some(None), "null is said");
    assert_eq!(jobs.get("other").unwrap().channels, None);

    let Step::Request(request) = &step(&sample, 0).value else { panic!("a request") };
    assert_eq!(request.with.get("UserId").unwrap().value, json!(null));
    assert_eq!(request.with.get("Tags").unwrap().value, json!(["a", "$$5", { "k": 1.5 }]));
    let order: Vec<&str> = request.expect.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(&order[..2], ["Code", "HttpStatusCode"], "the order of the file");
    assert_eq!(request.expect.get("Message").unwrap().value, Matcher::Absent);

    let Step::Network(network) = &step(&sample, 2).value else { panic!("a network step") };
    assert_eq!(network.stimulus, Stimulus::Channel { verb: Verb::NoRoute, party: "customer".into() });
    assert!(network.impossible);

    let Step::Events(events) = &step(&sample, 6).value else { panic!("events") };
    let sizes: Vec<usize> = events.iter().map(|item| item.events().count()).collect();
    assert_eq!(sizes, [1, 3, 1]);
    let EventItem::One(released) = &events[2].value else { panic!("one event") };
    assert_eq!((released.to_string(), released.with.len()), ("Released 13188888888".to_owned(), 1));
}

#[test]
fn values_keys_and_steps_keep_their_places() {
    let text =
        "offhook: 1\nid: a\ndialect: ccc\nsteps:\n  - request:\n      action: \"é\"\n      with: { ÿ: 5 }\n";
    let scenario = parse("a.yaml", text).unwrap();
    let at = |line, column, len| Place { source: 0, line, column, len };
    assert_eq!(scenario.id.place, at(2, 5, 1));
    assert_eq!(step(&scenario, 0).place, at(5, 5, 0));
    let Step::Request(request) = &step(&scenario, 0).value else { panic!("a request") };
    assert_eq!(request.action.place, at(6, 15, 3));
    let (key, value) = request.with.entry("ÿ").unwrap();
    assert_eq!((key.place, value.place), (at(7, 15, 1), at(7, 18, 1)));
}

#[test]
fn a_value_behind_an_alias_is_placed_where_it_is_used() {
    let text = "{offhook: 1, id: a, dialect: ccc, cites: [&c x.y],\n steps: [request: {action: *c}]}";
    let scenario = parse("a.yaml", text).unwrap();
    let Step::Request(request) = &step(&scenario, 0).value else { panic!("a request") };
    assert_eq!((request.action.as_str(), request.action.place.line), ("x.y", 2));
}

#[test]
fn both_yaml_readers_see_the_same_sample() {
    let one: serde_json::Value = serde_saphyr::from_str(SAMPLE).unwrap();
    let other: serde_json::Value = serde_yaml::from_str(SAMPLE).unwrap();
    assert_eq!(one, other);
}

#[test]
fn a_scenario_in_json_is_a_scenario() {
    let value: serde_json::Value = serde_saphyr::from_str(SAMPLE).unwrap();
    assert_eq!(parse("sample.json", &serde_json::to_string_pretty(&value).unwrap()), Ok(read(SAMPLE)));
}

#[test]
fn outside_of_a_file_an_invalid_value_is_an_error() {
    let read = serde_json::from_value::<Step>(json!({ "wait": "soon" }));
    assert_eq!(read.unwrap_err().to_string(), "`soon` is not a length of time");
}
