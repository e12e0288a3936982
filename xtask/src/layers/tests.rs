use super::*;
use document::LayerList;
use tempfile::TempDir;

/// A crate made of files, each a name under `src` and its text.
fn project(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = root.path().join("src").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    root
}

#[test]
fn every_crate_respects_its_layers_and_has_no_circle() {
    let mut report = String::new();
    for folder in FOLDERS {
        for violation in violations(paths::root(), folder).unwrap() {
            let _ = writeln!(report, "{folder}: {violation}");
        }
    }
    assert!(report.is_empty(), "{report}");
}

fn order_violations(layers: &[&str], files: &[(&str, &str)]) -> Vec<String> {
    let root = project(files);
    let tree = SourceTree::read(root.path(), "src").unwrap();
    let modules = layers.iter().map(|&name| name.to_owned()).collect();
    let list = LayerList { folder: "src".to_owned(), modules };
    order::violations(&tree, &Import::all_of(&tree), &list).unwrap()
}

fn circles(files: &[(&str, &str)]) -> Vec<String> {
    let root = project(files);
    let tree = SourceTree::read(root.path(), "src").unwrap();
    circles::violations(&tree, &Import::all_of(&tree))
}

#[test]
fn a_use_of_a_layer_below_is_allowed() {
    let files = [
        ("lib.rs", "mod low; mod high;"),
        ("low.rs", "pub fn f() {}"),
        ("high.rs", "use crate::low::f; pub fn g() { f(); super::low::f() }"),
    ];
    assert!(order_violations(&["low", "high"], &files).is_empty());
}

#[test]
fn a_reversed_arrow_is_refused_with_its_file_and_line() {
    let files = [
        ("lib.rs", "mod low; mod high;"),
        ("low.rs", "\nuse crate::high::g;"),
        ("high.rs", "pub fn g() {}"),
    ];
    let expected = "src/low.rs:2: low may not use high, which is a layer above it: crate::high::g";
    assert_eq!(order_violations(&["low", "high"], &files), [expected]);
}

#[test]
fn a_path_within_code_or_a_macro_counts_as_an_arrow() {
    for code in ["fn f() { crate::high::g() }", "fn f() { view! { <p>{super::high::g()}</p> } }"] {
        let files = [("lib.rs", "mod low; mod high;"), ("low.rs", code), ("high.rs", "")];
        assert_eq!(order_violations(&["low", "high"], &files).len(), 1, "{code}");
    }
}

#[test]
fn a_name_re_exported_by_the_root_counts_for_its_module() {
    for used in ["use crate::G;", "use crate::g;"] {
        let files = [
            ("lib.rs", "mod low; mod high; pub use high::*;"),
            ("low.rs", used),
            ("high.rs", "mod inner; pub use inner::G; pub fn g() {}"),
            ("high/inner.rs", "pub struct G;"),
        ];
        assert_eq!(order_violations(&["low", "high"], &files).len(), 1, "{used}");
    }
}

#[test]
fn comments_strings_docs_and_tests_are_not_arrows() {
    let low = "//! [`crate::high::g`]\n/// See crate::high.\n// use crate::high::g;\n\
               pub fn f() -> &'static str { \"crate::high::g\" }\n\
               #[cfg(test)] mod tests { use crate::high::g; }\n\
               #[cfg(test)] use crate::high::g;\n\
               #[cfg(test)] mod more_tests;\n";
    let files = [
        ("lib.rs", "mod low; mod high;"),
        ("low.rs", low),
        ("low/more_tests.rs", "use crate::high::g;"),
        ("high.rs", "pub fn g() {}"),
    ];
    assert!(order_violations(&["low", "high"], &files).is_empty());
}

#[test]
fn the_list_and_the_folder_must_name_the_same_modules() {
    let files = [("lib.rs", "mod low; mod new;"), ("low.rs", ""), ("new.rs", "")];
    let expected = [
        "the list of src lacks the module new",
        "the list of src has old, which is no module there",
    ];
    assert_eq!(order_violations(&["low", "old"], &files), expected);
}

#[test]
fn a_list_may_be_that_of_a_folder_within_a_crate() {
    let root = project(&[
        ("lib.rs", "mod viewers;"),
        ("viewers/mod.rs", "pub mod log; pub mod picture;"),
        ("viewers/log.rs", "use super::picture::draw;"),
        ("viewers/picture.rs", "pub fn draw() {}"),
    ]);
    let tree = SourceTree::read(root.path(), "src").unwrap();
    let modules = ["log", "picture"].map(str::to_owned).to_vec();
    let list = LayerList { folder: "src/viewers".to_owned(), modules };
    let found = order::violations(&tree, &Import::all_of(&tree), &list).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("src/viewers/log.rs:1: log may not use picture"), "{found:?}");
}

#[test]
fn an_order_is_suggested_only_if_there_is_one() {
    let suggest = |files: &[(&str, &str)]| {
        let root = project(files);
        let tree = SourceTree::read(root.path(), "src").unwrap();
        order::suggestion(&tree, &Import::all_of(&tree))
    };
    let lib = ("lib.rs", "mod a; mod b;");
    let order = suggest(&[lib, ("a.rs", "use crate::b::B;"), ("b.rs", "pub struct B;")]);
    assert_eq!(order.unwrap(), ["b", "a"]);
    let order = suggest(&[lib, ("a.rs", "use crate::b::B;"), ("b.rs", "use crate::a::A;")]);
    assert!(order.is_none());
}

#[test]
fn files_that_import_each_other_are_a_circle() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "pub struct B(crate::c::C);"),
        ("c.rs", "\n\npub struct C(super::a::A, crate::d::D);"),
        ("d.rs", "pub struct D;"),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("3 files import each other in a circle:\n  src/a.rs\n"));
    assert!(found[0].contains("\n  src/c.rs:3 uses src/a.rs: super::a::A"), "{}", found[0]);
    assert!(!found[0].contains("src/d.rs"));
}

#[test]
fn a_circle_is_found_behind_the_re_exports_of_a_parent() {
    let found = circles(&[
        ("lib.rs", "mod blob;"),
        ("blob/mod.rs", "mod account; mod container; pub use account::A; pub use container::C;"),
        ("blob/account.rs", "use super::C; pub struct A;"),
        ("blob/container.rs", "use crate::blob::A; pub struct C;"),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("2 files"), "{}", found[0]);
}

#[test]
fn a_circle_is_found_behind_a_star_or_the_name_of_a_module() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b; pub fn f() { b::g() }"),
        ("b.rs", "use crate::a::*; pub fn g() { f() }"),
    ]);
    assert_eq!(found.len(), 1);
}

#[test]
fn a_module_and_its_own_child_may_import_each_other() {
    let found = circles(&[
        ("lib.rs", "mod log;"),
        ("log.rs", "mod find; mod filter; pub struct Log; fn f() { find::g(); filter::h() }"),
        ("log/find.rs", "pub fn g(log: &super::Log) {}"),
        ("log/filter.rs", "use super::Log; pub fn h() {}"),
    ]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_circle_through_a_parent_and_two_children_is_refused() {
    let found = circles(&[
        ("lib.rs", "mod log;"),
        ("log.rs", "mod find; mod filter; pub struct Log; fn f() { find::g() }"),
        ("log/find.rs", "use super::filter::h; pub fn g() {}"),
        ("log/filter.rs", "use super::Log; pub fn h() {}"),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("3 files"), "{}", found[0]);
}
