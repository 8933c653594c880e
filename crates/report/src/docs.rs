//! The pages of `docs/` that are printed from the tables: a page of rules and one of clauses.

use std::fmt::Write as _;

use offhook_dialect::{
    Clause, Operation, VENDORS, Vendor, documents, freedoms, out_of_reach, out_of_reach_rows, registry,
};
use offhook_machine::limits::LimitRow;
use offhook_machine::{Basis, Invariant, OpKind, Table};

/// A generated page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The file's name in `docs/`.
    pub file: &'static str,
    /// The whole text.
    pub text: String,
}

/// The beginning of every generated page.
const NOTE: &str = "<!-- Printed from the tables by `offhook docs`; edit the tables, not this page. -->\n";

/// Every generated page. The page of limits has those of the server, too, which is above this crate.
pub fn pages(of_the_server: &[LimitRow]) -> Vec<Page> {
    vec![
        Page { file: "rules.md", text: rules() },
        Page { file: "clauses.md", text: clauses() },
        Page { file: "choices.md", text: choices() },
        Page { file: "vendors.md", text: vendors() },
        Page { file: "limits.md", text: limits(of_the_server) },
        Page { file: "out-of-reach.md", text: unreachable() },
    ]
}

fn rules() -> String {
    let mut text = format!("{NOTE}\n# Rules\n\n");
    text.push_str(
        "Every legal transition of the machine is a row here; an input without a row is rejected. The machine executes these \
         rows: see `crates/machine/src/rules`. [graphs.md](graphs.md) draws them.\n",
    );
    for table in Table::ALL {
        let _ = writeln!(text, "\n## {}\n", table.title());
        text.push_str(
            "| from | trigger | to | when | basis | clause |\n| --- | --- | --- | --- | --- | --- |\n",
        );
        for row in table.rows() {
            let when = row.when.as_str();
            let basis = row.basis.as_str();
            let _ = writeln!(
                text,
                "| {} | {} | {} | {when} | {basis} | `{}` |",
                row.from, row.trigger, row.to, row.clause
            );
        }
    }
    text.push_str(
        "\n## Invariants\n\nEvery reachable state keeps these.\n\n| name | says |\n| --- | --- |\n",
    );
    for invariant in Invariant::ALL {
        let _ = writeln!(text, "| `{}` | {} |", invariant.as_str(), invariant.about());
    }
    text
}

fn clauses() -> String {
    let mut text = format!("{NOTE}\n# Clauses\n\n");
    let _ = writeln!(
        text,
        "Every statement that a scenario can cite, in our own words, by document. There are {}.\n",
        registry().len()
    );
    text.push_str("| basis | clauses |\n| --- | --- |\n");
    for basis in Basis::ALL {
        let count = registry().iter().filter(|clause| clause.basis == basis).count();
        let _ = writeln!(text, "| {} | {count} |", basis.as_str());
    }
    for document in documents() {
        let own: Vec<&Clause> = registry().iter().filter(|clause| clause.document == document).collect();
        if own.is_empty() {
            continue;
        }
        let seed = if document.seed { " (seed)" } else { "" };
        let _ = writeln!(text, "\n## {}, {}{seed}\n", document.title, document.edition);
        text.push_str("| clause | basis | says |\n| --- | --- | --- |\n");
        for clause in own {
            let _ =
                writeln!(text, "| `{}` | {} | {} |", clause.id, clause.basis.as_str(), cell(&clause.text));
        }
    }
    text
}

/// The vendors compared: what each states, and what its operations ask of the machine.
fn vendors() -> String {
    let mut text = format!("{NOTE}\n# The vendors compared\n\n## What is known\n\n");
    let names: Vec<&str> = VENDORS.iter().map(|vendor| vendor.name).collect();
    let _ = writeln!(text, "| basis | {} |\n| --- |{}", names.join(" | "), " --- |".repeat(names.len()));
    for basis in Basis::ALL {
        let count = |name: &&str| {
            let own = registry().iter().filter(|clause| clause.basis == basis && clause.dialect() == *name);
            own.count().to_string()
        };
        let counts: Vec<String> = names.iter().map(count).collect();
        let _ = writeln!(text, "| {} | {} |", basis.as_str(), counts.join(" | "));
    }
    text.push_str("\n## Requests of the machine\n\n");
    text.push_str(
        "Each cell names the operations that can ask the machine for this, with the basis on which we know them. An operation \
         that can ask for several requests stands in several rows.\n\n",
    );
    let _ = writeln!(
        text,
        "| the machine's request | does | {} |\n| --- | --- |{}",
        names.join(" | "),
        " --- |".repeat(names.len())
    );
    for kind in OpKind::ALL.iter().copied() {
        let cells: Vec<String> = VENDORS
            .iter()
            .map(|vendor| known(vendor, |operation| operation.asks().contains(&kind)))
            .collect();
        let _ = writeln!(text, "| {} | {} | {} |", kind.as_str(), kind.does(), cells.join(" | "));
    }
    let own: Vec<String> =
        VENDORS.iter().map(|vendor| known(vendor, |operation| operation.asks().is_empty())).collect();
    let _ = writeln!(text, "| none | the session layer answers by itself | {} |", own.join(" | "));
    for vendor in VENDORS {
        operations(&mut text, vendor);
    }
    text
}

/// The operations of a vendor that this holds of, each with its basis.
fn known(vendor: &Vendor, holds: impl Fn(&dyn Operation) -> bool) -> String {
    let operations = vendor.tables.operations.iter().filter(|operation| holds(**operation));
    let named = operations.map(|operation| format!("{} ({})", operation.name(), operation.basis().as_str()));
    named.collect::<Vec<_>>().join(", ")
}

/// What each operation of a vendor is, and what it asks of the machine.
fn operations(text: &mut String, vendor: &Vendor) {
    let _ = writeln!(text, "\n## Operations of {}\n\n{}\n", vendor.name, vendor.title);
    text.push_str("| operation | does | asks the machine for | basis | document |\n");
    text.push_str("| --- | --- | --- | --- | --- |\n");
    for operation in vendor.tables.operations {
        let asks: Vec<&str> = operation.asks().iter().map(|kind| kind.as_str()).collect();
        let asks = if asks.is_empty() {
            "nothing: the session layer answers it".to_owned()
        } else {
            asks.join(", ")
        };
        let _ = writeln!(
            text,
            "| {} | {} | {asks} | {} | {} |",
            operation.name(),
            cell(operation.about()),
            operation.basis().as_str(),
            cell(operation.document().title)
        );
    }
}

fn choices() -> String {
    let mut text = format!("{NOTE}\n# Where the documents are silent\n\n");
    text.push_str(
        "Behaviour that no document states, so that we had to choose, and behaviour that follows from several statements. A \
         subject fails over a choice only with `--strict`.\n",
    );
    for basis in [Basis::Chosen, Basis::Inferred] {
        let _ = writeln!(text, "\n## {}\n\n| clause | says |\n| --- | --- |", basis.as_str());
        for clause in registry().iter().filter(|clause| clause.basis == basis) {
            let _ = writeln!(text, "| `{}` | {} |", clause.id, cell(&clause.text));
        }
    }
    text.push_str(&open_places());
    text
}

/// The freedoms, those of one field in all notations as one row.
fn open_places() -> String {
    let mut text = String::from(
        "\n## Freedoms\n\nPlaces where the documents leave several options open, or show one of them in an example. `offhook conform` takes any \
         option for right, as long as an implementation keeps to it; `--profile FILE` writes which one it takes. Our own option stands first; it is \
         `by-row` where each field says that it has no value as the row of its operation does. Where no options are listed, any will do, and the \
         profile says what was heard.\n\n| freedom | what is open | options |\n| --- | --- | --- |\n",
    );
    for freedom in VENDORS.iter().flat_map(|vendor| freedoms(vendor)) {
        let options: Vec<String> = freedom.options.iter().map(|option| format!("`{option}`")).collect();
        let _ = writeln!(text, "| `{}` | {} | {} |", freedom.id, freedom.about, options.join(", "));
    }
    text
}

/// The clauses that no scenario can prove.
fn unreachable() -> String {
    let mut text = format!("{NOTE}\n# Out of reach\n\n");
    text.push_str(
        "Clauses that a document states or shows and no scenario can prove, with the reason. Every other documented or \
         sampled clause is proved by a scenario: `offhook list --coverage` lists them.\n\n",
    );
    text.push_str("| reason | clauses |\n| --- | --- |\n");
    for row in out_of_reach_rows() {
        let names: Vec<String> = row.clauses.iter().map(|id| format!("`{id}`")).collect();
        let _ = writeln!(text, "| {} | {} |", cell(row.reason), names.join(", "));
    }
    let of = |basis| {
        registry().iter().filter(move |clause| clause.basis == basis && out_of_reach(&clause.id).is_some())
    };
    text.push_str("\n| basis | clauses out of reach |\n| --- | --- |\n");
    for basis in Basis::ALL {
        let _ = writeln!(text, "| {} | {} |", basis.as_str(), of(basis).count());
    }
    text
}

/// The limits of each crate; `of_the_server` are those of the server, which this crate does not know.
fn limits(of_the_server: &[LimitRow]) -> String {
    use offhook_dialect as dialect;
    use offhook_machine::limits as machine;
    use offhook_scenario::limits as scenario;

    let mut text = format!(
        "{NOTE}\n# Limits\n\nAn input beyond a limit is rejected with a reason. Nothing is lost, unless the table says otherwise. Durations are in \
         milliseconds.\n"
    );
    let mut table = |title: &str, rows: &mut dyn Iterator<Item = &LimitRow>| {
        let _ = writeln!(text, "\n## {title}\n\n| limit | value | of |\n| --- | --- | --- |");
        for row in rows {
            let about = row.about.trim().trim_end_matches('.');
            let _ = writeln!(text, "| `{}` | {} | {about} |", row.name, row.value);
        }
    };
    table("The machine", &mut machine::LIMITS.iter());
    table("The wire", &mut dialect::LIMITS.iter());
    for vendor in VENDORS.iter().filter(|vendor| vendor.limits.iter().any(|rows| !rows.is_empty())) {
        table(vendor.title, &mut vendor.limits.iter().copied().flatten());
    }
    table("Scenarios", &mut scenario::LIMITS.iter());
    table(
        "The harness and implementations under test",
        &mut offhook_harness::LIMITS.iter().copied().flatten(),
    );
    table("Reports", &mut [crate::html::LIMITS, crate::power::LIMITS].into_iter().flatten());
    table("The server", &mut of_the_server.iter());
    text
}

/// Escapes a text for the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
