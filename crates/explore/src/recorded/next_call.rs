//! A plain next call after every ending of a call. A machine that keeps something of the old call shows it here.

use offhook_dialect::{CallField, ChannelField, FieldRow, SessionField, Source, UserField};
use offhook_harness::{InProcess, Options, SubjectError, Verdict, read_nothing, run_case};
use offhook_machine::{Basis, RuleText, Signal, UserState, World};
use offhook_scenario::{At, Dialect, Expectations, Matcher, Path, Scenario, Step, without_indices};

use super::endings::{ENDINGS, Ending};
use crate::configuration::Configuration;
use crate::moves::{Ask, Move, Who};
use crate::script::{Watch, can_say, fill, script};

/// Outside parties: two are in a call that the centre connects, and one is left for the next call.
const CUSTOMERS: u8 = 3;
/// The code of a diagnostic: a clause is cited that the steps have nothing to do with.
const UNEXERCISED: &str = "unexercised-clause";

/// The call that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Each agent places one.
    Placed,
    /// Each agent takes one.
    Received,
    /// One comes to the skill group.
    Routed,
}

impl Next {
    const ALL: [Self; 3] = [Self::Placed, Self::Received, Self::Routed];

    /// The name of the file.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Received => "received",
            Self::Routed => "routed",
        }
    }

    /// What the agent does, in a title.
    const fn says(self, agents: u8) -> &'static str {
        match (self, agents) {
            (Self::Placed, 1) => "the agent places a call",
            (Self::Placed, _) => "each agent places a call",
            (Self::Received, 1) => "the agent takes a call",
            (Self::Received, _) => "each agent takes a call",
            (Self::Routed, _) => "the next caller of the group is served",
        }
    }
}

/// The ids of the scenarios of a dialect, in the order of the table. A vendor has those endings for which it has words and rules.
pub(super) fn ids(dialect: Dialect) -> Vec<String> {
    let cases = ENDINGS.iter().flat_map(|ending| Next::ALL.map(|next| (ending, next)));
    let can_be = |(ending, next): &(&Ending, Next)| way(dialect, ending, *next).is_some();
    cases.filter(can_be).map(|(ending, next)| id(dialect, ending, next)).collect()
}

fn id(dialect: Dialect, ending: &Ending, next: Next) -> String {
    let kind = super::Kind::NextCall.as_str();
    format!("{}{dialect}.{kind}.{}.{}", super::PREFIX, ending.name, next.as_str())
}

/// The scenario of this id, with what our machine does as its expectations; none where the table has no such ending.
pub(super) fn scenario(dialect: Dialect, wanted: &str) -> Option<Result<Scenario, SubjectError>> {
    let mut cases = ENDINGS.iter().flat_map(|ending| Next::ALL.map(|next| (ending, next)));
    let (ending, next) = cases.find(|(ending, next)| id(dialect, ending, *next) == wanted)?;
    let (configuration, moves) = way(dialect, ending, next)?;
    let mut scenario = script(&configuration, wanted, &moves, Watch::Each);
    let title = format!("After {}, {}", ending.says, next.says(ending.agents));
    scenario.title = Some(title.as_str().into());
    Some(fill(&scenario).map(|filled| cited(lean(filled))))
}

/// What is done: the ending, and what follows it. None where the vendor has no words for it, or its rules forbid it.
fn way(dialect: Dialect, ending: &Ending, next: Next) -> Option<(Configuration, Vec<Move>)> {
    if next == Next::Routed && !ending.is_queued() {
        return None;
    }
    let configuration = Configuration::new(dialect, ending.agents, CUSTOMERS, UserState::Ready).ok()?;
    let mut way =
        Way { world: configuration.start().clone(), configuration: &configuration, moves: Vec::new() };
    for it in ending.way() {
        way.take(it)?;
    }
    for agent in 0..ending.agents {
        way.next_call(agent, next)?;
    }
    let moves = way.moves;
    Some((configuration, moves))
}

struct Way<'a> {
    configuration: &'a Configuration,
    world: World,
    moves: Vec<Move>,
}

impl Way<'_> {
    /// Does something; none where the vendor has no words for it, or it does not happen.
    fn take(&mut self, it: Move) -> Option<()> {
        let happens = can_say(self.configuration.dialect(), &it)
            && self.configuration.play(&mut self.world, it).is_effective();
        self.moves.push(it);
        happens.then_some(())
    }

    fn state(&self, agent: u8) -> Option<UserState> {
        Some(self.world.user(self.configuration.agent(agent))?.state)
    }

    fn poll(&mut self, agent: u8) {
        self.moves.push(Move::Ask { by: agent, ask: Ask::Poll });
    }

    /// A plain call: made, answered, looked at, and hung up by the one who made it.
    fn next_call(&mut self, agent: u8, next: Next) -> Option<()> {
        self.poll(agent);
        self.become_ready(agent)?;
        let configuration = self.configuration;
        let mut customers = 0..configuration.customers();
        let customer =
            customers.find(|it| configuration.job_of(&self.world, Who::Customer(*it)).is_none())?;
        let ask = |ask| Move::Ask { by: agent, ask };
        let phone = |who, signal| Move::Channel { who, signal };
        match next {
            Next::Placed => {
                self.take(ask(Ask::Call(Who::Customer(customer))))?;
                self.take(phone(Who::Agent(agent), Signal::Answered))?;
                self.take(phone(Who::Customer(customer), Signal::Answered))?;
            }
            Next::Received => {
                self.take(Move::Inbound { from: customer, to: agent })?;
                self.take(ask(Ask::Answer))?;
            }
            Next::Routed => {
                self.take(Move::InboundToGroup { from: customer })?;
                self.take(ask(Ask::Answer))?;
            }
        }
        self.poll(agent);
        match next {
            Next::Placed => self.take(ask(Ask::Release))?,
            Next::Received | Next::Routed => self.take(phone(Who::Customer(customer), Signal::HungUp))?,
        }
        self.poll(agent);
        Some(())
    }

    fn become_ready(&mut self, agent: u8) -> Option<()> {
        let ask = |ask| Move::Ask { by: agent, ask };
        if self.state(agent)? == UserState::Offline {
            self.take(ask(Ask::SignIn))?;
        }
        if self.state(agent)? != UserState::Ready {
            self.take(ask(Ask::Ready))?;
        }
        Some(())
    }
}

/// With few expectations: whether a request is granted, and what a poll says of states, flags and calls.
fn lean(mut scenario: Scenario) -> Scenario {
    let dialect = scenario.dialect.value;
    let code = dialect.tables.code.0;
    for step in &mut scenario.steps {
        match &mut step.value {
            Step::Request(request) => {
                request.expect = kept(&request.expect, |path| path == code);
                if !request.expect.is_empty() {
                    request.status = None;
                }
            }
            Step::Poll(poll) => {
                let rows = dialect.tables.poll.fields();
                let says = |path: &str| {
                    let row = rows.iter().find(|row| row.path == without_indices(path));
                    path == code || row.is_some_and(|row| shows_call(row.source))
                };
                let mut expected = kept(&poll.expect, says);
                without_call(rows, &mut expected);
                poll.expect = expected;
            }
            Step::Network(_) | Step::Wait(_) | Step::Events(_) | Step::Repeat(_) => {}
        }
    }
    scenario
}

fn kept(expected: &Expectations, keeps: impl Fn(&str) -> bool) -> Expectations {
    let kept = expected.iter().filter(|(path, _)| keeps(path.value.as_str()));
    kept.map(|(path, matcher)| (path.clone(), matcher.clone())).collect()
}

/// What shows whether something of the old call is left.
const fn shows_call(source: Source) -> bool {
    matches!(
        source,
        Source::User(UserField::State)
            | Source::Channel(ChannelField::State | ChannelField::Flags)
            | Source::Session(SessionField::StateNumber)
    )
}

/// Where no channel shows, the agent is in no call: the fields that name one are not there.
fn without_call(rows: &[FieldRow], expected: &mut Expectations) {
    let of_channel = |row: &FieldRow| matches!(row.source, Source::Channel(_));
    let shows_channel = expected.iter().any(|(path, _)| {
        rows.iter().any(|row| of_channel(row) && row.path == without_indices(path.value.as_str()))
    });
    if shows_channel {
        return;
    }
    let names_call =
        |row: &&FieldRow| matches!(row.source, Source::User(UserField::Job) | Source::Call(CallField::Job));
    for row in rows.iter().filter(names_call) {
        if let Ok(path) = Path::parse(row.path) {
            expected.insert(path, At::from(Matcher::Absent));
        }
    }
}

/// With the clauses that it shows: those of the requests that are granted and of the documented rows that fire. What is known less
/// well, and fires too, is what it rests on; a poll changes nothing, and nothing rests on it.
fn cited(mut scenario: Scenario) -> Scenario {
    let dialect = scenario.dialect.value;
    let options = Options::strict(&read_nothing);
    let fired = run_case(&scenario, &mut InProcess::new(), &options).fired;
    let asked = scenario.steps.iter().filter_map(|step| match &step.value {
        Step::Request(request) => Some(dialect.operation(&request.action.value)?.clause().to_owned()),
        _ => None,
    });
    let is_known = |basis: Basis| basis <= Basis::Sampled;
    let own = format!("{dialect}.");
    let stated = fired.rules().filter(|rule| is_known(rule.basis) && rule.clause.starts_with(&own));
    let mut clauses: Vec<String> = asked.chain(stated.map(|rule| rule.clause.to_owned())).collect();
    clauses.sort_unstable();
    clauses.dedup();
    let is_seen = |id: &str| !UNSEEN.iter().any(|table| id.starts_with(table));
    let is_weak = |rule: &RuleText| !is_known(rule.basis) && rule.trigger != POLL && is_seen(&rule.id);
    let weak = fired.rules().filter(is_weak);
    scenario.rests_on = weak.map(|rule| rule.id.as_str().into()).collect();
    scenario.cites = clauses.iter().map(|clause| clause.as_str().into()).collect();
    let report = run_case(&scenario, &mut InProcess::new(), &options);
    if report.verdict != Verdict::Pass {
        let unmet: Vec<String> = report
            .failures
            .into_iter()
            .filter(|failure| failure.code.as_str() == UNEXERCISED)
            .filter_map(|failure| failure.clause)
            .collect();
        scenario.cites.retain(|cite| !unmet.contains(&cite.value));
    }
    scenario
}

/// The trigger of rows by which a user reads the own state.
const POLL: &str = "poll";
/// What the ids of rows begin with that nobody outside sees fire: the states of a call are words of our own, and no answer shows on
/// which way a channel came to its state.
const UNSEEN: [&str; 2] = ["job.", "channel."];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_can_happen_in_some_dialect() {
        let can_be = |it: &Ending| Dialect::all().any(|dialect| way(dialect, it, Next::Placed).is_some());
        let never: Vec<&str> = ENDINGS.iter().filter(|it| !can_be(it)).map(|it| it.name).collect();
        assert_eq!(never, [""; 0]);
    }
}
