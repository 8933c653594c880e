//! The profile that a statement claims: each freedom and option in it is one that there is.

use std::collections::BTreeMap;
use std::path::Path;

use offhook_dialect::{Freedom, freedoms};
use offhook_scenario::files::{read_file, shown};
use offhook_scenario::{At, Code, Diagnostic, Place, Source, suggest};

use super::Statement;
use crate::profile::Profile;

const PROFILE: Code = Code::Other("profile");

/// Reads the profile that a statement names, relative to the statement.
pub(super) fn read(statement: &Statement, named: &At<String>) -> Result<Profile, Vec<Diagnostic>> {
    let beside = Path::new(statement.source.name.as_ref()).parent().unwrap_or(Path::new(""));
    let path = beside.join(&named.value);
    let name = shown(&path);
    let unread = |why: String| {
        let title = format!("the profile cannot be read: {why}");
        let fault = Diagnostic::error(PROFILE, title).at(named.place).from(&statement.source);
        vec![fault.help("`offhook conform --profile FILE` writes one")]
    };
    let text = read_file(&path).map_err(unread)?;
    let profile = Profile::parse(&text).map_err(|why| unread(format!("{name}: {why}")))?;
    let faults = faults(statement, &profile, &Source::new(&name, &text));
    if faults.is_empty() { Ok(profile) } else { Err(faults) }
}

fn faults(statement: &Statement, profile: &Profile, source: &Source) -> Vec<Diagnostic> {
    let dialect = statement.dialect.value;
    let known = freedoms(dialect.vendor());
    let known: BTreeMap<&str, &Freedom> = known.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut faults = Vec::new();
    for (id, options) in profile.freedoms.iter().map(|(id, taken)| (id, &taken.options)) {
        let place = find(source, id, 0);
        let Some(freedom) = known.values().find(|freedom| stands_for(freedom, id)) else {
            faults.push(unknown(dialect.as_str(), &known, id, place));
            continue;
        };
        let wrong = options.iter().filter(|option| !freedom.options.contains(&option.as_str()));
        for option in wrong.filter(|_| !freedom.options.is_empty()) {
            let title = format!("`{option}` is no option of `{id}`");
            let fault = Diagnostic::error(PROFILE, title).at(find(source, option, offset(source, id)));
            faults.push(fault.help(format!("its options are `{}`", freedom.options.join("`, `"))));
        }
    }
    let is_known = |id: &String| known.values().any(|freedom| stands_for(freedom, id));
    let unheard = profile.words.keys().filter(|id| !is_known(id));
    faults.extend(unheard.map(|id| unknown(dialect.as_str(), &known, id, find(source, id, 0))));
    faults.sort_by_key(|fault| fault.place);
    faults.into_iter().map(|fault| fault.from(source)).collect()
}

/// Whether the id is that of the freedom, or of one of those that it stands for: a `*` at its end is what these are about.
fn stands_for(freedom: &Freedom, id: &str) -> bool {
    freedom.id == id || freedom.id.strip_suffix('*').is_some_and(|family| id.starts_with(family))
}

fn unknown(dialect: &str, known: &BTreeMap<&str, &Freedom>, id: &str, place: Place) -> Diagnostic {
    let title = format!("`{id}` is no freedom of `{dialect}`");
    let help = suggest(id, known.keys().copied());
    let help = help.unwrap_or_else(|| "docs/choices.md lists them".to_owned());
    Diagnostic::error(PROFILE, title).at(place).help(help)
}

/// Where a text stands in quotes, in bytes.
fn offset(source: &Source, text: &str) -> usize {
    source.text.find(&format!("\"{text}\"")).unwrap_or_default()
}

/// The place of a text in quotes, looked for from an offset on.
fn find(source: &Source, text: &str, from: usize) -> Place {
    let rest = source.text.get(from..).unwrap_or_default();
    let Some(at) = rest.find(&format!("\"{text}\"")) else {
        return Place { line: 1, column: 1, ..Place::default() };
    };
    let before = source.text.get(..from + at).unwrap_or_default();
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let line = before.lines().count().max(1) + usize::from(before.ends_with('\n'));
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place { source: 0, line: narrow(line), column: narrow(column), len: narrow(text.chars().count() + 2) }
}
