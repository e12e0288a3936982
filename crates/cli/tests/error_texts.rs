//! Whole error texts as a person and a script read them: each cause once, and a hint. None of these
//! commands reaches storage.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use std::process::{Command, Output};

/// A container's URL at a port where nothing listens, with a SAS that is bound to a user.
fn container_url() -> String {
    let signature = "A".repeat(43);
    let sas = format!("sv=2026-04-06&sr=c&sp=racwl&skoid=x&sduoid=y&sig={signature}%3D");
    format!("http://127.0.0.1:9/devstoreaccount1/job-j?{sas}")
}

fn run(variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobshelf"));
    command.env_clear().envs(variables.iter().copied()).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_file_that_is_missing_is_said_once_with_a_hint() {
    let url = container_url();
    let node = [("JOB_CONTAINER_URL", url.as_str()), ("AZ_BATCH_TASK_ID", "t")];
    let save = ["save", "--kind", "TaskOutput", "no-such-file"];
    let run_as_text = run(&node, &save);
    assert_eq!(run_as_text.status.code(), Some(1));
    assert_eq!(
        text(&run_as_text.stderr),
        "jobshelf: cannot read file `no-such-file`: No such file or directory (os error 2)\n  \
         check that the file is there, and who may read and write it\n"
    );
    let run_as_json = run(&node, &[&["--json"], &save[..]].concat());
    assert_eq!(run_as_json.status.code(), Some(1));
    assert_eq!(
        text(&run_as_json.stdout),
        "{\"event\":\"failed\",\"message\":\"cannot read file `no-such-file`: No such file or \
         directory (os error 2)\",\"hint\":\"check that the file is there, and who may read and \
         write it\"}\n"
    );
}

#[test]
fn a_variable_that_cannot_be_used_is_said_once_with_its_cause() {
    for (variables, expected) in [
        (
            &[("AZURE_STORAGE_CONNECTION_STRING", "AccountName=a;AccountKey=!")][..],
            "jobshelf: AZURE_STORAGE_CONNECTION_STRING cannot be used: the connection string cannot \
             be used: the account key is not base64: it may have been cut off, copy all of it\n",
        ),
        (
            &[("AZURE_STORAGE_ACCOUNT", "a"), ("AZURE_STORAGE_KEY_FILE", "/no-such-file")],
            "jobshelf: cannot find the file that AZURE_STORAGE_KEY_FILE names: No such file or \
             directory (os error 2); the value is the file's name, not the secret itself\n",
        ),
    ] {
        assert_eq!(text(&run(variables, &["list", "--job", "j"]).stderr), expected);
    }
}

#[test]
fn the_doctor_names_a_sas_that_needs_a_sign_in() {
    let url = container_url();
    let doctor = run(&[("JOBSHELF_CONTAINER_URL", &url)], &["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    let told = text(&doctor.stdout);
    assert!(
        told.contains("BAD  sign-in    this SAS works only with a sign-in of its user"),
        "{told}"
    );
    assert!(told.contains("bound to no user"), "{told}");
    let times = told.matches("Connection refused").count();
    assert_eq!(times, 1, "{told}");
}
