//! Every operation: what admits it, and what its effect does one small step later.

use super::{World, resolve::Resolve as _};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, NameId, Number, UserId},
    input::{Queueing, Refused, Supervision, Target},
    op::{Op, OpKind},
    rules::{ChannelTrigger, UserTrigger},
    state::Flag,
};

/// Writes the effects: `Name { what it needs }` a row, and `begins job` where it is that of a job just begun. Each knows the user
/// who asked.
macro_rules! effects {
    ($($name:ident $(begins $job:ident)? { $($field:ident: $ty:ty),* $(,)? })+) => {
        /// An accepted request whose effect has not happened yet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Effect {
            $($name { by: UserId, $($field: $ty,)* },)+
        }

        impl Effect {
            /// The user who asked.
            pub(crate) const fn by(self) -> UserId {
                match self { $(Self::$name { by, .. })|+ => by }
            }

            /// The job that it has begun.
            pub(crate) const fn job(&self) -> Option<JobId> {
                match self { $(Self::$name { $($job,)? .. } => effects!(@begun $($job)?),)+ }
            }
        }
    };
    (@begun) => { None };
    (@begun $job:ident) => { Some(*$job) };
}

effects! {
    Dial begins job { job: JobId, to: Option<UserId>, timeout_ms: Millis }
    Answer { channel: ChannelId }
    Release { channel: ChannelId }
    Hold { channel: ChannelId, raise: bool }
    Mute { channel: ChannelId, raise: bool }
    BlindTransfer { job: JobId, to: Target, caller: Option<Number>, timeout_ms: Option<Millis>, queueing: Queueing }
    Consult { job: JobId, to: Target, caller: Option<Number>, timeout_ms: Option<Millis> }
    CompleteTransfer { job: JobId }
    CancelTransfer { job: JobId }
    SwitchToConference { job: JobId }
    Supervise { job: JobId, agent: UserId, kind: Supervision, timeout_ms: Option<Millis> }
    Alternate {}
    Conference {}
    DirectedPickup { agent: UserId }
    Dtmf {}
    Flow { job: JobId, leave: bool }
    Claim { job: JobId, to: UserId }
    Survey {}
    EndConference {}
    Serve {}
    DialOut begins job { job: JobId, timeout_ms: Millis }
}

impl World {
    /// Does what takes effect at once, or leaves the effect pending. Nothing has changed on an error.
    pub(super) fn take(&mut self, now: Millis, by: UserId, op: &Op<'_>) -> Result<(), Refused> {
        match *op {
            Op::SignIn(sign_in) => self.sign_in(now, by, &sign_in),
            Op::SignOut => self.session(now, by, UserTrigger::SignOut, EventKind::SignedOut),
            Op::Reset => self.session(now, by, UserTrigger::Reset, EventKind::SignedOut),
            Op::Work => self.session(now, by, UserTrigger::Work, EventKind::Work),
            Op::Ready { outbound_only } => self.ready(now, by, outbound_only),
            Op::Break { code } => self.take_break(now, by, code),
            Op::WorkMode { mode, mobile } => self.change_work_mode(now, by, mode, mobile),
            Op::Visibility { invisible } => self.change_visibility(now, by, invisible),
            Op::AfterCall { after_call } => self.change_after_call(now, by, after_call),
            Op::SkillGroups { groups } => self.change_skill_groups(now, by, groups),
            Op::Poll => self.poll(now, by),
            Op::MakeCall { callee, caller, timeout_ms } => {
                self.make_call(now, by, callee, caller, timeout_ms)
            }
            Op::StartConference { invited, timeout_ms } => {
                self.start_conference(now, by, invited, timeout_ms)
            }
            Op::BackToBack { broker, second_broker, caller, callee, timeout_ms } => {
                self.back_to_back(now, by, broker, second_broker, caller, callee, timeout_ms)
            }
            Op::Predictive { callee, caller, group, timeout_ms } => {
                self.predictive(now, by, callee, caller, group, timeout_ms)
            }
            Op::Answer { job } => self.admit_answer(by, job),
            Op::Release { job, channel } => self.admit_release(by, job, channel),
            Op::Hold { job, channel } => self.admit_hold(by, job, channel, true),
            Op::Retrieve { job, channel } => self.admit_hold(by, job, channel, false),
            Op::Mute { job, channel } => self.admit_mute(by, job, channel, true),
            Op::Unmute { job, channel } => self.admit_mute(by, job, channel, false),
            Op::Dtmf { job, channel } => self.admit_dtmf(by, job, channel),
            Op::BlindTransfer { job, to, caller, timeout_ms, queueing } => {
                self.admit_blind_transfer(by, job, to, caller, timeout_ms, queueing)
            }
            Op::Consult { job, to, caller, timeout_ms } => {
                self.admit_consult(by, job, to, caller, timeout_ms)
            }
            Op::CompleteTransfer { job } => self.admit_complete_transfer(by, job),
            Op::CancelTransfer { job } => self.admit_cancel_transfer(by, job),
            Op::SwitchToConference { job } => self.admit_switch_to_conference(by, job),
            Op::EndConference { job } => self.admit_end_conference(by, job),
            Op::Supervise { kind, job, agent, timeout_ms } => {
                self.admit_supervise(by, job, agent, kind, timeout_ms)
            }
            Op::Flow { job, leave } => self.admit_flow(by, job, leave),
            Op::Survey { job } => self.admit_survey(by, job),
            Op::Claim { job, among } => self.admit_claim(by, job, among),
            Op::Alternate { job } => self.admit_alternate(by, job),
            Op::Conference { job } => self.admit_conference(by, job),
            Op::DirectedPickup { agent } => self.admit_directed_pickup(by, agent),
        }
    }

    /// Does what an accepted request has left pending.
    pub(super) fn apply(&mut self, effect: Effect) {
        self.users[effect.by().index()].heartbeat = Some(self.now);
        match effect {
            // Under rules of a mutant the user's own channel may be forgotten already.
            Effect::Answer { channel, .. } | Effect::Release { channel, .. }
                if !self.channels.contains_key(channel) => {}
            Effect::Dial { by, job, to, timeout_ms } => self.dial(by, job, to, timeout_ms),
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
}

/// What such a request may be to the user who asks; nothing where it is about no user's state.
pub(super) const fn triggers(kind: OpKind) -> &'static [UserTrigger] {
    match kind {
        OpKind::SignIn => &[UserTrigger::SignIn],
        OpKind::SignOut => &[UserTrigger::SignOut],
        OpKind::Ready => &[UserTrigger::Ready],
        OpKind::Break => &[UserTrigger::Break],
        OpKind::Work => &[UserTrigger::Work],
        OpKind::Reset => &[UserTrigger::Reset],
        OpKind::Configure => &[UserTrigger::Configure],
        OpKind::Adjust => &[UserTrigger::Adjust],
        OpKind::Poll => &[UserTrigger::Poll],
        OpKind::MakeCall => &[UserTrigger::MakeCall, UserTrigger::ConsultationCall],
        OpKind::Answer => &[UserTrigger::Answer],
        OpKind::Release => &[UserTrigger::Release],
        OpKind::Hold | OpKind::Retrieve => &[UserTrigger::Hold],
        OpKind::Mute | OpKind::Unmute => &[UserTrigger::Mute],
        OpKind::Dtmf => &[UserTrigger::Dtmf],
        OpKind::BlindTransfer => &[UserTrigger::Transfer],
        OpKind::Consult | OpKind::CompleteTransfer | OpKind::CancelTransfer => &[UserTrigger::Consult],
        OpKind::StartConference => &[UserTrigger::MakeCall, UserTrigger::Consult],
        OpKind::EndConference => &[UserTrigger::EndConference],
        OpKind::Flow => &[UserTrigger::Flow],
        OpKind::Alternate => &[UserTrigger::Alternate],
        OpKind::Conference => &[UserTrigger::Conference],
        OpKind::DirectedPickup => &[UserTrigger::DirectedPickup],
        OpKind::Supervise => &[UserTrigger::Supervise],
        OpKind::Claim | OpKind::DialOut => &[],
    }
}
