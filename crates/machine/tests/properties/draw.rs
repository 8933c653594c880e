//! How lives are drawn.

use offhook_machine::{AfterCall, Millis, Signal, UserState};
use proptest::{
    array::uniform3,
    collection::vec,
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, RngSeed},
};

use crate::input::{Agent, Ask, At, Input, Life, Step, Wait};

/// A campaign that repeats: the same cases in every run.
pub(crate) fn campaign(seed: u64, cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() }
}

/// A life of up to so many steps.
pub(crate) fn life(steps: usize) -> impl Strategy<Value = Life> {
    (any::<bool>(), uniform3(agent()), 0..=3usize, vec(step(), 1..steps))
        .prop_map(|(gateway, agents, pool, steps)| Life { gateway, agents, pool, steps })
}

fn agent() -> impl Strategy<Value = Agent> {
    let state = prop_oneof![
        4 => Just(UserState::Ready),
        1 => select(vec![UserState::Offline, UserState::Break, UserState::Working]),
    ];
    (state, prop::bool::weighted(0.8), after_call(), prop::bool::weighted(0.1)).prop_map(
        |(state, has_extension, after_call, auto_answer)| Agent {
            state,
            has_extension,
            after_call,
            auto_answer,
        },
    )
}

fn after_call() -> impl Strategy<Value = Option<AfterCall>> {
    option::weighted(0.3, select(vec![AfterCall::Work, AfterCall::Idle]))
}

fn step() -> impl Strategy<Value = Step> {
    let at = prop_oneof![
        18 => Just(At::Now),
        1 => (1..100_u64).prop_map(At::Before),
        1 => (1..70_000_u64).prop_map(At::After),
    ];
    (input(), at, prop::bool::weighted(0.9), prop::bool::weighted(0.7))
        .prop_map(|(input, at, settle, poll)| Step { input, at, settle, poll })
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        14 => (0..3_u8, any::<u8>()).prop_map(|(agent, choice)| Input::Likely { agent, choice }),
        4 => (0..5_u8, ask()).prop_map(|(by, ask)| Input::Ask { by, ask }),
        2 => leg(),
        1 => (0..2_u8, 0..5_u8).prop_map(|(from, to)| Input::Inbound { from, to }),
        2 => wait().prop_map(Input::Wait),
    ]
}

fn leg() -> impl Strategy<Value = Input> {
    (0..6_u8, 0..8_u8, select(Signal::ALL), option::weighted(0.2, 0..3_u8))
        .prop_map(|(job, party, signal, cause)| Input::Leg { job, party, signal, cause })
}

fn wait() -> impl Strategy<Value = Wait> {
    prop_oneof![
        1 => Just(Wait::For(0)),
        2 => (0..=70_000_u64).prop_map(Wait::For),
        2 => (-1..=1_i8).prop_map(Wait::ToDeadline),
    ]
}

fn ask() -> impl Strategy<Value = Ask> {
    let job = || option::weighted(0.5, 0..6_u8);
    let leg = || option::weighted(0.5, 0..8_u8);
    prop_oneof![
        sign_in(),
        Just(Ask::SignOut),
        any::<bool>().prop_map(|outbound_only| Ask::Ready { outbound_only }),
        (0..3_u8).prop_map(|code| Ask::Break { code }),
        Just(Ask::Work),
        (0..8_u8, any::<bool>(), timeout()).prop_map(|(callee, caller, timeout_ms)| Ask::MakeCall {
            callee,
            caller,
            timeout_ms
        }),
        job().prop_map(|job| Ask::Answer { job }),
        (job(), leg()).prop_map(|(job, channel)| Ask::Release { job, channel }),
        (job(), 0..8_u8).prop_map(|(job, channel)| Ask::Hold { job, channel }),
        (job(), 0..8_u8).prop_map(|(job, channel)| Ask::Retrieve { job, channel }),
        (job(), leg()).prop_map(|(job, channel)| Ask::Mute { job, channel }),
        (job(), leg()).prop_map(|(job, channel)| Ask::Unmute { job, channel }),
        Just(Ask::Poll),
    ]
}

fn sign_in() -> impl Strategy<Value = Ask> {
    (option::of(0..6_u8), after_call(), any::<bool>(), option::of(0..2_u8)).prop_map(
        |(extension, after_call, auto_answer, device)| Ask::SignIn {
            extension,
            after_call,
            auto_answer,
            device,
        },
    )
}

/// Among them 0, the ring timeout's own value, and more than the clock will ever show.
fn timeout() -> impl Strategy<Value = Option<Millis>> {
    let value = prop_oneof![Just(0), Just(30_000), Just(u64::MAX), 1..70_000_u64];
    option::weighted(0.5, value)
}
