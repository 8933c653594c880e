//! The page of `docs/` with the graphs of what has a run of its own.

use std::fmt::Write as _;

use offhook_machine::{Basis, Table};

use super::agents::MAX_AGENTS_NODES;
use super::conditions::Conditions;
use super::drawing::Drawing;
use super::mermaid::mermaid;
use super::palette::light;
use super::svg::MAX_SVG_STATES;
use super::tables::RuleTable;
use offhook_harness::document::MAX_DOCUMENT_BYTES;

/// The name of the page's file in `docs/`.
pub const PAGE: &str = "graphs.md";

/// The page. The flags are left to `offhook graph`: two states and three rows each need no picture.
pub fn page() -> String {
    let mut text = String::from(
        "<!-- Printed from the tables by `offhook docs`; edit the tables, not this page. -->\n\n# Graphs\n\n\
         The rules of [rules.md](rules.md) as graphs, printed by `offhook graph --format mermaid`. The labels are the rules' ids; what \
         stands in a state's box leaves the state as it is; a state in a double frame is a final one. The colour of an arrow says how we know \
         the rule:",
    );
    let colours = Basis::ALL.map(|basis| format!("{} `{}`", basis.as_str(), light(basis)));
    let _ = writeln!(text, " {}.", colours.join(", "));
    let _ = writeln!(
        text,
        "\n`--format json` prints one object of version 1: a `summary`; the `graphs`, each with its `states` and its `transitions`, which name states by \
         their places and carry their `rules`; the ids of rows that are `not_drawn`, because only another dialect's policy lets them fire; and the \
         `findings`. The `coverage` of a run's report gives for each table the hits of its `states` and `transitions` and the `pairs` that were hit, and \
         for each user state and request the `cells`, accepted and refused."
    );
    let _ = writeln!(
        text,
        "\n`offhook graph` draws at most {MAX_SVG_STATES} states as a picture (`MAX_SVG_STATES`), explores at most {MAX_AGENTS_NODES} states of agents \
         (`MAX_AGENTS_NODES`), and reads reports of at most {MAX_DOCUMENT_BYTES} bytes (`MAX_DOCUMENT_BYTES`)."
    );
    for table in [Table::User, Table::Job, Table::Channel].map(RuleTable::documented) {
        let drawing = Drawing::of_table(&table, &table.graph(&Conditions::of_each()), None);
        let _ = write!(
            text,
            "\n## {}\n\n```mermaid\n{}```\n",
            drawing.title,
            mermaid(std::slice::from_ref(&drawing))
        );
    }
    text
}
