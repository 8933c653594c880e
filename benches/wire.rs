//! Encode and decode of the documented actions: the answers of CCC in both forms and both notations, the drop of a call of
//! CC-Gateway, and the requests of both.
#![expect(clippy::expect_used, reason = "a benchmark without its input has nothing to measure")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use offhook_dialect::cc_gateway::{self, RELEASE, Route};
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

/// The drop of a call: the documented request, and the documented answer.
fn gateway(criterion: &mut Criterion) {
    const TARGET: &str = "/agentgateway/resource/voicecall/1001/release";
    const ANSWER: &str = r#"{"result":{},"message":"success","retcode":"0"}"#;
    let decoded = || match cc_gateway::route("DELETE", black_box(TARGET)) {
        Ok(Route::To(target)) => target.decode(b"", Edition::Later),
        other => unreachable!("the documented request leads to {other:?}"),
    };
    let params = decoded().expect("the documented request is complete");
    let (tree, faults) = cc_gateway::decode_answer(ANSWER, RELEASE.fields).expect("the answer is JSON");
    assert_eq!(faults, [], "the documented answer fits its table");
    let mut group = criterion.benchmark_group("cc-gateway/release");
    group.bench_function("request/encode", |bencher| {
        bencher.iter(|| cc_gateway::encode_request(&RELEASE, black_box(&params)));
    });
    group.bench_function("request/decode", |bencher| bencher.iter(decoded));
    group.bench_function("answer/encode", |bencher| {
        bencher.iter(|| cc_gateway::encode_answer(black_box(&tree), RELEASE.fields));
    });
    group.bench_function("answer/decode", |bencher| {
        bencher.iter(|| cc_gateway::decode_answer(black_box(ANSWER), RELEASE.fields));
    });
    group.finish();
}

criterion_group!(benches, answers, requests, gateway);
criterion_main!(benches);
