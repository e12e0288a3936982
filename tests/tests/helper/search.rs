//! Which files a run saves: all that a rule is for, nothing else, and nothing is left out in silence.

use crate::world::{World, output, start, text};
use std::os::unix::fs::symlink;
use std::process::Command;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_changed_without_a_new_length_or_time_is_saved_again() {
    let world = World::new("run-same-time").await;
    let script = "save() { printf $1 > state; touch -d @1000000000 state; }; save one; \
                  while [ ! -e go ]; do sleep 0.05; done; save two; \
                  while [ ! -e end ]; do sleep 0.05; done; \
                  printf six > other; touch -d @1000000000 other; mv other state";
    let run = start(world.run("t", &["--save", "K=state", "--strict"], script));
    world.wait_for("t", "K", "state", b"one").await;
    std::fs::write(world.path("go"), "").unwrap();
    world.wait_for("t", "K", "state", b"two").await;
    std::fs::write(world.path("end"), "").unwrap();
    let run = crate::world::end(run).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert_eq!(world.stored("t", "K", "state").await.unwrap(), b"six");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_glob_cannot_look_at_is_named_by_run_and_by_save() {
    let world = World::new("run-hidden").await;
    for name in ["a.txt", "out/b.txt"] {
        let path = world.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, name).unwrap();
    }
    symlink("nothing", world.path("out/dangling.txt")).unwrap();
    symlink("endless.txt", world.path("endless.txt")).unwrap();
    symlink("nothing", world.path("unrelated.png")).unwrap();
    let run = output(world.run("t", &["--save", "K=**/*.txt", "--strict"], "exit 3")).await;
    let mut save = world.helper("saved");
    save.args(["save", "--kind", "K", "**/*.txt"]);
    let save = output(save).await;
    for (done, code, task) in [(run, 74, "t"), (save, 1, "saved")] {
        let told = text(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{told}");
        assert!(told.contains("`out/dangling.txt`: the link leads to nothing"), "{told}");
        assert!(told.contains("`endless.txt`: Too many levels"), "{told}");
        assert!(!told.contains("unrelated.png"), "{told}");
        for name in ["a.txt", "out/b.txt"] {
            assert_eq!(world.stored(task, "K", name).await.unwrap(), name.as_bytes());
        }
    }
    let run = output(world.run("t", &["--save", "K=**/*.txt"], "exit 3")).await;
    assert_eq!(run.status.code(), Some(3), "{}", text(&run.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_few_descriptors_all_files_are_saved_or_named() {
    let world = World::new("run-descriptors").await;
    let files: Vec<String> = (0..60).map(|n| format!("d{}/e/{n}.txt", n % 6)).collect();
    for file in &files {
        std::fs::create_dir_all(world.path(file).parent().unwrap()).unwrap();
        std::fs::write(world.path(file), file).unwrap();
    }
    for limit in [18, 20] {
        let task = format!("t{limit}");
        let options = ["--save", "K=**/*.txt", "--strict", "--drain", "4s"];
        let run = world.run(&task, &options, "echo ran");
        let mut save = world.helper(&task);
        save.args(["save", "--kind", "S", "d*/**/*.txt"]);
        for (kind, helper) in [("K", run), ("S", save)] {
            let mut few = Command::new("bash");
            let start = format!("ulimit -n {limit}; exec \"$@\"");
            few.args(["-c", &start, "bash"]).arg(helper.get_program()).args(helper.get_args());
            few.env_clear().current_dir(world.path(""));
            few.envs(helper.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let done = output(few).await;
            let mut n_stored = 0;
            for file in &files {
                n_stored += usize::from(world.stored(&task, kind, file).await.is_some());
            }
            let told = text(&done.stderr);
            assert!(n_stored == files.len() || told.contains("Too many open files"), "{told}");
            assert_eq!(done.status.success(), n_stored == files.len(), "{kind} {limit}: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_saved_like_by_save() {
    let world = World::new("run-folder").await;
    let script = "mkdir -p out/deep; echo a > out/a; echo b > out/deep/b";
    let made = world.task_folder().join("made");
    let rooted = format!("Rooted={}", made.display());
    let options = ["--save", "K=out", "--save-job", "J=./out/", "--save", &rooted, "--strict"];
    std::fs::create_dir(&made).unwrap();
    std::fs::write(made.join("c"), "c\n").unwrap();
    let run = output(world.run("t", &options, script)).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    for (task, kind) in [("t", "K"), ("", "J")] {
        assert_eq!(world.stored(task, kind, "out/a").await.unwrap(), b"a\n");
        assert_eq!(world.stored(task, kind, "out/deep/b").await.unwrap(), b"b\n");
    }
    assert_eq!(world.stored("t", "Rooted", "made/c").await.unwrap(), b"c\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_that_leave_the_working_folder_are_not_followed() {
    let world = World::new("run-links").await;
    let outside = world.task_folder().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("secret.txt"), "secret").unwrap();
    symlink(&outside, world.path("folder")).unwrap();
    symlink(outside.join("secret.txt"), world.path("file.txt")).unwrap();
    symlink("/proc/self/environ", world.path("environ.txt")).unwrap();
    std::fs::create_dir(world.path("real")).unwrap();
    std::fs::write(world.path("real/a.txt"), "a").unwrap();
    symlink("real", world.path("alias")).unwrap();
    assert!(Command::new("mkfifo").arg(world.path("pipe.txt")).status().unwrap().success());
    symlink("/dev/zero", world.path("zero.txt")).unwrap();

    let run = output(world.run("t", &["--save", "K=**/*.txt", "--strict"], "true")).await;
    let told = text(&run.stderr);
    assert_eq!(run.status.code(), Some(74), "{told}");
    for name in ["`folder`", "`file.txt`", "`environ.txt`"] {
        assert!(told.contains(name), "{told}");
    }
    for (path, stored) in [
        ("folder/secret.txt", None),
        ("file.txt", None),
        ("environ.txt", None),
        ("pipe.txt", None),
        ("zero.txt", None),
        ("real/a.txt", Some(b"a".to_vec())),
        ("alias/a.txt", Some(b"a".to_vec())),
    ] {
        assert_eq!(world.stored("t", "K", path).await, stored, "{path}");
    }
    // Who names the path means it.
    let rooted = format!("Rooted={}/*", outside.display());
    let options = ["--save", "Up=../outside/*", "--save", &rooted, "--strict"];
    let run = output(world.run("t", &options, "true")).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(world.stored("t", "Up", "outside/secret.txt").await.is_some());
    assert!(world.stored("t", "Rooted", "secret.txt").await.is_some());
}
