//! Events that are lost, doubled or out of order: pushed ones of CCC, polled ones of CC-Gateway.

use std::collections::BTreeMap;

use offhook_harness::{Ask, InProcess, Reply, Subject as _, SubjectError};
use serde_json::Value;

use super::super::heard::{Heard, name_of, of, who};
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

    fn tell(&mut self, event: Value, out: &mut Vec<Value>) {
        let is_it = name_of(&event) == self.name;
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

    fn events(&mut self, _: &InProcess, events: Vec<Value>) -> Vec<Value> {
        let mut out = Vec::with_capacity(events.len());
        for event in events {
            self.tell(event, &mut out);
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
    next: BTreeMap<String, Reply>,
    differed: bool,
}

/// Polls before an agent is taken for a fountain.
const MAX_LOST: usize = 1_000;

impl Polled {
    pub(in super::super) const fn new(name: &'static str, how: EventFault) -> Self {
        Self { name, how, next: BTreeMap::new(), differed: false }
    }

    fn is_it(&self, ask: &Ask, reply: &Reply) -> bool {
        Heard::new(ask, reply).is_some_and(|heard| heard.event == Some(self.name))
    }
}

impl Wrap for Polled {
    fn reset(&mut self) {
        self.next.clear();
    }

    fn request(&mut self, inner: &mut InProcess, ask: &Ask) -> Result<Reply, SubjectError> {
        if of(ask) != Some(offhook_dialect::cc_gateway::GET_AGENT_EVENT.id) {
            return inner.request(ask);
        }
        if let Some(waiting) = self.next.remove(&who(ask)) {
            return Ok(waiting);
        }
        let mut reply = inner.request(ask)?;
        if !self.is_it(ask, &reply) {
            return Ok(reply);
        }
        match self.how {
            EventFault::Lost => {
                self.differed = true;
                let mut ask = ask.clone();
                for _ in 0..MAX_LOST {
                    ask = with_token_of(&ask, &reply);
                    reply = inner.request(&ask)?;
                    if !self.is_it(&ask, &reply) {
                        break;
                    }
                }
                Ok(reply)
            }
            EventFault::Doubled => {
                self.differed = true;
                self.next.insert(who(ask), reply.clone());
                Ok(reply)
            }
            EventFault::Reordered => {
                // Behind the event that follows it, or where none does a poll later.
                let ask = with_token_of(ask, &reply);
                let second = inner.request(&ask)?;
                self.differed |= second.body != reply.body;
                let headers = second.headers.clone();
                self.next.insert(who(&ask), Reply { headers, ..reply });
                Ok(second)
            }
        }
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// The same request with the token that a reply gave.
fn with_token_of(ask: &Ask, reply: &Reply) -> Ask {
    let mut ask = ask.clone();
    let token =
        reply.header("Set-GUID").map(|text| text.strip_prefix("JSESSIONID=").unwrap_or(text).to_owned());
    if let (Ask::Rest { headers, .. }, Some(token)) = (&mut ask, token) {
        for (name, value) in headers.iter_mut() {
            if name.eq_ignore_ascii_case("Guid") {
                value.clone_from(&token);
            }
        }
    }
    ask
}
