//! The facts of a run that every format shows in addition to the cases.

use offhook_harness::document::Document;

/// Names and values, in a fixed order.
pub(crate) fn facts(document: &Document) -> Vec<(&str, String)> {
    let subject = &document.subject;
    let mut facts = vec![
        ("verdict", document.verdict()),
        ("offhook", document.version.clone()),
        ("subject", format!("{} {}", subject.name, subject.version).trim().to_owned()),
        ("reached", subject.reached.clone()),
        ("seed", document.seed.to_string()),
        ("strict", document.strict.to_string()),
        ("manifest", format!("{} of {} cases", document.manifest.hash, document.manifest.count)),
    ];
    if let Some(shard) = document.manifest.shard {
        facts.push(("shard", shard.to_string()));
    }
    if let Some(sheet) = &document.waivers {
        facts.push(("waivers", format!("{}, as of {}", sheet.rows.len(), sheet.today)));
    }
    facts.extend(document.environment.iter().map(|(name, value)| (name.as_str(), value.clone())));
    facts
}
