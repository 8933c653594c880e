//! A small call centre whose calls read like sentences.

use offhook_machine::{
    Accepted, ChannelId, ChannelState, Event, Impossible, InstanceId, JobId, Millis, NewInstance, NewUser,
    Number, Op, Party, Policy, Refused, Request, Signal, Stimulus, UserId, UserState, World,
};

/// The documented MakeCall sample's time.
pub(crate) const START_MS: Millis = 1_609_225_718_293;
pub(crate) const CUSTOMER: &str = "13188888888";
pub(crate) const AMYS: &str = "80011474";
pub(crate) const BOBS: &str = "80011475";
pub(crate) const CENTRE: &str = "05711234567";

pub(crate) fn number(text: &str) -> Number {
    Number::new(text).unwrap()
}

/// A world with two agents, ready and with a phone each.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) instance: InstanceId,
    pub(crate) amy: UserId,
    pub(crate) bob: UserId,
}

impl Scene {
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
        let numbers = [number(CENTRE)];
        let new = NewInstance { name: "ccc-test", numbers: &numbers, ..NewInstance::default() };
        let instance = world.add_instance(&new).unwrap();
        let amy = world.add_user(instance, amy).unwrap();
        let bob = world.add_user(instance, bob).unwrap();
        Self { world, instance, amy, bob }
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
        self.world.stimulus(self.world.now(), &Stimulus::Leg { job, party, signal, cause: None })
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

    /// The leg of a party, ended ones included; the customer's for none.
    pub(crate) fn leg(&self, job: JobId, user: Option<UserId>) -> ChannelId {
        let legs = &self.world.job(job).unwrap().channels;
        *legs.iter().find(|leg| self.world.channel(**leg).unwrap().user == user).unwrap()
    }

    pub(crate) fn leg_states(&self, job: JobId) -> Vec<ChannelState> {
        let legs = &self.world.job(job).unwrap().channels;
        legs.iter().map(|leg| self.world.channel(*leg).unwrap().state).collect()
    }

    /// The events that wait, as `kind who`, and `kind who -> whose` where one party's act is about another's leg.
    pub(crate) fn events(&mut self) -> Vec<String> {
        let events: Vec<Event> = std::iter::from_fn(|| self.world.poll_event()).collect();
        events.iter().map(|event| self.tell(event)).collect()
    }

    fn tell(&self, event: &Event) -> String {
        let name = |user: Option<UserId>| {
            user.map_or("customer", |user| &*self.world.user(user).unwrap().name).to_owned()
        };
        let target = event.target.and_then(|target| self.world.channel(target));
        let about = target.map(|leg| format!(" -> {}", name(leg.user))).unwrap_or_default();
        format!("{} {}{about}", event.kind.as_str(), name(event.user))
    }
}
