//! The session layer of CCC: requests of the wire to the machine, and answers and events back.
//!
//! It holds what the machine does not know: the stream of request ids, the edition and the form. It opens no socket and
//! reads no clock.

use std::collections::{BTreeMap, VecDeque};

use offhook_machine::{
    Accepted, Event, InstanceId, JobId, Millis, Op, OpKind, Request, UserId, UserState, Uuids, World,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::action::{Action, ActionRefusal, Decoded, decode_params};
use super::actions::{ERROR_FIELDS, action};
use super::decoded::Params;
use super::errors::USER_STATE;
use super::events::event;
use super::refusal::Named;
use super::rows::envelope;
use super::rpc::RpcRequest;
use super::view;
use crate::form::{Form, Format, build, render};
use crate::freedom::{View, Views};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::Operation as _;
use crate::query::percent_encode;
use crate::session_layer::{Opening, SessionLayer};
use crate::shape::{Edition, ErrorRow, FieldRow};
use crate::source::Source;

/// What the answer to a request is called that names no action of the table.
const NO_ACTION: &str = "Error";

/// The API of one world.
#[derive(Clone, Debug)]
pub struct Session {
    /// The instance in which the caller's account is looked up; none where nothing reaches a call centre.
    instance: Option<InstanceId>,
    form: Form,
    edition: Edition,
    /// What answers show otherwise than ours.
    views: Views,
    memory: Memory,
}

/// What changes as a session layer answers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Memory {
    /// Whether the resources behind the API are out of reach: every request is then refused.
    outage: bool,
    request_ids: Uuids,
    forced_ids: VecDeque<String>,
    /// The context id of the latest answer that has one.
    context_id: u64,
    /// The call that each user was in last, where a poll shows it.
    last_calls: BTreeMap<UserId, JobId>,
}

impl Session {
    /// A session layer of this form and edition, whose request ids come from this seed.
    pub fn new(form: Form, edition: Edition, seed: u64) -> Self {
        Self {
            instance: None,
            form,
            edition,
            views: Views::default(),
            memory: Memory {
                outage: false,
                request_ids: Uuids::new(seed),
                forced_ids: VecDeque::new(),
                context_id: 0,
                last_calls: BTreeMap::new(),
            },
        }
    }

    /// Opens the session layer of a call centre.
    pub(super) fn open(opening: Opening<'_>) -> Box<dyn SessionLayer> {
        let mut session = Self::new(opening.form, opening.edition, opening.seed);
        session.instance = Some(opening.instance);
        session.memory.forced_ids.extend(opening.request_ids);
        session.views = opening.views;
        Box::new(session)
    }

    /// Refuses a request that does not reach the call centre.
    pub(super) fn refuse(
        &mut self,
        by: RefusedBy<'_>,
        format: Format,
        row: &ErrorRow,
        args: &[&str],
    ) -> HttpResponse {
        let id = self.next_id();
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let tree = refused(&ActionRefusal { row: *row, args }, &id, by);
        self.written(row.http_status, ERROR_FIELDS, &tree, format, NO_ACTION)
    }

    fn next_id(&mut self) -> String {
        let Memory { forced_ids, request_ids, .. } = &mut self.memory;
        forced_ids.pop_front().unwrap_or_else(|| request_ids.next_uuid().to_string())
    }

    fn written(
        &self,
        status: u16,
        fields: &[FieldRow],
        tree: &Value,
        format: Format,
        name: &'static str,
    ) -> HttpResponse {
        let body = render(tree, fields, self.form, format, name);
        let mut answer = HttpResponse::new(status, format.content_type(), body);
        if let Some(id) = tree["RequestId"].as_str() {
            answer.headers.push((REQUEST_ID_HEADER.to_owned(), id.to_owned()));
        }
        answer
    }

    fn outcome(
        &mut self,
        world: &mut World,
        now: Millis,
        rpc: &RpcRequest,
        id: &str,
    ) -> Result<(&'static Action, Value), ActionRefusal> {
        let action = action(&rpc.action).ok_or_else(ActionRefusal::unknown_action)?;
        if self.memory.outage {
            return Err(ActionRefusal::internal("The resources behind the API cannot be reached."));
        }
        let account = self.instance.zip(rpc.account.as_deref());
        let account = account.and_then(|(instance, name)| world.find_user(instance, name));
        let mut accepted = accept(world, now, action, rpc, account, self.edition)?;
        if self.views.has(View::FinishedCall) && action.does.asks.contains(&OpKind::Poll) {
            let works = world.user(accepted.by).is_some_and(|it| it.state == UserState::Working);
            let last = || self.memory.last_calls.get(&accepted.by).copied().filter(|_| works);
            accepted.job = accepted.job.or_else(last);
        }
        // A request that names no user is answered about one only if the caller's account stands for one.
        let shows_user = action.param("UserId").is_some() || account.is_some();
        if action.field(envelope::CONTEXT_ID.path).is_some() {
            self.memory.context_id += 1;
        }
        let named = |(name, _): &&(String, String)| name == "ChatDeviceId";
        let chat_device = rpc.params.iter().find(named).map(|(_, device)| device.as_str());
        let envelope = view::Envelope {
            request_id: id,
            context_id: self.memory.context_id,
            shows_user,
            chat_device,
            views: &self.views,
        };
        Ok((action, view::tree(world, action, &accepted, &envelope)))
    }
}

/// Who refuses a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum RefusedBy<'a> {
    /// The product.
    Product,
    /// The gateway before it, which was asked under this name.
    Gateway { host: Option<&'a str> },
}

/// The header of an answer with the id of the request.
pub(super) const REQUEST_ID_HEADER: &str = "x-acs-request-id";

impl SessionLayer for Session {
    /// The world must have been advanced to `now`; a clock that goes back is answered as an internal error.
    fn answer(&mut self, world: &mut World, now: Millis, request: &HttpRequest) -> HttpResponse {
        let rpc = match RpcRequest::decode(request) {
            Ok(rpc) => rpc,
            Err(error) => {
                let reason = error.to_string();
                let args = ["request", reason.as_str()];
                return self.refuse(RefusedBy::Product, Format::Json, &super::errors::ENUMERATION, &args);
            }
        };
        let id = self.next_id();
        let (status, fields, tree) = match self.outcome(world, now, &rpc, &id) {
            Ok((action, tree)) => (200, action.fields, tree),
            Err(refusal) => {
                (refusal.row.http_status, ERROR_FIELDS, refused(&refusal, &id, RefusedBy::Product))
            }
        };
        let name = action(&rpc.action).map_or(NO_ACTION, |action| action.name);
        self.written(status, fields, &tree, rpc.format, name)
    }

    fn refused_for_state(&self, world: &World, request: &HttpRequest) -> Option<&'static str> {
        let rpc = RpcRequest::decode(request).ok()?;
        let action = action(&rpc.action)?;
        let named =
            |name: &str| rpc.params.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
        let user = named("UserId").or(rpc.account.as_deref())?;
        let user = world.find_user(world.find_instance(named("InstanceId")?)?, user)?;
        let kinds = action.does.asks;
        let refuses = !kinds.is_empty() && kinds.iter().all(|kind| world.refuses_in_state(user, *kind));
        action.error(USER_STATE.code).filter(|_| refuses).map(|row| row.code)
    }

    fn observe(&mut self, world: &World, it: &Event) -> Option<Value> {
        if let (true, Some(user), Some(job)) = (self.views.has(View::FinishedCall), it.user, it.job) {
            self.memory.last_calls.insert(user, job);
        }
        event(world, it)
    }

    fn set_outage(&mut self, outage: bool) {
        self.memory.outage = outage;
    }

    fn saved(&self) -> serde_json::Result<Box<RawValue>> {
        to_raw_value(&self.memory)
    }

    fn restore(&mut self, saved: &RawValue) -> serde_json::Result<()> {
        self.memory = serde_json::from_str(saved.get())?;
        Ok(())
    }

    fn boxed(&self) -> Box<dyn SessionLayer> {
        Box::new(self.clone())
    }
}

/// Puts the request to the machine. What is missing or malformed is refused first, then what does not exist, then what
/// is in the wrong state.
fn accept(
    world: &mut World,
    now: Millis,
    action: &'static Action,
    rpc: &RpcRequest,
    account: Option<UserId>,
    edition: Edition,
) -> Result<Accepted, ActionRefusal> {
    let params =
        decode_params(action, &rpc.params, edition).map_err(|error| ActionRefusal::param(action, &error))?;
    let named = Params { action, params: &params, world };
    let instance = named.instance()?;
    let by = named.user(instance, account)?;
    let lists = named.lists(instance, by)?;
    let decoded = Decoded { action, params: &params, world, by, lists: &lists };
    let op = (action.does.op)(&decoded)?;
    let also = action.does.also.and_then(|also| also(&decoded));
    debug_assert!(asks(action, &op) && also.is_none_or(|also| asks(action, &also)), "{}", action.name);
    let (job, owner) = (decoded.job_id(), decoded.channel_owner());
    let channel = decoded.text("ChannelId");
    let named = Named { by, job: &job, channel, owner: &owner };
    let shown = action.shown_call(world, &op);
    let accepted = world
        .request(now, &Request { by, op })
        .map_err(|refused| ActionRefusal::machine(world, action, &refused, &named))?;
    if let Some(op) = also {
        let _ = world.request(now, &Request { by, op });
    }
    Ok(Accepted { job: shown.or(accepted.job), ..accepted })
}

/// True if the action's row has this kind of request.
fn asks(action: &Action, op: &Op<'_>) -> bool {
    action.does.asks.contains(&op.kind())
}

/// Where the vendor helps with a refusal of its gateway.
fn help(code: &str) -> String {
    format!("https://api.aliyun.com/troubleshoot?q={}&product=CCC", percent_encode(code))
}

fn refused(refusal: &ActionRefusal, id: &str, by: RefusedBy<'_>) -> Value {
    let args: Vec<&str> = refusal.args.iter().map(String::as_str).collect();
    build(ERROR_FIELDS, 0, &mut |source, _| match source {
        Source::RequestId => Some(id.into()),
        Source::Message => Some(refusal.row.message(&args).into()),
        Source::HttpStatus => Some(refusal.row.http_status.into()),
        Source::Params => Some(args.clone().into()),
        Source::Code => Some(refusal.row.code.into()),
        Source::AskedHost => match by {
            RefusedBy::Gateway { host } => host.map(Into::into),
            RefusedBy::Product => None,
        },
        Source::Help => matches!(by, RefusedBy::Gateway { .. }).then(|| help(refusal.row.code).into()),
        _ => None,
    })
}
