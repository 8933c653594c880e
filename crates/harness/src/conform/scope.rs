//! The clauses that a subject's claims are about.

use std::collections::{BTreeMap, BTreeSet};

use offhook_centre::WireChoice;
use offhook_dialect::registry;
use offhook_machine::Basis;
use offhook_scenario::Scenario;

use super::{Applicability, Testbed};
use crate::applicable::Claims;
use crate::document::{Addition, Scope};
use crate::runner::cited_clauses;

impl Testbed<'_> {
    /// What the claims make reachable. `suite` are all cases that there are; a clause that only cases of other editions cite is
    /// of those editions.
    pub fn scope(&self, suite: &[Scenario], applicability: &Applicability) -> Scope {
        let vendor = self.statement.dialect.value;
        let edition = self.statement.edition();
        let of_dialect = || suite.iter().filter(|scenario| scenario.dialect.value == vendor);
        let cited = |wanted: &dyn Fn(&Scenario) -> bool| -> BTreeSet<&str> {
            let cases = of_dialect().filter(|scenario| wanted(scenario));
            cases.flat_map(cited_clauses).map(|clause| clause.id.as_ref()).collect()
        };
        let is_own = |scenario: &Scenario| WireChoice::of(scenario).edition == edition;
        let own = cited(&is_own);
        let others = cited(&|scenario| !is_own(scenario));
        // That a case waits for too long in this run is no matter of claims.
        let none = BTreeMap::new();
        let claims = Claims { left_out: &none, ..self.claims_of_statement() };
        let applies = |scenario: &Scenario| claims.apply_to(scenario).is_ok();
        let reachable = cited(&applies);
        let stated = |id: &&str| registry().get(id).is_some_and(|clause| clause.basis <= Basis::Sampled);
        let name = vendor.editions.iter().find(|(_, it)| *it == edition).map_or("", |(name, _)| name);
        let named = self.statement.edition.as_ref().map_or(name, |named| named.value.as_str());
        Scope {
            dialect: vendor.as_str().to_owned(),
            edition: named.to_owned(),
            other_editions: others.difference(&own).map(|id| (*id).to_owned()).collect(),
            reachable: reachable.into_iter().filter(stated).map(str::to_owned).collect(),
            additions: applicability.gains.iter().map(Addition::of).collect(),
            together: applicability.together,
        }
    }
}
