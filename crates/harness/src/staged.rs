//! Calls that a scenario gives, made instead: for implementations that can be given users only.
//!
//! The adapter protocol gives users, not calls. Where a scenario begins in the middle of a plain call, an agent in conversation
//! with a customer, the same case can be had by making that call first.

use std::borrow::Cow;

use offhook_scenario::{
    At, Channel, EventItem, EventMatch, Expectations, Given, Job, Map, Matcher, Network, Path, Place,
    Request, Scenario, Side, Step, User, Verb,
};
use serde_json::Value;

/// What an agent calls whose customer's number is not said.
const SOME_NUMBER: &str = "13188888888";
/// What is told while the call is made, of the agent or of the customer.
const TOLD: [(&str, bool); 6] = [
    ("AgentDialing", true),
    ("Dialing", true),
    ("Ringing", false),
    ("AgentTalk", true),
    ("Established", true),
    ("Established", false),
];

/// A scenario whose calls are made in its first steps instead of given; none if there are none, or they are not so plain.
///
/// That the rest of the scenario still holds is for the caller to see: it may depend on when the call began, or on its ids.
pub(crate) fn staged(scenario: &Scenario) -> Option<Scenario> {
    if scenario.given.jobs.is_empty() {
        return None;
    }
    let mut names = Vec::new();
    let mut steps = Vec::new();
    let listens = listens(&scenario.steps);
    for (alias, job) in scenario.given.jobs.iter() {
        let call = Call::of(alias, job)?;
        call.make(listens, &mut steps);
        call.name(&mut names);
    }
    let mut staged = scenario.clone();
    steps.extend(scenario.steps.iter().map(|step| At::new(renamed(&step.value, &names), step.place)));
    staged.steps = steps;
    let given = &mut staged.given;
    given.users =
        given.users.iter().map(|(alias, user)| (alias.clone(), idle(user, &scenario.given))).collect();
    given.jobs = Map::new();
    Some(staged)
}

/// Whether the scenario asks for events anywhere.
fn listens(steps: &[At<Step>]) -> bool {
    steps.iter().any(|step| match &step.value {
        Step::Events(_) => true,
        Step::Repeat(repeat) => listens(&repeat.steps),
        _ => false,
    })
}

/// Who was given in a call begins ready to make it.
fn idle(user: &User, given: &Given) -> User {
    let mut user = user.clone();
    if user.job.take().is_some_and(|job| given.jobs.get(&job.value).is_some()) {
        user.state = Some("READY".into());
    }
    user
}

/// An agent in conversation with a customer.
struct Call<'a> {
    alias: &'a str,
    place: Place,
    job: &'a Job,
    agent: &'a Channel,
    customer: &'a Channel,
    user: &'a str,
}

impl<'a> Call<'a> {
    fn of(alias: &'a At<String>, job: &'a Job) -> Option<Self> {
        let [agent, customer] = job.channels.as_deref()? else { return None };
        let (agent, customer) = (&agent.value, &customer.value);
        let sides = (agent.side.value, customer.side.value) == (Side::User, Side::Customer);
        let plain = sides && is_plain(agent) && is_plain(customer) && job.instance.is_none();
        let outbound = job.call_type.as_ref().is_none_or(|it| it.value == "OUTBOUND");
        let user = agent.user.as_ref()?.value.as_str();
        (plain && outbound).then_some(Self { alias, place: alias.place, job, agent, customer, user })
    }

    /// The name that the call's id is bound to.
    fn bind(&self) -> String {
        format!("given-{}", self.alias)
    }

    /// The number that the customer's leg goes to.
    fn number(&self) -> &'a str {
        let said = self.customer.destination.as_ref().map(|it| it.value.as_str());
        let spelled = || self.customer.id.as_ref()?.value.split_once("->")?.1.split(':').next();
        said.or_else(spelled).unwrap_or(SOME_NUMBER)
    }

    /// The steps that make the call, and hear of it if anybody listens.
    fn make(&self, listens: bool, steps: &mut Vec<At<Step>>) {
        let mut request =
            Request { by: Some(self.user.into()), action: "MakeCall".into(), ..Request::default() };
        request.with.insert("Callee".to_owned(), At::from(Value::from(self.number())));
        if let Ok(path) = Path::parse("Data.CallContext.JobId") {
            request.bind.insert(self.bind(), At::from(path));
        }
        let leg = |verb, party: &str| Step::Network(Box::new(Network::leg(verb, party)));
        let mut made = vec![
            Step::Request(Box::new(request)),
            leg(Verb::Answers, self.user),
            leg(Verb::Rings, "customer"),
            leg(Verb::Answers, "customer"),
        ];
        if listens {
            let told = TOLD.map(|(name, of_agent)| {
                let party = if of_agent { self.user } else { "customer" };
                At::new(EventItem::One(EventMatch::new(name, Some(party))), self.place)
            });
            made.push(Step::Events(told.to_vec()));
        }
        steps.extend(made.into_iter().map(|step| At::new(step, self.place)));
    }

    /// What the given ids are called from now on.
    fn name(&self, names: &mut Vec<(String, String)>) {
        let leg = |leg: &Channel, name: String| Some((leg.id.as_ref()?.value.clone(), name));
        // The longer first: an id of a leg spells that of its job.
        names.extend(leg(self.agent, format!("{}.channel", self.user)));
        names.extend(leg(self.customer, "customer.channel".to_owned()));
        names.extend(self.job.id.as_ref().map(|id| (id.value.clone(), self.bind())));
    }
}

/// A leg that is answered, and of which nothing is said that a call does not come to by itself.
fn is_plain(leg: &Channel) -> bool {
    leg.state.as_ref().is_none_or(|state| state.value == "ANSWERED")
        && leg.flags.is_empty()
        && leg.call_type.is_none()
        && leg.skill_group.is_none()
        && leg.created.is_none()
        && leg.timestamp.is_none()
        && leg.release_initiator.is_none()
        && leg.release_reason.is_none()
}

type Names = [(String, String)];

/// The step with names in the place of the given ids.
fn renamed(step: &Step, names: &Names) -> Step {
    let mut step = step.clone();
    match &mut step {
        Step::Request(request) => {
            request.with = values(&request.with, names);
            request.expect = expectations(&request.expect, names);
            for text in [&mut request.uri, &mut request.body].into_iter().flatten() {
                text.value = name_in(&text.value, names).into_owned();
            }
        }
        Step::Poll(poll) => poll.expect = expectations(&poll.expect, names),
        Step::Events(items) => {
            for item in items {
                match &mut item.value {
                    EventItem::One(event) => event.with = expectations(&event.with, names),
                    EventItem::AnyOrder(events) => {
                        for event in events {
                            event.value.with = expectations(&event.value.with, names);
                        }
                    }
                }
            }
        }
        Step::Network(network) => {
            if let Some(job) = &mut network.job {
                job.value = name_in(&job.value, names).into_owned();
            }
        }
        Step::Repeat(repeat) => {
            repeat.steps =
                repeat.steps.iter().map(|step| At::new(renamed(&step.value, names), step.place)).collect();
        }
        Step::Wait(_) => {}
    }
    step
}

fn values(of: &Map<String, At<Value>>, names: &Names) -> Map<String, At<Value>> {
    of.iter()
        .map(|(name, value)| (name.clone(), At::new(value_in(&value.value, names), value.place)))
        .collect()
}

fn expectations(of: &Expectations, names: &Names) -> Expectations {
    let renamed = |matcher: &Matcher| match matcher {
        Matcher::Is(value) => Matcher::Is(value_in(value, names)),
        Matcher::OneOf(all) => Matcher::OneOf(all.iter().map(|value| value_in(value, names)).collect()),
        other => other.clone(),
    };
    of.iter().map(|(path, matcher)| (path.clone(), At::new(renamed(&matcher.value), matcher.place))).collect()
}

fn value_in(value: &Value, names: &Names) -> Value {
    match value {
        Value::String(text) => Value::String(name_in(text, names).into_owned()),
        Value::Array(items) => items.iter().map(|item| value_in(item, names)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), value_in(value, names))).collect())
        }
        other => other.clone(),
    }
}

fn name_in<'a>(text: &'a str, names: &Names) -> Cow<'a, str> {
    let mut named = Cow::Borrowed(text);
    for (id, name) in names {
        if *named == **id {
            return format!("${name}").into();
        }
        if named.contains(id.as_str()) {
            named = named.replace(id.as_str(), &format!("${{{name}}}")).into();
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::in_process::InProcess;
    use crate::ladder::Ladders;
    use crate::runner::{Options, run_case};
    use crate::verdict::Verdict;

    const TALKING: &str = "
offhook: 1
id: a.b
cites: [ccc.hold-call]
dialect: ccc
given:
  users:
    amy: { extension: \"80011474\", state: TALKING, job: call }
  jobs:
    call:
      id: job-65825892782321664
      channels:
        - { side: user, user: amy, id: \"ch:user:13188888888->80011474:1609255715825:job-65825892782321664\", index: 1 }
        - { side: customer, id: \"ch:customer:01012345678->13188888888:1609255715825:job-65825892782321664\", index: 2 }
steps:
  - request: { by: amy, action: HoldCall, with: { JobId: job-65825892782321664, ChannelId: $customer.channel } }
  - request:
      by: amy
      action: MuteCall
      with: { JobId: $job, ChannelId: x }
      status: 404
      expect: { Params: [x, $job], Message: The specified channel x does not exist in call job-65825892782321664. }
  - events: [Held amy]
";

    #[test]
    fn a_call_that_was_given_is_made_and_the_rest_still_holds() {
        let given = offhook_scenario::parse("a.yaml", TALKING).unwrap();
        let staged = staged(&given).unwrap();
        assert!(staged.given.jobs.is_empty());
        assert_eq!(staged.given.users.get("amy").and_then(|amy| amy.state.clone()), Some("READY".into()));
        assert_eq!(staged.steps.len(), given.steps.len() + 5);
        assert!(staged.steps.iter().all(|step| step.place.is_known()), "each step has a place to blame");
        let read_file = |_: &str| Err("no file".to_owned());
        let options =
            Options { strict: true, seed: 0, beside: None, ladders: Ladders::None, read_file: &read_file };
        let report = run_case(&staged, &mut InProcess::new(), &options);
        assert_eq!(report.verdict, Verdict::Pass, "{:#?}", report.failures);
    }

    #[test]
    fn calls_that_are_not_plain_are_left_as_they_are() {
        for (plain, other) in [("index: 2", "flags: [HOLD]"), ("index: 1", "state: RINGING")] {
            let given = offhook_scenario::parse("a.yaml", &TALKING.replace(plain, other)).unwrap();
            assert_eq!(staged(&given), None, "{other}");
        }
        let without =
            offhook_scenario::parse("a.yaml", "offhook: 1\nid: a.b\ndialect: ccc\nsteps: [{ wait: 1s }]\n");
        assert_eq!(staged(&without.unwrap()), None);
    }
}
