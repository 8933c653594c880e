//! How to test your own call control in Rust against offhook's rules: `cargo run --example your_own --features proptest`.
//!
//! [`Softphone`] stands for your implementation: one agent's softphone. It has a fault on purpose, which the run finds and makes
//! small: it forgets that a call that the remote party never answered leaves the agent ready.

use offhook_explore::Configuration;
use offhook_explore::moves::{Ask, Families, Move, Outcome, Who};
use offhook_explore::strategies::{Expected, Reference, Setting};
use offhook_machine::{Signal, UserState};
use offhook_scenario::Dialect;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

/// Your implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Softphone {
    state: UserState,
    picked_up: bool,
    /// Whether the fault is mended.
    mended: bool,
}

impl Softphone {
    const fn step(mut self, it: Move) -> Self {
        use UserState::{Break, Dialing, Offline, Ready, Talking, Working};
        let outside = matches!(it, Move::Channel { who: Who::Customer(_), .. });
        self.state = match (self.state, it) {
            (Offline, Move::Ask { ask: Ask::SignIn, .. }) => Break,
            (Break | Ready | Working, Move::Ask { ask: Ask::SignOut | Ask::Reset, .. }) => Offline,
            (Break | Working, Move::Ask { ask: Ask::Ready | Ask::ReadyOutboundOnly, .. }) => Ready,
            (Ready | Working, Move::Ask { ask: Ask::Break, .. }) => Break,
            (Break | Ready, Move::Ask { ask: Ask::Work, .. }) => Working,
            (Ready, Move::Ask { ask: Ask::Call(Who::Customer(_)), .. }) => Dialing,
            (Dialing, Move::Channel { signal: Signal::Answered, .. }) if outside && self.picked_up => Talking,
            // The fault: after-call work, where nobody has talked.
            (Dialing, Move::Channel { signal: Signal::Rejected, .. }) if outside && !self.mended => Working,
            (Dialing, Move::Channel { signal: Signal::Rejected | Signal::HungUp, .. } | Move::Elapse) => {
                Ready
            }
            (Dialing, Move::Ask { ask: Ask::Release | Ask::Drop(_), .. }) => Ready,
            (Talking, Move::Channel { signal: Signal::HungUp, .. }) => Working,
            (Talking, Move::Ask { ask: Ask::Release | Ask::Drop(_), .. }) => Working,
            (state, _) => state,
        };
        let picks_up = matches!(it, Move::Channel { who: Who::Agent(_), signal: Signal::Answered });
        self.picked_up = matches!(self.state, Dialing | Talking) && (self.picked_up || picks_up);
        self
    }
}

/// One agent and one customer of CCC.
struct OneAgent;

impl Setting for OneAgent {
    fn configuration() -> Configuration {
        let dialect = Dialect::named("ccc").unwrap_or_else(|| unreachable!("it is one of the vendors"));
        Configuration::new(dialect, 1, 1, UserState::Offline).unwrap_or_else(|error| unreachable!("{error}"))
    }

    fn families() -> Families {
        Families::CHANNELS
    }
}

struct Test<const MENDED: bool>;

impl<const MENDED: bool> StateMachineTest for Test<MENDED> {
    type SystemUnderTest = Softphone;
    type Reference = Reference<OneAgent>;

    fn init_test(_: &Expected) -> Softphone {
        Softphone { state: UserState::Offline, picked_up: false, mended: MENDED }
    }

    fn apply(phone: Softphone, expected: &Expected, it: Move) -> Softphone {
        // What the rules reject is rejected here, too: a fuller test would look at the answer.
        let taken = expected.outcome().is_some_and(|outcome: Outcome| outcome.is_effective());
        let phone = if taken { phone.step(it) } else { phone };
        assert_eq!(phone.state, expected.state(0), "after {it}");
        phone
    }
}

/// The shortest run that tells the softphone from the rules.
fn run<const MENDED: bool>() -> Option<Vec<Move>> {
    let config =
        Config { cases: 500, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() };
    let runs = Reference::<OneAgent>::sequential_strategy(1..30);
    // A disagreement is a panic, here as in any test; it need not be shown for every step of the way.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = TestRunner::new(config.clone()).run(&runs, |(start, way, seen)| {
        Test::<MENDED>::test_sequential(config.clone(), start, way, seen);
        Ok(())
    });
    let _ = std::panic::take_hook();
    match outcome {
        Err(TestError::Fail(_, (_, way, _))) => Some(way),
        _ => None,
    }
}

fn main() {
    let Some(way) = run::<false>() else { unreachable!("the fault is found") };
    let text: Vec<String> = way.iter().map(ToString::to_string).collect();
    assert_eq!(run::<true>(), None, "mended, the softphone agrees with the rules");
    #[expect(clippy::print_stdout, reason = "an example shows what it does")]
    {
        println!("the softphone and the rules part after: {}", text.join("; "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fault_is_found_small_and_mended_nothing_is() {
        let way = run::<false>().expect("there is a fault");
        assert!(way.len() <= 6, "{way:?}");
        assert_eq!(run::<true>(), None);
    }
}
