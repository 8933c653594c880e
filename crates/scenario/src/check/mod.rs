//! Looks up the names in a scenario.

mod binds;
mod found;
mod given;
mod steps;

use self::found::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::nearest::suggest;
use crate::scenario::{Format, Scenario};
use crate::vocabulary::Vocabulary;

/// Looks up every name of a scenario: clauses, users, actions, parameters, paths, events, binds.
///
/// Returns every fault, in order of position. Of a scenario that still
/// [includes](crate::load) a world only the file itself is seen, so users of that world are unknown.
#[must_use]
pub fn check(scenario: &Scenario, words: &Vocabulary<'_>) -> Vec<Diagnostic> {
    let mut found = Found::default();
    cites(scenario, words, &mut found);
    rests_on(scenario, words, &mut found);
    format(scenario, &mut found);
    given::check(&scenario.given, words, &mut found);
    steps::check(scenario, words, &mut found);
    found.sorted().into_iter().map(|fault| scenario.locate(fault.place, fault)).collect()
}

fn cites(scenario: &Scenario, words: &Vocabulary<'_>, found: &mut Found) {
    for cite in &scenario.cites {
        let Some(family) = cite.strip_suffix('*').filter(|family| family.ends_with('.')) else {
            found.look_up(Code::UnknownClause, "clause", cite, &words.clauses);
            continue;
        };
        if !words.clauses.iter().any(|clause| clause.starts_with(family)) {
            found.push(|| {
                Diagnostic::error(Code::UnknownClause, format!("no clause begins with `{family}`"))
                    .at(cite.place)
                    .help_maybe(suggest(family.trim_end_matches('.'), words.clauses.iter().copied()))
            });
        }
    }
}

fn rests_on(scenario: &Scenario, words: &Vocabulary<'_>, found: &mut Found) {
    let known = || words.clauses.iter().chain(&words.rules).copied();
    for id in &scenario.rests_on {
        if !known().any(|known| known == id.as_str()) {
            found.unknown(Code::UnknownClause, "clause or rule", id, known());
        }
    }
}

fn format(scenario: &Scenario, found: &mut Found) {
    let dialect = scenario.dialect.value;
    if scenario.format == Format::Xml && !dialect.wire.formats.contains(&offhook_dialect::Format::Xml) {
        found.push(|| {
            Diagnostic::error(Code::WrongDialect, format!("`{dialect}` knows no XML"))
                .at(scenario.dialect.place)
                .help("take `format: xml` out")
        });
    }
}
