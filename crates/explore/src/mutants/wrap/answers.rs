//! Answers that say something else than the original.

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError};
use serde_json::Value;

use super::super::heard::{Heard, dialect, name_of};
use super::super::mutant::Spot;
use super::super::twist::{Twist, containers};
use super::{Wrap, rewrite};

/// One field, twisted.
pub(in super::super) struct Field {
    spot: Spot,
    path: &'static str,
    twist: Twist,
    differed: bool,
}

impl Field {
    pub(in super::super) const fn new(spot: Spot, path: &'static str, twist: Twist) -> Self {
        Self { spot, path, twist, differed: false }
    }
}

impl Wrap for Field {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        if let Some(mut heard) = Heard::new(inner, request, &reply).filter(|heard| heard.spot() == self.spot)
        {
            self.twist.apply(&mut heard.tree, self.path);
            self.differed |= rewrite(&mut reply, &heard.tree);
        }
        Ok(reply)
    }

    fn events(&mut self, inner: &InProcess, mut events: Vec<Value>) -> Vec<Value> {
        for event in &mut events {
            if self.spot.is_event(name_of(inner, event)) {
                self.twist.apply(event, self.path);
                self.differed = true;
            }
        }
        events
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Two fields that change places.
pub(in super::super) struct Exchanged {
    spot: Spot,
    fields: (&'static str, &'static str),
    differed: bool,
}

impl Exchanged {
    pub(in super::super) const fn new(spot: Spot, fields: (&'static str, &'static str)) -> Self {
        Self { spot, fields, differed: false }
    }

    fn apply(&mut self, tree: &mut Value) {
        let (one, other) = self.fields;
        let (container, one) = one.rsplit_once('.').unwrap_or(("", one));
        let other = other.rsplit('.').next().unwrap_or(other);
        for map in containers(tree, container) {
            if let (Some(a), Some(b)) = (map.get(one).cloned(), map.get(other).cloned()) {
                self.differed |= a != b;
                map.insert(one.to_owned(), b);
                map.insert(other.to_owned(), a);
            }
        }
    }
}

impl Wrap for Exchanged {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        if let Some(mut heard) = Heard::new(inner, request, &reply).filter(|heard| heard.spot() == self.spot)
        {
            self.apply(&mut heard.tree);
            rewrite(&mut reply, &heard.tree);
        }
        Ok(reply)
    }

    fn events(&mut self, inner: &InProcess, mut events: Vec<Value>) -> Vec<Value> {
        for event in &mut events {
            if self.spot.is_event(name_of(inner, event)) {
                self.apply(event);
            }
        }
        events
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Another HTTP status.
pub(in super::super) struct Status {
    of: &'static str,
    code: Option<&'static str>,
    status: u16,
    differed: bool,
}

impl Status {
    pub(in super::super) const fn new(of: &'static str, code: Option<&'static str>, status: u16) -> Self {
        Self { of, code, status, differed: false }
    }
}

impl Wrap for Status {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        if let Some(heard) = Heard::new(inner, request, &reply).filter(|heard| heard.of == self.of)
            && self.code.map_or(heard.accepted, |code| heard.code == code)
        {
            reply.status = self.status;
            self.differed = true;
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Another code.
pub(in super::super) struct Code {
    of: &'static str,
    code: &'static str,
    instead: &'static str,
    differed: bool,
}

impl Code {
    pub(in super::super) const fn new(of: &'static str, code: &'static str, instead: &'static str) -> Self {
        Self { of, code, instead, differed: false }
    }
}

impl Wrap for Code {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        let heard =
            Heard::new(inner, request, &reply).filter(|heard| heard.of == self.of && heard.code == self.code);
        if let Some(mut heard) = heard {
            let dialect = dialect(inner);
            if let Some(code) =
                dialect.and_then(|dialect| dialect.vendor().tables.code_in_mut(&mut heard.tree))
            {
                *code = self.instead.into();
            }
            self.differed |= rewrite(&mut reply, &heard.tree);
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Every answer is an empty object.
pub(in super::super) struct Mute;

impl Wrap for Mute {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let reply = inner.request(request)?;
        Ok(HttpResponse { body: "{}".to_owned(), ..reply })
    }
}
