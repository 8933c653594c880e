//! Mermaid, which code hosts and wikis draw where it stands in a page.

use std::fmt::Write as _;

use offhook_machine::Basis;

use super::dot::said;
use super::drawing::{Drawing, Step};
use super::palette::light;

/// All drawings as one flowchart, a subgraph each where there are several.
pub fn mermaid(drawings: &[Drawing]) -> String {
    let mut text = String::from("flowchart TD\n");
    let mut links = Links::default();
    for drawing in drawings {
        if drawings.len() > 1 {
            let _ = writeln!(
                text,
                "    subgraph {}_graph[\"{}\"]\n    direction TD",
                drawing.name, drawing.title
            );
        }
        states(&mut text, drawing, &mut links);
        arrows(&mut text, drawing, &mut links);
        if drawings.len() > 1 {
            text.push_str("    end\n");
        }
    }
    text.push_str(&links.styles);
    text
}

/// Mermaid styles a link by its number.
#[derive(Default)]
struct Links {
    count: usize,
    styles: String,
}

impl Links {
    fn add(&mut self, style: Option<&str>) {
        if let Some(style) = style {
            let _ = writeln!(self.styles, "    linkStyle {} {style}", self.count);
        }
        self.count += 1;
    }
}

fn states(text: &mut String, drawing: &Drawing, links: &mut Links) {
    for (index, state) in drawing.states.iter().enumerate() {
        let mut label = format!("<b>{}</b>", state.label);
        if let Some(hits) = state.hits {
            let _ = write!(label, " ×{hits}");
        }
        for step in drawing.loops(index) {
            let _ = write!(label, "<br/>{} ({})", quoted(step), step.basis().as_str());
        }
        let name = drawing.name;
        let (open, close) = if state.rest { ("[[", "]]") } else { ("[", "]") };
        let _ = writeln!(text, "    {name}_{index}{open}\"{label}\"{close}");
        if state.hits == Some(0) {
            let _ = writeln!(text, "    style {name}_{index} stroke-dasharray:4 4");
        }
        if state.initial {
            let _ = writeln!(text, "    {name}_begin_{index}((\" \")) --> {name}_{index}");
            links.add(None);
        }
    }
}

fn arrows(text: &mut String, drawing: &Drawing, links: &mut Links) {
    let heat = drawing.heat();
    for ((from, to, basis), steps) in drawing.arrows_by_basis() {
        let labels: Vec<String> = steps.iter().map(|step| quoted(step)).collect();
        let _ = writeln!(text, "    {0}_{from} -->|\"{1}\"| {0}_{to}", drawing.name, labels.join("<br/>"));
        let hits = steps.iter().map(|step| step.hits).max().flatten();
        links.add(Some(&style(basis, heat.zip(hits).map(|(heat, hits)| heat.level(hits)))));
    }
}

fn style(basis: Basis, level: Option<u32>) -> String {
    let colour = light(basis);
    match level {
        None => format!("stroke:{colour},color:{colour}"),
        Some(0) => format!("stroke:{colour},color:{colour},stroke-width:1px,stroke-dasharray:4 4"),
        Some(level) => format!("stroke:{colour},color:{colour},stroke-width:{level}px"),
    }
}

/// A step between quotes.
fn quoted(step: &Step) -> String {
    said(step).replace('"', "#quot;")
}
