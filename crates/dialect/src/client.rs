//! The contract of a vendor's client: requests are written from operations and parameters, and read back.

use offhook_machine::{ChannelId, JobId, Op, UserId, UserState, World};
use serde_json::{Map, Value};

use crate::form::Format;
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::Operation;
use crate::query::Pairs;

/// Writes requests as the vendor's own clients do, and reads them back. Has no state.
pub trait Client: Sync {
    /// Writes a request.
    ///
    /// # Errors
    /// What the draft says cannot be written.
    fn write(&self, draft: &Draft<'_>) -> Result<Written, String>;

    /// The operation and parameters with which `by` asks the machine for `op`; none where the API cannot ask for it.
    fn say(&self, world: &World, by: UserId, op: &Op<'_>, names: &mut dyn Names) -> Option<Said>;

    /// The parameters of the sign-in that brings a user to a state; none where no sign-in leads there.
    fn sign_in(&self, _session: &GivenSession<'_>) -> Option<Said> {
        None
    }

    /// The requests that bring a provisioned user to a state, and those that end what it is in.
    fn provision(&self, state: UserState, break_code: &str, groups: &[String]) -> Vec<Said>;

    /// The requests that end a provisioned user's call and session, after this answer to the poll of its state.
    fn tidy_up(&self, polled: &Value, signed_in: bool) -> Vec<Said>;

    /// True if [`tidy_up`](Self::tidy_up) looks at the state of the user.
    fn polls_before_tidying_up(&self) -> bool {
        true
    }

    /// The session's token in an answer.
    fn token(&self, _response: &HttpResponse) -> Option<String> {
        None
    }

    /// True for an operation whose acceptance ends the session of the user who asks.
    fn ends_session(&self, _operation: &dyn Operation) -> bool {
        false
    }

    /// What a request says, taken apart.
    fn read(&self, request: &HttpRequest) -> ReadRequest;

    /// The same request for the user of this password.
    fn with_password(&self, request: &HttpRequest, _password: &str) -> HttpRequest {
        request.clone()
    }

    /// The same request with every text that can hold a name mapped to another.
    fn map_texts(&self, request: &HttpRequest, map: &dyn Fn(&str) -> String) -> HttpRequest;

    /// The same request with this token of a session in place of its own.
    fn with_token(&self, request: &HttpRequest, _token: &str) -> HttpRequest {
        request.clone()
    }

    /// The same request with another value of a parameter, from the one that it says; none where `map` gives none, or where
    /// the parameter is not said and cannot be added.
    fn map_param(
        &self,
        request: &HttpRequest,
        name: &str,
        map: &dyn Fn(Option<&str>) -> Option<String>,
    ) -> Option<HttpRequest>;

    /// The request as the adapter protocol has it, without `dialect`.
    fn to_adapter(&self, request: &HttpRequest) -> Map<String, Value>;

    /// The request as a draft that writes it again.
    fn to_draft(&self, request: &HttpRequest) -> Option<Recorded>;

    /// One line about a request and its answer, without secrets.
    fn summary(&self, request: &HttpRequest, response: &HttpResponse) -> Summary;

    /// A request that no implementation knows.
    fn unknown(&self) -> HttpRequest;

    /// The request of an operation without parameters, or about a user who does not exist.
    fn bare(&self, operation: &dyn Operation) -> HttpRequest;

    /// The request as it is sent to an implementation: its target is relative to the implementation's address.
    ///
    /// # Errors
    /// It cannot be sent over HTTP; the reason.
    fn send(&self, request: &HttpRequest, sender: &Sender<'_>) -> Result<HttpRequest, String>;

    /// The request as a reader takes it in.
    fn shown(&self, request: &HttpRequest) -> Shown {
        Shown {
            head: format!("{} {}", request.method, request.target),
            pairs: request.headers.clone(),
            joint: ": ",
            body: String::from_utf8_lossy(&request.body).into_owned(),
        }
    }
}

/// A request to be written.
#[derive(Clone, Default)]
pub struct Draft<'a> {
    /// The operation's name.
    pub operation: &'a str,
    /// The parameters; one without a value is left out, though it would be filled in.
    pub with: Vec<(String, Option<Value>)>,
    /// The user who asks.
    pub caller: Option<Caller<'a>>,
    /// The id of the instance.
    pub instance: &'a str,
    /// The notation of the answer.
    pub format: Option<Format>,
    /// The path and query in place of those that follow from the parameters.
    pub uri: Option<&'a str>,
    /// The method in place of the operation's.
    pub method: Option<&'a str>,
    /// The body in place of that of the parameters.
    pub body: Option<&'a str>,
    /// Headers in place of the usual ones; one without a value is left out.
    pub headers: Vec<(String, Option<String>)>,
}

/// The user who asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller<'a> {
    /// The id on the wire.
    pub id: &'a str,
    /// The id of the workbench.
    pub device: &'a str,
    /// The phone.
    pub extension: Option<&'a str>,
    /// The token of the session.
    pub token: Option<&'a str>,
}

/// A request that was written.
#[derive(Clone)]
pub struct Written {
    /// The request.
    pub request: HttpRequest,
    /// The operation, where it is one of the vendor's.
    pub operation: Option<&'static dyn Operation>,
    /// What the request says, by parameter.
    pub said: Pairs,
}

/// An operation with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The operation's name.
    pub operation: &'static str,
    /// The parameters.
    pub with: Vec<(&'static str, Value)>,
}

/// How things are named in a request: by their ids, or by names that a script binds to ids.
pub trait Names {
    /// A user.
    fn user(&mut self, world: &World, user: UserId) -> Value;
    /// A call; none where the user has no call.
    fn job(&mut self, world: &World, job: Option<JobId>) -> Value;
    /// A channel.
    fn channel(&mut self, world: &World, channel: ChannelId) -> Value;
}

/// How a user is to be signed in.
#[derive(Clone, Copy, Debug)]
pub struct GivenSession<'a> {
    /// The state.
    pub state: UserState,
    /// Whether incoming calls are answered by the gateway.
    pub auto_answer: bool,
    /// Whether the user is idle after a call.
    pub auto_idle: bool,
    /// The password.
    pub password: &'a str,
}

/// What a request says.
#[derive(Clone, Debug, Default)]
pub struct ReadRequest {
    /// The operation, where it is one of the vendor's.
    pub operation: Option<&'static dyn Operation>,
    /// The name under which it is asked for.
    pub name: String,
    /// The id of the user whom it names, or whose account sends it.
    pub user: Option<String>,
    /// The parameters of path and query, and those of a form.
    pub params: Pairs,
    /// The notation that the answer is wanted in.
    pub format: Option<Format>,
}

/// A draft that was made from a request.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The operation's name.
    pub operation: &'static str,
    /// The id of the user whose account sends it.
    pub account: Option<String>,
    /// The parameters; one without a value is left out.
    pub with: Vec<(String, Option<String>)>,
    /// The path and query, where the parameters do not say them.
    pub uri: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// The headers.
    pub headers: Vec<(String, Option<String>)>,
    /// The body.
    pub body: Option<String>,
}

/// The sender of a request, and what it signs with.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The host and port, as the header `Host` has them.
    pub host: &'a str,
    /// The key that requests are signed with.
    pub key: Option<&'a AccessKey>,
    /// Whether each user's requests are signed with a key of the user's id.
    pub accounts: bool,
    /// The time of the signature, in milliseconds since 1970.
    pub now_ms: u64,
    /// A word that no other request bears.
    pub nonce: &'a str,
}

/// An access key.
#[derive(Clone)]
pub struct AccessKey {
    /// The id.
    pub id: String,
    /// The secret.
    pub secret: String,
    /// The token of a temporary key.
    pub token: Option<String>,
    /// Whether the older of two signature algorithms is used.
    pub older_signature: bool,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A request as a reader takes it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The first line.
    pub head: String,
    /// Parameters or headers, a line each.
    pub pairs: Pairs,
    /// What stands between a name and its value.
    pub joint: &'static str,
    /// The body.
    pub body: String,
}

/// One line about a request and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// `request`, `poll` or `event`.
    pub kind: &'static str,
    /// The operation, or the event that a poll brought.
    pub what: String,
    /// The parameters.
    pub about: String,
    /// The code.
    pub answer: Option<String>,
    /// Whether it was refused.
    pub refused: bool,
}
