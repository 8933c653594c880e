//! A small call centre, and anything that clients, the remote party and the clock may do to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use offhook_centre::Stimulated;
use offhook_centre::adapter::Call;
use offhook_dialect::cc_gateway::{self, retcodes};
use offhook_dialect::{
    Form, Format, HttpRequest, HttpResponse, Limits, Operation, Vendor, ccc, encode_query, parse,
    parse_query, read,
};
use offhook_harness::{InProcess, Subject};
use offhook_machine::{Digest, World};
use serde_json::Value;

use crate::message;

/// What stands between two things that are done.
pub(crate) const BETWEEN: &[u8] = b"\n====\n";
/// How many things are done at most.
const MAX_STEPS: usize = 64;
/// How many bytes of an answer each byte of the input may yield: what is refused is said twice, and an escape takes six bytes.
const TIMES: usize = 32;
/// How many bytes an answer may have beyond that.
const ROOM: usize = 64 << 10;

/// Requests of CCC: each a query, such as `Action=MakeCall&Callee=139`.
pub(crate) fn ccc(bytes: &[u8]) {
    ccc_course(bytes);
}

fn ccc_course(bytes: &[u8]) -> Course {
    static WORLD: OnceLock<InProcess> = OnceLock::new();
    let opened = WORLD.get_or_init(|| opened(include_str!("ccc.yaml")));
    let mut course = Course::new(&ccc::VENDOR, opened, bytes.len());
    course.run(bytes, |course, text| {
        let Ok((action, params)) = parse_query(&String::from_utf8_lossy(text)) else { return };
        let query = encode_query(action.as_deref(), &params);
        let request = HttpRequest::new("POST", format!("/?{query}"));
        let Some(answer) = course.request(&request) else { return };
        let read = ccc::VENDOR.client.read(&request);
        shaped(read.operation, read.format.unwrap_or(Format::Json), &answer);
        if answer.status == 200 {
            course.taken.insert(read.name);
        }
    });
    course
}

/// An answer holds what its table says.
fn shaped(of: Option<&dyn Operation>, format: Format, answer: &HttpResponse) {
    let fields = of.filter(|_| answer.status == 200).map_or(ccc::ERROR_FIELDS, |of| of.fields());
    let raw = parse(&answer.body, format, &Limits::DEFAULT);
    let faults = raw.map(|raw| read(&raw, fields, Form::Typed).1);
    assert_eq!(faults, Ok(Vec::new()), "{}", answer.body);
}

/// Requests of CC-Gateway. A header `Guid: $1001` bears the token that this agent was handed out last.
pub(crate) fn gateway(bytes: &[u8]) {
    gateway_course(bytes);
}

fn gateway_course(bytes: &[u8]) -> Course {
    static WORLD: OnceLock<InProcess> = OnceLock::new();
    let opened = WORLD.get_or_init(|| opened(include_str!("gateway.yaml")));
    let mut course = Course::new(&cc_gateway::VENDOR, opened, bytes.len());
    course.run(bytes, |course, text| {
        let mut request = message::read(text);
        for (_, value) in &mut request.headers {
            if let Some(guid) = value.strip_prefix('$').and_then(|agent| course.guids.get(agent)) {
                value.clone_from(guid);
            }
        }
        let asked = cc_gateway::VENDOR.client.read(&request);
        let Some(answer) = course.request(&request) else { return };
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        assert!(body["retcode"].is_string(), "{}", answer.body);
        if let Some(guid) = cc_gateway::VENDOR.client.token(&answer) {
            course.guids.insert(asked.user.unwrap_or_default(), guid);
        }
        if body["retcode"] == retcodes::SUCCESS {
            course.taken.insert(asked.name);
        }
    });
    course
}

/// The world of a scenario that is known to be good.
pub(crate) fn opened(text: &str) -> InProcess {
    let mut subject = InProcess::new();
    let begun = offhook_scenario::parse("world.yaml", text)
        .map(|scenario| subject.reset(&scenario, 0).and_then(|()| subject.begin()));
    assert!(matches!(begun, Ok(Ok(()))), "{begun:?}");
    subject
}

/// What goes on in a call centre.
pub(crate) struct Course {
    vendor: &'static Vendor,
    subject: InProcess,
    /// The latest tokens, by agent.
    guids: BTreeMap<String, String>,
    /// What was asked for and not refused.
    taken: BTreeSet<String>,
    /// The most bytes that an answer may have.
    room: usize,
}

impl Course {
    pub(crate) fn new(vendor: &'static Vendor, opened: &InProcess, bytes: usize) -> Self {
        Self {
            vendor,
            subject: opened.clone(),
            guids: BTreeMap::new(),
            taken: BTreeSet::new(),
            room: ROOM + TIMES * bytes,
        }
    }

    /// Does one thing after the other: `far` and what the remote party does, as a message of the adapter protocol; `clock` and
    /// milliseconds; or a request.
    pub(crate) fn run(&mut self, bytes: &[u8], mut request: impl FnMut(&mut Self, &[u8])) {
        for step in split(bytes).take(MAX_STEPS) {
            let step = self.filled_in(&String::from_utf8_lossy(step));
            if let Some(object) = step.strip_prefix("far ") {
                self.remote_party(object);
            } else if let Some(by_ms) = step.strip_prefix("clock ") {
                self.clock(by_ms.trim());
            } else {
                request(self, step.as_bytes());
            }
            self.holds();
        }
    }

    /// A step with `$job` and `$channel0` replaced by what the latest call is named by.
    fn filled_in(&self, step: &str) -> String {
        let Some(world) = self.subject.world() else { return step.to_owned() };
        let Some((_, job)) = world.jobs().last() else { return step.to_owned() };
        let mut step =
            step.replace("$job", &job.number.to_string()).replace("$call", &cc_gateway::call_id(job));
        for (nth, channel) in job.channels.iter().enumerate() {
            let name = world.channel_name(*channel).map(|name| name.to_string());
            step = step.replace(&format!("$channel{nth}"), &name.unwrap_or_default());
        }
        step
    }

    fn remote_party(&mut self, object: &str) {
        let Ok(object) = serde_json::from_str(object) else { return };
        let Ok(Call::Stimulus(stimulus)) = Call::read("stimulus", object) else { return };
        let before = self.digest();
        if let Ok(Stimulated::Impossible { reason }) = self.subject.stimulus(&stimulus) {
            assert!(reason.len() <= self.room);
            assert_eq!(self.digest(), before, "what is impossible changes nothing");
        }
    }

    fn clock(&mut self, by_ms: &str) {
        if let Ok(by_ms) = by_ms.parse() {
            let _ = self.subject.advance(by_ms);
        }
    }

    /// A request and its answer. What is refused changes nothing.
    fn request(&mut self, request: &HttpRequest) -> Option<HttpResponse> {
        let before = self.digest();
        let answer = self.subject.request(request).ok()?;
        assert!(
            (200..600).contains(&answer.status) && answer.body.len() <= self.room,
            "{}",
            answer.body.len()
        );
        let format = self.vendor.client.read(request).format.unwrap_or(Format::Json);
        let body = parse(&answer.body, format, &Limits::DEFAULT).map(|raw| raw.value).unwrap_or_default();
        if self.vendor.tables.refusal_in(&body).is_some() {
            assert_eq!(self.digest(), before, "what is refused changes nothing: {request:?}");
        }
        let settled = self.subject.settle();
        assert!(settled.is_ok(), "{settled:?}");
        Some(answer)
    }

    fn digest(&self) -> Option<Digest> {
        self.subject.world().map(World::digest)
    }

    /// What holds after everything.
    fn holds(&mut self) {
        let broken = self.subject.inspect().map(|it| it.broken).unwrap_or_default();
        assert!(broken.is_empty(), "{broken:?}");
        for event in self.subject.events().unwrap_or_default() {
            assert!(event.is_object() && event.to_string().len() <= self.room);
        }
    }
}

fn split(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let now = rest?;
        let at = now.windows(BETWEEN.len()).position(|it| it == BETWEEN);
        rest = at.and_then(|at| now.get(at + BETWEEN.len()..));
        now.get(..at.unwrap_or(now.len()))
    })
}

#[cfg(test)]
mod tests {
    use offhook_dialect::cc_gateway::OPERATIONS;
    use offhook_dialect::ccc::ACTIONS;

    use super::*;
    use crate::seeds;

    fn taken(seeds: &[String], course: fn(&[u8]) -> Course) -> BTreeSet<String> {
        seeds.iter().flat_map(|seed| course(seed.as_bytes()).taken).collect()
    }

    /// A fuzzer that begins with nothing but refusals finds nothing but refusals.
    #[test]
    fn most_of_what_there_is_to_ask_for_is_taken_in_some_seed() {
        let taken_ = taken(&seeds::ccc(), ccc_course);
        let missing: Vec<_> =
            ACTIONS.iter().map(|it| it.name).filter(|name| !taken_.contains(*name)).collect();
        assert!(missing.len() < ACTIONS.len() / 3, "never taken: {missing:?}");
        let taken_ = taken(&seeds::gateway(), gateway_course);
        let missing: Vec<_> =
            OPERATIONS.iter().map(|it| it.id).filter(|name| !taken_.contains(*name)).collect();
        assert!(missing.len() < OPERATIONS.len() / 3, "never taken: {missing:?}");
    }
}
