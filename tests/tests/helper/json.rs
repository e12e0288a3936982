//! `--json`: every command prints objects, one a line, and nothing else.

use crate::operator::{filled, operator};
use crate::world::{end, output, text};
use serde_json::Value;
use std::process::Stdio;

/// The events in an output, each of which is one line of JSON.
fn events(printed: &[u8]) -> Vec<Value> {
    let event = |line: &str| -> Value {
        let event: Option<Value> = serde_json::from_str(line).ok();
        assert!(event.as_ref().is_some_and(|event| event["event"].is_string()), "{line}");
        event.unwrap()
    };
    text(printed).lines().map(event).collect()
}

/// A command line, the event that it must print and a key of that event.
const COMMANDS: [(&[&str], &str, &str); 17] = [
    (&["list"], "output", "name"),
    (&["save", "--task", "t3", "--kind", "K", "a.txt"], "saved", "blob"),
    (&["track", "--task", "t3", "--once", "a.txt"], "tracked", "blob"),
    (&["get", "--to", "to", "--task", "t1"], "fetched", "file"),
    (&["cat", "--task", "t1", "--kind", "TaskOutput", "a.txt"], "content", "text"),
    (&["follow", "--task", "t3", "a.txt"], "line", "message"),
    (&["rm", "--dry-run", "--task", "t2"], "would_remove", "blob"),
    (&["rm", "--yes", "--task", "t2"], "removed", "blob"),
    (&["prepare"], "exists", "container"),
    (&["sas", "job"], "sas", "url"),
    (&["sas", "viewer", "--viewer-url", "https://f.example/"], "sas", "link"),
    (&["output-files", "--task", "t3"], "output_files", "outputFiles"),
    (&["doctor"], "ok", "message"),
    (&["name", "My_Job"], "name", "container"),
    (&["path", "--task", "t", "--kind", "K", "x"], "path", "blob"),
    (&["completions", "bash"], "completions", "script"),
    (&["man", "run"], "page", "page"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_prints_its_result_as_json() {
    let world = filled("all-json").await;
    for (arguments, event, key) in COMMANDS {
        let ended = output(operator(&world, &[arguments, &["--json"]].concat())).await;
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {}", text(&ended.stdout));
        assert_eq!(text(&ended.stderr), "", "{arguments:?}");
        let found = events(&ended.stdout).into_iter().find(|it| it["event"] == event);
        let is_whole = found.is_some_and(|found| !found[key].is_null());
        assert!(is_whole, "{arguments:?}: {}", text(&ended.stdout));
    }
    let pages = output(operator(&world, &["--json", "man", "--to", "pages"])).await;
    assert!(events(&pages.stdout).iter().all(|event| event["event"] == "written"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_usage_is_one_object_and_exit_code_2() {
    let world = filled("json-usage").await;
    let wrong: [&[&str]; 10] = [
        &["--json"],
        &["--json", "nosuch"],
        &["list", "--json", "--nosuch"],
        &["save", "--json"],
        &["--json", "sas", "nobody"],
        &["--json", "name"],
        &["name", "--json"],
        &["--json", "name", "a b"],
        &["--json", "track", "-"],
        &["--json", "path", "--task", "t", "--kind", "K", "/etc/passwd"],
    ];
    for arguments in wrong {
        let ended = output(operator(&world, arguments)).await;
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&ended.stderr), "", "{arguments:?}");
        let events = events(&ended.stdout);
        assert_eq!(events.len(), 1, "{arguments:?}: {events:?}");
        assert_eq!(events[0]["event"], "failed");
        let message = events[0]["message"].as_str().unwrap();
        assert!(!message.is_empty() && !message.contains('\n'), "{arguments:?}: {message}");
    }
    // After `--` it is the command's own option.
    let text_only = output(operator(&world, &["run", "--nosuch", "--", "x", "--json"])).await;
    assert_eq!((text_only.status.code(), text(&text_only.stdout).as_str()), (Some(2), ""));
    assert!(text(&text_only.stderr).starts_with("error: "), "{}", text(&text_only.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_prints_its_events_on_standard_error() {
    let world = filled("json-run").await;
    let run = |options: &[&str], command: &[&str]| {
        let mut run = world.helper("t4");
        run.args(["--json", "run"]).args(options).arg("--").args(command);
        run
    };
    let options = ["--save", "K=a.txt", "--save", "K=nosuch*"];
    let ended = output(run(&options, &["sh", "-c", "echo out"])).await;
    assert_eq!((ended.status.code(), text(&ended.stdout).as_str()), (Some(0), "out\n"));
    let kinds: Vec<String> =
        events(&ended.stderr).iter().map(|it| it["event"].as_str().unwrap().to_owned()).collect();
    assert!(kinds.contains(&"saved".to_owned()) && kinds.contains(&"warning".to_owned()));
    let missing = output(run(&[], &["no-such-command"])).await;
    assert_eq!((missing.status.code(), text(&missing.stdout).as_str()), (Some(127), ""));
    assert_eq!(events(&missing.stderr)[0]["event"], "failed");
    let wrong = output(run(&["--nosuch"], &["true"])).await;
    assert_eq!((wrong.status.code(), text(&wrong.stdout).as_str()), (Some(2), ""));
    assert_eq!(events(&wrong.stderr)[0]["event"], "failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn output_that_cannot_pass_through_is_an_event() {
    let world = filled("json-full").await;
    let mut run = world.helper("t5");
    run.args(["--json", "run", "--", "sh", "-c", "echo out"]);
    run.stdout(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let ended = end(run.stderr(Stdio::piped()).spawn().unwrap()).await;
    assert_eq!(ended.status.code(), Some(0));
    let events = events(&ended.stderr);
    let told = events[0]["message"].as_str().unwrap();
    assert!(events[0]["event"] == "warning" && told.contains("passes through"), "{events:?}");
    assert_eq!(text(&world.log("t5", "stdout.txt").await), "out\n");
}
