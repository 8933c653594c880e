//! Faults planted in an automaton, which a suite made from it must see.

use super::{Method, Plan, Suite};
use crate::automaton::Automaton;

/// Cells in which a fault is planted, spread over all.
const PLANTED: usize = 64;

/// How many faults were planted, and how many of them the suite does not see: wrong answers, and where the method promises
/// to see them, wrong next states. A random suite promises nothing.
pub fn planted(automaton: &Automaton, plan: &Plan, suite: &Suite) -> (usize, usize) {
    if plan.method == Method::Random {
        return (0, 0);
    }
    let cells = automaton.states() as usize * automaton.inputs();
    let identifies = matches!(plan.method, Method::W | Method::Hsi);
    let (mut count, mut missed) = (0, 0);
    for place in (0..cells).step_by(cells.div_ceil(PLANTED).max(1)) {
        let (state, input) = (place / automaton.inputs(), place % automaton.inputs());
        let is_it = |at: u32, it: usize| at as usize == state && it == input;
        let answers =
            |at, it| (automaton.next(at, it), automaton.seen(at, it) ^ u32::from(is_it(at, it)) << 31);
        count += 1;
        missed += usize::from(!sees(automaton, suite, &answers));
        if identifies && automaton.states() > 1 {
            let leads = |at, it| {
                let next = automaton.next(at, it);
                let next = if is_it(at, it) { (next + 1) % automaton.states() } else { next };
                (next, automaton.seen(at, it))
            };
            count += 1;
            missed += usize::from(!sees(automaton, suite, &leads));
        }
    }
    (count, missed)
}

/// Whether some test sees another answer than the automaton gives.
fn sees(automaton: &Automaton, suite: &Suite, faulty: &dyn Fn(u32, usize) -> (u32, u32)) -> bool {
    suite.tests.iter().any(|test| {
        let (mut state, mut other) = (0, 0);
        test.iter().any(|input| {
            let (next, seen) = faulty(other, *input);
            let differs = seen != automaton.seen(state, *input);
            state = automaton.next(state, *input);
            other = next;
            differs
        })
    })
}
