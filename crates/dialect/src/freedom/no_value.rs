//! How a field says that it has no value: the documents show one spelling for some fields and none for most.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::form::{Form, Format, Spelling, is_open};
use crate::shape::FieldRow;
use crate::source::Source;
use crate::vendor::Vendor;
use crate::vendors::VENDORS;

/// The option of the rows themselves: each field says that it has no value as the row of its operation has it.
pub const BY_ROW: &str = "by-row";

/// The freedom how one field says that it has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoValue {
    /// Its id: `ccc.no-value.json.Message`.
    pub id: String,
    /// What is open.
    pub about: String,
    /// The field that it concerns.
    pub row: FieldRow,
    /// True for a field of a refusal.
    pub is_refusal: bool,
    /// The notation in which it is open.
    pub format: Format,
    /// What may be taken, our own option first.
    pub options: Vec<&'static str>,
}

/// The id of the freedom how a field says that it has no value, in accepted answers or in refusals.
///
/// A path that stands for values of several types, by the operation, has a freedom for each.
pub fn no_value_id(vendor: &Vendor, format: Format, is_refusal: bool, row: &FieldRow) -> String {
    let of = if is_refusal { "refusal." } else { "" };
    let path = row.path;
    let ty = if MIXED.contains(&(vendor.name, path)) {
        format!(".{}", row.ty.as_str().replace(' ', "-"))
    } else {
        String::new()
    };
    format!("{}.no-value.{}.{of}{path}{ty}", vendor.name, format.as_str().to_lowercase())
}

/// The paths that have rows of several types, by vendor.
static MIXED: LazyLock<BTreeSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut types: BTreeMap<(&'static str, &'static str), BTreeSet<&'static str>> = BTreeMap::new();
    for vendor in VENDORS {
        for row in vendor.tables.operations.iter().flat_map(|operation| operation.fields()) {
            types.entry((vendor.name, row.path)).or_default().insert(row.ty.as_str());
        }
    }
    types.into_iter().filter(|(_, types)| types.len() > 1).map(|(place, _)| place).collect()
});

/// The freedoms of spelling of a vendor's answers, by notation and then in the order of the tables.
///
/// Sources: the samples show one spelling for some fields and none for most; no page says that another is wrong.
pub fn no_values(vendor: &Vendor) -> Vec<NoValue> {
    let answers = vendor.tables.operations.iter().flat_map(|operation| operation.fields());
    let polled =
        (vendor.tables.events)().iter().flat_map(|event| &event.fields).filter_map(|field| field.row);
    let accepted = answers.chain(polled);
    let refused = vendor.tables.refusal_fields.iter();
    let mut seen = BTreeSet::new();
    let mut rows: Vec<(bool, &FieldRow)> = Vec::new();
    for (is_refusal, row) in accepted.map(|row| (false, row)).chain(refused.map(|row| (true, row))) {
        if is_open(row) && seen.insert((is_refusal, row.path, row.ty.as_str())) {
            rows.push((is_refusal, row));
        }
    }
    let of = |format: Format, (is_refusal, row): (bool, &FieldRow)| {
        let is_ours = |it: &Spelling| *it != Spelling::Placeholder || vendor.wire.form != Some(Form::Typed);
        let fits = Spelling::ALL.into_iter().filter(|it| is_ours(it) && it.fits(row, format));
        let answer = if is_refusal { "a refusal" } else { "an answer" };
        NoValue {
            id: no_value_id(vendor, format, is_refusal, row),
            about: format!("how {} says that it has no value, in {answer} in {}", row.path, format.as_str()),
            row: *row,
            is_refusal,
            format,
            options: std::iter::once(BY_ROW).chain(fits.map(Spelling::as_str)).collect(),
        }
    };
    let formats = vendor.wire.formats.iter().copied();
    formats.flat_map(|format| rows.iter().map(move |row| of(format, *row))).collect()
}

/// The options that an observed spelling leaves possible: itself, and that of the row where the row spells it so.
pub fn possible(row: &FieldRow, form: Form, spelling: Spelling) -> Vec<&'static str> {
    // Which of the two a refusal has goes by its code, as the samples show.
    let by_code =
        row.source == Source::RefusedResult && matches!(spelling, Spelling::Absent | Spelling::EmptyText);
    let by_row = by_code || Spelling::of_row(row, form) == Some(spelling);
    std::iter::once(spelling.as_str()).chain(by_row.then_some(BY_ROW)).collect()
}
