//! Every path that a piece of code mentions, found in its tokens.
//!
//! Tokens and not the syntax tree, because what is inside of a macro call (`view!`, `format!`) is
//! tokens only. Comments and strings are no paths, and code that is compiled for tests is skipped.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};

/// A path as it is written, without generic arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenPath {
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
}

/// All paths in `tokens`, single names included.
pub(super) fn paths_in(tokens: TokenStream) -> Vec<WrittenPath> {
    let mut found = Vec::new();
    scan(tokens, &mut found);
    found
}

/// Whether an attribute's tokens, without `#` and brackets, keep an item out of every build but
/// that of the tests.
pub(super) fn is_test_only(attribute: &TokenStream) -> bool {
    let mut tokens = attribute.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(name)), None) => name == "test",
        (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group))) => {
            name == "cfg" && requires_test(group.stream())
        }
        _ => false,
    }
}

/// `test`, or `all(…)` with it.
fn requires_test(condition: TokenStream) -> bool {
    let mut tokens = condition.into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(name)), None) => name == "test",
        (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group))) if name == "all" => {
            group.stream().into_iter().any(|token| token.to_string() == "test")
        }
        _ => false,
    }
}

fn scan(tokens: TokenStream, found: &mut Vec<WrittenPath>) {
    let mut tokens = tokens.into_iter().peekable();
    // Whether a name that comes next continues something: a field, a method, a path after `>`.
    let mut continues = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(first) if !continues => {
                let path = WrittenPath { line: line_of(&first), segments: vec![name_of(&first)] };
                scan_path(path, &mut tokens, found);
            }
            TokenTree::Ident(_) => continues = false,
            TokenTree::Group(group) => {
                continues = false;
                scan(group.stream(), found);
            }
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                continues = false;
                match next_group(&mut tokens, Delimiter::Bracket) {
                    Some(attribute) if is_test_only(&attribute.stream()) => skip_item(&mut tokens),
                    Some(attribute) => scan(attribute.stream(), found),
                    None => {}
                }
            }
            TokenTree::Punct(punct) => {
                let is_colons = begins_colons(&punct);
                // The names around a range, `a..b`, stand for themselves.
                let is_range = punct.as_char() == '.' && punct.spacing() == Spacing::Joint;
                if is_colons || is_range {
                    tokens.next();
                }
                continues = is_colons || (punct.as_char() == '.' && !is_range);
            }
            TokenTree::Literal(_) => continues = false,
        }
    }
}

type Tokens = std::iter::Peekable<proc_macro2::token_stream::IntoIter>;

/// Reads on after the first name of a path.
fn scan_path(mut path: WrittenPath, tokens: &mut Tokens, found: &mut Vec<WrittenPath>) {
    while take_colons(tokens) {
        match tokens.next() {
            Some(TokenTree::Ident(name)) => path.segments.push(name_of(&name)),
            // The tree of a `use` within a function.
            Some(TokenTree::Group(group)) => return scan_use_group(&path, &group, found),
            // Generic arguments, or the star of a `use`: the path ends.
            _ => break,
        }
    }
    found.push(path);
}

fn scan_use_group(prefix: &WrittenPath, group: &Group, found: &mut Vec<WrittenPath>) {
    let mut inner = Vec::new();
    scan(group.stream(), &mut inner);
    let mut inner = inner.into_iter();
    while let Some(path) = inner.next() {
        // The new name of `A as B` is no path.
        if path.segments == ["as"] {
            inner.next();
            continue;
        }
        let segments = prefix.segments.iter().cloned().chain(path.segments).collect();
        found.push(WrittenPath { segments, line: path.line });
    }
}

/// Takes `::` if it comes next.
fn take_colons(tokens: &mut Tokens) -> bool {
    let is_next = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if begins_colons(punct));
    if is_next {
        tokens.next();
        tokens.next();
    }
    is_next
}

/// Whether it is the first half of `::`.
fn begins_colons(punct: &Punct) -> bool {
    punct.as_char() == ':' && punct.spacing() == Spacing::Joint
}

fn next_group(tokens: &mut Tokens, delimiter: Delimiter) -> Option<Group> {
    match tokens.peek() {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
            let group = group.clone();
            tokens.next();
            Some(group)
        }
        _ => None,
    }
}

/// Skips what an attribute belongs to: up to its semicolon or its braces.
fn skip_item(tokens: &mut Tokens) {
    for token in tokens.by_ref() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            _ => {}
        }
    }
}

fn line_of(name: &Ident) -> usize {
    name.span().start().line
}

/// Without the `r#` of a raw identifier.
fn name_of(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(code: &str) -> Vec<String> {
        let found = paths_in(code.parse().unwrap());
        found.iter().map(|path| path.segments.join("::")).filter(|p| p.contains("::")).collect()
    }

    #[test]
    fn paths_are_found_in_code_in_macros_and_in_attributes() {
        assert_eq!(paths("fn f(a: crate::a::B<super::C>) {}"), ["crate::a::B", "super::C"]);
        assert_eq!(paths("view! { <p>{format!(\"{}\", crate::a::b())}</p> }"), ["crate::a::b"]);
        assert_eq!(paths("#[arg(parser = crate::a::parse)] x: u8"), ["crate::a::parse"]);
    }

    #[test]
    fn comments_strings_and_documentation_are_no_paths() {
        let code = "/// [`crate::a::B`]\n// crate::a\nfn f() { g(\"crate::a::B\") /* crate::c */ }";
        assert!(paths(code).is_empty());
    }

    #[test]
    fn test_code_is_skipped_at_any_depth() {
        assert!(paths("impl A { #[cfg(test)] fn f() { crate::a::b() } }").is_empty());
        assert!(paths("#[cfg(all(test, unix))] use crate::a::B;").is_empty());
        assert_eq!(paths("#[cfg(not(test))] use crate::a::B;"), ["crate::a::B"]);
    }

    #[test]
    fn a_use_within_a_function_is_read_as_a_tree() {
        let code = "fn f() { use crate::a::{B as E, c::{self, D}}; }";
        assert_eq!(paths(code), ["crate::a::B", "crate::a::c::self", "crate::a::c::D"]);
    }

    #[test]
    fn methods_and_paths_from_outside_are_left_out() {
        assert!(paths("fn f() { x.crate_name().y; ::std::mem::take(z); }").is_empty());
        assert_eq!(paths("fn f() { 0..a::B }"), ["a::B"]);
    }

    #[test]
    fn a_path_has_the_line_where_it_begins() {
        let found = paths_in("fn f() {\n\n crate::a::\n b() }".parse().unwrap());
        let path = found.iter().find(|path| path.segments.len() == 3).unwrap();
        assert_eq!(path.line, 3);
    }
}
