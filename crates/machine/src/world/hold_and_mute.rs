//! Hold and mute: what they need, and what they do to a channel's flag.

use super::{World, operations::Effect, resolve::Resolve as _};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, UserId},
    input::Refused,
    rules::{ChannelTrigger, FlagTrigger, Rules, UserTrigger},
    state::Flag,
};

impl World {
    pub(super) fn admit_hold(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        channel: ChannelId,
        raise: bool,
    ) -> Result<(), Refused> {
        self.admit_channel(job, by, channel)?;
        let (_, own) = self.own_channel(by, job, UserTrigger::Hold)?;
        self.admit_named(own, channel)?;
        self.admit_no_consult(by)?;
        self.admit_state(channel, ChannelTrigger::Hold)?;
        self.admit_flag(channel, Flag::Hold, raise)?;
        self.accept(Effect::Hold { by, channel, raise })
    }

    pub(super) fn admit_mute(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        channel: Option<ChannelId>,
        raise: bool,
    ) -> Result<(), Refused> {
        if let Some(channel) = channel {
            self.admit_channel(job, by, channel)?;
        }
        let (_, own) = self.own_channel(by, job, UserTrigger::Mute)?;
        if channel.is_some_and(|channel| channel != own) {
            return Err(Refused::NoSuchChannel);
        }
        self.admit_state(own, ChannelTrigger::Mute)?;
        self.admit_flag(own, Flag::Muted, raise)?;
        self.accept(Effect::Mute { by, channel: own, raise })
    }

    fn admit_flag(&self, channel: ChannelId, flag: Flag, raise: bool) -> Result<(), Refused> {
        let up = self.channels.get(channel).is_some_and(|it| it.flags.has(flag));
        let trigger = if raise { FlagTrigger::Raise } else { FlagTrigger::Lower };
        match self.rules.flag(flag, up, trigger) {
            Some(_) => Ok(()),
            None if up => Err(Refused::FlagUp(flag)),
            None => Err(Refused::FlagDown(flag)),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "hold and mute differ in words only")]
    pub(super) fn flag(
        &mut self,
        by: UserId,
        channel: ChannelId,
        raise: bool,
        flag: Flag,
        on_channel: ChannelTrigger,
        on_user: UserTrigger,
        kinds: [EventKind; 2],
    ) {
        let trigger = if raise { FlagTrigger::Raise } else { FlagTrigger::Lower };
        let up = self.channel(channel).is_some_and(|it| it.flags.has(flag));
        // Where a deviation lets a client do twice what is done, the second time changes nothing.
        if self.rules.flag(flag, up, trigger).is_some_and(|(to, row)| to == up && Rules::is_no_row(row)) {
            return;
        }
        self.move_user(by, on_user);
        self.move_channel(channel, on_channel);
        self.move_flag(channel, flag, trigger);
        if let Some(own) = self.users[by.index()].channel.resolved() {
            self.emit_target(kinds[usize::from(raise)], own, Some(channel));
        }
    }
}
