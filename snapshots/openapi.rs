//! The outline of the OpenAPI documents: a line for each operation, with what it must (`!`) and may carry and how it answers.

use std::fmt::Write as _;

use offhook_dialect::{Edition, cc_gateway, ccc};
use serde_json::Value;

use super::wire::settings;

fn outline(document: &Value) -> String {
    let mut text = format!("openapi {}, {}\n", document["openapi"], document["info"]["title"]);
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let deprecated = if operation["deprecated"] == true { " (deprecated)" } else { "" };
            let _ = writeln!(text, "\n{} {path}{deprecated}", method.to_uppercase());
            for parameter in operation["parameters"].as_array().unwrap() {
                let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
                let must = if parameter["required"] == true { "!" } else { "" };
                let schema =
                    parameter.get("schema").unwrap_or(&parameter["content"]["application/json"]["schema"]);
                let _ = writeln!(text, "  {place} {name}{must}: {}", brief(schema));
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            for (name, schema) in body["properties"].as_object().into_iter().flatten() {
                let must = body["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name));
                let _ = writeln!(text, "  body {name}{}: {}", if must { "!" } else { "" }, brief(schema));
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                let codes = response["x-refusals"].as_array().into_iter().flatten();
                let codes: Vec<_> = codes.map(|row| row["code"].as_str().unwrap()).collect();
                let _ = writeln!(text, "  {}", [status.as_str(), &codes.join(" ")].join(" ").trim_end());
            }
        }
    }
    let schemas: Vec<_> = document["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
    let _ = writeln!(text, "\nschemas: {}", schemas.join(", "));
    text
}

/// A schema without what is said of it.
fn brief(schema: &Value) -> String {
    let own =
        schema.as_object().unwrap().iter().filter(|(key, _)| !key.starts_with("x-") && *key != "description");
    own.map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_outline_of_the_documents() {
    settings("openapi").bind(|| {
        insta::assert_snapshot!("ccc", outline(&(ccc::VENDOR.openapi)(Edition::First)));
        insta::assert_snapshot!("cc-gateway", outline(&(cc_gateway::VENDOR.openapi)(Edition::First)));
    });
}
