//! Builds the program again when the shipped scenarios change, because they are part of it.

fn main() {
    println!("cargo:rerun-if-changed=../../scenarios");
    println!("cargo:rerun-if-changed=../dialect/fixtures");
}
