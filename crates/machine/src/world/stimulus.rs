//! Stimuli: acts of the network and of remote parties.

use super::{World, ending::Ending, resolve::Resolve as _, step::ChannelSpec};
use crate::{
    event::EventKind,
    identity::{ChannelId, InstanceId, JobId, Millis, NameId, Number, SkillGroupId, UserId},
    input::{Impossible, Party, Signal, Stimulus},
    limits::Limit,
    rules::{ChannelTrigger, JobTrigger, UserTrigger},
    state::{CallType, ChannelState, JobState, Side, UserState},
};

impl World {
    /// Applies an act of the network, at once. Returns the job concerned.
    ///
    /// # Errors
    /// See [`Impossible`]; nothing has changed.
    pub fn stimulus(&mut self, now: Millis, stimulus: &Stimulus<'_>) -> Result<JobId, Impossible> {
        self.admit_input(now)?;
        if !self.has_room_for_events() {
            return Err(Limit::Events.into());
        }
        match *stimulus {
            Stimulus::Dialled { by, to } => self.dialled(now, by, to),
            Stimulus::Inbound { from, to } => self.inbound(now, from, to),
            Stimulus::InboundToGroup { from, to } => self.inbound_to_group(now, from, to),
            Stimulus::Channel { job, party, signal, cause } => {
                let channel = self.channel_of_party(job, party)?;
                let cause = match cause {
                    Some(text) => {
                        self.names.admits(text)?;
                        Some(text)
                    }
                    None => None,
                };
                self.admit_signal(channel, signal)?;
                self.now = now;
                let reason = match cause {
                    Some(text) => self.names.intern(text)?,
                    None => usual_cause(signal),
                };
                self.signal(channel, signal, reason);
                Ok(job)
            }
        }
    }

    /// The party's live channel.
    fn channel_of_party(&self, job: JobId, party: Party) -> Result<ChannelId, Impossible> {
        let it = self.jobs.get(job).filter(|it| it.state != JobState::Ended).ok_or(Impossible::NoSuchJob)?;
        let is_it = |channel: &ChannelId| {
            self.channels.get(*channel).is_some_and(|it| {
                it.is_live()
                    && match party {
                        Party::User(user) => it.user == Some(user),
                        Party::Customer => it.side == Side::Customer,
                        Party::Number(number) => it.side == Side::Customer && it.party() == number,
                    }
            })
        };
        it.channels.iter().copied().find(is_it).ok_or(Impossible::NoSuchParty)
    }

    fn admit_signal(&self, channel: ChannelId, signal: Signal) -> Result<(), Impossible> {
        let Some(it) = self.channels.get(channel).resolved() else { return Err(Impossible::NoSuchParty) };
        let fits = match signal {
            Signal::Busy | Signal::NoRoute if it.side == Side::User => return Err(Impossible::OutsideOnly),
            Signal::Busy | Signal::NoRoute | Signal::Rejected => Self::is_unanswered(it.state),
            Signal::HungUp => it.state == ChannelState::Answered,
            Signal::Created | Signal::Ringing | Signal::EarlyMedia | Signal::Answered => {
                self.rules.channel(it.state, self.channel_trigger(channel, signal)).is_some()
            }
        };
        if fits { Ok(()) } else { Err(Impossible::ChannelState(it.state)) }
    }

    /// The machine rings an agent itself: the network reports the same ringing a second time.
    fn channel_trigger(&self, channel: ChannelId, signal: Signal) -> ChannelTrigger {
        match signal {
            Signal::Created => ChannelTrigger::Create,
            Signal::Ringing if self.rings_at_user(channel).is_some() => ChannelTrigger::RingAgain,
            Signal::Ringing => ChannelTrigger::Ring,
            Signal::EarlyMedia => ChannelTrigger::EarlyMedia,
            Signal::Answered => ChannelTrigger::Answer,
            Signal::Busy | Signal::Rejected | Signal::NoRoute | Signal::HungUp => ChannelTrigger::Release,
        }
    }

    /// The user of the channel, if an incoming call rings there.
    fn rings_at_user(&self, channel: ChannelId) -> Option<UserId> {
        let user = self.channels.get(channel)?.user?;
        (self.users[user.index()].state == UserState::Ringing).then_some(user)
    }

    fn signal(&mut self, channel: ChannelId, signal: Signal, reason: NameId) {
        let Some((side, user)) = self.channels.get(channel).map(|it| (it.side, it.user)).resolved() else {
            return;
        };
        match signal {
            Signal::Created | Signal::EarlyMedia => {
                self.move_channel(channel, self.channel_trigger(channel, signal));
            }
            Signal::Ringing => {
                self.move_channel(channel, self.channel_trigger(channel, signal));
                if side == Side::Customer {
                    self.emit_channel(EventKind::Ringing, channel);
                }
            }
            Signal::Answered if side == Side::Customer => self.answer_outside(channel),
            Signal::Answered if self.rings_at_user(channel).is_some() => self.answer_incoming(channel),
            Signal::Answered => self.answer_own(channel),
            Signal::Busy | Signal::Rejected | Signal::NoRoute | Signal::HungUp => {
                let trigger =
                    if signal == Signal::HungUp { UserTrigger::Release } else { UserTrigger::Reject };
                let by = user.map(|user| (user, trigger));
                let initiator = self.channels.get(channel).map(super::Channel::party);
                self.hang_up(Ending { first: channel, by, initiator, reason });
            }
        }
    }

    /// The caller talks with the IVR, and then waits for an agent of the group.
    fn inbound_to_group(&mut self, now: Millis, from: Number, to: SkillGroupId) -> Result<JobId, Impossible> {
        let instance = self.skill_group(to).ok_or(Impossible::NoSuchParty)?.instance;
        self.admit_new_job()?;
        self.now = now;
        let (job, caller) = self.begin_inbound(instance, from);
        if let Some(caller) = caller {
            self.route_to_ivr(job, caller);
            self.enqueue(job, caller, to, false);
        }
        Ok(job)
    }

    /// A job that an outside party begins: the caller's own channel is up at once.
    fn begin_inbound(&mut self, instance: InstanceId, from: Number) -> (JobId, Option<ChannelId>) {
        let call_type = CallType::Inbound;
        let destination =
            self.instance(instance).and_then(|it| it.numbers.first().copied()).unwrap_or_default();
        let job = self.begin_job(Some(instance), call_type);
        let spec = ChannelSpec { job, user: None, call_type, originator: from, destination };
        let caller = self.begin_channel(&spec).resolved();
        if let Some(caller) = caller {
            self.move_channel(caller, ChannelTrigger::Answer);
        }
        (job, caller)
    }

    /// The caller's channel is up before the agent's phone rings.
    fn inbound(&mut self, now: Millis, from: Number, to: UserId) -> Result<JobId, Impossible> {
        let it = self.user(to).ok_or(Impossible::NoSuchParty)?;
        let (instance, state) = (it.instance, it.state);
        if !self.takes_calls(to) {
            return Err(Impossible::NotReady(state));
        }
        self.admit_new_job()?;
        self.extension_of(to).ok_or(Impossible::NoExtension)?;
        self.now = now;
        let (job, _) = self.begin_inbound(instance, from);
        self.move_job(job, JobTrigger::Begin);
        self.ring_user(job, to, CallType::Inbound, from);
        Ok(job)
    }
}

/// The cause of a signal that comes without one.
const fn usual_cause(signal: Signal) -> NameId {
    match signal {
        Signal::Busy => NameId::USER_BUSY,
        Signal::Rejected => NameId::DECLINE,
        Signal::NoRoute => NameId::NO_DESTINATION,
        Signal::Created | Signal::Ringing | Signal::EarlyMedia | Signal::Answered | Signal::HungUp => {
            NameId::OKAY
        }
    }
}
