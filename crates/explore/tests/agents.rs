//! The graph of agents against the machine: what agents come to in random runs, and what the graph says they can come to.
#![cfg(test)]

use std::collections::BTreeSet;

use offhook_explore::graph::{Agent, AgentsGraph, Conditions, HeldChannel, agents};
use offhook_machine::{
    Entity, Flag, NewInstance, NewUser, Number, Op, Party, Policy, Request, SignIn, Signal, Stimulus,
    Supervision, Table, Target, Traced, UserId, UserState, World,
};
use offhook_scenario::Dialect;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef as _;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

const COLLEAGUES: u32 = 3;

fn extension(index: u32) -> Number {
    Number::new(&format!("8001147{index}")).unwrap()
}

struct RandomRun {
    world: World,
    users: Vec<UserId>,
    random: ChaCha8Rng,
}

impl RandomRun {
    fn new(policy: Policy, seed: u64) -> Self {
        let mut world = World::new(policy, 1_609_225_718_000, 259);
        let instance = world.add_instance(&NewInstance { name: "one", ..NewInstance::default() }).unwrap();
        let group = world.add_skill_group(instance, "all").unwrap();
        let mut add = |index: u32| {
            let name = format!("agent-{index}");
            let skill_groups = &[group];
            let user = NewUser { extension: Some(extension(index)), skill_groups, ..NewUser::new(&name) };
            world.add_user(instance, &user).unwrap()
        };
        let users = (0..COLLEAGUES).map(&mut add).collect();
        world.start_trace();
        Self { world, users, random: ChaCha8Rng::seed_from_u64(seed) }
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.random.next_u32() % limit
    }

    fn somebody(&mut self) -> UserId {
        let index = self.below(COLLEAGUES) as usize;
        self.users[index]
    }

    /// A step, and the ids of the users' rows that fired in it.
    fn runs(&mut self) -> Vec<(UserId, String)> {
        self.step();
        let fired = |step: &Traced| match step {
            Traced::Fired { entity: Entity::User(user), row } => {
                Table::User.rows().nth(usize::from(*row)).map(|rule| (*user, rule.id))
            }
            _ => None,
        };
        self.world.take_trace().steps.iter().filter_map(fired).collect()
    }

    /// Something that one agent asks or that happens to one; what is refused changes nothing.
    fn step(&mut self) {
        let by = self.somebody();
        let user = self.world.user(by).unwrap().clone();
        let now = self.world.now();
        if self.below(3) == 0
            && let Some(job) = user.job
        {
            let signals = [
                Signal::Created,
                Signal::Ringing,
                Signal::Ringing,
                Signal::EarlyMedia,
                Signal::Answered,
                Signal::Answered,
                Signal::Rejected,
                Signal::HungUp,
            ];
            let signal = signals[self.below(8) as usize];
            let party = if self.below(2) == 0 { Party::Customer } else { Party::User(by) };
            let _ = self.world.stimulus(now, &Stimulus::Channel { job, party, signal, cause: None });
        } else if self.below(12) == 0 {
            let from = Number::new("13188888888").unwrap();
            let _ = self.world.stimulus(now, &Stimulus::Inbound { from, to: by });
        } else {
            let op = self.op(user.state, by);
            let _ = self.world.request(now, &Request { by, op });
        }
        let wait = if self.below(20) == 0 { 31_000 } else { 0 };
        self.world.advance(self.world.now() + wait).unwrap();
        while self.world.poll_event().is_some() {}
    }

    fn op(&mut self, state: UserState, by: UserId) -> Op<'static> {
        let colleague = self.somebody();
        let channel = self.world.user(colleague).unwrap().channel.or(self.world.user(by).unwrap().channel);
        let own = self.world.user(by).unwrap().channel;
        let held_call = self.world.user(by).unwrap().held_call.map(|held_call| held_call.job);
        let callee = if self.below(2) == 0 {
            Number::new("13188888888").unwrap()
        } else {
            extension(self.random.next_u32() % 3)
        };
        let any = self.below(if state == UserState::Talking { 12 } else { 9 });
        if state == UserState::Talking && self.holds_another(by) && self.below(2) == 0 {
            return Op::MakeCall { callee, caller: None, timeout_ms: None };
        }
        match (state, any) {
            (UserState::Offline, _) => Op::SignIn(SignIn::default()),
            (UserState::Break | UserState::Working, 0) => Op::SignOut,
            (UserState::Break | UserState::Working, _) => Op::Ready { outbound_only: false },
            (UserState::Ready, 0) => Op::Work,
            (UserState::Ready, 1) => Op::Break { code: "Lunch" },
            (UserState::Ready, 2) => Op::Supervise {
                kind: Supervision::SilentMonitor,
                job: None,
                agent: colleague,
                timeout_ms: None,
            },
            (UserState::Ready, 3) => Op::DirectedPickup { agent: colleague },
            (UserState::Ready, _) => Op::MakeCall { callee, caller: None, timeout_ms: None },
            (UserState::Ringing, 0) => Op::Release { job: None, channel: None },
            (UserState::Ringing, _) => Op::Answer { job: None },
            (UserState::Talking, 0) => Op::Release { job: None, channel: None },
            (UserState::Talking, 1) => Op::Mute { job: None, channel: None },
            (UserState::Talking, 2) => Op::Unmute { job: None, channel: None },
            (UserState::Talking, 3) => own.map_or(Op::Poll, |channel| Op::Hold { job: None, channel }),
            (UserState::Talking, 4) => channel.map_or(Op::Poll, |channel| Op::Hold { job: None, channel }),
            (UserState::Talking, 5) => {
                channel.map_or(Op::Poll, |channel| Op::Retrieve { job: None, channel })
            }
            (UserState::Talking, 6) => {
                Op::Consult { job: None, to: Target::User(colleague), caller: None, timeout_ms: None }
            }
            (UserState::Talking, 7) => Op::CompleteTransfer { job: None },
            (UserState::Talking, 8 | 9) => Op::Alternate { job: None },
            (UserState::Talking, 10) => Op::Conference { job: None },
            (UserState::Talking, 11) | (UserState::Dialing, 1) if held_call.is_some() => {
                Op::Release { job: held_call, channel: None }
            }
            (UserState::Dialing, 0) => Op::Release { job: None, channel: None },
            _ => Op::Poll,
        }
    }

    /// Whether the other party of the current call is on hold.
    fn holds_another(&self, user: UserId) -> bool {
        let it = self.world.user(user).unwrap();
        let channels = it.job.and_then(|job| self.world.job(job)).map(|job| job.channels.iter());
        let others = channels.into_iter().flatten().filter(|channel| it.channel != Some(**channel));
        others.filter_map(|channel| self.world.channel(*channel)).any(|channel| channel.flags.has(Flag::Hold))
    }

    fn agent(&self, user: UserId) -> Agent {
        let it = self.world.user(user).unwrap();
        let channel = it.channel.and_then(|channel| self.world.channel(channel));
        let held_call = it.held_call.and_then(|held_call| self.world.channel(held_call.channel));
        Agent {
            user: it.state,
            channel: channel.map(|channel| channel.state),
            hold: channel.is_some_and(|channel| channel.flags.has(Flag::Hold)),
            mute: channel.is_some_and(|channel| channel.flags.has(Flag::Muted)),
            held_call: held_call.map(|channel| HeldChannel {
                hold: channel.flags.has(Flag::Hold),
                mute: channel.flags.has(Flag::Muted),
            }),
        }
    }
}

#[test]
fn agents_come_to_exactly_the_states_of_the_graph() {
    for dialect in Dialect::all() {
        let policy = dialect.policy;
        let graph = agents(1, &[Conditions::of(dialect)]).unwrap();
        let said: BTreeSet<Agent> = graph.node_weights().map(|agents| agents.0[0]).collect();
        let mut seen = BTreeSet::from([Agent::SIGNED_OUT]);
        for seed in 0..12_000 {
            let mut run = RandomRun::new(policy, seed);
            for _ in 0..500 {
                run.step();
                seen.extend(run.users.iter().map(|user| run.agent(*user)));
            }
        }
        let show =
            |agents: &mut dyn Iterator<Item = &Agent>| agents.map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(show(&mut seen.difference(&said)), [] as [&str; 0], "not in the graph");
        assert_eq!(show(&mut said.difference(&seen)), [] as [&str; 0], "never come to");
    }
}

/// What an agent can have come to from here, when exactly these rows of the user have fired, in this order.
fn led(graph: &AgentsGraph, from: Agent, rules: &[&str]) -> BTreeSet<Agent> {
    let nodes = graph.node_indices().filter(|node| graph[*node].0 == [from]);
    let mut now: BTreeSet<NodeIndex> = nodes.collect();
    let follow = |now: &BTreeSet<NodeIndex>, is_it: &dyn Fn(&str) -> bool| -> BTreeSet<NodeIndex> {
        let edges = now.iter().flat_map(|node| graph.edges(*node));
        edges.filter(|edge| is_it(&edge.weight().rules[0].id)).map(|edge| edge.target()).collect()
    };
    let by_the_channel_alone = |mut now: BTreeSet<NodeIndex>| loop {
        let more = follow(&now, &|id| !id.starts_with("user."));
        if more.is_subset(&now) {
            return now;
        }
        now.extend(more);
    };
    now = by_the_channel_alone(now);
    for rule in rules {
        now = by_the_channel_alone(follow(&now, &|id| id == *rule));
    }
    now.into_iter().map(|node| graph[node].0[0]).collect()
}

#[test]
fn agents_move_only_as_the_graph_says() {
    for dialect in Dialect::all() {
        let policy = dialect.policy;
        let graph = agents(1, &[Conditions::of(dialect)]).unwrap();
        let mut fired_rules: BTreeSet<String> = BTreeSet::new();
        let mut moves = 0;
        for seed in 100..180 {
            let mut run = RandomRun::new(policy, seed);
            for _ in 0..300 {
                let before: Vec<Agent> = run.users.iter().map(|user| run.agent(*user)).collect();
                let fired = run.runs();
                fired_rules.extend(fired.iter().map(|(_, rule)| rule.clone()));
                for (user, before) in run.users.iter().zip(before) {
                    let own = fired.iter().filter(|(whose, _)| whose == user);
                    let rules: Vec<&str> = own.map(|(_, id)| id.as_str()).collect();
                    let after = run.agent(*user);
                    assert!(led(&graph, before, &rules).contains(&after), "{before} {rules:?} {after}");
                    moves += rules.len();
                }
            }
        }
        assert!(moves > 1000, "{moves}");
        assert!(fired_rules.contains("user.ready.directed-pickup"));
        let of_two_calls = [
            "talking.consultation-call",
            "talking.alternate",
            "talking.conference",
            "talking.reconnect",
            "dialing.reconnect",
        ];
        for rule in of_two_calls {
            let fires = fired_rules.iter().any(|it| it.starts_with(&format!("user.{rule}.")));
            assert_eq!(fires, policy.second_call, "{rule}");
        }
    }
}
