//! The C library gives the program its start and `memcpy`; nothing of Rust's own does.

fn main() {
    println!("cargo::rustc-link-arg-bins=-lc");
}
