//! The one task that owns the simulator. Requests are applied in the order in which they arrive, and polls that have nothing
//! to tell wait here.

use std::time::Duration;

use offhook_scenario::Dialect;
use tokio::sync::{mpsc, oneshot, watch};

use crate::control::{self, Desk, PREFIX};
use crate::message::{self, Received};
use crate::metrics::Metrics;
use crate::simulator::{Answered, Outcome, Simulator, dialect_of};
use crate::wall::{Now, Wall};
use offhook_harness::Reply;

/// How soon at most the actor looks at the clock again.
const SHORTEST_SLEEP: Duration = Duration::from_millis(1);
/// How long the actor sleeps when nothing is due.
const LONGEST_SLEEP: Duration = Duration::from_secs(3_600);

/// What a connection wants answered.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) asked: Asked,
    pub(crate) answer: oneshot::Sender<Reply>,
}

/// A request, or what could not be read of one.
#[derive(Debug)]
pub(crate) enum Asked {
    Request(Received),
    Unreadable { path: String, status: u16, what: &'static str, allowed: String },
}

/// A poll that has nothing to tell.
struct WaitingPoll {
    received: Received,
    answer: oneshot::Sender<Reply>,
    until: Duration,
}

pub(crate) struct Actor {
    pub(crate) simulator: Simulator,
    pub(crate) desk: Desk,
    pub(crate) wall: Wall,
    pub(crate) metrics: Metrics,
    polls: Vec<WaitingPoll>,
    stopping: bool,
}

impl Actor {
    pub(crate) const fn new(simulator: Simulator, desk: Desk, wall: Wall, metrics: Metrics) -> Self {
        Self { simulator, desk, wall, metrics, polls: Vec::new(), stopping: false }
    }

    /// Answers until nobody is left to ask. Once the server stops, no poll waits.
    pub(crate) async fn run(
        mut self,
        mut commands: mpsc::Receiver<Command>,
        mut stop: watch::Receiver<bool>,
    ) -> Simulator {
        loop {
            let sleep = tokio::time::sleep(self.sleeps());
            tokio::select! {
                biased;
                changed = stop.changed(), if !self.stopping => {
                    self.stopping = changed.is_err() || *stop.borrow();
                }
                command = commands.recv() => match command {
                    Some(command) => self.take(command),
                    None => break,
                },
                () = sleep => {}
            }
            let now = self.wall.now();
            self.simulator.catch_up(now);
            self.serve_polls(now);
        }
        self.simulator
    }

    fn sleeps(&self) -> Duration {
        let polls = self.polls.iter().map(|poll| poll.until);
        let due = self.simulator.wakes().into_iter().chain(polls).min();
        let now = self.wall.now().elapsed;
        due.map_or(LONGEST_SLEEP, |due| due.saturating_sub(now)).clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
    }

    fn take(&mut self, command: Command) {
        let Command { asked, answer } = command;
        // Who went away before being heard has asked for nothing.
        if answer.is_closed() {
            return;
        }
        let now = self.wall.now();
        self.simulator.catch_up(now);
        let answered = match asked {
            Asked::Request(received) => match self.ask(received, now) {
                Ok(answered) => answered,
                Err((received, wait)) => {
                    self.metrics.waiting.inc();
                    self.polls.push(WaitingPoll { received, answer, until: now.elapsed + wait });
                    return;
                }
            },
            Asked::Unreadable { path, status, what, allowed } => {
                self.simulator.unreadable(dialect_of(&path), status, what, &allowed)
            }
        };
        self.finish(answered, answer);
    }

    fn ask(&mut self, received: Received, now: Now) -> Result<Answered, (Received, Duration)> {
        let path = received.as_http().path();
        if path.starts_with(PREFIX) {
            return Ok(self.desk.answer(&mut self.simulator, &received, now));
        }
        match dialect_of(path) {
            Some(Dialect::Ccc) => Ok(self.simulator.ccc(&received, now)),
            Some(Dialect::CcGateway) if self.stopping => Ok(self.simulator.gateway_now(&received)),
            Some(Dialect::CcGateway) => match self.simulator.gateway(&received) {
                Outcome::Answered(answered) => Ok(answered),
                Outcome::Waits(wait) => Err((received, wait)),
            },
            None => {
                let reason = "there is nothing here: CCC is at /, CC-Gateway at /agentgateway/resource/, the control API at /_offhook/, and there are /healthz and /metrics";
                Ok(Answered { reply: message::refusal(404, reason), side: "none", action: "none" })
            }
        }
    }

    /// Answers the polls that have something to tell, or have waited long enough.
    fn serve_polls(&mut self, now: Now) {
        let mut waiting = std::mem::take(&mut self.polls);
        for poll in waiting.drain(..) {
            let over = self.stopping || poll.until <= now.elapsed;
            // An event is not to be lost with a connection that has gone.
            if poll.answer.is_closed() {
                self.metrics.waiting.dec();
            } else if over || !self.simulator.gateway.has_nothing_for(&poll.received.as_http()) {
                self.metrics.waiting.dec();
                let answered = self.simulator.gateway_now(&poll.received);
                self.finish(answered, poll.answer);
            } else {
                self.polls.push(poll);
            }
        }
    }

    fn finish(&self, answered: Answered, answer: oneshot::Sender<Reply>) {
        let Answered { reply, side, action } = answered;
        // A page that looks every moment is not worth a line each time.
        if control::LOOKS.contains(&action) {
            tracing::debug!(side, action, status = reply.status, "answered");
        } else {
            tracing::info!(side, action, status = reply.status, "answered");
        }
        self.metrics.answered(side, action, reply.status);
        // Who went away meanwhile is not told.
        let _ = answer.send(reply);
    }
}
