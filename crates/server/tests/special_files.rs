//! What is no file in the place of a journal. On its own: the processes that make pipes would keep the locks of other tests.
#![cfg(test)]
#![cfg(unix)]

use std::path::Path;

use offhook_server::{Access, JournalOptions, JournalSync, Options, Server};

#[test]
fn what_is_no_file_is_refused_as_a_journal_and_not_waited_on() {
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    };
    let directory = |path: &Path| std::fs::create_dir(path).unwrap();
    let device = |path: &Path| std::os::unix::fs::symlink("/dev/zero", path).unwrap();
    for (nth, make) in [&pipe as &dyn Fn(&Path), &directory, &device].into_iter().enumerate() {
        for name in ["ccc.0000000007.journal", "lock"] {
            let folder =
                std::env::temp_dir().join(format!("offhook-special-{}-{nth}-{name}", std::process::id()));
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder).unwrap();
            make(&folder.join(name));
            let (said, hears) = std::sync::mpsc::channel();
            let (path, kept) = (folder.join(name), folder.clone());
            std::thread::spawn(move || {
                let mut options = Options::new(Access::Any);
                options.journal = Some(JournalOptions::new(kept, JournalSync::Always));
                said.send(Server::bind(options).map(drop).map_err(|error| error.to_string()))
            });
            let error =
                hears.recv_timeout(std::time::Duration::from_secs(10)).expect("it waits").unwrap_err();
            assert_eq!(
                error,
                format!("{} is no regular file: remove it, or name another directory", path.display())
            );
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }
}
