//! HTTPS, and an end that loses nothing.
#![cfg(test)]

mod common;

use std::io::Write as _;
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use common::{read_answer, start};
use offhook_server::Tls;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Where this test may write.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("offhook-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Asks for `/healthz`, trusting only this certificate.
fn healthz(url: &str, pem: &str) -> Result<String, ureq::Error> {
    let trusted = Certificate::from_pem(pem.as_bytes()).unwrap();
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[trusted])).build();
    let agent: ureq::Agent = ureq::Agent::config_builder().tls_config(tls).build().into();
    agent.get(format!("{url}/healthz")).call()?.body_mut().read_to_string()
}

#[test]
fn a_certificate_is_made_and_written_for_clients_to_trust() {
    let folder = folder("tls-generated");
    let path = folder.join("cert.pem");
    let server = start(|options| options.tls = Some(Tls::Generated { write_to: path.clone() }));
    assert!(server.url.starts_with("https://"));
    let pem = std::fs::read_to_string(&path).unwrap();
    assert!(!pem.contains("PRIVATE"));
    let by_name = server.url.replace("127.0.0.1", "localhost");
    for url in [&server.url, &by_name] {
        assert_eq!(healthz(url, &pem).unwrap(), "{\"status\":\"ok\"}\n");
    }
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    assert!(healthz(&server.url, &other.cert.pem()).is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_certificate_can_be_named() {
    let folder = folder("tls-files");
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let tls = Tls::Files { cert: cert.clone(), key: key.clone() };
    let server = start(|options| options.tls = Some(tls));
    assert_eq!(healthz(&server.url, &made.cert.pem()).unwrap(), "{\"status\":\"ok\"}\n");

    let mut options = offhook_server::Options::new(offhook_server::Access::Any);
    options.tls = Some(Tls::Files { cert: cert.clone(), key: cert });
    let error = offhook_server::Server::bind(options).err().unwrap().to_string();
    assert!(error.ends_with("it holds no private key in PEM"), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn who_speaks_no_tls_disturbs_nobody() {
    let folder = folder("tls-plain");
    let path = folder.join("cert.pem");
    let server = start(|options| options.tls = Some(Tls::Generated { write_to: path.clone() }));
    let mut plain = server.connect();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let pem = std::fs::read_to_string(&path).unwrap();
    assert!(healthz(&server.url, &pem).is_ok());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_request_under_way_is_answered_before_the_server_ends() {
    let mut server = start(|_| {});
    let mut stream = server.connect();
    stream
        .write_all(b"POST /?Action=Dance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab")
        .unwrap();
    std::thread::sleep(Duration::from_millis(200));
    server.ask_to_stop();
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(b"cd").unwrap();
    assert_eq!(read_answer(&mut stream).code(), "InvalidAction.NotFound");
    server.stop();
    assert!(TcpStream::connect(server.address).is_err());
}

#[test]
fn an_idle_or_stuck_connection_does_not_keep_the_server_from_ending() {
    let mut server = start(|options| options.patience.grace = Duration::from_millis(300));
    let _idle = server.connect();
    let mut stuck = server.connect();
    stuck.write_all(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    server.stop();
    assert!(began.elapsed() < Duration::from_secs(3));
}
