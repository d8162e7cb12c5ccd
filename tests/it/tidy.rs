//! The house keeps its own rules: module order, purity, lengths, documentation.
//!
//! In: the project's files. Out: a list of every place that breaks a rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_MAX: usize = 400;
const LINE_CHARS_MAX: usize = 100;
const DEPTH_MAX: usize = 2;

/// Files of one long match that only maps a closed list to another.
const MAPS: [&str; 1] = ["decode/html_tags.rs"];

/// The module from which on IO is allowed.
const FIRST_IMPURE: &str = "metrics";

/// What a pure module may not speak of.
const IMPURE: [&str; 14] = [
    "tokio::",
    "rdkafka::",
    "tracing::",
    "anyhow::",
    "std::fs",
    "std::env",
    "std::net",
    "std::thread",
    "std::process",
    "io::std",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, with its path from there.
fn rust_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).expect("a readable folder");
        for entry in entries {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a readable file");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    let src = root().join("src");
    let files = rust_files(&src);
    assert!(
        files.len() > 20,
        "the scan found {} files only",
        files.len()
    );
    let below = |path: PathBuf| path.strip_prefix(&src).expect("below src").to_path_buf();
    files
        .into_iter()
        .map(|(path, text)| (below(path), text))
        .collect()
}

/// The top-level module a file belongs to.
fn module_of(path: &Path) -> String {
    let first = path
        .iter()
        .next()
        .expect("a first component")
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Modules in the order of lib.rs.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let declared = lib.lines().filter_map(|line| line.strip_prefix("pub mod "));
    declared
        .map(|rest| rest.trim_end_matches(';').to_owned())
        .collect()
}

/// A file without its unit tests: everything before `#[cfg(test)]`.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn is_test_file(path: &Path) -> bool {
    path.file_stem()
        .is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
}

/// Names of top-level modules a text imports: every `crate::name`, nested lists included.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split("};").next().unwrap_or_default();
            let mut depth = 0usize;
            for part in list.split_inclusive([',', '{', '}']) {
                if depth == 0 {
                    found.push(first_name(part.trim_start()));
                }
                depth += part.matches('{').count();
                depth = depth.saturating_sub(part.matches('}').count());
            }
        } else {
            found.push(first_name(rest));
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn first_name(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn report(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn imports_go_upward_only() {
    let order = order();
    let rank: BTreeMap<&str, usize> = order
        .iter()
        .enumerate()
        .map(|(index, name)| (name.as_str(), index))
        .collect();
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let Some(own) = rank.get(module_of(&path).as_str()) else {
            continue;
        };
        for name in imports(&text) {
            match rank.get(name.as_str()) {
                Some(other) if other <= own => {}
                Some(_) => broken.push(format!("{} imports {name} from below", path.display())),
                None => {}
            }
        }
    }
    report(broken);
}

#[test]
fn the_scan_sees_nested_imports() {
    let text = "use crate::{alpha::{One, Two}, beta, gamma::Three};\nuse crate::delta::Four;";
    assert_eq!(imports(text), ["alpha", "beta", "gamma", "delta"]);
}

#[test]
fn every_file_belongs_to_a_declared_module() {
    let order = order();
    let stray = sources().into_iter().map(|(path, _)| path).filter(|path| {
        let module = module_of(path);
        !["lib", "main"].contains(&module.as_str()) && !order.contains(&module)
    });
    report(
        stray
            .map(|path| format!("{} is not declared in lib.rs", path.display()))
            .collect(),
    );
}

#[test]
fn the_core_is_pure() {
    let order = order();
    let border = order
        .iter()
        .position(|name| name == FIRST_IMPURE)
        .unwrap_or(order.len());
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let pure = order.iter().position(|name| *name == module_of(&path));
        if pure.is_none_or(|rank| rank >= border) || is_test_file(&path) {
            continue;
        }
        for (number, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(word) = IMPURE.iter().find(|word| code.contains(**word)) {
                broken.push(format!(
                    "{}:{} speaks of {word}",
                    path.display(),
                    number + 1
                ));
            }
        }
    }
    report(broken);
}

#[test]
fn every_file_says_what_it_is() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        if is_test_file(&path) {
            continue;
        }
        let doc: Vec<&str> = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        let doc = doc.join("\n");
        if doc.is_empty() {
            broken.push(format!("{} has no module documentation", path.display()));
        } else if !["lib.rs", "main.rs"]
            .iter()
            .any(|name| path == Path::new(name))
        {
            for word in ["In:", "Out:", "Never:"] {
                if !doc.contains(word) {
                    broken.push(format!("{} does not say `{word}`", path.display()));
                }
            }
        }
    }
    report(broken);
}

#[test]
fn files_lines_and_paths_are_short() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let depth = path.components().count() - 1;
        if depth > DEPTH_MAX {
            broken.push(format!("{} lies {depth} folders deep", path.display()));
        }
        let lines = without_tests(&text).lines().count();
        if lines > FILE_LINES_MAX && !is_test_file(&path) {
            broken.push(format!("{} has {lines} lines", path.display()));
        }
        if is_test_file(&path) {
            continue;
        }
        for (number, line) in without_tests(&text).lines().enumerate() {
            if line.chars().count() > LINE_CHARS_MAX {
                broken.push(format!("{}:{} is too long", path.display(), number + 1));
            }
        }
    }
    report(broken);
}

/// Functions of a formatted text with their first line and length.
fn functions(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (number, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words = line.trim_start();
        match open {
            None => {
                // `pub(super) fn name(`: the name's bracket is not the first.
                let starts = words.starts_with("fn ") || words.contains(" fn ");
                if starts && !words.starts_with("//") && !words.ends_with([';', '}']) {
                    open = Some((number, indent));
                }
            }
            Some((first, at)) if indent == at && words.starts_with('}') => {
                found.push((first + 1, number - first + 1));
                open = None;
            }
            Some(_) => {}
        }
    }
    found
}

#[test]
fn functions_are_short() {
    let mut broken = Vec::new();
    let mut seen = 0;
    let tests = rust_files(&root().join("tests"));
    for (path, text) in sources().into_iter().chain(tests) {
        if is_test_file(&path) {
            // A table of pairs is data, however long.
            continue;
        }
        for (first, lines) in functions(without_tests(&text)) {
            seen += 1;
            let name = path.to_string_lossy();
            if lines > FUNCTION_LINES_MAX && !MAPS.iter().any(|map| name.ends_with(map)) {
                broken.push(format!("{}:{first} has {lines} lines", path.display()));
            }
        }
    }
    assert!(seen > 100, "the scan found {seen} functions only");
    report(broken);
}

#[test]
fn the_scan_sees_long_functions() {
    let text =
        "pub(super) fn a() {\n    b();\n    c();\n}\n\nimpl D {\n    fn e(\n    ) {\n    }\n}\n";
    assert_eq!(functions(text), [(1, 4), (7, 3)]);
}

#[test]
fn codes_are_stable_words_and_documented() {
    use wiredesk::outcome::{DefectCode, RejectCode};
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let rejects = RejectCode::ALL.iter().map(|code| code.code());
    let defects = DefectCode::ALL.iter().map(|code| code.code());
    let mut broken = Vec::new();
    for code in rejects.chain(defects) {
        if !code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            broken.push(format!("{code} is not kebab-case"));
        }
        if !readme.contains(&format!("`{code}`")) {
            broken.push(format!("README.md has no row for `{code}`"));
        }
    }
    report(broken);
}
