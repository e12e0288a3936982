//! Names that would command a terminal, forge a line or turn the reading order; and names that are
//! no text.

use crate::hierarchical::Hierarchical;
use crate::operator::{filled, operator};
use crate::world::{output, text};
use jobshelf::{BlobName, WriteOptions, is_hidden};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

/// Whether a printed text has only line ends as hidden characters.
fn is_plain(printed: &[u8]) -> bool {
    !text(printed).contains(|c| is_hidden(c) && c != '\n')
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_name_is_shown_escaped_and_given_unchanged() {
    let world = filled("hostile").await;
    let hostile = "t1/$TaskOutput/\u{202e}gnp.exe\u{2066}\u{feff}";
    let name = BlobName::new(hostile).unwrap();
    world.direct.put_blob(&name, "x".into(), &WriteOptions::new()).await.unwrap();
    let shown = r"t1/$TaskOutput/\u{202e}gnp.exe\u{2066}\u{feff}";
    let commands: [&[&str]; 4] = [
        &["list"],
        &["get", "--to", "to", "--task", "t1", "--kind", "TaskOutput", "*gnp*"],
        &["get", "--to", "to", "t1/**"],
        &["rm", "--yes", "--task", "t1"],
    ];
    for arguments in commands {
        let json = [arguments, &["--json"]].concat();
        for arguments in [arguments.to_vec(), json] {
            let is_removed_already = arguments.contains(&"rm") && arguments.contains(&"--json");
            if is_removed_already {
                world.direct.put_blob(&name, "x".into(), &WriteOptions::new()).await.unwrap();
            }
            let ended = output(operator(&world, &arguments)).await;
            assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
            assert!(is_plain(&ended.stdout) && is_plain(&ended.stderr), "{arguments:?}");
            if arguments.contains(&"--json") {
                let names: Vec<serde_json::Value> = text(&ended.stdout)
                    .lines()
                    .map(|line| serde_json::from_str(line).unwrap())
                    .collect();
                let is_it = |it: &serde_json::Value| it["name"] == hostile || it["blob"] == hostile;
                assert!(names.iter().any(is_it), "{arguments:?}");
            } else {
                let last = shown.rsplit('/').next().unwrap();
                assert!(text(&ended.stdout).contains(last), "{}", text(&ended.stdout));
            }
        }
    }
    world.direct.put_blob(&name, "x".into(), &WriteOptions::new()).await.unwrap();
    let raw = output(operator(&world, &["list", "-0", "--task", "t1"])).await;
    assert_eq!(text(&raw.stdout), format!("{hostile}\0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_character_in_a_listing_never_reaches_the_terminal() {
    let hostile = "t/$K/\u{1b}[31mred\u{7}\n       42  2026-01-01T00:00:00Z  forged";
    let account = Hierarchical::start(&[], &[hostile]);
    for command in [&["list"][..], &["rm", "--dry-run", "--task", "t"]] {
        let ended = output(account.helper(command)).await;
        assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
        assert_eq!(text(&ended.stdout).lines().count(), 1, "{}", text(&ended.stdout));
        assert!(is_plain(&ended.stdout) && is_plain(&ended.stderr));
        assert!(text(&ended.stdout).contains(r"\u{1b}[31mred"), "{}", text(&ended.stdout));
    }
    let json = output(account.helper(&["list", "--json"])).await;
    let line: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(line["name"], hostile);
    let follow = output(account.helper(&["follow", "--kind", "K", "nosuch.txt"])).await;
    assert_eq!(follow.status.code(), Some(1));
    assert!(is_plain(&follow.stderr), "{}", text(&follow.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_about_a_hostile_file_name_is_one_plain_line() {
    let world = filled("hostile-file").await;
    let hostile = "\u{1b}]0;owned\u{7}\nfake: saved\u{202e}";
    let commands: [&[&str]; 4] = [
        &["save", "--task", "t", "--kind", "K", hostile, "--as", "x"],
        &["track", "--task", "t", "--once", hostile, "--as", "x"],
        &["list", "--job", hostile],
        &[hostile],
    ];
    for arguments in commands {
        let ended = output(operator(&world, arguments)).await;
        assert_ne!(ended.status.code(), Some(0));
        assert!(is_plain(&ended.stderr), "{arguments:?}: {}", text(&ended.stderr));
        assert!(!text(&ended.stderr).contains("\nfake"), "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_name_that_is_no_text_is_shown_by_its_bytes() {
    let world = filled("no-text").await;
    let name = OsStr::from_bytes(b"a\xff\xfe.txt");
    std::fs::write(world.path("").join(name), "x").unwrap();
    let save = |more: &[&str]| {
        let mut save = operator(&world, &["save", "--task", "t", "--kind", "K"]);
        save.args(more).arg(name);
        save
    };
    let refused = output(save(&[])).await;
    assert_eq!(refused.status.code(), Some(2));
    let told = text(&refused.stderr);
    assert!(told.contains(r"`a\xff\xfe.txt` is not UTF-8") && told.contains("--as"), "{told}");
    let saved = output(save(&["--json", "--as", "a.txt"])).await;
    let event: serde_json::Value = serde_json::from_slice(&saved.stdout).unwrap();
    assert_eq!(event["file"], r"a\xff\xfe.txt");
    let mut list = operator(&world, &["list", "--job"]);
    list.arg(OsStr::from_bytes(b"job\xff"));
    let refused = output(list).await;
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains(r"`job\xff` is not UTF-8"), "{}", text(&refused.stderr));
}
