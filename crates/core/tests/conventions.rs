//! The Batch File Conventions, held against what the .NET library 4.0.0 was seen to do: its own
//! unit tests, BatchExplorer's, and names that it gave when it was run.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy takes the helpers of tests for code")]

use jobshelf::{
    BlobName, ContainerName, JobId, Kind, NameError, OutputAddress, OutputPath, Owner, TaskId,
};
use proptest::prelude::*;

/// Job ID, tab, container, a line each; got by running the .NET library.
const CONTAINER_NAMES: &str = include_str!("vectors/container-names.tsv");

fn container(id: &str) -> String {
    JobId::parse(id).unwrap_or_else(|error| panic!("{error}")).container_name().to_string()
}

fn task(id: &str) -> Owner {
    Owner::Task(TaskId::parse(id).unwrap())
}

fn kind(kind: &str) -> Kind {
    Kind::parse(kind).unwrap()
}

#[test]
fn containers_are_named_as_dotnet_names_them_in_every_recorded_row() {
    let rows = CONTAINER_NAMES.lines().filter(|line| !line.starts_with('#'));
    let mut n_rows = 0;
    for row in rows {
        let (id, expected) = row.split_once('\t').unwrap();
        assert_eq!(container(id), expected, "job ID {id}");
        n_rows += 1;
    }
    assert_eq!(n_rows, 160);
}

#[test]
fn container_names_match_the_tests_of_dotnet_and_batch_explorer() {
    for (id, expected) in [
        ("job-15", "job-job-15"),
        ("MyTerrificJob", "job-myterrificjob"),
        ("J", "job-j"),
        ("j", "job-j"),
        ("my_job-bob", "job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927"),
        ("-my_job-sam--", "job-my-job-sam-47f54d840815af2592a12213db05f8a8277a098d"),
        (
            "my-_EVEN_MORE_-terrific-job",
            "job-my-even-more-te-68b05a7d8aa6aa65b9a6892c667a6c406a16ad65",
        ),
        ("---", "job-job-58b63e273b964039d6ef432a415df3f177c818e5"),
        ("-_-", "job-job-6fe16b401f95cfcf3aba78023b0a14ef782813e1"),
        ("-", "job-job-3bc15c8aae3e4124dd409035f32ea2fd6835efc9"),
        ("_", "job-job-53a0acfad59379b3e050338bf9f23cfc172ee787"),
        (
            "myverylongjobnameallinonewordreallystartingtogetreallysillynow",
            "job-myverylongjobna-a8700e4947d0c8c621e53b24246aa0349d830e41",
        ),
        ("job:my-job-1", "job-job-my-job-1-fdddfdd04eab0771edb90374860d2736481d162d"),
        (":", "job-job-05a79f06cf3f67f726dae68d18a2290f6c9a50c9"),
    ] {
        assert_eq!(container(id), expected, "job ID {id}");
    }
}

#[test]
fn containers_are_named_as_dotnet_does_at_every_edge_of_the_rule() {
    let a = |n: usize| "a".repeat(n);
    let cut = "job-aaaaaaaaaaaaaaa-13d956033d9af449bfe2c4ef78c17c20469c4bf1".to_owned();
    for (id, expected) in [
        ("a--b".to_owned(), "job-a-b-73823f1b838f847d425f8ef4719d48c8815453b3".to_owned()),
        ("a-".to_owned(), "job-a-d5054dde373c6fa7edd0add2cee51f40ab57b535".to_owned()),
        ("-a".to_owned(), "job-a-6db1fada730596c747bd0e1cc542c04190614170".to_owned()),
        ("___a___".to_owned(), "job-a-1c702ccb723e5a685eb767198decce780a215ceb".to_owned()),
        // The cut leaves a hyphen, which goes too.
        (
            format!("{}_b", a(14)),
            "job-aaaaaaaaaaaaaa-323ecd9606e422b0247df685d7b022c611a85c95".to_owned(),
        ),
        (
            format!("{}_", a(15)),
            "job-aaaaaaaaaaaaaaa-0a2cd7855f645ba9a6dddd2c789d89189dca90e3".to_owned(),
        ),
        (
            format!("{}_b", a(15)),
            "job-aaaaaaaaaaaaaaa-f6b3517cb612f56a5eb3722cca93d3b3991c7c73".to_owned(),
        ),
        (
            "sched:job-1".to_owned(),
            "job-sched-job-1-1b84181bfbfa66cbcac7b65e86425e85fdb3fdcd".to_owned(),
        ),
        ("a_:-_b".to_owned(), "job-a-b-ab19048872761f28eb9f0309f0a0a16247a917c8".to_owned()),
        (a(59), format!("job-{}", a(59))),
        (a(60), cut.clone()),
        ("A".repeat(60), cut),
        ("-".repeat(64), "job-job-ce7f81586db17ada2bb5a28fb9bdb7e2216d9d3f".to_owned()),
        (
            "00000000-0000-0000-0000-000000000000".to_owned(),
            "job-00000000-0000-0000-0000-000000000000".to_owned(),
        ),
    ] {
        assert_eq!(container(&id), expected, "job ID {id}");
    }
}

#[test]
fn two_crafted_job_ids_can_share_a_container() {
    assert_eq!(container("my_job"), container("my-job-5b91c41b749676483e71a4efad72227085535e8e"));
}

#[test]
fn a_refused_job_id_names_the_character_and_what_is_allowed() {
    for (id, message) in [
        ("café", "job ID `café` has 'é' (U+00E9) at position 4; "),
        ("a b", "job ID `a b` has space (U+0020) at position 2; "),
        ("abc\n", "job ID `abc\\n` has line break (U+000A) at position 4; "),
        ("a/b", "job ID `a/b` has '/' (U+002F) at position 2; "),
        (".", "job ID `.` has '.' (U+002E) at position 1; "),
        ("İ", "job ID `İ` has 'İ' (U+0130) at position 1; "),
        ("a\u{202e}b", "job ID `a\\u{202e}b` has invisible character (U+202E) at position 2; "),
    ] {
        let error = JobId::parse(id).unwrap_err().to_string();
        let allowed = "allowed are letters A to Z, digits, '-', '_' and ':'";
        assert_eq!(error, format!("{message}{allowed}"));
    }
    assert_eq!(JobId::parse("").unwrap_err().to_string(), "job ID is empty");
}

#[test]
fn a_sas_url_given_for_a_name_is_not_printed() {
    let secret = "S3CR3T";
    let url = format!("https://a.blob.core.windows.net/job-x?sv=1&sig={secret}%3D");
    let errors: [NameError; 6] = [
        JobId::parse(&url).unwrap_err(),
        JobId::from_task_url(&url).unwrap_err(),
        ContainerName::parse(&url).unwrap_err(),
        TaskId::parse(&url).unwrap_err(),
        Kind::parse(&url).unwrap_err(),
        OutputPath::parse(&url).unwrap_err(),
    ];
    let long = BlobName::new(&format!("{url}{}", "x".repeat(2000))).unwrap_err();
    for error in errors.into_iter().chain([long]) {
        assert!(!format!("{error} {error:?} {error:#?}").contains(secret), "{error:?}");
    }
}

/// The relative path of a file, and the path in storage that was meant. The .NET library 4.0.0
/// gives the same except where its own code fails: see the conventions module.
#[test]
fn a_file_path_becomes_the_intended_output_path() {
    for (file, expected) in [
        ("a/b/c.txt", "a/b/c.txt"),
        (r"a\b\c.txt", "a/b/c.txt"),
        ("../stdout.txt", "stdout.txt"),
        (r"..\stdout.txt", "stdout.txt"),
        ("../../x.txt", "x.txt"),
        (r"..\../x.txt", "x.txt"),
        (r"..\..\x.txt", "x.txt"),
        (r"..\a\x.txt", "a/x.txt"),
        (r"../a\x.txt", "a/x.txt"),
        ("./x.txt", "x.txt"),
        (r".\x.txt", "x.txt"),
        (".././../x.txt", "x.txt"),
        ("..x/y", "..x/y"),
        ("...", "..."),
        (".../y", ".../y"),
    ] {
        let path = OutputPath::from_file(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(path.as_str(), expected, "{file}");
    }
}

#[test]
fn a_file_path_that_names_no_output_is_refused_by_its_name() {
    for (file, message) in [
        ("", "path is empty"),
        ("../", "path `../` names a folder, not a file"),
        ("..", "path `..` names a folder, not a file"),
        (".", "path `.` names a folder, not a file"),
        ("../..", "path `../..` names a folder, not a file"),
        ("dir/", "path `dir/` names a folder, not a file"),
        ("temp/../../x.txt", "path `temp/../../x.txt` has a segment '..'; write it without"),
        ("a/./b.txt", "path `a/./b.txt` has a segment '.'; write it without"),
        // The .NET library takes empty segments; here they are refused like the other steps that
        // a file system, a URL and a blob name each read in their own way.
        ("a//b", "path `a//b` has an empty segment; write it without"),
        ("...//y", "path `...//y` has an empty segment; write it without"),
        (
            r"\abs\x.txt",
            r"path `\abs\x.txt` is rooted; give one that is relative to the output kind",
        ),
        ("/abs/x.txt", "path `/abs/x.txt` is rooted; give one that is relative to the output kind"),
        ("..//etc/x", "path `..//etc/x` is rooted; give one that is relative to the output kind"),
        (
            r"c:\temp\x.txt",
            r"path `c:\temp\x.txt` is rooted; give one that is relative to the output kind",
        ),
        ("c:x", "path `c:x` is rooted; give one that is relative to the output kind"),
        (
            "a\u{7}b",
            "path `a\\u{7}b` has control character (U+0007) at position 2; \
             '\\' and control characters are not allowed",
        ),
    ] {
        let error = OutputPath::from_file(file).unwrap_err();
        assert_eq!(error.to_string(), message, "{file}");
    }
}

/// Destinations that the .NET library takes exactly as given.
#[test]
fn a_path_that_leaves_its_kind_is_refused() {
    for destination in
        ["/x.txt", "x/", "../x.txt", "../../x.txt", "../../../x.txt", r"a\b.txt", "a/./b.txt"]
    {
        assert!(OutputPath::parse(destination).is_err(), "{destination}");
    }
}

#[test]
fn blob_names_are_laid_out_as_the_conventions_say() {
    let path = |path: &str| OutputPath::parse(path).unwrap();
    let movie = OutputAddress::new(Owner::Job, kind("JobOutput"), path("out/mergeresults.txt"));
    assert_eq!(movie.blob_name().as_str(), "$JobOutput/out/mergeresults.txt");
    let log = OutputAddress::new(task("analysis-309"), kind("TaskLog"), path("analytics.log"));
    assert_eq!(log.blob_name().as_str(), "analysis-309/$TaskLog/analytics.log");
    assert_eq!(OutputAddress::prefix(&Owner::Job, &kind("JobOutput")), "$JobOutput/");
    assert_eq!(OutputAddress::prefix(&task("T1"), &kind("Log")), "T1/$Log/");
    assert_eq!(OutputAddress::task_prefix(&TaskId::parse("T1").unwrap()), "T1/");
    assert_eq!(OutputAddress::output_storage_path(&task("T1"), &kind("TaskLog")), "T1/$TaskLog");
    assert_eq!(OutputAddress::output_storage_path(&Owner::Job, &kind("JobOutput")), "$JobOutput");
}

/// The cases of the .NET library's `FilePath`, by blob name instead of URL: a port that has the
/// name need not decode it, and a `+` in it is a plus.
#[test]
fn the_path_of_a_stored_output_is_what_follows_its_kind() {
    for (name, owner, expected_kind, path, file_name) in [
        ("$JobOutput/movie.mp4", Owner::Job, "JobOutput", "movie.mp4", "movie.mp4"),
        (
            "sometaskid/$TaskLog/stdout.txt",
            task("sometaskid"),
            "TaskLog",
            "stdout.txt",
            "stdout.txt",
        ),
        (
            "$JobOutput/how/deep/does/this/go.txt",
            Owner::Job,
            "JobOutput",
            "how/deep/does/this/go.txt",
            "go.txt",
        ),
        (
            "$JobOutput/Testing$/SpecialCharacters%/stdout.txt",
            Owner::Job,
            "JobOutput",
            "Testing$/SpecialCharacters%/stdout.txt",
            "stdout.txt",
        ),
        ("t/$TaskLog/a+b.txt", task("t"), "TaskLog", "a+b.txt", "a+b.txt"),
        ("$JobOutput/a b c.txt", Owner::Job, "JobOutput", "a b c.txt", "a b c.txt"),
        // The text of a kind with a slash cannot be told from a folder.
        ("t/$Log/x/y", task("t"), "Log", "x/y", "y"),
        ("t/$a$b/$c/d", task("t"), "a$b", "$c/d", "d"),
        ("$$/x", Owner::Job, "$", "x", "x"),
    ] {
        let address = OutputAddress::parse(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(address.owner(), &owner, "{name}");
        assert_eq!(address.kind().as_str(), expected_kind, "{name}");
        assert_eq!(address.path(), path, "{name}");
        assert_eq!(address.file_name(), file_name, "{name}");
        assert_eq!(address.safe_path().unwrap().as_str(), path, "{name}");
        assert_eq!(address.blob_name().as_str(), name);
    }
}

#[test]
fn names_outside_the_conventions_are_none() {
    for name in [
        "",
        "/",
        "//",
        "$",
        "$/",
        "$/x",
        "$Kind",
        "$Kind/",
        "task",
        "task/",
        "task/$Kind",
        "task/$Kind/",
        "task/$/x",
        "task/x",
        "task/x/$Kind/y",
        "/$Kind/x",
        "//$Kind/x",
        "readme.txt",
        "a/b/c.txt",
        "../$Kind/x",
        "./$Kind/x",
        "a\\b/$Kind/x",
        "a\n/$Kind/x",
        "t/$a\\b/x",
        "t/$a\u{0}/x",
        "t/Kind$/x",
    ] {
        assert_eq!(OutputAddress::parse(name), None, "{name:?}");
    }
}

#[test]
fn names_by_other_tools_are_shown_but_never_become_disk_paths() {
    for (name, path) in [
        ("t/$K/../../x", "../../x"),
        ("t/$K//x", "/x"),
        ("t/$K/a//b", "a//b"),
        ("t/$K/a/", "a/"),
        ("t/$K/..", ".."),
        ("t/$K/c:/x", "c:/x"),
        (r"t/$K/..\..\x", r"..\..\x"),
        ("t/$K/a\u{0}b", "a\u{0}b"),
        ("$K/./x", "./x"),
    ] {
        let address = OutputAddress::parse(name).unwrap_or_else(|| panic!("{name:?}"));
        assert_eq!(address.path(), path);
        assert!(address.safe_path().is_err(), "{name:?}");
        assert_eq!(address.blob_name().as_str(), name);
        assert!(!address.file_name().is_empty());
    }
    assert!(OutputAddress::parse("t/$K/../x").unwrap().blob_name().has_dot_segment());
}

proptest! {
    #[test]
    fn every_job_id_gives_a_name_the_service_takes(id in "[A-Za-z0-9_:-]{1,100}") {
        let name = container(&id);
        prop_assert!(name.starts_with("job-"));
        prop_assert!(ContainerName::parse(&name).is_ok());
        prop_assert_eq!(&name, &name.to_lowercase());
        prop_assert!((5..=63).contains(&name.len()));
        prop_assert_eq!(container(&id.to_uppercase()), name);
    }

    #[test]
    fn a_usable_job_id_is_its_own_name(id in "[a-z0-9]{1,10}(-[a-z0-9]{1,6}){0,6}") {
        // The pattern is at most 52 long.
        let name = container(&id);
        prop_assert_eq!(&name, &format!("job-{id}"));
        let parsed = ContainerName::parse(&format!("job-{id}")).map(|name| name.as_str().to_owned());
        prop_assert_eq!(parsed, Ok(name));
    }

    #[test]
    fn a_job_id_of_other_characters_is_always_refused(id in "\\PC{1,20}") {
        let is_id = id.chars().all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c));
        prop_assert_eq!(JobId::parse(&id).is_ok(), is_id);
    }

    #[test]
    fn an_address_comes_back_from_its_blob_name(
        task_id in proptest::option::of("[A-Za-z0-9_-]{1,12}|\\PC{1,8}"),
        kind in "[A-Za-z]{1,10}|\\PC{1,6}",
        path in "[a-z$ .%+#?é]{1,8}(/[a-z$ .]{1,8}){0,3}|\\PC{1,12}",
    ) {
        let owner = match task_id.map(|id| TaskId::parse(&id)) {
            None => Some(Owner::Job),
            Some(task) => task.ok().map(Owner::Task),
        };
        if let (Some(owner), Ok(kind), Ok(path)) = (owner, Kind::parse(&kind), OutputPath::parse(&path)) {
            let address = OutputAddress::new(owner.clone(), kind.clone(), path.clone());
            let name = address.blob_name();
            prop_assert!(name.as_str().starts_with(&OutputAddress::prefix(&owner, &kind)));
            prop_assert_eq!(address.safe_path(), Ok(path));
            prop_assert_eq!(OutputAddress::parse(name.as_str()), Some(address));
            prop_assert!(!name.has_dot_segment());
        }
    }

    #[test]
    fn every_blob_name_round_trips_without_a_panic(
        name in "\\PC{0,40}|[a$./\\\\\u{0}é-]{0,16}|[a-c]{0,2}/\\$[a-c]{0,2}/[./a\\\\:]{0,10}"
    ) {
        let _ = BlobName::new(&name);
        if let Some(address) = OutputAddress::parse(&name) {
            let back = address.blob_name();
            prop_assert_eq!(back.as_str(), &name);
            prop_assert!(!address.path().is_empty());
            let _ = (address.file_name(), address.safe_path());
        }
    }
}
