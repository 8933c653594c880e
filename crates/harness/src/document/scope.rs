//! What a run is about: the clauses of the subject's dialect and edition, and what its claims make reachable of them.

use std::collections::BTreeSet;

use offhook_dialect::Clause;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conform::Gain;

/// The clauses that the claims of a subject are about, and what further claims would add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Scope {
    /// The vendor's interface that the subject speaks.
    pub dialect: String,
    /// The edition of the documents that it follows.
    pub edition: String,
    /// The clauses that only cases of other editions cite.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub other_editions: BTreeSet<String>,
    /// The documented and sampled clauses that some case cites which the claims make applicable.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reachable: BTreeSet<String>,
    /// What each further claim would add to the suite, the most first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additions: Vec<Addition>,
    /// The cases that all further claims together would add.
    #[serde(default)]
    pub together: usize,
}

/// What one further claim would add to a suite.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Addition {
    /// What would be claimed.
    pub claim: String,
    /// What the statement has to say.
    pub line: String,
    /// The cases that apply as soon as this is claimed, too.
    pub alone: usize,
    /// The cases that need this claim, and others.
    pub with_others: usize,
}

impl Addition {
    pub(crate) fn of(gain: &Gain) -> Self {
        Self {
            claim: gain.claim.to_string(),
            line: gain.claim.line(),
            alone: gain.alone,
            with_others: gain.with_others,
        }
    }
}

impl Scope {
    /// Whether a clause is of the subject's dialect and edition.
    pub(super) fn has(&self, clause: &Clause) -> bool {
        clause.dialect() == self.dialect && !self.other_editions.contains(clause.id.as_ref())
    }
}
