//! One JSON object for scripts.

use offhook_harness::{Share, Summarised};
use serde_json::{Map, Value, json};

use super::analyses::Finding;
use super::drawing::{Drawing, DrawnState, Step};
use super::survey::Survey;

/// `summary`, then every graph with its states and transitions, then what is wrong.
pub fn json(survey: &Survey) -> Summarised {
    let count = |of: fn(&Drawing) -> usize| survey.drawings.iter().map(of).sum::<usize>();
    let finding = |it: &Finding| json!({ "analysis": it.analysis.as_str(), "graph": it.graph, "of": it.of, "under": it.under });
    let summary = [
        ("planned", json!(0)),
        ("executed", json!(0)),
        ("passed", json!(0)),
        ("failed", json!(survey.findings.len())),
        ("skipped", json!(0)),
        ("graphs", json!(survey.drawings.len())),
        ("states", json!(count(|drawing| drawing.states.len()))),
        ("transitions", json!(count(|drawing| drawing.steps.len()))),
        ("canaries", json!({ "planted": survey.planted, "missed": survey.missed })),
        ("hit", json!(survey.coverage.as_ref().map(hit))),
    ];
    let rest = [
        ("dialects", json!(survey.dialects)),
        ("graphs", survey.drawings.iter().map(graph).collect()),
        ("not_drawn", json!(survey.left_out)),
        ("findings", survey.findings.iter().map(finding).collect()),
    ];
    Summarised::new(summary, rest)
}

fn hit(coverage: &crate::coverage::Coverage) -> Value {
    let shares = coverage.shares();
    let tables: Map<String, Value> = shares
        .tables
        .iter()
        .map(|it| {
            let value = json!({
                "states": share(it.states), "transitions": share(it.transitions), "pairs": share(it.pairs),
            });
            (it.table.as_str().to_owned(), value)
        })
        .collect();
    json!({ "tables": tables, "cells": share(shares.cells), "lost": coverage.lost() })
}

fn share(share: Share) -> Value {
    json!({ "covered": share.covered, "total": share.total })
}

fn graph(drawing: &Drawing) -> Value {
    json!({
        "graph": drawing.name,
        "title": drawing.title,
        "states": drawing.states.iter().map(state).collect::<Vec<_>>(),
        "transitions": drawing.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn state(state: &DrawnState) -> Value {
    json!({ "state": state.label, "initial": state.initial, "rest": state.rest, "hits": state.hits })
}

/// States are named by their places in the list.
fn step(step: &Step) -> Value {
    json!({
        "from": step.from,
        "to": step.to,
        "agent": step.agent,
        "basis": step.basis().as_str(),
        "hits": step.hits,
        "rules": step.rules.iter().map(|rule| json!({
            "id": rule.id, "trigger": rule.trigger, "when": rule.when.as_str(), "basis": rule.basis.as_str(), "clause": rule.clause,
        })).collect::<Vec<_>>(),
    })
}
