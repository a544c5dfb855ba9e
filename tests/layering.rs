//! The list of modules in lib.rs is the architecture; these tests read it.

use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // Unit tests in files of their own may lean on whatever they test against.
            if path.file_name().is_some_and(|name| name == "tests" || name == "tests.rs") {
                continue;
            }
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.into_iter().map(|(path, text)| (path.strip_prefix(&root).unwrap().to_owned(), text)).collect()
}

fn modules() -> Vec<String> {
    let list = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/lib.rs")).unwrap();
    list.lines().filter_map(|line| line.strip_prefix("pub mod ")).map(|line| line.trim_end_matches(';').to_owned()).collect()
}

/// The module a file belongs to: its folder or its own name.
fn module_of(path: &Path) -> String {
    path.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The part of a file that ships: what stands before its unit tests, without comments.
fn code(text: &str) -> String {
    let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    shipped.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_module_uses_only_modules_listed_above_it() {
    let modules = modules();
    for (path, text) in sources() {
        let own = module_of(&path);
        let Some(own_place) = modules.iter().position(|module| *module == own) else { continue };
        for (place, other) in modules.iter().enumerate() {
            let is_used = code(&text).contains(&format!("crate::{other}::")) || code(&text).contains(&format!("crate::{other};"));
            assert!(!is_used || place <= own_place, "{} uses {other}, which lib.rs lists below {own}", path.display());
        }
        for grouped in code(&text).split("use crate::{").skip(1) {
            let names = grouped.split('}').next().unwrap_or_default();
            for name in names.split(',').map(|name| name.trim().split("::").next().unwrap_or_default()) {
                let place = modules.iter().position(|module| module == name);
                assert!(
                    place.is_none_or(|place| place <= own_place),
                    "{} uses {name}, which lib.rs lists below {own}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn another_area_is_entered_through_its_mod_file() {
    let modules = modules();
    for (path, text) in sources() {
        let own = module_of(&path);
        for other in modules.iter().filter(|other| **other != own) {
            assert!(
                !code(&text).contains(&format!("crate::{other}::store::")),
                "{} reaches into {other}/store.rs",
                path.display()
            );
        }
    }
}

#[test]
fn only_the_doors_and_routes_name_axum() {
    for (path, text) in sources() {
        let module = module_of(&path);
        let may = ["http", "router", "interface", "desktop", "cli", "lan"].contains(&module.as_str())
            || path.ends_with("routes.rs")
            || path.to_string_lossy().contains("/routes/");
        assert!(may || !code(&text).contains("axum::"), "{} names axum", path.display());
    }
}

#[test]
fn only_stores_hold_sql() {
    let statements = ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"CREATE ", "\"WITH "];
    for (path, text) in sources() {
        let may = module_of(&path) == "store" || path.ends_with("store.rs") || path.to_string_lossy().contains("/store/");
        for statement in statements {
            assert!(may || !code(&text).contains(statement), "{} holds SQL: {statement}", path.display());
        }
    }
}

#[test]
fn only_the_desktop_door_names_tauri() {
    for (path, text) in sources() {
        let may = module_of(&path) == "desktop" || path == Path::new("build.rs") || path == Path::new("main.rs");
        assert!(may || !code(&text).contains("tauri::"), "{} names tauri", path.display());
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} does not begin with what it is", path.display());
    }
}
