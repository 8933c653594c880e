//! Hostile input for every parser. Each [`Target`] takes any bytes and asserts what must hold of them, beyond that nothing panics: what
//! was read is written and read again as the same, what is refused changes nothing, and what is said has bounds.
//!
//! The fuzzers in `fuzz/` and an ordinary test call the same functions.
//!
//! ```
//! let target = offhook_hostility::target("rpc").expect("there is such a target");
//! (target.run)(b"GET /?Action=MakeCall&Callee=%ff HTTP/1.1");
//! ```
#![forbid(unsafe_code)]

mod adapter;
mod answer;
mod centre;
mod control;
mod document;
mod files;
mod journal;
mod message;
mod rpc;
mod scenario;
mod secrets;
mod seeds;
mod signature;
mod xml;

/// A parser under attack.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of the fuzzer.
    pub name: &'static str,
    /// What is read.
    pub about: &'static str,
    /// Takes any bytes, and panics if something does not hold.
    pub run: fn(&[u8]),
    /// Inputs that mean something, to begin with.
    pub seeds: fn() -> Vec<String>,
    /// The longest input worth trying, in bytes.
    pub max_bytes: usize,
}

/// Inputs beyond this teach nothing but how large they are, which other tests show.
const FEW: usize = 4 << 10;
/// For files and courses of requests.
const MANY: usize = 16 << 10;

/// Every target, by name.
pub const TARGETS: &[Target] = &[
    Target {
        name: "adapter",
        about: "messages of the adapter protocol, a line each, and the answers to them",
        run: adapter::run,
        seeds: seeds::adapter,
        max_bytes: FEW,
    },
    Target {
        name: "answer",
        about: "answers of other implementations in JSON and XML, against every table",
        run: answer::run,
        seeds: seeds::answer,
        max_bytes: FEW,
    },
    Target {
        name: "behaviour",
        about: "files of behaviours",
        run: files::behaviour,
        seeds: seeds::behaviour,
        max_bytes: FEW,
    },
    Target {
        name: "ccc",
        about: "requests of CCC, the remote party and the clock, on a small call centre",
        run: centre::ccc,
        seeds: seeds::ccc,
        max_bytes: MANY,
    },
    Target {
        name: "coverage",
        about: "what runs went through, as a report holds it",
        run: document::coverage,
        seeds: seeds::coverage,
        max_bytes: MANY,
    },
    Target {
        name: "document",
        about: "documents of runs, and every report that is made from one",
        run: document::run,
        seeds: seeds::document,
        max_bytes: MANY,
    },
    Target {
        name: "gateway",
        about: "requests of CC-Gateway, the remote party and the clock, on a small call centre",
        run: centre::gateway,
        seeds: seeds::gateway,
        max_bytes: MANY,
    },
    Target {
        name: "journal",
        about: "journals that an earlier server has left",
        run: journal::run,
        seeds: seeds::journal,
        max_bytes: FEW,
    },
    Target {
        name: "keys",
        about: "files of access keys",
        run: files::keys,
        seeds: seeds::keys,
        max_bytes: FEW,
    },
    Target {
        name: "power",
        about: "kill matrices",
        run: document::power,
        seeds: seeds::power,
        max_bytes: FEW,
    },
    Target {
        name: "reset",
        about: "worlds that come with a message, and what is played on them",
        run: control::run,
        seeds: seeds::reset,
        max_bytes: MANY,
    },
    Target {
        name: "rpc",
        about: "requests of the RPC style: queries, forms and headers",
        run: rpc::run,
        seeds: seeds::rpc,
        max_bytes: FEW,
    },
    Target {
        name: "scenario",
        about: "scenarios: read, checked, planned, written, and played where they are short",
        run: scenario::run,
        seeds: seeds::scenario,
        max_bytes: MANY,
    },
    Target {
        name: "secrets",
        about: "texts in which secrets are hidden",
        run: secrets::run,
        seeds: seeds::secrets,
        max_bytes: FEW,
    },
    Target {
        name: "signature",
        about: "what requests say of their signatures",
        run: signature::run,
        seeds: seeds::rpc,
        max_bytes: FEW,
    },
    Target {
        name: "statement",
        about: "statements of implementations",
        run: files::statement,
        seeds: seeds::statement,
        max_bytes: MANY,
    },
    Target {
        name: "waivers",
        about: "files of waivers",
        run: files::waivers,
        seeds: seeds::waivers,
        max_bytes: FEW,
    },
    Target {
        name: "xml",
        about: "requests that ask for XML, whatever else they ask for",
        run: xml::run,
        seeds: seeds::xml,
        max_bytes: FEW,
    },
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Takes any bytes to the target of this name, for the fuzzers.
pub fn attack(name: &str, bytes: &[u8]) {
    let target = target(name);
    assert!(target.is_some(), "there is no target {name}");
    if let Some(target) = target {
        (target.run)(bytes);
    }
}

/// The words of all tables, for a fuzzer to put into its inputs.
#[must_use]
pub fn words() -> Vec<String> {
    seeds::words()
}
