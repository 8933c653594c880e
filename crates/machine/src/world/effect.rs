//! The effects of accepted call requests, one small step after the answer.

use super::{World, parts::Effect, resolve::Resolve as _};
use crate::{
    event::EventKind,
    identity::{ChannelId, NameId, UserId},
    rules::{ChannelTrigger, FlagTrigger, Rules, UserTrigger},
    state::Flag,
};

impl World {
    pub(super) fn apply(&mut self, effect: Effect) {
        self.users[effect.by().index()].heartbeat = Some(self.now);
        match effect {
            // Under rules of a mutant the user's own channel may be forgotten already.
            Effect::Answer { channel, .. } | Effect::Release { channel, .. }
                if !self.channels.contains_key(channel) => {}
            Effect::Dial { user, job, to, timeout_ms } => self.dial(user, job, to, timeout_ms),
            Effect::Answer { channel, .. } => self.answer_incoming(channel),
            Effect::Release { by, channel } => {
                let initiator = self.users[by.index()].extension;
                self.hang_up(super::ending::Ending {
                    first: channel,
                    by: Some((by, UserTrigger::Release)),
                    initiator,
                    reason: NameId::OKAY,
                });
            }
            Effect::BlindTransfer { by, job, to, caller, timeout_ms, queueing } => {
                if let Some(it) = self.jobs.get_mut(job).resolved() {
                    it.queueing = queueing;
                }
                self.blind_transfer(by, job, to, caller, timeout_ms);
            }
            Effect::Consult { by, job, to, caller, timeout_ms } => {
                self.consult(by, job, to, caller, timeout_ms);
            }
            Effect::CompleteTransfer { by, job } => self.complete_transfer(by, job),
            Effect::CancelTransfer { by, job } => self.cancel_transfer(by, job),
            Effect::SwitchToConference { by, job } => self.switch_to_conference(by, job),
            Effect::Supervise { by, job, agent, kind, timeout_ms } => {
                self.supervise(by, job, agent, kind, timeout_ms);
            }
            Effect::Flow { by, job, leave } => self.flow(by, job, leave),
            Effect::Claim { job, to, .. } => self.assign(job, to),
            Effect::Survey { by } => {
                self.move_user(by, UserTrigger::Flow);
            }
            Effect::EndConference { by } => self.end_conference(by),
            Effect::Alternate { by } => self.alternate(by),
            Effect::Conference { by } => self.conference(by),
            Effect::DirectedPickup { by, agent } => self.take_directed_pickup(by, agent),
            Effect::Serve { by } => self.serve(by),
            Effect::DialOut { job, timeout_ms, .. } => self.dial_out(job, timeout_ms),
            Effect::Dtmf { by } => {
                self.move_user(by, UserTrigger::Dtmf);
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
