//! The answers on success: one table for each kind of result.

use offhook_machine::Basis;

use crate::shape::{FieldRow, NoneAs, Type};
use crate::source::{CallField, EventField, SessionField, Source};

const fn message() -> FieldRow {
    FieldRow::new("message", Type::String, Source::Message, "a text for people")
}

const fn retcode() -> FieldRow {
    FieldRow::new("retcode", Type::String, Source::Code, "0, or the code of the refusal")
}

const RESULT: FieldRow = FieldRow::new("result", Type::Object, Source::Group, "what the operation returns");
const RESERVED: FieldRow =
    FieldRow::new("result", Type::Object, Source::Group, "reserved: an object without fields");

/// The answer of most operations: a result that is reserved, and stands first.
pub(super) const RESERVED_RESULT: &[FieldRow] = &[RESERVED, message(), retcode()];

/// The same where the page's own table is not at hand.
pub(super) const LIKELY_RESULT: &[FieldRow] = &[RESERVED.basis(Basis::Inferred), message(), retcode()];

/// The answer of an operation that returns nothing.
pub(super) const NO_RESULT: &[FieldRow] = &[message(), retcode()];

/// The answer of an operation that begins a call.
pub(super) const CALL_ID_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    FieldRow::new(
        "result",
        Type::String,
        Source::Call(CallField::Job),
        "the call's id; not there on failure",
    )
    .none(NoneAs::Omitted),
];

const fn of_session(path: &'static str, ty: Type, field: SessionField, about: &'static str) -> FieldRow {
    FieldRow::new(path, ty, Source::Session(field), about)
}

const fn of_call(path: &'static str, ty: Type, field: CallField, about: &'static str) -> FieldRow {
    FieldRow::new(path, ty, Source::Call(field), about)
}

/// The answer of the sign-in.
pub(super) const SIGN_IN_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    RESULT,
    // Declared a text, but a number in the sample.
    of_session("result.vdnid", Type::Integer, SessionField::Tenant, "the call centre's number")
        .basis(Basis::Sampled),
    of_session("result.workno", Type::String, SessionField::Agent, "the agent's number"),
    of_session(
        "result.mediatype",
        Type::String,
        SessionField::Media,
        "for each of three media servers T or F: whether the agent is signed in to it",
    ),
    of_session("result.loginTime", Type::String, SessionField::LoginTime, "when, in milliseconds"),
    of_session(
        "result.isForceChange",
        Type::String,
        SessionField::PasswordMustChange,
        "true or false: whether the password must be changed",
    ),
    of_session("result.serverName", Type::String, SessionField::Server, "which server took the agent"),
    of_session(
        "result.timeRemaining",
        Type::String,
        SessionField::PasswordDays,
        "for how many days the password is good; may be empty",
    ),
];

/// The answer of the request for a new token.
pub(super) const GUID_RESULT: &[FieldRow] = &[
    RESULT,
    of_session("result.guid", Type::String, SessionField::Token, "the token from now on"),
    message(),
    retcode(),
];

/// The answer of the status query. Its order is ours.
pub(super) const STATUS_RESULT: &[FieldRow] = &[
    RESULT,
    of_session(
        "result.agentState",
        Type::Integer,
        SessionField::StateNumber,
        "the number of the agent's state",
    ),
    of_session("result.isWorking", Type::Boolean, SessionField::Talking, "whether the agent is talking"),
    message(),
    retcode(),
];

const KIND: &str = "the number of the kind of call";
const CALL_ID: &str = "the call's id";
const CALLER: &str = "the number calling";
const CALLED: &str = "the number called";
const SKILL: &str = "the skill the call counts for";
const SKILL_NUMBER: &str = "that skill's number";
const FIRST_CALLED: &str = "the number called at first";
const DATA: &str = "data that travel with the call";

/// The answer of the query for held calls. Its page declares the result an object and the numbers whole numbers; its sister page
/// declares a list, and the samples of call information have texts.
pub(super) const HOLD_LIST_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    FieldRow::new("result", Type::ObjectList, Source::Group, "the calls on hold").basis(Basis::Inferred),
    of_call("result[].callfeature", Type::Integer, CallField::Feature, KIND),
    of_call("result[].callid", Type::String, CallField::Job, CALL_ID),
    of_call("result[].caller", Type::String, CallField::Caller, CALLER).basis(Basis::Inferred),
    of_call("result[].called", Type::String, CallField::Called, CALLED).basis(Basis::Inferred),
    of_call("result[].callskill", Type::String, CallField::Skill, SKILL),
    of_call("result[].callskillid", Type::Integer, CallField::SkillId, "not in use").none(NoneAs::Omitted),
    of_call("result[].orgicallednum", Type::String, CallField::FirstCalled, "not in use")
        .none(NoneAs::Omitted),
    of_call("result[].calldata", Type::String, CallField::Data, DATA)
        .none(NoneAs::Omitted)
        .basis(Basis::Inferred),
];

/// The answer of the query for the current call, or the last.
pub(super) const CALL_INFO_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    RESULT,
    of_call("result.callfeature", Type::Integer, CallField::Feature, KIND),
    of_call("result.callid", Type::String, CallField::Job, CALL_ID),
    of_call("result.caller", Type::String, CallField::Caller, CALLER).basis(Basis::Inferred),
    of_call("result.called", Type::String, CallField::Called, CALLED).basis(Basis::Inferred),
    of_call("result.callskill", Type::String, CallField::Skill, SKILL).basis(Basis::Inferred),
    of_call("result.callskillid", Type::Integer, CallField::SkillId, SKILL_NUMBER).basis(Basis::Inferred),
    of_call("result.orgicallednum", Type::String, CallField::FirstCalled, FIRST_CALLED)
        .basis(Basis::Inferred),
    of_call("result.calldata", Type::String, CallField::Data, DATA).basis(Basis::Inferred),
    of_call("result.begintime", Type::Long, CallField::Begun, "when it began, in milliseconds")
        .basis(Basis::Inferred),
    of_call("result.endtime", Type::Long, CallField::Ended, "when it ended, in milliseconds")
        .none(NoneAs::Null)
        .basis(Basis::Inferred),
    of_call("result.userPriority", Type::Integer, CallField::Priority, "the customer's priority")
        .basis(Basis::Inferred),
    of_call("result.trunkNo", Type::Integer, CallField::Trunk, "the number of the trunk; 65535 for none")
        .basis(Basis::Inferred),
    of_call("result.logontimes", Type::Integer, CallField::Logons, "a count that no page explains")
        .basis(Basis::Inferred),
];

/// The answer of the queries for one call by its id, and for the call that rings. Their pages declare the result a list, and
/// speak of an object; clients read an object. What stands behind the data is not at hand.
pub(super) const ONE_CALL_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    RESULT.basis(Basis::Inferred),
    of_call("result.callfeature", Type::Integer, CallField::Feature, KIND),
    of_call("result.callid", Type::String, CallField::Job, CALL_ID),
    of_call("result.caller", Type::String, CallField::Caller, CALLER).basis(Basis::Inferred),
    of_call("result.called", Type::String, CallField::Called, CALLED).basis(Basis::Inferred),
    of_call("result.callskill", Type::String, CallField::Skill, SKILL),
    of_call("result.callskillid", Type::Integer, CallField::SkillId, SKILL_NUMBER).none(NoneAs::Omitted),
    of_call("result.orgicallednum", Type::String, CallField::FirstCalled, "not in use").none(NoneAs::Omitted),
    of_call("result.calldata", Type::String, CallField::Data, DATA)
        .none(NoneAs::Omitted)
        .basis(Basis::Inferred),
];

/// The answer of the queries for the ids of an agent's calls.
pub(super) const CALL_IDS_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    of_session("result", Type::StringList, SessionField::Calls, "the ids of the agent's calls"),
];

/// The answer of the query for all that is known of an agent's calls; no page shows it.
pub(super) const CALL_INFOS_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    FieldRow::new("result", Type::ObjectList, Source::Group, "the agent's calls").basis(Basis::Chosen),
    of_call("result[].callfeature", Type::Integer, CallField::Feature, KIND).basis(Basis::Chosen),
    of_call("result[].callid", Type::String, CallField::Job, CALL_ID).basis(Basis::Chosen),
    of_call("result[].caller", Type::String, CallField::Caller, CALLER).basis(Basis::Chosen),
    of_call("result[].called", Type::String, CallField::Called, CALLED).basis(Basis::Chosen),
    of_call("result[].callskill", Type::String, CallField::Skill, SKILL).basis(Basis::Chosen),
];

/// The answer of the query for the numbers on the call.
pub(super) const NUMBERS_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    of_call("result", Type::StringList, CallField::Numbers, "the numbers of the other parties"),
];

/// The answer of the query for the data that travel with the call.
pub(super) const DATA_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    of_call("result", Type::String, CallField::Data, DATA).none(NoneAs::Omitted).basis(Basis::Inferred),
];

/// The answer of the query for the agent's counts.
pub(super) const STATISTICS_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    RESULT,
    of_session("result.talktime", Type::Long, SessionField::TalkSeconds, "seconds in conversation"),
    of_session("result.answernums", Type::Integer, SessionField::Answered, "calls answered"),
    of_session("result.noanswernums", Type::Integer, SessionField::Unanswered, "calls left to ring"),
    of_session("result.calloutnums", Type::Integer, SessionField::CallsOut, "calls to the outside"),
    of_session("result.intercallnums", Type::Integer, SessionField::CallsInside, "calls between agents"),
];

const fn of_event(path: &'static str, ty: Type, field: EventField, about: &'static str) -> FieldRow {
    FieldRow::new(path, ty, Source::Event(field), about)
}

/// The reply to a poll for the events of all agents. The contents of an event are a matter of its own table.
pub(super) const ALL_EVENTS_RESULT: &[FieldRow] = &[
    message(),
    retcode(),
    FieldRow::new("event", Type::ObjectList, Source::Group, "the events of this reply"),
    of_event("event[].eventType", Type::String, EventField::Name, "the event's name"),
    of_event("event[].eventGenTime", Type::Long, EventField::Time, "when it happened, in milliseconds")
        .none(NoneAs::Omitted),
    of_event("event[].workNo", Type::String, EventField::Agent, "the agent it is for"),
    of_event("event[].content", Type::Any, EventField::Content, "its contents beyond its name")
        .none(NoneAs::Null),
];

/// The fields of a refusal, the same for every operation.
pub const REFUSAL_FIELDS: &[FieldRow] = &[
    message().basis(Basis::Sampled),
    retcode().basis(Basis::Sampled),
    FieldRow::new("result", Type::String, Source::RefusedResult, "an empty text, or not there")
        .none(NoneAs::Omitted)
        .basis(Basis::Sampled),
];
