//! The control API at `/_offhook/`: the adapter protocol for each dialect, and what only this server has.

use offhook_centre::adapter::{Answer, Call, PROTOCOL, Reset};
use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::HttpResponse;
use offhook_scenario::Dialect;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::given_world::{or_default, world_of};
use crate::guard::{Guard, OPTIONS};
use crate::hosted::{Hosted, Players};
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
pub(crate) struct ControlApi {
    token: Option<String>,
    guard: Guard,
}

impl ControlApi {
    pub(crate) const fn new(token: Option<String>, guard: Guard) -> Self {
        Self { token, guard }
    }

    /// Why the request may not use the control API. Who bears the token may; else it must come from this machine, and not
    /// at the instance of a web page from elsewhere.
    fn refuses(&self, received: &Received) -> Option<&'static str> {
        let request = &received.request;
        if let (Some(token), Some(said)) = (&self.token, request.header(TOKEN_HEADER)) {
            let wrong = !bool::from(token.as_bytes().ct_eq(said.as_bytes()));
            return wrong.then_some("that is not the control token");
        }
        if !received.local {
            return Some(
                "from another machine the control API needs the header X-Offhook-Token: start with --control-token",
            );
        }
        self.guard.refuses_but_own_page(request)
    }

    /// Answers a request to the control API.
    pub(crate) fn answer(&self, simulator: &mut Simulator, received: &Received, now: Now) -> Answered {
        let path = received.request.path();
        let last = path.rsplit('/').next().unwrap_or_default();
        let action = OPS.iter().copied().find(|op| *op == last).unwrap_or(UNKNOWN);
        let opens = self.guard.opens_control(&received.request);
        let is_preflight = received.request.method == OPTIONS && !opens.is_empty();
        let response = match self.refuses(received) {
            _ if is_preflight => HttpResponse::new(200, "text/plain", String::new()),
            _ if path == PREFIX && received.request.route_method() == "GET" => page(),
            Some(reason) => message::refusal(403, reason),
            None => Self::admitted(simulator, received, now),
        };
        Answered { response, side: "control", action }.with(opens)
    }

    fn admitted(simulator: &mut Simulator, received: &Received, now: Now) -> HttpResponse {
        let request = &received.request;
        let rest = request.path().strip_prefix(PREFIX).unwrap_or_default();
        let method = request.route_method();
        match (rest, rest.split_once('/')) {
            ("world", _) if method == "GET" => message::json(200, &world(simulator)),
            ("freeze" | "resume" | "given", _) if method == "POST" => {
                let done = match rest {
                    "freeze" => freeze(simulator),
                    "resume" => resume(simulator, now),
                    _ => load(simulator, &received.request.body, now),
                };
                answered(&done)
            }
            (_, Some((name, op))) => {
                let hosted = Dialect::named(name).and_then(|dialect| simulator.hosted(dialect));
                match hosted {
                    Some(hosted) if op == "timeline" && method == "GET" => timeline(hosted, request.query()),
                    Some(_) if method != "POST" => wrong_method("POST"),
                    Some(hosted) if op == "restart" => restart(hosted, now),
                    Some(hosted) => self::op(hosted, op, &received.request.body, now),
                    None => unknown(),
                }
            }
            ("world", _) => wrong_method("GET"),
            ("freeze" | "resume" | "given", _) => wrong_method("POST"),
            _ => unknown(),
        }
    }
}

fn wrong_method(allowed: &str) -> HttpResponse {
    let mut reply = message::refusal(405, format!("this takes {allowed}"));
    reply.headers.push(("Allow".to_owned(), allowed.to_owned()));
    reply
}

fn unknown() -> HttpResponse {
    let names: Vec<&str> = Dialect::all().map(Dialect::as_str).collect();
    let names = names.join("|");
    message::refusal(
        404,
        format!(
            "there is: GET the page itself, world, {{{names}}}/timeline; POST freeze, resume, given, {{{names}}}/{{op}}"
        ),
    )
}

fn world(simulator: &Simulator) -> Value {
    let views = simulator.all().map(|hosted| (hosted.dialect().as_str().to_owned(), hosted.view()));
    Value::Object(views.collect())
}

/// The lines of the time line after a place; of those that are gone nothing is said.
fn timeline(hosted: &Hosted, query: &str) -> HttpResponse {
    let after = query.strip_prefix("after=").map_or(Ok(0), str::parse);
    let Ok(after) = after else { return message::refusal(400, "`after` is the cursor of an earlier answer") };
    let lines = hosted.timeline();
    let entries = lines.after(after.max(lines.oldest())).unwrap_or_default();
    message::json(200, &json!({ "ok": true, "entries": entries, "cursor": lines.cursor() }))
}

fn restart(hosted: &mut Hosted, now: Now) -> HttpResponse {
    answered(&done(hosted.restart(now)))
}

fn freeze(simulator: &mut Simulator) -> Answer {
    done(simulator.all_mut().try_for_each(Hosted::freeze))
}

fn resume(simulator: &mut Simulator, now: Now) -> Answer {
    done(simulator.all_mut().try_for_each(|hosted| hosted.resume(now)))
}

fn done<E: std::fmt::Display>(outcome: Result<(), E>) -> Answer {
    outcome.map_or_else(|error| Answer::refused(error.to_string()), |()| Answer::done())
}

fn answered(answer: &Answer) -> HttpResponse {
    message::json(200, &serde_json::to_value(answer).unwrap_or_default())
}

/// An operation of the adapter protocol.
fn op(hosted: &mut Hosted, op: &str, body: &[u8], now: Now) -> HttpResponse {
    let empty = body.iter().all(u8::is_ascii_whitespace);
    let object = if empty { Ok(json!({})) } else { serde_json::from_slice::<Value>(body) };
    let object = match object {
        Ok(object) if object.is_object() => object,
        Ok(_) => return message::refusal(400, "the body is no JSON object"),
        Err(error) => return message::refusal(400, format!("the body is not JSON: {error}")),
    };
    if !ops(hosted.dialect()).iter().any(|known| known == op) {
        return answered(&Answer::refused("unknown op"));
    }
    match Call::read(op, object) {
        Ok(call) => answered(&perform(hosted, call, now)),
        Err(reason) => message::refusal(400, reason),
    }
}

/// The operations, and the stimuli beyond the protocol's.
fn ops(dialect: Dialect) -> Vec<String> {
    let events = dialect.delivery.poll().is_none().then_some("events");
    let own = dialect.examples.stimuli.iter().copied();
    let ops =
        ["hello", "reset", "scenario", "stimulus"].into_iter().chain(own).chain(["clock"]).chain(events);
    ops.map(str::to_owned).collect()
}

fn perform(hosted: &mut Hosted, call: Call, now: Now) -> Answer {
    let dialect = hosted.dialect();
    match call {
        Call::Hello(hello) if hello.protocol != PROTOCOL => {
            Answer::refused(format!("only version {PROTOCOL} of the protocol is spoken here"))
        }
        Call::Hello(_) => Answer {
            protocol: Some(PROTOCOL),
            name: Some("offhook".to_owned()),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ops: Some(ops(dialect)),
            ..Answer::done()
        },
        Call::Reset(reset) => reset_to(hosted, &reset, now),
        Call::Stimulus(stimulus) => {
            let polled = dialect.delivery.poll().is_some();
            let begins = matches!(stimulus, RemoteParty::Inbound { .. } | RemoteParty::Dials { .. });
            match hosted.stimulus(&stimulus) {
                Ok(Stimulated::Done { job }) => {
                    let job = Some(job).filter(|job| !job.is_empty());
                    Answer { job: job.filter(|_| begins || polled), ..Answer::done() }
                }
                Ok(Stimulated::Impossible { reason }) => Answer::refused(reason),
                Err(error) => Answer::refused(error.to_string()),
            }
        }
        Call::Clock(clock) => match hosted.advance(clock.advance_ms, now) {
            Ok(now_ms) => Answer { now_ms: Some(now_ms), ..Answer::done() },
            Err(error) => Answer::refused(error.to_string()),
        },
        Call::Events(events) => match hosted.events().after(events.after) {
            Ok(told) => {
                Answer { events: Some(told), cursor: Some(hosted.events().cursor()), ..Answer::done() }
            }
            Err(oldest) => Answer::refused(format!("the events up to {oldest} are gone: ask sooner")),
        },
        Call::Request(_) => Answer::refused("unknown op"),
    }
}

fn reset_to(hosted: &mut Hosted, reset: &Reset, now: Now) -> Answer {
    if *reset == Reset::default() {
        return done(hosted.restart(now));
    }
    let dialect = hosted.dialect();
    let (text, seed) = reset.to_scenario_text(dialect);
    let scenario = match world_of("reset", &text) {
        Ok(scenario) if scenario.dialect.value == dialect => scenario,
        Ok(_) => return Answer::refused("the scenario is of another dialect"),
        Err(reason) => return Answer::refused(reason),
    };
    let seed = if reset.scenario.is_some() { seed } else { hosted.default_seed() };
    done(hosted.reset(scenario, seed, Players::Program, now))
}

/// Begins with the world of a scenario, whose dialect says in which call centre.
fn load(simulator: &mut Simulator, body: &[u8], now: Now) -> Answer {
    let Ok(text) = std::str::from_utf8(body) else { return Answer::refused("the scenario is not UTF-8") };
    let scenario = match world_of("given", text).and_then(or_default) {
        Ok(scenario) => scenario,
        Err(reason) => return Answer::refused(reason),
    };
    let Some(hosted) = simulator.hosted(scenario.dialect.value) else {
        return Answer::refused(format!("no call centre of {} is open", scenario.dialect.value));
    };
    let seed = hosted.default_seed();
    done(hosted.reset(scenario, seed, Players::People, now))
}
