//! The program: arguments in, exit code out.

use std::process::ExitCode;

/// See the reason in Cargo.toml; librdkafka keeps the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    wiredesk::cli::main(std::env::args_os())
}
