//! The shipped scenarios are part of the program: it is built again when these files change.

fn main() {
    println!("cargo:rerun-if-changed=../../scenarios");
    println!("cargo:rerun-if-changed=../dialect/fixtures");
}
