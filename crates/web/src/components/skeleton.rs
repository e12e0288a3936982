//! What stands where rows will be: the same height, so that nothing jumps when they come.

use crate::dom::{El, el};

/// Rows of a table that are still on their way.
pub fn skeleton_rows(rows: usize, columns: usize) -> Vec<El> {
    let row = || {
        let cell = || el("td").child(el("div.bone.cell"));
        el("tr[aria-hidden=true]").children((0..columns).map(|_| cell()).collect())
    };
    (0..rows).map(|_| row()).collect()
}

/// A bone of a class.
pub fn bone(class: &str) -> El {
    el("div").class(&format!("bone {class}"))
}
