//! The OpenAPI documents say what the tables say, all of it.
#![cfg(test)]

use std::collections::BTreeSet;

use offhook_dialect::{Clause, Edition, Kind, cc_gateway, ccc, registry};
use serde_json::{Value, json};

fn documents() -> [(&'static str, Value); 2] {
    [
        ("ccc", (ccc::VENDOR.openapi)(Edition::First)),
        ("cc-gateway", (cc_gateway::VENDOR.openapi)(Edition::First)),
    ]
}

/// Calls `each` with every object of a document.
fn objects(value: &Value, each: &mut dyn FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            each(map);
            map.values().for_each(|value| objects(value, each));
        }
        Value::Array(list) => list.iter().for_each(|value| objects(value, each)),
        _ => {}
    }
}

fn cited(document: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    objects(document, &mut |map| out.extend(map.get("x-clause").and_then(Value::as_str).map(str::to_owned)));
    out
}

fn operations(document: &Value) -> Vec<&Value> {
    let paths = document["paths"].as_object().unwrap();
    paths.values().flat_map(|methods| methods.as_object().unwrap().values()).collect()
}

/// A validator of one of the document's own schemas.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut whole = schema.clone();
    whole["components"] = document["components"].clone();
    jsonschema::draft202012::new(&whole).unwrap()
}

#[test]
fn every_clause_that_is_cited_is_registered() {
    for (_, document) in documents() {
        let unknown: Vec<_> =
            cited(&document).into_iter().filter(|id| registry().get(id).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}

#[test]
fn every_request_parameter_field_refusal_and_trigger_is_there() {
    // The reply to a poll is that of an event or of none, so the fields of a reply without an event are stated there.
    let is_row = |clause: &&Clause| {
        let row = matches!(
            clause.kind,
            Kind::Param { .. } | Kind::Field { .. } | Kind::Refusal { .. } | Kind::Trigger { .. }
        );
        row || matches!(clause.kind, Kind::Event { .. }) && clause.dialect() == "cc-gateway"
    };
    for (dialect, document) in documents() {
        let cited = cited(&document);
        let rows: Vec<_> =
            registry().iter().filter(|clause| clause.dialect() == dialect).filter(is_row).collect();
        assert!(rows.len() > 500, "{dialect}: {}", rows.len());
        let missing: Vec<_> =
            rows.iter().map(|clause| &*clause.id).filter(|id| !cited.contains(*id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

#[test]
fn every_citation_says_how_it_is_known() {
    for (_, document) in documents() {
        objects(&document, &mut |map| {
            let Some(clause) = map.get("x-clause").and_then(Value::as_str) else { return };
            let basis = map["x-basis"].as_str().unwrap();
            assert!(["documented", "sampled", "inferred", "chosen"].contains(&basis), "{clause}: {basis}");
        });
    }
}

#[test]
fn the_documented_examples_fit_their_schemas() {
    let document = (ccc::VENDOR.openapi)(Edition::First);
    let mut seen = 0;
    for operation in operations(&document) {
        let content = &operation["responses"]["200"]["content"]["application/json"];
        let Some(example) = content.pointer("/examples/documented/value") else { continue };
        let errors: Vec<_> = validator(&document, &content["schema"])
            .iter_errors(example)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", operation["operationId"]);
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[test]
fn the_examples_of_parameters_fit_too() {
    let document = (ccc::VENDOR.openapi)(Edition::First);
    let mut seen = 0;
    for operation in operations(&document) {
        for parameter in operation["parameters"].as_array().unwrap() {
            let Some(example) = parameter.get("example") else { continue };
            assert!(validator(&document, &parameter["schema"]).is_valid(example), "{parameter}");
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn an_answer_that_departs_from_its_table_does_not_fit() {
    let document = (ccc::VENDOR.openapi)(Edition::First);
    let content = &document["paths"]["/#MakeCall"]["post"]["responses"]["200"]["content"]["application/json"];
    let good = &content["examples"]["documented"]["value"];
    let validator = validator(&document, &content["schema"]);
    let spoiled = |change: &dyn Fn(&mut Value)| {
        let mut answer = good.clone();
        change(&mut answer);
        !validator.is_valid(&answer)
    };
    assert!(spoiled(&|answer| answer["HttpStatusCode"] = json!("200")), "another type");
    assert!(spoiled(&|answer| answer["Beyond"] = json!(1)), "a field that no table knows");
    assert!(
        spoiled(&|answer| {
            answer["Data"]["UserContext"].as_object_mut().unwrap().remove("UserState");
        }),
        "a field that is not there"
    );
}

#[test]
fn a_refusal_is_one_of_those_of_its_status() {
    let document = (ccc::VENDOR.openapi)(Edition::First);
    let refused = |status: &str, code: &str, number: u16| {
        let schema = &document["paths"]["/#MakeCall"]["post"]["responses"][status]["content"]["application/json"]
            ["schema"];
        let answer = json!({
            "Code": code, "HttpStatusCode": number, "Message": "text", "Params": [], "RequestId": "id",
        });
        validator(&document, schema).is_valid(&answer)
    };
    assert!(refused("400", "UserBusy", 400));
    assert!(!refused("400", "NotExists.UserId", 400), "it has another status");
    assert!(!refused("400", "UserBusy", 404), "the number differs from the status");
    assert!(!refused("404", "NotExists.ChannelId", 404), "the action has no such refusal");
}

#[test]
fn success_and_refusal_of_the_gateway_are_told_apart_by_the_code() {
    let document = (cc_gateway::VENDOR.openapi)(Edition::First);
    let release = &document["paths"]["/agentgateway/resource/voicecall/{agentid}/release"]["delete"];
    let validator =
        validator(&document, &release["responses"]["200"]["content"]["application/json"]["schema"]);
    assert!(validator.is_valid(&json!({ "result": {}, "message": "success", "retcode": "0" })));
    assert!(validator.is_valid(&json!({ "message": "text", "retcode": "100-006", "result": "" })));
    assert!(
        !validator.is_valid(&json!({ "message": "text", "retcode": "900-002" })),
        "it has no such refusal"
    );
    assert!(
        !validator.is_valid(&json!({ "result": "", "message": "success", "retcode": "0" })),
        "another type"
    );
}

#[test]
fn what_a_request_must_carry_is_that_of_the_edition() {
    let demands = |edition, action: &str, name: &str| {
        let document = (ccc::VENDOR.openapi)(edition);
        let parameters =
            document["paths"][format!("/#{action}")]["post"]["parameters"].as_array().unwrap().clone();
        parameters.iter().find(|it| it["name"] == name).unwrap()["required"] == true
    };
    assert!(demands(Edition::First, "MakeCall", "DeviceId"));
    assert!(!demands(Edition::Later, "MakeCall", "DeviceId"));
    assert!(demands(Edition::Later, "MakeCall", "Callee"));
}
