//! Cases: who there is, and what is done.

use offhook_scenario::{Dialect, HandsetAct, Verb};
use proptest::prelude::*;
use proptest::sample::select;

/// The users of every case.
pub(crate) const USERS: [&str; 3] = ["amy", "bob", "cyd"];
/// The outside party of every case.
pub(crate) const OUTSIDE: &str = "13188888888";

/// One thing that is done.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A user asks for something.
    Ask { by: usize, action: &'static str, job: Job, channel: Channel, callee: Callee },
    /// The remote party, or an agent's phone, does something.
    Channel { verb: Verb, party: &'static str },
    /// An outside party calls a user, or the skill group.
    Inbound { to: usize },
    /// An agent dials on the own SIP phone.
    Dials { by: usize, callee: Callee },
    /// The call centre proposes a call to an agent.
    Proposes { to: usize, control: u32 },
    /// An agent does something at the handset.
    Handset { by: usize, does: HandsetAct },
    /// Time passes.
    Wait { ms: u64 },
}

/// Which job a request names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Job {
    Latest,
    Unknown,
}

/// Which channel a request names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Channel {
    None,
    Own,
    Customer,
    Unknown,
}

/// Whom a request calls.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Callee {
    Outside,
    Agent(usize),
}

/// A whole case.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) dialect: Dialect,
    pub(crate) states: [&'static str; 3],
    /// Whether the first agent has a SIP phone.
    pub(crate) has_sip_phone: bool,
    pub(crate) acts: Vec<Act>,
}

/// The skill group of every user.
pub(crate) const GROUP: &str = "sales@ccc-test";

/// Operations of CC-Gateway whose requests a scenario writes as they are drawn; of CCC all are.
const CC_GATEWAY: &[&str] = &[
    "login",
    "forceLogin",
    "logout",
    "forceLogout",
    "callout",
    "callInner",
    "previewCallout",
    "answer",
    "release",
    "releaseEx",
    "hold",
    "getHold",
    "beginMute",
    "endMute",
    "agentStatus",
    "work",
    "cancelWork",
    "sayFree",
    "sayBusy",
    "innerHelp",
    "transfer",
    "cancelTransfer",
];

pub(crate) fn gateway() -> Dialect {
    Dialect::named("cc-gateway").unwrap()
}

/// Every operation: what its path and body lack is refused.
fn all_operations(dialect: Dialect) -> Vec<&'static str> {
    dialect.tables.operations.iter().map(|operation| operation.name()).collect()
}

fn ask(dialect: Dialect, all: bool) -> impl Strategy<Value = Act> {
    let actions = if all || dialect != gateway() { all_operations(dialect) } else { CC_GATEWAY.to_vec() };
    let job = prop_oneof![9 => Just(Job::Latest), 1 => Just(Job::Unknown)];
    let channel = prop_oneof![
        3 => Just(Channel::None), 3 => Just(Channel::Customer), 2 => Just(Channel::Own), 1 => Just(Channel::Unknown)
    ];
    (user(), select(actions), job, channel, callee())
        .prop_map(|(by, action, job, channel, callee)| Act::Ask { by, action, job, channel, callee })
}

fn wait() -> impl Strategy<Value = Act> {
    select(&[0, 1, 999, 1_000, 29_999, 30_000, 59_999, 60_000, 61_000][..]).prop_map(|ms| Act::Wait { ms })
}

fn callee() -> impl Strategy<Value = Callee> {
    prop_oneof![2 => Just(Callee::Outside), 1 => (0..USERS.len()).prop_map(Callee::Agent)]
}

fn user() -> impl Strategy<Value = usize> {
    prop_oneof![1 => Just(0), 1 => 0..USERS.len()]
}

fn network() -> impl Strategy<Value = Act> {
    let acts = [HandsetAct::Hold, HandsetAct::Retrieve, HandsetAct::Mute, HandsetAct::Unmute];
    let verb = prop_oneof![4 => Just(Verb::Answers), 5 => select(Verb::ALL)];
    let party = prop_oneof![3 => Just("customer"), 3 => Just("amy"), 1 => Just("bob"), 1 => Just(OUTSIDE)];
    prop_oneof![
        8 => (verb, party).prop_map(|(verb, party)| Act::Channel { verb, party }),
        2 => (0..=USERS.len()).prop_map(|to| Act::Inbound { to }),
        1 => (user(), callee()).prop_map(|(by, callee)| Act::Dials { by, callee }),
        1 => (user(), 1..3_u32).prop_map(|(to, control)| Act::Proposes { to, control }),
        2 => (user(), select(acts.to_vec())).prop_map(|(by, does)| Act::Handset { by, does }),
    ]
}

/// A case: two times in three it begins with a call that amy places and both sides answer, so that there is a call to be wrong about.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    drawn(true)
}

/// A case that a scenario can be written from.
pub(crate) fn writable() -> impl Strategy<Value = Case> {
    drawn(false)
}

fn drawn(all: bool) -> impl Strategy<Value = Case> {
    let dialect = select(Dialect::all().collect::<Vec<_>>());
    let state = || select(&["READY", "READY", "READY", "BREAK", "WORKING", "OFFLINE"][..]);
    let phones = (any::<bool>(), any::<bool>());
    (dialect, [state(), state(), state()], 0_usize..=4, phones).prop_flat_map(move |drawn| {
        let (dialect, states, begun, (has_sip_phone, is_linked)) = drawn;
        let act = prop_oneof![6 => ask(dialect, all), 4 => network(), 1 => wait()];
        prop::collection::vec(act, 1..24).prop_map(move |acts| {
            let call = if dialect == gateway() { "callout" } else { "MakeCall" };
            let begin = [
                Act::Ask {
                    by: 0,
                    action: call,
                    job: Job::Latest,
                    channel: Channel::None,
                    callee: Callee::Outside,
                },
                Act::Channel { verb: Verb::Answers, party: "amy" },
                Act::Channel { verb: Verb::Rings, party: "customer" },
                Act::Channel { verb: Verb::Answers, party: "customer" },
            ];
            // Signed in again, with a handset that acts as one with the client.
            let linked = Act::Ask {
                by: 0,
                action: "forceLogin",
                job: Job::Latest,
                channel: Channel::None,
                callee: Callee::Outside,
            };
            let linked = (is_linked && dialect == gateway()).then_some(linked);
            let acts = linked.into_iter().chain(begin.into_iter().take(begun)).chain(acts).collect();
            let mut states = states;
            if begun > 0 {
                states[0] = "READY";
            }
            Case { dialect, states, has_sip_phone, acts }
        })
    })
}
