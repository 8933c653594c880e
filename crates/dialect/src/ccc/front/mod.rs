//! The front: requests of the wire to the machine, and what the machine says to the wire.
//!
//! A front holds what a session of the API needs and the machine does not know: the stream of request ids, the edition and
//! the wire form. It opens no socket and reads no clock.

mod ask;
mod events;
mod refusal;
mod several;
mod view;

use std::collections::VecDeque;

use offhook_machine::{Millis, UserId, Uuids, World};
use serde_json::Value;

use self::refusal::Refusal;
use super::action::Action;
use super::actions::{ERROR_FIELDS, action};
use super::rows::envelope;
use crate::form::{Form, Format, build, render};
use crate::shape::{Edition, ErrorRow, FieldRow};
use crate::source::Source;

pub(crate) use view::parties;

pub use events::{EVENTS, EventRow, Field, event};

/// The API of one world.
#[derive(Clone, Debug)]
pub struct Front {
    /// How answers are written.
    pub form: Form,
    /// In which notation.
    pub format: Format,
    /// Which generation of the documents counts.
    pub edition: Edition,
    /// Whether the resources behind the API are unreachable: every request is then refused.
    pub outage: bool,
    request_ids: Uuids,
    forced_ids: VecDeque<String>,
    /// The latest context id told.
    context_id: u64,
}

/// A request as the transport hands it over.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The action's name.
    pub action: &'a str,
    /// The parameters, percent-decoded.
    pub params: &'a [(String, String)],
    /// The user that the caller's account stands for, when the request names none.
    pub account: Option<UserId>,
}

/// An answer as the transport sends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// What came of a request, before it is written.
enum Outcome {
    Accepted(&'static Action, Value),
    Refused(Refusal),
}

impl Front {
    /// A front whose request ids come from this seed.
    pub fn new(form: Form, format: Format, edition: Edition, seed: u64) -> Self {
        Self {
            form,
            format,
            edition,
            outage: false,
            request_ids: Uuids::new(seed),
            forced_ids: VecDeque::new(),
            context_id: 0,
        }
    }

    /// Makes the next answers bear these request ids, in order.
    pub fn force_request_ids(&mut self, ids: impl IntoIterator<Item = String>) {
        self.forced_ids.extend(ids);
    }

    /// Answers a request. An answer shows the world as it stood when the request was accepted; the effect follows with
    /// [`World::advance`].
    ///
    /// The world must have been advanced to `now`; a clock that goes back is answered as an internal error.
    pub fn answer(&mut self, world: &mut World, now: Millis, ask: &Ask<'_>) -> Answer {
        let id = self.next_id();
        let (status, fields, tree) = match self.outcome(world, now, ask, &id) {
            Outcome::Accepted(action, tree) => (200, action.fields, tree),
            Outcome::Refused(refusal) => (refusal.row.http_status, ERROR_FIELDS, refused(&refusal, &id)),
        };
        self.written(status, fields, &tree, ask.action)
    }

    /// The answer to a request that the transport turns down before anyone looks at its action.
    pub fn refuse(&mut self, row: &ErrorRow, args: &[&str]) -> Answer {
        let id = self.next_id();
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let tree = refused(&Refusal { row: *row, args }, &id);
        self.written(row.http_status, ERROR_FIELDS, &tree, "Error")
    }

    fn next_id(&mut self) -> String {
        self.forced_ids.pop_front().unwrap_or_else(|| self.request_ids.next_uuid().to_string())
    }

    fn written(&self, status: u16, fields: &[FieldRow], tree: &Value, action: &str) -> Answer {
        let body = render(tree, fields, self.form, self.format, action);
        Answer { status, content_type: self.format.content_type(), body }
    }

    fn outcome(&mut self, world: &mut World, now: Millis, ask: &Ask<'_>, id: &str) -> Outcome {
        let Some(action) = action(ask.action) else {
            return Outcome::Refused(Refusal::unknown_action(ask.action));
        };
        if self.outage {
            return Outcome::Refused(Refusal::internal("The resources behind the API cannot be reached."));
        }
        match ask::accept(world, now, action, ask, self.edition) {
            Ok(accepted) => {
                // A request that names no user is told of one only if the caller's account stands for one.
                let shows_user = action.param("UserId").is_some() || ask.account.is_some();
                if action.field(envelope::CONTEXT_ID.path).is_some() {
                    self.context_id += 1;
                }
                let named = |(name, _): &&(String, String)| name == "ChatDeviceId";
                let chat_device = ask.params.iter().find(named).map(|(_, device)| device.as_str());
                let context_id = self.context_id;
                let told = view::Told { request_id: id, context_id, shows_user, chat_device };
                Outcome::Accepted(action, view::tree(world, action, &accepted, &told))
            }
            Err(refusal) => Outcome::Refused(refusal),
        }
    }
}

fn refused(refusal: &Refusal, id: &str) -> Value {
    let args: Vec<&str> = refusal.args.iter().map(String::as_str).collect();
    build(ERROR_FIELDS, 0, &mut |source, _| match source {
        Source::RequestId => Some(id.into()),
        Source::Message => Some(refusal.row.message(&args).into()),
        Source::HttpStatus => Some(refusal.row.http_status.into()),
        Source::Params => Some(args.clone().into()),
        Source::Code => Some(refusal.row.code.into()),
        _ => None,
    })
}
