//! One agent's channels, coded a second time for the stateright model checker: both find the same number of states.
#![cfg(test)]

use offhook_explore::check::Check;
use offhook_explore::moves::Families;
use offhook_explore::{Bounds, End};
use offhook_machine::UserState;
use offhook_scenario::Dialect;
use stateright::{Checker as _, Model, Property};

/// One agent of CCC who calls one customer, read from the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Agent {
    Offline,
    Break,
    /// Free for calls; `fresh` as long as no time has passed since.
    Ready {
        fresh: bool,
    },
    /// Placing a call; the own phone is picked up first.
    Dialing {
        picked_up: bool,
    },
    /// In a call; either channel may be on hold, the own one muted.
    Talking {
        customer_held: bool,
        own_held: bool,
        muted: bool,
    },
    Working,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    SignIn,
    SignOut,
    Ready,
    Break,
    Work,
    Reset,
    Call,
    Release,
    OwnAnswers,
    OwnRejects,
    OwnHangsUp,
    CustomerAnswers,
    CustomerRejects,
    CustomerHangsUp,
    HoldCustomer(bool),
    HoldOwn(bool),
    Mute(bool),
    TimePasses,
}

const FRESH: Agent = Agent::Ready { fresh: true };

struct Channels;

impl Model for Channels {
    type State = Agent;
    type Action = Act;

    fn init_states(&self) -> Vec<Agent> {
        vec![Agent::Offline]
    }

    fn actions(&self, _: &Agent, actions: &mut Vec<Act>) {
        use Act::*;
        actions.extend([
            SignIn, SignOut, Ready, Break, Work, Reset, Call, Release, OwnAnswers, OwnRejects, OwnHangsUp,
        ]);
        actions.extend([CustomerAnswers, CustomerRejects, CustomerHangsUp, TimePasses]);
        actions.extend([true, false].into_iter().flat_map(|up| [HoldCustomer(up), HoldOwn(up), Mute(up)]));
    }

    fn next_state(&self, agent: &Agent, act: Act) -> Option<Agent> {
        use Agent::{Break, Dialing, Offline, Ready, Talking, Working};
        match (*agent, act) {
            (Offline, Act::SignIn) => Some(Break),
            (Break | Ready { .. } | Working, Act::SignOut | Act::Reset) => Some(Offline),
            (Offline, Act::Reset) => Some(Offline),
            (Ready { fresh }, Act::Ready) => Some(Ready { fresh }),
            (Break | Working, Act::Ready) => Some(FRESH),
            (Break | Ready { .. } | Working, Act::Break) => Some(Break),
            (Break | Ready { .. } | Working, Act::Work) => Some(Working),
            (Ready { .. }, Act::TimePasses) => Some(Ready { fresh: false }),
            (Ready { .. }, Act::Call) => Some(Dialing { picked_up: false }),
            (Dialing { .. }, Act::Release | Act::TimePasses) => Some(FRESH),
            (Dialing { picked_up: false }, Act::OwnAnswers) => Some(Dialing { picked_up: true }),
            (Dialing { picked_up: false }, Act::OwnRejects) => Some(FRESH),
            (Dialing { picked_up: true }, Act::OwnHangsUp | Act::CustomerRejects) => Some(FRESH),
            (Dialing { picked_up: true }, Act::CustomerAnswers) => {
                Some(Talking { customer_held: false, own_held: false, muted: false })
            }
            (Talking { .. }, Act::Release | Act::OwnHangsUp | Act::CustomerHangsUp) => Some(Working),
            (Talking { customer_held, own_held, muted }, Act::HoldCustomer(up)) if customer_held != up => {
                Some(Talking { customer_held: up, own_held, muted })
            }
            (Talking { customer_held, own_held, muted }, Act::HoldOwn(up)) if own_held != up => {
                Some(Talking { customer_held, own_held: up, muted })
            }
            (Talking { customer_held, own_held, muted }, Act::Mute(up)) if muted != up => {
                Some(Talking { customer_held, own_held, muted: up })
            }
            _ => None,
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        // Without a property that is never settled, the checker stops as soon as all are.
        vec![
            Property::always("is an agent", |_, _| true),
            Property::sometimes("talks", |_, agent| matches!(agent, Agent::Talking { .. })),
        ]
    }
}

#[test]
fn both_checkers_find_the_same_number_of_states() {
    let checker = Channels.checker().spawn_bfs().join();
    checker.assert_properties();
    for symmetric in [true, false] {
        let check = Check {
            families: Families::CHANNELS,
            symmetric,
            from: UserState::Offline,
            bounds: Bounds::default(),
            ..Check::new(Dialect::named("ccc").unwrap())
        };
        let checked = check.run(|_, _| {}).unwrap();
        assert_eq!(checked.end, End::Complete);
        assert_eq!(checked.states, checker.unique_state_count() as u64);
    }
}
