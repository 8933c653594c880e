//! The contract of a session layer: the part of a vendor's API that the machine does not know.

use std::fmt;

use offhook_machine::{Event, InstanceId, JobId, Millis, Number, UserId, World};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::form::Form;
use crate::freedom::Views;
use crate::http::{HttpRequest, HttpResponse};
use crate::shape::Edition;

/// What a session layer is opened with.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// The instance whose API it is.
    pub instance: InstanceId,
    /// The form of answers.
    pub form: Form,
    /// The generation of the documents.
    pub edition: Edition,
    /// The seed of ids.
    pub seed: u64,
    /// The seed of tokens: who knows it knows what lets somebody in.
    pub token_seed: u64,
    /// Whether a token is renewed while the session lasts.
    pub renews_tokens: bool,
    /// The passwords that sign-ins need.
    pub passwords: &'a [(UserId, String)],
    /// The ids of the next answers, before the generated ones.
    pub request_ids: Vec<String>,
    /// What answers show otherwise than ours, where that is open.
    pub views: Views,
}

/// The part of an API that the machine does not know: tokens, events that wait, deferred states. Pure: no socket, no clock.
///
/// # Contract
/// The caller advances the world, hands over every event while its handles can be read ([`observe`](Self::observe)), then
/// lets the layer do what has become due ([`follow_up`](Self::follow_up)). [`CallCentre`](https://docs.rs/offhook-centre) does.
pub trait SessionLayer: fmt::Debug + Send + Sync {
    /// Answers a request. An answer shows the world as it stood when the request was accepted; the effect follows with
    /// [`World::advance`].
    fn answer(&mut self, world: &mut World, now: Millis, request: &HttpRequest) -> HttpResponse;

    /// The request with the token of the session that it means, where it bears another one or none: for call centres that check no token.
    /// None where it stays as it is.
    fn with_its_token(&self, _world: &World, _request: &HttpRequest) -> Option<HttpRequest> {
        None
    }

    /// The code with which the state of the user alone refuses a request, whatever else is wrong with it, where no document says which of
    /// two reasons counts first.
    fn refused_for_state(&self, _world: &World, _request: &HttpRequest) -> Option<&'static str> {
        None
    }

    /// Takes an event of the machine; returns the vendor's event if it is pushed.
    fn observe(&mut self, world: &World, event: &Event) -> Option<Value>;

    /// Does what has become due.
    fn follow_up(&mut self, _world: &mut World, _now: Millis) {}

    /// The next time at which the layer has to see the world: at the latest then an advance must stop.
    fn next_deadline(&self, _world: &World) -> Option<Millis> {
        None
    }

    /// The next time at which a poll that finds nothing now would find something.
    fn next_report(&self) -> Option<Millis> {
        None
    }

    /// True for a poll that finds nothing now: a transport may let it wait. Changes nothing.
    fn would_wait(&self, _world: &World, _now: Millis, _request: &HttpRequest) -> bool {
        false
    }

    /// The events that wait for a user's polls: the place of each among all that were emitted, oldest first.
    fn waiting(&self, _user: UserId) -> Vec<u64> {
        Vec::new()
    }

    /// Takes the resources behind the API out of reach, or brings them back.
    fn set_outage(&mut self, outage: bool);

    /// The call centre proposes a call to a user. False, and nothing changes, where the API has no proposals or the user
    /// cannot take one.
    fn propose(&mut self, _world: &World, _now: Millis, _to: UserId, _proposal: Proposal) -> bool {
        false
    }

    /// A user acts at a handset that is linked to the client. False, and nothing changes, where the call does not admit it.
    fn at_handset(&mut self, _world: &mut World, _now: Millis, _by: UserId, _act: HandsetAct) -> bool {
        false
    }

    /// Writes down what decides about future answers and is not in the world; `place` numbers the live calls.
    fn outline(&self, _world: &World, _place: &dyn Fn(JobId) -> Option<u8>, _out: &mut Vec<u8>) {}

    /// Everything that decides about future answers and is not in the world, written down.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    fn saved(&self) -> serde_json::Result<Box<RawValue>>;

    /// Becomes the layer that was written down; it was opened as this one.
    ///
    /// # Errors
    /// It is none; nothing has changed.
    fn restore(&mut self, saved: &RawValue) -> serde_json::Result<()>;

    /// A copy.
    fn boxed(&self) -> Box<dyn SessionLayer>;
}

impl Clone for Box<dyn SessionLayer> {
    fn clone(&self) -> Self {
        self.boxed()
    }
}

/// A call that the call centre proposes to an agent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The number by which the agent names it.
    pub control: i64,
    /// Who is to be called.
    pub number: Number,
    /// The data that travel with the call.
    pub data: String,
}

/// What an agent can do during a call at a handset that is linked to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandsetAct {
    /// Hold the call.
    Hold,
    /// Retrieve the call.
    Retrieve,
    /// Mute the agent.
    Mute,
    /// Unmute the agent.
    Unmute,
}

impl HandsetAct {
    /// The act of this name.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "hold" => Self::Hold,
            "retrieve" => Self::Retrieve,
            "mute" => Self::Mute,
            "unmute" => Self::Unmute,
            _ => return None,
        })
    }
}
