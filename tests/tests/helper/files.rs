//! Files that a command makes, saved while it runs.

use crate::world::{World, end, output, start, text};
use std::path::Path;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_small_files_are_all_saved_each_as_it_is() {
    let world = World::new("run-many").await;
    let script = "mkdir out; n=0; while [ $n -lt 10000 ]; do echo \"file $n\" > out/$n.txt; \
                  n=$((n+1)); done";
    let options = ["--save", "TaskOutput=out/*.txt", "--drain", "150s", "--strict"];
    let run = output(world.run("t", &options, script)).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let storage = jobshelf::JobOutputStorage::new(world.direct.clone());
    let task = jobshelf::TaskId::parse("t").unwrap();
    let (mut n_files, mut marker) = (0, None);
    loop {
        let page = storage.list_task_page(&task, marker.as_deref()).await.unwrap();
        for output in &page.outputs {
            let Some(number) = output.address.path().strip_prefix("out/") else { continue };
            let number = number.strip_suffix(".txt").unwrap();
            assert_eq!(output.blob.size, format!("file {number}\n").len() as u64, "{number}");
            n_files += 1;
        }
        marker = page.next_marker;
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(n_files, 10_000);
    for number in (0..10_000).step_by(617) {
        let found = world.stored("t", "TaskOutput", &format!("out/{number}.txt")).await;
        assert_eq!(found.unwrap(), format!("file {number}\n").as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn complete_files_are_saved_during_the_run_and_open_ones_are_not() {
    let world = World::new("run-half").await;
    // The descriptor stays open until the end, as in a renderer.
    let script = "exec 3>half.png; printf half >&3; printf one > whole-1.png; \
                  while [ ! -e go ]; do sleep 0.05; done; printf two > whole-2.png; \
                  while [ ! -e end ]; do sleep 0.05; done; printf more >&3; exit 5";
    let run = start(world.run("t", &["--save", "TaskPreview=*.png"], script));
    world.wait_for("t", "TaskPreview", "whole-1.png", b"one").await;
    touch(&world.path("go"));
    // This file began after the incomplete one, which a later scan has seen again.
    world.wait_for("t", "TaskPreview", "whole-2.png", b"two").await;
    assert_eq!(world.stored("t", "TaskPreview", "half.png").await, None);
    touch(&world.path("end"));
    assert_eq!(end(run).await.status.code(), Some(5));
    assert_eq!(world.stored("t", "TaskPreview", "half.png").await.unwrap(), b"halfmore");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_changes_after_it_was_saved_is_saved_again() {
    let world = World::new("run-again").await;
    let script = "printf first > state.json; while [ ! -e go ]; do sleep 0.05; done; \
                  printf second > state.json; while [ ! -e end ]; do sleep 0.05; done; \
                  printf last > state.json";
    let run = start(world.run("t", &["--save", "TaskIntermediate=state.json"], script));
    world.wait_for("t", "TaskIntermediate", "state.json", b"first").await;
    touch(&world.path("go"));
    world.wait_for("t", "TaskIntermediate", "state.json", b"second").await;
    touch(&world.path("end"));
    assert_eq!(end(run).await.status.code(), Some(0));
    world.wait_for("t", "TaskIntermediate", "state.json", b"last").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_saved_only_after_the_requested_kind_of_end() {
    let world = World::new("run-when").await;
    for (task, when, exit, is_saved) in [
        ("a", "success", 0, true),
        ("b", "success", 1, false),
        ("c", "failure", 1, true),
        ("d", "failure", 0, false),
        ("e", "completion", 1, true),
    ] {
        let options = ["--save", "TaskOutput=x", "--when", when, "--save-job", "JobOutput=y/**"];
        let script = format!("mkdir -p y/z; echo {task} > x; echo j > y/z/{task}; exit {exit}");
        let run = output(world.run(task, &options, &script)).await;
        assert_eq!(run.status.code(), Some(exit), "{}", text(&run.stderr));
        assert_eq!(world.stored(task, "TaskOutput", "x").await.is_some(), is_saved, "{task}");
        let of_job = world.stored("", "JobOutput", &format!("y/z/{task}")).await;
        assert_eq!(of_job.is_some(), is_saved, "{task}");
        std::fs::remove_dir_all(world.path("y")).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tracked_log_file_of_the_command_has_its_exit_code() {
    let world = World::new("run-track").await;
    let script = "echo one >> solver.log; while [ ! -e go ]; do sleep 0.05; done; \
                  echo two >> solver.log; exit 6";
    let options = ["--track", "TaskLog=solver.log", "--interval", "1s"];
    let run = start(world.run("t", &options, script));
    world.wait_for("t", "TaskLog", "solver.log", b"one\n").await;
    touch(&world.path("go"));
    assert_eq!(end(run).await.status.code(), Some(6));
    assert_eq!(world.log("t", "solver.log").await, b"one\ntwo\n");
    assert_eq!(world.status("t", "solver.log").await.exit_code, Some(6));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_spool_is_not_an_output_even_where_a_glob_would_find_it() {
    let world = World::new("run-spool").await;
    // The rest of a killed run.
    let stale = world.task_folder().join(".jobshelf-stale");
    std::fs::create_dir(&stale).unwrap();
    std::fs::write(stale.join("stdout.txt"), "stale").unwrap();
    let options = ["--save", "TaskOutput=../**/*"];
    let run = output(world.run("t", &options, "echo printed; echo x > made.txt")).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let storage = jobshelf::JobOutputStorage::new(world.direct.clone());
    let page = storage.list_page(None).await.unwrap();
    let mut names: Vec<_> = page.outputs.iter().map(|it| it.blob.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["t/$TaskLog/stderr.txt", "t/$TaskLog/stdout.txt", "t/$TaskOutput/wd/made.txt"]
    );
}

fn touch(path: &Path) {
    std::fs::write(path, "").unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_folder_tree_is_reported_and_does_not_delay_the_end() {
    let world = World::new("run-endless").await;
    // Each folder has two links to the next: 2^40 paths, and no loop that could be noticed.
    let script = "n=0; while [ $n -lt 40 ]; do mkdir -p t$n/d; n=$((n+1)); done; \
                  n=0; while [ $n -lt 39 ]; do m=$((n+1)); ln -s ../../t$m/d t$n/d/a; \
                  ln -s ../../t$m/d t$n/d/b; n=$m; done; echo x > t39/d/f; exit 3";
    for (task, exit) in [("t", 3), ("strict", 74)] {
        let mut options = vec!["--save", "TaskOutput=t0/**/*", "--drain", "2s"];
        options.extend((exit == 74).then_some("--strict"));
        let script = if exit == 74 { "exit 3" } else { script };
        let run = output(world.run(task, &options, script)).await;
        assert_eq!(run.status.code(), Some(exit), "{}", text(&run.stderr));
        let told = "not all files of `t0/**/*` are known to be saved";
        assert!(text(&run.stderr).contains(told), "{}", text(&run.stderr));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_refused_during_the_run_is_tried_again_at_the_end() {
    let world = World::new("run-refused").await;
    let azurite = jobshelf_tests::Azurite::shared().unwrap();
    let name = jobshelf::JobId::parse("run-refused-later").unwrap().container_name();
    let url = azurite.container_sas_url(&name, "racwdl").unwrap();
    let container = azurite.account().unwrap().container(&name);
    let script = "echo x > f; while [ ! -e go ]; do sleep 0.1; done";
    let mut run = world.run("t", &["--save", "TaskOutput=f", "--strict", "--json"], script);
    run.env("JOB_CONTAINER_URL", url.expose());
    let run = start(run);
    // The file is complete, and refused since there is no container yet.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    container.create_if_missing().await.unwrap();
    touch(&world.path("go"));
    let run = end(run).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
}
