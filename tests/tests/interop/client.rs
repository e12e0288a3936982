//! The two scripts that drive Microsoft's clients, and their output.

use jobshelf::SasUrl;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One of Microsoft's clients.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Client {
    Python,
    JavaScript,
}

/// A blob as a client lists it.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) size: usize,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) content_type: String,
    pub(crate) metadata: BTreeMap<String, String>,
}

impl Client {
    pub(crate) const ALL: [Self; 2] = [Self::Python, Self::JavaScript];

    /// For names of containers and blobs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::JavaScript => "javascript",
        }
    }

    pub(crate) fn read(self, container: &SasUrl, blob: &str) -> Vec<u8> {
        self.run(&["read", &container.expose(), blob])
    }

    pub(crate) fn list(self, container: &SasUrl) -> Vec<Row> {
        let printed = self.lines(&["list", &container.expose()]);
        printed.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn write(self, container: &SasUrl, blob: &str, file: &Path) {
        self.run(&["write", &container.expose(), blob, file.to_str().unwrap()]);
    }

    pub(crate) fn append(self, container: &SasUrl, blob: &str, file: &Path) {
        self.run(&["append", &container.expose(), blob, file.to_str().unwrap()]);
    }

    pub(crate) fn containers(self, account: &SasUrl) -> Vec<String> {
        self.lines(&["containers", &account.expose()])
    }

    pub(crate) fn account_sas(self, endpoint: &str, account: &str, key: &str) -> String {
        self.lines(&["account-sas", endpoint, account, key]).remove(0)
    }

    pub(crate) fn container_sas(
        self,
        endpoint: &str,
        account: &str,
        key: &str,
        container: &str,
    ) -> String {
        self.lines(&["container-sas", endpoint, account, key, container]).remove(0)
    }

    /// The SAS that it mints for each of these requests.
    pub(crate) fn mint(self, requests: &serde_json::Value) -> Vec<String> {
        self.lines(&["mint", &requests.to_string()])
    }

    /// The message of a call that must fail.
    pub(crate) fn refusal(self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(!output.status.success(), "{self:?} was let in");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn lines(self, arguments: &[&str]) -> Vec<String> {
        let printed = String::from_utf8(self.run(arguments)).unwrap();
        printed.lines().map(str::to_owned).collect()
    }

    fn run(self, arguments: &[&str]) -> Vec<u8> {
        let output = self.output(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{self:?} {:?}: {said}", arguments.first());
        output.stdout
    }

    fn output(self, arguments: &[&str]) -> Output {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
        let (program, script) = match self {
            Self::Python => (python(&here), "client.py"),
            Self::JavaScript => (PathBuf::from("node"), "client.mjs"),
        };
        let mut command = Command::new(program);
        // Their default is the terminal's encoding, and there is no terminal.
        command.env("PYTHONUTF8", "1").arg(here.join(script)).args(arguments);
        command.output().unwrap()
    }
}

/// The interpreter that has the client, where `cargo xtask setup` put it.
fn python(here: &Path) -> PathBuf {
    const CLIENT: &str = "azure-storage-blob";
    let requirements = std::fs::read_to_string(here.join("requirements.txt")).unwrap();
    let pinned =
        requirements.lines().find_map(|line| line.strip_prefix(CLIENT)?.strip_prefix("=="));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
    let cache =
        cache.unwrap_or_else(|| Path::new(&std::env::var_os("HOME").unwrap()).join(".cache"));
    let folder = cache.join(format!("jobshelf/python-{CLIENT}-{}", pinned.unwrap()));
    let python = folder.join("bin/python");
    assert!(python.exists(), "{CLIENT} is not installed; run: cargo xtask setup");
    python
}
