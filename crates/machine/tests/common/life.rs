//! The whole life of a call, phase by phase, for many users: the unit of measurement.

use std::error::Error;

use offhook_machine::{
    ChannelId, JobId, Millis, NewInstance, NewUser, Number, Op, Party, Policy, Request, Signal, Stimulus,
    UserId, UserState, World,
};

/// The time at which these worlds begin: the documented sample's.
pub(crate) const START_MS: Millis = 1_609_225_718_293;

/// One command of a life. Each is a request, with the advance that brings its effect, or a stimulus.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phase {
    MakeCall,
    AgentAnswers,
    CustomerRings,
    CustomerAnswers,
    Hold,
    Retrieve,
    Mute,
    Unmute,
    Release,
    Ready,
}

impl Phase {
    /// A whole life, in order.
    pub(crate) const ALL: [Self; 10] = [
        Self::MakeCall,
        Self::AgentAnswers,
        Self::CustomerRings,
        Self::CustomerAnswers,
        Self::Hold,
        Self::Retrieve,
        Self::Mute,
        Self::Unmute,
        Self::Release,
        Self::Ready,
    ];

    /// The number of events of a whole life.
    pub(crate) const EVENTS: u64 = 16;
}

/// Agents who live through their calls.
pub(crate) struct Agents {
    pub(crate) world: World,
    users: Vec<UserId>,
    callee: Number,
    now: Millis,
    /// Events polled so far.
    pub(crate) events: u64,
}

impl Agents {
    /// So many users, ready and with an extension each.
    pub(crate) fn new(count: usize) -> Result<Self, Box<dyn Error>> {
        let mut world = World::new(Policy::CCC, START_MS, 259);
        let instance = world.add_instance(&NewInstance { name: "ccc-test", ..NewInstance::default() })?;
        let mut users = Vec::with_capacity(count);
        for index in 0..count {
            let name = format!("agent-{index}");
            let extension = Number::new(&format!("8{index:07}"));
            let user = NewUser { state: UserState::Ready, extension, ..NewUser::new(&name) };
            users.push(world.add_user(instance, &user)?);
        }
        let callee = Number::new("13188888888").ok_or("not a number")?;
        Ok(Self { world, users, callee, now: START_MS, events: 0 })
    }

    /// One user's whole life after the other's, for users `from` to `from + count` around the circle.
    pub(crate) fn live_in_turn(&mut self, from: usize, count: usize) -> Result<(), Box<dyn Error>> {
        for index in from..from + count {
            self.tick()?;
            for phase in Phase::ALL {
                self.live(self.users[index % self.users.len()], phase)?;
            }
        }
        Ok(())
    }

    /// All users abreast, phase by phase.
    pub(crate) fn live_abreast(&mut self) -> Result<(), Box<dyn Error>> {
        for phase in Phase::ALL {
            self.tick()?;
            for index in 0..self.users.len() {
                self.live(self.users[index], phase)?;
            }
        }
        Ok(())
    }

    fn tick(&mut self) -> Result<(), Box<dyn Error>> {
        self.now += 1;
        Ok(self.world.advance(self.now)?)
    }

    fn live(&mut self, by: UserId, phase: Phase) -> Result<(), Box<dyn Error>> {
        match phase {
            Phase::MakeCall => {
                self.ask(by, Op::MakeCall { callee: self.callee, caller: None, timeout_ms: None })?;
            }
            Phase::AgentAnswers => self.happens(by, Party::User(by), Signal::Answered)?,
            Phase::CustomerRings => self.happens(by, Party::Customer, Signal::Ringing)?,
            Phase::CustomerAnswers => self.happens(by, Party::Customer, Signal::Answered)?,
            Phase::Hold => {
                let (job, channel) = self.customer_of(by)?;
                self.ask(by, Op::Hold { job: Some(job), channel })?;
            }
            Phase::Retrieve => {
                let (job, channel) = self.customer_of(by)?;
                self.ask(by, Op::Retrieve { job: Some(job), channel })?;
            }
            Phase::Mute => self.ask(by, Op::Mute { job: None, channel: None })?,
            Phase::Unmute => self.ask(by, Op::Unmute { job: None, channel: None })?,
            Phase::Release => self.ask(by, Op::Release { job: None, channel: None })?,
            Phase::Ready => self.ask(by, Op::Ready { outbound_only: false })?,
        }
        while self.world.poll_event().is_some() {
            self.events += 1;
        }
        Ok(())
    }

    fn ask(&mut self, by: UserId, op: Op<'_>) -> Result<(), Box<dyn Error>> {
        self.world.request(self.now, &Request { by, op })?;
        Ok(self.world.advance(self.now)?)
    }

    fn happens(&mut self, by: UserId, party: Party, signal: Signal) -> Result<(), Box<dyn Error>> {
        let job = self.job_of(by)?;
        self.world.stimulus(self.now, &Stimulus::Channel { job, party, signal, cause: None })?;
        Ok(())
    }

    fn job_of(&self, user: UserId) -> Result<JobId, Box<dyn Error>> {
        Ok(self.world.user(user).and_then(|user| user.job).ok_or("the user is in no job")?)
    }

    fn customer_of(&self, user: UserId) -> Result<(JobId, ChannelId), Box<dyn Error>> {
        let job = self.job_of(user)?;
        let channels = self.world.job(job).map(|job| &job.channels).ok_or("no such job")?;
        Ok((job, *channels.last().ok_or("the job has no channels")?))
    }
}
