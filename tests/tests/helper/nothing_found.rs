//! What is named and does not exist: it is said, with the name that was meant, and is a failure.

use crate::operator::{filled, operator};
use crate::world::{World, output, text};
use std::io::BufRead as _;
use std::process::Stdio;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_named_and_does_not_exist_is_a_failure_with_a_near_name() {
    let world = filled("near-names").await;
    let of_task = ["--task", "t1", "--kind", "TaskOutput"];
    let cases: [(&[&str], &str); 16] = [
        (&["list", "--task", "T1"], "nothing of a task `T1`; did you mean `t1`?"),
        (&["list", "--kind", "taskoutput"], "of kind `taskoutput`; did you mean `TaskOutput`?"),
        (&["list", "--kind", "TaskLog"], "container `job-near-names` has no output of kind"),
        (&["list", "--job-level", "--kind", "Joboutput"], "did you mean `JobOutput`?"),
        (&["list", "t1"], "there is no output `t1`; did you mean `t1/`?"),
        (&["list", "nosuch*"], "no output matches `nosuch*`"),
        (&["list", "--task", "t1", "--kind", "TaskOutput", "ou/"], "did you mean `out/`?"),
        (&["get", "--to", "to", "--task", "nosuch"], "nothing of a task `nosuch`"),
        (&["get", "--to", "to", "--kind", "taskoutput"], "did you mean `TaskOutput`?"),
        (&["get", "--to", "to", "--task", "t1", "--kind", "Taskoutput"], "task `t1` has no output"),
        (&["get", "--to", "to", "t1/$TaskOutput/a.tx"], "did you mean `a.txt`?"),
        (&["rm", "--yes", "--task", "T1"], "did you mean `t1`?"),
        (&["rm", "--yes", "t1/$TaskOutput/a.tx"], "did you mean `a.txt`?"),
        (&["cat", "--task", "T1", "--kind", "TaskOutput", "a.txt"], "did you mean `t1`?"),
        (&["cat", "--task", "t1", "--kind", "TaskOutput", "a.tx"], "did you mean `a.txt`?"),
        (&["follow", "--kind", "TaskOutput", "a.tx"], "did you mean `a.txt`?"),
    ];
    for (arguments, told) in cases {
        let ended = output(operator(&world, arguments)).await;
        let stderr = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}: {stderr}");
        assert!(stderr.contains(told), "{arguments:?}: {stderr}");
        assert_eq!(text(&ended.stdout), "", "{arguments:?}");
        let json = output(operator(&world, &[&["--json"], arguments].concat())).await;
        assert_eq!((json.status.code(), text(&json.stderr).as_str()), (Some(1), ""));
        assert!(text(&json.stdout).contains(r#""event":"failed""#), "{arguments:?}");
    }
    // What does exist is fetched all the same.
    let partly = [&["get", "--to", "to"], &of_task[..], &["*.txt", "nosuch/"]].concat();
    let partly = output(operator(&world, &partly)).await;
    assert_eq!((partly.status.code(), text(&partly.stdout).as_str()), (Some(1), "to/a.txt\n"));
    assert!(text(&partly.stderr).contains("nosuch"), "{}", text(&partly.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_without_outputs_is_said_to_be_empty() {
    let world = World::new("empty-job").await;
    let cases: [(&[&str], i32); 3] =
        [(&["list"], 0), (&["rm", "--yes"], 0), (&["get", "--to", "to"], 1)];
    for (arguments, code) in cases {
        let ended = output(operator(&world, arguments)).await;
        assert_eq!(ended.status.code(), Some(code), "{arguments:?}");
        let stderr = text(&ended.stderr);
        assert!(stderr.contains("container `job-empty-job`"), "{arguments:?}: {stderr}");
        assert_eq!(text(&ended.stdout), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_there_is_not_tracked_in_silence() {
    let world = World::new("untracked").await;
    std::fs::write(world.path("solver.log"), "x").unwrap();
    let track = |more: &[&str]| {
        let mut track = world.helper("t");
        track.arg("track").args(more);
        track
    };
    let once = output(track(&["--once", "solvr.log"])).await;
    assert_eq!(once.status.code(), Some(1), "{}", text(&once.stdout));
    let told = text(&once.stderr);
    assert!(told.contains("`solvr.log` does not exist; did you mean `solver.log`?"), "{told}");
    assert!(world.stored("t", "TaskLog", "solvr.log").await.is_none());
    let stdin = output(track(&["-"])).await;
    assert_eq!(stdin.status.code(), Some(2), "{}", text(&stdin.stdout));
    assert!(text(&stdin.stderr).contains("save - --as NAME"), "{}", text(&stdin.stderr));
    let folder = output(track(&["--once", "."])).await;
    assert_ne!(folder.status.code(), Some(0));

    // One that may still come is waited for, and missed at the end.
    let mut waiting = track(&["later.log"]);
    let mut waiting = waiting.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufReader::new(waiting.stderr.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    assert!(line.contains("waiting") && line.contains("later.log"), "{line}");
    crate::world::signal(waiting.id(), "TERM");
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert!(rest.iter().any(|line| line.contains("does not exist")), "{rest:?}");
    assert_eq!(waiting.wait().unwrap().code(), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn following_says_what_it_waits_for() {
    let world = filled("awaited").await;
    let cases: [(&[&str], &str); 3] = [
        (&["--task", "T1", "stdout.txt"], "T1/$TaskLog/stdout.txt: waiting for it: "),
        (&["--kind", "tasklog"], "waiting for logs: container `job-awaited` has no output of kind"),
        (&["--json", "--task", "T1", "stdout.txt"], r#""event":"waiting""#),
    ];
    for (arguments, told) in cases {
        let mut follow = operator(&world, &[&["follow"], arguments].concat());
        follow.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut follow = follow.spawn().unwrap();
        let (stdout, stderr) = (follow.stdout.take().unwrap(), follow.stderr.take().unwrap());
        let mut line = String::new();
        match arguments.contains(&"--json") {
            true => std::io::BufReader::new(stdout).read_line(&mut line).unwrap(),
            false => std::io::BufReader::new(stderr).read_line(&mut line).unwrap(),
        };
        follow.kill().unwrap();
        follow.wait().unwrap();
        assert!(line.contains(told) && line.contains("did you mean"), "{arguments:?}: {line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_does_not_exist_is_a_failure_with_a_near_id() {
    let world = World::new("zebra-crossing-17").await;
    let cases: [&[&str]; 7] = [
        &["list"],
        &["list", "--task", "t"],
        &["get", "--to", "to"],
        &["get", "--to", "to", "--task", "t", "--kind", "K", "a.txt"],
        &["rm", "--yes"],
        &["cat", "--task", "t", "--kind", "K", "a.txt"],
        &["follow"],
    ];
    for arguments in cases {
        let arguments = [arguments, &["--job", "zebra-crosing-17"]].concat();
        let ended = output(operator(&world, &arguments)).await;
        let stderr = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}: {stderr}");
        let told = "container `job-zebra-crosing-17` does not exist; did you mean \
                    `zebra-crossing-17`?";
        assert!(stderr.contains(told), "{arguments:?}: {stderr}");
    }
    let far = output(operator(&world, &["list", "--job", "qqqqqqqqqq"])).await;
    assert_eq!(far.status.code(), Some(1));
    assert!(text(&far.stderr).contains("jobshelf prepare"), "{}", text(&far.stderr));
}
