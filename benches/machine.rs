//! How many commands a second the machine takes. A command is one request or one stimulus; `advance` and `poll_event`
//! come with it and are not counted.

#[path = "../crates/machine/tests/common/life.rs"]
mod life;

use std::{error::Error, hint::black_box};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use life::{Agents, Phase};

const USERS: [usize; 3] = [10, 10_000, 1_000_000];
/// Lives in one iteration of a rotating window: enough to leave every cache behind, few enough to be repeated often.
const WINDOW: usize = 10_000;

const COMMANDS: u64 = Phase::ALL.len() as u64;

fn lives(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    for count in USERS {
        let mut agents = Agents::new(count)?;
        in_turn(criterion, &mut agents, count);
        abreast(criterion, &mut agents, count);
        check(&agents)?;
    }
    Ok(())
}

/// One user's whole life after the other's; the window moves on round the circle.
fn in_turn(criterion: &mut Criterion, agents: &mut Agents, count: usize) {
    let window = count.min(WINDOW);
    let mut group = criterion.benchmark_group("in-turn");
    group.throughput(Throughput::Elements(COMMANDS * window as u64));
    let mut from = 0;
    group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
        bencher.iter(|| {
            from = (from + window) % count;
            agents.live_in_turn(from, window).is_ok()
        });
    });
    group.finish();
}

/// All users phase by phase: no call is in the cache when its next command comes.
fn abreast(criterion: &mut Criterion, agents: &mut Agents, count: usize) {
    let mut group = criterion.benchmark_group("abreast");
    group.sample_size(10).throughput(Throughput::Elements(COMMANDS * count as u64));
    group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
        bencher.iter(|| agents.live_abreast().is_ok());
    });
    group.finish();
}

/// Every life was whole: a life cut short would look fast.
fn check(agents: &Agents) -> Result<(), Box<dyn Error>> {
    let whole = agents.events.is_multiple_of(Phase::EVENTS);
    let idle = agents.world.users().all(|(_, user)| user.job.is_none());
    if whole && idle { Ok(()) } else { Err("a life was cut short".into()) }
}

/// What a checker does after every step.
fn inspections(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let mut agents = Agents::new(10)?;
    agents.live_in_turn(0, 100)?;
    let world = &agents.world;
    criterion.bench_function("digest/10", |bencher| bencher.iter(|| black_box(world).digest()));
    criterion.bench_function("broken-invariants/10", |bencher| {
        bencher.iter(|| black_box(world).broken_invariants());
    });
    Ok(())
}

fn all(criterion: &mut Criterion) {
    let outcome = lives(criterion).and_then(|()| inspections(criterion));
    assert!(outcome.is_ok(), "{outcome:?}");
}

criterion_group!(benches, all);
criterion_main!(benches);
