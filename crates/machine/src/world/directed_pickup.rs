//! Directed pickup: answering a call that rings at a colleague.

use super::{
    World,
    ending::{Ending, Left, Order},
    operations::Effect,
    resolve::Resolve as _,
    step::ChannelSpec,
};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, NameId, UserId},
    input::Refused,
    rules::{ChannelTrigger, UserTrigger},
    state::{CallType, UserState},
};

impl World {
    /// Accepts a call from outside that rings at a colleague of the same skill group.
    pub(super) fn admit_directed_pickup(&mut self, by: UserId, agent: UserId) -> Result<(), Refused> {
        let home = self.users[by.index()].instance;
        let it = self.user(agent).filter(|it| it.instance == home).ok_or(Refused::NoSuchUser)?;
        let shares = it.skill_groups.iter().any(|group| self.users[by.index()].skill_groups.contains(group));
        let (job, _) = self.rings_from_outside(agent).filter(|_| agent != by).ok_or(Refused::NoSuchJob)?;
        if !shares {
            return Err(Refused::NoSuchSkillGroup);
        }
        self.admit_user(by, UserTrigger::DirectedPickup)?;
        self.admit_room(job)?;
        self.extension_of(by).ok_or(Refused::NoExtension)?;
        self.accept(Effect::DirectedPickup { by, agent })
    }

    /// The call from outside that rings at the user, and the user's channel in it.
    fn rings_from_outside(&self, user: UserId) -> Option<(JobId, ChannelId)> {
        let it = self.user(user).filter(|it| it.state == UserState::Ringing)?;
        let (job, channel) = it.job.zip(it.channel)?;
        let kind = self.channel(channel)?.call_type;
        let outside = matches!(kind, CallType::Inbound | CallType::Outbound | CallType::Predictive);
        outside.then_some((job, channel))
    }

    /// Ends the colleague's channel, and answers the call on a channel of the user.
    pub(super) fn take_directed_pickup(&mut self, by: UserId, agent: UserId) {
        let Some((job, theirs)) = self.rings_from_outside(agent).resolved() else { return };
        let Some((originator, call_type, skill_group)) =
            self.channels.get(theirs).map(|it| (it.originator, it.call_type, it.skill_group)).resolved()
        else {
            return;
        };
        let initiator = self.users[by.index()].extension;
        let mut left = Left::new();
        let ending = Ending { first: theirs, by: None, initiator, reason: NameId::OKAY };
        self.end_channel(theirs, ending, Order::UserFirst, &mut left);
        let destination = initiator.unwrap_or_default();
        let spec = ChannelSpec { job, user: Some(by), call_type, originator, destination };
        if let Some(own) = self.begin_channel(&spec).resolved() {
            if let Some(it) = self.channels.get_mut(own).resolved() {
                it.skill_group = skill_group;
            }
            self.move_user(by, UserTrigger::DirectedPickup);
            self.move_channel(own, ChannelTrigger::Ring);
            self.emit_user(EventKind::UserRinging, by);
            self.emit_channel(EventKind::Ringing, own);
            self.answer_incoming(own);
        }
        left.into_iter().for_each(|user| self.finish_leaving(user));
    }
}
