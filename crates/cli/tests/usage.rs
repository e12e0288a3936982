//! Help, errors and exit codes, as the files in `tests/cmd` show them.

#[test]
fn help_errors_and_exit_codes_are_as_documented() {
    trycmd::TestCases::new()
        .env("AZ_BATCH_JOB_ID", "")
        .env("AZ_BATCH_TASK_ID", "")
        .env("JOBSHELF_CONTAINER_URL", "")
        .env("JOB_CONTAINER_URL", "")
        .env("AZURE_STORAGE_CONNECTION_STRING", "")
        .env("AZURE_STORAGE_ACCOUNT", "")
        .env("AZURE_STORAGE_KEY", "")
        .env("AZURE_STORAGE_SAS_TOKEN", "")
        .env("JOBSHELF_IDENTITY", "")
        .env("JOBSHELF_ALLOW_HTTP", "")
        .env("JOBSHELF_VIEWER_URL", "")
        .case("tests/cmd/*.trycmd");
}
