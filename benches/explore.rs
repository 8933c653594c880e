//! How fast the rules are attacked: states visited a second, random runs made, suites made.
#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to say")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use offhook_explore::automaton::{Sight, learn};
use offhook_explore::fuzz::{Fuzz, Mode};
use offhook_explore::generate::{Method, Plan, generate};
use offhook_explore::graph::Conditions;
use offhook_explore::moves::{Families, Family, moves};
use offhook_explore::{Bounds, Configuration, MachineModel, Many, search};
use offhook_machine::UserState;
use offhook_scenario::Dialect;

/// Unique states a second on one thread: the small model of agents side by side, and the machine itself.
fn exhaustive(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("exhaustive");
    group.sample_size(10);
    let bounds = Bounds::default();
    let many =
        Many::new(5, &[Conditions::of(Dialect::named("ccc").expect("a vendor"))]).expect("five agents fit");
    let states = search(&many, &bounds, |_, _| {}).states;
    group.throughput(Throughput::Elements(states));
    group.bench_function("small-model", |bencher| {
        bencher.iter(|| search(black_box(&many), &bounds, |_, _| {}).states);
    });

    let configuration = Configuration::new(Dialect::named("ccc").expect("a vendor"), 4, 2, UserState::Ready)
        .expect("the configuration fits");
    let families =
        Families::ALL.iter().filter(|it| !matches!(it, Family::Settings | Family::Progress)).collect();
    let machine = MachineModel::new(configuration, families, true);
    let bounds = Bounds { depth: Some(4), ..bounds };
    let states = search(&machine, &bounds, |_, _| {}).states;
    group.throughput(Throughput::Elements(states));
    group.bench_function("machine", |bencher| {
        bencher.iter(|| search(black_box(&machine), &bounds, |_, _| {}).states);
    });
    group.finish();
}

/// Inputs a second on one thread, all invariants checked.
fn fuzz(criterion: &mut Criterion) {
    const STEPS: u64 = 200_000;
    let mut group = criterion.benchmark_group("fuzz");
    group.sample_size(10).throughput(Throughput::Elements(STEPS));
    for (name, mode) in [("uniform", Mode::Uniform), ("likely", Mode::Likely), ("steered", Mode::Steered)] {
        let configuration =
            Configuration::new(Dialect::named("ccc").expect("a vendor"), 4, 2, UserState::Ready)
                .expect("the configuration fits");
        let fuzz = Fuzz {
            configuration,
            families: Families::ALL,
            seed: 1,
            steps: STEPS,
            length: 100,
            mode,
            jobs: 1,
        };
        group.bench_function(name, |bencher| bencher.iter(|| black_box(&fuzz).run(&|_| false).steps));
    }
    group.finish();
}

/// HSI with one extra state for one agent's channels.
fn suites(criterion: &mut Criterion) {
    let configuration =
        Configuration::new(Dialect::named("ccc").expect("a vendor"), 1, 1, UserState::Offline)
            .expect("the configuration fits");
    let mut group = criterion.benchmark_group("suites");
    group.sample_size(10);
    group.bench_function("hsi-1", |bencher| {
        bencher.iter(|| {
            let automaton =
                learn(&configuration, moves(&configuration, Families::CHANNELS), Sight::Answers, 10_000)
                    .expect("it is small");
            let plan = Plan { extra_states: 1, ..Plan::new(Method::Hsi) };
            generate(&automaton, &plan, 1_000_000).expect("it is small").tests.len()
        });
    });
    group.finish();
}

criterion_group!(benches, exhaustive, fuzz, suites);
criterion_main!(benches);
