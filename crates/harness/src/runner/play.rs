//! One run of one scenario, step by step.

use std::collections::{BTreeSet, VecDeque};

use offhook_dialect::{Kind, SamplePart, cc_gateway, ccc, tokens};
use offhook_scenario::{
    At, Dialect, EventItem, Expectations, Format, Instance, Network, Place, Plan, Poll, Request, Scenario,
    Step, Stimulus, Verb,
};
use serde_json::Value;

use super::binds::Binds;
use super::exercise::Exercised;
use super::observed::{self, Observed};
use super::wire::{Answer, Asker, Composed, Of, interpret};
use super::{Options, expect, fault};
use crate::in_process::Cast;
use crate::subject::{FarParty, Inspection, Reply, Speech, Stimulated, Subject, SubjectError};
use offhook_scenario::Diagnostic;

/// Events of one agent that are polled before the agent is taken for a fountain.
const MAX_POLLS: usize = 10_000;

pub(super) struct Play<'a> {
    scenario: &'a Scenario,
    cast: &'a [Cast],
    subject: &'a mut dyn Subject,
    options: &'a Options<'a>,
    speech: Speech,
    instance: String,
    binds: Binds,
    observed: VecDeque<Observed>,
    /// Invariants that did not hold and are waived.
    waived: BTreeSet<&'static str>,
    pub(super) exercised: Exercised,
    pub(super) failures: Vec<Diagnostic>,
    pub(super) executed: usize,
    pub(super) requests: usize,
}

impl<'a> Play<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        cast: &'a [Cast],
        subject: &'a mut dyn Subject,
        options: &'a Options<'a>,
    ) -> Self {
        let instance = scenario.given.instance.as_ref();
        Self {
            scenario,
            cast,
            subject,
            options,
            speech: Speech::of(scenario),
            instance: instance
                .map_or_else(|| Instance::DEFAULT_ID.to_owned(), |it| it.value.id.value.clone()),
            binds: Binds::new(cast),
            observed: VecDeque::new(),
            waived: BTreeSet::new(),
            exercised: Exercised::default(),
            failures: Vec::new(),
            executed: 0,
            requests: 0,
        }
    }

    pub(super) fn inspect(&self) -> Option<Inspection> {
        self.subject.inspect()
    }

    /// Does the steps until one is not as expected.
    pub(super) fn run(&mut self, plan: &Plan<'_>) -> Result<(), SubjectError> {
        self.subject.reset(self.scenario, self.options.seed)?;
        self.bind_given();
        if self.speech.dialect == Dialect::CcGateway {
            self.sign_in_given()?;
        }
        self.check_invariants(self.scenario.id.place);
        for step in &plan.steps {
            if !self.failures.is_empty() {
                break;
            }
            self.step(step.step)?;
            self.executed += 1;
            self.check_invariants(step.step.place);
            if !step.turns.is_empty() {
                let turns: Vec<String> = step.turns.iter().map(u32::to_string).collect();
                let turns = format!("in turn {} of its repeat", turns.join("."));
                self.failures =
                    std::mem::take(&mut self.failures).into_iter().map(|it| it.note(turns.clone())).collect();
            }
        }
        if self.failures.is_empty() && self.subject.inspect().is_some() {
            self.check_waivers();
        }
        Ok(())
    }

    fn step(&mut self, step: &At<Step>) -> Result<(), SubjectError> {
        match &step.value {
            Step::Request(request) => self.request(request, step.place),
            Step::Poll(poll) => self.poll(poll, step.place),
            Step::Network(network) => self.network(network, step.place),
            Step::Wait(wait) => {
                self.subject.advance(wait.value.ms)?;
                self.collect()
            }
            Step::Events(expected) => self.events(expected, step.place),
            Step::Repeat(_) => Ok(()),
        }
    }

    fn fail(&mut self, diagnostic: Diagnostic) {
        self.failures.push(diagnostic);
    }

    /// The ids that a given world spells.
    fn bind_given(&mut self) {
        for (_, job) in self.scenario.given.jobs.iter() {
            if let Some(id) = &job.id {
                self.binds.set("job", id.value.clone().into());
            }
            for leg in job.channels.iter().flatten() {
                let user = leg
                    .value
                    .user
                    .as_ref()
                    .and_then(|alias| self.cast.iter().find(|who| who.alias == alias.value));
                if let Some(id) = &leg.value.id {
                    self.binds.learn_channel(self.cast, user.map_or("", |who| &who.id), &id.value);
                }
            }
        }
    }

    /// Signs in the agents whom a scenario gives in a state that one must sign in for: only its answer tells the Guid.
    fn sign_in_given(&mut self) -> Result<(), SubjectError> {
        use offhook_machine::UserState;
        for who in self.cast {
            let status = match who.state {
                UserState::Offline => continue,
                UserState::Break => 3,
                UserState::Working => 5,
                _ => 4,
            };
            let mut request =
                Request { by: Some(who.alias.as_str().into()), action: "login".into(), ..Request::default() };
            let user = self.scenario.given.users.get(&who.alias);
            let flag = |flag: Option<&At<bool>>| flag.map(|flag| flag.value);
            let auto_answer = user.and_then(|user| flag(user.auto_answer.as_ref())).unwrap_or(false);
            let auto_idle = user.and_then(|user| flag(user.auto_idle.as_ref())).unwrap_or(true);
            let password =
                user.and_then(|user| user.password.as_ref()).map(|it| it.value.clone()).unwrap_or_default();
            for (name, value) in [
                ("status", Value::from(status)),
                ("autoanswer", auto_answer.into()),
                ("autoenteridle", auto_idle.into()),
                ("password", password.into()),
            ] {
                request.with.insert(name.to_owned(), At::from(value));
            }
            self.request(&request, self.scenario.id.place)?;
        }
        self.poll_events()?;
        self.observed.clear();
        self.exercised = Exercised::default();
        Ok(())
    }

    /// What does not hold must be waived by the given world.
    fn check_invariants(&mut self, place: Place) {
        let Some(inspection) = self.subject.inspect() else { return };
        let waives = &self.scenario.given.waives;
        let is_waived = |name: &&str| waives.iter().any(|waive| waive.invariant.value == *name);
        let (waived, broken): (Vec<_>, Vec<_>) = inspection.broken.into_iter().partition(is_waived);
        self.waived.extend(waived);
        if !broken.is_empty() {
            let title = format!("after this step, an invariant does not hold: {}", broken.join(", "));
            self.fail(fault("invariant", title, place).help("`offhook explain` says what an invariant means"));
        }
    }

    /// A waiver that nothing needed would hide the next fault.
    fn check_waivers(&mut self) {
        for waive in &self.scenario.given.waives {
            if !self.waived.contains(waive.invariant.value.as_str()) {
                let title = format!("the invariant `{}` is waived but always held", waive.invariant.value);
                self.failures.push(fault("idle-waiver", title, waive.invariant.place).help("take the waiver away"));
            }
        }
    }

    fn request(&mut self, request: &Request, place: Place) -> Result<(), SubjectError> {
        let composed = match self.asker().compose(request) {
            Ok(composed) => composed,
            Err(diagnostic) => {
                self.fail(diagnostic);
                return Ok(());
            }
        };
        let Some((reply, answer)) = self.ask(&composed, place)? else { return Ok(()) };
        self.learn(request.by.as_ref(), &composed, &reply, &answer);
        self.check_status(request, &reply);
        self.check_shape(&answer, request.action.place);
        self.check_expectations(&request.expect, &answer);
        self.check_whole(request, &composed, &reply);
        self.bind(&request.bind, &answer);
        Ok(())
    }

    fn poll(&mut self, poll: &Poll, place: Place) -> Result<(), SubjectError> {
        let action = match self.speech.dialect {
            Dialect::Ccc => ccc::POLL_USER_STATUS.name,
            Dialect::CcGateway => cc_gateway::AGENT_STATUS.id,
        };
        let request = Request {
            by: Some(poll.user.clone()),
            action: At::new(action.to_owned(), poll.user.place),
            expect: poll.expect.clone(),
            bind: poll.bind.clone(),
            ..Request::default()
        };
        self.request(&request, place)
    }

    fn asker(&self) -> Asker<'_> {
        Asker { speech: self.speech, instance: &self.instance, cast: self.cast, binds: &self.binds }
    }

    /// Sends a request, reads its answer, lets it take effect and notes what was exercised.
    fn ask(&mut self, composed: &Composed, place: Place) -> Result<Option<(Reply, Answer)>, SubjectError> {
        self.requests += 1;
        let reply = self.subject.request(&composed.ask)?;
        self.subject.settle()?;
        self.collect()?;
        let answer = match interpret(self.speech, composed.of, &reply, place) {
            Ok(answer) => answer,
            Err(diagnostic) => {
                self.fail(diagnostic.note(format!(
                    "HTTP status {}, body: {}",
                    reply.status,
                    short(&reply.body)
                )));
                return Ok(None);
            }
        };
        if let Some(of) = composed.of {
            self.note_exercise(of, composed, &answer);
        }
        Ok(Some((reply, answer)))
    }

    fn note_exercise(&mut self, of: Of, composed: &Composed, answer: &Answer) {
        let name = of.name();
        self.exercised.request(name);
        for kind in of.params(&composed.said) {
            self.exercised.add(kind);
        }
        for (_, text) in &composed.said {
            self.exercised.words(&Value::from(text.as_str()));
        }
        match &answer.refusal {
            None => self.exercised.answer(name, answer.fields, &answer.raw),
            Some(code) => {
                let code = match of {
                    Of::Action(action) => action.error(code).map(|row| row.code),
                    Of::Operation(operation) => operation.retcode(code).map(|row| row.retcode.code),
                };
                if let Some(code) = code {
                    self.exercised.add(Kind::Refusal { of: name, code });
                }
                self.exercised.words(&answer.raw);
            }
        }
        let retcode = answer.raw.get("retcode").and_then(Value::as_str);
        if let Some(row) = retcode.and_then(cc_gateway::retcode) {
            self.exercised.add(Kind::Code { code: row.code });
        }
        if let Of::Action(action) = of
            && action.samples.is_some_and(|samples| says_all(samples.request, &composed.said))
        {
            self.exercised.add(Kind::Sample { of: name, part: SamplePart::Request });
        }
    }

    /// Learns ids from an answer: the call, the legs, the Guid.
    fn learn(&mut self, by: Option<&At<String>>, composed: &Composed, reply: &Reply, answer: &Answer) {
        if let (Some(by), Some(cookie)) = (by, reply.header("Set-GUID")) {
            let guid = cookie.strip_prefix("JSESSIONID=").unwrap_or(cookie);
            self.binds.set(format!("{}.guid", by.value), guid.into());
        }
        if answer.refusal.is_some() {
            return;
        }
        let begins =
            matches!(composed.of, Some(Of::Operation(it)) if ["callout", "callInner"].contains(&it.id));
        let call = &answer.tree["Data"]["CallContext"];
        let job = if begins { &answer.tree["result"] } else { &call["JobId"] };
        if job.is_string() {
            self.binds.set("job", job.clone());
        }
        for leg in call["ChannelContexts"].as_array().into_iter().flatten() {
            let text = |name: &str| leg[name].as_str().unwrap_or_default();
            self.binds.learn_channel(self.cast, text("UserId"), text("ChannelId"));
        }
    }

    fn check_status(&mut self, request: &Request, reply: &Reply) {
        if let Some(status) = request.status.as_ref().filter(|status| status.value != reply.status) {
            let label = format!("expected {}, observed {}", status.value, reply.status);
            self.fail(
                fault("expectation", "the HTTP status is not as expected", status.place)
                    .label(label)
                    .note(format!("the answer: {}", short(&reply.body))),
            );
        }
    }

    fn check_shape(&mut self, answer: &Answer, place: Place) {
        for found in &answer.faults {
            self.fail(
                fault("shape", format!("the answer departs from its documented shape: {found}"), place)
                    .note(format!("the answer: {}", short(&answer.raw.to_string()))),
            );
        }
    }

    fn check_expectations(&mut self, expected: &Expectations, answer: &Answer) {
        let mut failed = Vec::new();
        for (path, matcher) in expected.iter() {
            let found = expect::at(path, &answer.tree);
            if let Err(mismatch) = expect::hold(&matcher.value, found, &self.binds) {
                let title = format!("`{}` is not as expected", path.value.as_str());
                failed.push(
                    fault("expectation", title, matcher.place)
                        .label(mismatch)
                        .note(format!("the answer: {}", around(&answer.tree, path.value.as_str()))),
                );
            }
        }
        self.failures.extend(failed);
    }

    /// Holds the whole answer against a file, token for token.
    fn check_whole(&mut self, request: &Request, composed: &Composed, reply: &Reply) {
        let Some(path) = &request.answer else { return };
        let text = match (self.options.read_file)(&relative(self.scenario, path)) {
            Ok(text) => text,
            Err(reason) => {
                self.fail(fault("answer-file", format!("the file cannot be read: {reason}"), path.place));
                return;
            }
        };
        let format = self.speech.format;
        let (expected, observed) = (tokens(&text, format), tokens(&reply.body, format));
        let differs =
            (0..expected.len().max(observed.len())).find(|at| expected.get(*at) != observed.get(*at));
        if let Some(at) = differs {
            let token = |list: &[String]| list.get(at).cloned().unwrap_or_else(|| "the end".to_owned());
            let before = expected[at.saturating_sub(4)..at].join(" ");
            self.fail(
                fault("expectation", "the answer is not the documented one, token for token", path.place)
                    .label(format!("expected {}, observed {}", token(&expected), token(&observed)))
                    .note(format!("token {}, after: {before}", at + 1)),
            );
        } else if let Some(Of::Action(action)) = composed.of {
            let part = match self.scenario.format {
                Format::Json => SamplePart::Json,
                Format::Xml => SamplePart::Xml,
            };
            let sample = action
                .samples
                .map(|samples| if part == SamplePart::Json { samples.json } else { samples.xml });
            if sample.is_some_and(|sample| tokens(sample, format) == expected) {
                self.exercised.add(Kind::Sample { of: action.name, part });
            }
        }
    }

    fn bind(&mut self, binds: &offhook_scenario::Binds, answer: &Answer) {
        for (name, path) in binds.iter() {
            match expect::at(path, &answer.tree) {
                Some(value) => self.binds.set(name.value.clone(), value.clone()),
                None => {
                    let title = format!("there is nothing at `{}` to bind", path.value.as_str());
                    let note = format!("the answer: {}", short(&answer.tree.to_string()));
                    self.fail(fault("bind", title, path.place).note(note));
                }
            }
        }
    }

    fn network(&mut self, network: &Network, place: Place) -> Result<(), SubjectError> {
        let far_party = match self.far_party(network, place) {
            Ok(far_party) => far_party,
            Err(diagnostic) => {
                self.fail(diagnostic);
                return Ok(());
            }
        };
        let outcome = self.subject.stimulus(&far_party)?;
        match (outcome, network.impossible) {
            (Stimulated::Done { job }, false) => self.binds.set("job", job.into()),
            (Stimulated::Impossible { .. }, true) => {}
            (Stimulated::Done { .. }, true) => {
                self.fail(fault(
                    "expectation",
                    "the stimulus happened, though it is said to be impossible",
                    place,
                ));
            }
            (Stimulated::Impossible { reason }, false) => {
                let title = format!("the stimulus `{}` is impossible here", network.stimulus.verb());
                self.fail(fault("impossible", title, place).label(reason));
            }
        }
        self.collect()
    }

    fn far_party(&self, network: &Network, place: Place) -> Result<FarParty, Diagnostic> {
        let id = |alias: &str| {
            let who = self.cast.iter().find(|who| who.alias == alias);
            who.map_or_else(|| alias.to_owned(), |who| who.id.clone())
        };
        match &network.stimulus {
            Stimulus::Inbound(call) => {
                Ok(FarParty::Inbound { from: call.from.value.clone(), to: id(&call.to.value) })
            }
            Stimulus::Leg { verb, party } => {
                let named = network.job.as_ref();
                let value = At::new(
                    Value::from(named.map_or("$job", |job| &job.value)),
                    named.map_or(place, |job| job.place),
                );
                let job = offhook_scenario::fill(&value.value, &|name| self.binds.get(name));
                let job = job.ok().and_then(|job| job.as_str().map(str::to_owned));
                let job = job.ok_or_else(|| {
                    fault("unbound", "there is no call yet that this could happen in", value.place)
                        .help("make a call first, or name the job with `job:`")
                })?;
                let cause = network.cause.as_ref().map(|cause| cause.value.clone());
                Ok(FarParty::Leg { signal: signal(*verb).to_owned(), job, party: id(&party.value), cause })
            }
        }
    }

    /// Takes the pushed events, and what they tell of legs.
    fn collect(&mut self) -> Result<(), SubjectError> {
        for event in self.subject.events()? {
            let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
            if !text("channelId").is_empty() {
                self.binds.learn_channel(self.cast, text("agentId"), text("channelId"));
            }
            self.exercised.event(text("eventType"), &event);
            self.observed.push_back(Observed::pushed(self.cast, event));
        }
        Ok(())
    }

    /// Polls every agent who has a Guid until nothing waits.
    fn poll_events(&mut self) -> Result<(), SubjectError> {
        for who in self.cast {
            if self.binds.text(&format!("{}.guid", who.alias)).is_none() {
                continue;
            }
            for _ in 0..MAX_POLLS {
                let action = cc_gateway::GET_AGENT_EVENT.id;
                let request = Request {
                    by: Some(who.alias.as_str().into()),
                    action: action.into(),
                    ..Request::default()
                };
                let Ok(composed) = self.asker().compose(&request) else { break };
                let Some((_, answer)) = self.ask(&composed, self.scenario.id.place)? else { break };
                let Some(event) = answer.raw.get("event") else { break };
                self.check_shape(&answer, self.scenario.id.place);
                let polled = Observed::polled(&who.alias, event);
                self.exercised.event(&polled.name, event);
                self.observed.push_back(polled);
            }
        }
        Ok(())
    }

    fn events(&mut self, expected: &[At<EventItem>], place: Place) -> Result<(), SubjectError> {
        let by_party = self.speech.dialect == Dialect::CcGateway;
        if by_party {
            self.poll_events()?;
        }
        let observed: Vec<Observed> = self.observed.drain(..).collect();
        if let Err(departure) = observed::hold(place, expected, &observed, by_party, &self.binds) {
            self.fail(fault("expectation", departure.title, departure.place).label(departure.label));
        }
        Ok(())
    }
}

/// The word of the adapter protocol for a verb of the language.
const fn signal(verb: Verb) -> &'static str {
    match verb {
        Verb::Created => "created",
        Verb::Rings => "ringing",
        Verb::EarlyMedia => "early_media",
        Verb::Answers => "answered",
        Verb::Busy => "busy",
        Verb::Rejects => "rejected",
        Verb::NoRoute => "no_route",
        Verb::HangsUp => "hung_up",
    }
}

/// A path that a scenario gives, seen from where the scenario's own path is seen.
fn relative(scenario: &Scenario, path: &At<String>) -> String {
    let source = scenario.sources.of(path.place);
    match source.name.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{}", path.value),
        None => path.value.clone(),
    }
}

/// Whether a request says everything that a documented sample request says.
fn says_all(sample: &str, said: &[(String, String)]) -> bool {
    let text: String = sample.lines().map(str::trim).collect();
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let query = query.split("&<").next().unwrap_or_default();
    let Ok((action, params)) = offhook_dialect::parse_query(query) else { return false };
    let action = action.map(|action| (offhook_dialect::ACTION.to_owned(), action));
    action.into_iter().chain(params).all(|pair| said.contains(&pair))
}

/// A text cut to what a reader takes in.
fn short(text: &str) -> String {
    const MOST: usize = 600;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The object of an answer that a path leads into.
fn around(tree: &Value, path: &str) -> String {
    let mut at = tree;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let (name, index) = name
            .split_once('[')
            .map_or((name, None), |(name, rest)| (name, rest.trim_end_matches(']').parse::<usize>().ok()));
        let inner = at.get(name).and_then(|inner| index.map_or(Some(inner), |index| inner.get(index)));
        match inner {
            Some(inner) if inner.is_object() && names.peek().is_some() => at = inner,
            _ => break,
        }
    }
    short(&at.to_string())
}
