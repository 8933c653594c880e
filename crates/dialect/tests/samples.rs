//! The documented examples: read without faults, and written again token for token.

use offhook_dialect::ccc::{ACTIONS, Action, decode_params};
use offhook_dialect::{
    Edition, Form, Format, Limits, Samples, ShapeFault, parse, parse_query, read, render, tokens,
};

fn sampled() -> impl Iterator<Item = (&'static Action, Samples)> {
    ACTIONS.iter().filter_map(|action| Some((*action, action.samples?)))
}

fn answers() -> impl Iterator<Item = (&'static Action, Format, &'static str)> {
    sampled().flat_map(|(action, samples)| {
        [(action, Format::Json, samples.json), (action, Format::Xml, samples.xml)]
    })
}

#[test]
fn all_eight_documented_answers_are_read_without_faults_and_written_token_for_token() {
    let mut count = 0;
    for (action, format, sample) in answers() {
        let raw = parse(sample, format, &Limits::DEFAULT).unwrap();
        let (tree, faults) = read(&raw, action.fields, Form::Documented);
        assert_eq!(faults, [], "{} {format:?}", action.name);
        let written = render(&tree, action.fields, Form::Documented, format, action.name);
        assert_eq!(tokens(&written, format), tokens(sample, format), "{} {format:?}", action.name);
        count += 1;
    }
    assert_eq!(count, 8);
}

#[test]
fn both_notations_of_an_example_say_the_same() {
    for (action, samples) in sampled() {
        let tree = |text, format| {
            let raw = parse(text, format, &Limits::DEFAULT).unwrap();
            read(&raw, action.fields, Form::Documented).0
        };
        assert_eq!(tree(samples.json, Format::Json), tree(samples.xml, Format::Xml), "{}", action.name);
    }
}

#[test]
fn the_documented_requests_are_accepted() {
    for (action, samples) in sampled() {
        let (_, query) = samples.request.split_once('?').unwrap();
        // The last line stands for the common parameters.
        let query: String = query.lines().filter(|line| !line.contains('<')).collect();
        let (name, params) = parse_query(&query).unwrap();
        assert_eq!(name.as_deref(), Some(action.name));
        let decoded = decode_params(action, &params, Edition::First).unwrap();
        for (name, value) in &params {
            assert_eq!(decoded.text(name), Some(value.as_str()), "{}", action.name);
        }
    }
}

#[test]
fn each_field_of_an_example_is_missed_when_it_is_dropped() {
    for (action, samples) in sampled() {
        for row in action.fields {
            let mut raw = parse(samples.json, Format::Json, &Limits::DEFAULT).unwrap();
            let pointer = format!("/{}", row.path.replace("[]", ".0").replace('.', "/"));
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent = raw.value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            assert!(parent.shift_remove(name).is_some(), "{pointer}");
            let (_, faults) = read(&raw, action.fields, Form::Documented);
            let [fault @ ShapeFault::Missing { .. }] = faults.as_slice() else {
                panic!("{} {}: {faults:?}", action.name, row.path)
            };
            assert_eq!(fault.row_path(), row.path);
        }
    }
}

#[test]
fn the_samples_are_not_in_the_typed_form() {
    for (action, format, sample) in answers() {
        let raw = parse(sample, format, &Limits::DEFAULT).unwrap();
        let (_, faults) = read(&raw, action.fields, Form::Typed);
        assert!(!faults.is_empty(), "{} {format:?}", action.name);
    }
}
