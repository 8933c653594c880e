//! One call centre, its session layer included, and what is seen of it.

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use offhook_centre::{CallCentre, Options, RemoteParty, Stimulated};
use offhook_dialect::{Caller, Draft, HttpRequest, HttpResponse, Names, Said};
use offhook_machine::{ChannelId, JobId, Rules, UserId, World};
use offhook_scenario::{Dialect, Instance, Scenario};
use rustc_hash::FxHasher;
use serde_json::Value;

use super::Wire;
use crate::configuration::{Configuration, ConfigurationError, SETTLED_MS};
use crate::machine::world_bytes;
use crate::moves::{Ask, LINGER_MS, Move, RESTLESS_MS, Who};
use crate::outline::{Key, Outliner};

/// Events that one agent gets of one move: more are never due in a small configuration.
const MAX_POLLS: usize = 100;
/// Roughly what a session layer takes.
const SESSION_LAYER_BYTES: usize = 2_000;

/// A call centre, and the token of each agent who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) centre: CallCentre,
    tokens: Vec<Option<String>>,
}

impl Side {
    pub(super) fn new(
        rules: Arc<Rules>,
        scenario: &Scenario,
        agents: u8,
    ) -> Result<Self, ConfigurationError> {
        let options = Options { rules: Some(rules), ..Options::default() };
        let mut centre = CallCentre::open(scenario, &options)
            .map_err(|error| ConfigurationError::Wire(error.to_string()))?;
        centre.begin();
        Ok(Self { centre, tokens: vec![None; usize::from(agents)] })
    }

    pub(super) fn world(&self) -> &World {
        self.centre.world()
    }

    pub(super) fn key(&self, configuration: &Configuration, outliner: &mut Outliner) -> Key {
        outliner.key_with(configuration, self.world(), |place, out| {
            out.extend(self.tokens.iter().map(|token| u8::from(token.is_some())));
            self.centre.outline_session(place, out);
        })
    }

    /// The request with the agent's token, if there is one.
    fn with_token(&self, by: u8, said: Said) -> Option<HttpRequest> {
        let dialect = self.centre.dialect();
        let id = self.world().user(self.user(by)?).map(|user| user.name.to_string())?;
        let device = format!("device-{}", Configuration::alias(by));
        let extension = Configuration::extension(by);
        let draft = Draft {
            operation: said.operation,
            with: said.with.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).collect(),
            caller: Some(Caller {
                id: &id,
                device: &device,
                extension: Some(&extension),
                token: self.tokens.get(usize::from(by)).and_then(Option::as_deref),
            }),
            instance: Instance::DEFAULT_ID,
            ..Draft::default()
        };
        dialect.client.write(&draft).ok().map(|written| written.request)
    }

    /// Sends a request of an agent, and keeps the token that the answer gives; the effect is still to come.
    fn send(&mut self, by: u8, said: Said) -> Option<HttpResponse> {
        let dialect = self.centre.dialect();
        let ends = dialect.operation(said.operation).is_some_and(|it| dialect.client.ends_session(it));
        let request = self.with_token(by, said)?;
        let reply = self.centre.request(&request);
        let token = &mut self.tokens[usize::from(by)];
        if let Some(given) = dialect.client.token(&reply) {
            *token = Some(given);
        }
        if ends && is_accepted(dialect, &reply) {
            *token = None;
        }
        Some(reply)
    }

    fn user(&self, by: u8) -> Option<UserId> {
        self.world().users().nth(usize::from(by)).map(|(id, _)| id)
    }

    pub(super) fn has_fired(&self, row: usize) -> bool {
        self.world().fired().has(row)
    }

    pub(super) fn bytes(&self) -> usize {
        world_bytes(self.world()) + SESSION_LAYER_BYTES
    }

    pub(super) fn call(&self, job: Option<JobId>) -> Option<String> {
        let job = self.world().job(job?)?;
        Some((self.centre.dialect().ids.job)(job))
    }
}

/// Things are named by their ids.
pub(super) struct ByIds<'a>(pub(super) &'a Side);

impl Names for ByIds<'_> {
    fn user(&mut self, world: &World, user: UserId) -> Value {
        world.user(user).map_or(Value::Null, |user| Value::from(&*user.name))
    }

    fn job(&mut self, _: &World, job: Option<JobId>) -> Value {
        self.0.call(job).unwrap_or_else(|| self.0.centre.dialect().ids.unknown_job.to_owned()).into()
    }

    fn channel(&mut self, world: &World, channel: ChannelId) -> Value {
        let name = world.channel_name(channel).map(|name| name.to_string());
        name.unwrap_or_else(|| self.0.centre.dialect().ids.unknown_channel.to_owned()).into()
    }
}

impl Wire<'_> {
    /// How long nothing happens until something is due.
    pub(super) fn wait_ms(&self, world: &World) -> u64 {
        world.next_deadline().map_or(RESTLESS_MS, |deadline| deadline - world.now())
    }

    /// Signs an agent in to a state, as every run of a scenario does that gives the agent in it.
    pub(super) fn sign_in(&self, side: &mut Side, by: u8, said: Said) {
        self.request(side, by, said, false);
    }

    /// Nobody has become ready at this very instant: who has been so longest is settled.
    pub(super) fn settle_in(&self, side: &mut Side) {
        let _ = side.centre.advance(SETTLED_MS);
        self.poll_events(side, &mut FxHasher::default());
    }

    /// Makes a move; a fingerprint of what is seen of it: how a request is answered, whether a stimulus happens, which events
    /// each agent gets.
    pub(super) fn look(&self, side: &mut Side, it: Move, wait_ms: u64, mutates: bool) -> u64 {
        let mut hash = FxHasher::default();
        match it {
            Move::Ask { by, ask } => {
                let said = match ask {
                    Ask::Poll => Some(bare(side.centre.dialect().tables.poll.name())),
                    ask => self.configuration.say(side.world(), by, ask, &mut ByIds(side)),
                };
                if let Some(reply) = said.and_then(|said| self.request(side, by, said, mutates)) {
                    (reply.status, self.code(&reply.body)).hash(&mut hash);
                    if ask == Ask::Poll {
                        reply.body.hash(&mut hash);
                    }
                }
            }
            Move::Elapse => {
                let _ = side.centre.advance(wait_ms);
            }
            Move::Linger => {
                let _ = side.centre.advance(wait_ms.saturating_sub(LINGER_MS));
            }
            Move::Channel { .. }
            | Move::Inbound { .. }
            | Move::InboundToGroup { .. }
            | Move::Dials { .. } => {
                let done = self.remote_party(side, it).and_then(|it| side.centre.stimulus(&it).ok());
                matches!(done, Some(Stimulated::Done { .. })).hash(&mut hash);
            }
        }
        if mutates {
            self.switch(side);
        }
        self.poll_events(side, &mut hash);
        hash.finish()
    }

    /// Sends a request, and lets it take effect.
    fn request(&self, side: &mut Side, by: u8, said: Said, mutates: bool) -> Option<HttpResponse> {
        let reply = side.send(by, said)?;
        if mutates {
            self.switch(side);
        }
        let _ = side.centre.advance(0);
        Some(reply)
    }

    /// Every agent who is signed in polls until no event waits.
    fn poll_events(&self, side: &mut Side, hash: &mut FxHasher) {
        for by in 0..self.configuration.agents() {
            if side.tokens[usize::from(by)].is_none() {
                continue;
            }
            let Some(poll) = side.with_token(by, bare(self.poll.name())) else { continue };
            for _ in 0..MAX_POLLS {
                let reply = side.centre.request(&poll);
                let event = quoted(&reply.body, EVENT_TYPE);
                (by, self.code(&reply.body), event).hash(hash);
                if event.is_none() {
                    break;
                }
            }
        }
    }

    /// A move outside, in the words of a subject.
    pub(super) fn remote_party(&self, side: &Side, it: Move) -> Option<RemoteParty> {
        Some(match it {
            Move::Inbound { from, to } => RemoteParty::Inbound {
                from: self.configuration.customer(from).to_string(),
                to: self.configuration.wire_id(to),
            },
            Move::InboundToGroup { from } => RemoteParty::Inbound {
                from: self.configuration.customer(from).to_string(),
                to: self.configuration.group_name().to_owned(),
            },
            Move::Dials { by, to } => RemoteParty::Dials {
                by: self.configuration.wire_id(by),
                number: self.configuration.dialled(to),
            },
            Move::Channel { who, signal } => RemoteParty::Channel {
                signal: signal.as_str().to_owned(),
                job: side
                    .call(self.configuration.job_of(side.world(), who))
                    .unwrap_or_else(|| side.centre.dialect().ids.unknown_job.to_owned()),
                party: match who {
                    Who::Agent(agent) => self.configuration.wire_id(agent),
                    Who::Customer(customer) => self.configuration.customer(customer).to_string(),
                },
                cause: None,
            },
            Move::Ask { .. } | Move::Elapse | Move::Linger => return None,
        })
    }

    /// The code in a body.
    fn code<'b>(&self, body: &'b str) -> Option<&'b str> {
        quoted(body, &self.code_words)
    }
}

/// What stands before the name of an event in a body.
const EVENT_TYPE: &str = "\"eventType\":\"";

/// Whether an answer accepts its request.
fn is_accepted(dialect: Dialect, reply: &HttpResponse) -> bool {
    let (name, success) = dialect.tables.code;
    quoted(&reply.body, &format!("\"{name}\":\"")) == Some(success)
}

/// An operation without parameters.
const fn bare(operation: &'static str) -> Said {
    Said { operation, with: Vec::new() }
}

/// What stands in a body between these words and the next quotation mark.
fn quoted<'a>(body: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(before)?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use offhook_machine::{Request, Target, UserState};

    use super::*;
    use crate::draw::Draw;
    use crate::machine::settle;
    use crate::moves::{Asker, Families, Family, moves};
    use crate::outline::Outliner;
    use crate::script::can_say;
    use crate::script::vocabulary::NoNames;
    use crate::search::{Bounds, Model, Visit, search};

    /// An operation that is accepted only after a request for which the machine has no operation of its own: the transfer of
    /// CC-Gateway, a consultation that its session layer completes.
    const UNREACHED: &[(&str, &str)] = &[("cc-gateway", "cancel-transfer")];
    /// Inputs of one random run.
    const INPUTS: usize = 1_500;
    /// The inputs of the random runs: fewer families go deeper.
    const FAMILIES: &[&[Family]] = &[
        Family::ALL,
        &[Family::Session, Family::Call, Family::Transfer],
        &[Family::Session, Family::Call, Family::Transfer, Family::Conference],
        &[Family::Session, Family::Call, Family::Hold, Family::Transfer, Family::SecondCall],
        &[Family::Session, Family::Call, Family::Inbound, Family::Queue, Family::Supervision],
    ];

    /// `ask(say(op)) == op`: the request that the vendor's client writes for an operation changes the world as the operation
    /// itself does, and every operation for which the client has words is accepted in some run.
    #[test]
    fn a_said_operation_asks_the_machine_for_itself() {
        for dialect in Dialect::all() {
            let mut accepted = BTreeSet::new();
            for (seed, families) in FAMILIES.iter().enumerate() {
                random_run(dialect, seed as u64, families.iter().copied().collect(), &mut accepted);
            }
            let configuration = Configuration::new(dialect, 3, 2, UserState::Offline).unwrap();
            let sayable: BTreeSet<&str> = moves(&configuration, Families::ALL)
                .iter()
                .filter(|it| can_say(dialect, it))
                .filter_map(|it| if let Move::Ask { ask, .. } = it { Some(ask.word()) } else { None })
                .collect();
            let rare: Vec<&str> = sayable.difference(&accepted).copied().collect();
            rare.iter().for_each(|word| by_the_shortest_way(dialect, word, &mut accepted));
            let is_known = |word: &&&str| UNREACHED.contains(&(dialect.name, **word));
            let never: Vec<_> = sayable.difference(&accepted).filter(|word| !is_known(word)).collect();
            assert!(never.is_empty(), "{dialect}: never accepted: {never:?}");
        }
    }

    /// A world in which an operation is accepted, looked for.
    struct Reach<'a> {
        configuration: &'a Configuration,
        start: World,
        moves: Vec<Move>,
        wanted: Vec<Move>,
    }

    impl Reach<'_> {
        /// True if the machine takes the move, and a client has words for it.
        fn takes(&self, state: &World, it: Move) -> bool {
            let can_say = match it {
                Move::Ask { by, ask } => self.configuration.say(state, by, ask, &mut NoNames).is_some(),
                _ => true,
            };
            can_say && self.configuration.play(&mut state.clone(), it).is_effective()
        }
    }

    impl Model for Reach<'_> {
        type State = World;
        type Act = Move;
        /// The operation that is accepted.
        type Flaw = Move;
        type Tally = ();
        type Workspace = Outliner;

        fn workspace(&self) -> Outliner {
            Outliner::new(true)
        }

        fn starts(&self) -> Vec<World> {
            vec![self.start.clone()]
        }

        fn key(&self, state: &World, outliner: &mut Outliner) -> u128 {
            outliner.key(self.configuration, state)
        }

        fn expand(
            &self,
            state: &World,
            outliner: &mut Outliner,
            (): &mut (),
            visit: &mut Visit<'_, Self>,
        ) -> Result<(), (Move, Move)> {
            for it in &self.moves {
                if self.takes(state, *it) {
                    let mut world = state.clone();
                    self.configuration.play(&mut world, *it);
                    settle(&mut world);
                    visit(*it, &world, outliner);
                }
            }
            Ok(())
        }

        fn flaw(&self, state: &World, _: &mut Outliner) -> Option<Move> {
            self.wanted.iter().copied().find(|it| self.takes(state, *it))
        }

        fn bytes(&self, _: &World) -> usize {
            0
        }
    }

    /// Two agents sign in, and go the shortest way to where one of them is granted the operation.
    fn by_the_shortest_way(dialect: Dialect, word: &str, accepted: &mut BTreeSet<&'static str>) {
        let configuration = Configuration::new(dialect, 2, 2, UserState::Offline).unwrap();
        let mut scenario = Scenario::new("said.shortest", dialect, Vec::new());
        scenario.given = configuration.given();
        let mut side = Side::new(Arc::new(Rules::documented()), &scenario, 2).unwrap();
        let ready = Ask::Ready;
        for (by, ask) in [(0, Ask::SignIn), (1, Ask::SignIn), (0, ready), (1, ready)] {
            said(&configuration, &mut side, by, ask, accepted);
        }
        let calls = [Family::Call, Family::Hold, Family::Transfer, Family::Conference, Family::SecondCall];
        let all = moves(&configuration, Families::ALL).into_iter();
        let is_wanted = |it: &Move| matches!(it, Move::Ask { ask, .. } if ask.word() == word);
        let model = Reach {
            configuration: &configuration,
            start: side.world().clone(),
            moves: moves(&configuration, calls.into_iter().collect()),
            wanted: all.filter(is_wanted).collect(),
        };
        let bounds = Bounds { depth: None, states: Some(200_000), memory_bytes: usize::MAX, jobs: 1 };
        let found = search(&model, &bounds, |_, _| ());
        let Some((way, last)) = found.flaw else { return };
        for it in way.into_iter().chain([last]) {
            step(&configuration, &mut side, it, accepted);
        }
    }

    fn step(configuration: &Configuration, side: &mut Side, it: Move, accepted: &mut BTreeSet<&'static str>) {
        match it {
            Move::Ask { by, ask } => said(configuration, side, by, ask, accepted),
            Move::Elapse | Move::Linger => side.centre.advance(RESTLESS_MS).unwrap(),
            Move::Channel { .. }
            | Move::Inbound { .. }
            | Move::InboundToGroup { .. }
            | Move::Dials { .. } => {
                configuration.play(side.centre.world_mut(), it);
                side.centre.settle().unwrap();
            }
        }
    }

    fn random_run(dialect: Dialect, seed: u64, families: Families, accepted: &mut BTreeSet<&'static str>) {
        let configuration = Configuration::new(dialect, 3, 2, UserState::Offline).unwrap();
        let mut scenario = Scenario::new("said.run", dialect, Vec::new());
        scenario.given = configuration.given();
        let mut side = Side::new(Arc::new(Rules::documented()), &scenario, 3).unwrap();
        let all = moves(&configuration, families);
        let mut draw = Draw::new(seed);
        for _ in 0..INPUTS {
            // Mostly inputs that the machine accepts, and mostly not those that end everything.
            let ends = [
                Ask::SignOut,
                Ask::Reset,
                Ask::Release,
                Ask::CompleteTransfer,
                Ask::CancelTransfer,
                Ask::EndConference,
            ];
            let lasts =
                |it: &Move| !matches!(it, Move::Ask { ask, .. } if ends.contains(ask)) && *it != Move::Elapse;
            let takes = |it: &Move| configuration.play(&mut side.world().clone(), *it).is_effective();
            let picks: Vec<Move> = (0..24).filter_map(|_| draw.pick(&all)).collect();
            let is_new = |it: &Move| matches!(it, Move::Ask { ask, .. } if !accepted.contains(ask.word()));
            let new = picks.iter().copied().find(|it| is_new(it) && takes(it));
            let usual = || picks.iter().copied().find(|it| lasts(it) && takes(it)).unwrap_or(picks[0]);
            let it = new.unwrap_or_else(usual);
            if !configuration.is_idle(side.world(), it) {
                step(&configuration, &mut side, it, accepted);
            }
        }
    }

    fn said(
        configuration: &Configuration,
        side: &mut Side,
        by: u8,
        ask: Ask,
        accepted: &mut BTreeSet<&'static str>,
    ) {
        let dialect = side.centre.dialect();
        let Some(said) = configuration.say(side.world(), by, ask, &mut ByIds(side)) else { return };
        let operation = dialect.operation(said.operation).unwrap();
        let before = side.world().clone();
        let mut asker = Asker::new(configuration, &before, by);
        // A time-out that is not said is the one that the page names.
        let default = operation.param("TimeoutSeconds").and_then(|row| row.default?.parse::<u64>().ok());
        asker.timeout_ms = default.map(|seconds| seconds * 1_000);
        // An API without a code for breaks has one reason for all.
        if operation.param("Code").is_none() {
            asker.break_code = "0";
        }
        let (agent, mut invited) = (asker.user(), [Target::Ivr]);
        let op = ask.op(&asker, &mut invited);
        // The same session layer follows up on both.
        let (kind, mut direct) = (op.kind(), side.centre.clone());
        let granted = direct.world_mut().request(before.now(), &Request { by: agent, op }).is_ok();
        let _ = direct.settle();
        let reply = side.send(by, said).unwrap();
        let _ = side.centre.settle();
        let answered = is_accepted(dialect, &reply);
        let what = || format!("{dialect}: {} as {}: {}", ask.word(), operation.name(), reply.body);
        // An operation that the session layer answers asks the machine for nothing.
        if operation.asks().contains(&kind) && answered && granted {
            accepted.insert(ask.word());
            assert_eq!(side.world().digest(), direct.world().digest(), "{}", what());
        } else if answered && operation.asks().is_empty() {
            accepted.insert(ask.word());
        }
        if !answered {
            assert_eq!(side.world().digest(), before.digest(), "{}", what());
        }
    }
}
