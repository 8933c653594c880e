//! The smallest automaton that looks the same: Moore's refinement of states by what is seen of them.

use std::collections::BTreeMap;

use super::Automaton;

/// Merges the states that no sequence of inputs tells apart. States are numbered in the order in which they are met
/// first, so that the first stays the first.
pub(super) fn minimize(raw: &Automaton) -> Automaton {
    let classes = classes(raw);
    let count = classes.iter().max().map_or(0, |last| last + 1);
    let mut first = vec![None; count as usize];
    for (state, class) in (0..).zip(&classes) {
        first[*class as usize].get_or_insert(state);
    }
    let mut small = Automaton {
        moves: raw.moves.clone(),
        states: count,
        next: Vec::new(),
        seen: Vec::new(),
        effective: Vec::new(),
    };
    for state in first.into_iter().flatten() {
        for input in 0..raw.inputs() {
            small.next.push(classes[raw.next(state, input) as usize]);
            small.seen.push(raw.seen(state, input));
            small.effective.push(raw.is_effective(state, input));
        }
    }
    small
}

fn classes(raw: &Automaton) -> Vec<u32> {
    let mut classes = vec![0; raw.states as usize];
    let mut count = 1;
    loop {
        let mut known = BTreeMap::new();
        let refined: Vec<u32> = (0..raw.states)
            .map(|state| {
                let look: Vec<(u32, u32)> = (0..raw.inputs())
                    .map(|input| (raw.seen(state, input), classes[raw.next(state, input) as usize]))
                    .collect();
                let fresh = u32::try_from(known.len()).unwrap_or(u32::MAX);
                *known.entry((classes[state as usize], look)).or_insert(fresh)
            })
            .collect();
        let more = known.len();
        classes = refined;
        if more == count {
            return classes;
        }
        count = more;
    }
}
