//! The plain next call after every ending of a call: all endings have one, and who keeps something of the old call is caught.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;

use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_explore::recorded::missing;
use offhook_harness::{
    InProcess, Options, Subject as _, SubjectError, Times, Verdict, Wrap, Wrapped, read_scenarios, run_case,
};
use offhook_scenario::Scenario;
use offhook_scenario::files::read_named;

fn read(path: &str) -> Vec<Scenario> {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    read_scenarios(&[scenarios.join(path)]).unwrap_or_else(|error| panic!("{error}"))
}

fn is_next_call(scenario: &Scenario) -> bool {
    scenario.id.value.contains(".next-call.")
}

/// What a server forgets to clear away once a channel has ended so.
#[derive(Clone, Copy, Debug)]
enum Kept {
    /// The agent is still said to be in the call that ended.
    Call,
    /// The agent cannot begin another call.
    Agent,
}

/// A server that keeps something of a call which the outside party's phone ended in one way.
struct Keeps {
    /// How the channel ends.
    signal: &'static str,
    what: Kept,
    is_kept: bool,
    /// The last call that an answer named.
    job: Option<String>,
}

impl Keeps {
    fn new(signal: &'static str, what: Kept) -> Wrapped<Self> {
        Wrapped::new(Self { signal, what, is_kept: false, job: None })
    }
}

impl Wrap for Keeps {
    fn reset(&mut self) {
        self.is_kept = false;
        self.job = None;
    }

    fn stimulus(
        &mut self,
        inner: &mut InProcess,
        stimulus: &RemoteParty,
    ) -> Result<Stimulated, SubjectError> {
        let done = inner.stimulus(stimulus)?;
        if let RemoteParty::Channel { signal, job, .. } = stimulus
            && signal == self.signal
            && matches!(done, Stimulated::Done { .. })
        {
            self.is_kept = true;
            self.job = Some(job.clone());
        }
        Ok(done)
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = match (self.is_kept, self.what) {
            (true, Kept::Agent) => inner.request(&without_number(request))?,
            _ => inner.request(request)?,
        };
        if let (true, Kept::Call, Some(job)) = (self.is_kept, self.what, &self.job)
            && request.target.contains("PollUserStatus")
            && !reply.body.contains("\"JobId\"")
        {
            reply.body = reply.body.replacen("\"UserId\"", &format!("\"JobId\":\"{job}\",\"UserId\""), 1);
        }
        Ok(reply)
    }
}

/// The same request, which cannot be granted if it begins a call: it does not say whom to call.
fn without_number(request: &HttpRequest) -> HttpRequest {
    let target = request.target.replace("Callee=", "Nobody=");
    let body = String::from_utf8_lossy(&request.body).replace("\"called\"", "\"nobody\"");
    HttpRequest { target, body: body.into_bytes(), ..request.clone() }
}

fn catches(scenario: &Scenario, subject: &mut Wrapped<Keeps>) -> bool {
    let options = Options { oracle: Some(Times::Virtual), ..Options::new(&read_named) };
    run_case(scenario, subject, &options).verdict != Verdict::Pass
}

#[test]
fn every_ending_has_its_files() {
    let all = read("generated");
    let known: BTreeSet<&str> = all.iter().map(|it| it.id.as_str()).collect();
    let lacking: Vec<_> = missing(&known).unwrap().into_iter().map(|(file, _)| file).collect();
    assert!(lacking.is_empty(), "`offhook record scenarios/generated` writes them: {lacking:?}");
    assert!(all.iter().filter(|it| is_next_call(it)).count() > 60);
}

#[test]
fn who_keeps_something_of_a_call_that_was_not_connected_is_caught_by_the_next_call() {
    let next: Vec<_> = read("generated").into_iter().filter(is_next_call).collect();
    for (signal, what) in [("no_route", Kept::Call), ("no_route", Kept::Agent), ("busy", Kept::Agent)] {
        let mut subject = Keeps::new(signal, what);
        assert!(next.iter().any(|it| catches(it, &mut subject)), "{signal} {what:?}");
    }
}
