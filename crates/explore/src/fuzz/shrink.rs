//! Delta debugging: the shortest way that still breaks the same, by leaving moves out and by naming fewer people.

use crate::leave_out::leave_out;
use crate::moves::{Move, Who};

/// A way that cannot lose a single move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// The moves.
    pub way: Vec<Move>,
    /// How many ways were tried.
    pub tries: usize,
    /// Whether the tries ran out before no single move could go.
    pub gave_up: bool,
}

/// Makes the way as short as it can be while `breaks` says that it still breaks the same, with at most so many tries.
pub fn shrink(way: &[Move], most: usize, mut breaks: impl FnMut(&[Move]) -> bool) -> Shrunk {
    let mut it = Shrinker { way: way.to_vec(), tries: 0, most, breaks: &mut breaks };
    loop {
        let before = it.way.clone();
        it.leave_out();
        it.name_fewer();
        if it.way == before || it.tries >= it.most {
            break;
        }
    }
    let gave_up = it.tries >= it.most;
    Shrunk { way: it.way, tries: it.tries, gave_up }
}

struct Shrinker<'a> {
    way: Vec<Move>,
    tries: usize,
    most: usize,
    breaks: &'a mut dyn FnMut(&[Move]) -> bool,
}

impl Shrinker<'_> {
    fn try_it(&mut self, way: Vec<Move>) -> bool {
        if self.tries >= self.most {
            return false;
        }
        self.tries += 1;
        let breaks = (self.breaks)(&way);
        if breaks {
            self.way = way;
        }
        breaks
    }

    fn leave_out(&mut self) {
        let (tries, most, breaks) = (std::cell::Cell::new(self.tries), self.most, &mut self.breaks);
        self.way = leave_out(std::mem::take(&mut self.way), &|| tries.get() < most, &mut |way| {
            tries.set(tries.get() + 1);
            breaks(way)
        });
        self.tries = tries.get();
    }

    /// Puts somebody with a lower number in somebody's place, as far as all goes on as before.
    fn name_fewer(&mut self) {
        for agents in [true, false] {
            let most = self.way.iter().flat_map(|it| people(*it)).filter(|who| is_agent(*who) == agents);
            let most = most.map(Who::index).max().unwrap_or_default();
            for from in (1..=most).rev() {
                for to in 0..from {
                    let rename = |who: Who| match who {
                        Who::Agent(it) if agents && it == from => Who::Agent(to),
                        Who::Customer(it) if !agents && it == from => Who::Customer(to),
                        other => other,
                    };
                    let renamed: Vec<Move> = self.way.iter().map(|it| with(*it, &rename)).collect();
                    if renamed != self.way && self.try_it(renamed) {
                        break;
                    }
                }
            }
        }
    }
}

const fn is_agent(who: Who) -> bool {
    matches!(who, Who::Agent(_))
}

/// Everybody whom a move names.
fn people(it: Move) -> Vec<Who> {
    let named = std::cell::RefCell::new(Vec::new());
    with(it, &|who| {
        named.borrow_mut().push(who);
        who
    });
    named.into_inner()
}

/// The move with other people in it.
fn with(it: Move, rename: &dyn Fn(Who) -> Who) -> Move {
    let agent = |it: u8| rename(Who::Agent(it)).index();
    let customer = |it: u8| rename(Who::Customer(it)).index();
    match it {
        Move::Ask { by, ask } => {
            let ask = ask.map(rename);
            Move::Ask { by: agent(by), ask }
        }
        Move::Channel { who, signal } => Move::Channel { who: rename(who), signal },
        Move::Inbound { from, to } => Move::Inbound { from: customer(from), to: agent(to) },
        Move::InboundToGroup { from } => Move::InboundToGroup { from: customer(from) },
        Move::Dials { by, to } => Move::Dials { by: agent(by), to: rename(to) },
        Move::Elapse => Move::Elapse,
        Move::Linger => Move::Linger,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moves::Ask;

    fn ask(by: u8, ask: Ask) -> Move {
        Move::Ask { by, ask }
    }

    #[test]
    fn what_is_not_needed_goes_and_people_get_the_lowest_numbers() {
        let needed = [ask(2, Ask::SignIn), ask(2, Ask::Call(Who::Customer(1)))];
        let noise = [ask(0, Ask::Poll), Move::Elapse, ask(1, Ask::SignIn), ask(1, Ask::Break)];
        let way = [&noise[..], &needed[..1], &noise[..], &needed[1..], &noise[..]].concat();
        let breaks = |way: &[Move]| {
            let signed = way.iter().position(|it| matches!(it, Move::Ask { ask: Ask::SignIn, .. }));
            let who = |at: usize| if let Move::Ask { by, .. } = way[at] { by } else { u8::MAX };
            signed.is_some_and(|at| {
                let calls = |it: &Move| matches!(it, Move::Ask { by, ask: Ask::Call(Who::Customer(_)) } if *by == who(at));
                way[at..].iter().any(calls)
            })
        };
        let shrunk = shrink(&way, 1_000, breaks);
        assert_eq!(shrunk.way, [ask(0, Ask::SignIn), ask(0, Ask::Call(Who::Customer(0)))]);
        assert!(!shrunk.gave_up && shrunk.tries < 100, "{}", shrunk.tries);
    }

    #[test]
    fn tries_that_run_out_are_said() {
        let way = vec![Move::Elapse; 64];
        let shrunk = shrink(&way, 5, |way| way.len() >= 3);
        assert!(shrunk.gave_up);
        assert_eq!(shrunk.tries, 5);
    }
}
