//! How the operations of the two vendors map onto the requests of the machine.

/// One request of the machine, and what asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The machine's request.
    pub request: &'static str,
    /// What it does.
    pub about: &'static str,
    /// The CCC actions that ask for it.
    pub ccc: &'static [&'static str],
    /// The CC-Gateway operations that ask for it, by their ids.
    pub cc_gateway: &'static [&'static str],
}

const fn row(
    request: &'static str,
    about: &'static str,
    ccc: &'static [&'static str],
    cc_gateway: &'static [&'static str],
) -> Mapping {
    Mapping { request, about, ccc, cc_gateway }
}

/// Every action and every operation stands in one row.
pub const MAPPING: &[Mapping] = &[
    row("sign-in", "open a session", &["SignInGroup"], &["login", "forceLogin", "loginEx", "resetSkill"]),
    row(
        "sign-out",
        "close the session",
        &["SignOutGroup"],
        &["logout", "forceLogout", "forceLogoutWithReason"],
    ),
    row("ready", "take calls", &["ReadyForService"], &["sayFree", "cancelBusy", "cancelRest", "cancelWork"]),
    row("break", "take no calls", &["TakeBreak"], &["sayBusy", "rest"]),
    row("work", "do after-call work", &[], &["work"]),
    row("reset", "forget the session", &["ResetAgentState"], &[]),
    row(
        "configure",
        "change where and how calls are taken",
        &["ChangeWorkMode", "ChangeVisibility"],
        &["autoEnterIdle", "setTalkRight"],
    ),
    row(
        "make-call",
        "call an outside number or a colleague",
        &["MakeCall", "RedialCall"],
        &["callout", "previewCallout", "callInner", "callInnerSkill"],
    ),
    row("answer", "pick up", &["AnswerCall"], &["answer", "phonePickup"]),
    row(
        "release",
        "hang up",
        &["ReleaseCall"],
        &["release", "releaseEx", "dropCall", "disconnect", "releasePhone", "phoneHangup"],
    ),
    row("hold", "let a party wait", &["HoldCall"], &["hold"]),
    row("retrieve", "take a party back", &["RetrieveCall"], &["getHold", "connectHold"]),
    row("mute", "not be heard", &["MuteCall"], &["beginMute"]),
    row("unmute", "be heard again", &["UnmuteCall"], &["endMute"]),
    row("dtmf", "send a tone", &["SendDtmfSignaling"], &["secondDial", "secondDialEx"]),
    row("blind-transfer", "hand the call on at once", &["BlindTransfer"], &["transfer"]),
    row("consult", "ask somebody meanwhile", &["InitiateAttendedTransfer"], &["innerHelp"]),
    row("complete-transfer", "hand the call to who was asked", &["CompleteAttendedTransfer"], &[]),
    row("cancel-transfer", "take the call back", &["CancelAttendedTransfer"], &["cancelTransfer"]),
    row("conference", "talk with several parties", &["StartConference", "SwitchToConference"], &["confJoin"]),
    row("end-conference", "end the call for all", &["EndConference"], &[]),
    row("flow", "lead the other party to the centre's voice", &["LaunchAuthentication", "LaunchSurvey"], &[]),
    row("claim", "take a call that waits or rings", &["ClaimCall"], &["snatchPickup"]),
    row(
        "supervise",
        "listen, whisper, join, take over",
        &["MonitorCall", "CoachCall", "BargeInCall", "InterceptCall"],
        &[],
    ),
    row("dial-out", "let the centre call", &["StartBack2BackCall", "StartPredictiveCall"], &[]),
    row("poll", "read the state", &["PollUserStatus"], &["agentStatus"]),
    row(
        "none",
        "the front's own: events, tokens and the data of calls",
        &[],
        &[
            "getAgentEvent",
            "allAgentEvent",
            "handShake",
            "updateGuid",
            "queryHoldListInfo",
            "queryCallInfo",
            "queryCallInfoBeforeAnswer",
            "queryCallInfoByCallId",
            "allCallId",
            "queryAllCallInfo",
            "queryAllCallInfoEx",
            "remoteNumbers",
            "queryAppData",
            "setCallDataEx",
            "queryStatistics",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cc_gateway, ccc};

    #[test]
    fn every_action_and_operation_stands_in_one_row() {
        let mut ccc: Vec<&str> = MAPPING.iter().flat_map(|row| row.ccc).copied().collect();
        let mut actions: Vec<&str> = ccc::ACTIONS.iter().map(|action| action.name).collect();
        ccc.sort_unstable();
        actions.sort_unstable();
        assert_eq!(ccc, actions);
        let mut gateway: Vec<&str> = MAPPING.iter().flat_map(|row| row.cc_gateway).copied().collect();
        let mut operations: Vec<&str> = cc_gateway::OPERATIONS.iter().map(|operation| operation.id).collect();
        gateway.sort_unstable();
        operations.sort_unstable();
        assert_eq!(gateway, operations);
    }
}
