//! The text of a draft: each claim with what was seen of it, then what was not seen.

use std::fmt::Write as _;

use offhook_dialect::Form;
use offhook_scenario::Dialect;

use super::Applicability;
use super::draft::Contact;
use super::seen::{Polled, Seen};
use crate::applicable::Claim;
use crate::statement::Time;

/// The column at which remarks begin, where the claim leaves room.
const REMARKS: usize = 40;
/// The most fields of a poll, and of fields that no table has, that are shown.
const MOST: usize = 8;

/// Writes the statement; of nothing seen, what is needed to make contact.
pub(super) fn write(dialect: Dialect, contact: &Contact<'_>, seen: &Seen) -> String {
    let mut yaml = String::from(
        "# Drafted by `offhook probe`, with what it saw of each claim: read it, and change what is not so.\noffhook: 1\n",
    );
    let introduction = &seen.introduction;
    let (name, version) = (introduction.name.as_deref(), introduction.version.as_deref());
    let says = |it: Option<&str>| if it.is_some() { "as it says of itself" } else { "it does not say" };
    claim(&mut yaml, &format!("name: {}", quoted(name.unwrap_or("unnamed"))), says(name));
    claim(&mut yaml, &format!("version: {}", quoted(version.unwrap_or("unknown"))), says(version));
    let how = if contact.dialect.is_some() { "as the command says" } else { "as its answers show" };
    claim(&mut yaml, &format!("dialect: {}", dialect.as_str()), how);
    let _ = writeln!(yaml, "target: {}", quoted(contact.target));
    if let Some((id, variable)) = contact.key {
        let (id, variable) = (quoted(id), quoted(variable));
        let _ = writeln!(
            yaml,
            "credentials: {{ access_key_id: {id}, access_key_secret: {{ env: {variable} }} }}"
        );
    }
    reached(&mut yaml, dialect, contact, seen);
    spoken(&mut yaml, dialect, seen);
    actions(&mut yaml, seen);
    answers(&mut yaml, seen);
    yaml
}

/// A claim, and what was seen of it.
fn claim(yaml: &mut String, claim: &str, seen: &str) {
    let _ = writeln!(yaml, "{claim:<REMARKS$} # {seen}");
}

/// A text as YAML and JSON both read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn has(seen: &Seen, op: &str) -> bool {
    seen.introduction.ops.as_ref().is_none_or(|ops| ops.iter().any(|it| it == op))
}

/// How it is driven: the remote party, the clock, the events, and what keeps one case from the next.
fn reached(yaml: &mut String, dialect: Dialect, contact: &Contact<'_>, seen: &Seen) {
    let Some(control) = contact.control else {
        claim(yaml, "stimuli: none", "there is no control endpoint");
        claim(yaml, "observation: [polls]", "there is no control endpoint that reports events");
        claim(yaml, "time: real", "there is no control endpoint that moves a clock");
        claim(
            yaml,
            "isolation: fresh-users",
            "nothing can be reset: name users that the suite may play with",
        );
        match (contact.instance, contact.user) {
            (Some(instance), Some(user)) => {
                let _ = writeln!(yaml, "instance: {}", quoted(instance));
                let name = if dialect.ids.agent_numbers { "agent_id" } else { "id" };
                let user = if dialect.ids.agent_numbers { user.to_owned() } else { quoted(user) };
                let _ = writeln!(yaml, "users:\n- {{ {name}: {user} }}");
            }
            _ => yaml.push_str(dialect.examples.provisioned_users),
        }
        return;
    };
    let said = match &seen.introduction.ops {
        Some(ops) => format!("it has the messages {}", ops.join(", ")),
        None => "it does not say which messages it has".to_owned(),
    };
    claim(yaml, &format!("control: {}", quoted(control)), &said);
    if has(seen, "stimulus") {
        claim(yaml, "stimuli: control", "by the message `stimulus`");
    } else {
        claim(yaml, "stimuli: none", "there is no message `stimulus`");
    }
    match seen.time {
        _ if !has(seen, "clock") => claim(yaml, "time: real", "there is no message `clock`"),
        Some(Time::Virtual) => claim(yaml, "time: virtual", "its clock stood still while it was watched"),
        Some(Time::Real) => claim(yaml, "time: real", "its clock went on by itself"),
        Some(Time::Scaled(scale)) => {
            let line = format!("time: {{ scaled: {scale} }}");
            claim(yaml, &line, "its clock went on by itself, so many times as fast");
        }
        None => claim(yaml, "time: virtual", "not seen: `clock` does not answer with the time"),
    }
    if dialect.delivery.poll().is_none() && !has(seen, "events") {
        claim(yaml, "observation: [polls]", "there is no message `events`");
    }
    if !has(seen, "reset") {
        claim(yaml, "isolation: fresh-users", "there is no message `reset`: name users to play with");
        yaml.push_str(dialect.examples.provisioned_users);
    }
}

/// The edition, the form and the notations.
fn spoken(yaml: &mut String, dialect: Dialect, seen: &Seen) {
    if let Some((edition, why)) = &seen.edition {
        let mut names = dialect.editions.iter().filter(|(_, it)| it == edition).map(|(name, _)| *name);
        let name = names.next_back().unwrap_or_default();
        claim(yaml, &format!("edition: {}", quoted(name)), why);
    }
    match seen.form {
        Some(Form::Typed) => claim(yaml, "wire: typed", "numbers and truth values are such, and no texts"),
        Some(Form::Documented) => claim(yaml, "wire: documented", "values are written as in the samples"),
        None => {}
    }
    match seen.xml {
        Some(true) => claim(yaml, "formats: [json, xml]", "a poll is answered in XML when asked for"),
        Some(false) => claim(yaml, "formats: [json]", "a poll that asks for XML is not answered in XML"),
        None => {}
    }
}

fn actions(yaml: &mut String, seen: &Seen) {
    let found = &seen.found;
    if found.silent {
        yaml.push_str(
            "# It answers every action like one that does not exist: list the `actions` that it has.\n",
        );
    } else if found.absent.is_empty() && found.wordless.is_empty() {
        yaml.push_str("# Every action of the dialect is there.\n");
    } else if !found.present.is_empty() {
        let all = found.present.len() + found.absent.len() + found.wordless.len();
        claim(yaml, "actions:", &format!("{} of {all} are there", found.present.len()));
        found.present.iter().for_each(|action| yaml.push_str(&format!("- {action}\n")));
        if !found.absent.is_empty() {
            let _ = writeln!(yaml, "# Not there: {}.", found.absent.join(", "));
        }
        if !found.wordless.is_empty() {
            let _ = writeln!(yaml, "# Answered without a code, so not seen: {}.", found.wordless.join(", "));
        }
    } else {
        yaml.push_str(
            "# No action is answered with a code of the dialect: list the `actions` that it has.\n",
        );
    }
}

/// What the answers show that no claim is about.
fn answers(yaml: &mut String, seen: &Seen) {
    if let Some(id) = &seen.request_id {
        let _ = writeln!(yaml, "# Ids of answers look like {}.", quoted(id));
    }
    if !seen.beyond.is_empty() {
        let fields: Vec<&str> = seen.beyond.iter().map(String::as_str).take(MOST).collect();
        let _ = writeln!(
            yaml,
            "# Fields that no table has, which is remarked and fails nothing: {}{}.",
            fields.join(", "),
            if seen.beyond.len() > MOST { " and more" } else { "" }
        );
    }
    match &seen.user {
        Some(Polled::Refused(code)) => {
            let _ = writeln!(yaml, "# The poll of the user who was named is refused: {}.", quoted(code));
        }
        Some(Polled::Fields(fields)) => {
            yaml.push_str("# The poll of the user who was named says:\n");
            for (path, value) in fields.iter().take(MOST) {
                let _ = writeln!(yaml, "#   {path}: {}", quoted(value));
            }
        }
        None => {}
    }
}

/// What could not be seen, as lines to take in, each with what it would add; then what every further claim would add.
pub(super) fn unseen(seen: &Seen, applicability: &Applicability) -> String {
    let mut yaml = String::from("\n# Not seen at a first contact; take in what is so:\n");
    let adds = |wanted: &dyn Fn(&Claim) -> bool| {
        let gains = applicability.gains.iter().filter(|gain| wanted(&gain.claim));
        let (alone, with_others) = gains.map(|gain| (gain.alone, gain.with_others)).max().unwrap_or_default();
        let cases = if alone == 1 { "case" } else { "cases" };
        match with_others {
            0 => format!("would add {alone} {cases}"),
            _ => format!("would add {alone} {cases}, and {with_others} with other claims"),
        }
    };
    let mut line = |text: &str, about: &str| claim(&mut yaml, &format!("# {text}"), about);
    let numbers = adds(&|claim| matches!(claim, Claim::Numbers(_)));
    line("numbers: [\"01012345678\"]", &format!("the numbers that its calls show outside; {numbers}"));
    if seen.edition.is_none() {
        let edition = adds(&|claim| matches!(claim, Claim::Edition(_)));
        line("edition: \"later\"", &format!("in place of the first one; {edition}"));
    }
    if seen.form.is_none() {
        let form = adds(&|claim| *claim == Claim::DocumentedForm);
        line("wire: documented", &format!("values as in the samples; {form}"));
    }
    let accounts = adds(&|claim| *claim == Claim::Accounts);
    line("accounts: true", &format!("each user has an access key of the own id; {accounts}"));
    line("auto_answer: true", "the agent's own phone answers by itself; then no case looks before that");
    line(
        "profile: profile.json",
        "the options that it takes: `offhook conform --profile profile.json` finds them",
    );
    for text in applicability.to_string().lines() {
        let _ = writeln!(yaml, "# {text}");
    }
    yaml
}

#[cfg(test)]
mod tests {
    use offhook_dialect::Edition;

    use super::*;

    #[test]
    fn the_edition_bears_its_year_where_it_has_one() {
        let dialect = Dialect::named("ccc").unwrap();
        let seen = Seen { edition: Some((Edition::Later, "so".to_owned())), ..Seen::default() };
        let mut yaml = String::new();
        spoken(&mut yaml, dialect, &seen);
        assert!(yaml.starts_with("edition: \"2023\""), "{yaml}");
    }
}
