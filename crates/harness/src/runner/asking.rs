//! Requests: sent, answered, and what an answer teaches.

use offhook_dialect::{HttpResponse, Kind, Operation, SamplePart};
use offhook_scenario::{At, Diagnostic, Place, Poll, Request};
use serde_json::Value;

use super::play::Play;
use super::text::short;
use super::wire::{Composed, ReadAnswer, interpret, params};
use crate::subject::SubjectError;

impl Play<'_> {
    pub(super) fn request(&mut self, request: &Request, place: Place) -> Result<(), SubjectError> {
        let composed = match self.compose(request, place)? {
            Ok(composed) => composed,
            Err(diagnostic) => {
                self.fail(diagnostic);
                return Ok(());
            }
        };
        // What a name stood for before: no answer is to say what it is held against.
        let known = (!request.expect.is_empty()).then(|| self.binds.clone());
        let Some((reply, answer)) = self.ask(request.by.as_ref(), &composed, place)? else { return Ok(()) };
        self.note_answer(&composed, &answer);
        self.check_acceptance(request, composed.of, &answer);
        self.check_status(request, &composed, &reply);
        self.check_shape(composed.of, &answer, request.action.place);
        if let Some(known) = known {
            let binds = known.or(&self.binds);
            self.check_expectations(&request.expect, composed.of, &answer, &binds);
        }
        self.check_whole(request, &composed, &answer, &reply);
        self.bind(&request.bind, composed.of, &answer);
        Ok(())
    }

    /// Writes the request of a step. A channel that no answer has named yet is looked for by polling, where no events report it.
    fn compose(
        &mut self,
        request: &Request,
        place: Place,
    ) -> Result<Result<Composed, Diagnostic>, SubjectError> {
        let composed = self.asker().compose(request);
        if composed.is_ok() || self.subject.reports_events() {
            return Ok(composed);
        }
        for who in self.participants {
            let poll = Poll { user: who.alias.as_str().into(), ..Poll::default() };
            if let Ok(composed) = self.asker().compose(&self.poll_request(&poll)) {
                self.ask(Some(&poll.user), &composed, place)?;
            }
        }
        Ok(self.asker().compose(request))
    }

    pub(super) fn poll(&mut self, poll: &Poll, place: Place) -> Result<(), SubjectError> {
        let request = self.poll_request(poll);
        self.request(&request, place)
    }

    /// The vendor's own request that reads a user's state.
    pub(super) fn poll_request(&self, poll: &Poll) -> Request {
        let action = self.choice.dialect.tables.poll.name();
        Request {
            by: Some(poll.user.clone()),
            action: At::new(action.to_owned(), poll.user.place),
            expect: poll.expect.clone(),
            bind: poll.bind.clone(),
            ..Request::default()
        }
    }

    /// Sends a request, learns from its answer, lets it take effect, learns from the events, and notes what was exercised.
    pub(super) fn ask(
        &mut self,
        by: Option<&At<String>>,
        composed: &Composed,
        place: Place,
    ) -> Result<Option<(HttpResponse, ReadAnswer)>, SubjectError> {
        self.requests += 1;
        let reply = match self.subject.request(&composed.request) {
            Ok(reply) => reply,
            Err(error) => {
                self.note_request(by, composed, None);
                return Err(error);
            }
        };
        self.note_request(by, composed, Some(&reply));
        let answer = interpret(self.choice, composed.of, &reply, self.is_free(), place);
        // The answer is older than the events that come of it: what they say of a channel holds.
        if let Ok(answer) = &answer {
            self.learn(by, composed, &reply, answer);
        }
        self.subject.settle()?;
        self.collect(place)?;
        let answer = match answer {
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
        self.check_freedoms(composed.of, &answer, place);
        self.check_envelope(composed, &reply, &answer, place);
        if let Some(of) = composed.of {
            self.note_exercise(of, composed, &answer);
        }
        let mut common = (self.choice.dialect.tables.common_refusals)().into_iter();
        if let Some(code) = common.find(|code| answer.refusal.as_deref() == Some(code)) {
            self.exercised.held_off();
            self.exercised.add(Kind::Code { code });
        }
        Ok(Some((reply, answer)))
    }

    fn note_exercise(&mut self, of: &'static dyn Operation, composed: &Composed, answer: &ReadAnswer) {
        let name = of.name();
        self.exercised.request(name);
        for kind in params(of, &composed.said) {
            self.exercised.add(kind);
        }
        match &answer.refusal {
            None => {
                self.exercised.answer(name, answer.fields, &answer.raw);
                // Where the spelling is free, a field that says in its own way that it has no value is seen, too.
                for (path, _) in &answer.spelled {
                    self.exercised.add(Kind::Field { of: name, path });
                }
                let events = &self.choice.dialect.vendor().tables.event;
                let polled = events.polled_in(&answer.settled).into_iter();
                let polled = polled.flat_map(|it| it.as_array().map_or(std::slice::from_ref(it), |it| it));
                for event in polled {
                    self.exercised.event(events.name_in(event), event);
                }
            }
            Some(code) => {
                self.exercised.held_off();
                if let Some(refusal) = of.refusal(code) {
                    self.exercised.add(Kind::Refusal { of: name, code: refusal.code });
                }
                self.exercised.words(&answer.raw);
            }
        }
        let tables = &self.choice.dialect.vendor().tables;
        let code = tables.code_in(&answer.raw).and_then(Value::as_str);
        if let Some(code) = (tables.codes)().into_iter().find(|known| code == Some(known)) {
            self.exercised.add(Kind::Code { code });
        }
        if of.samples().is_some_and(|samples| says_all(samples.request, &composed.said)) {
            self.exercised.add(Kind::Sample { of: name, part: SamplePart::Request });
        }
    }

    /// Learns ids from an answer: the call, the channels, the token of the session.
    fn learn(
        &mut self,
        by: Option<&At<String>>,
        composed: &Composed,
        reply: &HttpResponse,
        answer: &ReadAnswer,
    ) {
        let vendor = self.choice.dialect.vendor();
        if let (Some(by), Some(token)) = (by, vendor.client.token(reply)) {
            self.binds.set_token(vendor, &by.value, token);
        }
        if answer.refusal.is_some() {
            return;
        }
        if let (Some(by), Some(of)) = (by, composed.of)
            && vendor.client.ends_session(of)
        {
            self.binds.forget_token(vendor, &by.value);
        }
        let call = vendor.tables.call.and_then(|names| Some((names, answer.tree.pointer(names.at)?)));
        let begun = composed.of.and_then(|of| of.begins()).map(|_| vendor.tables.begun_call);
        let job = match call {
            Some((names, call)) => call.get(names.job),
            None => begun.and_then(|at| answer.tree.pointer(at)),
        };
        if let Some(job) = job.filter(|job| job.is_string()) {
            self.binds.set("job", job.clone());
        }
        let Some((names, call)) = call else { return };
        for channel in call.get(names.channels).and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| channel[name].as_str().unwrap_or_default();
            self.binds.learn_channel(self.participants, text(names.user), text(names.channel));
        }
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
