//! Writes the seeds of every target, and the words of the tables, for the fuzzers: `cargo run -p offhook-hostility --example seeds DIR`.

use std::fs::{create_dir_all, write};
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let Some(dir) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("say where to write: a directory"));
    };
    create_dir_all(&dir)?;
    for target in offhook_hostility::TARGETS {
        let own = dir.join(target.name);
        create_dir_all(&own)?;
        for (nth, seed) in (target.seeds)().iter().enumerate() {
            write(own.join(format!("{nth:03}")), seed)?;
        }
        write(own.with_extension("bytes"), target.max_bytes.to_string())?;
    }
    let words = offhook_hostility::words();
    let lines: Vec<String> = words.iter().map(|word| format!("{word:?}\n").replace("\\\\x", "\\x")).collect();
    write(dir.join("words.dict"), lines.concat())
}
