//! Several agents together: the product of what each may do.
//!
//! An agent is a user, the own channel while there is one, that channel's flags HOLD and MUTED, and the channel of a call held beside the
//! current one with its flags; all begin signed out. One move is one agent's: the rows that fire together, joined as
//! [`super::join`] says. Agents move independently of one another: whom one
//! talks with may be a customer as well as a colleague, so the graph holds every course of either, and a few that two agents
//! alone, without any customer, could not take. A channel that was released is no part of its user any more, so the row that
//! retires it is not taken here.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use offhook_machine::{
    CHANNEL_RULES, ChannelState, ChannelTrigger, FlagState, FlagTrigger, HOLD_RULES, MUTE_RULES, OwnChannel,
    Rule, RuleText, Table, USER_RULES, UserState, UserTrigger,
};
use petgraph::graph::{Graph, NodeIndex};

use super::conditions::Conditions;
use super::join::{alone, alone_held, fits};

/// The most states of agents that a graph may have.
pub const MAX_AGENTS_NODES: usize = 10_000;

/// A channel of the held call: it is answered, and has flags like any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldChannel {
    /// Whether it is on hold.
    pub hold: bool,
    /// Whether it is muted.
    pub mute: bool,
}

/// What one agent is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agent {
    /// The user's state.
    pub user: UserState,
    /// The state of the own channel, if there is one.
    pub channel: Option<ChannelState>,
    /// Whether the own channel is on hold.
    pub hold: bool,
    /// Whether the own channel is muted.
    pub mute: bool,
    /// The own channel in a call on hold.
    pub held_call: Option<HeldChannel>,
}

impl Agent {
    /// Signed out, without a channel: where an agent begins and rests.
    pub const SIGNED_OUT: Self =
        Self { user: UserState::Offline, channel: None, hold: false, mute: false, held_call: None };

    /// The held channel takes the place of the current one, which is no more.
    fn on_held_call(self) -> Option<Self> {
        let HeldChannel { hold, mute } = self.held_call?;
        Some(Self { channel: Some(ChannelState::Answered), hold, mute, held_call: None, ..self })
    }

    /// The held channel has become what this one is; without a channel, it is gone.
    fn with_held_as(self, channel: Self) -> Self {
        Self { held_call: channel.channel.and(channel.with_current_held().held_call), ..self }
    }

    /// The current call becomes the held call.
    const fn with_current_held(self) -> Self {
        Self { held_call: Some(HeldChannel { hold: self.hold, mute: self.mute }), ..self }
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.user.as_str())?;
        if let Some(channel) = self.channel {
            write!(f, " {}", channel.as_str().to_lowercase().replace('_', "-"))?;
        }
        flags(f, self.hold, self.mute)?;
        match self.held_call {
            Some(channel) => {
                f.write_str(" + held")?;
                flags(f, channel.hold, channel.mute)
            }
            None => Ok(()),
        }
    }
}

fn flags(f: &mut fmt::Formatter<'_>, hold: bool, mute: bool) -> fmt::Result {
    f.write_str(if hold { " held" } else { "" })?;
    f.write_str(if mute { " muted" } else { "" })
}

/// What all agents are doing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agents(pub Vec<Agent>);

impl Agents {
    /// Whether all are signed out.
    pub fn rest(&self) -> bool {
        self.0.iter().all(|agent| *agent == Agent::SIGNED_OUT)
    }
}

/// A move of one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Whose, from 0.
    pub agent: usize,
    /// The rows that fire together: the user's first, then the channel's, then the flags'.
    pub rules: Arc<[RuleText]>,
}

/// The graph of several agents.
pub type AgentsGraph = Graph<Agents, Move>;

/// The graph would be too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// So many agents.
    pub agents: usize,
}

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} agents together have more than the {MAX_AGENTS_NODES} states that are explored: take fewer agents",
            self.agents
        )
    }
}

impl std::error::Error for TooMany {}

/// What so many agents can do, and only what they can reach.
///
/// # Errors
/// There are more than [`MAX_AGENTS_NODES`] states.
pub fn agents(count: usize, conditions: &[Conditions]) -> Result<AgentsGraph, TooMany> {
    let rows = Rows::under(conditions);
    let mut alone: BTreeMap<Agent, Vec<Next>> = BTreeMap::new();
    let mut graph = AgentsGraph::new();
    let begin = Agents(vec![Agent::SIGNED_OUT; count]);
    let mut known: BTreeMap<Agents, NodeIndex> = BTreeMap::new();
    let mut open = VecDeque::from([begin.clone()]);
    known.insert(begin.clone(), graph.add_node(begin));
    while let Some(state) = open.pop_front() {
        let Some(from) = known.get(&state).copied() else { continue };
        for (index, agent) in state.0.iter().enumerate() {
            let moves = alone.entry(*agent).or_insert_with(|| rows.moves(*agent));
            for (then, rules) in moves.iter() {
                let mut next = state.clone();
                next.0[index] = *then;
                let to = match known.get(&next) {
                    Some(node) => *node,
                    None if known.len() == MAX_AGENTS_NODES => return Err(TooMany { agents: count }),
                    None => {
                        let node = graph.add_node(next.clone());
                        known.insert(next.clone(), node);
                        open.push_back(next);
                        node
                    }
                };
                graph.add_edge(from, to, Move { agent: index, rules: rules.clone() });
            }
        }
    }
    Ok(graph)
}

/// What an agent does next, and the rows that fire together.
type Next = (Agent, Arc<[RuleText]>);

type Paired<S, T> = Vec<(Rule<S, T>, RuleText)>;

/// The rows that may fire, each with its text.
struct Rows {
    user: Paired<UserState, UserTrigger>,
    channel: Paired<ChannelState, ChannelTrigger>,
    hold: Paired<FlagState, FlagTrigger>,
    mute: Paired<FlagState, FlagTrigger>,
}

impl Rows {
    fn under(conditions: &[Conditions]) -> Self {
        Self {
            user: paired(USER_RULES, Table::User, conditions),
            channel: paired(CHANNEL_RULES, Table::Channel, conditions),
            hold: paired(HOLD_RULES, Table::Hold, conditions),
            mute: paired(MUTE_RULES, Table::Mute, conditions),
        }
    }

    /// Everything that one agent may do next.
    fn moves(&self, agent: Agent) -> Vec<Next> {
        let mut moves = Vec::new();
        for (row, text) in self.user.iter().filter(|(row, _)| row.from == agent.user) {
            let after = Agent { user: row.to, ..agent };
            for (then, others) in self.own_channel(after, row.trigger.own_channel()) {
                moves.push((then, std::iter::once(text.clone()).chain(others).collect()));
            }
        }
        moves.extend(self.held_alone(agent));
        let here = self.user.iter().filter(|(row, _)| row.from == agent.user);
        let here: Vec<OwnChannel> = here.map(|(row, _)| row.trigger.own_channel()).collect();
        for (row, _) in self.channel.iter().filter(|(row, _)| Some(row.from) == agent.channel) {
            if alone(row.trigger, &here) {
                moves.extend(
                    self.channel(agent, row.trigger).into_iter().map(|(then, rules)| (then, rules.into())),
                );
            }
        }
        moves
    }

    /// What may happen to the held channel.
    fn held_alone(&self, agent: Agent) -> Vec<Next> {
        let Some(held_call) = agent.on_held_call() else { return Vec::new() };
        let triggers = ChannelTrigger::ALL.iter().filter(|trigger| alone_held(**trigger));
        let moved = triggers.flat_map(|trigger| self.channel(held_call, *trigger));
        moved.map(|(channel, rules)| (agent.with_held_as(channel), rules.into())).collect()
    }

    /// What becomes of the own channel when the user has moved, and the rows that say so.
    fn own_channel(&self, agent: Agent, what: OwnChannel) -> Vec<(Agent, Vec<RuleText>)> {
        let begun = Agent { channel: Some(ChannelState::None), hold: false, mute: false, ..agent };
        if !fits(what, agent.held_call.is_some()) {
            return Vec::new();
        }
        match what {
            OwnChannel::Stays => vec![(agent, Vec::new())],
            OwnChannel::Begins => self.channel(begun, ChannelTrigger::Create),
            OwnChannel::BeginsRinging => self.channel(begun, ChannelTrigger::Ring),
            OwnChannel::IsAnswered if agent.channel == Some(ChannelState::Answered) => {
                vec![(agent, Vec::new())]
            }
            OwnChannel::Answers | OwnChannel::IsAnswered => self.channel(agent, ChannelTrigger::Answer),
            OwnChannel::MayBeHeld => {
                let mut either = self.channel(agent, ChannelTrigger::Hold);
                either.push((agent, Vec::new()));
                either
            }
            OwnChannel::IsMuted => self.channel(agent, ChannelTrigger::Mute),
            OwnChannel::Ends => self.channel(agent, ChannelTrigger::Release),
            OwnChannel::BeginsWhileOtherHeld => {
                let begun = Agent { held_call: agent.with_current_held().held_call, ..begun };
                self.channel(begun, ChannelTrigger::Create)
            }
            OwnChannel::Alternates => {
                let changed = agent.on_held_call();
                let changed =
                    changed.map(|then| Agent { held_call: agent.with_current_held().held_call, ..then });
                changed.map(|then| (then, Vec::new())).into_iter().collect()
            }
            OwnChannel::HeldEnds => {
                let ended =
                    agent.on_held_call().map(|channel| self.channel(channel, ChannelTrigger::Release));
                let gone = Agent { held_call: None, ..agent };
                ended.into_iter().flatten().map(|(_, rules)| (gone, rules)).collect()
            }
            OwnChannel::EndsForHeld => {
                let ended = self.channel(agent, ChannelTrigger::Release).into_iter();
                ended.filter_map(|(then, rules)| Some((then.on_held_call()?, rules))).collect()
            }
        }
    }

    /// What a trigger makes of the own channel and its flags; nothing where no row allows it.
    fn channel(&self, agent: Agent, trigger: ChannelTrigger) -> Vec<(Agent, Vec<RuleText>)> {
        let row =
            self.channel.iter().find(|(row, _)| Some(row.from) == agent.channel && row.trigger == trigger);
        let Some((row, text)) = row else { return Vec::new() };
        let agent = Agent { channel: Some(row.to), ..agent };
        match trigger {
            ChannelTrigger::Hold => turned(&self.hold, agent.hold)
                .map(|(hold, flag)| (Agent { hold, ..agent }, vec![text.clone(), flag]))
                .collect(),
            ChannelTrigger::Mute => turned(&self.mute, agent.mute)
                .map(|(mute, flag)| (Agent { mute, ..agent }, vec![text.clone(), flag]))
                .collect(),
            ChannelTrigger::Release => {
                let flags = released(&self.hold, agent.hold).chain(released(&self.mute, agent.mute));
                let gone = Agent { channel: None, hold: false, mute: false, ..agent };
                vec![(gone, std::iter::once(text.clone()).chain(flags).collect())]
            }
            _ => vec![(agent, vec![text.clone()])],
        }
    }
}

fn paired<S: Copy, T: Copy>(rules: &[Rule<S, T>], table: Table, conditions: &[Conditions]) -> Paired<S, T> {
    let may_hold = |(rule, _): &(Rule<S, T>, RuleText)| conditions.iter().any(|it| it.may_hold(rule.when));
    rules.iter().copied().zip(table.rows()).filter(may_hold).collect()
}

const fn flag(up: bool) -> FlagState {
    if up { FlagState::Up } else { FlagState::Down }
}

/// The flag after a request to raise or lower it, and the row.
fn turned(rows: &Paired<FlagState, FlagTrigger>, up: bool) -> impl Iterator<Item = (bool, RuleText)> {
    let turns = move |row: &Rule<FlagState, FlagTrigger>| {
        row.from == flag(up) && matches!(row.trigger, FlagTrigger::Raise | FlagTrigger::Lower)
    };
    let rows = rows.iter().filter(move |(row, _)| turns(row));
    rows.map(|(row, text)| (row.to == FlagState::Up, text.clone()))
}

/// The row that takes the flag down when the channel ends, if it is up.
fn released(rows: &Paired<FlagState, FlagTrigger>, up: bool) -> impl Iterator<Item = RuleText> {
    let falls =
        move |row: &Rule<FlagState, FlagTrigger>| row.from == flag(up) && row.trigger == FlagTrigger::Release;
    rows.iter().filter(move |(row, _)| falls(row)).map(|(_, text)| text.clone())
}

#[cfg(test)]
mod tests {
    use offhook_scenario::Dialect;
    use petgraph::visit::EdgeRef as _;

    use super::*;
    use crate::graph::analyses::{restless, unreachable};

    fn graph(count: usize, dialect: Dialect) -> AgentsGraph {
        agents(count, &[Conditions::of(dialect)]).unwrap()
    }

    #[test]
    fn so_many_agents_have_so_many_states() {
        let states = |dialect| move |count| graph(count, dialect).node_count();
        assert_eq!([1, 2, 3].map(states(Dialect::named("ccc").unwrap())), [14, 196, 2744]);
        // Of two calls at once the held one has four ways to be, the current one eight.
        assert_eq!([1, 2].map(states(Dialect::named("cc-gateway").unwrap())), [14 + 32, 46 * 46]);
        assert_eq!(graph(0, Dialect::named("ccc").unwrap()).node_count(), 1);
    }

    #[test]
    fn every_state_is_reached_and_reaches_rest() {
        for (count, dialect) in [
            (1, Dialect::named("ccc").unwrap()),
            (2, Dialect::named("ccc").unwrap()),
            (1, Dialect::named("cc-gateway").unwrap()),
        ] {
            let graph = graph(count, dialect);
            assert_eq!(unreachable(&graph, Agents::rest), []);
            assert_eq!(restless(&graph, Agents::rest), []);
        }
    }

    #[test]
    fn too_many_agents_are_refused_with_the_remedy() {
        let refused = agents(3, &Conditions::of_each()).unwrap_err();
        assert_eq!(refused, TooMany { agents: 3 });
        assert!(refused.to_string().ends_with("take fewer agents"));
    }

    #[test]
    fn an_answer_moves_user_and_channel_together() {
        let graph = graph(1, Dialect::named("ccc").unwrap());
        let rings =
            Agent { user: UserState::Ringing, channel: Some(ChannelState::Ringing), ..Agent::SIGNED_OUT };
        let node = graph.node_indices().find(|node| graph[*node].0 == [rings]).unwrap();
        let moves: Vec<Vec<&str>> = graph
            .edges(node)
            .map(|edge| edge.weight().rules.iter().map(|rule| rule.id.as_str()).collect())
            .collect();
        assert!(moves.contains(&vec!["user.ringing.answer", "channel.ringing.answer"]), "{moves:?}");
        assert!(!moves.contains(&vec!["channel.ringing.answer"]), "{moves:?}");
        assert!(moves.contains(&vec!["channel.ringing.ring-again"]), "{moves:?}");
    }

    #[test]
    fn the_end_of_a_channel_takes_its_flags_down() {
        let graph = graph(1, Dialect::named("ccc").unwrap());
        let held = |agent: &Agent| agent.hold && agent.mute;
        let node = graph.node_indices().find(|node| graph[*node].0.iter().all(held)).unwrap();
        let ids = |edge: &Move| edge.rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
        let end = graph.edges(node).find(|edge| edge.weight().rules[0].trigger == "cleared").unwrap();
        assert_eq!(
            ids(end.weight()),
            [
                "user.talking.cleared.working",
                "channel.answered.release",
                "hold.up.release",
                "mute.up.release"
            ]
        );
    }

    #[test]
    fn the_end_of_the_current_call_returns_to_the_held_one_with_its_flags() {
        let graph = graph(1, Dialect::named("cc-gateway").unwrap());
        let two = Agent {
            user: UserState::Talking,
            channel: Some(ChannelState::Answered),
            hold: true,
            held_call: Some(HeldChannel { hold: false, mute: true }),
            ..Agent::SIGNED_OUT
        };
        let node = graph.node_indices().find(|node| graph[*node].0 == [two]).unwrap();
        let then = |rule: &str| {
            let edge = graph.edges(node).find(|edge| edge.weight().rules[0].id.starts_with(rule)).unwrap();
            graph[edge.target()].0[0].to_string()
        };
        assert_eq!(two.to_string(), "TALKING answered held + held muted");
        assert_eq!(then("user.talking.reconnect"), "TALKING answered muted");
        assert_eq!(then("user.talking.alternate"), "TALKING answered muted + held held");
        assert_eq!(then("user.talking.conference"), "TALKING answered held");
        assert_eq!(then("channel.answered.release"), "TALKING answered held");
        let ends = graph.edges(node).filter(|edge| edge.weight().rules[0].trigger == "cleared");
        assert_eq!(ends.count(), 0, "two calls do not end at once");
    }
}
