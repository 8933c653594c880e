//! Servers that answer anything but what they should: the run ends, in bounded time and memory, with the reason.

use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use offhook_harness::document::{Document, Subject};
use offhook_harness::{ConformError, Conformance, Statement, Verdict, conform};

use offhook_scenario::Dialect;

use crate::server::{listen, read_request};
use crate::support::{of, options, scenario, statement};

/// What a hostile server writes, once it has read a request.
type Spite = fn(&mut TcpStream) -> std::io::Result<()>;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";

fn reached(address: std::net::SocketAddr, more: &str) -> Statement {
    statement(&format!(
        "offhook: 1\nname: hostile\ndialect: ccc\ntarget: http://{address}\ncontrol: http://{address}/control\n\
         timeout: 300ms\n{more}"
    ))
}

fn try_on(statement: &Statement) -> Result<Conformance, ConformError> {
    let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\n\
                steps:\n- request: { by: amy, action: MakeCall, with: { Callee: '13188888888' } }\n";
    let cases: Vec<_> = (0..3).map(|_| scenario(text)).collect();
    conform(statement, &cases, &options(), Arc::new(AtomicBool::new(false)), |_| ())
}

/// Serves `spite` to the request for MakeCall, and what is well-behaved to all others.
fn against(spite: Spite) -> String {
    let (address, stop) = listen(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((_, target, headers, _)) = read_request(&mut reader) {
            let asks = |action: &str| headers.iter().any(|(_, it)| it == action) || target.contains(action);
            let done = if asks("Callee") { spite(&mut writer) } else { writer.write_all(OK) };
            if done.is_err() || asks("Callee") {
                return;
            }
        }
    });
    let begun = Instant::now();
    let played = try_on(&reached(address, "")).unwrap_or_else(|error| panic!("{error}"));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    let errors = of(Verdict::Error, &played);
    assert_eq!(errors.len(), 3, "{:?}", played.report.cases);
    errors.into_iter().next().unwrap()
}

fn head(writer: &mut TcpStream, more: &str) -> std::io::Result<()> {
    write!(writer, "HTTP/1.1 200 OK\r\n{more}\r\n")
}

fn endlessly(writer: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    loop {
        writer.write_all(bytes)?;
    }
}

#[test]
fn a_body_that_is_announced_as_huge_is_not_read() {
    let error = against(|writer| {
        head(writer, "Content-Length: 10000000000\r\n")?;
        endlessly(writer, &[b'x'; 65_536])
    });
    assert!(error.contains("larger than 1048576 bytes"), "{error}");
}

#[test]
fn a_body_that_is_streamed_without_end_is_cut_off() {
    let error = against(|writer| {
        head(writer, "Transfer-Encoding: chunked\r\n")?;
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 65_536], b"\r\n"].concat();
        endlessly(writer, &chunk)
    });
    assert!(error.contains("larger than 1048576 bytes"), "{error}");
}

#[test]
fn headers_without_end_are_cut_off() {
    let error = against(|writer| {
        writer.write_all(b"HTTP/1.1 200 OK\r\n")?;
        endlessly(writer, b"X-More: and more and more and more\r\n")
    });
    assert!(error.contains("the subject broke"), "{error}");
}

#[test]
fn one_header_without_end_is_cut_off() {
    let error = against(|writer| {
        writer.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
        endlessly(writer, &[b'x'; 65_536])
    });
    assert!(error.contains("the subject broke"), "{error}");
}

#[test]
fn an_answer_that_never_comes_is_given_up() {
    let error = against(|_| {
        thread::sleep(Duration::from_secs(3));
        Ok(())
    });
    assert!(error.contains("no whole answer within 300ms"), "{error}");
}

#[test]
fn an_answer_that_drips_is_given_up() {
    let error = against(|writer| {
        head(writer, "Content-Length: 1000\r\n")?;
        for _ in 0..100 {
            writer.write_all(b"x")?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    });
    assert!(error.contains("no whole answer within 300ms"), "{error}");
}

#[test]
fn headers_that_drip_are_given_up() {
    let error = against(|writer| {
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: ".iter().chain(std::iter::repeat_n(&b'x', 100)) {
            writer.write_all(&[*byte])?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    });
    assert!(error.contains("no whole answer within 300ms"), "{error}");
}

#[test]
fn a_connection_that_is_closed_is_said_so_and_the_request_is_not_sent_again() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let error = against(|_| {
        ASKED.fetch_add(1, Ordering::Relaxed);
        Ok(())
    });
    assert!(error.contains("no answer that can be read"), "{error}");
    assert_eq!(ASKED.load(Ordering::Relaxed), 3, "once a case");
}

#[test]
fn garbage_is_no_answer() {
    let error = against(|writer| writer.write_all(b"\x00\xff\xfe SMTP 220 hello\r\n\r\n"));
    assert!(error.contains("no answer that can be read"), "{error}");
}

#[test]
fn a_body_that_is_no_text_is_no_answer() {
    let error = against(|writer| {
        head(writer, "Content-Length: 2\r\n")?;
        writer.write_all(b"\xff\xfe")
    });
    assert!(error.contains("not UTF-8"), "{error}");
}

/// What can be read but is no answer of the dialect is the subject's failure, not a fault of the line.
fn failing(spite: Spite) -> String {
    let (address, stop) = listen(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((_, target, _, _)) = read_request(&mut reader) {
            let done = if target.contains("Callee") { spite(&mut writer) } else { writer.write_all(OK) };
            if done.is_err() {
                return;
            }
        }
    });
    let played =
        try_on(&reached(address, "observation: [polls]\n")).unwrap_or_else(|error| panic!("{error}"));
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    of(Verdict::Fail, &played).into_iter().next().unwrap_or_else(|| panic!("{:?}", played.report.cases))
}

fn body(writer: &mut TcpStream, body: &str) -> std::io::Result<()> {
    head(writer, &format!("Content-Length: {}\r\n", body.len()))?;
    writer.write_all(body.as_bytes())
}

#[test]
fn deep_json_is_refused() {
    let error = failing(|writer| body(writer, &"[".repeat(500_000)));
    assert!(error.contains("the answer cannot be read"), "{error}");
    let error = failing(|writer| body(writer, &"{\"Data\":".repeat(100_000)));
    assert!(error.contains("the answer cannot be read"), "{error}");
}

#[test]
fn a_redirect_is_not_followed() {
    let error = failing(|writer| {
        writer.write_all(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")
    });
    assert!(error.contains("302"), "{error}");
}

/// Serves `answer` to the control operation of this name.
fn controlled(op: &'static str, answer: fn() -> String) -> Result<Conformance, ConformError> {
    let (address, stop) = listen(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((_, target, _, _)) = read_request(&mut reader) {
            let done = if target.ends_with(op) { body(&mut writer, &answer()) } else { writer.write_all(OK) };
            if done.is_err() {
                return;
            }
        }
    });
    let played = try_on(&reached(address, ""));
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    played
}

#[test]
fn a_control_endpoint_that_talks_deep_or_without_sense_breaks_the_case_only() {
    for answer in [|| "[".repeat(100_000), || "hello".to_owned(), || "{\"ok\":1}".to_owned()] {
        let played = controlled("/reset", answer).unwrap();
        let errors = of(Verdict::Error, &played);
        assert!(errors[0].contains("not in the protocol"), "{}", errors[0]);
    }
    let reason = controlled("/hello", || "[".repeat(100_000)).unwrap_err().to_string();
    assert!(reason.contains("not in the protocol"), "{reason}");
}

#[test]
fn a_reset_that_is_refused_makes_the_case_not_applicable() {
    let played = controlled("/reset", || "{\"ok\":false,\"reason\":\"no room\"}".to_owned()).unwrap();
    let cases = of(Verdict::NotApplicable, &played);
    assert_eq!(cases.len(), 3);
    assert!(cases[0].contains("the configuration cannot be set: no room"), "{}", cases[0]);
    assert!(!played.ran_anything());
}

#[test]
fn a_hello_that_is_refused_means_that_nothing_is_run() {
    let refused = || "{\"ok\":false,\"reason\":\"only version 7 here\"}".to_owned();
    let error = controlled("/hello", refused).unwrap_err().to_string();
    assert!(error.contains("refuses `hello`") && error.contains("only version 7 here"), "{error}");
}

#[test]
fn a_clock_that_contradicts_itself_is_an_error_of_the_subject() {
    let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { clock: 2020-12-29T07:28:00Z }\nsteps:\n- wait: 1s\n- wait: 1s\n";
    let given = 1_609_226_880_000_u64;
    for (first, second, is_right) in [
        (given + 1_000, given + 2_000, true),
        (given, given, false),
        (given + 1_000, given + 1_000, false),
        (given + 1_000, given + 3_000, false),
        (7, 1_007, false),
    ] {
        let asked = AtomicUsize::new(0);
        let (address, stop) = listen(move |stream| {
            let mut writer = stream.try_clone().unwrap();
            let mut reader = BufReader::new(stream);
            while let Some((_, target, _, _)) = read_request(&mut reader) {
                let now = if asked.load(Ordering::Relaxed) == 0 { first } else { second };
                let done = if target.ends_with("/clock") {
                    asked.fetch_add(1, Ordering::Relaxed);
                    body(&mut writer, &format!("{{\"ok\":true,\"now_ms\":{now}}}"))
                } else {
                    body(&mut writer, "{\"ok\":true,\"events\":[]}")
                };
                if done.is_err() {
                    return;
                }
            }
        });
        let flag = Arc::new(AtomicBool::new(false));
        let played = conform(&reached(address, ""), &[scenario(text)], &options(), flag, |_| ()).unwrap();
        stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(address);
        let errors = of(Verdict::Error, &played);
        let is_named =
            |it: &String| it.contains("its clock contradicts itself") && it.contains("`now_ms` is");
        assert_eq!(errors.is_empty(), is_right, "{first} {second}: {errors:?}");
        assert!(errors.iter().all(is_named), "{errors:?}");
    }
}

#[test]
fn an_action_that_is_answered_with_an_empty_body_is_not_there() {
    let (address, stop) = listen(|stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((_, target, headers, _)) = read_request(&mut reader) {
            let asks = |action: &str| headers.iter().any(|(_, it)| it == action) || target.contains(action);
            let is_documented =
                Dialect::named("ccc").unwrap().tables.operations.iter().any(|it| asks(it.name()));
            let done = match target.contains("/control/") {
                true => writer.write_all(OK),
                false if is_documented => body(&mut writer, ""),
                false => writer.write_all(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"),
            };
            if done.is_err() {
                return;
            }
        }
    });
    let more = "actions: [MakeCall, HoldCall]\n";
    let flag = Arc::new(AtomicBool::new(false));
    let played = conform(&reached(address, more), &[], &options(), flag, |_| ()).unwrap();
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    let failures = of(Verdict::Fail, &played).concat();
    for action in ["MakeCall", "HoldCall"] {
        assert!(
            failures.contains(&format!("{action} is claimed, but its answer is in no words")),
            "{failures}"
        );
    }
}

#[test]
fn too_many_events_at_once_are_refused() {
    let played =
        controlled("/events", || format!("{{\"ok\":true,\"events\":[{}]}}", vec!["{}"; 10_001].join(",")));
    let errors = of(Verdict::Error, &played.unwrap());
    assert!(errors[0].contains("more than 10000 events at once"), "{}", errors[0]);
}

#[test]
fn a_subject_that_goes_down_is_not_asked_for_every_case() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let (address, stop) = listen(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((_, target, _, _)) = read_request(&mut reader) {
            if target.ends_with("/reset") {
                count.fetch_add(1, Ordering::Relaxed);
                return;
            }
            let _ = writer.write_all(OK);
        }
    });
    let text = "offhook: 1\nid: a.b\ndialect: ccc\nsteps:\n- wait: 1s\n";
    let cases: Vec<_> = (0..50).map(|_| scenario(text)).collect();
    let flag = Arc::new(AtomicBool::new(false));
    let played = conform(&reached(address, ""), &cases, &options(), flag, |_| ()).unwrap();
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    assert_eq!(of(Verdict::Error, &played).len(), 5);
    assert_not_run(&played, 45, "the subject is down");
    assert_eq!(asked.load(Ordering::Relaxed), 5);
}

#[test]
fn a_run_that_is_interrupted_ends_at_once_and_says_so() {
    let (address, stop) = listen(|stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while read_request(&mut reader).is_some() && writer.write_all(OK).is_ok() {}
    });
    let text = "offhook: 1\nid: a.b\ndialect: ccc\nsteps:\n- wait: 1h\n";
    let cases: Vec<_> = (0..50).map(|_| scenario(text)).collect();
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        set.store(true, Ordering::Relaxed);
    });
    let begun = Instant::now();
    let played = conform(&reached(address, "time: real\n"), &cases, &options(), flag, |_| ()).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    assert!(played.interrupted);
    assert_not_run(&played, 50, "the run was interrupted");
}

/// What was not run has not failed, in any count or finding.
fn assert_not_run(played: &Conformance, cases: usize, why: &str) {
    let not_run = of(Verdict::NotRun, played);
    assert_eq!(not_run.len(), cases);
    assert!(not_run.iter().all(|said| said.contains(why)), "{}", not_run[0]);
    let counts = played.report.counts();
    assert_eq!((counts.not_run, counts.planned), (cases, counts.executed + cases), "{counts:?}");
    assert_eq!(counts.failed, of(Verdict::Error, played).len(), "{counts:?}");
    let subject = Subject { name: "down".to_owned(), version: String::new(), reached: String::new() };
    let document = Document::of(&played.report, subject, 0, false);
    assert_eq!(document.summary.not_run, cases);
    assert!(document.verdict().contains(&format!("{cases} not run")), "{}", document.verdict());
    for finding in document.findings() {
        assert!(finding.cases.len() <= counts.failed + counts.inconclusive, "{:?}", finding.cases);
    }
}

#[test]
fn a_connection_is_tried_again_and_a_server_that_comes_late_is_met() {
    let reserved = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = reserved.local_addr().unwrap();
    drop(reserved);
    let late = thread::spawn(move || {
        thread::sleep(Duration::from_millis(150));
        let listener = std::net::TcpListener::bind(address).unwrap();
        let (stream, _) = listener.accept().unwrap();
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while read_request(&mut reader).is_some() && writer.write_all(OK).is_ok() {}
    });
    let flag = Arc::new(AtomicBool::new(false));
    conform(&reached(address, ""), &[], &options(), flag, |_| ()).unwrap_or_else(|error| panic!("{error}"));
    late.join().unwrap();
}

/// What answers the operations of the adapter protocol.
const FINE: &str = r#"{"ok":true,"events":[]}"#;

/// Closes the connection instead of answering a request that says this, the first time or always. Returns how often it was asked.
fn closing_on(said: &'static str, always: bool, step: &str) -> (usize, Conformance) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let (address, stop) = listen(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((_, target, headers, _)) = read_request(&mut reader) {
            let is_it = headers.iter().any(|(_, it)| it == said) || target.contains(said);
            if is_it && (count.fetch_add(1, Ordering::Relaxed) == 0 || always) {
                return;
            }
            let _ = write!(writer, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{FINE}", FINE.len());
        }
    });
    let text = format!(
        "offhook: 1\nid: a.b\ndialect: ccc\ngiven: {{ users: {{ amy: {{ state: READY }} }} }}\nsteps:\n- {step}\n"
    );
    let flag = Arc::new(AtomicBool::new(false));
    let statement = reached(address, "");
    let played = conform(&statement, &[scenario(&text)], &options(), flag, |_| ()).unwrap();
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    (asked.load(Ordering::Relaxed), played)
}

#[test]
fn a_request_that_only_reads_is_sent_once_more_where_its_connection_was_closed() {
    let poll = "poll: { user: amy }";
    let (asked, played) = closing_on("PollUserStatus", false, poll);
    assert!(asked >= 2, "{asked}");
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    let (asked, played) = closing_on("amy%40", true, poll);
    assert_eq!((asked, of(Verdict::Error, &played).len()), (2, 1));
}

#[test]
fn a_request_that_does_more_than_read_is_never_sent_again() {
    let call = "request: { by: amy, action: MakeCall, with: { Callee: '13188888888' } }";
    let (asked, played) = closing_on("Callee", false, call);
    assert_eq!((asked, of(Verdict::Error, &played).len()), (1, 1));
}

#[test]
fn a_subject_that_closes_each_connection_after_its_answer_is_asked_anew_each_time() {
    let (address, stop) = listen(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        if read_request(&mut reader).is_some() {
            let _ = write!(writer, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{FINE}", FINE.len());
        }
    });
    let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n\
                - request: { by: amy, action: MakeCall, with: { Callee: '13188888888' } }\n";
    let cases: Vec<_> = (0..5).map(|_| scenario(text)).collect();
    let flag = Arc::new(AtomicBool::new(false));
    let played = conform(&reached(address, ""), &cases, &options(), flag, |_| ()).unwrap();
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    assert_eq!(played.report.counts().executed, 6);
}

#[test]
fn a_case_that_finds_no_connection_is_not_run() {
    let down = Arc::new(AtomicBool::new(false));
    let gone = Arc::clone(&down);
    let (address, stop) = listen(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((_, target, _, _)) = read_request(&mut reader) {
            if target.contains("Callee") {
                gone.store(true, Ordering::Relaxed);
                return;
            }
            let _ = write!(writer, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{FINE}", FINE.len());
        }
    });
    let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n\
                - request: { by: amy, action: MakeCall, with: { Callee: '13188888888' } }\n";
    let cases: Vec<_> = (0..8).map(|_| scenario(text)).collect();
    let flag = Arc::new(AtomicBool::new(false));
    let statement = reached(address, "");
    let ended = |_: &_| {
        // The first case took the subject with it: nobody listens any more.
        if down.load(Ordering::Relaxed) && !stop.swap(true, Ordering::Relaxed) {
            let _ = TcpStream::connect(address);
            while TcpStream::connect(address).is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
        }
    };
    let played = conform(&statement, &cases, &options(), flag, ended).unwrap();
    assert_eq!(of(Verdict::Error, &played).len(), 1);
    assert_eq!(of(Verdict::NotRun, &played).len(), 7);
}
