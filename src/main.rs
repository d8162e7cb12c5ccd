//! The program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    wiredesk::cli::main(std::env::args_os())
}
