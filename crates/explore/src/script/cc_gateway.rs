//! The words of CC-Gateway.

use offhook_scenario::Request;
use serde_json::Value;

use super::{Scribe, UNKNOWN_JOB, request};
use crate::moves::{Ask, Whither, Who};

/// A call that nobody has.
const UNKNOWN_CALL: &str = "1-1";

/// Kinds of targets, as the vendor numbers them.
const SKILL: i64 = 1;
const AGENT: i64 = 2;
const VOICE_MENU: i64 = 3;
const OUTSIDE: i64 = 5;

/// Whether the vendor has an operation for it.
pub(super) const fn can_say(ask: Ask) -> bool {
    match ask {
        Ask::SignIn
        | Ask::SignOut
        | Ask::Ready { outbound_only: false }
        | Ask::Break
        | Ask::Work
        | Ask::Poll
        | Ask::AfterCall { .. }
        | Ask::Call(_)
        | Ask::Answer
        | Ask::Release
        | Ask::Hold(Who::Customer(_))
        | Ask::Retrieve(Who::Customer(_))
        | Ask::Mute
        | Ask::Unmute
        | Ask::Dtmf(Who::Customer(_))
        | Ask::BlindTransfer(_)
        | Ask::Consult(Whither::To(Who::Agent(_)) | Whither::Group)
        | Ask::CancelTransfer
        | Ask::Swap
        | Ask::Join
        | Ask::PickUp(_) => true,
        Ask::Ready { outbound_only: true }
        | Ask::Reset
        | Ask::Visibility { .. }
        | Ask::OffSite { .. }
        | Ask::OfficePhone
        | Ask::Drop(_)
        | Ask::Hold(Who::Agent(_))
        | Ask::Retrieve(Who::Agent(_))
        | Ask::Dtmf(Who::Agent(_))
        | Ask::Consult(_)
        | Ask::CompleteTransfer
        | Ask::SwitchToConference
        | Ask::EndConference
        | Ask::Conference(_)
        | Ask::Flow { .. }
        | Ask::Claim(_)
        | Ask::BackToBack
        | Ask::Predictive(_)
        | Ask::Supervise(..) => false,
    }
}

impl Scribe<'_> {
    pub(super) fn cc_gateway(&self, by: u8, ask: Ask) -> Request {
        match ask {
            Ask::SignIn => {
                let with =
                    [("status", 4.into()), ("autoanswer", false.into()), ("autoenteridle", true.into())];
                request("login", &with)
            }
            Ask::SignOut => request("logout", &[]),
            Ask::Ready { .. } => request("sayFree", &[]),
            Ask::Break => request("sayBusy", &[]),
            Ask::Work => request("work", &[]),
            Ask::AfterCall { idle } => {
                request("autoEnterIdle", &[("flag", if idle { "true" } else { "false" }.into())])
            }
            Ask::Call(who @ Who::Customer(_)) => request("callout", &[("called", self.number(who).into())]),
            Ask::Call(Who::Agent(agent)) => {
                request("callInner", &[("called", self.scene.wire_id(agent).into())])
            }
            Ask::Answer => request("answer", &[]),
            Ask::Release => request("release", &[]),
            Ask::Hold(_) => request("hold", &[]),
            Ask::Retrieve(_) => request("getHold", &[]),
            Ask::Mute => request("beginMute", &[]),
            Ask::Unmute => request("endMute", &[]),
            Ask::Dtmf(_) => request("secondDial", &[("number", "5".into())]),
            Ask::BlindTransfer(to) => {
                let (kind, address) = self.target(to);
                let with = [("devicetype", kind.into()), ("address", address), ("mode", 0.into())];
                request("transfer", &with)
            }
            Ask::Consult(to) => {
                let (kind, address) = self.target(to);
                request("innerHelp", &[("dstaddress", address), ("devicetype", kind.into())])
            }
            Ask::CancelTransfer => request("cancelTransfer", &[]),
            Ask::Swap => request("connectHold", &[("callid", self.parked(by).into())]),
            Ask::Join => request("confJoin", &[("callid", self.parked(by).into())]),
            Ask::PickUp(agent) => {
                let number: i64 = self.scene.wire_id(agent).parse().unwrap_or_default();
                request("snatchPickup", &[("destWorkNo", number.into())])
            }
            _ => {
                debug_assert!(!can_say(ask), "{by}: {ask:?}");
                request("agentStatus", &[])
            }
        }
    }

    /// The call beside the agent's current one; of an agent who has none, the latest.
    fn parked(&self, by: u8) -> String {
        let parked = self.world.user(self.scene.agent(by)).and_then(|user| user.parked);
        self.call(parked.map(|parked| parked.job)).replace(UNKNOWN_JOB, UNKNOWN_CALL)
    }

    fn target(&self, to: Whither) -> (i64, Value) {
        match to {
            Whither::To(Who::Agent(agent)) => (AGENT, self.scene.wire_id(agent).into()),
            Whither::To(who @ Who::Customer(_)) => (OUTSIDE, self.number(who).into()),
            Whither::Group => (SKILL, self.scene.group_name().into()),
            Whither::Ivr => (VOICE_MENU, "5000".into()),
        }
    }
}
