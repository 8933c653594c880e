//! The world of a random run.

use std::sync::OnceLock;

use offhook_machine::{
    Accepted, ChannelId, ClockError, Event, Impossible, InstanceId, Job, JobId, JobState, Millis,
    NewInstance, NewUser, Number, Op, Party, Policy, Refused, Request, SignIn, Signal, SkillGroupId,
    Stimulus, Target, UserId, UserState, WorkMode, World,
};

use crate::{
    fitting_input,
    input::{AGENTS, Ask, At, Input, RandomRun, Step, Wait, Whom},
};

const START_MS: Millis = 1_609_225_718_293;
const BREAKS: [&str; 3] = ["Lunch", "Warm-up", ""];
const CAUSES: [&str; 3] = ["486:USER_BUSY", "480 - Temporarily Unavailable", "200 - Okay"];
const DEVICES: [&str; 2] = ["device-1", "device-2"];

/// The outcome of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Request(Result<Accepted, Refused>),
    Stimulus(Result<JobId, Impossible>),
    Wait(Result<(), ClockError>),
}

impl Outcome {
    pub(crate) const fn is_rejected(&self) -> bool {
        matches!(self, Self::Request(Err(_)) | Self::Stimulus(Err(_)) | Self::Wait(Err(_)))
    }
}

/// An input with real handles.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    Ask(Request<'static>),
    Happens(Stimulus<'static>),
    Wait(Millis),
}

#[derive(Clone, Debug)]
pub(crate) struct Fixture {
    pub(crate) world: World,
    /// The agents, then strangers.
    pub(crate) users: Vec<UserId>,
    /// The skill groups, then a stranger's.
    pub(crate) groups: Vec<SkillGroupId>,
    strange_job: JobId,
    strange_channel: ChannelId,
}

/// A telephone number for each index: outside parties, the agents' extensions, free extensions, nobody's.
pub(crate) fn number(index: u8) -> Number {
    let text = match index {
        0 => "13188888888",
        1 => "13999999999",
        2 => "80010000",
        3 => "80010001",
        4 => "80010002",
        5 => "80010003",
        6 => "80020000",
        7 => "80020001",
        _ => "80020002",
    };
    Number::new(text).unwrap_or_default()
}

pub(crate) const FIRST_EXTENSION: u8 = 2;
/// Skill groups of the world; one more is a stranger's.
const GROUPS: usize = 2;
const FIRST_FREE: u8 = 6;

impl Fixture {
    pub(crate) fn new(run: &RandomRun) -> Self {
        let policy = if run.gateway { Policy::CC_GATEWAY } else { Policy::CCC };
        let (mut world, instance) = empty(policy, run.pool);
        let mut groups: Vec<SkillGroupId> = (0..GROUPS)
            .map(|index| {
                world.add_skill_group(instance, &format!("group-{index}")).expect("the configuration fits")
            })
            .collect();
        let mut users: Vec<UserId> = (0_u8..)
            .zip(&run.agents)
            .map(|(index, agent)| {
                let name = format!("agent-{index}");
                let own = chosen(&groups, agent.groups);
                let user = NewUser {
                    state: agent.state,
                    extension: agent.has_extension.then(|| number(FIRST_EXTENSION + index)),
                    work_mode: if agent.has_sip_phone { WorkMode::OfficePhone } else { WorkMode::OnSite },
                    after_call: agent.after_call,
                    auto_answer: agent.auto_answer,
                    break_code: Some("Lunch"),
                    skill_groups: &own,
                    ..NewUser::new(&name)
                };
                world.add_user(instance, &user).expect("the configuration fits")
            })
            .collect();
        let (strangers, strange_group, strange_job, strange_channel) = strangers();
        users.extend(&strangers[AGENTS..]);
        groups.push(strange_group);
        Self { world, users, groups, strange_job, strange_channel }
    }

    /// Gives the input; its effect is still to come.
    pub(crate) fn give(&mut self, step: &Step) -> Outcome {
        let now = self.time_of(step);
        match self.action(&step.input) {
            Action::Ask(request) => Outcome::Request(self.world.request(now, &request)),
            Action::Happens(stimulus) => Outcome::Stimulus(self.world.stimulus(now, &stimulus)),
            Action::Wait(until) => Outcome::Wait(self.world.advance(until)),
        }
    }

    /// Advances the world and polls the events, as the step says.
    pub(crate) fn follow_up(&mut self, step: &Step) -> Vec<Event> {
        if step.settle {
            self.world.advance(self.world.now()).expect("now is not in the past");
        }
        if step.poll { std::iter::from_fn(|| self.world.poll_event()).collect() } else { Vec::new() }
    }

    const fn time_of(&self, step: &Step) -> Millis {
        match step.at {
            At::Now => self.world.now(),
            At::Before(ms) => self.world.now() - ms,
            At::After(ms) => self.world.now() + ms,
        }
    }

    pub(crate) fn action(&self, input: &Input) -> Action {
        match input {
            Input::Fitting { agent, choice } => fitting_input::action(self, self.user(*agent), *choice),
            Input::Remote { job, choice } => fitting_input::remote(self, self.job(*job), *choice),
            Input::InboundToGroup { from, to } => {
                Action::Happens(Stimulus::InboundToGroup { from: number(*from), to: self.group(*to) })
            }
            Input::Ask { by, ask } => {
                let by = self.user(*by);
                Action::Ask(Request { by, op: self.op(by, ask) })
            }
            Input::Channel { job, party, signal, cause } => Action::Happens(Stimulus::Channel {
                job: self.job(*job),
                party: self.party(*party),
                signal: *signal,
                cause: cause.map(|cause| CAUSES[usize::from(cause)]),
            }),
            Input::Inbound { from, to } => {
                Action::Happens(Stimulus::Inbound { from: number(*from), to: self.user(*to) })
            }
            Input::Dialled { by, to } => {
                Action::Happens(Stimulus::Dialled { by: self.user(*by), to: number(*to) })
            }
            Input::Wait(Wait::For(ms)) => Action::Wait(self.world.now() + ms),
            Input::Wait(Wait::ToDeadline(offset)) => {
                let deadline = self.world.next_deadline().unwrap_or(self.world.now() + 1);
                Action::Wait(deadline.saturating_add_signed(i64::from(*offset)))
            }
        }
    }

    fn op(&self, by: UserId, ask: &Ask) -> Op<'static> {
        let job = |job: &Option<u8>| job.map(|job| self.job(job));
        let maybe = |channel: &Option<u8>| channel.map(|channel| self.channel(by, channel));
        match ask {
            Ask::SignIn { extension, after_call, auto_answer, device, groups } => Op::SignIn(SignIn {
                device: device.map(|device| DEVICES[usize::from(device)]),
                extension: extension.map(|index| number(FIRST_EXTENSION + index)),
                skill_groups: groups.map(|bits| self.groups_of(bits)),
                after_call: *after_call,
                auto_answer: *auto_answer,
            }),
            Ask::SignOut => Op::SignOut,
            Ask::Ready { outbound_only } => Op::Ready { outbound_only: *outbound_only },
            Ask::Break { code } => Op::Break { code: BREAKS[usize::from(*code)] },
            Ask::Work => Op::Work,
            Ask::MakeCall { callee, caller, timeout_ms } => Op::MakeCall {
                callee: number(*callee),
                caller: caller.then(|| number(1)),
                timeout_ms: *timeout_ms,
            },
            Ask::Answer { job: it } => Op::Answer { job: job(it) },
            Ask::Release { job: it, channel } => Op::Release { job: job(it), channel: maybe(channel) },
            Ask::Hold { job: it, channel } => Op::Hold { job: job(it), channel: self.channel(by, *channel) },
            Ask::Retrieve { job: it, channel } => {
                Op::Retrieve { job: job(it), channel: self.channel(by, *channel) }
            }
            Ask::Mute { job: it, channel } => Op::Mute { job: job(it), channel: maybe(channel) },
            Ask::Unmute { job: it, channel } => Op::Unmute { job: job(it), channel: maybe(channel) },
            Ask::Poll => Op::Poll,
            other => self.op_of_third_parties(by, other),
        }
    }

    fn op_of_third_parties(&self, by: UserId, ask: &Ask) -> Op<'static> {
        let job = |job: &Option<u8>| job.map(|job| self.job(job));
        let shown = |caller: bool| caller.then(|| number(1));
        match *ask {
            Ask::BlindTransfer { job: ref it, to, caller, timeout_ms, queueing } => {
                let (to, caller) = (self.whom(to), shown(caller));
                Op::BlindTransfer { job: job(it), to, caller, timeout_ms, queueing }
            }
            Ask::Consult { job: ref it, to, caller, timeout_ms } => {
                Op::Consult { job: job(it), to: self.whom(to), caller: shown(caller), timeout_ms }
            }
            Ask::CompleteTransfer { job: ref it } => Op::CompleteTransfer { job: job(it) },
            Ask::CancelTransfer { job: ref it } => Op::CancelTransfer { job: job(it) },
            Ask::SwitchToConference { job: ref it } => Op::SwitchToConference { job: job(it) },
            Ask::Supervise { kind, job: ref it, agent, timeout_ms } => {
                Op::Supervise { kind, job: job(it), agent: self.user(agent), timeout_ms }
            }
            Ask::Flow { job: ref it, leave } => Op::Flow { job: job(it), leave },
            Ask::Survey { job: ref it } => Op::Survey { job: job(it) },
            Ask::Claim { job, among } => Op::Claim { job: self.job(job), among: self.first_users(among) },
            Ask::StartConference { invited, timeout_ms } => {
                Op::StartConference { invited: self.invited(invited), timeout_ms }
            }
            Ask::BackToBack { second_broker, caller, callee, timeout_ms } => Op::BackToBack {
                broker: number(1),
                second_broker: second_broker.map(number),
                caller: number(caller),
                callee: number(callee),
                timeout_ms,
            },
            Ask::Predictive { callee, group, timeout_ms } => Op::Predictive {
                callee: number(callee),
                caller: number(1),
                group: group.map(|group| self.group(group)),
                timeout_ms,
            },
            Ask::Alternate { job: ref it } => Op::Alternate { job: job(it) },
            Ask::Conference { job: ref it } => Op::Conference { job: job(it) },
            Ask::DirectedPickup { agent } => Op::DirectedPickup { agent: self.user(agent) },
            Ask::EndConference { job: ref it } => Op::EndConference { job: job(it) },
            Ask::Dtmf { job: ref it, channel } => {
                Op::Dtmf { job: job(it), channel: self.channel(by, channel) }
            }
            Ask::WorkMode { mode, mobile } => Op::WorkMode { mode, mobile: mobile.map(number) },
            Ask::Visibility { invisible } => Op::Visibility { invisible },
            Ask::AfterCall { after_call } => Op::AfterCall { after_call },
            Ask::SkillGroups { groups } => Op::SkillGroups { groups: self.groups_of(groups) },
            Ask::Reset => Op::Reset,
            _ => Op::Poll,
        }
    }

    fn whom(&self, whom: Whom) -> Target {
        match whom {
            Whom::User(index) => Target::User(self.user(index)),
            Whom::Number(index) => Target::Number(number(index)),
            Whom::Group(index) => Target::Group(self.group(index)),
            Whom::Ivr => Target::Ivr,
        }
    }

    pub(crate) fn group(&self, index: u8) -> SkillGroupId {
        self.groups[usize::from(index) % self.groups.len()]
    }

    /// The groups with their bits set. Every fixture has the same groups, so that the lists can outlive it.
    fn groups_of(&self, bits: u8) -> &'static [SkillGroupId] {
        static LISTS: OnceLock<Vec<Vec<SkillGroupId>>> = OnceLock::new();
        let lists = LISTS.get_or_init(|| (0..8).map(|bits| chosen(&self.groups, bits)).collect());
        &lists[usize::from(bits) % lists.len()]
    }

    /// One of the lists of invited parties. Every fixture has the same users, as it has the same groups.
    pub(crate) fn invited(&self, index: u8) -> &'static [Target] {
        static LISTS: OnceLock<Vec<Vec<Target>>> = OnceLock::new();
        let lists = LISTS.get_or_init(|| {
            let users = || (0..5).map(|index| Target::User(self.user(index)));
            let others = [Target::Number(number(0)), Target::Number(number(1)), Target::Ivr];
            let targets: Vec<Target> = users().chain(others).collect();
            let pairs = targets.iter().flat_map(|one| targets.iter().map(|other| vec![*one, *other]));
            pairs.chain([vec![], targets[..1].to_vec(), [&targets[..], &targets[..]].concat()]).collect()
        });
        &lists[usize::from(index) % lists.len()]
    }

    /// The first users. Every fixture has the same.
    fn first_users(&self, count: u8) -> &'static [UserId] {
        static USERS: OnceLock<Vec<UserId>> = OnceLock::new();
        let users = USERS.get_or_init(|| self.users.clone());
        &users[..usize::from(count).min(users.len())]
    }

    pub(crate) fn user(&self, index: u8) -> UserId {
        self.users[usize::from(index) % self.users.len()]
    }

    /// A readable job, live ones first, or a stranger's.
    fn job(&self, index: u8) -> JobId {
        self.jobs().nth(usize::from(index)).map_or(self.strange_job, |(id, _)| id)
    }

    pub(crate) fn jobs(&self) -> impl Iterator<Item = (JobId, &Job)> {
        let of =
            |is_live| self.world.jobs().filter(move |(_, job)| (job.state != JobState::Ended) == is_live);
        of(true).chain(of(false))
    }

    /// A channel of the user's job, of any job, or a stranger's.
    pub(crate) fn channel(&self, by: UserId, index: u8) -> ChannelId {
        let own = self.world.user(by).and_then(|user| user.job);
        let own = own.and_then(|job| self.world.job(job)).into_iter();
        let mut channels = own.chain(self.jobs().map(|(_, job)| job)).flat_map(|job| &job.channels);
        channels.nth(usize::from(index)).copied().unwrap_or(self.strange_channel)
    }

    fn party(&self, index: u8) -> Party {
        match index {
            0..6 => Party::User(self.user(index)),
            6 => Party::Customer,
            _ => Party::Number(number(index - 7)),
        }
    }
}

/// The groups with their bits set.
fn chosen(groups: &[SkillGroupId], bits: u8) -> Vec<SkillGroupId> {
    groups.iter().enumerate().filter(|(index, _)| bits & 1 << index != 0).map(|(_, group)| *group).collect()
}

fn empty(policy: Policy, pool: usize) -> (World, InstanceId) {
    let mut world = World::new(policy, START_MS, 259);
    let extensions: Vec<Number> = (FIRST_FREE..).map(number).take(pool).collect();
    let new = NewInstance {
        name: "ccc-test",
        numbers: &[Number::new("05711234567").unwrap_or_default()],
        extensions: &extensions,
        ..NewInstance::default()
    };
    let instance = world.add_instance(&new).expect("the configuration fits");
    (world, instance)
}

/// Handles of a larger world, none of which is valid in another.
fn strangers() -> (Vec<UserId>, SkillGroupId, JobId, ChannelId) {
    let (mut world, instance) = empty(Policy::CCC, 0);
    let add_group =
        |index| world.add_skill_group(instance, &format!("{index}")).expect("the configuration fits");
    let group = (0..=GROUPS).map(add_group).last().expect("there are groups");
    let names = ["a", "b", "c", "d", "e", "f"];
    let users: Vec<UserId> = names
        .iter()
        .map(|name| NewUser { state: UserState::Ready, extension: Number::new(name), ..NewUser::new(name) })
        .map(|user| world.add_user(instance, &user).expect("the configuration fits"))
        .collect();
    let mut last = None;
    for _ in 0..100 {
        for to in &users {
            let inbound = Stimulus::Inbound { from: number(0), to: *to };
            let job = world.stimulus(START_MS, &inbound).expect("the user is ready");
            let rejected =
                Stimulus::Channel { job, party: Party::User(*to), signal: Signal::Rejected, cause: None };
            last = world.job(job).map(|it| (job, it.channels[0]));
            world.stimulus(START_MS, &rejected).expect("the call rings");
            let ready = Request { by: *to, op: Op::Ready { outbound_only: false } };
            world.request(START_MS, &ready).expect("the user is on a break");
        }
    }
    let (job, channel) = last.expect("there were calls");
    (users, group, job, channel)
}
