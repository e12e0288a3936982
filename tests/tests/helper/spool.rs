//! The spool: private, gone after a kill, and somewhere else where a folder cannot be written.

use crate::world::{World, end, output, signal, start, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_the_owner_may_read_the_spool() {
    let world = World::new("run-private").await;
    let script = "echo x; while [ ! -e ../.jobshelf-*/stdout.txt ]; do sleep 0.05; done; \
                  stat -c '%a' ../.jobshelf-* ../.jobshelf-*/stdout.txt > modes";
    let run = output(world.run("t", &[], script)).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert_eq!(std::fs::read_to_string(world.path("modes")).unwrap(), "700\n600\n");
    assert_eq!(world.left_behind(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_run_removes_the_spool_of_a_killed_run_and_of_no_other() {
    let world = World::new("run-stale").await;
    let killed =
        start(world.run("killed", &["--interval", "1s"], "echo $$ > pid; echo x; sleep 1000"));
    world.wait_for("killed", "TaskLog", "stdout.txt", b"x\n").await;
    signal(killed.id(), "KILL");
    let script = std::fs::read_to_string(world.path("pid")).unwrap();
    signal(script.trim().parse().unwrap(), "KILL");
    end(killed).await;
    assert_eq!(world.left_behind().len(), 1);

    let script = "echo x; while [ ! -e go ]; do sleep 0.05; done; echo y";
    let living = start(world.run("living", &["--interval", "1s", "--strict"], script));
    world.wait_for("living", "TaskLog", "stdout.txt", b"x\n").await;
    let next = output(world.run("next", &["--strict"], "true")).await;
    assert_eq!(next.status.code(), Some(0), "{}", text(&next.stderr));
    assert_eq!(world.left_behind().len(), 1);
    std::fs::write(world.path("go"), "").unwrap();
    let living = end(living).await;
    assert_eq!(living.status.code(), Some(0), "{}", text(&living.stderr));
    assert_eq!(world.log("living", "stdout.txt").await, b"x\ny\n");
    assert_eq!(world.left_behind(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_usable_folder_for_temporary_files_another_one_is_taken() {
    let world = World::new("run-no-tmp").await;
    let mut run = world.run("t", &["--strict", "--save", "K=*.txt"], "echo x; echo y > y.txt");
    run.env("TMPDIR", "/nonexistent").env("AZ_BATCH_TASK_DIR", "/nonexistent");
    let run = output(run).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert_eq!(world.log("t", "stdout.txt").await, b"x\n");
    assert_eq!(world.stored("t", "K", "y.txt").await.unwrap(), b"y\n");
}
