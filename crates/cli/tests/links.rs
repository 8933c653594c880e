//! Every relative link of the pages leads somewhere: to a file or a folder, and behind a `#` to a heading.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn every_relative_link_of_the_pages_leads_somewhere() {
    let (mut count, mut broken) = (0_usize, Vec::new());
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for (line, target) in links(&text).into_iter().filter(|(_, target)| !target.contains("://")) {
            count += 1;
            if let Err(why) = resolve(&page, &target) {
                let page = page.strip_prefix(root()).unwrap().display();
                broken.push(format!("{page}:{line}: {target}: {why}"));
            }
        }
    }
    assert!(count > 100, "the pages have {count} links: they are not read as they are written");
    assert!(broken.is_empty(), "correct each link, or the page that it leads to:\n{}", broken.join("\n"));
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = root().join("docs/tour.md");
    let text = "[a](rules.md) and [b](gone.md)\n```\n[c](in-code.md)\n```\n`[d](quoted.md)` [e](../CONTRIBUTING.md#no-such-heading)";
    let found = links(text);
    assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 1, 5]);
    let leads: Vec<bool> = found.iter().map(|(_, target)| resolve(&page, target).is_ok()).collect();
    assert_eq!(leads, [true, false, false]);
    assert!(resolve(&page, "../CONTRIBUTING.md#what-an-addition-touches").is_ok());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The pages for people, in order.
fn pages() -> Vec<PathBuf> {
    let is_page = |path: &PathBuf| path.extension().is_some_and(|it| it == "md");
    let mut pages: Vec<PathBuf> = [root(), root().join("docs")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(is_page)
        .collect();
    pages.sort();
    pages
}

/// The lines of a page outside blocks of code, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut code = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        (!code && !fence).then_some((index + 1, line))
    })
}

/// The targets of the links of a page, with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (number, line) in prose(text) {
        // A link may have code for its text; code that shows a link is none.
        for (at, _) in line.match_indices("](") {
            let target = line[at + 2..].split(')').next().unwrap_or_default();
            let quoted = line[..at].matches('`').count() % 2 == 1;
            if !quoted {
                all.push((number, target.to_owned()));
            }
        }
    }
    all
}

fn resolve(page: &Path, target: &str) -> Result<(), &'static str> {
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let to = if path.is_empty() { page.to_owned() } else { page.parent().unwrap_or(page).join(path) };
    if !to.exists() {
        return Err("there is no such file");
    }
    if heading.is_empty() {
        return Ok(());
    }
    let text = std::fs::read_to_string(to).map_err(|_| "a folder has no headings")?;
    if headings(&text).contains(heading) { Ok(()) } else { Err("there is no such heading") }
}

/// The names by which the headings of a page can be linked to: lower case, without punctuation, a hyphen for each space.
fn headings(text: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (_, line) in prose(text).filter(|(_, line)| line.starts_with('#')) {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|it| it.is_alphanumeric() || [' ', '-', '_'].contains(it));
        let name: String = kept.map(|it| if it == ' ' { '-' } else { it }).collect();
        let again = (1..).map(|nth| format!("{name}-{nth}"));
        let free = std::iter::once(name.clone()).chain(again).find(|it| !all.contains(it));
        all.extend(free);
    }
    all
}
