//! Signing in without an account's key: with the token of `az login`, and as an application.

use crate::played::{Answers, Played};
use crate::world::{output, program, text};
use jobshelf_tests::Azurite;
use jobshelf_tests::identity::entra_token;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

/// A value that no output may contain.
const SECRET: &str = "s3cret-s3cret~s3cret";
/// What `az` prints, with a time in the far future.
const AZ_TOKEN: &str = r#"{"accessToken":"AZTOKEN","expiresOn":"2099-01-01 00:00:00.000000",
    "expires_on":4070908800,"subscription":"s","tenant":"t","tokenType":"Bearer"}"#;

/// A program `az` in `folder` that notes its arguments and runs `script`.
fn fake_az(folder: &Path, script: &str) {
    let az = folder.join("az");
    let noted = folder.join("arguments");
    std::fs::write(&az, format!("#!/bin/sh\necho \"$@\" >> '{}'\n{script}\n", noted.display()))
        .unwrap();
    std::fs::set_permissions(&az, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// The helper on an account of this server; only programs of `folder` are on PATH.
fn helper(played: &Played, folder: &Path, arguments: &[&str]) -> Command {
    let mut helper = Command::new(program());
    helper
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .env("AZURE_STORAGE_ACCOUNT", "account")
        .env("AZURE_STORAGE_SERVICE_ENDPOINT", format!("{}/account", played.origin))
        .env("AZ_BATCH_JOB_ID", "ocean")
        .args(arguments);
    helper
}

/// The helper with an application's variables.
fn application(played: &Played, folder: &Path, arguments: &[&str]) -> Command {
    let mut helper = helper(played, folder, arguments);
    helper
        .env("AZURE_AUTHORITY_HOST", format!("{}/", played.origin))
        .env("AZURE_TENANT_ID", "a-tenant")
        .env("AZURE_CLIENT_ID", "an-app");
    helper
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn az_login_s_token_lists_creates_and_mints() {
    let (played, folder) = (Played::start(), tempfile::tempdir().unwrap());
    fake_az(folder.path(), &format!("echo 'WARNING: news' >&2\ncat <<'EOF'\n{AZ_TOKEN}\nEOF"));
    for identity in ["az", ""] {
        let mut list = helper(&played, folder.path(), &["list"]);
        list.env("JOBSHELF_IDENTITY", identity);
        let listed = output(list).await;
        assert!(listed.status.success(), "{}", text(&listed.stderr));
        let requests = played.requests();
        assert_eq!(requests.len(), 2, "a key, a listing: {requests:?}");
        assert!(requests[0].contains("\nauthorization: Bearer AZTOKEN\n"), "{}", requests[0]);
        assert!(requests[1].contains("skoid=oid"), "{}", requests[1]);
    }
    let noted = std::fs::read_to_string(folder.path().join("arguments")).unwrap();
    let expected = "account get-access-token --resource https://storage.azure.com/ --output json\n";
    assert_eq!(noted, expected.repeat(2));

    let prepared = output(helper(&played, folder.path(), &["prepare"])).await;
    assert_eq!(text(&prepared.stdout), "job-ocean created\n");
    assert!(played.requests().last().unwrap().contains("Bearer AZTOKEN"));
    let minted = output(helper(&played, folder.path(), &["sas", "task"])).await;
    let url = text(&minted.stdout);
    assert!(url.contains("skoid=oid") && url.contains("sp=racwl"), "{url}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_az_that_gives_no_token_says_what_to_do() {
    let (played, folder) = (Played::start(), tempfile::tempdir().unwrap());
    let signed_out = "echo 'ERROR: Please run az login to setup account.' >&2; exit 1";
    let expired = "echo 'ERROR: AADSTS70043: The refresh token has expired' >&2; exit 1";
    for (script, expected) in [
        (signed_out.to_owned(), "az login"),
        (expired.to_owned(), "AADSTS70043"),
        (format!("echo '{SECRET}'"), "az login"),
        (format!("echo '{{\"accessToken\":\"{SECRET}\"' "), "az login"),
        ("exit 0".to_owned(), "az login"),
    ] {
        fake_az(folder.path(), &script);
        let mut list = helper(&played, folder.path(), &["list"]);
        list.env("JOBSHELF_IDENTITY", "az");
        let refused = output(list).await;
        let error = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{script}: {error}");
        assert!(error.contains(expected), "{script}: {error}");
        assert!(!error.contains(SECRET), "{error}");
    }
    std::fs::remove_file(folder.path().join("az")).unwrap();
    let mut list = helper(&played, folder.path(), &["list"]);
    list.env("JOBSHELF_IDENTITY", "az").env("PATH", folder.path());
    let refused = output(list).await;
    assert!(text(&refused.stderr).contains("`az`"), "{}", text(&refused.stderr));
    assert_eq!(played.requests(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_signs_in_by_a_secret_or_another_issuer_s_token() {
    let (played, folder) = (Played::start(), tempfile::tempdir().unwrap());
    let file = folder.path().join("secret");
    std::fs::write(&file, format!("{SECRET}\n")).unwrap();
    let assertion = "&client_assertion_type=\
        urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";
    for (variable, value, field) in [
        ("AZURE_CLIENT_SECRET", SECRET, "&client_secret="),
        ("AZURE_CLIENT_SECRET_FILE", file.to_str().unwrap(), "&client_secret="),
        ("AZURE_FEDERATED_TOKEN_FILE", file.to_str().unwrap(), assertion),
    ] {
        let mut list = application(&played, folder.path(), &["list"]);
        list.env(variable, value);
        let listed = output(list).await;
        assert!(listed.status.success(), "{variable}: {}", text(&listed.stderr));
        let requests = played.requests();
        assert_eq!(requests.len(), 3, "a token, a key, a listing: {requests:?}");
        assert!(requests[0].starts_with("POST /a-tenant/oauth2/v2.0/token "), "{}", requests[0]);
        let form = requests[0].lines().last().unwrap();
        let expected = format!(
            "grant_type=client_credentials&client_id=an-app\
             &scope=https%3A%2F%2Fstorage.azure.com%2F.default{field}{SECRET}"
        );
        assert_eq!(form, expected, "{variable}");
        assert!(requests[0].contains("\ncontent-type: application/x-www-form-urlencoded\n"));
        assert!(requests[1].contains("\nauthorization: Bearer APPTOKEN\n"), "{}", requests[1]);
        assert!(requests[2].contains("skoid=oid"), "{}", requests[2]);
    }
    let mut prepare = application(&played, folder.path(), &["prepare"]);
    prepare.env("AZURE_CLIENT_SECRET", SECRET);
    assert_eq!(text(&output(prepare).await.stdout), "job-ocean created\n");
    let mut mint = application(&played, folder.path(), &["sas", "job"]);
    mint.env("AZURE_CLIENT_SECRET", SECRET);
    assert!(text(&output(mint).await.stdout).contains("skoid=oid"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_sign_in_gives_the_code_and_a_hint_without_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    for (status, body, expected) in [
        (
            "401 Unauthorized",
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided: s3cret-s3cret~s3cret. Trace ID: x","error_codes":[7000215]}"#,
            ["AADSTS7000215", "AZURE_CLIENT_SECRET"],
        ),
        (
            "401 Unauthorized",
            r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired s3cret-s3cret~s3cret","error_codes":[7000222]}"#,
            ["AADSTS7000222", "expired"],
        ),
        (
            "400 Bad Request",
            r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Application with identifier"}"#,
            ["AADSTS700016", "AZURE_CLIENT_ID"],
        ),
        (
            "400 Bad Request",
            r#"{"error":"invalid_request","error_description":"AADSTS90002: Tenant not found","error_codes":[90002]}"#,
            ["AADSTS90002", "AZURE_TENANT_ID"],
        ),
        (
            "400 Bad Request",
            r#"{"error":"x","error_description":"AADSTS123456: new","error_codes":[123456]}"#,
            ["AADSTS123456", "https://login.microsoftonline.com/error"],
        ),
        ("403 Forbidden", "<html>s3cret-s3cret~s3cret</html>", ["403", "AZURE_AUTHORITY_HOST"]),
        ("200 OK", "{\"access_token\":\"s3cret-s3cret~s3cret\"", ["token", "proxy"]),
        ("302 Found", "", ["302", "AZURE_AUTHORITY_HOST"]),
    ] {
        let played = Played::with(Answers { token: (status, body), ..Answers::default() });
        let mut list = application(&played, folder.path(), &["list"]);
        list.env("AZURE_CLIENT_SECRET", SECRET);
        let refused = output(list).await;
        let error = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{error}");
        for part in expected {
            assert!(error.contains(part), "{part}: {error}");
        }
        assert!(!error.contains(SECRET), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_variable_that_a_sign_in_lacks_is_named() {
    let (played, folder) = (Played::start(), tempfile::tempdir().unwrap());
    for (variable, lacks) in [
        ("AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"),
        ("AZURE_CLIENT_SECRET", "AZURE_CLIENT_ID"),
        ("AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_ID"),
    ] {
        let mut list = application(&played, folder.path(), &["list"]);
        list.env(variable, SECRET).env_remove(lacks);
        let refused = output(list).await;
        let error = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{error}");
        assert!(error.contains(lacks) && error.contains(variable), "{error}");
        assert!(!error.contains(SECRET), "{error}");
    }
    let mut list = application(&played, folder.path(), &["list"]);
    list.env("AZURE_FEDERATED_TOKEN_FILE", "/no/such/token");
    let error = text(&output(list).await.stderr);
    assert!(error.contains("the file that AZURE_FEDERATED_TOKEN_FILE names"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_says_which_credential_counts_and_which_do_not() {
    let (played, folder) = (Played::start(), tempfile::tempdir().unwrap());
    fake_az(folder.path(), "exit 1");
    let connection =
        format!("AccountName=account;AccountKey=ZmFrZQ==;BlobEndpoint={}/account", played.origin);
    let sas = "sv=2026-04-06&sr=c&sp=rl&sig=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U%3D";
    let url = format!("{}/account/job-ocean?{sas}", played.origin);
    // Each is preferred to those before it.
    let steps = [
        ("AZURE_CLIENT_SECRET", SECRET),
        ("JOBSHELF_IDENTITY", "system"),
        ("AZURE_STORAGE_SAS_TOKEN", sas),
        ("AZURE_STORAGE_KEY", "ZmFrZQ=="),
        ("AZURE_STORAGE_CONNECTION_STRING", &connection),
        ("JOB_CONTAINER_URL", &url),
        ("JOBSHELF_CONTAINER_URL", &url),
    ];
    for n_set in 1..=steps.len() {
        let mut doctor = application(&played, folder.path(), &["doctor"]);
        doctor.env("AZURE_POD_IDENTITY_AUTHORITY_HOST", &played.origin);
        doctor.envs(steps.iter().take(n_set).copied());
        let told = text(&output(doctor).await.stdout);
        let line = told.lines().find(|line| line.starts_with("ok   access")).unwrap_or(&told);
        let (used, unused) = line.split_once("; not used: ").unwrap_or((line, ""));
        assert!(used.contains(steps[n_set - 1].0), "{told}");
        for (name, _) in &steps[..n_set - 1] {
            assert!(unused.contains(name), "{name}: {line}");
        }
        assert!(!told.contains(SECRET), "{told}");
    }
}

/// The emulator lends keys only over https, so it gets a certificate that the helper trusts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identities_create_save_read_and_remove_in_a_real_service() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let azurite = Azurite::start_secure(&certificate, &key).unwrap();
    let token = entra_token();
    fake_az(folder.path(), &format!("echo '{{\"accessToken\":\"{token}\"}}'"));
    std::fs::write(folder.path().join("a.txt"), "from an identity\n").unwrap();
    let answer = format!(r#"{{"expires_in":3599,"access_token":"{token}"}}"#);
    let played = Played::with(Answers { token: ("200 OK", answer.leak()), ..Answers::default() });

    for (job, secret) in [("person", ""), ("application", SECRET)] {
        let helper = |arguments: &[&str]| {
            let mut helper = application(&played, folder.path(), arguments);
            helper
                .env("AZURE_CLIENT_SECRET", secret)
                .env("AZURE_STORAGE_ACCOUNT", "devstoreaccount1")
                .env("AZURE_STORAGE_SERVICE_ENDPOINT", azurite.endpoint())
                .env("SSL_CERT_FILE", &certificate)
                .env("AZ_BATCH_JOB_ID", job)
                .env("AZ_BATCH_TASK_ID", "t")
                .current_dir(folder.path());
            helper
        };
        for (arguments, printed) in [
            (&["prepare"][..], format!("job-{job} created\n")),
            (&["save", "--kind", "TaskOutput", "a.txt"], "t/$TaskOutput/a.txt\n".to_owned()),
            (&["cat", "--kind", "TaskOutput", "a.txt"], "from an identity\n".to_owned()),
            (&["rm", "--kind", "TaskOutput", "a.txt", "-y"], "t/$TaskOutput/a.txt\n".to_owned()),
        ] {
            let done = output(helper(arguments)).await;
            assert_eq!(text(&done.stdout), printed, "{job}: {}", text(&done.stderr));
        }
    }
}
