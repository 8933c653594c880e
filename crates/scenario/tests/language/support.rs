//! Helpers of the tests: a small vocabulary, and reading from the disk.

use std::io;
use std::path::PathBuf;

use offhook_scenario::{Action, Diagnostic, DialectWords, Scenario, Vocabulary, check, load};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A scenario with every feature of the language.
pub(crate) const SAMPLE: &str = include_str!("sample.yaml");

/// The words that the sample and the bad files need.
pub(crate) fn words() -> Vocabulary<'static> {
    let answer = vec![
        "RequestId",
        "Code",
        "Message",
        "HttpStatusCode",
        "Data.UserContext.UserState",
        "Data.CallContext.JobId",
        "Data.CallContext.ChannelContexts[].ChannelId",
        "Data.CallContext.ChannelContexts[].ChannelState",
    ];
    let action = |name, parameters: &[&'static str]| Action {
        name,
        parameters: parameters.to_vec(),
        answer: answer.clone(),
        texts: parameters
            .iter()
            .chain(&answer)
            .copied()
            .filter(|name| !["TimeoutSeconds", "Tags", "HttpStatusCode"].contains(name))
            .collect(),
    };
    let actions = vec![
        action("MakeCall", &["InstanceId", "UserId", "Callee", "Caller", "TimeoutSeconds", "Tags"]),
        action("HoldCall", &["InstanceId", "UserId", "JobId", "ChannelId"]),
        action("PollUserStatus", &["InstanceId", "UserId"]),
    ];
    let release = Action { name: "release", parameters: vec!["agentid"], ..Action::default() };
    Vocabulary {
        dialects: vec![
            (
                "ccc",
                DialectWords {
                    actions,
                    poll: "PollUserStatus",
                    events: vec!["AgentTalk", "AgentRelease", "Established", "Released", "Held"],
                },
            ),
            (
                "cc-gateway",
                DialectWords { actions: vec![release], poll: "", events: vec!["AgentEvent_Talking"] },
            ),
        ],
        clauses: vec!["ccc.make-call", "ccc.hold-call", "ccc.hold-call.errors", "ccc.events.hold-and-mute"],
        rules: vec!["user.ready.make-call"],
        invariants: vec!["user-in-call-has-a-call-state"],
        user_states: vec!["OFFLINE", "BREAK", "READY", "DIALING", "RINGING", "TALKING", "WORKING"],
        channel_states: vec!["NONE", "CREATED", "RINGING", "ANSWERED", "RELEASED"],
        flags: vec!["HOLD", "MUTED"],
        call_types: vec!["INBOUND", "OUTBOUND", "INTERNAL"],
        work_modes: vec!["ON_SITE", "OFF_SITE", "OFFICE_PHONE"],
    }
}

/// A loader that finds no file.
pub(crate) fn nothing(_: &str) -> io::Result<String> {
    Err(io::ErrorKind::NotFound.into())
}

/// All diagnostics of a text.
pub(crate) fn problems(name: &str, text: &str, loader: &offhook_scenario::Loader<'_>) -> Vec<Diagnostic> {
    match load(name, text, loader) {
        Ok(scenario) => check(&scenario, &words()),
        Err(problems) => problems,
    }
}

/// A text that must be a scenario.
pub(crate) fn read(text: &str) -> Scenario {
    load("sample.yaml", text, &nothing).unwrap_or_else(|problems| {
        let shown: String = problems.iter().map(|problem| problem.render(false)).collect();
        panic!("{shown}")
    })
}
