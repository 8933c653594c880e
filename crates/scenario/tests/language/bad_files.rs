//! The diagnostics of invalid files: one snapshot for each file in `tests/bad`.

use std::fs;

use crate::support::{problems, root};

#[test]
fn every_bad_file_gets_a_diagnostic_with_place_and_remedy() {
    let folder = root().join("crates/scenario/tests/bad");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    assert!(files.len() >= 50, "only {} bad files", files.len());

    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("snapshots/scenario"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let load = |path: &str| fs::read_to_string(root().join("crates/scenario").join(path));
        let found = problems(&format!("tests/bad/{name}.yaml"), &text, &load);
        assert!(!found.is_empty(), "{name} is not bad");
        assert!(found.iter().all(|problem| problem.place.is_known()), "{name} has a problem without a place");
        let shown: Vec<String> = found.iter().map(|problem| problem.render(false)).collect();
        settings.bind(|| insta::assert_snapshot!(format!("bad-{name}"), shown.join("\n")));
    }
}
