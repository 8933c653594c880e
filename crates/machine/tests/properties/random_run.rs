//! Strategies that generate random runs.

use offhook_machine::{AfterCall, Millis, Queueing, Signal, Supervision, UserState, WorkMode};
use proptest::{
    array::uniform4,
    collection::vec,
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, RngSeed},
};

use crate::input::{Agent, Ask, At, Input, RandomRun, Step, Wait, Whom};

/// A configuration of proptest with the same cases each time.
pub(crate) fn config(seed: u64, cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() }
}

/// A run of at most this many steps.
pub(crate) fn run(steps: usize) -> impl Strategy<Value = RandomRun> {
    (any::<bool>(), uniform4(agent()), 0..=3usize, vec(step(), 1..steps))
        .prop_map(|(gateway, agents, pool, steps)| RandomRun { gateway, agents, pool, steps })
}

fn agent() -> impl Strategy<Value = Agent> {
    let state = prop_oneof![
        4 => Just(UserState::Ready),
        1 => select(vec![UserState::Offline, UserState::Break, UserState::Working]),
    ];
    let phones = (prop::bool::weighted(0.8), prop::bool::weighted(0.3));
    (state, phones, after_call(), prop::bool::weighted(0.1), 0..4_u8).prop_map(
        |(state, (has_extension, has_sip_phone), after_call, auto_answer, groups)| Agent {
            state,
            has_extension,
            has_sip_phone,
            after_call,
            auto_answer,
            groups,
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
        14 => (0..4_u8, any::<u8>()).prop_map(|(agent, choice)| Input::Fitting { agent, choice }),
        5 => (0..4_u8, any::<u8>()).prop_map(|(job, choice)| Input::Remote { job, choice }),
        4 => (0..6_u8, ask()).prop_map(|(by, ask)| Input::Ask { by, ask }),
        2 => channel(),
        1 => (0..2_u8, 0..6_u8).prop_map(|(from, to)| Input::Inbound { from, to }),
        1 => (0..2_u8, 0..3_u8).prop_map(|(from, to)| Input::InboundToGroup { from, to }),
        1 => (0..6_u8, 0..9_u8).prop_map(|(by, to)| Input::Dialled { by, to }),
        2 => wait().prop_map(Input::Wait),
    ]
}

fn channel() -> impl Strategy<Value = Input> {
    (0..6_u8, 0..9_u8, select(Signal::ALL), option::weighted(0.2, 0..3_u8))
        .prop_map(|(job, party, signal, cause)| Input::Channel { job, party, signal, cause })
}

fn wait() -> impl Strategy<Value = Wait> {
    prop_oneof![
        1 => Just(Wait::For(0)),
        2 => (0..=70_000_u64).prop_map(Wait::For),
        2 => (-1..=1_i8).prop_map(Wait::ToDeadline),
    ]
}

fn job() -> impl Strategy<Value = Option<u8>> {
    option::weighted(0.5, 0..6_u8)
}

fn ask() -> impl Strategy<Value = Ask> {
    let channel = || option::weighted(0.5, 0..8_u8);
    prop_oneof![
        1 => sign_in(),
        1 => Just(Ask::SignOut),
        1 => any::<bool>().prop_map(|outbound_only| Ask::Ready { outbound_only }),
        1 => (0..3_u8).prop_map(|code| Ask::Break { code }),
        1 => Just(Ask::Work),
        1 => (0..9_u8, any::<bool>(), timeout()).prop_map(|(callee, caller, timeout_ms)| Ask::MakeCall {
            callee,
            caller,
            timeout_ms
        }),
        1 => job().prop_map(|job| Ask::Answer { job }),
        1 => (job(), channel()).prop_map(|(job, channel)| Ask::Release { job, channel }),
        1 => (job(), 0..8_u8).prop_map(|(job, channel)| Ask::Hold { job, channel }),
        1 => (job(), 0..8_u8).prop_map(|(job, channel)| Ask::Retrieve { job, channel }),
        1 => (job(), channel()).prop_map(|(job, channel)| Ask::Mute { job, channel }),
        1 => (job(), channel()).prop_map(|(job, channel)| Ask::Unmute { job, channel }),
        1 => Just(Ask::Poll),
        10 => ask_of_third_parties(),
        8 => ask_without_a_call(),
    ]
}

fn queueing() -> impl Strategy<Value = Queueing> {
    (timeout(), 0..10_u8, proptest::bool::weighted(0.2), 0..3_u32).prop_map(
        |(timeout_ms, priority, by_claim, overflow)| Queueing { timeout_ms, priority, by_claim, overflow },
    )
}

fn ask_of_third_parties() -> impl Strategy<Value = Ask> {
    let supervision = || {
        select(vec![
            Supervision::SilentMonitor,
            Supervision::Coach,
            Supervision::Barge,
            Supervision::Intercept,
        ])
    };
    prop_oneof![
        (job(), whom(), any::<bool>(), timeout(), queueing()).prop_map(
            |(job, to, caller, timeout_ms, queueing)| Ask::BlindTransfer {
                job,
                to,
                caller,
                timeout_ms,
                queueing
            }
        ),
        (job(), whom(), any::<bool>(), timeout()).prop_map(|(job, to, caller, timeout_ms)| Ask::Consult {
            job,
            to,
            caller,
            timeout_ms
        }),
        job().prop_map(|job| Ask::CompleteTransfer { job }),
        job().prop_map(|job| Ask::CancelTransfer { job }),
        job().prop_map(|job| Ask::SwitchToConference { job }),
        (supervision(), job(), 0..6_u8, timeout())
            .prop_map(|(kind, job, agent, timeout_ms)| Ask::Supervise { kind, job, agent, timeout_ms }),
        (job(), any::<bool>()).prop_map(|(job, leave)| Ask::Flow { job, leave }),
        job().prop_map(|job| Ask::Survey { job }),
        job().prop_map(|job| Ask::EndConference { job }),
        job().prop_map(|job| Ask::Alternate { job }),
        job().prop_map(|job| Ask::Conference { job }),
        (0..6_u8).prop_map(|agent| Ask::DirectedPickup { agent }),
        (job(), 0..8_u8).prop_map(|(job, channel)| Ask::Dtmf { job, channel }),
    ]
}

fn ask_without_a_call() -> impl Strategy<Value = Ask> {
    let mode = select(WorkMode::ALL);
    prop_oneof![
        (0..6_u8, 0..4_u8).prop_map(|(job, among)| Ask::Claim { job, among }),
        (any::<u8>(), timeout())
            .prop_map(|(invited, timeout_ms)| Ask::StartConference { invited, timeout_ms }),
        (option::of(0..2_u8), 0..2_u8, 0..2_u8, timeout()).prop_map(
            |(second_broker, caller, callee, timeout_ms)| Ask::BackToBack {
                second_broker,
                caller,
                callee,
                timeout_ms
            }
        ),
        (0..2_u8, option::of(0..3_u8), timeout()).prop_map(|(callee, group, timeout_ms)| Ask::Predictive {
            callee,
            group,
            timeout_ms
        }),
        (mode, option::of(0..2_u8)).prop_map(|(mode, mobile)| Ask::WorkMode { mode, mobile }),
        any::<bool>().prop_map(|invisible| Ask::Visibility { invisible }),
        Just(Ask::Reset),
        select(vec![AfterCall::Work, AfterCall::Idle]).prop_map(|after_call| Ask::AfterCall { after_call }),
        (0..8_u8).prop_map(|groups| Ask::SkillGroups { groups }),
    ]
}

fn whom() -> impl Strategy<Value = Whom> {
    prop_oneof![
        4 => (0..6_u8).prop_map(Whom::User),
        2 => (0..2_u8).prop_map(Whom::Number),
        2 => (0..3_u8).prop_map(Whom::Group),
        1 => Just(Whom::Ivr),
    ]
}

fn sign_in() -> impl Strategy<Value = Ask> {
    (option::of(0..7_u8), after_call(), any::<bool>(), option::of(0..2_u8), option::of(0..8_u8)).prop_map(
        |(extension, after_call, auto_answer, device, groups)| Ask::SignIn {
            extension,
            after_call,
            auto_answer,
            device,
            groups,
        },
    )
}

/// Among them 0, the ring timeout's own value, and more than the clock will ever show.
fn timeout() -> impl Strategy<Value = Option<Millis>> {
    let value = prop_oneof![Just(0), Just(30_000), Just(u64::MAX), 1..70_000_u64];
    option::weighted(0.5, value)
}
