//! Load and run of the shipped scenarios.
#![expect(clippy::expect_used, reason = "a benchmark without its input has nothing to measure")]

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use offhook_harness::{InProcess, Options, read_scenarios, run_case, run_suite};
use offhook_scenario::files::read_named;
use offhook_scenario::{check, parse};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");
const ONE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/ccc/hold-call/hold-and-retrieve.yaml");

fn options() -> Options<'static> {
    Options::strict(&read_named)
}

fn one(criterion: &mut Criterion) {
    let text = fs::read_to_string(ONE).expect("the scenario is shipped");
    let vocabulary = offhook_centre::vocabulary();
    let scenario = read_scenarios(&[PathBuf::from(ONE)]).expect("the scenario is one").remove(0);
    let mut group = criterion.benchmark_group("one-scenario");
    group.bench_function("parse", |bencher| bencher.iter(|| parse(ONE, black_box(&text))));
    group.bench_function("check", |bencher| bencher.iter(|| check(black_box(&scenario), &vocabulary)));
    group.bench_function("run", |bencher| {
        let mut subject = InProcess::new();
        bencher.iter(|| run_case(black_box(&scenario), &mut subject, &options()));
    });
    group.finish();
}

fn all(criterion: &mut Criterion) {
    let folder = [PathBuf::from(FOLDER)];
    let scenarios = read_scenarios(&folder).expect("the shipped scenarios are scenarios");
    let mut group = criterion.benchmark_group("all-scenarios");
    group.throughput(Throughput::Elements(scenarios.len() as u64));
    group.sample_size(10);
    group.bench_function("load", |bencher| bencher.iter(|| read_scenarios(black_box(&folder))));
    group.bench_function("run-on-one-thread", |bencher| {
        bencher.iter(|| run_suite(black_box(&scenarios), 1, &options(), InProcess::new, |_| ()));
    });
    group.finish();
}

criterion_group!(benches, one, all);
criterion_main!(benches);
