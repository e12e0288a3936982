//! The two task scripts, with a helper of a few lines that keeps files in a folder instead of a
//! storage account: what is asked of the real one, and what happens when it refuses.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::{RENDER, names_in, stderr, stdout};

/// Notes each call in `calls`; saves into and gets from `shelf`; refuses while `refuse` exists.
const HELPER: &str = r#"#!/bin/sh
echo "$*" >> "$SHELF/calls"
[ ! -e "$SHELF/refuse" ] || { echo "error: storage is busy" >&2; exit 1; }
case $1 in
    save) for file in "$@"; do [ ! -f "$file" ] || cp "$file" "$SHELF/files/"; done ;;
    get) mkdir -p "$8" && cp "$SHELF/files/$6" "$8/" ;;
esac
"#;

/// A node: a folder for the task, one for the helper's files, and a PATH with both programs.
struct Node {
    folder: tempfile::TempDir,
}

impl Node {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["bin", "work", "shelf/files"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let helper = folder.path().join("bin/jobshelf");
        fs::write(&helper, HELPER).unwrap();
        fs::set_permissions(&helper, fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink(RENDER, folder.path().join("bin/render")).unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, script: &str, words: &[&str]) -> Output {
        let path = format!("{}:{}", self.at("bin").display(), std::env::var("PATH").unwrap());
        Command::new("sh")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
            .args(words)
            .current_dir(self.at("work"))
            .env("PATH", path)
            .env("SHELF", self.at("shelf"))
            .output()
            .unwrap()
    }

    fn render(&self, words: &[&str]) -> Output {
        self.run(
            "task.sh",
            &[words, &["--width", "32", "--height", "18", "--samples", "1"]].concat(),
        )
    }

    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.at("shelf/calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }
}

#[test]
fn a_task_saves_each_frame_under_both_kinds() {
    let node = Node::new();
    assert!(node.render(&["8", "9"]).status.success());
    assert_eq!(
        node.calls(),
        [
            "save --kind TaskOutput frame_0008.exr",
            "save --kind TaskPreview frame_0008.png",
            "save --kind TaskOutput frame_0009.exr",
            "save --kind TaskPreview frame_0009.png",
        ]
    );
}

#[test]
fn a_refused_save_is_a_warning_and_the_task_still_succeeds() {
    let node = Node::new();
    fs::write(node.at("shelf/refuse"), "").unwrap();
    let output = node.render(&["1", "2"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(node.calls().len(), 4, "both saves of both frames are tried");
    assert_eq!(stdout(&output).matches("[warn]").count(), 2, "{}", stdout(&output));
}

#[test]
fn a_failing_render_keeps_its_exit_code_and_what_was_saved_before() {
    let node = Node::new();
    let output = node.render(&["1", "4", "--fail-at", "3"]);
    assert_eq!(output.status.code(), Some(3));
    let saved = ["frame_0001.exr", "frame_0001.png", "frame_0002.exr", "frame_0002.png"];
    assert_eq!(names_in(&node.at("shelf/files")), saved);
}

#[test]
fn the_merge_goes_on_without_the_frames_of_a_failed_task() {
    let node = Node::new();
    node.render(&["1", "3", "--fail-at", "3"]);
    node.render(&["4", "5"]);
    fs::remove_file(node.at("shelf/calls")).unwrap();
    let output = node.run("merge.sh", &["frames-1:1-3", "frames-2:04-05"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let log = stdout(&output);
    assert!(log.contains("frames-1 has no frame_0003.png, going on without it"), "{log}");
    assert!(log.contains("4 frames in previews"), "{log}");
    assert_eq!(
        node.calls(),
        [
            "get --task frames-1 --kind TaskPreview frame_0001.png --to previews",
            "get --task frames-1 --kind TaskPreview frame_0002.png --to previews",
            "get --task frames-1 --kind TaskPreview frame_0003.png --to previews",
            "get --task frames-2 --kind TaskPreview frame_0004.png --to previews",
            "get --task frames-2 --kind TaskPreview frame_0005.png --to previews",
            "save --job-level --kind JobOutput movie.png",
            "save --job-level --kind JobPreview preview.png --as movie.png",
        ]
    );
}

#[test]
fn a_merge_of_nothing_fails_and_saves_nothing() {
    let node = Node::new();
    let output = node.run("merge.sh", &["frames-1:1-2"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(node.calls().iter().all(|call| call.starts_with("get ")), "{:?}", node.calls());
}

#[test]
fn a_range_that_is_none_is_refused_with_exit_code_2() {
    let node = Node::new();
    for word in ["frames-1", "frames-1:", "frames-1:3", "frames-1:-3", "frames-1:1-x", ":1-2"] {
        let output = node.run("merge.sh", &[word]);
        assert_eq!(output.status.code(), Some(2), "{word}: {}", stderr(&output));
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
    }
    assert!(node.calls().is_empty());
}
