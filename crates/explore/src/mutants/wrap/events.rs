//! Events that are lost, doubled or out of order: pushed ones, and those that are polled for.

use std::collections::BTreeMap;

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError};
use serde_json::Value;

use super::super::heard::{Heard, dialect, name_of, operation, who};
use super::super::mutant::EventFault;
use super::Wrap;

/// Of events that are pushed.
pub(in super::super) struct Pushed {
    name: &'static str,
    how: EventFault,
    held: Option<Value>,
    differed: bool,
}

impl Pushed {
    pub(in super::super) const fn new(name: &'static str, how: EventFault) -> Self {
        Self { name, how, held: None, differed: false }
    }

    fn emit(&mut self, inner: &InProcess, event: Value, out: &mut Vec<Value>) {
        let is_it = name_of(inner, &event) == self.name;
        self.differed |= is_it;
        match self.how {
            EventFault::Lost if is_it => {}
            EventFault::Doubled if is_it => out.extend([event.clone(), event]),
            EventFault::Reordered if is_it && self.held.is_none() => self.held = Some(event),
            EventFault::Reordered => {
                out.push(event);
                out.extend(self.held.take());
            }
            EventFault::Lost | EventFault::Doubled => out.push(event),
        }
    }
}

impl Wrap for Pushed {
    fn reset(&mut self) {
        self.held = None;
    }

    fn events(&mut self, inner: &InProcess, events: Vec<Value>) -> Vec<Value> {
        let mut out = Vec::with_capacity(events.len());
        for event in events {
            self.emit(inner, event, &mut out);
        }
        out
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Of events that are polled for.
pub(in super::super) struct Polled {
    name: &'static str,
    how: EventFault,
    /// What the next poll of an agent brings.
    next: BTreeMap<String, HttpResponse>,
    differed: bool,
}

/// Polls before an agent is taken for a fountain.
const MAX_LOST: usize = 1_000;

impl Polled {
    pub(in super::super) const fn new(name: &'static str, how: EventFault) -> Self {
        Self { name, how, next: BTreeMap::new(), differed: false }
    }

    fn is_it(&self, inner: &InProcess, request: &HttpRequest, reply: &HttpResponse) -> bool {
        Heard::new(inner, request, reply).is_some_and(|heard| heard.event == Some(self.name))
    }
}

impl Wrap for Polled {
    fn reset(&mut self) {
        self.next.clear();
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        if !polls_for_events(inner, request) {
            return inner.request(request);
        }
        if let Some(waiting) = self.next.remove(&who(inner, request)) {
            return Ok(waiting);
        }
        let mut reply = inner.request(request)?;
        if !self.is_it(inner, request, &reply) {
            return Ok(reply);
        }
        match self.how {
            EventFault::Lost => {
                self.differed = true;
                let mut request = request.clone();
                for _ in 0..MAX_LOST {
                    request = with_token_of(inner, &request, &reply);
                    reply = inner.request(&request)?;
                    if !self.is_it(inner, &request, &reply) {
                        break;
                    }
                }
                Ok(reply)
            }
            EventFault::Doubled => {
                self.differed = true;
                self.next.insert(who(inner, request), reply.clone());
                Ok(reply)
            }
            EventFault::Reordered => {
                // Behind the event that follows it, or where none does a poll later.
                let request = with_token_of(inner, request, &reply);
                let second = inner.request(&request)?;
                self.differed |= second.body != reply.body;
                let headers = second.headers.clone();
                self.next.insert(who(inner, &request), HttpResponse { headers, ..reply });
                Ok(second)
            }
        }
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Whether this is the poll for events.
fn polls_for_events(inner: &InProcess, request: &HttpRequest) -> bool {
    let poll = dialect(inner).and_then(|dialect| dialect.delivery.poll());
    poll.is_some() && operation(inner, request) == poll
}

/// The same request with the token that a reply gave.
fn with_token_of(inner: &InProcess, request: &HttpRequest, reply: &HttpResponse) -> HttpRequest {
    let Some(dialect) = dialect(inner) else { return request.clone() };
    match dialect.client.token(reply) {
        Some(token) => dialect.client.with_token(request, &token),
        None => request.clone(),
    }
}
