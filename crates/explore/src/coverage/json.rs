//! Coverage as a JSON value, and back.

use std::fmt;

use offhook_harness::Share;
use offhook_machine::{OpKind, UserState};
use serde_json::{Map, Value, json};

use super::count::{Coverage, Hits, Judged, cell, more};
use super::rows::{self, Places};

/// The version of the shape.
const VERSION: u64 = 1;

/// Why a report holds no coverage that could be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CoverageError {
    /// It has no field `coverage`.
    Missing,
    /// It is of another version.
    Version,
    /// A field is not there, or not what it should be.
    Field(&'static str),
    /// It names a state, rule or request that there is not.
    Unknown(String),
}

impl fmt::Display for CoverageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => {
                f.write_str("the report has no `coverage`: `offhook run --format json` writes one that has")
            }
            Self::Version => write!(f, "the coverage is not of version {VERSION}"),
            Self::Field(name) => write!(f, "the coverage has no proper `{name}`"),
            Self::Unknown(id) => write!(f, "the coverage names `{id}`, which these rules do not have"),
        }
    }
}

impl std::error::Error for CoverageError {}

impl Coverage {
    /// The value that stands in the field `coverage` of a report. Every state, row and cell is in it, hit or not; pairs only if hit.
    pub fn to_json(&self) -> Value {
        let shares = self.shares();
        let tables: Map<String, Value> = rows::all()
            .iter()
            .zip(&self.tables)
            .zip(&shares.tables)
            .map(|((places, hits), shares)| {
                let mut table = table(places, hits);
                table["summary"] = json!({
                    "states": share(shares.states),
                    "transitions": share(shares.transitions),
                    "pairs": share(shares.pairs),
                });
                (places.table.as_str().to_owned(), table)
            })
            .collect();
        let cells: Map<String, Value> =
            UserState::ALL.iter().map(|state| self.row_of_cells(*state)).collect();
        json!({
            "offhook": VERSION,
            "summary": { "cells": share(shares.cells), "lost": self.lost },
            "tables": tables,
            "cells": cells,
        })
    }

    fn row_of_cells(&self, state: UserState) -> (String, Value) {
        let judged = |kind: &OpKind| {
            let (accepted, refused) = self.cell(state, *kind);
            (kind.as_str().to_owned(), json!({ "accepted": accepted, "refused": refused }))
        };
        (state.as_str().to_owned(), OpKind::ALL.iter().map(judged).collect::<Map<_, _>>().into())
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// See [`CoverageError`].
    pub fn from_json(value: &Value) -> Result<Self, CoverageError> {
        if value["offhook"].as_u64() != Some(VERSION) {
            return Err(CoverageError::Version);
        }
        let lost = count(&value["summary"]["lost"], "lost")?;
        let mut coverage = Self { lost, ..Self::default() };
        for (name, table) in object(&value["tables"], "tables")? {
            let place = rows::all().iter().position(|places| places.table.as_str() == name);
            let place = place.ok_or_else(|| CoverageError::Unknown(name.clone()))?;
            read_table(table, &rows::all()[place], &mut coverage.tables[place])?;
        }
        for (state, row) in object(&value["cells"], "cells")? {
            let found = UserState::from_text(state).ok_or_else(|| CoverageError::Unknown(state.clone()))?;
            for (request, judged) in object(row, "cells")? {
                let kind = OpKind::ALL.iter().find(|kind| kind.as_str() == request);
                let kind = kind.ok_or_else(|| CoverageError::Unknown(request.clone()))?;
                coverage.cells[cell(found.index(), kind.index())] = Judged {
                    accepted: count(&judged["accepted"], "accepted")?,
                    refused: count(&judged["refused"], "refused")?,
                };
            }
        }
        Ok(coverage)
    }

    /// Reads the coverage in a report of a run.
    ///
    /// # Errors
    /// See [`CoverageError`].
    pub fn of_report(report: &Value) -> Result<Self, CoverageError> {
        Self::from_json(report.get("coverage").ok_or(CoverageError::Missing)?)
    }
}

fn table(places: &Places, hits: &Hits) -> Value {
    let states =
        places.states.iter().zip(&hits.states).map(|(state, hits)| ((*state).to_owned(), json!(hits)));
    let rows = places.rows.iter().zip(&hits.rows).map(|(row, hits)| (row.id.clone(), json!(hits)));
    let id = |row: usize| places.rows.get(row).map(|row| row.id.as_str());
    let pair = |(pair, hits): (&(usize, usize), &u64)| json!([id(pair.0), id(pair.1), hits]);
    json!({
        "summary": null,
        "states": states.collect::<Map<_, _>>(),
        "transitions": rows.collect::<Map<_, _>>(),
        "pairs": hits.pairs.iter().map(pair).collect::<Vec<_>>(),
    })
}

fn read_table(value: &Value, places: &Places, hits: &mut Hits) -> Result<(), CoverageError> {
    let row = |id: &str| places.row(id).ok_or_else(|| CoverageError::Unknown(id.to_owned()));
    for (state, value) in object(&value["states"], "states")? {
        let place = places.state(state).ok_or_else(|| CoverageError::Unknown(state.clone()))?;
        hits.states[place] = count(value, "states")?;
    }
    for (id, value) in object(&value["transitions"], "transitions")? {
        hits.rows[row(id)?] = count(value, "transitions")?;
    }
    for pair in value["pairs"].as_array().ok_or(CoverageError::Field("pairs"))? {
        let id = |index: usize| pair[index].as_str().ok_or(CoverageError::Field("pairs"));
        let (first, then) = (row(id(0)?)?, row(id(1)?)?);
        if !places.follows(first, then) {
            return Err(CoverageError::Field("pairs"));
        }
        more(hits.pairs.entry((first, then)).or_default(), count(&pair[2], "pairs")?);
    }
    Ok(())
}

fn object<'a>(value: &'a Value, name: &'static str) -> Result<&'a Map<String, Value>, CoverageError> {
    value.as_object().ok_or(CoverageError::Field(name))
}

fn count(value: &Value, name: &'static str) -> Result<u64, CoverageError> {
    value.as_u64().ok_or(CoverageError::Field(name))
}

fn share(share: Share) -> Value {
    json!({ "covered": share.covered, "total": share.total })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Coverage {
        let mut some = Coverage { lost: 9, ..Coverage::default() };
        for hits in &mut some.tables {
            (hits.states[0], hits.rows[0]) = (3, 2);
        }
        some.tables[0].pairs.insert((0, 2), 7);
        some.cells[cell(1, 2)] = Judged { accepted: 4, refused: 1 };
        some
    }

    #[test]
    fn what_is_written_is_read_again() {
        let value = some().to_json();
        assert_eq!(Coverage::from_json(&value), Ok(some()));
        assert_eq!(Coverage::of_report(&json!({ "coverage": value })), Ok(some()));
    }

    #[test]
    fn what_is_no_coverage_is_refused_with_a_reason() {
        let broken = |change: fn(&mut Value)| {
            let mut value = some().to_json();
            change(&mut value);
            Coverage::from_json(&value).unwrap_err().to_string()
        };
        assert_eq!(Coverage::of_report(&json!({})), Err(CoverageError::Missing));
        assert_eq!(Coverage::from_json(&json!([])), Err(CoverageError::Version));
        assert_eq!(broken(|it| it["offhook"] = 2.into()), "the coverage is not of version 1");
        assert_eq!(broken(|it| it["tables"] = Value::Null), "the coverage has no proper `tables`");
        assert_eq!(
            broken(|it| it["tables"]["user"]["states"]["GONE"] = 1.into()),
            "the coverage names `GONE`, which these rules do not have"
        );
        assert_eq!(
            broken(|it| it["tables"]["user"]["pairs"] = json!([["user.ready.poll", "user.break.poll", 1]])),
            "the coverage has no proper `pairs`"
        );
        assert_eq!(
            broken(|it| it["cells"]["READY"]["poll"]["refused"] = json!(-1)),
            "the coverage has no proper `refused`"
        );
    }
}
