//! Encode and decode of the four documented actions, in both forms and both notations, and of their requests.
#![expect(clippy::expect_used, reason = "a benchmark without its input has nothing to measure")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use offhook_dialect::ccc::{self, Action};
use offhook_dialect::{Edition, Form, Format, Limits, parse, parse_query, read, render};
use serde_json::Value;

const ACTIONS: [&Action; 4] = [&ccc::MAKE_CALL, &ccc::HOLD_CALL, &ccc::MUTE_CALL, &ccc::RELEASE_CALL];

/// The documented answer as a tree.
fn tree(action: &Action) -> Value {
    let json = action.samples.expect("the four actions have samples").json;
    let raw = parse(json, Format::Json, &Limits::DEFAULT).expect("the sample is JSON");
    read(&raw, action.fields, Form::Documented).0
}

/// The documented request as one query.
fn query(action: &Action) -> String {
    let request = action.samples.expect("the four actions have samples").request;
    let line: String = request.lines().map(str::trim).collect();
    let query = line.split_once('?').map_or("", |(_, query)| query);
    query.split("&<").next().unwrap_or_default().to_owned()
}

fn answers(criterion: &mut Criterion) {
    for action in ACTIONS {
        let tree = tree(action);
        let mut group = criterion.benchmark_group(format!("answer/{}", action.name));
        for (form, format) in Form::ALL.into_iter().flat_map(|form| Format::ALL.map(|format| (form, format)))
        {
            let text = render(&tree, action.fields, form, format, action.name);
            let name = format!("{}-{}", form.as_str(), format.as_str());
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("encode/{name}"), |bencher| {
                bencher.iter(|| render(black_box(&tree), action.fields, form, format, action.name));
            });
            group.bench_function(format!("decode/{name}"), |bencher| {
                bencher.iter(|| {
                    let raw = parse(black_box(&text), format, &Limits::DEFAULT).expect("it was just written");
                    read(&raw, action.fields, form)
                });
            });
        }
        group.finish();
    }
}

fn requests(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("request/decode");
    for action in ACTIONS {
        let query = query(action);
        group.throughput(Throughput::Bytes(query.len() as u64));
        group.bench_function(action.name, |bencher| {
            bencher.iter(|| {
                let (_, params) = parse_query(black_box(&query)).expect("the sample is a query");
                ccc::decode_params(action, &params, Edition::Later)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, answers, requests);
criterion_main!(benches);
