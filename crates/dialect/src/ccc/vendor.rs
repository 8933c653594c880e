//! CCC as a value.

use std::sync::LazyLock;

use offhook_machine::{AfterCall, Basis, Job, JobId, JobNumber, Policy, World};
use serde_json::{Value, json};

use super::actions::{ERROR_FIELDS, action};
use super::call::POLL_USER_STATUS;
use super::client::Rpc;
use super::documents::DOCUMENTS;
use super::events::{EVENTS, EventRow, Field};
use super::gate::Door;
use super::out_of_reach::OUT_OF_REACH;
use super::rpc::RpcRequest;
use super::session_layer::{REQUEST_ID_HEADER, Session};
use super::unobservable::UNOBSERVABLE;
use super::{derived, errors, openapi};
use crate::form::{Format, Raw};
use crate::http::HttpRequest;
use crate::operation::Operation;
use crate::shape::Edition;
use crate::vendor::{
    CallFields, Delivery, Envelope, EventFacts, EventFields, EventPath, EventValue, Examples,
    GivenCallOperations, GivenUsers, Groups, Ids, Routes, Tables, UserNames, Vendor, Web, WireForms,
};

/// Alibaba Cloud CCC.
pub static VENDOR: Vendor = Vendor {
    name: "ccc",
    title: "Alibaba Cloud CCC 2020-07-01",
    documents: DOCUMENTS,
    editions: &[
        ("first", Edition::First),
        ("2021", Edition::First),
        ("later", Edition::Later),
        ("2023", Edition::Later),
    ],
    policy: Policy::CCC,
    after_calls: &[AfterCall::Work],
    tables: Tables {
        operations: super::actions::OPERATIONS,
        poll: &POLL_USER_STATUS,
        refusal_fields: ERROR_FIELDS,
        code: ("Code", "OK"),
        message: "Message",
        request_id: Some("RequestId"),
        begun_call: "/Data/CallContext/JobId",
        call: Some(CallFields {
            at: "/Data/CallContext",
            job: "JobId",
            channels: "ChannelContexts",
            channel: "ChannelId",
            user: "UserId",
        }),
        event: EventFields {
            polled: None,
            name: "eventType",
            user: "agentId",
            time: "eventTime",
            channel: Some("channelId"),
            numbers: &["caller", "callee", "destination"],
        },
        volatile: &[
            "RequestId",
            "JobId",
            "ChannelId",
            "ContextId",
            "Timestamp",
            "Heartbeat",
            "Reserved",
            "Message",
            "Params",
        ],
        words: Some("Message"),
        numbers: [&["caller", "Caller"], &["called", "callee"]],
        is_duration: |row| row.name.ends_with("TimeoutSeconds"),
        groups: Groups {
            basic: &[
                "SignInGroup",
                "SignOutGroup",
                "ReadyForService",
                "TakeBreak",
                "PollUserStatus",
                "MakeCall",
                "AnswerCall",
                "ReleaseCall",
            ],
            hold_and_mute: &["HoldCall", "RetrieveCall", "MuteCall", "UnmuteCall"],
            transfer: &[
                "BlindTransfer",
                "InitiateAttendedTransfer",
                "CompleteAttendedTransfer",
                "CancelAttendedTransfer",
            ],
            supervision: &["MonitorCall", "CoachCall", "BargeInCall", "InterceptCall"],
        },
        state_refusal: Some(super::errors::USER_STATE.code),
        common_refusals,
        codes: || errors::COMMON.iter().map(|row| row.code).collect(),
        envelope,
        answer_fields: |operation, _: &Raw| Some(operation.fields()),
        events: || &EVENT_FACTS,
        refusal,
        held_calls: None,
    },
    delivery: Delivery::Pushed,
    sign_in: GivenUsers::AsGiven,
    given_call: Some(GivenCallOperations {
        place: ("MakeCall", "Callee"),
        hold: ("HoldCall", ["JobId", "ChannelId"]),
        mute: ("MuteCall", "JobId"),
    }),
    wire: WireForms { form: None, formats: &Format::ALL, signed: true },
    open: Session::open,
    gate: Door::open,
    secrets: &[
        "accesskeyid",
        "accesskeysecret",
        "securitytoken",
        "signature",
        "xacscredentialstoken",
        "xacssecuritytoken",
        "xacssignature",
    ],
    routes: Routes { serves: |path| path.bytes().all(|it| it == b'/'), operation, base: "/" },
    // As the vendor's gateway says it.
    web: Web {
        methods: "POST, GET, OPTIONS",
        sends: "X-Requested-With, X-Sequence, x-acs-action, x-acs-version, x-acs-date, Content-Type",
        own_headers: &[REQUEST_ID_HEADER],
    },
    client: &Rpc,
    ids: Ids {
        job: |job: &Job| job.number.to_string(),
        find_job,
        user,
        token: None,
        agent_numbers: false,
        instance_param: Some("InstanceId"),
        user_param: Some("UserId"),
        unknown_job: "job-1",
        side: |channel| channel.split(':').nth(1).unwrap_or_default(),
        unknown_channel: "ch:customer:1->2:3:job-4",
    },
    clauses: derived::all,
    out_of_reach: OUT_OF_REACH,
    unobservable: UNOBSERVABLE,
    open_behaviour: super::freedoms::OPEN_BEHAVIOUR,
    openapi: openapi::document,
    limits: &[super::gate::LIMITS],
    examples: Examples {
        world: include_str!("default.yaml"),
        provisioned_users: "instance: ccc-test\nusers:\n- { id: amy@ccc-test, extension: \"80010001\" }\n",
        skill_group: "sales@ccc-test",
        stimuli: &["dials"],
    },
};

fn operation(request: &HttpRequest) -> Option<&'static dyn Operation> {
    let rpc = RpcRequest::decode(request).ok()?;
    action(&rpc.action).map(|action| action as &dyn Operation)
}

fn find_job(world: &World, id: &str) -> Option<JobId> {
    world.find_job(JobNumber::from_text(id)?)
}

/// The id given, else the alias and the instance.
fn user(names: &UserNames<'_>) -> String {
    names.id.to_owned()
}

fn common_refusals() -> Vec<&'static str> {
    errors::COMMON.iter().map(|row| row.code).collect()
}

fn envelope(operation: &'static dyn Operation, code: Option<&str>, tree: &Value) -> Option<Envelope> {
    let documented = Envelope {
        status: 200,
        status_basis: Basis::Documented,
        message: None,
        message_basis: Basis::Documented,
        result: None,
    };
    let Some(code) = code else { return Some(documented) };
    let row = action(operation.name())?.error(code)?;
    let params = tree.get("Params").and_then(Value::as_array);
    let params: Vec<&str> = params.into_iter().flatten().filter_map(Value::as_str).collect();
    Some(Envelope {
        status: row.http_status,
        status_basis: row.basis,
        message: Some(row.message(&params)),
        message_basis: row.basis,
        ..documented
    })
}

/// A refusal under the id of the accepted answer.
fn refusal(operation: &'static dyn Operation, code: &str, accepted: &Value) -> Option<(u16, Value)> {
    let row = action(operation.name())?.error(code)?;
    let args: Vec<&str> = row.args.iter().map(|_| "x").collect();
    let body = json!({
        "Message": row.message(&args),
        "RequestId": accepted.get("RequestId"),
        "HttpStatusCode": row.http_status,
        "Params": args,
        "Code": row.code,
    });
    Some((row.http_status, body))
}

static EVENT_FACTS: LazyLock<Vec<EventFacts>> = LazyLock::new(|| {
    let field = |(path, field): (&'static str, Field)| EventPath {
        path,
        kind: match field {
            Field::Job | Field::Channel | Field::Target => EventValue::Id,
            Field::Time => EventValue::Time,
            Field::ReleaseReason => EventValue::Word,
            Field::SkillLevels => EventValue::List,
            Field::OutboundOnly => EventValue::Number,
            Field::Type
            | Field::Instance
            | Field::SkillGroups
            | Field::Agent
            | Field::CallType
            | Field::SkillGroup
            | Field::Scenario
            | Field::BreakCode
            | Field::Caller
            | Field::Callee
            | Field::Broker
            | Field::AdditionalBroker
            | Field::NotOfThisCall
            | Field::Destination
            | Field::TransferOriginator
            | Field::TransferDestination
            | Field::Counterparty
            | Field::AbandonPhase
            | Field::QueueType => EventValue::Text,
        },
        row: None,
    };
    let facts = |row: &'static EventRow| EventFacts {
        name: row.name,
        emitted: true,
        fields: row.all_fields().map(field).collect::<Vec<EventPath>>(),
    };
    EVENTS.iter().map(facts).collect()
});
