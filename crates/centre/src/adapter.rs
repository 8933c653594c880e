//! The adapter protocol, version 1: how an implementation is driven where its vendor's API has no words.
//!
//! The same messages go over HTTP (`POST {control}/{op}`) and over stdin and stdout (one object a line, with `id` and `op`).

use std::collections::BTreeMap;

use offhook_scenario::{Dialect, Format, Scenario, Wire, nearest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::participants::Participant;
use crate::remote_party::RemoteParty;
use crate::setup::DEFAULT_CLOCK_MS;

/// The version of the protocol.
pub const PROTOCOL: u32 = 1;
/// The largest line or body, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 1 << 20;
/// The most users in one `reset`.
pub const MAX_USERS: usize = 10_000;

/// What the harness asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Who is there, and what it can do.
    Hello(Hello),
    /// Forget everything, and set the configuration.
    Reset(Box<Reset>),
    /// Play the network or the remote party.
    Stimulus(RemoteParty),
    /// Move the clock.
    Clock(Clock),
    /// Tell the events since a cursor.
    Events(Events),
    /// Answer a request of the vendor's API; over stdin and stdout only.
    Request(Request),
}

impl Call {
    /// The names of all operations.
    pub const OPS: [&'static str; 6] = ["hello", "reset", "stimulus", "clock", "events", "request"];

    /// The name of the operation.
    pub const fn op(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Reset(_) => "reset",
            Self::Stimulus(_) => "stimulus",
            Self::Clock(_) => "clock",
            Self::Events(_) => "events",
            Self::Request(_) => "request",
        }
    }

    /// Reads the object of an operation, with or without `id` and `op`. What a `reset` does not know is refused; other fields that are
    /// not known are ignored.
    ///
    /// # Errors
    /// Says in words for the sender what is wrong.
    pub fn read(op: &str, mut object: Value) -> Result<Self, String> {
        fn of<T: for<'de> Deserialize<'de>>(object: Value) -> Result<T, String> {
            serde_json::from_value(object).map_err(|error| with_suggestion(error.to_string()))
        }
        // A message of a program's is sent on as it stands.
        if let Some(fields) = object.as_object_mut() {
            fields.retain(|name, _| !matches!(name.as_str(), "id" | "op"));
        }
        match op {
            "hello" => of(object).map(Self::Hello),
            "reset" => of(object).map(|reset| Self::Reset(Box::new(reset))),
            "stimulus" => of(object).map(Self::Stimulus),
            "clock" => of(object).map(Self::Clock),
            "events" => of(object).map(Self::Events),
            "request" => of(object).map(Self::Request),
            _ => Err("unknown op".to_owned()),
        }
    }

    /// The object of the operation, without `id` and `op`.
    pub fn object(&self) -> Value {
        let written = match self {
            Self::Hello(it) => serde_json::to_value(it),
            Self::Reset(it) => serde_json::to_value(it),
            Self::Stimulus(it) => serde_json::to_value(it),
            Self::Clock(it) => serde_json::to_value(it),
            Self::Events(it) => serde_json::to_value(it),
            Self::Request(it) => serde_json::to_value(it),
        };
        written.unwrap_or_else(|_| json!({}))
    }
}

/// The reason with the nearest of the words that it lists, where a field is not known.
fn with_suggestion(reason: String) -> String {
    let mut quoted = reason.split('`').skip(1).step_by(2);
    let wrong = quoted.next().filter(|_| reason.starts_with("unknown field"));
    match wrong.and_then(|wrong| nearest(wrong, quoted)) {
        Some(word) => format!("{reason}; did you mean `{word}`?"),
        None => reason,
    }
}

/// `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Hello {
    /// The version that the harness speaks.
    pub protocol: u32,
}

/// `reset`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    /// The configuration in the words of every implementation.
    #[serde(default)]
    pub given: Given,
    /// The whole configuration as the scenario has it (`dialect`, `wire`, `format`, `given`, `seed`), for a subject whose `hello` lists
    /// `scenario` among its operations; others ignore it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Value>,
}

impl Reset {
    /// The configuration of a scenario.
    pub fn of(scenario: &Scenario, seed: u64) -> Self {
        let given = &scenario.given;
        let instance = given.instance.as_ref().map(|instance| &instance.value);
        let texts = |list: &[offhook_scenario::At<String>]| list.iter().map(|it| it.value.clone()).collect();
        let numbers: Vec<String> = instance.map_or_else(Vec::new, |it| texts(&it.numbers));
        let skill_groups: Vec<String> = instance.map_or_else(Vec::new, |it| texts(&it.skill_groups));
        // Participants are the users, in their order.
        let users = Participant::of(scenario).into_iter().zip(given.users.iter()).map(|(it, (_, user))| {
            let user = user.clone();
            let text = |it: Option<offhook_scenario::At<String>>| it.map(|it| it.value);
            User {
                agent_id: user.agent_id.map(|id| id.value).or_else(|| {
                    let numbered = scenario.dialect.value.ids.agent_numbers;
                    numbered.then(|| it.id.parse().ok()).flatten()
                }),
                extension: it.extension,
                device_id: Some(it.device),
                state: it.state.as_str().to_owned(),
                break_code: text(user.break_code),
                work_mode: text(user.work_mode),
                mobile: text(user.mobile),
                // Without the user's own list, all of the call centre.
                skill_groups: Some(user.skill_groups.as_deref().map_or_else(|| skill_groups.clone(), texts)),
                id: it.id,
            }
        });
        let whole = json!({
            "dialect": scenario.dialect, "wire": scenario.wire, "format": scenario.format, "given": given, "seed": seed,
        });
        Self {
            given: Given {
                clock_ms: Some(given.clock.as_ref().map_or(DEFAULT_CLOCK_MS, |clock| clock.value.ms)),
                instance: Some(given.instance_id().to_owned()),
                users: users.collect(),
                numbers,
                skill_groups,
            },
            scenario: Some(whole),
        }
    }

    /// The configuration as a scenario of one step that does nothing, as text that the scenario language reads; and the seed.
    ///
    /// What only a scenario can say is taken from `scenario` where it is there, else the configuration is that of `given`.
    pub fn to_scenario_text(&self, dialect: Dialect) -> (String, u64) {
        let configuration = |dialect: Value, wire: Value, format: Value, given: Value| {
            json!({
                "offhook": 1, "id": "control.reset", "dialect": dialect, "wire": wire, "format": format,
                "given": given, "steps": [{ "wait": "0s" }],
            })
            .to_string()
        };
        match &self.scenario {
            Some(whole) => {
                let part = |name: &str| whole.get(name).cloned();
                let text = configuration(
                    part("dialect").unwrap_or_else(|| json!(dialect)),
                    part("wire").unwrap_or_else(|| json!(Wire::default())),
                    part("format").unwrap_or_else(|| json!(Format::default())),
                    part("given").unwrap_or_else(|| json!({})),
                );
                (text, part("seed").and_then(|seed| seed.as_u64()).unwrap_or_default())
            }
            None => {
                let given = self.given.to_scenario(dialect);
                (configuration(json!(dialect), json!(Wire::default()), json!(Format::default()), given), 0)
            }
        }
    }
}

/// The world at the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The time, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_ms: Option<u64>,
    /// The id of the call centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Agents and supervisors.
    #[serde(default)]
    pub users: Vec<User>,
    /// The outside numbers of the call centre: the first is shown by calls that name no other, and called by calls that come in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
    /// Its skill groups, those without an agent too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skill_groups: Vec<String>,
}

impl Given {
    /// As a scenario's `given`: the users bear the aliases `user-1`, `user-2` and so on.
    fn to_scenario(&self, dialect: Dialect) -> Value {
        let user = |(index, user): (usize, &User)| {
            let mut object = serde_json::to_value(user).unwrap_or_else(|_| json!({}));
            if let Some(fields) = object.as_object_mut() {
                fields.retain(|_, value| !value.is_null());
                if dialect.ids.agent_numbers {
                    fields.remove("id");
                }
            }
            (format!("user-{}", index + 1), object)
        };
        let users: serde_json::Map<_, _> = self.users.iter().enumerate().map(user).collect();
        let mut given = json!({ "users": users });
        if let Some(ms) = self.clock_ms {
            given["clock"] = json!(offhook_scenario::Clock { ms });
        }
        if self.instance.is_some() || !self.numbers.is_empty() || !self.skill_groups.is_empty() {
            let id = self.instance.as_deref().unwrap_or(offhook_scenario::Instance::DEFAULT_ID);
            given["instance"] =
                json!({ "id": id, "numbers": self.numbers, "skill_groups": self.skill_groups });
        }
        given
    }
}

/// An agent or supervisor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The id on the wire.
    pub id: String,
    /// The number of a CC-Gateway agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u32>,
    /// The extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The workbench's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// OFFLINE, BREAK, READY or WORKING.
    pub state: String,
    /// Why the user is in a break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_code: Option<String>,
    /// How the user works, such as ON_SITE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_mode: Option<String>,
    /// The mobile number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// The skill groups signed in to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill_groups: Option<Vec<String>>,
}

/// `clock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Clock {
    /// By how many milliseconds the clock goes on.
    pub advance_ms: u64,
}

/// `events`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Events {
    /// The cursor of the last answer; 0 for all.
    #[serde(default)]
    pub after: u64,
}

/// `request`: the dialect, and what the vendor's client says of the request.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Request {
    /// The dialect.
    pub dialect: String,
    /// The request, by the vendor's own names: `action` and `params`, or `method`, `path`, `headers` and `body`.
    #[serde(flatten)]
    pub request: Map<String, Value>,
}

/// An answer to any operation: `ok`, and what the operation asks for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Answer {
    /// Whether it was done.
    pub ok: bool,
    /// Why it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `stimulus`: whether this can never be done here, whatever the state is. A case that needs it does not apply.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unsupported: bool,
    /// `hello`: the version of the protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<u32>,
    /// `hello`: what the implementation is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `hello`: its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// `hello`: the operations that it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops: Option<Vec<String>>,
    /// `stimulus`: the job it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// `clock`: the time now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_ms: Option<u64>,
    /// `events`: the vendor's own objects, oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Value>>,
    /// `events`: where to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<u64>,
    /// `request`: the HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// `request`: the headers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// `request`: the body, an object or a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_false(it: &bool) -> bool {
    !*it
}

impl Answer {
    /// Done, and no more to say.
    pub fn done() -> Self {
        Self { ok: true, ..Self::default() }
    }

    /// Not done.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ccc() -> Dialect {
        Dialect::named("ccc").unwrap()
    }

    #[test]
    fn stimuli_are_written_as_the_protocol_has_them_and_read_back() {
        let channel = RemoteParty::Channel {
            signal: "ringing".to_owned(),
            job: "job-1".to_owned(),
            party: "customer".to_owned(),
            cause: None,
        };
        let inbound = RemoteParty::Inbound { from: "139".to_owned(), to: "amy@ccc-test".to_owned() };
        for (far, text) in [
            (channel, r#"{"stimulus":"ringing","job":"job-1","party":"customer"}"#),
            (inbound, r#"{"stimulus":"inbound","from":"139","to":"amy@ccc-test"}"#),
        ] {
            let call = Call::Stimulus(far);
            assert_eq!(call.object().to_string(), text);
            assert_eq!(Call::read("stimulus", call.object()), Ok(call));
        }
    }

    #[test]
    fn a_configuration_goes_over_the_protocol_and_comes_back() {
        let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven:\n  clock: 2020-12-29T07:28:00Z\n  instance: { id: c1, numbers: [\"0101\"], skill_groups: [sales@c1] }\n  users:\n    amy: { state: READY, extension: \"8001\" }\nsteps:\n- wait: 1s\n";
        let scenario = offhook_scenario::parse("a.yaml", text).unwrap();
        let mut reset = Reset::of(&scenario, 7);
        assert_eq!(reset.given.users[0].id, "amy@c1");
        // Who has no groups of the own has all of the call centre.
        assert_eq!(reset.given.users[0].skill_groups, Some(vec!["sales@c1".to_owned()]));
        let object = Call::Reset(Box::new(reset.clone())).object();
        let Ok(Call::Reset(read)) = Call::read("reset", object) else { unreachable!() };
        let (whole, seed) = read.to_scenario_text(ccc());
        assert_eq!(
            (offhook_scenario::parse("b.yaml", &whole).unwrap().given, seed),
            (scenario.given.clone(), 7)
        );
        reset.scenario = None;
        let (plain, _) = reset.to_scenario_text(ccc());
        let plain = offhook_scenario::parse("c.yaml", &plain).unwrap();
        assert_eq!(Participant::of(&plain)[0].id, "amy@c1");
        assert_eq!(plain.given.instance, scenario.given.instance);
        assert_eq!(plain.given.clock, scenario.given.clock);
    }

    #[test]
    fn what_is_not_known_is_said_so() {
        assert_eq!(Call::read("fly", json!({})), Err("unknown op".to_owned()));
        assert!(Call::read("clock", json!({ "advance_ms": "soon" })).unwrap_err().contains("u64"));
        assert!(Call::read("hello", json!({ "protocol": 1, "more": true })).is_ok());
    }
}
