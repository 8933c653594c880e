//! The call centres of every vendor behind one door: a request in, an answer out. No socket and no task here, and the clock is
//! handed in.

use std::time::Duration;

use offhook_dialect::{Admitted, HttpRequest, HttpResponse, Unserved};
use offhook_scenario::Dialect;

use crate::guard::{Guard, OPTIONS};
use crate::hosted::{HostError, Hosted};
use crate::journal::JournalError;
use crate::keys::Access;
use crate::message;
use crate::wall::Now;

/// The word for an action that no table has.
pub(crate) const UNKNOWN: &str = "unknown";

/// An answer, and what it is to, in words of the tables.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) response: HttpResponse,
    pub(crate) side: &'static str,
    pub(crate) action: &'static str,
}

impl Answered {
    /// With these headers, too.
    pub(crate) fn with(mut self, headers: Vec<(String, String)>) -> Self {
        self.response.headers.extend(headers);
        self
    }
}

/// What comes of a request.
#[derive(Debug)]
pub(crate) enum Reaction {
    /// It is answered.
    Answered(Answered),
    /// It is a poll that finds nothing: it is to be put again when something has happened, or after this time.
    Waits(AdmittedPoll, Duration),
}

/// A poll that the gate has admitted.
#[derive(Clone, Debug)]
pub(crate) struct AdmittedPoll {
    dialect: Dialect,
    admitted: Admitted,
}

/// The simulator.
pub(crate) struct Simulator {
    sites: Vec<Hosted>,
    access: Access,
    guard: Guard,
}

impl Simulator {
    /// The simulator of these call centres, one for each vendor.
    pub(crate) const fn new(sites: Vec<Hosted>, access: Access, guard: Guard) -> Self {
        Self { sites, access, guard }
    }

    /// The call centre of a dialect.
    pub(crate) fn hosted(&mut self, dialect: Dialect) -> Option<&mut Hosted> {
        self.all_mut().find(|it| it.dialect() == dialect)
    }

    /// Every call centre.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Hosted> {
        self.sites.iter()
    }

    /// Every call centre.
    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Hosted> {
        self.sites.iter_mut()
    }

    /// Lets everything happen that is due by now.
    pub(crate) fn catch_up(&mut self, now: Now) {
        for hosted in self.all_mut() {
            if let Err(error) = hosted.catch_up(now) {
                tracing::error!(dialect = hosted.dialect().as_str(), %error, "the clock cannot be moved");
                hosted.stop_clock();
            }
            hosted.tend(now);
        }
    }

    /// Ends what is kept on disk.
    pub(crate) fn close(&mut self) -> Result<(), JournalError> {
        // Each is ended, whatever becomes of the others.
        let ends: Vec<_> = self.all_mut().map(Hosted::close).collect();
        ends.into_iter().collect()
    }

    /// Why nothing more is accepted for now.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.all().find_map(Hosted::trouble)
    }

    /// The time, by the wall, at which something is due next.
    pub(crate) fn wakes(&self) -> Option<Duration> {
        self.all().filter_map(Hosted::wakes).min()
    }

    /// The headers by which a browser lets a page use a vendor's address.
    pub(crate) fn opens(&self, dialect: Dialect, request: &HttpRequest) -> Vec<(String, String)> {
        self.guard.opens(&dialect.web, request.header("Origin"), request.method == OPTIONS)
    }

    /// Answers a request; a poll that finds nothing may wait.
    pub(crate) fn answer(
        &mut self,
        dialect: Dialect,
        request: &HttpRequest,
        now: Now,
        may_wait: bool,
    ) -> Reaction {
        if request.method == OPTIONS {
            let mut response = HttpResponse::new(200, "text/plain", String::new());
            response.headers.push(("Allow".to_owned(), dialect.web.methods.to_owned()));
            return Reaction::Answered(answered(dialect, request, response));
        }
        let accounts = self.access.accounts();
        let Some(hosted) = self.sites.iter_mut().find(|it| it.dialect() == dialect) else {
            return Reaction::Answered(no_site());
        };
        // A signature covers the name, and no page can make one.
        let is_signed = accounts.is_some() && hosted.verifies();
        if let Some(reason) = self.guard.refuses(request).filter(|_| !is_signed) {
            let response = hosted.refuse(request, &Unserved::Forbidden(reason));
            return Reaction::Answered(answered(dialect, request, response));
        }
        let admitted = match hosted.admit(request, accounts, now) {
            Ok(admitted) => admitted,
            Err(response) => return Reaction::Answered(answered(dialect, request, response)),
        };
        match hosted.waits(&admitted.request).filter(|_| may_wait) {
            Some(at_most) => Reaction::Waits(AdmittedPoll { dialect, admitted }, at_most),
            None => Reaction::Answered(put(hosted, &admitted, request)),
        }
    }

    /// Answers a poll that has waited.
    pub(crate) fn answer_poll(&mut self, poll: &AdmittedPoll) -> Answered {
        let hosted = self.hosted(poll.dialect);
        hosted.map_or_else(no_site, |hosted| put(hosted, &poll.admitted, &poll.admitted.request))
    }

    /// True if a poll that waits still finds nothing.
    pub(crate) fn has_nothing_for(&self, poll: &AdmittedPoll) -> bool {
        let mut own = self.all().filter(|it| it.dialect() == poll.dialect);
        own.next().is_some_and(|hosted| hosted.has_nothing_for(&poll.admitted.request))
    }

    /// Refuses a request, whatever it asks for, in the words of the dialect whose address it bears.
    pub(crate) fn refuse(
        &mut self,
        dialect: Option<Dialect>,
        request: &HttpRequest,
        why: &Unserved<'_>,
    ) -> Answered {
        let site = self.all_mut().find(|it| Some(it.dialect()) == dialect);
        match site {
            Some(hosted) => answered(hosted.dialect(), request, hosted.refuse(request, why)),
            None => Answered {
                response: message::refusal(why.status(), why.to_string()),
                side: "none",
                action: UNKNOWN,
            },
        }
    }
}

/// Puts a request to a call centre; `asked` is what it was before it was admitted.
fn put(hosted: &mut Hosted, admitted: &Admitted, asked: &HttpRequest) -> Answered {
    let dialect = hosted.dialect();
    let response = hosted.request(admitted).unwrap_or_else(|error| {
        tracing::error!(%error, "a request cannot be answered");
        let reason = error.to_string();
        hosted.refuse(asked, &Unserved::Failed { status: status_of(&error), reason: &reason })
    });
    answered(dialect, &admitted.request, response)
}

fn answered(dialect: Dialect, request: &HttpRequest, response: HttpResponse) -> Answered {
    let action = (dialect.routes.operation)(request).map_or(UNKNOWN, |operation| operation.name());
    Answered { response, side: dialect.as_str(), action }
}

fn no_site() -> Answered {
    Answered {
        response: message::refusal(404, "there is no such call centre"),
        side: "none",
        action: UNKNOWN,
    }
}

const fn status_of(error: &HostError) -> u16 {
    match error {
        HostError::Centre(_) | HostError::Snapshot(_) | HostError::System(_) => 500,
        HostError::Journal(_) => 507,
    }
}

/// The dialect whose address this is.
pub(crate) fn dialect_of(path: &str) -> Option<Dialect> {
    Dialect::all().find(|dialect| (dialect.routes.serves)(path))
}
