//! Canaries of a suite: our own machine with one answer spoilt, on which a case of the suite has to fail.
//!
//! Each is planted where the case has shown that it looks: a canary that survives proves that the checks do not check.

use offhook_dialect::{FieldRow, HttpRequest, HttpResponse, Source, UserField, VENDORS};
use offhook_harness::{
    CaseReport, InProcess, Options, Subject as _, SubjectError, Verdict, Wrap, Wrapped, run_case,
};
use offhook_scenario::{Format, Scenario, Step, plan};
use serde_json::Value;

/// How many canaries of one kind are planted at most.
const MOST: usize = 3;

/// How a canary is spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoilt {
    /// The first answer bears another HTTP status.
    Status,
    /// The first answer bears a code that there is not.
    Code,
    /// The first answer is not one.
    Garbage,
    /// No event is emitted.
    Deaf,
    /// Every state that an answer shows is another.
    State,
}

impl Spoilt {
    const ALL: [Self; 5] = [Self::Status, Self::Code, Self::Garbage, Self::Deaf, Self::State];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "wrong status",
            Self::Code => "wrong code",
            Self::Garbage => "garbage",
            Self::Deaf => "lost events",
            Self::State => "wrong state",
        }
    }

    /// Whether the scenario looks at what is spoilt.
    fn is_seen_by(self, scenario: &Scenario) -> bool {
        let Ok(plan) = plan(scenario) else { return false };
        let mut steps = plan.steps.iter().map(|planned| &planned.step.value);
        let asks = |step: &Step| matches!(step, Step::Request(_) | Step::Poll(_));
        match self {
            Self::Status | Self::Code | Self::Garbage => scenario.format == Format::Json && steps.any(asks),
            Self::Deaf => steps.any(|step| matches!(step, Step::Events(events) if !events.is_empty())),
            Self::State => {
                scenario.format == Format::Json
                    && steps.any(|step| {
                        let expected = match step {
                            Step::Request(request) => &request.expect,
                            Step::Poll(poll) => &poll.expect,
                            _ => return false,
                        };
                        expected.iter().any(|(path, matcher)| {
                            states().iter().any(|name| path.value.as_str().ends_with(name))
                                && matches!(matcher.value, offhook_scenario::Matcher::Is(_))
                        })
                    })
            }
        }
    }
}

/// What became of the canaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Canaries {
    /// How many were planted.
    pub planted: usize,
    /// Those that live: the case, and what was spoilt.
    pub alive: Vec<String>,
}

/// Plants canaries for cases that our own machine passes.
pub fn plant(scenarios: &[&Scenario], options: &Options<'_>) -> Canaries {
    let options = Options { strict: true, ..*options };
    let mut canaries = Canaries::default();
    for spoilt in Spoilt::ALL {
        let seen = scenarios.iter().copied().filter(|scenario| spoilt.is_seen_by(scenario));
        let passed = |scenario: &&Scenario| {
            run_case(scenario, &mut InProcess::new(), &options).verdict == Verdict::Pass
        };
        for scenario in seen.filter(passed).take(MOST) {
            canaries.planted += 1;
            let report = run_case(scenario, &mut Wrapped::new(Canary { spoilt, begun: false }), &options);
            if !is_caught(&report) {
                canaries.alive.push(format!("{} on {}", spoilt.as_str(), scenario.id.value));
            }
        }
    }
    canaries
}

fn is_caught(report: &CaseReport) -> bool {
    matches!(report.verdict, Verdict::Fail | Verdict::Error)
}

/// What spoils our machine.
struct Canary {
    spoilt: Spoilt,
    /// Whether what the configuration needs has been done: only then is anything spoilt.
    begun: bool,
}

impl Canary {
    fn spoil(&self, reply: &mut HttpResponse) {
        match self.spoilt {
            Spoilt::Status => reply.status = 299,
            Spoilt::Garbage => reply.body = "<canary".to_owned(),
            Spoilt::Code => with_every(&mut reply.body, &codes(), "CANARY"),
            Spoilt::State => with_every(&mut reply.body, &states(), "CANARY"),
            Spoilt::Deaf => {
                if let Ok(Value::Object(mut fields)) = serde_json::from_str(&reply.body)
                    && VENDORS
                        .iter()
                        .filter_map(|it| it.tables.event.polled)
                        .any(|it| fields.remove(it).is_some())
                {
                    reply.body = Value::Object(fields).to_string();
                }
            }
        }
    }
}

/// The fields that bear a code.
fn codes() -> Vec<&'static str> {
    VENDORS.iter().map(|vendor| vendor.tables.code_name()).collect()
}

/// The fields that bear the state of the user who asks.
fn states() -> Vec<&'static str> {
    let polled = VENDORS.iter().flat_map(|vendor| vendor.tables.poll.fields());
    polled.filter(|row| row.source == Source::User(UserField::State)).map(FieldRow::name).collect()
}

/// Puts another text into every field of these names.
fn with_every(body: &mut String, names: &[&str], text: &str) {
    fn put(value: &mut Value, names: &[&str], text: &str) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields.iter_mut() {
                    if names.contains(&name.as_str()) {
                        *field = text.into();
                    } else {
                        put(field, names, text);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| put(item, names, text)),
            _ => {}
        }
    }
    if let Ok(mut value) = serde_json::from_str(body) {
        put(&mut value, names, text);
        *body = value.to_string();
    }
}

impl Wrap for Canary {
    fn reset(&mut self) {
        self.begun = false;
    }

    fn begin(&mut self) {
        self.begun = true;
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        if self.begun {
            self.spoil(&mut reply);
        }
        Ok(reply)
    }

    fn events(&mut self, _: &InProcess, events: Vec<Value>) -> Vec<Value> {
        if self.spoilt == Spoilt::Deaf { Vec::new() } else { events }
    }
}
