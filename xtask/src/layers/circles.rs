//! The second rule: no files import each other in a circle, except a module and its own child.
//!
//! A module and its child are in two files for size, and are read as one; every longer circle is
//! files that can be understood and changed only together.

use super::imports::Import;
use super::source::{ModulePath, SourceTree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::path::Path;

/// From a file to those that it uses, with the first import of each.
type Graph<'t> = BTreeMap<&'t Path, BTreeMap<&'t Path, &'t Import<'t>>>;

/// One message for each cluster of circles: its files and its shortest circle.
pub(super) fn violations(tree: &SourceTree, imports: &[Import<'_>]) -> Vec<String> {
    let graph = graph(tree, imports);
    let module_of: BTreeMap<&Path, &ModulePath> =
        tree.iter().map(|(_, module)| (module.file.as_path(), &module.file_module)).collect();
    let mut circles = Vec::new();
    for (from, uses) in &graph {
        for to in uses.keys() {
            let is_family = match (module_of.get(from), module_of.get(to)) {
                (Some(from), Some(to)) => is_family(from, to),
                _ => false,
            };
            circles.extend(circle_through(&graph, from, to, !is_family));
        }
    }
    circles.sort_by_key(Vec::len);
    clusters(circles).iter().map(|cluster| message(&graph, cluster)).collect()
}

fn graph<'t>(tree: &'t SourceTree, imports: &'t [Import<'t>]) -> Graph<'t> {
    let mut graph = Graph::new();
    for import in imports {
        let Some(target) = tree.get(&import.defining) else { continue };
        if target.file != import.file {
            graph.entry(import.file).or_default().entry(&target.file).or_insert(import);
        }
    }
    graph
}

/// Whether one of two modules is the parent of the other.
fn is_family(a: &[String], b: &[String]) -> bool {
    let is_parent = |parent: &[String], child: &[String]| {
        child.split_last().is_some_and(|(_, above)| above == parent)
    };
    is_parent(a, b) || is_parent(b, a)
}

/// The shortest circle that begins with the arrow from `from` to `to`, and comes back in one step
/// only if it `may_return_directly`.
fn circle_through<'t>(
    graph: &Graph<'t>,
    from: &'t Path,
    to: &'t Path,
    may_return_directly: bool,
) -> Option<Vec<&'t Path>> {
    let mut came_from: BTreeMap<&Path, &Path> = BTreeMap::from([(to, from)]);
    let mut queue = VecDeque::from([to]);
    while let Some(file) = queue.pop_front() {
        for next in graph.get(file).into_iter().flat_map(BTreeMap::keys).copied() {
            if next == from && (file != to || may_return_directly) {
                return Some(way_back(&came_from, from, file));
            }
            if next != from && !came_from.contains_key(next) {
                came_from.insert(next, file);
                queue.push_back(next);
            }
        }
    }
    None
}

/// The files from `from` to `last`.
fn way_back<'t>(
    came_from: &BTreeMap<&'t Path, &'t Path>,
    from: &'t Path,
    last: &'t Path,
) -> Vec<&'t Path> {
    let mut files = vec![last];
    let mut file = last;
    while let Some(before) = came_from.get(file).copied() {
        files.push(before);
        if before == from {
            break;
        }
        file = before;
    }
    files.reverse();
    files
}

/// Circles that share files.
struct Cluster<'t> {
    files: BTreeSet<&'t Path>,
    shortest: Vec<&'t Path>,
}

/// Groups circles, which come shortest first.
fn clusters(circles: Vec<Vec<&Path>>) -> Vec<Cluster<'_>> {
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    for circle in circles {
        let mut files: BTreeSet<_> = circle.iter().copied().collect();
        let mut shortest = circle;
        let (tied, others) = clusters
            .into_iter()
            .partition(|cluster: &Cluster<'_>| !cluster.files.is_disjoint(&files));
        clusters = others;
        for cluster in tied {
            files.extend(cluster.files);
            if cluster.shortest.len() <= shortest.len() {
                shortest = cluster.shortest;
            }
        }
        clusters.push(Cluster { files, shortest });
    }
    clusters
}

fn message(graph: &Graph<'_>, cluster: &Cluster<'_>) -> String {
    let mut text = format!("{} files import each other in a circle:", cluster.files.len());
    for file in &cluster.files {
        let _ = write!(text, "\n  {}", file.display());
    }
    text.push_str("\nthe shortest circle:");
    let next = cluster.shortest.iter().cycle().skip(1);
    for (from, to) in cluster.shortest.iter().zip(next) {
        if let Some(import) = graph.get(from).and_then(|uses| uses.get(to)) {
            let (line, written) = (import.line, &import.written);
            let _ = write!(text, "\n  {}:{line} uses {}: {written}", from.display(), to.display());
        }
    }
    text
}
