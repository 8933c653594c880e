//! The control API at `/_offhook/`: the adapter protocol for each dialect, and what only this server has.

use std::sync::OnceLock;

use offhook_harness::adapter::{Answer, Call, PROTOCOL, Reset};
use offhook_harness::{RemoteParty, Reply, Stimulated, vocabulary};
use offhook_scenario::{Diagnostic, Dialect, Scenario, Vocabulary, check, parse};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::centre::Centre;
use crate::message::{self, Received};
use crate::page::page;
use crate::simulator::{Answered, Simulator, UNKNOWN};
use crate::wall::Now;

/// What every address of the control API begins with.
pub(crate) const PREFIX: &str = "/_offhook/";
/// Everything that can be asked for, in one word.
const OPS: &[&str] = &[
    "world", "freeze", "resume", "given", "hello", "reset", "stimulus", "clock", "events", "timeline",
    "restart",
];
/// What only looks, and so does a page every moment.
pub(crate) const LOOKS: [&str; 2] = ["world", "timeline"];
/// The header with the control token.
pub(crate) const TOKEN_HEADER: &str = "X-Offhook-Token";

/// Who may use the control API.
#[derive(Clone, Default)]
pub(crate) struct Desk {
    token: Option<String>,
}

impl Desk {
    pub(crate) const fn new(token: Option<String>) -> Self {
        Self { token }
    }

    /// Why the request may not use the control API. Who bears the token may; else it must come from this machine, and not
    /// at the instance of a web page from elsewhere.
    fn turns_down(&self, received: &Received) -> Option<&'static str> {
        let request = received.as_http();
        if let (Some(token), Some(said)) = (&self.token, request.header(TOKEN_HEADER)) {
            let wrong = !bool::from(token.as_bytes().ct_eq(said.as_bytes()));
            return wrong.then_some("that is not the control token");
        }
        if !received.local {
            return Some(
                "from another machine the control API needs the header X-Offhook-Token: start with --control-token",
            );
        }
        let host = request.header("Host").unwrap_or_default();
        if !is_local_name(host) {
            return Some("the control API is addressed as localhost or by an IP address");
        }
        let foreign = request.header("Origin").is_some_and(|origin| {
            let origin = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            origin != Some(host)
        });
        foreign.then_some("a page from elsewhere may not use the control API")
    }

    /// Answers a request to the control API.
    pub(crate) fn answer(&self, simulator: &mut Simulator, received: &Received, now: Now) -> Answered {
        let path = received.as_http().path();
        let last = path.rsplit('/').next().unwrap_or_default();
        let action = OPS.iter().copied().find(|op| *op == last).unwrap_or(UNKNOWN);
        let reply = match self.turns_down(received) {
            _ if path == PREFIX && received.method == "GET" => page(),
            Some(reason) => message::refusal(403, reason),
            None => Self::admitted(simulator, received, now),
        };
        Answered { reply, side: "control", action }
    }

    fn admitted(simulator: &mut Simulator, received: &Received, now: Now) -> Reply {
        let request = received.as_http();
        let rest = request.path().strip_prefix(PREFIX).unwrap_or_default();
        let method = request.method;
        match (rest, rest.split_once('/')) {
            ("world", _) if method == "GET" => message::json(200, &world(simulator)),
            ("freeze" | "resume" | "given", _) if method == "POST" => {
                let done = match rest {
                    "freeze" => freeze(simulator),
                    "resume" => resume(simulator, now),
                    _ => load(simulator, &received.body, now),
                };
                answered(&done)
            }
            (_, Some((dialect, op))) => match dialect_named(dialect) {
                Some(dialect) if op == "timeline" && method == "GET" => {
                    timeline(simulator.centre(dialect), request.query())
                }
                Some(_) if method != "POST" => wrong_method("POST"),
                Some(dialect) if op == "restart" => restart(simulator.centre(dialect), now),
                Some(dialect) => self::op(simulator, dialect, op, &received.body, now),
                None => unknown(),
            },
            ("world", _) => wrong_method("GET"),
            ("freeze" | "resume" | "given", _) => wrong_method("POST"),
            _ => unknown(),
        }
    }
}

/// Whether a Host header names this machine in a way that no name server can be made to lie about.
fn is_local_name(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|it| it.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok()
}

fn dialect_named(name: &str) -> Option<Dialect> {
    [Dialect::Ccc, Dialect::CcGateway].into_iter().find(|dialect| dialect.as_str() == name)
}

fn wrong_method(allowed: &str) -> Reply {
    let mut reply = message::refusal(405, format!("this takes {allowed}"));
    reply.headers.push(("Allow".to_owned(), allowed.to_owned()));
    reply
}

fn unknown() -> Reply {
    message::refusal(
        404,
        "there is: GET the page itself, world, {ccc|cc-gateway}/timeline; POST freeze, resume, given, {ccc|cc-gateway}/{op}",
    )
}

fn world(simulator: &mut Simulator) -> Value {
    json!({ "ccc": simulator.ccc.view(), "cc-gateway": simulator.gateway.view() })
}

/// The lines of the time line after a place; of those that are gone nothing is said.
fn timeline(centre: &Centre, query: &str) -> Reply {
    let after = query.strip_prefix("after=").map_or(Ok(0), str::parse);
    let Ok(after) = after else { return message::refusal(400, "`after` is the cursor of an earlier answer") };
    let lines = centre.timeline();
    let entries = lines.after(after.max(lines.oldest())).unwrap_or_default();
    message::json(200, &json!({ "ok": true, "entries": entries, "cursor": lines.cursor() }))
}

fn restart(centre: &mut Centre, now: Now) -> Reply {
    answered(&done(centre.restart(now)))
}

fn freeze(simulator: &mut Simulator) -> Answer {
    done(simulator.ccc.freeze().and_then(|()| simulator.gateway.freeze()))
}

fn resume(simulator: &mut Simulator, now: Now) -> Answer {
    done(simulator.ccc.resume(now).and_then(|()| simulator.gateway.resume(now)))
}

fn done<E: std::fmt::Display>(outcome: Result<(), E>) -> Answer {
    outcome.map_or_else(|error| Answer::refused(error.to_string()), |()| Answer::done())
}

fn answered(answer: &Answer) -> Reply {
    message::json(200, &serde_json::to_value(answer).unwrap_or_default())
}

/// An operation of the adapter protocol.
fn op(simulator: &mut Simulator, dialect: Dialect, op: &str, body: &[u8], now: Now) -> Reply {
    let empty = body.iter().all(u8::is_ascii_whitespace);
    let object = if empty { Ok(json!({})) } else { serde_json::from_slice::<Value>(body) };
    let object = match object {
        Ok(object) if object.is_object() => object,
        Ok(_) => return message::refusal(400, "the body is no JSON object"),
        Err(error) => return message::refusal(400, format!("the body is not JSON: {error}")),
    };
    if !ops(dialect).contains(&op) {
        return answered(&Answer::refused("unknown op"));
    }
    match Call::read(op, object) {
        Ok(call) => answered(&perform(simulator, dialect, call, now)),
        Err(reason) => message::refusal(400, reason),
    }
}

/// The operations, and which stimuli beyond the protocol there are.
const fn ops(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Ccc => &["hello", "reset", "scenario", "stimulus", "dials", "clock", "events"],
        Dialect::CcGateway => {
            &["hello", "reset", "scenario", "stimulus", "dials", "proposes", "handset", "clock"]
        }
    }
}

fn perform(simulator: &mut Simulator, dialect: Dialect, call: Call, now: Now) -> Answer {
    let centre = simulator.centre(dialect);
    match call {
        Call::Hello(hello) if hello.protocol != PROTOCOL => {
            Answer::refused(format!("only version {PROTOCOL} of the protocol is spoken here"))
        }
        Call::Hello(_) => Answer {
            protocol: Some(PROTOCOL),
            name: Some("offhook".to_owned()),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ops: Some(ops(dialect).iter().map(|op| (*op).to_owned()).collect()),
            ..Answer::done()
        },
        Call::Reset(reset) => reset_to(simulator, dialect, &reset, now),
        Call::Stimulus(stimulus) => {
            let begins = matches!(stimulus, RemoteParty::Inbound { .. } | RemoteParty::Dials { .. });
            match centre.stimulus(&stimulus) {
                Ok(Stimulated::Done { job }) => {
                    let job = Some(job).filter(|job| !job.is_empty());
                    Answer { job: job.filter(|_| begins || dialect == Dialect::CcGateway), ..Answer::done() }
                }
                Ok(Stimulated::Impossible { reason }) => Answer::refused(reason),
                Err(error) => Answer::refused(error.to_string()),
            }
        }
        Call::Clock(clock) => match centre.advance(clock.advance_ms, now) {
            Ok(now_ms) => Answer { now_ms: Some(now_ms), ..Answer::done() },
            Err(error) => Answer::refused(error.to_string()),
        },
        Call::Events(events) => match centre.events().after(events.after) {
            Ok(told) => {
                Answer { events: Some(told), cursor: Some(centre.events().cursor()), ..Answer::done() }
            }
            Err(oldest) => Answer::refused(format!("the events up to {oldest} are gone: ask sooner")),
        },
        Call::Request(_) => Answer::refused("unknown op"),
    }
}

fn reset_to(simulator: &mut Simulator, dialect: Dialect, reset: &Reset, now: Now) -> Answer {
    let (text, seed) = reset.to_scenario_text(dialect);
    let scenario = match scene("reset", &text) {
        Ok(scenario) if scenario.dialect.value == dialect => scenario,
        Ok(_) => return Answer::refused("the scenario is of the other dialect"),
        Err(reason) => return Answer::refused(reason),
    };
    let centre = simulator.centre(dialect);
    let seed = if reset.scenario.is_some() { seed } else { centre.default_seed() };
    done(centre.reset(scenario, seed, now))
}

/// Begins with the world of a scenario, whose dialect says in which call centre.
fn load(simulator: &mut Simulator, body: &[u8], now: Now) -> Answer {
    let Ok(text) = std::str::from_utf8(body) else { return Answer::refused("the scenario is not UTF-8") };
    let scenario = match scene("given", text) {
        Ok(scenario) => scenario,
        Err(reason) => return Answer::refused(reason),
    };
    let centre = simulator.centre(scenario.dialect.value);
    let seed = centre.default_seed();
    done(centre.reset(scenario, seed, now))
}

/// Reads a scenario for its world.
pub(crate) fn scene(name: &str, text: &str) -> Result<Scenario, String> {
    static WORDS: OnceLock<Vocabulary<'static>> = OnceLock::new();
    let said = |faults: &[Diagnostic]| faults.iter().map(|fault| fault.render(false)).collect::<String>();
    let mut scenario = parse(name, text).map_err(|faults| said(&faults))?;
    // Only the world counts.
    scenario.cites.clear();
    scenario.steps.clear();
    if scenario.given.include.is_some() {
        return Err("no file is included here: send the world whole".to_owned());
    }
    let faults = check(&scenario, WORDS.get_or_init(vocabulary));
    if faults.is_empty() { Ok(scenario) } else { Err(said(&faults)) }
}
