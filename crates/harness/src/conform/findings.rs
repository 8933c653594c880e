//! What a statement claims, held against what is there.

use offhook_scenario::{At, Diagnostic, Place, Scenario, Severity, Sources};

use super::CLAIMS_CASE;
use crate::probe::{self, Found};
use crate::remote::Link;
use crate::statement::Statement;
use crate::subject::SubjectError;
use crate::verdict::{CaseReport, Verdict};

/// The case that holds the claims against what is there: what is claimed and absent fails, what is there and not claimed is
/// worth a warning.
pub(super) fn case(statement: &Statement, link: &mut Link, strict: bool) -> Result<CaseReport, SubjectError> {
    let found = probe::find(link, statement.dialect.value, &mut |_, _| ())?;
    let mut scenario = Scenario::new(CLAIMS_CASE, statement.dialect.value, Vec::new());
    scenario.sources = Sources::from(statement.source.clone());
    scenario.id = At::new(CLAIMS_CASE.to_owned(), statement.name.place);
    scenario.title = Some("What is claimed is there".into());
    let mut report = CaseReport::lost(&scenario);
    (report.planned, report.executed) = (1, 1);
    report.requests = statement.dialect.value.tables.operations.len() + 1;
    report.failures = findings(statement, &found, strict);
    let worst = report.failures.iter().map(|finding| finding.severity).max();
    report.verdict = match worst {
        None => Verdict::Pass,
        Some(Severity::Error) => Verdict::Fail,
        Some(_) => Verdict::Inconclusive,
    };
    Ok(report)
}

fn findings(statement: &Statement, found: &Found, strict: bool) -> Vec<Diagnostic> {
    if found.silent {
        let title = "it answers every action like one that does not exist: what it has cannot be found out";
        let mut finding = statement.fault("unclear-claims", title, statement.name.place);
        finding = finding.help("look at the target, and at the credentials");
        finding.severity = if strict { Severity::Error } else { Severity::Warning };
        return vec![finding];
    }
    let mut findings = Vec::new();
    for action in found.absent.iter().filter(|action| statement.claims_action(action)) {
        let title = format!("{action} is claimed, but it is answered like an action that does not exist");
        let finding = statement.fault("claimed-but-absent", title, place(statement, action));
        findings.push(finding.help(match &statement.actions {
            Some(_) => "take it out of `actions`, or offer it",
            None => "list the `actions` that there are, or offer it",
        }));
    }
    for action in found.wordless.iter().filter(|action| statement.claims_action(action)) {
        let title = format!(
            "{action} is claimed, but its answer is in no words of the dialect: there is no code in it"
        );
        let finding = statement.fault("claimed-but-absent", title, place(statement, action));
        findings.push(finding.help("answer it as documented, or take it out of `actions`"));
    }
    for action in found.present.iter().filter(|action| !statement.claims_action(action)) {
        let title = format!("{action} is there, but not claimed: no case asks for it");
        let mut finding = statement.fault("unclaimed", title, statement.name.place);
        finding.severity = if strict { Severity::Error } else { Severity::Warning };
        findings.push(finding.help("add it to `actions`"));
    }
    findings
}

fn place(statement: &Statement, action: &str) -> Place {
    let named = statement.actions.iter().flatten().find(|it| it.value == action);
    named.map_or(statement.name.place, |it| it.place)
}
