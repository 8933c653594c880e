//! What the claims of a statement make of a suite: the cases that apply, and what each further claim would add.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use offhook_scenario::Scenario;

use super::Testbed;
use crate::applicable::{Claim, Claims};
use crate::statement::Statement;

/// The most claims that a list for people shows.
const MAX_SHOWN: usize = 12;

/// What one further claim would add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gain {
    /// The claim.
    pub claim: Claim,
    /// The cases that apply as soon as this is claimed, too.
    pub alone: usize,
    /// The cases that need this claim, and others.
    pub with_others: usize,
}

/// How much of a suite applies, and what would make more of it apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applicability {
    /// The cases that apply.
    pub applicable: usize,
    /// The cases in all.
    pub total: usize,
    /// What each further claim would add, the most first.
    pub gains: Vec<Gain>,
    /// The cases that all these claims together would add.
    pub together: usize,
}

impl Applicability {
    /// Counts what a statement makes of these cases, for an implementation with these operations of the adapter protocol.
    pub(crate) fn of(statement: &Statement, ops: &[String], scenarios: &[Scenario]) -> Self {
        let none = BTreeMap::new();
        let claims = Claims { statement, ops, left_out: &none };
        let mut this = Self { total: scenarios.len(), ..Self::default() };
        let mut needed = Vec::new();
        for scenario in scenarios {
            match claims.lacks(scenario) {
                Some(lacking) if lacking.is_empty() => this.applicable += 1,
                Some(lacking) => needed.push(lacking),
                None => {}
            }
        }
        this.together = needed.len();
        let mut wanted: BTreeSet<&Claim> = needed.iter().flatten().collect();
        if wanted.iter().filter(|claim| Claim::Endpoint.covers(claim)).count() > 1 {
            wanted.insert(&Claim::Endpoint);
        }
        this.gains = wanted.into_iter().map(|claim| Gain::of(claim, &needed)).collect();
        this.gains
            .sort_by_key(|gain| (std::cmp::Reverse((gain.alone, gain.with_others)), gain.claim.clone()));
        this
    }
}

impl Gain {
    fn of(claim: &Claim, needed: &[BTreeSet<Claim>]) -> Self {
        let needing = || needed.iter().filter(|lacking| lacking.iter().any(|it| claim.covers(it)));
        let alone = needing().filter(|lacking| lacking.iter().all(|it| claim.covers(it))).count();
        Self { claim: claim.clone(), alone, with_others: needing().count() - alone }
    }
}

impl Claims<'_> {
    /// What has to be claimed for a case to apply: nothing if it does, none where no claim would do.
    fn lacks(&self, scenario: &Scenario) -> Option<BTreeSet<Claim>> {
        let mut lacking = BTreeSet::new();
        let Err(reason) = self.apply_to(scenario) else { return Some(lacking) };
        let (mut statement, mut ops) = (self.statement.clone(), self.ops.to_vec());
        let mut missing = reason.claim;
        while let Some(claim) = missing {
            claim.add_to(&mut statement, &mut ops);
            // A claim that does not help would be asked for without end.
            if !lacking.insert(claim) {
                return None;
            }
            let claims = Claims { statement: &statement, ops: &ops, left_out: self.left_out };
            match claims.apply_to(scenario) {
                Ok(()) => return Some(lacking),
                Err(reason) => missing = reason.claim,
            }
        }
        None
    }
}

impl Testbed<'_> {
    /// How many of these cases apply, and what each further claim would add.
    pub fn applicability(&self, scenarios: &[Scenario]) -> Applicability {
        Applicability::of(self.statement, &self.ops, scenarios)
    }
}

impl fmt::Display for Gain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} more", self.claim, self.alone)?;
        if self.with_others > 0 {
            write!(f, ", {} with other claims", self.with_others)?;
        }
        write!(f, " ({})", self.claim.line())
    }
}

impl fmt::Display for Applicability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} cases apply", self.applicable, self.total)?;
        if self.gains.is_empty() {
            return Ok(());
        }
        f.write_str("; more would apply if the statement claimed")?;
        for gain in self.gains.iter().take(MAX_SHOWN) {
            write!(f, "\n  {gain}")?;
        }
        let more = self.gains.len().saturating_sub(MAX_SHOWN);
        if more > 0 {
            let claims = if more == 1 { "claim" } else { "claims" };
            write!(f, "\n  and {more} further {claims} with less each")?;
        }
        write!(f, "\n  all of them together: {} more", self.together)
    }
}
