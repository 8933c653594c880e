//! Programs that do anything but what they should: the run ends, in bounded time and memory, with the reason.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use offhook_harness::conform;

use crate::support::{options, scenario, statement};

/// Plays a case on a program in Python, and hands back why that cannot be done.
fn against(program: &str) -> String {
    let program = serde_json::Value::from(program).to_string();
    let text = format!(
        "offhook: 1\nname: hostile\ndialect: ccc\ncommand: [python3, -c, {program}]\ntimeout: 1500ms\n"
    );
    let case = scenario("offhook: 1\nid: a.b\ndialect: ccc\nsteps:\n- wait: 1s\n");
    let begun = Instant::now();
    let played = conform(&statement(&text), &[case], &options(), Arc::new(AtomicBool::new(false)), |_| ());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    played.map(|it| it.report.counts()).unwrap_err().to_string()
}

#[test]
fn a_program_that_is_not_there_is_said_so() {
    let text = "offhook: 1\nname: x\ndialect: ccc\ncommand: [/no/such/program]\n";
    let flag = Arc::new(AtomicBool::new(false));
    let error = conform(&statement(text), &[], &options(), flag, |_| ()).unwrap_err().to_string();
    assert!(error.contains("`/no/such/program` cannot be started"), "{error}");
}

#[test]
fn a_program_that_ends_is_said_so_with_its_last_words() {
    let error = against("import sys; sys.exit('cannot find the exchange')");
    assert!(error.contains("it has ended") || error.contains("closed"), "{error}");
    assert!(error.contains("on its standard error: cannot find the exchange"), "{error}");
}

#[test]
fn a_program_that_says_nothing_is_given_up_and_killed() {
    let error = against("import time; time.sleep(3600)");
    assert!(error.contains("no answer within 1s 500ms"), "{error}");
}

#[test]
fn a_line_without_end_is_cut_off() {
    let error = against("import sys\nwhile True: sys.stdout.write('x' * 65536)");
    assert!(error.contains("a line is longer than 1048576 bytes"), "{error}");
}

#[test]
fn lines_without_end_do_not_pile_up() {
    let error = against("while True: print('{\"id\":7,\"ok\":true}')");
    assert!(error.contains("an answer to another message than 1"), "{error}");
}

#[test]
fn a_line_that_is_no_json_or_too_deep_is_refused() {
    for say in ["'hello'", "'[' * 100000", "'{\"id\":1}'", "'\\0'"] {
        let error = against(&format!("input(); print({say}, flush=True); input()"));
        assert!(error.contains("no JSON") || error.contains("none of the protocol"), "{say}: {error}");
    }
    let error = against("import sys; sys.stdout.buffer.write(b'\\xff\\n'); sys.stdout.flush(); input()");
    assert!(error.contains("not UTF-8"), "{error}");
}

#[test]
fn a_standard_error_without_end_stops_nobody_and_is_not_kept() {
    let error = against("import sys\nwhile True: sys.stderr.write('noise ' * 10000)");
    assert!(error.contains("no answer within"), "{error}");
    assert!(error.len() < 10_000, "{}", error.len());
}

#[test]
fn a_program_that_ignores_its_end_is_killed() {
    let error = against(
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('?', flush=True)\ntime.sleep(3600)",
    );
    assert!(error.contains("no JSON"), "{error}");
}

#[test]
fn a_program_that_is_started_anew_and_then_refuses_hello_plays_no_case() {
    let marks = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hello-once");
    let _ = std::fs::remove_file(&marks);
    let program = format!(
        "import json, os, sys\nfirst = not os.path.exists({marks:?})\nopen({marks:?}, 'a').close()\n\
         for line in sys.stdin:\n m = json.loads(line)\n ok = first or m['op'] != 'hello'\n \
         print(json.dumps({{'id': m['id'], 'ok': ok, 'reason': 'not again', 'http_status': 200, 'body': '', 'events': []}}), flush=True)"
    );
    assert!(against(&program).contains("it refuses `hello`, so nothing can be run: not again"));
}

/// Whether a process of this number runs; one that has ended and that nobody has waited for does not.
#[cfg(target_os = "linux")]
fn runs(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().next()).is_some_and(|state| state != "Z")
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_program_has_started_ends_with_it() {
    // The child holds all pipes open, and outlives its parent; or both ignore that the input was closed.
    for after in ["sys.exit(1)", "time.sleep(3600)"] {
        let mark = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("child-of-a-program");
        let _ = std::fs::remove_file(&mark);
        against(&format!(
            "import subprocess, sys, time\nchild = subprocess.Popen(['sleep', '3600'])\n\
             open({mark:?}, 'w').write(str(child.pid))\nprint('?', flush=True)\n{after}"
        ));
        let child = std::fs::read_to_string(&mark).unwrap();
        let patience = Instant::now() + Duration::from_secs(5);
        while runs(&child) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(!child.is_empty() && !runs(&child), "{after}: {child} still runs");
    }
}
