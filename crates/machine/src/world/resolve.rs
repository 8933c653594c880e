//! Handles that must resolve.
//!
//! A channel is forgotten together with its job, and not before the job has ended: so a handle from the job's own list, of
//! a channel just begun or of one that an input was admitted for leads somewhere, whatever the rules are. A user's own
//! handles, the timers and the queues follow the rules: the rules of a mutant can leave one of them behind its job.

/// An outcome that cannot be missing.
pub(super) trait Resolve: Sized {
    /// The same, asserted to be there.
    #[must_use]
    fn resolved(self) -> Self;
}

impl<T> Resolve for Option<T> {
    #[inline]
    #[track_caller]
    fn resolved(self) -> Self {
        debug_assert!(self.is_some(), "a handle that must resolve does not");
        self
    }
}
