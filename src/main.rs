//! The program: exit codes.

fn main() {}
