//! The words of CC-Gateway.

use offhook_scenario::Request;
use serde_json::Value;

use super::request;
use crate::moves::{Ask, Whither, Who};
use crate::scene::Scene;

/// A call that nobody has.
pub(crate) const UNKNOWN_CALL: &str = "1-1";

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
        | Ask::Alternate
        | Ask::Conference
        | Ask::DirectedPickup(_) => true,
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
        | Ask::StartConference(_)
        | Ask::Flow { .. }
        | Ask::Claim(_)
        | Ask::BackToBack
        | Ask::Predictive(_)
        | Ask::Supervise(..) => false,
    }
}

impl Scene {
    /// What an agent asks for, in the vendor's words; `held` is the call beside the agent's current one.
    pub(crate) fn cc_gateway_request(&self, by: u8, ask: Ask, held_call: &dyn Fn() -> String) -> Request {
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
            Ask::Call(who @ Who::Customer(_)) => request("callout", &[("called", self.dialled(who).into())]),
            Ask::Call(Who::Agent(agent)) => request("callInner", &[("called", self.wire_id(agent).into())]),
            Ask::Answer => request("answer", &[]),
            Ask::Release => request("release", &[]),
            Ask::Hold(_) => request("hold", &[]),
            Ask::Retrieve(_) => request("getHold", &[]),
            Ask::Mute => request("beginMute", &[]),
            Ask::Unmute => request("endMute", &[]),
            Ask::Dtmf(_) => request("secondDial", &[("number", "5".into())]),
            Ask::BlindTransfer(to) => {
                let (kind, address) = self.device(to);
                let with = [("devicetype", kind.into()), ("address", address), ("mode", 0.into())];
                request("transfer", &with)
            }
            Ask::Consult(to) => {
                let (kind, address) = self.device(to);
                request("innerHelp", &[("dstaddress", address), ("devicetype", kind.into())])
            }
            Ask::CancelTransfer => request("cancelTransfer", &[]),
            Ask::Alternate => request("connectHold", &[("callid", held_call().into())]),
            Ask::Conference => request("confJoin", &[("callid", held_call().into())]),
            Ask::DirectedPickup(agent) => {
                let number: i64 = self.wire_id(agent).parse().unwrap_or_default();
                request("snatchPickup", &[("destWorkNo", number.into())])
            }
            _ => {
                debug_assert!(!can_say(ask), "{by}: {ask:?}");
                request("agentStatus", &[])
            }
        }
    }

    fn device(&self, to: Whither) -> (i64, Value) {
        match to {
            Whither::To(Who::Agent(agent)) => (AGENT, self.wire_id(agent).into()),
            Whither::To(who @ Who::Customer(_)) => (OUTSIDE, self.dialled(who).into()),
            Whither::Group => (SKILL, self.group_name().into()),
            Whither::Ivr => (VOICE_MENU, "5000".into()),
        }
    }
}
