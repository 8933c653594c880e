//! Other people's implementations as subjects: over HTTP, or over a program's standard input and output.

mod fresh;
mod group;
mod hello;
mod http;
pub mod limits;
mod link;
mod own_channel;
mod pool;
mod signing;
mod stdio;
mod translation;
mod watch;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use offhook_centre::adapter::{Answer, Call, Clock, Events, Reset};
use offhook_centre::{Participant, RemoteParty, Stimulated};
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_scenario::Scenario;
use serde_json::Value;

pub use self::group::end_programs;
pub(crate) use self::hello::{HELLO, accepted};
pub(crate) use self::link::{Link, Reach};
use self::own_channel::OwnChannels;
pub(crate) use self::pool::Pool;
use self::translation::Translation;
pub(crate) use self::watch::Watch;
use crate::applicable::Claims;
use crate::given_calls::without_calls;
use crate::secrets::Secrets;
use crate::statement::{Isolation, Observation, Statement, Stimuli};
use crate::subject::{Subject, SubjectError};
use limits::{MAX_CASE_BYTES, MAX_EVENTS};

/// An implementation as its statement describes it. One case at a time.
#[derive(Debug)]
pub(crate) struct Remote<'a> {
    claims: Claims<'a>,
    link: Link,
    secrets: Secrets,
    watch: Arc<Watch>,
    /// The users that this worker plays with, where nothing can be reset.
    pool: Pool<'a>,
    translation: Translation,
    cursor: u64,
    /// What time it is there, once that is known, where time is virtual.
    now_ms: Option<u64>,
    own_channels: OwnChannels,
    /// The ids of the case's users.
    users: BTreeSet<String>,
    /// How long the answers of one case may take together.
    case_timeout: Duration,
    spent: Spent,
}

/// What the answers of one case have taken so far.
#[derive(Debug, Default)]
struct Spent {
    time: Duration,
    bytes: usize,
}

impl<'a> Remote<'a> {
    pub(crate) fn new(
        claims: Claims<'a>,
        (link, secrets): (Link, Secrets),
        watch: Arc<Watch>,
        pool: Pool<'a>,
        case_timeout: Duration,
    ) -> Self {
        Self {
            claims,
            link,
            secrets,
            watch,
            pool,
            translation: Translation::default(),
            cursor: 0,
            now_ms: None,
            own_channels: OwnChannels::default(),
            users: BTreeSet::new(),
            case_timeout,
            spent: Spent::default(),
        }
    }

    fn statement(&self) -> &'a Statement {
        self.claims.statement
    }

    /// Speaks with the subject, and keeps the account of what that takes.
    fn spend<T>(
        &mut self,
        speak: impl FnOnce(&mut Link) -> Result<(T, usize), SubjectError>,
    ) -> Result<T, SubjectError> {
        let begun = Instant::now();
        self.link.allow(self.case_timeout.saturating_sub(self.spent.time));
        let spoken = speak(&mut self.link);
        self.spent.time += begun.elapsed();
        let is_over = self.spent.time >= self.case_timeout;
        let (answer, size) = match spoken {
            Err(error @ (SubjectError::Interrupted | SubjectError::Down(_))) => return Err(error),
            _ if is_over => {
                let most = humantime::format_duration(self.case_timeout);
                let reason = format!("the answers of one case took more than {most} (--case-timeout)");
                return Err(SubjectError::Broken(reason));
            }
            spoken => spoken?,
        };
        self.spent.bytes += size;
        if self.spent.bytes > MAX_CASE_BYTES {
            let reason = format!("the answers of one case are more than {MAX_CASE_BYTES} bytes");
            return Err(SubjectError::Broken(reason));
        }
        Ok(answer)
    }

    fn call(&mut self, call: &Call) -> Result<Answer, SubjectError> {
        self.spend(|link| link.call(call))
    }

    /// A request in the implementation's own names.
    fn ask(&mut self, request: &HttpRequest) -> Result<HttpResponse, SubjectError> {
        let dialect = self.statement().dialect.value;
        self.spend(|link| {
            let reply = link.request(dialect, request)?;
            let size = reply.body.len();
            Ok((reply, size))
        })
    }

    fn reset_by_control(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        let reset = if self.claims.whole_configuration() {
            Reset::of(scenario, seed)
        } else {
            Reset { scenario: None, ..Reset::of(&without_calls(scenario), seed) }
        };
        let clock_ms = reset.given.clock_ms;
        let answer = self.call(&Call::Reset(Box::new(reset)))?;
        if answer.ok {
            self.now_ms = clock_ms;
            Ok(())
        } else {
            Err(SubjectError::NotApplicable(why(&answer, "the configuration cannot be set").into()))
        }
    }

    /// Waits for what happens in other than virtual time: what is due by then has happened.
    fn pass(&self, ms: u64) -> Result<(), SubjectError> {
        let Some(scale) = self.statement().time.value.scale() else { return Ok(()) };
        let wait = Duration::from_millis(ms) / scale;
        self.watch.sleep(wait + Duration::from_millis(self.statement().tolerance_ms()))
    }

    fn take_events(&mut self) -> Result<Vec<Value>, SubjectError> {
        if !self.reports_events() || self.statement().dialect.value.delivery.poll().is_some() {
            return Ok(Vec::new());
        }
        let answer = self.call(&Call::Events(Events { after: self.cursor }))?;
        let events = match (answer.ok, answer.events) {
            (true, Some(events)) => events,
            (true, None) => {
                return Err(SubjectError::Broken("it answers `events` without any list".to_owned()));
            }
            (false, _) => {
                let reason = answer.reason.unwrap_or_default();
                return Err(SubjectError::Broken(format!("its events cannot be had: {reason}")));
            }
        };
        if events.len() > MAX_EVENTS {
            return Err(SubjectError::Broken(format!("more than {MAX_EVENTS} events at once")));
        }
        let counted = self.cursor + events.len() as u64;
        self.cursor = answer.cursor.unwrap_or(counted);
        Ok(events)
    }

    fn translated(&self, event: Value) -> Value {
        if self.translation == Translation::default() {
            return event;
        }
        serde_json::from_str(&self.translation.inward(&event.to_string())).unwrap_or(event)
    }
}

/// The numbers that the call centre shows, in the case and here.
fn numbers(statement: &Statement, scenario: &Scenario) -> Translation {
    let own = statement.numbers.iter().map(|number| number.value.clone());
    Translation::new(Participant::numbers(scenario).into_iter().zip(own))
}

/// The reason of an answer that says no.
fn why(answer: &Answer, what: &str) -> String {
    match &answer.reason {
        Some(reason) if !reason.is_empty() => format!("{what}: {reason}"),
        _ => what.to_owned(),
    }
}

impl Subject for Remote<'_> {
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        self.watch.goes_on()?;
        self.claims.apply_to(scenario).map_err(SubjectError::NotApplicable)?;
        self.spent = Spent::default();
        self.now_ms = None;
        self.own_channels = OwnChannels::default();
        self.users = Participant::of(scenario).into_iter().map(|who| who.id).collect();
        match self.statement().isolation.value {
            Isolation::Reset => {
                self.cursor = 0;
                self.translation = numbers(self.statement(), scenario);
                self.reset_by_control(scenario, seed)
            }
            Isolation::FreshUsers => {
                self.translation = self
                    .pool
                    .assign(scenario, self.statement().instance.as_ref().map(|it| it.value.as_str()));
                self.bring_on(scenario)?;
                self.take_events().map(drop)
            }
        }
    }

    fn request(&mut self, request: &HttpRequest) -> Result<HttpResponse, SubjectError> {
        let dialect = self.statement().dialect.value;
        let theirs = self.pool.with_password(&self.translation.request(dialect, request));
        let mut reply = self.ask(&theirs)?;
        self.pool.learn_token(&theirs, &reply);
        reply.body = self.translation.inward(&reply.body);
        if self.statement().auto_answer {
            self.own_channels.learn(dialect, request, &reply);
        }
        Ok(reply)
    }

    fn settle(&mut self) -> Result<(), SubjectError> {
        self.pass(0)
    }

    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError> {
        if let Some(job) = self.own_channels.is_done(stimulus) {
            return Ok(Stimulated::Done { job });
        }
        if self.statement().stimuli() == Stimuli::None {
            return Err(SubjectError::NotApplicable("nobody plays its network".into()));
        }
        let theirs = self.translation.stimulus(stimulus);
        let answer = self.call(&Call::Stimulus(theirs))?;
        self.pass(0)?;
        if answer.unsupported {
            let reason = why(&answer, &format!("it cannot be made to do `{}`", stimulus.kind()));
            return Err(SubjectError::NotApplicable(reason.into()));
        }
        if !answer.ok {
            return Ok(Stimulated::Impossible { reason: why(&answer, "the subject says so") });
        }
        let job = answer.job.map(|job| self.translation.inward(&job));
        let about = match stimulus {
            RemoteParty::Channel { job, .. } => job.clone(),
            _ => String::new(),
        };
        Ok(Stimulated::Done { job: job.unwrap_or(about) })
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        if !self.statement().is_virtual() {
            return self.pass(by_ms);
        }
        if by_ms == 0 {
            return Ok(());
        }
        let answer = self.call(&Call::Clock(Clock { advance_ms: by_ms }))?;
        if !answer.ok {
            return Err(SubjectError::Broken(why(&answer, "its clock cannot be moved")));
        }
        let due = self.now_ms.map(|now| now.saturating_add(by_ms));
        if let (Some(due), Some(now)) = (due, answer.now_ms)
            && due != now
        {
            let reason =
                format!("its clock contradicts itself: after {by_ms} ms `now_ms` is {now}, not {due}");
            return Err(SubjectError::Broken(reason));
        }
        self.now_ms = answer.now_ms.or(due);
        Ok(())
    }

    fn events(&mut self) -> Result<Vec<Value>, SubjectError> {
        let events = self.take_events()?;
        Ok(events.into_iter().map(|event| self.translated(event)).collect())
    }

    fn reports_events(&self) -> bool {
        self.statement().observed_by(Observation::Events) && self.claims.has_op("events")
            || self.statement().dialect.value.delivery.poll().is_some()
    }

    /// The adapter protocol leaves it to an implementation whether it has queues.
    fn may_lack(&self, stimulus: &RemoteParty) -> bool {
        matches!(stimulus, RemoteParty::Inbound { to, .. } if !self.users.contains(to))
    }

    fn can_be_polled(&self) -> bool {
        let statement = self.statement();
        statement.observed_by(Observation::Polls)
            && statement.claims_action(statement.dialect.value.tables.poll.name())
    }

    fn makes_given_calls(&self) -> bool {
        !self.claims.whole_configuration()
    }

    fn secrets(&self) -> Secrets {
        self.secrets.clone()
    }

    fn finish(&mut self) {
        if self.statement().isolation.value == Isolation::FreshUsers {
            // Whoever cannot be signed out now is signed out before the next case.
            let _ = self.tidy_up();
        }
    }
}
