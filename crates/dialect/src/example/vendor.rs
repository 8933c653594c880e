//! The example vendor as a value.

use offhook_machine::{AfterCall, Basis, Policy};
use serde_json::Value;

use super::client::{AFTER_CALL, HEADERS_THAT_COUNT, Json};
use super::events::EVENT_FACTS;
use super::ids::{find_job, job_id};
use super::operations::{LOG_IN, OPERATIONS, STATUS};
use super::reasons::{BAD_REQUEST, REFUSAL_FIELDS, of_code};
use super::route::{PATH_PREFIX, route};
use super::session_layer::{Sessions, refusal, refusal_tree};
use super::{derived, openapi};
use crate::form::{Form, Format, Raw};
use crate::freedom::OpenBehaviour;
use crate::gate::AdmitsAll;
use crate::operation::Operation;
use crate::shape::Edition;
use crate::vendor::{
    Delivery, Envelope, EventFields, Examples, GivenUsers, Groups, Ids, Routes, Tables, Unobservable,
    UserNames, Vendor, Web, WireForms,
};

/// The example vendor.
pub static VENDOR: Vendor = Vendor {
    name: "example",
    title: "Example vendor",
    documents: &[],
    editions: &[("first", Edition::First), ("later", Edition::Later)],
    policy: Policy {
        after_call: AFTER_CALL,
        warm_up: false,
        call_from_break: false,
        second_call: false,
        ..Policy::CCC
    },
    after_calls: &[AfterCall::Idle],
    tables: Tables {
        operations: OPERATIONS,
        poll: &STATUS,
        refusal_fields: REFUSAL_FIELDS,
        code: ("error.reason", ""),
        message: "error.text",
        request_id: None,
        begun_call: "/call",
        call: None,
        event: EventFields {
            polled: None,
            name: "what",
            user: "whom",
            time: "at",
            channel: None,
            numbers: &[],
        },
        volatile: &[],
        words: None,
        numbers: [&[], &[]],
        is_duration: |_| false,
        groups: Groups { basic: &["login", "logout", "status", "call", "hangup"], ..Groups::NONE },
        state_refusal: None,
        common_refusals: Vec::new,
        codes: || super::reasons::REASONS.iter().map(|reason| reason.code).collect(),
        envelope,
        answer_fields: |operation, _: &Raw| Some(operation.fields()),
        events: || &EVENT_FACTS,
        refusal: |_, code, _| of_code(code).map(|reason| (reason.status, refusal_tree(reason))),
        held_calls: None,
    },
    delivery: Delivery::Pushed,
    sign_in: GivenUsers::SignIn(&LOG_IN),
    given_call: None,
    wire: WireForms { form: Some(Form::Typed), formats: &[Format::Json], signed: false },
    open: Sessions::open,
    gate: |_| {
        Box::new(AdmitsAll {
            headers: HEADERS_THAT_COUNT,
            refusal: |why| refusal(why.status(), &BAD_REQUEST),
        })
    },
    secrets: &["session", "xexamplesession"],
    routes: Routes {
        serves: |path| path.starts_with(PATH_PREFIX),
        operation: |request| route(request).ok().map(|row| row as &dyn Operation),
        base: PATH_PREFIX,
    },
    web: Web { methods: "GET, POST, OPTIONS", sends: "Content-Type, X-Example-Session", own_headers: &[] },
    client: &Json,
    ids: Ids {
        job: job_id,
        find_job,
        user: |names: &UserNames<'_>| names.id.to_owned(),
        token: Some("session"),
        agent_numbers: false,
        instance_param: None,
        user_param: None,
        unknown_job: "x0",
        side: |_| "",
        unknown_channel: "",
    },
    clauses: derived::all,
    out_of_reach: &[],
    unobservable: Unobservable::NOTHING,
    open_behaviour: OpenBehaviour::NOTHING,
    openapi: openapi::document,
    limits: &[],
    examples: Examples {
        world: include_str!("default.yaml"),
        provisioned_users: "instance: ccc-test\nusers:\n- { id: amy@ccc-test, extension: \"80010001\" }\n",
        skill_group: "sales",
        stimuli: &["dials"],
    },
};

fn envelope(_: &'static dyn Operation, code: Option<&str>, _: &Value) -> Option<Envelope> {
    let reason = code.map(of_code);
    let (status, message) = match reason {
        None => (200, None),
        Some(reason) => reason.map(|reason| (reason.status, Some(reason.text.to_owned())))?,
    };
    Some(Envelope {
        status,
        status_basis: Basis::Chosen,
        message,
        message_basis: Basis::Chosen,
        result: None,
    })
}
