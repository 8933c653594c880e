//! The one task that owns the simulator. Requests are applied in the order in which they arrive, and polls that have nothing
//! to tell wait here.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::control::{self, ControlApi, PREFIX};
use crate::health::Health;
use crate::message::{self, AtDoor, Received};
use crate::metrics::Metrics;
use crate::simulator::{AdmittedPoll, Answered, Reaction, Simulator, dialect_of};
use crate::wall::{Now, Wall};
use offhook_dialect::{HttpRequest, HttpResponse};

/// How soon at most the actor looks at the clock again.
const SHORTEST_SLEEP: Duration = Duration::from_millis(1);
/// How long the actor sleeps when nothing is due.
const LONGEST_SLEEP: Duration = Duration::from_secs(3_600);

/// What a connection wants answered.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) asked: Asked,
    pub(crate) answer: oneshot::Sender<HttpResponse>,
}

/// A request, or as much of one as there is, and why it is refused whatever it asks for.
#[derive(Debug)]
pub(crate) enum Asked {
    Request(Received),
    Refused(HttpRequest, AtDoor),
}

/// A poll that has nothing to tell.
struct WaitingPoll {
    poll: AdmittedPoll,
    /// The headers by which a page may read the answer.
    opens: Vec<(String, String)>,
    answer: oneshot::Sender<HttpResponse>,
    until: Duration,
}

pub(crate) struct Actor {
    pub(crate) simulator: Simulator,
    pub(crate) control: ControlApi,
    pub(crate) wall: Wall,
    pub(crate) metrics: Metrics,
    pub(crate) health: Health,
    polls: Vec<WaitingPoll>,
    stopping: bool,
}

impl Actor {
    pub(crate) const fn new(
        simulator: Simulator,
        control: ControlApi,
        wall: Wall,
        metrics: Metrics,
        health: Health,
    ) -> Self {
        Self { simulator, control, wall, metrics, health, polls: Vec::new(), stopping: false }
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
            self.health.note(self.simulator.trouble());
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
            Asked::Request(received) => {
                let dialect = dialect_of(received.request.path());
                let opens = dialect.map(|dialect| self.simulator.opens(dialect, &received.request));
                let opens = opens.unwrap_or_default();
                match self.ask(&received, now) {
                    Reaction::Answered(answered) => answered.with(opens),
                    Reaction::Waits(poll, wait) => {
                        self.metrics.waiting.inc();
                        self.polls.push(WaitingPoll { poll, opens, answer, until: now.elapsed + wait });
                        return;
                    }
                }
            }
            Asked::Refused(request, why) => {
                let dialect = dialect_of(request.path());
                let opens = dialect.map(|dialect| self.simulator.opens(dialect, &request));
                let answered = self.simulator.refuse(dialect, &request, &why.unserved());
                answered.with(why.headers()).with(opens.unwrap_or_default())
            }
        };
        self.finish(answered, answer);
    }

    fn ask(&mut self, received: &Received, now: Now) -> Reaction {
        let path = received.request.path();
        if path.starts_with(PREFIX) {
            return Reaction::Answered(self.control.answer(&mut self.simulator, received, now));
        }
        match dialect_of(path) {
            Some(dialect) => self.simulator.answer(dialect, &received.request, now, !self.stopping),
            None => {
                let sites = self.simulator.all().map(|it| {
                    let vendor = it.dialect().vendor();
                    format!("{} is at {}", vendor.title, vendor.routes.base)
                });
                let sites: Vec<String> = sites.collect();
                let reason = format!(
                    "there is nothing here: {}, the control API is at {PREFIX}, and there are /healthz and /metrics",
                    sites.join(", ")
                );
                let response = message::refusal(404, reason);
                Reaction::Answered(Answered { response, side: "none", action: "none" })
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
            } else if over || !self.simulator.has_nothing_for(&poll.poll) {
                self.metrics.waiting.dec();
                let answered = self.simulator.answer_poll(&poll.poll);
                self.finish(answered.with(poll.opens), poll.answer);
            } else {
                self.polls.push(poll);
            }
        }
    }

    fn finish(&self, answered: Answered, answer: oneshot::Sender<HttpResponse>) {
        let Answered { response, side, action } = answered;
        // A page that looks every moment is not worth a line each time.
        if control::LOOKS.contains(&action) {
            tracing::debug!(side, action, status = response.status, "answered");
        } else {
            tracing::info!(side, action, status = response.status, "answered");
        }
        self.metrics.answered(side, action, response.status);
        // Who is refused and asks at once why finds it there.
        self.health.note(self.simulator.trouble());
        // A client that has gone away meanwhile gets nothing.
        let _ = answer.send(response);
    }
}
