//! Whether the names in a scenario mean something.

mod binds;
mod given;
mod steps;

use crate::at::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::MAX_DIAGNOSTICS;
use crate::nearest::suggest;
use crate::scenario::{Format, Scenario};
use crate::vocabulary::Vocabulary;

/// Looks up every name of a scenario: clauses, users, actions, parameters, paths, events, binds.
///
/// Returns everything that is wrong, in order of position; nothing when all is well. Of a scenario that still
/// [includes](crate::load) a world only the file itself is seen, so users of that world are unknown.
#[must_use]
pub fn check(scenario: &Scenario, words: &Vocabulary<'_>) -> Vec<Diagnostic> {
    let mut found = Found(Vec::new());
    cites(scenario, words, &mut found);
    rests_on(scenario, words, &mut found);
    format(scenario, &mut found);
    given::check(&scenario.given, words, &mut found);
    steps::check(scenario, words, &mut found);
    found.0.sort_by_key(|fault| fault.place);
    found.0.into_iter().map(|fault| scenario.locate(fault.place, fault)).collect()
}

/// What is wrong, as it is found; up to [`MAX_DIAGNOSTICS`], for looking up the nearest word takes time.
struct Found(Vec<Diagnostic>);

impl Found {
    fn push(&mut self, fault: impl FnOnce() -> Diagnostic) {
        if self.0.len() < MAX_DIAGNOSTICS {
            self.0.push(fault());
        }
    }

    /// Reports a word that is not among those it must be among.
    fn look_up(&mut self, code: Code, what: &str, word: &At<String>, words: &[&str]) {
        if !words.contains(&word.as_str()) {
            self.unknown(code, what, word, words.iter().copied());
        }
    }

    fn unknown<'a>(
        &mut self,
        code: Code,
        what: &str,
        word: &At<String>,
        words: impl IntoIterator<Item = &'a str>,
    ) {
        self.push(|| {
            Diagnostic::error(code, format!("unknown {what} `{}`", word.value))
                .at(word.place)
                .help_maybe(suggest(word, words))
        });
    }
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
