//! A move, played on a world.

use offhook_dialect::{Names, Said};
use offhook_machine::{
    AfterCall, ChannelId, Impossible, JobId, JobState, Millis, Number, Op, Party, Queueing, Refused, Request,
    Side, SignIn, Stimulus, Target, UserId, WorkMode, World,
};

use super::{Ask, Move, Whither, Who};
use crate::configuration::Configuration;

/// How long nothing happens where nothing is due.
pub const RESTLESS_MS: Millis = 1_000;

/// What a move led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A request was accepted; its effect has come.
    Accepted,
    /// A request was refused.
    Refused(Refused),
    /// A stimulus happened.
    Happened,
    /// A stimulus cannot happen.
    Impossible(Impossible),
    /// Somebody to whom something would happen has no channel, or who would call is on the phone: there is nothing to try.
    Idle,
    /// Time passed.
    Elapsed,
}

impl Outcome {
    /// Whether anything may have changed.
    pub const fn is_effective(&self) -> bool {
        matches!(self, Self::Accepted | Self::Happened | Self::Elapsed)
    }
}

impl Configuration {
    /// Plays the move, its effect included. Events are left to be polled.
    pub fn play(&self, world: &mut World, it: Move) -> Outcome {
        let outcome = self.give(world, it);
        if outcome == Outcome::Accepted || outcome == Outcome::Happened {
            let _ = world.advance(world.now());
        }
        outcome
    }

    /// Gives the input; the effect of an accepted request is still to come.
    pub fn give(&self, world: &mut World, it: Move) -> Outcome {
        if self.is_idle(world, it) {
            return Outcome::Idle;
        }
        match it {
            Move::Ask { by, ask } => self.ask(world, self.agent(by), by, ask),
            Move::Channel { who, signal } => {
                let job = self.job_of(world, who).unwrap_or_default();
                happen(world, &Stimulus::Channel { job, party: self.party(who), signal, cause: None })
            }
            Move::Inbound { from, to } => {
                happen(world, &Stimulus::Inbound { from: self.customer(from), to: self.agent(to) })
            }
            Move::InboundToGroup { from } => {
                happen(world, &Stimulus::InboundToGroup { from: self.customer(from), to: self.group() })
            }
            Move::Dials { by, to } => {
                happen(world, &Stimulus::Dialled { by: self.agent(by), to: self.number(world, to) })
            }
            Move::Elapse => {
                let until = world.next_deadline().unwrap_or(world.now() + RESTLESS_MS);
                let _ = world.advance(until);
                Outcome::Elapsed
            }
        }
    }

    /// Whether there is nothing to try: who is meant is not there, or is on the phone.
    pub(crate) fn is_idle(&self, world: &World, it: Move) -> bool {
        match it {
            Move::Ask { ask, .. } => self.calls_busy(world, ask),
            Move::Channel { who, .. } => self.job_of(world, who).is_none(),
            Move::Inbound { from, .. } | Move::InboundToGroup { from } => {
                self.job_of(world, Who::Customer(from)).is_some()
            }
            Move::Dials { .. } | Move::Elapse => false,
        }
    }

    /// An outside party has one phone: while it is in use, nobody calls it.
    fn calls_busy(&self, world: &World, ask: Ask) -> bool {
        let called = match ask {
            Ask::Call(who) | Ask::StartConference(who) => who,
            Ask::BlindTransfer(Whither::To(who)) | Ask::Consult(Whither::To(who)) => who,
            Ask::Predictive(customer) => Who::Customer(customer),
            Ask::BackToBack => {
                return [0, 1].into_iter().any(|it| self.job_of(world, Who::Customer(it)).is_some());
            }
            Ask::BlindTransfer(Whither::Group | Whither::Ivr)
            | Ask::Consult(Whither::Group | Whither::Ivr)
            | Ask::SignIn
            | Ask::SignOut
            | Ask::Ready { .. }
            | Ask::Break
            | Ask::Work
            | Ask::Reset
            | Ask::Poll
            | Ask::Visibility { .. }
            | Ask::OffSite { .. }
            | Ask::OfficePhone
            | Ask::AfterCall { .. }
            | Ask::Answer
            | Ask::Release
            | Ask::Drop(_)
            | Ask::Hold(_)
            | Ask::Retrieve(_)
            | Ask::Mute
            | Ask::Unmute
            | Ask::Dtmf(_)
            | Ask::CompleteTransfer
            | Ask::CancelTransfer
            | Ask::SwitchToConference
            | Ask::EndConference
            | Ask::Flow { .. }
            | Ask::Claim(_)
            | Ask::Alternate
            | Ask::Conference
            | Ask::DirectedPickup(_)
            | Ask::Supervise(..) => return false,
        };
        matches!(called, Who::Customer(_)) && self.job_of(world, called).is_some()
    }

    /// An agent's request in the words of the vendor's client; none where it has no words for it.
    pub(crate) fn say(&self, world: &World, by: u8, ask: Ask, names: &mut dyn Names) -> Option<Said> {
        let (agent, mut invited) = (self.agent(by), [Target::Ivr]);
        let op = self.op(world, agent, by, ask, &mut invited);
        self.dialect().client.say(world, agent, &op, names)
    }

    fn ask(&self, world: &mut World, by: UserId, index: u8, ask: Ask) -> Outcome {
        let mut invited = [Target::Ivr];
        let op = self.op(world, by, index, ask, &mut invited);
        match world.request(world.now(), &Request { by, op }) {
            Ok(_) => Outcome::Accepted,
            Err(refused) => Outcome::Refused(refused),
        }
    }

    /// The operation of a request. A missing call or channel is named by a handle that leads nowhere: such requests are
    /// tried, too, and rejected. `invited` keeps what the operation of a conference borrows.
    pub(crate) fn op<'a>(
        &self,
        world: &World,
        by: UserId,
        index: u8,
        ask: Ask,
        invited: &'a mut [Target; 1],
    ) -> Op<'a> {
        let channel = |who| self.channel(world, by, who).unwrap_or_default();
        match ask {
            Ask::SignIn => Op::SignIn(SignIn::default()),
            Ask::SignOut => Op::SignOut,
            Ask::Ready { outbound_only } => Op::Ready { outbound_only },
            Ask::Break => Op::Break { code: "Warm-up" },
            Ask::Work => Op::Work,
            Ask::Reset => Op::Reset,
            Ask::Poll => Op::Poll,
            Ask::Visibility { invisible } => Op::Visibility { invisible },
            Ask::OffSite { mobile: true } => {
                Op::WorkMode { mode: WorkMode::OffSite, mobile: Some(Self::mobile(index)) }
            }
            Ask::OffSite { mobile: false } => Op::WorkMode { mode: WorkMode::OnSite, mobile: None },
            Ask::OfficePhone => Op::WorkMode { mode: WorkMode::OfficePhone, mobile: None },
            Ask::AfterCall { idle } => {
                Op::AfterCall { after_call: if idle { AfterCall::Idle } else { AfterCall::Work } }
            }
            Ask::Call(who) => {
                Op::MakeCall { callee: self.number(world, who), caller: None, timeout_ms: None }
            }
            Ask::Answer => Op::Answer { job: None },
            Ask::Release => Op::Release { job: None, channel: None },
            Ask::Drop(who) => Op::Release { job: None, channel: Some(channel(who)) },
            Ask::Hold(who) => Op::Hold { job: None, channel: channel(who) },
            Ask::Retrieve(who) => Op::Retrieve { job: None, channel: channel(who) },
            Ask::Dtmf(who) => Op::Dtmf { job: None, channel: channel(who) },
            Ask::Mute => Op::Mute { job: None, channel: None },
            Ask::Unmute => Op::Unmute { job: None, channel: None },
            Ask::BlindTransfer(to) => Op::BlindTransfer {
                job: None,
                to: self.target(to),
                caller: None,
                timeout_ms: None,
                queueing: Queueing::default(),
            },
            Ask::Consult(to) => {
                Op::Consult { job: None, to: self.target(to), caller: None, timeout_ms: None }
            }
            Ask::CompleteTransfer => Op::CompleteTransfer { job: None },
            Ask::CancelTransfer => Op::CancelTransfer { job: None },
            Ask::SwitchToConference => Op::SwitchToConference { job: None },
            Ask::EndConference => Op::EndConference { job: None },
            Ask::StartConference(who) => {
                *invited = [self.target(Whither::To(who))];
                Op::StartConference { invited, timeout_ms: None }
            }
            Ask::Claim(customer) => {
                let job = self.job_of(world, Who::Customer(customer)).unwrap_or_default();
                Op::Claim { job, among: &[] }
            }
            Ask::Flow { leave } => Op::Flow { job: None, leave },
            Ask::BackToBack => Op::BackToBack {
                broker: Self::own_number(),
                second_broker: None,
                caller: self.customer(0),
                callee: self.customer(1),
                timeout_ms: None,
            },
            Ask::Predictive(customer) => Op::Predictive {
                callee: self.customer(customer),
                caller: Self::own_number(),
                group: None,
                timeout_ms: None,
            },
            Ask::Alternate => Op::Alternate { job: None },
            Ask::Conference => Op::Conference { job: None },
            Ask::DirectedPickup(agent) => Op::DirectedPickup { agent: self.agent(agent) },
            Ask::Supervise(kind, agent) => {
                Op::Supervise { kind, job: None, agent: self.agent(agent), timeout_ms: None }
            }
        }
    }

    /// The digits that call somebody.
    pub(crate) fn dialled(&self, who: Who) -> String {
        match who {
            Who::Agent(agent) => Self::extension(agent),
            Who::Customer(customer) => self.customer(customer).to_string(),
        }
    }

    fn number(&self, world: &World, who: Who) -> Number {
        match who {
            Who::Agent(agent) => {
                world.user(self.agent(agent)).and_then(|user| user.extension).unwrap_or_default()
            }
            Who::Customer(customer) => self.customer(customer),
        }
    }

    fn target(&self, whither: Whither) -> Target {
        match whither {
            Whither::To(Who::Agent(agent)) => Target::User(self.agent(agent)),
            Whither::To(Who::Customer(customer)) => Target::Number(self.customer(customer)),
            Whither::Group => Target::Group(self.group()),
            Whither::Ivr => Target::Ivr,
        }
    }

    fn party(&self, who: Who) -> Party {
        match who {
            Who::Agent(agent) => Party::User(self.agent(agent)),
            Who::Customer(customer) => Party::Number(self.customer(customer)),
        }
    }

    /// The call that somebody is in: of an outside party the first.
    pub(crate) fn job_of(&self, world: &World, who: Who) -> Option<JobId> {
        match who {
            Who::Agent(agent) => world.user(self.agent(agent))?.job,
            Who::Customer(_) => {
                let live = |(_, job): &(JobId, &offhook_machine::Job)| job.state != JobState::Ended;
                world
                    .jobs()
                    .filter(live)
                    .map(|(id, _)| id)
                    .find(|job| self.channel_in(world, *job, who).is_some())
            }
        }
    }

    /// Somebody's live channel of the agent's call.
    fn channel(&self, world: &World, by: UserId, who: Who) -> Option<ChannelId> {
        self.channel_in(world, world.user(by)?.job?, who)
    }

    /// Somebody's live channel of a call.
    pub(crate) fn channel_in(&self, world: &World, job: JobId, who: Who) -> Option<ChannelId> {
        let is_it = |channel: &ChannelId| {
            world.channel(*channel).is_some_and(|it| {
                it.is_live()
                    && match who {
                        Who::Agent(agent) => it.user == Some(self.agent(agent)),
                        Who::Customer(customer) => {
                            it.side == Side::Customer && it.party() == self.customer(customer)
                        }
                    }
            })
        };
        world.job(job)?.channels.iter().copied().find(is_it)
    }
}

fn happen(world: &mut World, stimulus: &Stimulus<'_>) -> Outcome {
    match world.stimulus(world.now(), stimulus) {
        Ok(_) => Outcome::Happened,
        Err(impossible) => Outcome::Impossible(impossible),
    }
}
