//! Commands that a signal or the helper ends.

use crate::world::{World, end, output, signal, start, text};
use jobshelf::LogState;
use jobshelf_tests::{Fault, FaultPlan};
use std::process::{Command, Stdio};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_output_of_a_killed_command_is_saved_and_it_ends_with_137() {
    let world = World::new("run-killed").await;
    let script = "echo before; echo trouble >&2; kill -KILL $$; echo never";
    let run = output(world.run("t", &[], script)).await;
    assert_eq!(run.status.code(), Some(137));
    assert_eq!((text(&run.stdout), text(&run.stderr)), ("before\n".into(), "trouble\n".into()));
    assert_eq!(world.log("t", "stdout.txt").await, b"before\n");
    assert_eq!(world.log("t", "stderr.txt").await, b"trouble\n");
    let status = world.status("t", "stdout.txt").await;
    assert_eq!((status.state, status.exit_code), (LogState::Finished, Some(137)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_to_end_reaches_the_command_and_all_that_it_started() {
    let world = World::new("run-term").await;
    let script = "sleep 1000 & echo $! > child; echo ready; wait";
    let run = start(world.run("t", &["--interval", "1s"], script));
    world.wait_for("t", "TaskLog", "stdout.txt", b"ready\n").await;
    signal(run.id(), "TERM");
    assert_eq!(end(run).await.status.code(), Some(143));
    assert!(!is_alive(&world, "child"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_ignores_sigterm_is_killed_after_the_grace_time() {
    let world = World::new("run-stubborn").await;
    let script = "trap 'echo no' TERM; sleep 1000 & echo $! > child; echo ready; \
                  while :; do wait; done";
    let run = start(world.run("t", &["--interval", "1s", "--grace", "1s"], script));
    world.wait_for("t", "TaskLog", "stdout.txt", b"ready\n").await;
    // The sleep ignores it, too, so that only the kill ends it.
    signal(run.id(), "TERM");
    let run = end(run).await;
    assert_eq!(run.status.code(), Some(137), "{}", text(&run.stderr));
    assert_eq!(text(&run.stdout), "ready\nno\n");
    assert_eq!(world.log("t", "stdout.txt").await, b"ready\nno\n");
    assert!(!is_alive(&world, "child"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_background_process_does_not_delay_the_end() {
    let world = World::new("run-background").await;
    let script = "sleep 1000 & echo $! > child; echo over; exit 4";
    let run = output(world.run("t", &[], script)).await;
    assert_eq!((run.status.code(), text(&run.stdout)), (Some(4), "over\n".into()));
    assert!(text(&run.stderr).contains("still holds its output open"));
    assert_eq!(world.log("t", "stdout.txt").await, b"over\n");
    let child = std::fs::read_to_string(world.path("child")).unwrap();
    signal(child.trim().parse().unwrap(), "KILL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_cannot_be_started_ends_as_in_a_shell() {
    let world = World::new("run-missing").await;
    let mut helper = world.helper("t");
    helper.args(["run", "--", "no-such-command"]);
    assert_eq!(output(helper).await.status.code(), Some(127));
    let mut helper = world.helper("t");
    helper.args(["run", "--", "/etc/passwd"]);
    assert_eq!(output(helper).await.status.code(), Some(126));
    let mut helper = world.helper("t");
    helper.args(["run", "--save", "TaskOutput", "--", "true"]);
    assert_eq!(output(helper).await.status.code(), Some(2));
}

/// Whether the process still runs whose number the command wrote into this file.
fn is_alive(world: &World, file: &str) -> bool {
    let id = std::fs::read_to_string(world.path(file)).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", id.trim()));
    // What has ended and was not yet waited for by its new parent still has a number.
    status.is_ok_and(|status| !status.contains("State:\tZ"))
}

/// The helper started by a shell that has set a signal to be ignored.
fn run_ignoring(world: &World, ignored: &str, script: &str) -> Command {
    let bare = world.run("t", &["--interval", "1s"], script);
    let start = format!("trap '' {ignored}; exec \"$@\"");
    // Not every `sh` lets a script ignore the end of its children.
    let mut shell = Command::new("bash");
    shell.args(["-c", &start, "bash"]).arg(bare.get_program()).args(bare.get_args());
    placed_as(&bare, shell)
}

/// The same with the folder and the environment of another.
fn placed_as(other: &Command, mut command: Command) -> Command {
    command.env_clear().stdin(Stdio::null());
    command.current_dir(other.get_current_dir().unwrap());
    for (name, value) in other.get_envs() {
        command.env(name, value.unwrap());
    }
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exit_code_is_known_even_if_sigchld_is_ignored() {
    let world = World::new("run-no-children").await;
    let run = output(run_ignoring(&world, "CHLD", "echo over; exit 3")).await;
    assert_eq!(run.status.code(), Some(3), "{}", text(&run.stderr));
    assert_eq!(world.status("t", "stdout.txt").await.exit_code, Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ignored_signal_ends_neither_the_helper_nor_the_command() {
    let world = World::new("run-nohup").await;
    let script = "echo ready; while [ ! -e go ]; do sleep 0.1; done; kill -HUP $$; echo over";
    let run = start(run_ignoring(&world, "HUP", script));
    world.wait_for("t", "TaskLog", "stdout.txt", b"ready\n").await;
    signal(run.id(), "HUP");
    std::fs::write(world.path("go"), "").unwrap();
    let run = end(run).await;
    assert_eq!((run.status.code(), text(&run.stdout)), (Some(0), "ready\nover\n".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_background_process_that_prints_for_ever_does_not_delay_the_end() {
    let world = World::new("run-chatter").await;
    let script = "while :; do echo x || exit; sleep 0.5; done & echo $! > child; exit 4";
    let run = output(world.run("t", &[], script)).await;
    let child = std::fs::read_to_string(world.path("child")).unwrap();
    let _ = Command::new("kill").args(["-KILL", child.trim()]).output();
    assert_eq!(run.status.code(), Some(4));
    assert!(text(&run.stderr).contains("still holds its output open"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ctrl_c_that_ended_the_command_does_not_end_the_drain() {
    let world = World::with("run-key", FaultPlan::only(Fault::Busy, 3, 1.0)).await;
    // Like a terminal: to the helper and to the command, and to the helper a moment too late.
    let script = "(sleep 0.05; kill -INT $PPID) > /dev/null 2>&1 & echo printed; exit 130";
    let bare = world.run("t", &["--drain", "60s"], script);
    let terminal = "import os, pty, sys; \
                    sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    let mut python = Command::new("python3");
    python.args(["-c", terminal]).arg(bare.get_program()).args(bare.get_args());
    let run = start(placed_as(&bare, python));
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    world.proxy.heal();
    let run = end(run).await;
    assert_eq!(run.status.code(), Some(130), "{}", text(&run.stdout));
    assert!(!text(&run.stdout).contains("not saved"), "{}", text(&run.stdout));
    assert_eq!(world.log("t", "stdout.txt").await, b"printed\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_that_fits_the_disk_in_part_is_logged_in_part() {
    let world = World::new("run-disk").await;
    let bare = world.run("t", &[], "head -c 200001 /dev/zero | tr '\\0' x");
    let mut shell = Command::new("bash");
    // As a disk with 101 KiB left.
    let start = "trap '' XFSZ; ulimit -f 101; exec \"$@\"";
    shell.args(["-c", start, "bash"]).arg(bare.get_program()).args(bare.get_args());
    let run = output(placed_as(&bare, shell)).await;
    assert_eq!((run.status.code(), run.stdout.len()), (Some(0), 200_001));
    assert_eq!(world.log("t", "stdout.txt").await, vec![b'x'; 101 << 10]);
    assert!(text(&run.stderr).contains("96577 bytes found no room"), "{}", text(&run.stderr));
}
