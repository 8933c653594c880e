//! Reports each `$name` that no earlier step has bound.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::found::Found;
use crate::at::{At, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;
use crate::given::Given;
use crate::nearest::nearest;
use crate::step::{Binds, Step};
use crate::template::{BadTemplate, Template};

/// The fields that `$amy.…` reads from a user of the world, without a bind; the token of a session comes on top.
const OF_A_USER: [&str; 4] = ["user", "channel", "extension", "device"];

/// The names that are bound, step after step.
pub(super) struct Scope {
    /// Names that are bound before the current step.
    known: BTreeSet<String>,
    /// The place of each bind of the scenario, earlier or later.
    bound: BTreeMap<String, Place>,
}

impl Scope {
    pub(super) fn new(dialect: Dialect, given: &Given, steps: &[At<Step>]) -> Self {
        let mut known = BTreeSet::from(["job".to_owned(), "customer.channel".to_owned()]);
        for (alias, _) in given.users.iter() {
            let parts = OF_A_USER.iter().copied().chain(dialect.ids.token);
            known.extend(parts.map(|part| format!("{}.{part}", alias.value)));
        }
        let mut bound = BTreeMap::new();
        collect(steps, &mut bound);
        Self { known, bound }
    }

    pub(super) fn bind(&mut self, binds: &Binds) {
        self.known.extend(binds.iter().map(|(name, _)| name.value.clone()));
    }

    pub(super) fn learn(&mut self, name: &str) {
        self.known.insert(name.to_owned());
    }

    /// Looks up every name in the texts of a value.
    pub(super) fn value(&self, value: &Value, place: Place, found: &mut Found) {
        match value {
            Value::String(text) => self.text(text, place, found),
            Value::Array(items) => items.iter().for_each(|item| self.value(item, place, found)),
            Value::Object(members) => members.values().for_each(|member| self.value(member, place, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Looks up every name in a text.
    pub(super) fn text(&self, text: &str, place: Place, found: &mut Found) {
        match Template::parse(text) {
            Ok(template) => template.binds().for_each(|name| self.name(name, place, found)),
            Err(why) => found.push(|| bad(text, why).at(place)),
        }
    }

    fn name(&self, name: &str, place: Place, found: &mut Found) {
        if self.known.contains(name) {
            return;
        }
        found.push(|| {
            let fault =
                Diagnostic::error(Code::Unbound, format!("nothing has bound `${name}` yet")).at(place);
            match self.bound.get(name) {
                Some(later) if later.is_known() && later.source == place.source => fault
                    .label("used here")
                    .related(*later, "bound only here")
                    .help("a bind holds from the next step on"),
                _ => fault.help(match nearest(name, self.known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `${near}`?"),
                    None => {
                        format!("bind it in an earlier step: `bind: {{ {name}: <path into the answer> }}`")
                    }
                }),
            }
        });
    }
}

fn bad(text: &str, why: BadTemplate) -> Diagnostic {
    Diagnostic::error(Code::BadTemplate, format!("`{text}` is not a text with names"))
        .label(why)
        .help("a bound name is written `$name`, or `${name}` within a text; a dollar is `$$`")
}

fn collect(steps: &[At<Step>], bound: &mut BTreeMap<String, Place>) {
    for step in steps {
        let binds = match &step.value {
            Step::Request(request) => &request.bind,
            Step::Poll(poll) => &poll.bind,
            Step::Repeat(repeat) => {
                collect(&repeat.steps, bound);
                continue;
            }
            Step::Network(_) | Step::Wait(_) | Step::Events(_) => continue,
        };
        for (name, _) in binds.iter() {
            bound.entry(name.value.clone()).or_insert(name.place);
        }
    }
}
