//! Calls that an agent places on a SIP phone: there is no request, and the agent's own channel is up at once.

use super::{World, resolve::Resolve as _, step::ChannelSpec};
use crate::{
    identity::{JobId, Millis, Number, UserId},
    input::Impossible,
    rules::UserTrigger,
    state::{CallType, WorkMode},
};

impl World {
    pub(super) fn dialled(&mut self, now: Millis, by: UserId, to: Number) -> Result<JobId, Impossible> {
        let it = self.user(by).ok_or(Impossible::NoSuchParty)?;
        let (instance, state, mode) = (it.instance, it.state, it.work_mode);
        if mode != WorkMode::OfficePhone {
            return Err(Impossible::NoSipPhone);
        }
        self.admit_user(by, UserTrigger::MakeCall).map_err(|_| Impossible::NotReady(state))?;
        let colleague = self.find_extension(instance, to);
        if let Some(colleague) = colleague
            && (colleague == by || !self.takes_calls(colleague))
        {
            return Err(Impossible::NotReady(self.users[colleague.index()].state));
        }
        self.admit_new_job()?;
        let own = self.extension_of(by).ok_or(Impossible::NoExtension)?;
        self.set_now(now);
        let call_type = if colleague.is_some() { CallType::Internal } else { CallType::Outbound };
        let job = self.begin_job(Some(instance), call_type);
        let shown = if colleague.is_some() { own } else { self.own_number(by) };
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.caller = shown;
            it.from_phone = true;
        }
        self.users[by.index()].last_callee = Some(to);
        let spec = ChannelSpec { job, user: Some(by), call_type, originator: to, destination: own };
        let channel = self.begin_channel(&spec).resolved();
        self.dial(by, job, colleague, self.policy.call_timeout_ms);
        if let Some(channel) = channel.filter(|_| colleague.is_none()) {
            self.answer_own(channel);
        }
        Ok(job)
    }
}
