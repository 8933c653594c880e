//! The codes of what a run finds, and what each means for the case.

use offhook_scenario::{Code, Diagnostic};

/// The reason of a case that does not apply.
pub(crate) const NOT_APPLICABLE: &str = "not-applicable";

/// An option that contradicts an earlier one: the case can go on.
pub(crate) const FREEDOM: &str = "freedom";

/// A difference that a case can go on behind, if no document states what is right.
pub(crate) const ORACLE: &str = "oracle";

/// A request that is refused by one and not, or otherwise, by the other: from here on their worlds differ.
pub(super) const OTHERWISE: &str = "otherwise";

/// A stimulus that was to happen and could not.
pub(super) const IMPOSSIBLE: &str = "impossible";

/// A step that names what nothing has bound.
pub(super) const UNBOUND: &str = "unbound";

/// A step that cannot be done, because an earlier one went otherwise.
pub(super) const CUT_SHORT: &str = "cut-short";

/// Stands for what is not kept, because there is more than a case keeps.
pub(crate) const LEFT_OUT: &str = "left-out";

/// Whether a fault lies in what the subject did. The others lie in the scenario, and no basis excuses them.
pub(super) fn concerns_subject(code: Code) -> bool {
    matches!(
        code,
        Code::Other(
            "expectation"
                | ORACLE
                | OTHERWISE
                | FREEDOM
                | "shape"
                | IMPOSSIBLE
                | CUT_SHORT
                | "answer"
                | "bind"
                | "invariant"
                | "unexercised-clause"
        )
    )
}

/// Whether a step could not be done at all.
pub(super) fn is_undone(diagnostic: &Diagnostic) -> bool {
    [UNBOUND, IMPOSSIBLE, "bind"].map(Code::Other).contains(&diagnostic.code)
}
