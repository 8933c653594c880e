//! What a subject has answered and told in a step.

use offhook_dialect::Operation;

use super::observed::Observed;
use super::wire::ReadAnswer;

/// An answer, and what it was to.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) of: Option<&'static dyn Operation>,
    pub(super) answer: ReadAnswer,
    /// Of a refusal: the code with which the user's state alone refuses it, as our machine says.
    pub(super) for_state: Option<&'static str>,
}

/// Everything that was answered and told.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    pub(super) answers: Vec<Said>,
    pub(super) events: Vec<Observed>,
    /// Of each stimulus, whether it could happen.
    pub(super) stimuli: Vec<bool>,
}
