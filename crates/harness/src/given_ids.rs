//! The ids of given calls that a case spells. Where a call is made, it has ids of its own: the case's stand for those.

use offhook_scenario::{
    At, EventItem, EventMatch, Expectations, Matcher, Network, Poll, Repeat, Request, Scenario, Step,
};
use serde_json::Value;

/// What the names begin with that stand for ids of the given calls.
const GIVEN: &str = "given";

/// The names that stand for the ids of one given call, by the alias of the agent who makes it.
pub(crate) struct CallNames {
    /// For the call.
    pub(crate) job: String,
    /// For the agent's channel.
    pub(crate) own: String,
    /// For the remote party's channel.
    pub(crate) customer: String,
}

impl CallNames {
    pub(crate) fn of(alias: &str) -> Self {
        let name = |of: &str| format!("{GIVEN}.{alias}-{of}");
        Self { job: name("job"), own: name("own"), customer: name("customer") }
    }
}

/// What stands for each id, the longer ones first: an id of a channel holds that of its call.
struct Names(Vec<(String, String)>);

/// The case with names in place of the ids of its given calls, where it is given any.
pub(crate) fn with_names(scenario: &Scenario) -> Scenario {
    let mut names = Vec::new();
    for (_, job) in scenario.given.jobs.iter() {
        let channels = || job.channels.iter().flatten();
        let Some(by) = channels().find_map(|channel| channel.value.user.as_ref()) else { continue };
        let CallNames { job: of_job, own, customer } = CallNames::of(&by.value);
        for channel in channels() {
            let name = if channel.value.user.is_some() { &own } else { &customer };
            names.extend(channel.value.id.iter().map(|id| (id.value.clone(), format!("${{{name}}}"))));
        }
        names.extend(job.id.iter().map(|id| (id.value.clone(), format!("${{{of_job}}}"))));
    }
    if names.is_empty() {
        return scenario.clone();
    }
    names.sort_by_key(|(id, _)| std::cmp::Reverse(id.len()));
    let names = Names(names);
    Scenario { steps: names.steps(&scenario.steps), ..scenario.clone() }
}

impl Names {
    fn steps(&self, steps: &[At<Step>]) -> Vec<At<Step>> {
        steps.iter().map(|step| At { value: self.step(&step.value), ..step.clone() }).collect()
    }

    fn step(&self, step: &Step) -> Step {
        match step {
            Step::Request(it) => Step::Request(Box::new(Request {
                with: it.with.iter().map(|(name, value)| (name.clone(), self.at(value))).collect(),
                body: it.body.as_ref().map(|body| self.text(body)),
                uri: it.uri.as_ref().map(|uri| self.text(uri)),
                expect: self.expectations(&it.expect),
                ..(**it).clone()
            })),
            Step::Poll(it) => {
                Step::Poll(Box::new(Poll { expect: self.expectations(&it.expect), ..(**it).clone() }))
            }
            Step::Network(it) => {
                let job = it.job.as_ref().map(|job| self.text(job));
                Step::Network(Box::new(Network { job, ..(**it).clone() }))
            }
            Step::Events(items) => Step::Events(items.iter().map(|item| self.item(item)).collect()),
            Step::Repeat(it) => Step::Repeat(Repeat { steps: self.steps(&it.steps), ..it.clone() }),
            Step::Wait(_) => step.clone(),
        }
    }

    fn item(&self, item: &At<EventItem>) -> At<EventItem> {
        let event = |it: &EventMatch| EventMatch { with: self.expectations(&it.with), ..it.clone() };
        let value = match &item.value {
            EventItem::One(it) => EventItem::One(event(it)),
            EventItem::AnyOrder(all) => EventItem::AnyOrder(
                all.iter().map(|it| At { value: event(&it.value), ..it.clone() }).collect(),
            ),
        };
        At { value, ..item.clone() }
    }

    fn expectations(&self, expected: &Expectations) -> Expectations {
        let matcher = |it: &Matcher| match it {
            Matcher::Is(value) => Matcher::Is(self.value(value)),
            Matcher::OneOf(values) => Matcher::OneOf(values.iter().map(|it| self.value(it)).collect()),
            Matcher::Any | Matcher::Absent | Matcher::Type(_) | Matcher::Pattern(_) => it.clone(),
        };
        expected
            .iter()
            .map(|(path, it)| (path.clone(), At { value: matcher(&it.value), ..it.clone() }))
            .collect()
    }

    fn at(&self, value: &At<Value>) -> At<Value> {
        At { value: self.value(&value.value), ..value.clone() }
    }

    fn text(&self, text: &At<String>) -> At<String> {
        At { value: self.replaced(&text.value), ..text.clone() }
    }

    fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.replaced(text).into(),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), self.value(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn replaced(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (id, name)| text.replace(id.as_str(), name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelled::spells;

    #[test]
    fn the_ids_of_a_given_call_become_names_wherever_they_stand() {
        let text = r#"offhook: 1
id: a.b
dialect: ccc
given:
  users: { amy: { state: TALKING, job: call } }
  jobs:
    call:
      id: job-1
      channels:
      - { side: user, user: amy, id: "ch:user:1:job-1", state: ANSWERED }
      - { side: customer, id: "ch:customer:1:job-1", state: ANSWERED }
steps:
- request: { by: amy, action: HoldCall, with: { JobId: job-1, ChannelId: "ch:customer:1:job-1" }, expect: { Message: "The call job-1 is no more." } }
- events: [ { event: Held amy, with: { channelId: "ch:user:1:job-1" } } ]
"#;
        let scenario = offhook_scenario::parse("a.yaml", text).unwrap();
        let named = with_names(&scenario);
        assert!(spells(&scenario, "job-1") && !spells(&named, "job-1"));
        for name in [
            "${given.amy-job}",
            "${given.amy-customer}",
            "The call ${given.amy-job} is no more.",
            "${given.amy-own}",
        ] {
            assert!(spells(&named, name), "{name}: {:?}", named.steps);
        }
    }

    #[test]
    fn each_of_several_given_calls_has_names_of_its_own() {
        let text = r#"offhook: 1
id: a.b
dialect: ccc
given:
  users: { amy: { state: TALKING, job: one }, bob: { state: TALKING, job: two } }
  jobs:
    one: { id: job-1, channels: [{ side: user, user: amy }, { side: customer }] }
    two: { id: job-2, channels: [{ side: user, user: bob }, { side: customer }] }
steps:
- request: { by: amy, action: ReleaseCall, with: { JobId: job-2 }, expect: { Params: [job-1] } }
"#;
        let named = with_names(&offhook_scenario::parse("a.yaml", text).unwrap());
        assert!(
            spells(&named, "${given.bob-job}") && spells(&named, "${given.amy-job}"),
            "{:?}",
            named.steps
        );
    }
}
