//! From moves to a scenario: an ordinary file, in the words of a vendor's API, that runs on any subject.

mod names;
pub(crate) mod vocabulary;

use offhook_dialect::Said;
use offhook_harness::{InProcess, Options, SubjectError, Words, read_nothing, record};
use offhook_machine::{Signal, World};
use offhook_scenario::{At, Dialect, Dials, Millis, Network, Poll, Request, Scenario, Step, Verb};

use crate::configuration::{Configuration, SETTLED_MS};
use crate::moves::{Ask, Move, Outcome, RESTLESS_MS, Whither, Who};

use self::names::ScriptNames;
pub(crate) use self::names::dotted;
pub use self::vocabulary::can_say;
pub(crate) use self::vocabulary::words;

/// How a script looks at what it did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watch {
    /// Not at all: what the answers say is enough.
    Nothing,
    /// Once, at the end: the events, and a poll of every agent.
    #[default]
    End,
    /// After every step: the events.
    Each,
}

/// The scenario of a way through the configuration, without expectations: [`fill`] adds what our machine does.
///
/// Moves for which the vendor has no words are left out.
pub fn script(configuration: &Configuration, id: &str, moves: &[Move], watch: Watch) -> Scenario {
    let mut scribe = Scribe::new(configuration);
    if moves.iter().any(asks_for_the_group) {
        // Nobody has become ready at this very instant: who has been so longest is settled.
        scribe.steps.push(Step::Wait(At::from(Millis { ms: SETTLED_MS })));
    }
    for it in moves.iter().filter(|it| can_say(configuration.dialect(), it)) {
        scribe.write(*it);
        if watch == Watch::Each {
            scribe.events();
        }
    }
    if watch == Watch::End {
        scribe.events();
        scribe.poll_everybody();
    }
    let mut scenario = Scenario::new(id, configuration.dialect(), scribe.steps);
    scenario.given = configuration.given();
    scenario
}

fn asks_for_the_group(it: &Move) -> bool {
    match it {
        Move::InboundToGroup { .. } => true,
        Move::Ask { ask, .. } => ask.about() == Some(Whither::Group),
        Move::Channel { .. } | Move::Inbound { .. } | Move::Dials { .. } | Move::Elapse | Move::Linger => {
            false
        }
    }
}

/// Expects of every step what our machine does.
///
/// # Errors
/// The scenario cannot be played.
pub fn fill(scenario: &Scenario) -> Result<Scenario, SubjectError> {
    fill_with(scenario, Words::LeftOut)
}

/// The same, where what a refusal says may be kept.
///
/// # Errors
/// The scenario cannot be played.
pub fn fill_with(scenario: &Scenario, words: Words) -> Result<Scenario, SubjectError> {
    let options = Options::strict(&read_nothing);
    record(scenario, &mut InProcess::new(), &options, words)
}

struct Scribe<'a> {
    configuration: &'a Configuration,
    /// What the steps so far have led to.
    world: World,
    names: ScriptNames<'a>,
    steps: Vec<Step>,
}

impl<'a> Scribe<'a> {
    fn new(configuration: &'a Configuration) -> Self {
        Self {
            configuration,
            world: configuration.start().clone(),
            names: ScriptNames::new(configuration),
            steps: Vec::new(),
        }
    }

    /// Writes the move down, then plays it: the words depend on what was before.
    fn write(&mut self, it: Move) {
        // Somebody who is meant is not there, or is busy: on a subject something else could come of it.
        if self.configuration.play(&mut self.world.clone(), it) == Outcome::Idle {
            return;
        }
        let begun = self.world.jobs().count();
        let name = self.names.next_call();
        match it {
            Move::Ask { by, ask: Ask::Poll } => {
                self.names.forget_customer();
                self.steps.push(poll(by));
                self.configuration.play(&mut self.world, it);
            }
            Move::Ask { by, ask } => {
                let mut asking = self.names.asking(by);
                let Some(said) = self.configuration.say(&self.world, by, ask, &mut asking) else { return };
                self.steps.append(&mut asking.polls);
                let mut request = request(by, said);
                let outcome = self.configuration.play(&mut self.world, it);
                if outcome.is_effective() && self.world.jobs().count() > begun {
                    self.names.name_latest(&self.world, &name);
                    let path = dotted(self.configuration.dialect().tables.begun_call);
                    if let Ok(path) = offhook_scenario::Path::parse(&path) {
                        request.bind.insert(name, At::from(path));
                    }
                }
                self.steps.push(Step::Request(Box::new(request)));
            }
            Move::Elapse | Move::Linger => {
                let wait_ms = Configuration::wait_ms(&self.world, it);
                if wait_ms > 0 {
                    self.steps.push(Step::Wait(At::from(Millis { ms: wait_ms })));
                }
                self.configuration.play(&mut self.world, it);
            }
            _ => {
                let mut network = self.network(it);
                let outcome = self.configuration.play(&mut self.world, it);
                network.impossible = !outcome.is_effective();
                if outcome.is_effective() && self.world.jobs().count() > begun {
                    self.names.name_latest(&self.world, &name);
                    network.bind = Some(name.as_str().into());
                }
                self.steps.push(Step::Network(Box::new(network)));
            }
        }
        while let Some(event) = self.world.poll_event() {
            if let Some(channel) = event.channel {
                self.names.report(event.user, channel);
            }
        }
    }

    fn events(&mut self) {
        self.steps.push(Step::Events(Vec::new()));
    }

    fn poll_everybody(&mut self) {
        self.steps.extend((0..self.configuration.agents()).map(poll));
    }

    fn network(&mut self, it: Move) -> Network {
        match it {
            Move::Inbound { from, to } => {
                Network::inbound(self.configuration.customer(from).as_str(), Configuration::alias(to))
            }
            Move::InboundToGroup { from } => {
                Network::inbound(self.configuration.customer(from).as_str(), self.configuration.group_name())
            }
            Move::Dials { by, to } => {
                let number = self.configuration.dialled(to);
                Dials { by: Configuration::alias(by).into(), number: number.as_str().into() }.into()
            }
            Move::Channel { who, signal } => {
                let party = match who {
                    Who::Agent(agent) => Configuration::alias(agent).to_owned(),
                    Who::Customer(customer) => self.configuration.customer(customer).to_string(),
                };
                let mut network = Network::channel(verb(signal), &party);
                let job = self.names.call(&self.world, self.configuration.job_of(&self.world, who));
                network.job = Some(job.as_str().into());
                network
            }
            Move::Ask { .. } | Move::Elapse | Move::Linger => Network::channel(Verb::Created, "customer"),
        }
    }
}

fn poll(agent: u8) -> Step {
    Step::Poll(Box::new(Poll { user: Configuration::alias(agent).into(), ..Poll::default() }))
}

/// A request as a step.
pub(crate) fn request(by: u8, said: Said) -> Request {
    let mut request = Request {
        by: Some(Configuration::alias(by).into()),
        action: said.operation.into(),
        ..Request::default()
    };
    for (name, value) in said.with {
        request.with.insert(name.to_owned(), At::from(value));
    }
    request
}

/// A move as a step, with the names of an example; none where the vendor's API has no words for it.
pub(crate) fn example_step(dialect: Dialect, it: Move) -> Option<Step> {
    let alias = |who| match who {
        Who::Agent(agent) => Configuration::alias(agent),
        Who::Customer(_) => "customer",
    };
    Some(match it {
        Move::Ask { by, ask: Ask::Poll } => poll(by),
        Move::Ask { by, ask } => Step::Request(Box::new(request(by, words(dialect, ask)?))),
        Move::Channel { who, signal } => Step::Network(Box::new(Network::channel(verb(signal), alias(who)))),
        Move::Inbound { to, .. } => {
            Step::Network(Box::new(Network::inbound("customer", Configuration::alias(to))))
        }
        Move::InboundToGroup { .. } => {
            Step::Network(Box::new(Network::inbound("customer", dialect.examples.skill_group)))
        }
        Move::Dials { by, .. } => {
            let number = Configuration::extension(by);
            let dials = Dials { by: Configuration::alias(by).into(), number: number.as_str().into() };
            Step::Network(Box::new(dials.into()))
        }
        Move::Elapse | Move::Linger => Step::Wait(At::from(Millis { ms: RESTLESS_MS })),
    })
}

const fn verb(signal: Signal) -> Verb {
    match signal {
        Signal::Created => Verb::Created,
        Signal::Ringing => Verb::Rings,
        Signal::EarlyMedia => Verb::EarlyMedia,
        Signal::Answered => Verb::Answers,
        Signal::Busy => Verb::Busy,
        Signal::Rejected => Verb::Rejects,
        Signal::NoRoute => Verb::NoRoute,
        Signal::HungUp => Verb::HangsUp,
    }
}
