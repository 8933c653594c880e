//! What a channel does by itself.

use offhook_machine::Signal;

/// What a channel does by itself, in milliseconds since it came to be. Nothing at all, unless it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conduct {
    /// When it rings.
    pub(super) rings: Option<u64>,
    /// When it is answered, or ends without an answer, and the SIP cause.
    pub(super) comes_to: Option<(u64, Signal, Option<String>)>,
    /// How long after the answer the party hangs up.
    pub(super) hangs_up: Option<u64>,
}

/// The parts that one can name.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) ring: Option<u64>,
    pub(super) answer: Option<u64>,
    pub(super) hang_up: Option<u64>,
    pub(super) reject: Option<u64>,
    pub(super) busy: Option<u64>,
    pub(super) no_route: Option<u64>,
    pub(super) never: bool,
    pub(super) cause: Option<String>,
}

impl Parts {
    /// The conduct that they make.
    ///
    /// # Errors
    /// They do not go together; the reason, and what to write instead.
    pub(super) fn conduct(self) -> Result<Conduct, (&'static str, &'static str)> {
        let ends = [
            (self.answer, Signal::Answered),
            (self.reject, Signal::Rejected),
            (self.busy, Signal::Busy),
            (self.no_route, Signal::NoRoute),
        ];
        let mut ends = ends.into_iter().filter_map(|(after, signal)| after.map(|after| (after, signal)));
        let comes_to = ends.next();
        if ends.next().is_some() || comes_to.is_some() == self.never {
            return Err((
                "a number either answers, rejects, is busy, has no route, or does none of it ever",
                "write one of `answer_after`, `reject_after`, `busy_after`, `no_route_after` and `never: true`",
            ));
        }
        let answers = comes_to.is_some_and(|(_, signal)| signal == Signal::Answered);
        if self.hang_up.is_some() && !answers {
            return Err(("who never answers does not hang up", "write `answer_after`, too"));
        }
        if self.cause.is_some() && (answers || self.never) {
            return Err((
                "a cause says why a call was not answered",
                "write it with `reject_after`, `busy_after` or `no_route_after`",
            ));
        }
        if let (Some(ring), Some((end, _))) = (self.ring, comes_to)
            && ring > end
        {
            return Err(("the phone rings when all is over", "let it ring sooner"));
        }
        let comes_to = comes_to.map(|(after, signal)| (after, signal, self.cause));
        Ok(Conduct { rings: self.ring, comes_to, hangs_up: self.hang_up })
    }
}
