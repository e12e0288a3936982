//! `save`: files of one name, partial failures, and dry runs.

use crate::world::{World, end, output, signal, start, text};
use std::io::Write as _;
use std::process::{Output, Stdio};

fn write(world: &World, path: &str, text: &str) {
    let path = world.path(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

async fn save(world: &World, arguments: &[&str]) -> Output {
    let mut save = world.helper("t");
    save.args(["save", "--kind", "TaskOutput"]).args(arguments);
    output(save).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_would_be_one_blob_are_named_before_anything_is_sent() {
    let world = World::new("one-blob").await;
    for path in ["x", "../x", "a/b", "a\\b", "deep/out/c", "../out/c", "fine"] {
        write(&world, path, path);
    }
    let deep = world.path("deep/out").display().to_string();
    let up = world.task_folder().join("out").display().to_string();
    for (files, one, other) in [
        (vec!["fine", "x", "../x"], "`x`", "`../x`"),
        (vec!["fine", "a", "a\\b"], "`a/b`", "`a\\b`"),
        (vec!["fine", "?", "../x"], "`x`", "`../x`"),
        (vec!["fine", &deep, &up], "deep/out/c`", "/out/c`"),
    ] {
        let before = world.proxy.n_requests();
        let saved = save(&world, &files).await;
        let error = text(&saved.stderr);
        assert_eq!((saved.status.code(), text(&saved.stdout)), (Some(2), String::new()), "{error}");
        assert!(error.contains(one) && error.contains(other), "{error}");
        assert_eq!(world.proxy.n_requests(), before, "something was sent for {files:?}");
    }
    let once = save(&world, &["fine", "./fine", "f*"]).await;
    assert_eq!(text(&once.stdout), "t/$TaskOutput/fine\n", "{}", text(&once.stderr));
    assert_eq!(once.status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_in_part_exits_with_1_whatever_else_was_wrong() {
    let world = World::new("in-part").await;
    write(&world, "there", "x");
    for wrong in ["missing", "nothing*", "[", "bad\\..\\name"] {
        let part = save(&world, &["there", wrong]).await;
        assert_eq!(part.status.code(), Some(1), "{wrong}: {}", text(&part.stderr));
        assert_eq!(text(&part.stdout), "t/$TaskOutput/there\n");
    }
    for (wrong, code) in [("missing", 1), ("nothing*", 2), ("[", 2)] {
        assert_eq!(save(&world, &[wrong]).await.status.code(), Some(code), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_of_save_tells_everything_and_sends_nothing() {
    let world = World::new("dry-save").await;
    write(&world, "out/a", "12345");
    let dry = save(&world, &["--dry-run", "out", "missing"]).await;
    assert_eq!((dry.status.code(), text(&dry.stdout)), (Some(1), "t/$TaskOutput/out/a\n".into()));
    assert!(text(&dry.stderr).contains("missing"), "{}", text(&dry.stderr));
    let json = save(&world, &["--json", "--dry-run", "out/a"]).await;
    let event: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&event["event"], &event["bytes"]), (&"would_save".into(), &5.into()));
    assert_eq!((&event["blob"], &event["file"]), (&"t/$TaskOutput/out/a".into(), &"out/a".into()));
    let piped = save(&world, &["--dry-run", "-", "--as", "piped"]).await;
    assert_eq!(text(&piped.stdout), "t/$TaskOutput/piped\n");
    assert_eq!(world.proxy.n_requests(), 0);
    save(&world, &["out/a"]).await;
    let taken = save(&world, &["--dry-run", "--no-overwrite", "out/a"]).await;
    assert_eq!(taken.status.code(), Some(1));
    assert!(text(&taken.stderr).contains("exists"), "{}", text(&taken.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_keeps_changing_is_left_out_and_named() {
    let world = World::new("changing").await;
    let log = world.path("grows.log");
    // Long enough to be sent in blocks, so that it grows in the meantime.
    write(&world, "grows.log", &"start".repeat(5 << 20));
    write(&world, "there", "x");
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        let mut log = std::fs::File::options().append(true).open(log).unwrap();
        while ended.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
            std::io::Write::write_all(&mut log, b"line\n").unwrap();
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    });
    let saved = save(&world, &["grows.log", "there"]).await;
    drop(end);
    writer.join().unwrap();
    let error = text(&saved.stderr);
    assert_eq!(
        (saved.status.code(), text(&saved.stdout)),
        (Some(1), "t/$TaskOutput/there\n".into())
    );
    assert!(error.contains("`grows.log` keeps changing") && error.contains("track"), "{error}");
    assert!(world.stored("t", "TaskOutput", "grows.log").await.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_standard_input_stays_whatever_ends_the_helper() {
    let world = World::new("ended-input").await;
    for name in ["INT", "TERM", "KILL"] {
        let mut save = world.helper("t");
        save.args(["save", "--kind", "K", "-", "--as", "piped.txt"]).stdin(Stdio::piped());
        let mut child = start(save);
        let mut pipe = child.stdin.take().unwrap();
        // More than a pipe holds, so that the helper has begun to copy it.
        pipe.write_all(&vec![b'x'; 1 << 20]).unwrap();
        signal(child.id(), name);
        assert!(!end(child).await.status.success());
        drop(pipe);
        assert_eq!(world.left_behind(), Vec::<String>::new(), "{name}");
    }
    let mut save = world.helper("t");
    save.args(["--json", "save", "--kind", "K", "-", "--as", "piped.txt"]).stdin(Stdio::piped());
    let mut child = start(save);
    child.stdin.take().unwrap().write_all(b"piped").unwrap();
    let saved = end(child).await;
    assert!(text(&saved.stdout).contains(r#""file":"-""#), "{}", text(&saved.stdout));
    assert_eq!(world.stored("t", "K", "piped.txt").await.unwrap(), b"piped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_disk_is_not_saved() {
    let world = World::new("whole-disk").await;
    for files in [&["/"][..], &["/**"], &["//.."]] {
        let saved = save(&world, files).await;
        let told = text(&saved.stderr);
        assert_eq!(saved.status.code(), Some(1), "{files:?}: {told}");
        assert!(told.contains("the root of the file system"), "{files:?}: {told}");
    }
    let run = output(world.run("t", &["--save", "K=/"], "touch ran")).await;
    assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
    assert!(!world.path("ran").exists());
}
