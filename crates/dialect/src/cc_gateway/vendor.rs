//! CC-Gateway as a value.

use std::sync::LazyLock;

use offhook_machine::{AfterCall, Basis, Policy};
use serde_json::{Value, json};

use super::client::{Rest, address};
use super::documents::DOCUMENTS;
use super::events::{EVENTS, EventShape, poll_fields};
use super::operation::SET_GUID;
use super::operations::{self, AGENT_STATUS, GET_AGENT_EVENT, LOGIN, QUERY_HOLD_LIST_INFO, ROWS};
use super::out_of_reach::OUT_OF_REACH;
use super::results::REFUSAL_FIELDS;
use super::retcodes::{HTTP_STATUS, RETCODES, SUCCESS, retcode};
use super::route::is_served;
use super::session_layer::dispatch;
use super::session_layer::{call_id, find_call};
use super::{derived, gate, openapi};
use crate::form::{Form, Format, Raw};
use crate::http::HttpRequest;
use crate::operation::Operation;
use crate::shape::{Edition, FieldRow};
use crate::source::{EventField as Said, Source};
use crate::vendor::{
    Delivery, Envelope, EventFacts, EventFields, EventPath, EventValue, Examples, GivenUsers, Groups, Ids,
    Routes, Tables, Unobservable, UserNames, Vendor, Web, WireForms,
};

/// The number of the first agent to whom no number is given.
const FIRST_AGENT: u32 = 1_001;

/// Huawei CC-Gateway.
pub static VENDOR: Vendor = Vendor {
    name: "cc-gateway",
    title: "Huawei CC-Gateway",
    documents: DOCUMENTS,
    editions: &[
        ("first", Edition::First),
        ("2023", Edition::First),
        ("2024", Edition::First),
        ("later", Edition::Later),
        ("2025", Edition::Later),
    ],
    policy: Policy::CC_GATEWAY,
    after_calls: &[AfterCall::Work, AfterCall::Idle],
    tables: Tables {
        operations: ROWS,
        poll: &AGENT_STATUS,
        refusal_fields: REFUSAL_FIELDS,
        code: ("retcode", SUCCESS),
        message: "message",
        request_id: None,
        begun_call: "/result",
        call: None,
        event: EventFields {
            polled: Some("event"),
            name: "eventType",
            user: "workNo",
            time: "eventGenTime",
            channel: None,
            numbers: &[],
        },
        volatile: &["message", "callid", "result"],
        words: None,
        numbers: [&["caller"], &["called"]],
        is_duration: |row| row.name == "time",
        groups: Groups {
            basic: &[
                "login",
                "forceLogin",
                "logout",
                "sayFree",
                "sayBusy",
                "agentStatus",
                "getAgentEvent",
                "callout",
                "answer",
                "release",
                "resetSkill",
            ],
            hold_and_mute: &["hold", "getHold", "beginMute", "endMute"],
            transfer: &["transfer", "callInner", "connectHold", "cancelTransfer"],
            supervision: &[],
        },
        state_refusal: None,
        common_refusals: Vec::new,
        codes: || RETCODES.iter().map(|row| row.code).collect(),
        envelope,
        answer_fields,
        events: || &EVENT_FACTS,
        refusal,
        held_calls: Some(&QUERY_HOLD_LIST_INFO),
    },
    delivery: Delivery::Polled(&GET_AGENT_EVENT),
    sign_in: GivenUsers::SignIn(&LOGIN),
    given_call: None,
    wire: WireForms { form: Some(Form::Typed), formats: &[Format::Json], signed: false },
    open: dispatch::open,
    gate: gate::open,
    secrets: &["guid", "servicetoken", "setguid"],
    routes: Routes { serves: is_served, operation, base: "/agentgateway/resource/" },
    web: Web {
        methods: "GET, POST, PUT, DELETE, OPTIONS",
        sends: "X-Requested-With, X-Sequence, x-acs-action, x-acs-version, x-acs-date, Content-Type, Guid, service_token",
        own_headers: &[SET_GUID],
    },
    client: &Rest,
    ids: Ids {
        job: call_id,
        find_job: find_call,
        user,
        token: Some("guid"),
        agent_numbers: true,
        instance_param: None,
        user_param: None,
        unknown_job: "1-1",
        side: |_| "",
        unknown_channel: "",
    },
    clauses: derived::all,
    out_of_reach: OUT_OF_REACH,
    unobservable: UNOBSERVABLE,
    open_behaviour: super::freedoms::OPEN_BEHAVIOUR,
    openapi: openapi::document,
    limits: &[super::session_layer::LIMITS],
    examples: Examples {
        world: include_str!("default.yaml"),
        provisioned_users: "users:\n- { agent_id: 1001, extension: \"80010001\" }\n",
        skill_group: "10",
        stimuli: &["dials", "proposes", "handset"],
    },
};

fn operation(request: &HttpRequest) -> Option<&'static dyn Operation> {
    address(request).map(|to| to.operation as &dyn Operation)
}

/// The agent's number: the one given, else one by the place.
fn user(names: &UserNames<'_>) -> String {
    let index = u32::try_from(names.index).unwrap_or(u32::MAX);
    names.agent_number.unwrap_or(FIRST_AGENT.saturating_add(index)).to_string()
}

fn envelope(of: &'static dyn Operation, code: Option<&str>, _: &Value) -> Option<Envelope> {
    let (message, message_basis, result) = match code {
        None if of.name() == GET_AGENT_EVENT.id => ("", Basis::Documented, None),
        None => (operations::operation(of.name())?.success_message, Basis::Chosen, None),
        Some(code) => {
            let row = retcode(code)?;
            (row.message, row.message_basis, Some(row.empty_result.then_some("")))
        }
    };
    Some(Envelope {
        status: HTTP_STATUS,
        status_basis: Basis::Chosen,
        message: Some(message.to_owned()),
        message_basis,
        result,
    })
}

fn answer_fields(of: &'static dyn Operation, raw: &Raw) -> Option<&'static [FieldRow]> {
    if of.name() == GET_AGENT_EVENT.id { poll_fields(raw) } else { Some(of.fields()) }
}

fn refusal(_: &'static dyn Operation, code: &str, _: &Value) -> Option<(u16, Value)> {
    let row = retcode(code)?;
    Some((HTTP_STATUS, json!({ "message": row.message, "retcode": row.code })))
}

const UNOBSERVABLE: Unobservable = Unobservable {
    refusals: &[("300-001", "whoever is signed in may ask about any agent: no page says who may not")],
    event_field,
    ..Unobservable::NOTHING
};

fn event_field(event: &str, row: &FieldRow) -> Option<&'static str> {
    match row.source {
        Source::Event(Said::Nothing) => Some("the event's name says it all"),
        Source::Event(Said::Time) if event == "AgentOther_ShutdownService" => {
            Some("the editions that report the time do not report a sign-out")
        }
        _ => None,
    }
}

static EVENT_FACTS: LazyLock<Vec<EventFacts>> = LazyLock::new(|| {
    let field = |row: &'static FieldRow| EventPath {
        path: row.path,
        kind: match row.source {
            Source::Event(Said::Job) => EventValue::Id,
            Source::Event(Said::Time) => EventValue::Time,
            _ => EventValue::Text,
        },
        row: Some(row),
    };
    let facts = |shape: &'static EventShape| EventFacts {
        name: shape.name,
        emitted: shape.is_emitted,
        fields: shape.fields.iter().map(field).collect(),
    };
    EVENTS.iter().map(facts).collect()
});
