//! Session requests: signing in and out, the states without a call, and the settings of a user.

use super::{World, operations::Effect};
use crate::{
    event::EventKind,
    identity::{Millis, NameId, Number, SkillGroupId, UserId},
    input::{Refused, SignIn},
    limits::{Limit, MAX_NAME_BYTES, MAX_SKILL_GROUPS_PER_USER},
    policy::AfterCall,
    rules::UserTrigger,
    state::{ChannelState, UserState, WorkMode},
};

impl World {
    /// Moves the user, if the state allows it.
    fn step_user(&mut self, now: Millis, by: UserId, trigger: UserTrigger) -> Result<(), Refused> {
        self.admit_user(by, trigger)?;
        self.now = now;
        self.move_user(by, trigger);
        Ok(())
    }

    pub(super) fn session(
        &mut self,
        now: Millis,
        by: UserId,
        trigger: UserTrigger,
        announce: EventKind,
    ) -> Result<(), Refused> {
        self.step_user(now, by, trigger)?;
        self.emit_user(announce, by);
        Ok(())
    }

    pub(super) fn poll(&mut self, now: Millis, by: UserId) -> Result<(), Refused> {
        self.step_user(now, by, UserTrigger::Poll)?;
        Ok(())
    }

    pub(super) fn ready(&mut self, now: Millis, by: UserId, outbound_only: bool) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::Ready)?;
        self.admit_no_channel(by)?;
        self.session(now, by, UserTrigger::Ready, EventKind::Ready)?;
        self.users[by.index()].outbound_only = outbound_only;
        self.serve_next(by);
        Ok(())
    }

    pub(super) fn take_break(&mut self, now: Millis, by: UserId, code: &str) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::Break)?;
        let code = self.names.intern_of(by, code)?;
        self.set_break_code(by, code);
        self.session(now, by, UserTrigger::Break, EventKind::Break)
    }

    pub(super) fn change_work_mode(
        &mut self,
        now: Millis,
        by: UserId,
        mode: WorkMode,
        mobile: Option<Number>,
    ) -> Result<(), Refused> {
        self.step_user(now, by, UserTrigger::Configure)?;
        let it = &mut self.users[by.index()];
        it.work_mode = mode;
        it.mobile = mobile.or(it.mobile);
        Ok(())
    }

    pub(super) fn change_visibility(
        &mut self,
        now: Millis,
        by: UserId,
        invisible: bool,
    ) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::Configure)?;
        self.admit_no_channel(by)?;
        self.step_user(now, by, UserTrigger::Configure)?;
        self.users[by.index()].invisible = invisible;
        self.serve_next(by);
        Ok(())
    }

    pub(super) fn change_after_call(
        &mut self,
        now: Millis,
        by: UserId,
        after_call: AfterCall,
    ) -> Result<(), Refused> {
        self.step_user(now, by, UserTrigger::Adjust)?;
        self.users[by.index()].after_call = after_call;
        Ok(())
    }

    pub(super) fn change_skill_groups(
        &mut self,
        now: Millis,
        by: UserId,
        groups: &[SkillGroupId],
    ) -> Result<(), Refused> {
        self.admit_groups(by, groups)?;
        self.step_user(now, by, UserTrigger::Adjust)?;
        self.serve_groups(by, groups);
        if self.users[by.index()].state == UserState::Ready {
            self.serve_next(by);
        }
        Ok(())
    }

    /// A user who becomes free has no live channel. Only a given world can add one to a user in a state without a call.
    fn admit_no_channel(&self, by: UserId) -> Result<(), Refused> {
        match self.users[by.index()].channel.and_then(|own| self.channel(own)) {
            Some(it) if it.is_live() => {
                Err(Refused::ChannelState { state: it.state, needs: ChannelState::Released })
            }
            _ => Ok(()),
        }
    }

    /// Serves waiting parties with the next step, so that the answer still shows READY.
    fn serve_next(&mut self, by: UserId) {
        let waits = |group: &SkillGroupId| self.skill_group(*group).is_some_and(|it| !it.waiting.is_empty());
        if self.users[by.index()].skill_groups.iter().any(waits) {
            self.pending = Some(Effect::Serve { by });
        }
    }

    /// Refuses more skill groups than a user can have, and those of another instance.
    fn admit_groups(&self, by: UserId, groups: &[SkillGroupId]) -> Result<(), Refused> {
        if groups.len() > MAX_SKILL_GROUPS_PER_USER {
            return Err(Limit::SkillGroupsPerUser.into());
        }
        let home = self.users[by.index()].instance;
        let is_own = |group: &SkillGroupId| self.skill_group(*group).is_some_and(|it| it.instance == home);
        if groups.iter().all(is_own) { Ok(()) } else { Err(Refused::NoSuchSkillGroup) }
    }

    fn serve_groups(&mut self, by: UserId, groups: &[SkillGroupId]) {
        if *self.users[by.index()].skill_groups != *groups {
            self.leave_groups(by);
            self.users[by.index()].skill_groups = groups.into();
            self.join_groups(by);
        }
    }

    pub(super) fn sign_in(&mut self, now: Millis, by: UserId, sign_in: &SignIn<'_>) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::SignIn)?;
        if sign_in.device.is_some_and(|device| device.len() > MAX_NAME_BYTES) {
            return Err(Limit::NameBytes.into());
        }
        self.admit_groups(by, sign_in.skill_groups.unwrap_or_default())?;
        if let Some(extension) = sign_in.extension {
            self.bind_extension(by, extension)?;
        }
        let after_call = sign_in.after_call.unwrap_or(self.policy.after_call);
        let it = &mut self.users[by.index()];
        it.after_call = after_call;
        it.auto_answer = sign_in.auto_answer;
        if let Some(device) = sign_in.device.filter(|device| it.device.as_deref() != Some(device)) {
            it.device = Some(device.into());
        }
        if let Some(groups) = sign_in.skill_groups {
            self.serve_groups(by, groups);
        }
        self.now = now;
        let state = self.move_user(by, UserTrigger::SignIn);
        self.emit_user(EventKind::SignedIn, by);
        match state {
            Some(UserState::Break) => self.set_break_code(by, NameId::WARM_UP),
            Some(UserState::Ready) => {
                self.emit_user(EventKind::Ready, by);
                self.serve_next(by);
            }
            Some(
                UserState::Offline
                | UserState::Dialing
                | UserState::Ringing
                | UserState::Talking
                | UserState::Working,
            )
            | None => {}
        }
        Ok(())
    }
}
