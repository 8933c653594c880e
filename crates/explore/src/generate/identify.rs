//! Suites that are complete up to a number of extra states: every state that is reached is identified.

use super::TooMany;
use crate::automaton::{Automaton, Tell};

/// The W method.
pub(super) fn w(automaton: &Automaton, extra: u32, most: usize) -> Result<Vec<Vec<usize>>, TooMany> {
    let set = Tell::new(automaton).characterizing();
    suite(automaton, extra, most, |_| set.as_slice())
}

/// The HSI method.
pub(super) fn hsi(automaton: &Automaton, extra: u32, most: usize) -> Result<Vec<Vec<usize>>, TooMany> {
    let sets = Tell::new(automaton).identifiers();
    suite(automaton, extra, most, |state| sets[state as usize].as_slice())
}

/// A shortest way to every state, every sequence of up to `extra` + 1 inputs from there, and what identifies the state
/// reached.
fn suite<'a>(
    automaton: &Automaton,
    extra: u32,
    most: usize,
    identify: impl Fn(u32) -> &'a [Vec<usize>],
) -> Result<Vec<Vec<usize>>, TooMany> {
    let mut tests = Vec::new();
    for way in automaton.ways().into_iter().flatten() {
        let mut open = vec![(automaton.after(0, &way), way, extra + 1)];
        while let Some((state, sequence, left)) = open.pop() {
            for end in identify(state) {
                tests.push([sequence.as_slice(), end].concat());
            }
            if tests.len() > most {
                return Err(TooMany { most });
            }
            if left > 0 {
                for input in 0..automaton.inputs() {
                    let mut longer = sequence.clone();
                    longer.push(input);
                    open.push((automaton.next(state, input), longer, left - 1));
                }
            }
        }
    }
    Ok(tests)
}
