//! Names in the steps.

use std::slice;

use serde_json::Value;

use super::binds::Scope;
use super::found::Found;
use super::given::known_user;
use crate::at::{At, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;
use crate::events::{EventItem, EventMatch};
use crate::given::Given;
use crate::matcher::Matcher;
use crate::nearest::suggest;
use crate::network::{Network, Stimulus};
use crate::path::{Path, Segment};
use crate::scenario::Scenario;
use crate::step::{Binds, Expectations, Poll, Request, Step};
use crate::vocabulary::{Action, DialectWords, Vocabulary};
use crate::written::{is_ambiguous, is_plain};

/// The alias of the remote party.
const CUSTOMER: &str = "customer";

pub(super) fn check(scenario: &Scenario, words: &Vocabulary<'_>, found: &mut Found) {
    let dialect = scenario.dialect.value;
    let scope = Scope::new(scenario.dialect.value, &scenario.given, &scenario.steps);
    let unknown = DialectWords::default();
    let words = words.dialect(dialect).unwrap_or(&unknown);
    Checker { dialect, given: &scenario.given, words, scope, found }.steps(&scenario.steps);
}

struct Checker<'a> {
    dialect: Dialect,
    given: &'a Given,
    words: &'a DialectWords<'a>,
    scope: Scope,
    found: &'a mut Found,
}

impl Checker<'_> {
    fn steps(&mut self, steps: &[At<Step>]) {
        for step in steps {
            match &step.value {
                Step::Request(request) => self.request(request),
                Step::Network(network) => self.network(network),
                Step::Wait(_) => {}
                Step::Poll(poll) => self.poll(poll),
                Step::Events(items) => items.iter().for_each(|item| self.events(item)),
                Step::Repeat(repeat) => self.steps(&repeat.steps),
            }
        }
    }

    fn request(&mut self, request: &Request) {
        if let Some(by) = &request.by {
            known_user(self.given, by, self.found);
        }
        let action = self.words.action(&request.action);
        if action.is_none() {
            let what = format!("action of `{}`:", self.dialect.as_str());
            let names = self.words.actions.iter().map(|action| action.name);
            self.found.unknown(Code::UnknownAction, &what, &request.action, names);
        }
        for (name, value) in request.with.iter() {
            if let Some(action) = action.filter(|action| !action.parameters.contains(&name.as_str())) {
                let what = format!("parameter of `{}`:", action.name);
                self.found.unknown(Code::UnknownParameter, &what, name, action.parameters.iter().copied());
            }
            if value.as_str().is_some_and(|text| is_plain(text, value.place)) {
                self.scalar(action, name, value, value.place);
            }
            self.scope.value(value, value.place, self.found);
        }
        for (_, value) in request.headers.iter() {
            if let Some(text) = value {
                self.scope.text(text, text.place, self.found);
            }
        }
        if let Some(uri) = &request.uri {
            self.scope.text(uri, uri.place, self.found);
        }
        if let Some(body) = &request.body {
            self.scope.text(body, body.place, self.found);
            self.without_parameters(request, body);
        }
        self.spelled(request);
        self.answer(action, &request.expect, &request.bind);
    }

    /// Reports `with` next to `body`: the body is sent unchanged, so most of `with` would be ignored.
    fn without_parameters(&mut self, request: &Request, body: &At<String>) {
        if request.with.iter().next().is_some() {
            self.found.push(|| {
                Diagnostic::error(Code::NotTogether, "`body` and `with` do not go together")
                    .at(body.place)
                    .help("write everything in `body`, and the parameters of the path in `uri`")
            });
        }
    }

    fn spelled(&mut self, request: &Request) {
        if !self.dialect.wire.signed {
            return;
        }
        let header = request.headers.iter().next().map(|(name, _)| ("headers", name.place));
        let method = request.method.as_ref().map(|method| ("method", method.place));
        let body = request.body.as_ref().map(|body| ("body", body.place));
        for (field, place) in header.into_iter().chain(method).chain(body) {
            self.found.push(|| {
                let spelling = Dialect::all().filter(|dialect| !dialect.wire.signed);
                let names: Vec<String> = spelling.map(|dialect| format!("`{dialect}`")).collect();
                let title = format!("`{field}` is for {} only", names.join(", "));
                Diagnostic::error(Code::WrongDialect, title)
                    .at(place)
                    .help(format!("take it out: a `{}` request is signed as a whole", self.dialect))
            });
        }
    }

    fn poll(&mut self, poll: &Poll) {
        known_user(self.given, &poll.user, self.found);
        self.answer(self.words.action(self.words.poll), &poll.expect, &poll.bind);
    }

    fn answer(&mut self, action: Option<&Action<'_>>, expect: &Expectations, bind: &Binds) {
        for (path, matcher) in expect.iter() {
            self.path(action, path, path.place);
            let values = match &matcher.value {
                Matcher::Is(value) => slice::from_ref(value),
                Matcher::OneOf(values) => values,
                Matcher::Any | Matcher::Absent | Matcher::Type(_) | Matcher::Pattern(_) => &[],
            };
            // One of several has no place of its own, and in quotes it could not be met either.
            let is_one = values.len() == 1 && matches!(matcher.value, Matcher::Is(_));
            for value in values {
                let place = matcher.place;
                if !is_one || value.as_str().is_some_and(|text| is_plain(text, place)) {
                    self.scalar(action, &general(path), value, place);
                }
            }
            self.matcher(matcher);
        }
        for (_, path) in bind.iter() {
            self.path(action, path, path.place);
        }
        self.scope.bind(bind);
    }

    /// Reports `0x1F` where no text is meant: it would count as the text that it is.
    fn scalar(&mut self, action: Option<&Action<'_>>, name: &str, value: &Value, place: Place) {
        let (Some(action), Value::String(text)) = (action, value) else { return };
        if action.texts.contains(&name) || !is_ambiguous(text) {
            return;
        }
        self.found.push(|| {
            Diagnostic::error(
                Code::AmbiguousScalar,
                format!("`{text}` is a number or truth value that is printed otherwise"),
            )
            .at(place)
            .label(format!("`{name}` is no text"))
            .help(format!("quote it, `\"{text}\"`, if the text is meant; else write it as it is printed"))
        });
    }

    fn path(&mut self, action: Option<&Action<'_>>, path: &Path, place: Place) {
        let Some(action) = action.filter(|action| !action.answer.is_empty()) else { return };
        let general = general(path);
        if action.answer.iter().any(|known| is_below(known, &general)) {
            return;
        }
        self.found.push(|| {
            Diagnostic::error(Code::UnknownPath, format!("no answer of `{}` has `{path}`", action.name))
                .at(place)
                .help_maybe(nearest_path(&general, &action.answer))
        });
    }

    fn matcher(&mut self, matcher: &At<Matcher>) {
        match &matcher.value {
            Matcher::Is(value) => self.scope.value(value, matcher.place, self.found),
            Matcher::OneOf(values) => {
                values.iter().for_each(|value| self.scope.value(value, matcher.place, self.found));
            }
            Matcher::Any | Matcher::Absent | Matcher::Type(_) | Matcher::Pattern(_) => {}
        }
    }

    fn network(&mut self, network: &Network) {
        match &network.stimulus {
            Stimulus::Channel { party, .. } => self.party(party, party.place),
            Stimulus::Dials(call) => {
                known_user(self.given, &call.by, self.found);
                self.scope.text(&call.number, call.number.place, self.found);
            }
            Stimulus::Proposes(call) => {
                known_user(self.given, &call.to, self.found);
                self.scope.text(&call.number, call.number.place, self.found);
            }
            Stimulus::Handset(act) => known_user(self.given, &act.by, self.found),
            // A number, a user or a skill group, which need not exist.
            Stimulus::Inbound(call) => {
                self.scope.text(&call.from, call.from.place, self.found);
                let known = self.given.users.get(&call.to).is_some();
                if !known && !is_number(&call.to) && !call.to.contains('@') && !self.is_skill_group(&call.to)
                {
                    known_user(self.given, &call.to, self.found);
                }
            }
        }
        if let Some(job) = &network.job {
            self.scope.text(job, job.place, self.found);
        }
        if let Some(name) = &network.bind {
            self.scope.learn(name);
        }
    }

    fn is_skill_group(&self, word: &str) -> bool {
        let instance = self.given.instance.as_ref();
        let here =
            instance.is_some_and(|instance| instance.skill_groups.iter().any(|group| **group == *word));
        let of_a_user = |groups: &Vec<At<String>>| groups.iter().any(|group| **group == *word);
        here || self.given.users.iter().any(|(_, user)| user.skill_groups.as_ref().is_some_and(of_a_user))
    }

    fn events(&mut self, item: &At<EventItem>) {
        match &item.value {
            EventItem::One(event) => self.event(event, item.place),
            EventItem::AnyOrder(group) => group.iter().for_each(|event| self.event(event, event.place)),
        }
    }

    fn event(&mut self, event: &EventMatch, place: Place) {
        let place = if event.name.place.is_known() { event.name.place } else { place };
        let name = At::new(event.name.value.clone(), place);
        let what = format!("event of `{}`:", self.dialect.as_str());
        self.found.look_up(Code::UnknownEvent, &what, &name, &self.words.events);
        if let Some(party) = &event.party {
            self.party(party, place);
        }
        for (_, matcher) in event.with.iter() {
            self.matcher(matcher);
        }
    }

    fn party(&mut self, party: &str, place: Place) {
        if party == CUSTOMER || is_number(party) || self.given.users.get(party).is_some() {
            return;
        }
        self.found.push(|| {
            let users = self.given.users.iter().map(|(alias, _)| alias.as_str());
            Diagnostic::error(Code::UnknownParty, format!("unknown party `{party}`"))
                .at(place)
                .label("neither a user, `customer` nor a number")
                .help_maybe(suggest(party, std::iter::once(CUSTOMER).chain(users)))
        });
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || b"*#".contains(&byte))
}

/// A path with every list position written `[]`, as the vocabulary has them.
fn general(path: &Path) -> String {
    path.segments().iter().fold(String::new(), |text, segment| match segment {
        Segment::Index(_) => text + "[]",
        Segment::Field(name) if text.is_empty() => name.clone(),
        Segment::Field(name) => text + "." + name,
    })
}

/// Returns true if `known` is `path`, or lies below it.
fn is_below(known: &str, path: &str) -> bool {
    known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The nearest member of the same object, where there is one; else the nearest of all paths.
fn nearest_path(wrong: &str, known: &[&str]) -> Option<String> {
    let (parent, name) = wrong.rsplit_once('.').unwrap_or(("", wrong));
    let members = known.iter().filter_map(|path| {
        let rest = if parent.is_empty() { path } else { path.strip_prefix(parent)?.strip_prefix('.')? };
        rest.split(['.', '[']).next()
    });
    let mut members: Vec<&str> = members.collect();
    members.dedup();
    if members.is_empty() { suggest(wrong, known.iter().copied()) } else { suggest(name, members) }
}
