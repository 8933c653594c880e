//! How the CCC actions differ in what they take, tell and refuse.

use std::collections::BTreeSet;

use offhook_dialect::Operation as _;
use offhook_dialect::ccc::{self, ACTIONS, Action, decode_params};
use offhook_dialect::{DecodedParams, Edition, ParamError};

/// The actions whose answer is the user context itself.
const FLAT: [&str; 7] = [
    "SignInGroup",
    "SignOutGroup",
    "ReadyForService",
    "TakeBreak",
    "ChangeWorkMode",
    "ChangeVisibility",
    "ResetAgentState",
];

fn names(of: impl Fn(&Action) -> bool) -> BTreeSet<&'static str> {
    ACTIONS.iter().filter(|action| of(action)).map(|action| action.name).collect()
}

#[test]
fn thirty_three_actions_answer_in_one_of_two_shapes() {
    assert_eq!(ACTIONS.len(), 33);
    assert_eq!(names(|_| true).len(), 33);
    assert_eq!(names(Action::is_flat), FLAT.into());
    for action in ACTIONS.iter().filter(|action| !action.is_flat()) {
        assert!(action.field("Data.CallContext.ChannelContexts").is_some(), "{}", action.name);
    }
}

#[test]
fn answers_differ_where_the_documents_say() {
    let lack = |path: &'static str| names(|action| !action.is_flat() && action.field(path).is_none());
    let have = |path: &'static str| names(|action| action.field(path).is_some());
    assert_eq!(lack("Data.CallContext.CallType"), ["ReleaseCall", "EndConference", "ClaimCall"].into());
    assert_eq!(
        lack("Data.CallContext.ChannelContexts[].ChannelFlags"),
        ["AnswerCall", "ReleaseCall", "HoldCall", "RetrieveCall", "EndConference", "ClaimCall"].into()
    );
    assert_eq!(
        lack("Data.UserContext.Heartbeat"),
        ["MakeCall", "RedialCall", "ReleaseCall", "EndConference", "ClaimCall"].into()
    );
    assert_eq!(lack("Data.UserContext.Mobile"), lack("Data.UserContext.Heartbeat"));
    let mut unreserved = lack("Data.UserContext.Heartbeat");
    unreserved.extend(["UnmuteCall", "SwitchToConference"]);
    assert_eq!(lack("Data.UserContext.Reserved"), unreserved);
    assert_eq!(
        have("Data.UserContext.DeviceState"),
        [
            "StartBack2BackCall",
            "StartPredictiveCall",
            "StartConference",
            "SwitchToConference",
            "EndConference",
            "CoachCall",
        ]
        .into()
    );
    // The seed actions' own answers have no ContextId.
    assert_eq!(
        have("Data.ContextId"),
        [
            "PollUserStatus",
            "RedialCall",
            "AnswerCall",
            "BlindTransfer",
            "InitiateAttendedTransfer",
            "CompleteAttendedTransfer",
            "CancelAttendedTransfer",
            "LaunchSurvey",
            "EndConference",
            "ClaimCall",
        ]
        .into()
    );
}

#[test]
fn every_action_refuses_blanks_and_wrong_values_and_knows_its_call_centre() {
    for action in ACTIONS {
        for code in ["NotExists.InstanceId", "Parameter.Blank", "Parameter.Enumeration"] {
            assert!(action.error(code).is_some(), "{}: {code}", action.name);
        }
        let needs_call = action.param("JobId").is_some();
        assert!(!needs_call || action.error("NotExists.JobId").is_some(), "{}", action.name);
        // Only a user who can be named can be unknown.
        let names_user = action.param("UserId").is_some();
        assert_eq!(action.error("NotExists.UserId").is_some(), names_user, "{}", action.name);
    }
}

fn asked(action: &Action, pairs: &[(&str, &str)]) -> Result<DecodedParams, ParamError> {
    let owned: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    decode_params(action, &owned, Edition::Later)
}

fn transfer(action: &Action, extra: &[(&str, &str)]) -> Result<DecodedParams, ParamError> {
    let base = [("InstanceId", "i"), ("JobId", "job-1"), ("Transferee", "bob@i")];
    asked(action, &[&base, extra].concat())
}

#[test]
fn the_two_transfers_name_an_outside_target_differently() {
    for (action, outside, other) in [
        (&ccc::BLIND_TRANSFER, "EXTERNAL_NUMBER", "EXTERNAL"),
        (&ccc::INITIATE_ATTENDED_TRANSFER, "EXTERNAL", "EXTERNAL_NUMBER"),
    ] {
        assert!(transfer(action, &[("TransfereeType", outside)]).is_ok(), "{}", action.name);
        let refused = transfer(action, &[("TransfereeType", other)]);
        assert!(matches!(refused, Err(ParamError::NotOneOf { .. })), "{}", action.name);
    }
    assert!(transfer(&ccc::BLIND_TRANSFER, &[("TransfereeType", "IVR")]).is_ok());
    assert!(transfer(&ccc::INITIATE_ATTENDED_TRANSFER, &[("TransfereeType", "IVR")]).is_err());
}

#[test]
fn a_transfer_has_defaults() {
    let decoded = transfer(&ccc::BLIND_TRANSFER, &[]).unwrap();
    assert_eq!(decoded.integer("TimeoutSeconds"), Some(30));
    assert_eq!(decoded.text("RoutingType"), Some("Automatic"));
    assert_eq!(decoded.text("TransfereeType"), None);
}

#[test]
fn tags_are_bounded_in_bytes() {
    let tags = |text: &str| transfer(&ccc::BLIND_TRANSFER, &[("Tags", text)]).map(drop);
    assert_eq!(tags(&"a".repeat(128)), Ok(()));
    let refused = tags(&"é".repeat(65)).unwrap_err();
    assert_eq!(refused.to_string(), "Tags has 130 bytes, more than 128");
}

#[test]
fn one_key_is_sent_at_a_time() {
    let base = [("InstanceId", "i"), ("JobId", "job-1"), ("ChannelId", "ch:1")];
    let press = |keys: &str| asked(&ccc::SEND_DTMF_SIGNALING, &[&base[..], &[("Dtmf", keys)]].concat());
    for key in "0123456789*#".chars() {
        assert!(press(&key.to_string()).is_ok(), "{key}");
    }
    for keys in ["", "A", "12"] {
        assert!(press(keys).is_err(), "{keys}");
    }
}

#[test]
fn a_survey_needs_a_contact_flow_in_the_first_edition_only() {
    let pairs: Vec<_> = [("DeviceId", "d"), ("InstanceId", "i"), ("JobId", "job-1"), ("UserId", "amy@i")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let survey = |edition| decode_params(&ccc::LAUNCH_SURVEY, &pairs, edition).map(drop);
    assert_eq!(survey(Edition::First), Err(ParamError::Blank { name: "ContactFlowId" }));
    assert_eq!(survey(Edition::Later), Ok(()));
}

#[test]
fn a_call_without_an_agent_is_answered_without_a_user() {
    let action = &ccc::START_BACK2BACK_CALL;
    assert!(action.param("UserId").is_none());
    let tree = offhook_dialect::build(action.fields, 0, &mut |source, _| {
        (source == offhook_dialect::Source::Code).then(|| "OK".into())
    });
    assert_eq!(tree["Data"].get("UserContext"), None);
}
