//! Graphviz.

use std::fmt::Write as _;

use offhook_machine::Basis;

use super::drawing::{Drawing, Heat, Step};
use super::palette::light;

/// All drawings as one digraph, a cluster each.
pub fn dot(drawings: &[Drawing]) -> String {
    let mut text = String::from(
        "digraph offhook {\n    rankdir=TB\n    graph [fontname=\"Helvetica\"]\n    node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11]\n    \
         edge [fontname=\"Helvetica\", fontsize=9]\n",
    );
    let legend = Basis::ALL.map(|basis| font(basis, basis.as_str()));
    let _ = writeln!(text, "    label=<{}>", legend.join("   "));
    for drawing in drawings {
        let _ =
            writeln!(text, "    subgraph cluster_{} {{\n        label=\"{}\"", drawing.name, drawing.title);
        states(&mut text, drawing);
        arrows(&mut text, drawing);
        text.push_str("    }\n");
    }
    text.push_str("}\n");
    text
}

fn states(text: &mut String, drawing: &Drawing) {
    let heat = drawing.heat();
    for (index, state) in drawing.states.iter().enumerate() {
        let mut label = format!("<b>{}</b>{}", escape(&state.label), times(state.hits));
        for step in drawing.loops(index) {
            let _ = write!(label, "<br/>{}", font(step.basis(), &said(step)));
        }
        let peripheries = if state.rest { ", peripheries=2" } else { "" };
        let dashed = if state.hits == Some(0) { ", style=\"rounded,dashed\"" } else { "" };
        let width = penwidth(heat, state.hits);
        let _ =
            writeln!(text, "        {}_{index} [label=<{label}>{peripheries}{dashed}{width}]", drawing.name);
        if state.initial {
            let name = drawing.name;
            let _ = writeln!(
                text,
                "        {name}_begin_{index} [shape=point]\n        {name}_begin_{index} -> {name}_{index}"
            );
        }
    }
}

fn arrows(text: &mut String, drawing: &Drawing) {
    let heat = drawing.heat();
    for ((from, to, basis), steps) in drawing.arrows_by_basis() {
        let labels: Vec<String> = steps.iter().map(|step| escape(&said(step))).collect();
        let hits = steps.iter().map(|step| step.hits).max().flatten();
        let dashed = if hits == Some(0) { ", style=dashed" } else { "" };
        let (colour, width) = (light(basis), penwidth(heat, hits));
        let _ = writeln!(
            text,
            "        {0}_{from} -> {0}_{to} [label=<{1}>, color=\"{colour}\", fontcolor=\"{colour}\"{dashed}{width}]",
            drawing.name,
            labels.join("<br/>"),
        );
    }
}

/// A step as it is read: its rows, their condition, the hits.
pub(super) fn said(step: &Step) -> String {
    let condition = match step.condition() {
        "" => String::new(),
        condition => format!(" [{condition}]"),
    };
    format!("{}{condition}{}", step.label(), times(step.hits))
}

fn times(hits: Option<u64>) -> String {
    hits.map_or_else(String::new, |hits| format!(" ×{hits}"))
}

fn penwidth(heat: Option<Heat>, hits: Option<u64>) -> String {
    match (heat, hits) {
        (Some(heat), Some(hits)) => format!(", penwidth={}", heat.level(hits).max(1)),
        _ => String::new(),
    }
}

fn font(basis: Basis, text: &str) -> String {
    format!("<font color=\"{}\">{}</font>", light(basis), escape(text))
}

/// For the HTML-like labels of Graphviz, and for SVG.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
