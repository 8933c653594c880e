//! Which files a search reads, and what it passes over.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use offhook_harness::{ScenarioFiles, Why};
use offhook_scenario::files::FilesError;

/// An empty directory of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("files").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes a scenario whose id is this, and makes the directories above it.
fn scenario(file: impl AsRef<Path>, id: &str) {
    let file = file.as_ref();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = "dialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n- poll: { user: amy }\n";
    fs::write(file, format!("offhook: 1\nid: {id}\n{text}")).unwrap();
}

fn find(paths: &[&Path]) -> ScenarioFiles {
    let paths: Vec<PathBuf> = paths.iter().map(|it| it.to_path_buf()).collect();
    ScenarioFiles::find(&paths).unwrap_or_else(|error| panic!("{error}"))
}

/// The ids of the scenarios that are read, in their order.
fn ids(files: &ScenarioFiles) -> Vec<String> {
    let scenarios = files.read().unwrap_or_else(|error| panic!("{error}"));
    scenarios.into_iter().map(|it| it.id.value).collect()
}

/// The names that are passed over for a reason, without their directories.
fn passed_over(files: &ScenarioFiles, why: Why) -> Vec<&str> {
    files.passed_over().of(why).iter().filter_map(|name| name.rsplit('/').next()).collect()
}

#[test]
fn both_endings_in_any_case_are_scenarios_and_worlds_are_not() {
    let folder = folder("endings");
    for (file, id) in
        [("a.yaml", "a.a"), ("b.yml", "a.b"), ("c.YAML", "a.c"), ("d.Yml", "a.d"), ("e.yaml/f.yaml", "a.f")]
    {
        scenario(folder.join(file), id);
    }
    for other in ["w.given.yaml", "W.GIVEN.YML", "notes.md", "yaml", "schema.json"] {
        fs::write(folder.join(other), "no scenario").unwrap();
    }
    let files = find(&[&folder]);
    assert_eq!(ids(&files), ["a.a", "a.b", "a.c", "a.d", "a.f"]);
    assert_eq!(files.passed_over().count(), 0, "{}", files.passed_over());
}

#[test]
fn names_that_begin_with_a_dot_and_backups_are_passed_over_unless_named() {
    let folder = folder("dots");
    scenario(folder.join("a.yaml"), "a.a");
    scenario(folder.join(".hidden/b.yaml"), "a.b");
    scenario(folder.join(".c.yaml"), "a.c");
    for junk in ["._a.yaml", ".a.yaml.swp", "a.yaml~", "a.yaml.bak", "#a.yaml#", ".DS_Store"] {
        fs::write(folder.join(junk), [0, 5, 22, 7]).unwrap();
    }
    let files = find(&[&folder]);
    assert_eq!(ids(&files), ["a.a"]);
    assert_eq!(passed_over(&files, Why::DotName), ["._a.yaml", ".a.yaml.swp", ".c.yaml", ".hidden"]);
    assert_eq!(passed_over(&files, Why::OtherEnding), ["#a.yaml#", "a.yaml.bak", "a.yaml~"]);
    assert_eq!(ids(&find(&[&folder.join(".c.yaml"), &folder.join(".hidden")])), ["a.c", "a.b"]);
}

#[test]
fn a_file_is_read_once_by_whatever_paths_it_is_named() {
    let folder = folder("twice");
    let file = folder.join("sub/a.yaml");
    scenario(&file, "a.a");
    for paths in [
        [file.clone(), file.clone()],
        [file.clone(), folder.join("sub/../sub/./a.yaml")],
        [folder.clone(), file.clone()],
        [file.clone(), folder.join("sub")],
        [folder.join("sub"), folder.clone()],
    ] {
        let files = find(&[&paths[0], &paths[1]]);
        assert_eq!((ids(&files).len(), files.passed_over().of(Why::SecondPath).len()), (1, 1), "{paths:?}");
    }
}

#[test]
fn a_directory_that_is_named_and_has_nothing_to_read_is_said() {
    let folder = folder("empty");
    scenario(folder.join("full/a.yaml"), "a.a");
    fs::create_dir_all(folder.join("empty/below")).unwrap();
    let files = find(&[&folder.join("full"), &folder.join("empty")]);
    assert_eq!((ids(&files).len(), passed_over(&files, Why::Empty)), (1, vec!["empty"]));
}

#[test]
fn every_file_that_cannot_be_read_is_a_fault() {
    let folder = folder("unreadable");
    scenario(folder.join("a.yaml"), "a.a");
    fs::write(folder.join("b.yaml"), [b'o', 0xff]).unwrap();
    fs::write(folder.join("c.yaml"), [0xfe]).unwrap();
    let Err(FilesError::Faults(faults)) = find(&[&folder]).read() else { panic!("it is read") };
    let codes: Vec<&str> = faults.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["unreadable", "unreadable"]);
    assert!(faults[0].source.name.ends_with("b.yaml"), "{}", faults[0].source.name);
    let missing = ScenarioFiles::find(&[folder.join("none.yaml")]);
    assert!(matches!(missing, Err(FilesError::Path(_))));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn locks_and_broken_links_stop_nothing() {
        let folder = folder("locks");
        scenario(folder.join("a.yaml"), "a.a");
        symlink("me@host.4711:1", folder.join(".#a.yaml")).unwrap();
        symlink("nowhere.yaml", folder.join("gone.yaml")).unwrap();
        symlink("circle.yaml", folder.join("circle.yaml")).unwrap();
        symlink("no-such-folder", folder.join("linked")).unwrap();
        let files = find(&[&folder]);
        assert_eq!(ids(&files), ["a.a"]);
        assert_eq!(passed_over(&files, Why::DotName), [".#a.yaml"]);
        assert_eq!(passed_over(&files, Why::BrokenLink), ["circle.yaml", "gone.yaml", "linked"]);
        let named = ScenarioFiles::find(&[folder.join("gone.yaml")]);
        assert!(matches!(named, Err(FilesError::Path(_))));
    }

    #[test]
    fn a_link_to_a_directory_above_it_is_no_way_round() {
        let folder = folder("cycle");
        scenario(folder.join("suite/a.yaml"), "a.a");
        scenario(folder.join("suite/sub/b.yaml"), "a.b");
        scenario(folder.join("beside.yaml"), "a.beside");
        symlink(".", folder.join("suite/itself")).unwrap();
        symlink("..", folder.join("suite/sub/above")).unwrap();
        // Above what is named: nobody asked for what stands there.
        symlink("../..", folder.join("suite/sub/outside")).unwrap();
        let files = find(&[&folder.join("suite")]);
        assert_eq!(ids(&files), ["a.a", "a.b"]);
        assert_eq!(passed_over(&files, Why::Cycle), ["itself", "above", "outside"]);
    }

    #[test]
    fn a_link_is_followed_and_what_it_leads_to_is_read_once_under_its_own_name() {
        let folder = folder("links");
        scenario(folder.join("elsewhere/a.yaml"), "a.a");
        scenario(folder.join("elsewhere/more/b.yaml"), "a.b");
        scenario(folder.join("suite/c.yaml"), "a.c");
        symlink("../elsewhere/a.yaml", folder.join("suite/1.yaml")).unwrap();
        symlink("../elsewhere/a.yaml", folder.join("suite/2.yaml")).unwrap();
        symlink("../elsewhere/more", folder.join("suite/more")).unwrap();
        symlink("c.yaml", folder.join("suite/0.yaml")).unwrap();
        fs::hard_link(folder.join("suite/c.yaml"), folder.join("suite/d.yaml")).unwrap();
        let files = find(&[&folder.join("suite")]);
        let mut read = ids(&files);
        read.sort();
        assert_eq!(read, ["a.a", "a.b", "a.c"]);
        assert_eq!(passed_over(&files, Why::SecondPath), ["0.yaml", "2.yaml", "d.yaml"]);
        let names: Vec<&Path> = files.paths().flatten().collect();
        assert!(names.iter().any(|it| it.ends_with("elsewhere/a.yaml")), "{names:?}");
        assert!(names.contains(&folder.join("suite/c.yaml").as_path()), "{names:?}");
    }

    #[test]
    fn a_scenario_behind_a_link_finds_the_world_beside_its_real_file() {
        let folder = folder("world");
        let suite = folder.join("elsewhere/suite");
        fs::create_dir_all(&suite).unwrap();
        fs::write(folder.join("elsewhere/amy.given.yaml"), "users: { amy: { state: READY } }\n").unwrap();
        let text = "offhook: 1\nid: a.a\ndialect: ccc\ngiven: { include: ../amy.given.yaml }\nsteps:\n- poll: { user: amy }\n";
        fs::write(suite.join("a.yaml"), text).unwrap();
        fs::create_dir_all(folder.join("links")).unwrap();
        symlink(suite.join("a.yaml"), folder.join("links/x.yaml")).unwrap();
        symlink(&suite, folder.join("linked")).unwrap();
        for path in ["links", "links/x.yaml", "linked"] {
            assert_eq!(ids(&find(&[&folder.join(path)])), ["a.a"], "{path}");
        }
    }

    #[test]
    fn pipes_are_passed_over_in_a_directory_and_faults_where_they_are_named() {
        let folder = folder("pipes");
        scenario(folder.join("a.yaml"), "a.a");
        let pipe = folder.join("pipe.yaml");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(folder.join("s.yaml")).unwrap();
        symlink("/dev/zero", folder.join("zero.yaml")).unwrap();
        let files = find(&[&folder]);
        assert_eq!((ids(&files), files.passed_over().of(Why::NoFile).len()), (vec!["a.a".to_owned()], 3));
        for named in [pipe.as_path(), Path::new("/dev/zero")] {
            assert!(matches!(find(&[named]).read(), Err(FilesError::Faults(_))), "{}", named.display());
        }
    }

    #[test]
    fn names_are_bytes_and_so_are_those_of_included_worlds() {
        let folder = folder("bytes");
        let odd = folder.join(OsStr::from_bytes(b"f\xfflder"));
        fs::create_dir_all(&odd).unwrap();
        fs::write(odd.join(OsStr::from_bytes(b"w\xfe.given.yaml")), "users: { amy: { state: READY } }\n")
            .unwrap();
        let text = "offhook: 1\nid: a.a\ndialect: ccc\ngiven: { include: w\u{fffd}.given.yaml }\nsteps:\n- poll: { user: amy }\n";
        fs::write(odd.join(OsStr::from_bytes(b"a\xe4.yaml")), text).unwrap();
        scenario(folder.join("with\\a backslash.yaml"), "a.b");
        let files = find(&[&folder]);
        assert_eq!((ids(&files), files.passed_over().count()), (vec!["a.a".to_owned(), "a.b".to_owned()], 0));
    }
}
