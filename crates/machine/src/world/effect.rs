//! The effects of accepted call requests, one small step after the answer.

use super::{World, parts::Effect};
use crate::{
    event::EventKind,
    identity::{ChannelId, NameId, UserId},
    rules::{ChannelTrigger, FlagTrigger, UserTrigger},
    state::Flag,
};

impl World {
    pub(super) fn apply(&mut self, effect: Effect) {
        self.users[effect.by().index()].heartbeat = Some(self.now);
        match effect {
            Effect::Dial { user, job, to, timeout_ms } => self.dial(user, job, to, timeout_ms),
            Effect::Answer { channel, .. } => self.answer_incoming(channel),
            Effect::Release { by, channel } => {
                let initiator = self.users[by.index()].extension;
                self.end_job(super::ending::Ending {
                    first: channel,
                    by: Some((by, UserTrigger::Release)),
                    initiator,
                    reason: NameId::OKAY,
                });
            }
            Effect::Hold { by, channel, raise } => {
                let kinds = [EventKind::Retrieved, EventKind::Held];
                self.flag(by, channel, raise, Flag::Hold, ChannelTrigger::Hold, UserTrigger::Hold, kinds);
            }
            Effect::Mute { by, channel, raise } => {
                let kinds = [EventKind::Unmuted, EventKind::Muted];
                self.flag(by, channel, raise, Flag::Muted, ChannelTrigger::Mute, UserTrigger::Mute, kinds);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "hold and mute differ in words only")]
    fn flag(
        &mut self,
        by: UserId,
        channel: ChannelId,
        raise: bool,
        flag: Flag,
        on_channel: ChannelTrigger,
        on_user: UserTrigger,
        kinds: [EventKind; 2],
    ) {
        self.move_user(by, on_user);
        self.move_channel(channel, on_channel);
        self.move_flag(channel, flag, if raise { FlagTrigger::Raise } else { FlagTrigger::Lower });
        if let Some(own) = self.users[by.index()].channel {
            self.emit_target(kinds[usize::from(raise)], own, Some(channel));
        }
    }
}
