//! Writes down what a subject does: a script without expectations becomes a scenario that expects just this.

use offhook_centre::{Participant, Stimulated};
use offhook_dialect::{CallField, SessionField, Source, UserField};
use offhook_scenario::{
    At, Code, Diagnostic, EventItem, EventMatch, Expectations, Matcher, Network, Path, Place, Plan, Poll,
    Request, Scenario, Step, plan,
};
use serde_json::Value;

use super::Options;
use super::exercise::without_indices;
use super::expect;
use super::play::Play;
use super::wire::ReadAnswer;
use crate::subject::{Subject, SubjectError};

/// Whether what a refusal says in words is written down, too. It may name ids: words with a digit are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Words {
    /// The code is enough: the words are each implementation's own.
    #[default]
    LeftOut,
    /// The words tell two machines apart.
    Kept,
}

/// Plays the steps of a scenario, repeats unrolled, and fills in what the subject answers and emits: statuses, answers
/// without ids and times, events, and which stimuli are impossible. What the scenario expects itself is replaced; a step
/// that names what the subject never gave, such as a call that it refused to begin, is left out.
///
/// # Errors
/// The subject cannot be used, or a request cannot be written.
pub fn record(
    scenario: &Scenario,
    subject: &mut dyn Subject,
    options: &Options<'_>,
    words: Words,
) -> Result<Scenario, SubjectError> {
    let plan = plan(scenario).map_err(|error| SubjectError::Setup(error.to_string()))?;
    let participants = Participant::of(scenario);
    let mut play = Play::new(scenario, &participants, Box::new(subject), options);
    let steps = play.record(&plan, words)?;
    Ok(Scenario { steps, ..scenario.clone() })
}

impl Play<'_> {
    fn record(&mut self, plan: &Plan<'_>, words: Words) -> Result<Vec<At<Step>>, SubjectError> {
        self.set_up()?;
        let mut steps = Vec::new();
        for step in &plan.steps {
            steps.extend(self.record_step(&step.step.value, words)?.map(At::from));
        }
        Ok(steps)
    }

    fn record_step(&mut self, step: &Step, words: Words) -> Result<Option<Step>, SubjectError> {
        Ok(match step {
            Step::Request(request) => {
                self.record_request(request, words)?.map(|it| Step::Request(Box::new(it)))
            }
            Step::Poll(poll) => {
                let request = self.poll_request(poll);
                let filled = self.record_request(&request, words)?;
                let poll = |it: Request| Poll { user: poll.user.clone(), expect: it.expect, bind: it.bind };
                filled.map(|it| Step::Poll(Box::new(poll(it))))
            }
            Step::Network(network) => self.record_network(network)?.map(|it| Step::Network(Box::new(it))),
            Step::Events(_) => Some(Step::Events(self.record_events()?)),
            other => {
                self.step(&At::from(other.clone()))?;
                Some(other.clone())
            }
        })
    }

    fn record_request(&mut self, request: &Request, words: Words) -> Result<Option<Request>, SubjectError> {
        let composed = match self.asker().compose(request) {
            Ok(composed) => composed,
            Err(fault) if is_unbound(&fault) => return Ok(None),
            Err(fault) => return Err(SubjectError::Setup(fault.title)),
        };
        let mut filled =
            Request { expect: Expectations::new(), answer: None, status: None, ..request.clone() };
        let Some((reply, answer)) = self.ask(request.by.as_ref(), &composed, Place::default())? else {
            return Ok(Some(filled));
        };
        filled.bind = offhook_scenario::Binds::new();
        for (name, path) in request.bind.iter() {
            if answer.refusal.is_none() && expect::at(path, &answer.tree).is_some() {
                filled.bind.insert(name.clone(), path.clone());
            }
        }
        self.bind(&filled.bind, composed.of, &answer);
        filled.status = Some(reply.status.into());
        filled.expect = self.expectations(&answer);
        if words == Words::Kept && answer.refusal.is_some() {
            self.keep_words(&answer, &mut filled.expect);
        }
        Ok(Some(filled))
    }

    /// Expects the words of a refusal, unless they may name an id.
    fn keep_words(&self, answer: &ReadAnswer, expected: &mut Expectations) {
        let Some(words) = self.choice.dialect.vendor().tables.words else { return };
        let said = answer.tree.get(words).and_then(Value::as_str);
        let said = said.filter(|said| !said.contains(|it: char| it.is_ascii_digit()));
        if let (Some(said), Ok(path)) = (said, Path::parse(words)) {
            expected.insert(path, At::from(Matcher::Is(said.into())));
        }
    }

    fn record_network(&mut self, network: &Network) -> Result<Option<Network>, SubjectError> {
        let remote_party = match self.remote_party(network, Place::default()) {
            Ok(remote_party) => remote_party,
            Err(fault) if is_unbound(&fault) => return Ok(None),
            Err(fault) => return Err(SubjectError::Setup(fault.title)),
        };
        let outcome = self.subject.stimulus(&remote_party)?;
        let impossible = matches!(outcome, Stimulated::Impossible { .. });
        if let Stimulated::Done { job } = outcome {
            self.learn_job(network, job);
        }
        self.collect(Place::default())?;
        let bind = network.bind.clone().filter(|_| !impossible);
        Ok(Some(Network { impossible, bind, ..network.clone() }))
    }

    fn record_events(&mut self) -> Result<Vec<At<EventItem>>, SubjectError> {
        let observed = self.take_events(Place::default())?;
        let item = |name: &str, party: &str| EventItem::One(EventMatch::new(name, Some(party)));
        Ok(observed.iter().map(|event| At::from(item(&event.name, &event.party))).collect())
    }

    /// Every value of an answer that is the same in each run; an id that has a name is written by it.
    fn expectations(&self, answer: &ReadAnswer) -> Expectations {
        let mut leaves = Vec::new();
        let volatile = self.choice.dialect.vendor().tables.volatile;
        collect_leaves(volatile, &answer.tree, String::new(), &mut leaves);
        let mut expected = Expectations::new();
        for (path, value) in leaves {
            let row = answer.fields.iter().find(|row| row.path == without_indices(&path));
            if row.is_some_and(|row| varies(row.source)) {
                continue;
            }
            let Ok(path) = Path::parse(&path) else { continue };
            let has_name = |name: &str| {
                let kind = name.rsplit_once('.').map(|(_, kind)| kind);
                matches!(kind, Some("user" | "device" | "extension"))
            };
            let written = match self.binds.name_of(&value, has_name) {
                Some(name) => Value::from(format!("${name}")),
                None => value,
            };
            expected.insert(path, At::from(Matcher::Is(written)));
        }
        expected
    }
}

/// Whether what stands in a field is another in each run, whatever its name.
const fn varies(source: Source) -> bool {
    matches!(
        source,
        Source::Message
            | Source::Session(SessionField::Token)
            | Source::Call(CallField::Job)
            | Source::User(UserField::Job)
    )
}

fn is_unbound(fault: &Diagnostic) -> bool {
    fault.code == Code::Other("unbound")
}

/// The values of an answer by their paths, but for those of volatile fields.
fn collect_leaves(volatile: &[&str], value: &Value, path: String, leaves: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if !volatile.contains(&name.as_str()) || member.is_object() {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    collect_leaves(volatile, member, path, leaves);
                }
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                collect_leaves(volatile, item, format!("{path}[{index}]"), leaves);
            }
        }
        Value::Null => {}
        Value::String(text) if text.contains('$') => {}
        leaf => leaves.push((path, leaf.clone())),
    }
}
