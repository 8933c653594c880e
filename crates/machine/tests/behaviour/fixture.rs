//! A small call centre with a method per request and signal.

use offhook_machine::{
    Accepted, ChannelId, ChannelState, Event, Flag, Impossible, InstanceId, JobId, Millis, NewInstance,
    NewUser, Number, Op, Party, Policy, Queueing, Refused, Request, Signal, SkillGroupId, Stimulus,
    Supervision, Target, UserId, UserState, World,
};

/// The documented MakeCall sample's time.
pub(crate) const START_MS: Millis = 1_609_225_718_293;
pub(crate) const CUSTOMER: &str = "13188888888";
/// Another outside party.
pub(crate) const FRIEND: &str = "13999999999";
pub(crate) const AMYS: &str = "80011474";
pub(crate) const BOBS: &str = "80011475";
pub(crate) const INSTANCE_NUMBER: &str = "05711234567";

pub(crate) fn number(text: &str) -> Number {
    Number::new(text).unwrap()
}

/// A world with two agents, ready and with a phone each.
pub(crate) struct Fixture {
    pub(crate) world: World,
    pub(crate) instance: InstanceId,
    pub(crate) amy: UserId,
    pub(crate) bob: UserId,
}

impl Fixture {
    pub(crate) fn ccc() -> Self {
        Self::with(Policy::CCC)
    }

    pub(crate) fn gateway() -> Self {
        Self::with(Policy::CC_GATEWAY)
    }

    pub(crate) fn with(policy: Policy) -> Self {
        let ready = |name, extension| NewUser {
            state: UserState::Ready,
            extension: Some(number(extension)),
            ..NewUser::new(name)
        };
        Self::of(policy, &ready("amy", AMYS), &ready("bob", BOBS))
    }

    /// Amy and Bob as given.
    pub(crate) fn of(policy: Policy, amy: &NewUser<'_>, bob: &NewUser<'_>) -> Self {
        let mut world = World::new(policy, START_MS, 259);
        let numbers = [number(INSTANCE_NUMBER)];
        let new = NewInstance { name: "ccc-test", numbers: &numbers, ..NewInstance::default() };
        let instance = world.add_instance(&new).unwrap();
        let amy = world.add_user(instance, amy).unwrap();
        let bob = world.add_user(instance, bob).unwrap();
        Self { world, instance, amy, bob }
    }

    /// Another agent who is ready.
    pub(crate) fn adds(&mut self, name: &str, extension: &str, groups: &[SkillGroupId]) -> UserId {
        let user = NewUser {
            state: UserState::Ready,
            extension: Some(number(extension)),
            skill_groups: groups,
            ..NewUser::new(name)
        };
        self.world.add_user(self.instance, &user).unwrap()
    }

    pub(crate) fn adds_group(&mut self, name: &str) -> SkillGroupId {
        self.world.add_skill_group(self.instance, name).unwrap()
    }

    /// The request is refused, and nothing changes.
    pub(crate) fn refuses(&mut self, by: UserId, op: Op<'_>) -> Refused {
        let before = self.world.digest();
        let refused = self.asks(by, op).unwrap_err();
        assert_eq!(self.world.digest(), before, "{op:?}");
        refused
    }

    /// A request, its effect and the events of both.
    pub(crate) fn emits(&mut self, by: UserId, op: Op<'_>) -> Vec<String> {
        self.does(by, op).unwrap();
        self.events()
    }

    /// A signal and its events.
    pub(crate) fn signals(&mut self, job: JobId, party: Party, signal: Signal) -> Vec<String> {
        self.signal(job, party, signal).unwrap();
        self.events()
    }

    pub(crate) fn inbound_to_group(&mut self, to: SkillGroupId) -> JobId {
        let inbound = Stimulus::InboundToGroup { from: number(CUSTOMER), to };
        self.world.stimulus(self.world.now(), &inbound).unwrap()
    }

    /// A request, without its effect.
    pub(crate) fn asks(&mut self, by: UserId, op: Op<'_>) -> Result<Accepted, Refused> {
        self.world.request(self.world.now(), &Request { by, op })
    }

    /// A request and its effect.
    pub(crate) fn does(&mut self, by: UserId, op: Op<'_>) -> Result<Accepted, Refused> {
        let accepted = self.asks(by, op)?;
        self.world.advance(self.world.now()).unwrap();
        Ok(accepted)
    }

    /// An accepted call and its effect.
    pub(crate) fn calls(&mut self, by: UserId, callee: &str) -> JobId {
        let call = Op::MakeCall { callee: number(callee), caller: None, timeout_ms: None };
        self.does(by, call).unwrap().job.unwrap()
    }

    pub(crate) fn releases(&mut self, by: UserId) {
        self.does(by, Op::Release { job: None, channel: None }).unwrap();
    }

    pub(crate) fn signal(&mut self, job: JobId, party: Party, signal: Signal) -> Result<JobId, Impossible> {
        self.world.stimulus(self.world.now(), &Stimulus::Channel { job, party, signal, cause: None })
    }

    /// A call from outside.
    pub(crate) fn inbound(&mut self, to: UserId) -> Result<JobId, Impossible> {
        self.world.stimulus(self.world.now(), &Stimulus::Inbound { from: number(CUSTOMER), to })
    }

    /// Amy and the customer talk.
    pub(crate) fn outbound_talk(&mut self) -> JobId {
        let job = self.calls(self.amy, CUSTOMER);
        self.signal(job, Party::User(self.amy), Signal::Answered).unwrap();
        self.signal(job, Party::Customer, Signal::Ringing).unwrap();
        self.signal(job, Party::Customer, Signal::Answered).unwrap();
        job
    }

    pub(crate) fn waits(&mut self, ms: Millis) {
        self.world.advance(self.world.now() + ms).unwrap();
    }

    pub(crate) fn state(&self, user: UserId) -> UserState {
        self.world.user(user).unwrap().state
    }

    pub(crate) fn break_code(&self, user: UserId) -> &str {
        self.world.user(user).unwrap().break_code.map_or("", |code| self.world.text(code))
    }

    /// The channel of a party, ended ones included; the customer's for none.
    pub(crate) fn channel(&self, job: JobId, user: Option<UserId>) -> ChannelId {
        let channels = &self.world.job(job).unwrap().channels;
        *channels.iter().find(|channel| self.world.channel(**channel).unwrap().user == user).unwrap()
    }

    pub(crate) fn channel_states(&self, job: JobId) -> Vec<ChannelState> {
        let channels = &self.world.job(job).unwrap().channels;
        channels.iter().map(|channel| self.world.channel(*channel).unwrap().state).collect()
    }

    /// The flags of a party's channel.
    pub(crate) fn flags(&self, job: JobId, user: Option<UserId>) -> Vec<Flag> {
        let channels = &self.world.job(job).unwrap().channels;
        let channels = channels.iter().map(|channel| self.world.channel(*channel).unwrap());
        channels.filter(|channel| channel.user == user).flat_map(|channel| channel.flags.iter()).collect()
    }

    /// The waiting events, as `kind party`, and `kind party -> other` where the event concerns another party's channel.
    pub(crate) fn events(&mut self) -> Vec<String> {
        let events: Vec<Event> = std::iter::from_fn(|| self.world.poll_event()).collect();
        events.iter().map(|event| self.tell(event)).collect()
    }

    fn tell(&self, event: &Event) -> String {
        let name = |user: Option<UserId>, channel: Option<ChannelId>| {
            let is_friend = || self.world.channel(channel?).map(|it| it.party() == number(FRIEND));
            let outside = if is_friend() == Some(true) { "friend" } else { "customer" };
            user.map_or(outside, |user| &*self.world.user(user).unwrap().name).to_owned()
        };
        let target = event.target.and_then(|target| self.world.channel(target));
        let about =
            target.map(|channel| format!(" -> {}", name(channel.user, event.target))).unwrap_or_default();
        format!("{} {}{about}", event.kind.as_str(), name(event.user, event.channel))
    }
}

/// A blind transfer of the own call.
pub(crate) const fn blind(to: Target) -> Op<'static> {
    Op::BlindTransfer { job: None, to, caller: None, timeout_ms: None, queueing: PLAIN }
}

/// The default queueing.
pub(crate) const PLAIN: Queueing =
    Queueing { timeout_ms: None, priority: Queueing::PRIORITY, by_claim: false, overflow: 0 };

/// A consultation in the own call.
pub(crate) const fn consult(to: Target) -> Op<'static> {
    Op::Consult { job: None, to, caller: None, timeout_ms: None }
}

pub(crate) const fn supervise(kind: Supervision, agent: UserId) -> Op<'static> {
    Op::Supervise { kind, job: None, agent, timeout_ms: None }
}

pub(crate) const ANSWER: Op<'static> = Op::Answer { job: None };
