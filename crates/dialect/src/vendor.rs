//! A vendor as a value: its names, documents, tables, session layer and client.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use offhook_machine::limits::LimitRow;
use offhook_machine::{AfterCall, Basis, Job, JobId, Policy, World};
use serde_json::Value;

use crate::clause::Clause;
use crate::client::Client;
use crate::document::Document;
use crate::form::{Form, Format, Raw, wire_text};
use crate::freedom::OpenBehaviour;
use crate::gate::Gate;
use crate::http::HttpRequest;
use crate::operation::Operation;
use crate::out_of_reach::OutOfReach;
use crate::session_layer::{Opening, SessionLayer};
use crate::shape::{Edition, FieldRow, ParamRow};
use crate::source::{ChannelField, Source};

/// One vendor: whose documents count. There is one value for each, and code outside the vendor's folder reads it and knows
/// no vendor by name.
pub struct Vendor {
    /// The word for it in files and on the command line, such as `ccc`.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// The documents that its clauses cite.
    pub documents: &'static [&'static Document],
    /// The generations of the documents, by the names that scenarios and statements may use.
    pub editions: &'static [(&'static str, Edition)],
    /// The machine's policy.
    pub policy: Policy,
    /// What can follow a call, as an agent may choose it.
    pub after_calls: &'static [AfterCall],
    /// The requests, parameters, answers and refusals.
    pub tables: Tables,
    /// How events reach a client.
    pub delivery: Delivery,
    /// How users come to the state in which a scenario begins.
    pub sign_in: GivenUsers,
    /// The operations that make a plain call with a remote party, where calls can be given: placing, holding, muting.
    pub given_call: Option<GivenCallOperations>,
    /// How answers are written.
    pub wire: WireForms,
    /// Opens the session layer over a world.
    pub open: fn(Opening<'_>) -> Box<dyn SessionLayer>,
    /// The entrance of a server: decides about requests before the call centre sees them.
    pub gate: fn(seed: u64) -> Box<dyn Gate>,
    /// Where requests go.
    pub routes: Routes,
    /// The headers, parameters and fields that hold secrets, beside those that hold one anywhere: in lower case, without
    /// hyphens and underscores.
    pub secrets: &'static [&'static str],
    /// What of HTTP pages and programs see.
    pub web: Web,
    /// Writes requests and reads them back.
    pub client: &'static dyn Client,
    /// Ids on the wire.
    pub ids: Ids,
    /// The clauses of tables and pages.
    pub clauses: fn() -> Vec<Clause>,
    /// Clauses that no scenario can prove.
    pub out_of_reach: &'static [OutOfReach],
    /// What no run of the simulator can show.
    pub unobservable: Unobservable,
    /// What happens otherwise in other call centres, because the documents leave it open.
    pub open_behaviour: OpenBehaviour,
    /// Prints the API as an OpenAPI document.
    pub openapi: fn(Edition) -> Value,
    /// Limits of its session layer and its gate.
    pub limits: &'static [&'static [LimitRow]],
    /// Worlds and names to begin with.
    pub examples: Examples,
}

/// The tables that say what is on the wire.
pub struct Tables {
    /// Every request, in the order of the documentation.
    pub operations: &'static [&'static dyn Operation],
    /// The request that reads a user's state: the `poll` of scenarios.
    pub poll: &'static dyn Operation,
    /// The fields of a refusal.
    pub refusal_fields: &'static [FieldRow],
    /// The path of the field with the code, and the code of success: empty where an accepted answer has no such field.
    pub code: (&'static str, &'static str),
    /// The path of the field with the message.
    pub message: &'static str,
    /// The field with an id that no two answers share; it stands at the top.
    pub request_id: Option<&'static str>,
    /// The JSON pointer to the id of the call in the answer of a request that begins one.
    pub begun_call: &'static str,
    /// Where the answer of a request about a call shows the call; none where answers show none.
    pub call: Option<CallFields>,
    /// The fields by which an event is known.
    pub event: EventFields,
    /// The names of fields whose values are other in each run, wherever they stand: ids and times, and what is said about
    /// them in words.
    pub volatile: &'static [&'static str],
    /// The field of a refusal whose words tell two machines apart; none where they tell no more than the code.
    pub words: Option<&'static str>,
    /// The names of the fields with the number calling, and of those with the number called.
    pub numbers: [&'static [&'static str]; 2],
    /// True for a parameter that says for how long something may last, in seconds.
    pub is_duration: fn(&ParamRow) -> bool,
    /// The operations that each part of the API is about.
    pub groups: Groups,
    /// The code of a refusal for the user's state, where no document says which of two reasons counts first.
    pub state_refusal: Option<&'static str>,
    /// The codes that an answer can have whatever the operation, and that no operation lists.
    pub common_refusals: fn() -> Vec<&'static str>,
    /// The codes that are clauses of their own.
    pub codes: fn() -> Vec<&'static str>,
    /// What an envelope carries by the rows beyond its fields.
    pub envelope: fn(&'static dyn Operation, code: Option<&str>, tree: &Value) -> Option<Envelope>,
    /// The fields of an answer on success; a reply to a poll for events depends on the event.
    pub answer_fields: fn(&'static dyn Operation, &Raw) -> Option<&'static [FieldRow]>,
    /// The events.
    pub events: fn() -> &'static [EventFacts],
    /// The status and the tree of a refusal that keeps to its row in everything, in place of this accepted answer.
    pub refusal: RefusalOf,
    /// The operation that lists a user's calls on hold, where there is one.
    pub held_calls: Option<&'static dyn Operation>,
}

/// Writes a refusal of an operation by its row, in place of an accepted answer: its status and its tree.
pub type RefusalOf = fn(&'static dyn Operation, code: &str, accepted: &Value) -> Option<(u16, Value)>;

/// What no run of the simulator can show, each with the reason: by it a mutant is known to be equivalent.
#[derive(Clone, Copy, Debug)]
pub struct Unobservable {
    /// Codes of refusal that the simulator never says, beside those that are out of reach.
    pub refusals: &'static [(&'static str, &'static str)],
    /// Operations that are refused for a state only where they could do nothing.
    pub effects: &'static [(&'static str, &'static str)],
    /// Parameters without effect, by operation and name.
    pub params: &'static [(&'static str, &'static str, &'static str)],
    /// The reason why a field is never there.
    pub absent_field: fn(&FieldRow) -> Option<&'static str>,
    /// The reason why a field of an answer on success never has a value.
    pub answer_field: fn(&'static dyn Operation, &FieldRow) -> Option<&'static str>,
    /// The reason why a field of an event never has a value.
    pub event_field: fn(event: &str, &FieldRow) -> Option<&'static str>,
}

impl Unobservable {
    /// Everything can be observed.
    pub const NOTHING: Self = Self {
        refusals: &[],
        effects: &[],
        params: &[],
        absent_field: |_| None,
        answer_field: |_, _| None,
        event_field: |_, _| None,
    };
}

/// Where an answer shows the call that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFields {
    /// The JSON pointer to the call.
    pub at: &'static str,
    /// The field of the call with its id.
    pub job: &'static str,
    /// The field of the call with the list of its channels.
    pub channels: &'static str,
    /// The field of a channel with its id; requests name a channel in a parameter of this name.
    pub channel: &'static str,
    /// The field of a channel with the user whose channel it is; without a value for an outside party.
    pub user: &'static str,
}

impl CallFields {
    /// The path of the channels in an answer, with `[]` for any of them.
    pub fn channels_path(&self) -> String {
        format!("{}.{}[]", self.at.trim_start_matches('/').replace('/', "."), self.channels)
    }
}

/// The fields by which an event is known, whatever it reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventFields {
    /// The field of an answer to a poll that holds the event; none where events are pushed.
    pub polled: Option<&'static str>,
    /// The event's name.
    pub name: &'static str,
    /// The user whose event it is; empty for an outside party.
    pub user: &'static str,
    /// When it happened.
    pub time: &'static str,
    /// The channel that it is about, where channels have ids.
    pub channel: Option<&'static str>,
    /// The numbers by which an outside party may be known.
    pub numbers: &'static [&'static str],
}

impl EventFields {
    /// The event that an answer to a poll brought.
    pub fn polled_in<'a>(&self, answer: &'a Value) -> Option<&'a Value> {
        answer.get(self.polled?)
    }

    /// The name of an event; empty where it has none.
    pub fn name_in<'a>(&self, event: &'a Value) -> &'a str {
        text(event, self.name)
    }

    /// The user whose event it is; empty for an outside party.
    pub fn user_in<'a>(&self, event: &'a Value) -> &'a str {
        text(event, self.user)
    }

    /// The channel that an event is about; empty where it names none.
    pub fn channel_in<'a>(&self, event: &'a Value) -> &'a str {
        self.channel.map_or("", |name| text(event, name))
    }
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The operations that each part of the API is about: an implementation may be about a part only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Groups {
    /// What everybody needs: to sign in, to call, to be asked.
    pub basic: &'static [&'static str],
    /// Hold and mute.
    pub hold_and_mute: &'static [&'static str],
    /// Transfers, with what goes before.
    pub transfer: &'static [&'static str],
    /// Supervision of a call.
    pub supervision: &'static [&'static str],
}

impl Groups {
    /// No part has operations.
    pub const NONE: Self = Self { basic: &[], hold_and_mute: &[], transfer: &[], supervision: &[] };
}

/// What an answer has beyond its fields, by its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The HTTP status.
    pub status: u16,
    /// How we know the status.
    pub status_basis: Basis,
    /// The message; none where there is none.
    pub message: Option<String>,
    /// How we know the message.
    pub message_basis: Basis,
    /// The value of the field with [`Source::RefusedResult`] in a refusal (`Some(None)`: left out); `None` where nothing is
    /// known of it.
    pub result: Option<Option<&'static str>>,
}

/// One event on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFacts {
    /// Its name.
    pub name: &'static str,
    /// Whether the simulator emits it.
    pub emitted: bool,
    /// Its fields, in wire order.
    pub fields: Vec<EventPath>,
}

/// One field of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPath {
    /// The path in the object that brings it.
    pub path: &'static str,
    /// What kind of value stands there.
    pub kind: EventValue,
    /// The row, where the event is a table of rows.
    pub row: Option<&'static FieldRow>,
}

/// What kind of value stands in a field of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventValue {
    /// Text that is the same in every implementation.
    Text,
    /// A word that the documents only exemplify.
    Word,
    /// The id of something.
    Id,
    /// A time.
    Time,
    /// A number.
    Number,
    /// A list.
    List,
}

/// How events reach a client.
#[derive(Clone, Copy)]
pub enum Delivery {
    /// They are pushed to subscribers, as objects with the fields of [`EventFields`].
    Pushed,
    /// Each agent polls for them with this operation.
    Polled(&'static dyn Operation),
}

impl Delivery {
    /// The operation that polls for events.
    pub const fn poll(self) -> Option<&'static dyn Operation> {
        match self {
            Self::Pushed => None,
            Self::Polled(operation) => Some(operation),
        }
    }
}

/// How users come to the state in which a scenario begins.
#[derive(Clone, Copy)]
pub enum GivenUsers {
    /// The world is given with the users in their states.
    AsGiven,
    /// The users are given OFFLINE and sign in with this operation: only its answer holds the session's token.
    SignIn(&'static dyn Operation),
}

impl GivenUsers {
    /// The operation that signs users in.
    pub const fn operation(self) -> Option<&'static dyn Operation> {
        match self {
            Self::AsGiven => None,
            Self::SignIn(operation) => Some(operation),
        }
    }
}

/// The operations by which a call that a scenario is given is made, each with the parameters that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenCallOperations {
    /// Places a call; the parameter is the number called.
    pub place: (&'static str, &'static str),
    /// Holds the remote party; the parameters are the call and the channel.
    pub hold: (&'static str, [&'static str; 2]),
    /// Mutes the user; the parameter is the call.
    pub mute: (&'static str, &'static str),
}

/// What of HTTP a vendor's pages and programs see, beside the requests themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Web {
    /// The methods that a page may use.
    pub methods: &'static str,
    /// The headers that a page may send.
    pub sends: &'static str,
    /// The headers of the vendor's own that answers bear, as the vendor spells them: programs compare them letter for letter, and pages
    /// may read them.
    pub own_headers: &'static [&'static str],
}

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireForms {
    /// The form where only one is spoken; none where a scenario chooses.
    pub form: Option<Form>,
    /// The notations that a client can ask for.
    pub formats: &'static [Format],
    /// Whether requests are signed as a whole: a scenario may then not spell their method, headers and body.
    pub signed: bool,
}

/// Where requests go.
pub struct Routes {
    /// True for the path of a request that is this vendor's.
    pub serves: fn(path: &str) -> bool,
    /// The operation that a request goes to.
    pub operation: fn(&HttpRequest) -> Option<&'static dyn Operation>,
    /// A path of the API, for people.
    pub base: &'static str,
}

/// Ids on the wire.
pub struct Ids {
    /// The id of a call.
    pub job: fn(&Job) -> String,
    /// The call with this id, as long as it can be named.
    pub find_job: fn(&World, &str) -> Option<JobId>,
    /// The id of a scenario's user.
    pub user: fn(&UserNames<'_>) -> String,
    /// The name under which a scenario knows the token of a user's session (`guid` in `$amy.guid`), where there are tokens.
    pub token: Option<&'static str>,
    /// True where agents are numbers, given as `agent_id`.
    pub agent_numbers: bool,
    /// The parameter that names the call centre, where requests name it.
    pub instance_param: Option<&'static str>,
    /// The parameter that names the user, where the account of a request can say it instead.
    pub user_param: Option<&'static str>,
    /// The id of a call that nobody has.
    pub unknown_job: &'static str,
    /// Whose channel an id names, where ids say it: a side, such as `customer`; else empty.
    pub side: fn(&str) -> &str,
    /// The id of a channel that nobody has, where channels have ids.
    pub unknown_channel: &'static str,
}

/// What a scenario says of how a user is called.
#[derive(Clone, Copy, Debug)]
pub struct UserNames<'a> {
    /// The name in the scenario.
    pub alias: &'a str,
    /// The id, where one is given: with the instance behind an `@`.
    pub id: &'a str,
    /// The agent's number, where one is given.
    pub agent_number: Option<u32>,
    /// The place among the users, from 0.
    pub index: usize,
}

/// Worlds and names to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Examples {
    /// The call centre that a server opens where none is given: a scenario.
    pub world: &'static str,
    /// The lines of a statement that provision users.
    pub provisioned_users: &'static str,
    /// The id of a skill group.
    pub skill_group: &'static str,
    /// The kinds of stimuli beyond those of the network that its worlds can be made to do, in the words of the adapter protocol.
    pub stimuli: &'static [&'static str],
}

impl Tables {
    /// The code in an answer.
    pub fn code_in<'a>(&self, answer: &'a Value) -> Option<&'a Value> {
        at(answer, self.code.0)
    }

    /// The code in an answer, to be changed.
    pub fn code_in_mut<'a>(&self, answer: &'a mut Value) -> Option<&'a mut Value> {
        self.code.0.split('.').try_fold(answer, |tree, name| tree.get_mut(name))
    }

    /// The name of the field with the code, without the containers it stands in.
    pub fn code_name(&self) -> &'static str {
        self.code.0.rsplit('.').next().unwrap_or_default()
    }

    /// The field of a refusal with a value from this source.
    pub fn refusal_field(&self, source: Source) -> Option<&'static FieldRow> {
        self.refusal_fields.iter().find(|row| row.source == source)
    }

    /// The name of the field of a channel with a value from this source, where answers show channels.
    pub fn channel_field(&self, field: ChannelField) -> Option<&'static str> {
        self.call?;
        self.poll.fields().iter().find(|row| row.source == Source::Channel(field)).map(FieldRow::name)
    }

    /// The code with which an answer refuses; none if it accepts.
    pub fn refusal_in(&self, answer: &Value) -> Option<String> {
        let code = self.code_in(answer).map(|code| wire_text(code).into_owned()).unwrap_or_default();
        (code != self.code.1).then_some(code)
    }

    /// The message in an answer.
    pub fn message_in<'a>(&self, answer: &'a Value) -> Option<&'a str> {
        at(answer, self.message)?.as_str()
    }

    /// The id in an answer that no other answer shares.
    pub fn request_id_in<'a>(&self, answer: &'a Value) -> Option<&'a str> {
        answer.get(self.request_id?)?.as_str()
    }
}

/// What stands at a path: names joined by dots.
fn at<'a>(tree: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(tree, |tree, name| tree.get(name))
}

impl Vendor {
    /// The operation of this name; the case of letters counts.
    pub fn operation(&self, name: &str) -> Option<&'static dyn Operation> {
        self.tables.operations.iter().copied().find(|operation| operation.name() == name)
    }

    /// The edition of this name.
    pub fn edition(&self, name: &str) -> Option<Edition> {
        self.editions.iter().find(|(known, _)| *known == name).map(|(_, edition)| *edition)
    }

    /// The event of this name.
    pub fn event(&self, name: &str) -> Option<&'static EventFacts> {
        (self.tables.events)().iter().find(|event| event.name == name)
    }
}

impl fmt::Debug for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Vendor {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Vendor {}

impl PartialOrd for Vendor {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Vendor {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl Hash for Vendor {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
