//! The words of CCC.

use offhook_machine::Supervision;
use offhook_scenario::{At, Path, Poll, Request, Step};
use serde_json::Value;

use super::{Scribe, request};
use crate::moves::{Ask, Whither, Who};
use crate::scene::Scene;

/// A leg that nobody has.
const UNKNOWN_LEG: &str = "ch:customer:1->2:3:job-4";
const OWN_NUMBER: &str = "01012345678";

/// Whether the vendor has an action for it.
pub(super) const fn can_say(ask: Ask) -> bool {
    !matches!(
        ask,
        Ask::Work | Ask::AfterCall { .. } | Ask::Alternate | Ask::Conference | Ask::DirectedPickup(_)
    )
}

impl Scribe<'_> {
    pub(super) fn ccc(&mut self, by: u8, ask: Ask) -> Request {
        let own = self.world.user(self.scene.agent(by)).and_then(|user| user.job);
        let job = || ("JobId", Value::from(self.call(own)));
        match ask {
            Ask::SignIn => {
                request("SignInGroup", &[("SignedSkillGroupIdList", [self.scene.group_name()][..].into())])
            }
            Ask::SignOut => request("SignOutGroup", &[]),
            Ask::Ready { outbound_only } => {
                request("ReadyForService", &[("OutboundScenario", outbound_only.into())])
            }
            Ask::Break => request("TakeBreak", &[("Code", "Warm-up".into())]),
            Ask::Reset => request("ResetAgentState", &[]),
            Ask::Visibility { invisible } => request("ChangeVisibility", &[("Invisible", invisible.into())]),
            Ask::OffSite { mobile: true } => {
                let mobile = Scene::mobile(by).to_string();
                request("ChangeWorkMode", &[("WorkMode", "OFF_SITE".into()), ("Mobile", mobile.into())])
            }
            Ask::OffSite { mobile: false } => request("ChangeWorkMode", &[("WorkMode", "ON_SITE".into())]),
            Ask::OfficePhone => request("ChangeWorkMode", &[("WorkMode", "OFFICE_PHONE".into())]),
            Ask::Call(who) => request("MakeCall", &[("Callee", self.scene.dialled(who).into())]),
            Ask::Answer => request("AnswerCall", &[job()]),
            Ask::Release => request("ReleaseCall", &[job()]),
            Ask::Drop(who) => self.about_leg("ReleaseCall", by, who, &[]),
            Ask::Hold(who) => self.about_leg("HoldCall", by, who, &[]),
            Ask::Retrieve(who) => self.about_leg("RetrieveCall", by, who, &[]),
            Ask::Dtmf(who) => self.about_leg("SendDtmfSignaling", by, who, &[("Dtmf", "5".into())]),
            Ask::Mute => request("MuteCall", &[job()]),
            Ask::Unmute => request("UnmuteCall", &[job()]),
            Ask::BlindTransfer(to) => self.hand_over("BlindTransfer", "EXTERNAL_NUMBER", job(), to),
            Ask::Consult(to) => self.hand_over("InitiateAttendedTransfer", "EXTERNAL", job(), to),
            Ask::CompleteTransfer => request("CompleteAttendedTransfer", &[job()]),
            Ask::CancelTransfer => request("CancelAttendedTransfer", &[job()]),
            Ask::SwitchToConference => request("SwitchToConference", &[job()]),
            Ask::EndConference => request("EndConference", &[job()]),
            Ask::StartConference(who) => {
                request("StartConference", &[("ParticipantListJson", [self.scene.dialled(who)][..].into())])
            }
            Ask::Flow { leave } => {
                let action = if leave { "LaunchSurvey" } else { "LaunchAuthentication" };
                request(action, &[job(), ("ContactFlowId", "flow-1".into())])
            }
            Ask::Claim(customer) => {
                let waits = self.scene.job_of(&self.world, Who::Customer(customer));
                request("ClaimCall", &[("JobId", self.call(waits).into())])
            }
            Ask::BackToBack => {
                let number = |customer| Value::from(self.scene.dialled(Who::Customer(customer)));
                let with = [("Broker", OWN_NUMBER.into()), ("Caller", number(0)), ("Callee", number(1))];
                request("StartBack2BackCall", &with)
            }
            Ask::Predictive(customer) => {
                let callee = self.scene.dialled(Who::Customer(customer));
                let with = [
                    ("Caller", OWN_NUMBER.into()),
                    ("Callee", callee.into()),
                    ("ContactFlowId", "flow-1".into()),
                ];
                request("StartPredictiveCall", &with)
            }
            Ask::Supervise(kind, agent) => self.supervise(kind, agent),
            Ask::Poll
            | Ask::Work
            | Ask::AfterCall { .. }
            | Ask::Alternate
            | Ask::Conference
            | Ask::DirectedPickup(_) => {
                debug_assert!(ask == Ask::Poll || !can_say(ask), "{ask:?}");
                request("PollUserStatus", &[])
            }
        }
    }

    fn supervise(&self, kind: Supervision, agent: u8) -> Request {
        let whom = Value::from(format!("${}.user", Scene::alias(agent)));
        let job = Value::from(self.call(self.scene.job_of(&self.world, Who::Agent(agent))));
        match kind {
            Supervision::SilentMonitor => request("MonitorCall", &[("MonitoredUserId", whom)]),
            Supervision::Coach => request("CoachCall", &[("CoachedUserId", whom), ("JobId", job)]),
            Supervision::Barge => request("BargeInCall", &[("BargedUserId", whom), ("JobId", job)]),
            Supervision::Intercept => {
                request("InterceptCall", &[("InterceptedUserId", whom), ("JobId", job)])
            }
        }
    }

    fn hand_over(&self, action: &str, outside: &str, job: (&str, Value), to: Whither) -> Request {
        let (transferee, kind) = match to {
            Whither::To(Who::Agent(agent)) => (format!("${}.user", Scene::alias(agent)), "AGENT"),
            Whither::To(who @ Who::Customer(_)) => (self.scene.dialled(who), outside),
            Whither::Group => (self.scene.group_name().to_owned(), "SKILL_GROUP"),
            Whither::Ivr => ("flow-1".to_owned(), "IVR"),
        };
        request(action, &[job, ("Transferee", transferee.into()), ("TransfereeType", kind.into())])
    }

    fn about_leg(&mut self, action: &str, by: u8, who: Who, more: &[(&str, Value)]) -> Request {
        let own = self.world.user(self.scene.agent(by)).and_then(|user| user.job);
        let leg = own.and_then(|job| self.scene.leg_in(&self.world, job, who));
        let name = match (leg, who) {
            (None, _) => UNKNOWN_LEG.to_owned(),
            (Some(leg), Who::Agent(agent))
                if self.heard.get(&Some(self.scene.agent(agent))) == Some(&leg) =>
            {
                format!("${}.channel", Scene::alias(agent))
            }
            (Some(leg), Who::Customer(_)) if self.heard.get(&None) == Some(&leg) => {
                "$customer.channel".to_owned()
            }
            (Some(leg), _) => self.look_up(by, leg),
        };
        let mut with = vec![("JobId", self.call(own).into()), ("ChannelId", name.into())];
        with.extend_from_slice(more);
        request(action, &with)
    }

    /// Reads the id of a leg from a poll, where several could be meant.
    fn look_up(&mut self, by: u8, leg: offhook_machine::ChannelId) -> String {
        let job = self.world.channel(leg).and_then(|it| self.world.job(it.job));
        let place = job.and_then(|job| job.channels.iter().position(|it| *it == leg)).unwrap_or_default();
        self.legs += 1;
        self.heard.remove(&None);
        let name = format!("leg{}", self.legs);
        let mut poll = Poll { user: Scene::alias(by).into(), ..Poll::default() };
        if let Ok(path) = Path::parse(&format!("Data.CallContext.ChannelContexts[{place}].ChannelId")) {
            poll.bind.insert(name.clone(), At::from(path));
        }
        self.steps.push(Step::Poll(Box::new(poll)));
        format!("${name}")
    }
}
