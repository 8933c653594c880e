//! The codec for any answer, any request and any bytes.

use std::collections::BTreeMap;

use offhook_dialect::cc_gateway::{
    self, EVENTS, OPERATIONS, RequestError, Route, decode_answer, encode_answer, encode_request, route,
};
use offhook_dialect::ccc::{ACTIONS, ERROR_FIELDS, decode_params};
use offhook_dialect::{
    Bounds, DecodedParams, Edition, FieldRow, Form, Format, Limits, NoneAs, ParamRow, Place, ShapeFault,
    Type, WireError, build, encode_query, parse, parse_query, read, render, tokens,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(0x0FF_400C),
        failure_persistence: None,
        ..Default::default()
    }
}

/// Texts that XML can carry, with the characters that need escaping often among them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9:@>-]{1,12}",
        "[ -~\\t\\n\\r]{1,12}",
        "[<>&\"'无é\u{10ffff}]{1,6}",
        Just("null".to_owned()),
        Just("]]>".to_owned()),
    ]
}

fn value(row: FieldRow) -> BoxedStrategy<Option<Value>> {
    let says_none = move |text: &String| match row.none {
        NoneAs::Placeholder => text == "无",
        NoneAs::Empty | NoneAs::Null => text.is_empty(),
        NoneAs::Never | NoneAs::Omitted => false,
    };
    let some = match row.ty {
        Type::String => {
            text().prop_filter("spells none", move |text| !says_none(text)).prop_map(Value::from).boxed()
        }
        Type::Integer | Type::Long => any::<i64>().prop_map(Value::from).boxed(),
        Type::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Type::StringList => prop::collection::vec(text(), 0..3).prop_map(Value::from).boxed(),
        Type::Map => prop::collection::btree_map(text(), text(), 0..3).prop_map(|map| json!(map)).boxed(),
        Type::Any => prop_oneof![
            text().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            prop::collection::btree_map(text(), text(), 0..3).prop_map(|map| json!(map)),
        ]
        .boxed(),
        Type::Object | Type::ObjectList => return Just(None).boxed(),
    };
    if row.none == NoneAs::Never { some.prop_map(Some).boxed() } else { prop::option::of(some).boxed() }
}

/// A typed tree of a table, made as an answer is made.
fn tree(fields: &'static [FieldRow]) -> impl Strategy<Value = Value> {
    let items = prop::collection::vec(fields.iter().map(|row| value(*row)).collect::<Vec<_>>(), 0..4);
    let outside = fields.iter().map(|row| value(*row)).collect::<Vec<_>>();
    (outside, items).prop_map(move |(outside, items)| {
        let mut outside: BTreeMap<_, _> = fields.iter().map(|row| row.path).zip(outside).collect();
        let mut items: Vec<BTreeMap<_, _>> =
            items.into_iter().map(|item| fields.iter().map(|row| row.path).zip(item).collect()).collect();
        let mut rows: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for row in fields.iter().rev() {
            rows.entry(row.source).or_default().push(row.path);
        }
        let channels = items.len();
        build(fields, channels, &mut |source, index| {
            let path = rows[&source].last()?;
            if path.contains("[]") { items[index].remove(path)? } else { outside.remove(path)? }
        })
    })
}

fn there_and_back(
    fields: &[FieldRow],
    tree: &Value,
    form: Form,
    format: Format,
) -> Result<(Value, Vec<ShapeFault>), WireError> {
    let text = render(tree, fields, form, format, "Any");
    let raw = parse(&text, format, &Limits::DEFAULT)?;
    Ok(read(&raw, fields, form))
}

#[test]
fn what_is_written_is_read_back_without_faults_in_every_form_and_notation() {
    let tables = ACTIONS.iter().map(|action| action.fields).chain([ERROR_FIELDS]);
    for fields in tables {
        proptest!(config(), |(tree in tree(fields))| {
            for form in Form::ALL {
                for format in Format::ALL {
                    let back = there_and_back(fields, &tree, form, format);
                    prop_assert_eq!(back, Ok((tree.clone(), Vec::new())));
                }
            }
        });
    }
}

#[test]
fn gateway_answers_and_polls_are_read_back_without_faults() {
    let answers = OPERATIONS.iter().map(|operation| operation.fields);
    let polls = EVENTS.iter().map(|event| event.fields);
    for fields in answers.chain(polls).chain([cc_gateway::REFUSAL_FIELDS]) {
        proptest!(config(), |(tree in tree(fields))| {
            let (back, faults) = decode_answer(&encode_answer(&tree, fields), fields).unwrap();
            prop_assert_eq!(faults, []);
            prop_assert_eq!(back, tree);
        });
    }
}

fn param(row: &ParamRow) -> BoxedStrategy<Option<String>> {
    let some = match (row.ty, row.bounds) {
        (Type::Boolean, _) => any::<bool>().prop_map(|flag| flag.to_string()).boxed(),
        (_, Bounds::Integer { min, max } | Bounds::IntegerOr { min, max, .. }) => {
            (min..=max).prop_map(|number| number.to_string()).boxed()
        }
        (_, Bounds::OneOf(values)) => prop::sample::select(values).prop_map(str::to_owned).boxed(),
        (_, Bounds::Symbols { alphabet, min, max }) => {
            let symbols: Vec<char> = alphabet.chars().collect();
            prop::collection::vec(prop::sample::select(symbols), min.max(1)..=max)
                .prop_map(String::from_iter)
                .boxed()
        }
        // A value in the path stands as it is: nothing in it is to be escaped.
        (Type::String, Bounds::Length { max, .. }) if row.place == Place::Path => {
            let symbols = prop::sample::select(('a'..='z').collect::<Vec<_>>());
            prop::collection::vec(symbols, 1..=max).prop_map(String::from_iter).boxed()
        }
        (Type::String, Bounds::None) if row.place == Place::Path => "[a-z0-9]{1,12}".boxed(),
        (Type::Integer | Type::Long, _) => any::<i64>().prop_map(|number| number.to_string()).boxed(),
        (Type::StringList, _) => {
            prop::collection::vec(text(), 0..3).prop_map(|list| json!(list).to_string()).boxed()
        }
        _ => text().prop_filter("blank", |text| !text.trim().is_empty()).boxed(),
    };
    if row.required == offhook_dialect::Required::Never {
        prop::option::of(some).boxed()
    } else {
        some.prop_map(Some).boxed()
    }
}

fn pairs(rows: &'static [ParamRow]) -> impl Strategy<Value = Vec<(String, String)>> {
    rows.iter().map(param).collect::<Vec<_>>().prop_map(move |values| {
        let named = rows.iter().zip(values);
        named.filter_map(|(row, value)| Some((row.name.to_owned(), value?))).collect()
    })
}

#[test]
fn ccc_parameters_survive_encoding_and_decoding() {
    for action in ACTIONS {
        proptest!(config(), |(pairs in pairs(action.params))| {
            let decoded = decode_params(action, &pairs, Edition::First).unwrap();
            let query = encode_query(None, &decoded.encode());
            let (name, params) = parse_query(&query).unwrap();
            prop_assert_eq!(name.as_deref(), Some(action.name));
            prop_assert_eq!(decode_params(action, &params, Edition::First).unwrap(), decoded);
        });
    }
}

#[test]
fn gateway_requests_find_their_operation_and_survive_encoding_and_decoding() {
    for operation in OPERATIONS {
        proptest!(config(), |(pairs in pairs(operation.params))| {
            let decoded = decode_gateway(operation, &pairs).unwrap();
            let sent = encode_request(operation, &decoded);
            let Route::To(target) = route(sent.method.as_str(), &sent.target).unwrap() else {
                panic!("{} finds nothing", sent.target)
            };
            prop_assert_eq!(target.operation.id, operation.id);
            let body = sent.body.unwrap_or_default();
            prop_assert_eq!(target.decode(body.as_bytes(), Edition::First).unwrap(), decoded);
        });
    }
}

/// Parameters as a client that knows no types would send them.
fn decode_gateway(
    operation: &'static cc_gateway::Operation,
    pairs: &[(String, String)],
) -> Result<DecodedParams, RequestError> {
    let of = |place| {
        let rows = operation.params.iter().filter(move |row| row.place == place);
        rows.filter_map(|row| pairs.iter().find(|(name, _)| name == row.name).cloned()).collect::<Vec<_>>()
    };
    let in_path = operation.params.iter().filter(|row| row.place == Place::Path);
    let value_of =
        |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let path = in_path.filter_map(|row| Some((row.name, value_of(row.name)?))).collect();
    let body: BTreeMap<_, _> = of(Place::Body).into_iter().collect();
    let target = cc_gateway::Target { operation, path, query: of(Place::Query) };
    target.decode(json!(body).to_string().as_bytes(), Edition::First)
}

#[test]
fn no_bytes_make_the_parsers_panic() {
    let anything = prop_oneof![
        ".{0,200}",
        "[<>/A-Za-z &;#!\\[\\]\\-?=\"0-9]{0,200}",
        "[{}\\[\\]:,\"0-9a-z\\\\ ]{0,200}",
        "[%+=&0-9A-F]{0,200}",
    ];
    proptest!(ProptestConfig { cases: 2000, ..config() }, |(input in anything)| {
        for format in Format::ALL {
            if let Ok(raw) = parse(&input, format, &Limits::DEFAULT) {
                for form in Form::ALL {
                    let (tree, faults) = read(&raw, ACTIONS[5].fields, form);
                    let _ = render(&tree, ACTIONS[5].fields, form, format, "Any");
                    prop_assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
                }
            }
            let glued: String = tokens(&input, format).concat();
            prop_assert!(glued.len() <= input.len());
        }
        let _ = parse_query(&input);
        let _ = route("DELETE", &input);
    });
}

#[test]
fn a_renamed_field_is_unknown_and_a_moved_one_out_of_order() {
    let fields = ERROR_FIELDS;
    let read_json = |text: &str, form| {
        let raw = parse(text, Format::Json, &Limits::DEFAULT).unwrap();
        read(&raw, fields, form).1
    };
    let moved = r#"{"RequestId":"a","Message":"m","HttpStatusCode":400,"Params":[],"Code":"c"}"#;
    assert_eq!(read_json(moved, Form::Typed), []);
    let typed = r#"{"Message":"m","RequestID":"a","HttpStatusCode":"400","Params":null,"Code":"c"}"#;
    let faults: Vec<_> = read_json(typed, Form::Typed).iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "RequestId is missing",
            "HttpStatusCode is a text where integer is declared",
            "Params is null where list of strings is declared",
            "RequestID is not a documented field",
        ]
    );
    let documented = r#"{"RequestId":"a","Message":"m","HttpStatusCode":"400","Params":"[]","Code":"c"}"#;
    let [ShapeFault::OutOfOrder { path, behind: "RequestId" }] = &read_json(documented, Form::Documented)[..]
    else {
        panic!("one fault is expected")
    };
    assert_eq!(path, "Message");
}
