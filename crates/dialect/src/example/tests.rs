//! The vendor as a whole, over a small world.

use offhook_machine::{
    ChannelId, InstanceId, JobId, NewInstance, NewUser, Number, Op, SignIn, UserId, UserState, World,
};
use serde_json::Value;

use super::VENDOR;
use super::ids::job_id;
use super::route::{params, route};
use super::session_layer;
use crate::client::{Caller, Draft, Names, Said};
use crate::form::Form;
use crate::http::{HttpRequest, HttpResponse};
use crate::session_layer::{Opening, SessionLayer};
use crate::shape::Edition;

/// Names things by their ids.
struct Plain;

impl Names for Plain {
    fn user(&mut self, world: &World, user: UserId) -> Value {
        world.user(user).map(|user| Value::from(&*user.name)).unwrap_or_default()
    }

    fn job(&mut self, world: &World, job: Option<JobId>) -> Value {
        job.and_then(|job| world.job(job)).map(|job| job_id(job).into()).unwrap_or_default()
    }

    fn channel(&mut self, _: &World, _: ChannelId) -> Value {
        Value::Null
    }
}

struct Small {
    world: World,
    amy: UserId,
    layer: Box<dyn SessionLayer>,
    token: Option<String>,
}

impl Small {
    fn new() -> Self {
        let mut world = World::new(VENDOR.policy, 1_700_000_000_000, 1);
        let numbers = [Number::new("01012345678").unwrap()];
        let home = NewInstance { name: "home", numbers: &numbers, ..NewInstance::default() };
        let home = world.add_instance(&home).unwrap();
        let amy = NewUser { extension: Number::new("8001"), ..NewUser::new("amy") };
        let amy = world.add_user(home, &amy).unwrap();
        Self { world, amy, layer: (VENDOR.open)(opening(home)), token: None }
    }

    fn written(&self, said: Said) -> HttpRequest {
        let with = said.with.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).collect();
        let caller = Caller { id: "amy", token: self.token.as_deref(), ..Caller::default() };
        let draft = Draft { operation: said.operation, with, caller: Some(caller), ..Draft::default() };
        VENDOR.client.write(&draft).unwrap().request
    }

    fn said(&self, op: &Op<'_>) -> HttpRequest {
        self.written(VENDOR.client.say(&self.world, self.amy, op, &mut Plain).unwrap())
    }

    /// Asks for this, and lets it take effect.
    fn ask(&mut self, op: &Op<'_>) -> (u16, Value) {
        self.send(&self.said(op))
    }

    fn send(&mut self, request: &HttpRequest) -> (u16, Value) {
        let now = self.world.now();
        let HttpResponse { status, body, .. } = {
            let answer = self.layer.answer(&mut self.world, now, request);
            self.token = VENDOR.client.token(&answer).or(self.token.take());
            answer
        };
        self.world.advance(now).unwrap();
        (status, serde_json::from_str(&body).unwrap())
    }

    fn state(&self) -> UserState {
        self.world.user(self.amy).unwrap().state
    }
}

fn opening(instance: InstanceId) -> Opening<'static> {
    Opening {
        instance,
        form: Form::Typed,
        edition: Edition::First,
        seed: 1,
        token_seed: 1,
        renews_tokens: false,
        passwords: &[],
        views: crate::freedom::Views::default(),
        request_ids: Vec::new(),
    }
}

const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };

#[test]
fn what_is_said_is_what_the_machine_is_asked_for() {
    let mut small = Small::new();
    let to = Number::new("13188888888").unwrap();
    let place = Op::MakeCall { callee: to, caller: None, timeout_ms: None };
    let is_asked = |small: &Small, op: Op<'_>| {
        let request = small.said(&op);
        let row = route(&request).unwrap();
        let asked = session_layer::op(&small.world, row, &params(row, &request).unwrap()).unwrap();
        assert_eq!(asked, op);
    };
    is_asked(&small, Op::SignIn(SignIn::default()));
    small.ask(&Op::SignIn(SignIn::default()));
    is_asked(&small, place);
    small.ask(&place);
    let job = small.world.user(small.amy).unwrap().job;
    for op in [HANG_UP, Op::Release { job, channel: None }, Op::Poll, Op::SignOut] {
        is_asked(&small, op);
    }
}

#[test]
fn a_session_begins_has_a_call_and_ends() {
    let mut small = Small::new();
    let (status, refused) = small.ask(&Op::Poll);
    assert_eq!((status, &refused["error"]["reason"]), (401, &"NO_SESSION".into()));
    assert_eq!(VENDOR.tables.refusal_in(&refused).as_deref(), Some("NO_SESSION"));
    assert_eq!(VENDOR.tables.message_in(&refused), Some("Log in first."));

    let (status, begun) = small.ask(&Op::SignIn(SignIn::default()));
    assert_eq!((status, &begun["ok"], small.state()), (200, &true.into(), UserState::Ready));
    assert_eq!(VENDOR.tables.refusal_in(&begun), None);

    let callee = Number::new("13188888888").unwrap();
    let (_, called) = small.ask(&Op::MakeCall { callee, caller: None, timeout_ms: None });
    let id = called.pointer(VENDOR.tables.begun_call).and_then(Value::as_str).unwrap();
    assert_eq!((VENDOR.ids.find_job)(&small.world, id), small.world.user(small.amy).unwrap().job);
    assert_eq!(small.state(), UserState::Dialing);

    let (_, busy) = small.ask(&Op::MakeCall { callee, caller: None, timeout_ms: None });
    assert_eq!(VENDOR.tables.refusal_in(&busy).as_deref(), Some("WRONG_STATE"));
    assert_eq!(small.ask(&Op::Poll).1["user"]["call"], id);
    assert_eq!(small.ask(&HANG_UP).0, 200);
    assert_eq!((small.state(), small.ask(&Op::SignOut).0), (UserState::Ready, 200));
    assert_eq!((small.state(), small.ask(&Op::Poll).0), (UserState::Offline, 401));
}

#[test]
fn what_is_no_request_is_refused_with_the_status_of_its_reason() {
    let mut small = Small::new();
    let client = VENDOR.client;
    for (request, status, reason) in [
        (client.unknown(), 404, "NOT_FOUND"),
        (HttpRequest::new("GET", "/example/v1/call"), 405, "WRONG_METHOD"),
        (client.bare(VENDOR.tables.poll), 400, "BAD_REQUEST"),
        (HttpRequest::new("GET", "/example/v1/status?user=nobody"), 404, "UNKNOWN_USER"),
    ] {
        let (observed, body) = small.send(&request);
        assert_eq!((observed, VENDOR.tables.refusal_in(&body).as_deref()), (status, Some(reason)));
    }
    small.layer.set_outage(true);
    assert_eq!(small.ask(&Op::SignIn(SignIn::default())).0, 503);
}

#[test]
fn the_openapi_document_cites_the_clauses_of_the_operations() {
    let document = (VENDOR.openapi)(Edition::First);
    for row in VENDOR.tables.operations {
        let request = VENDOR.client.bare(*row);
        let of = &document["paths"][request.path()][request.method.to_ascii_lowercase()];
        assert_eq!(of["x-clause"], row.clause());
    }
}
