//! What the wire can tell of a change of the rules.

use std::collections::BTreeSet;
use std::sync::Arc;

use offhook_machine::{Rules, Table};
use offhook_scenario::{Dialect, Scenario};

use super::{Apart, Changed, Wire};
use crate::configuration::ConfigurationError;
use crate::moves::Families;
use crate::product::{Cell, Place, SMALL, Setting, asked, place_of};
use crate::search::{Bounds, End, search};

/// States of a small configuration beyond which it is given up: many times those of the machine alone.
const MOST_STATES: u64 = 60_000;

/// What is known of a change.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// In every small configuration all of the wire looks the same in every state: so many in the largest.
    Equivalent { states: u64 },
    /// The scenario, without expectations, of a way on which something else is seen.
    Differs { events: Box<Scenario> },
    /// There is more of this configuration.
    Undecided { configuration: Place, states: u64 },
}

/// A judge of changes of the rules by what the wire shows.
pub(crate) struct WireJudge {
    dialect: Dialect,
    configurations: Vec<Explored>,
}

/// A small configuration, visited on the wire.
struct Explored {
    setting: Setting,
    /// The cells that are asked about there.
    asked: BTreeSet<Cell>,
    states: u64,
    complete: bool,
}

impl WireJudge {
    /// Visits the small configurations.
    pub(crate) fn new(dialect: Dialect, jobs: usize) -> Result<Self, ConfigurationError> {
        let explore = |setting: &Setting| {
            let rules = Arc::new(Rules::documented().watched());
            let wire = Wire::new(dialect, &rules, None, place_of(*setting), families(*setting))?;
            let bounds = Bounds { states: Some(MOST_STATES), jobs, ..Bounds::default() };
            let found = search(&wire, &bounds, |_, _| {});
            let complete = found.end == End::Complete;
            Ok(Explored { setting: *setting, asked: asked(&rules), states: found.states, complete })
        };
        Ok(Self {
            dialect,
            configurations: SMALL.iter().map(explore).collect::<Result<_, ConfigurationError>>()?,
        })
    }

    /// Judges rules that differ from the documented ones in one cell.
    pub(crate) fn judge(
        &self,
        rules: &Arc<Rules>,
        (table, from, trigger): (Table, &str, &str),
        after: Option<usize>,
        id: &str,
    ) -> Result<Verdict, ConfigurationError> {
        let cell = (table, from.to_owned(), trigger.to_owned());
        let original = Arc::new(Rules::documented());
        let (mut most, mut open) = (0, None);
        for configuration in &self.configurations {
            let place = place_of(configuration.setting);
            let (mut states, mut complete) = (configuration.states, configuration.complete);
            // Where the cell is never asked about, the two are one.
            if configuration.asked.contains(&cell) || !configuration.complete {
                let changed = Some(Changed { rules, after });
                let wire =
                    Wire::new(self.dialect, &original, changed, place, families(configuration.setting))?;
                let bounds = Bounds { states: Some(MOST_STATES), ..Bounds::default() };
                let found = search(&wire, &bounds, |_, _| {});
                if let Some((way, Apart)) = found.flaw
                    && let Some(events) = wire.scenario(id, &way)
                {
                    return Ok(Verdict::Differs { events: Box::new(events) });
                }
                (states, complete) = (found.states, found.end == End::Complete);
            }
            most = most.max(states);
            if !complete {
                open.get_or_insert((place, states));
            }
        }
        Ok(match open {
            None => Verdict::Equivalent { states: most },
            Some((configuration, states)) => Verdict::Undecided { configuration, states },
        })
    }
}

fn families((_, _, families, _): Setting) -> Families {
    families.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use offhook_harness::Verdict::{Fail, Pass};
    use offhook_harness::{InProcess, Options, read_nothing, run_case};
    use offhook_machine::UserState;

    use super::*;
    use crate::moves::{Family, Move};
    use crate::mutants::edit::{Change, Edit};
    use crate::script::fill;

    const ALONE: Setting = (1, 1, &[Family::Session, Family::Settings, Family::Call], UserState::Offline);

    fn gateway() -> Dialect {
        Dialect::named("cc-gateway").unwrap()
    }

    fn explored() -> BTreeSet<Cell> {
        let rules = Arc::new(Rules::documented().watched());
        let wire = Wire::new(gateway(), &rules, None, place_of(ALONE), families(ALONE)).unwrap();
        let found = search(&wire, &Bounds::default(), |_, _| {});
        assert_eq!(found.end, End::Complete);
        asked(&rules)
    }

    fn without(rule: &str) -> Arc<Rules> {
        let row = Table::User.rows().position(|row| row.id == rule).unwrap();
        Edit { table: Table::User, change: Change::Drop { row } }.rules().unwrap()
    }

    /// The shortest way on which the wire shows that the rule is gone, and its scenario.
    fn events(rule: &str, from: UserState) -> Option<(Vec<Move>, Scenario)> {
        let (rules, original) = (without(rule), Arc::new(Rules::documented()));
        let changed = Some(Changed { rules: &rules, after: None });
        let place = Place { from, ..place_of(ALONE) };
        let wire = Wire::new(gateway(), &original, changed, place, families(ALONE)).unwrap();
        let (way, Apart) = search(&wire, &Bounds::default(), |_, _| {}).flaw?;
        let events = wire.scenario("wire.told", &way).unwrap();
        Some((way, events))
    }

    #[test]
    fn the_session_layer_does_not_ask_for_a_break_where_there_can_be_none() {
        let asked = explored();
        let asks =
            |from: &str, trigger: &str| asked.contains(&(Table::User, from.to_owned(), trigger.to_owned()));
        assert!(asks("OFFLINE", "sign-in") && asks("READY", "break"));
        // A break that is wished for in a call waits in the session layer, too.
        assert!(["OFFLINE", "DIALING", "RINGING", "TALKING"].iter().all(|state| !asks(state, "break")));
    }

    #[test]
    fn what_the_wire_shows_is_told_by_the_shortest_way_and_the_rest_is_not() {
        for (from, moves) in [(UserState::Offline, 2), (UserState::Ready, 1)] {
            let (way, events) = events("user.ready.break", from).unwrap();
            assert_eq!(way.len(), moves, "from {}", from.as_str());
            let (events, options) = (fill(&events).unwrap(), Options::strict(&read_nothing));
            let verdict = |subject: &mut InProcess| run_case(&events, subject, &options).verdict;
            assert_eq!(verdict(&mut InProcess::new()), Pass);
            assert_eq!(verdict(&mut InProcess::with_rules(without("user.ready.break"))), Fail);
        }
        // A rule of the other vendor.
        assert!(events("user.offline.sign-in.break", UserState::Offline).is_none());
    }
}
