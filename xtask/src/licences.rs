//! `cargo xtask licences`: THIRD-PARTY.md, the licences of all packages that the helper contains.
//!
//! cargo-about takes the texts out of the packages and asks no service for others, so the file
//! depends on Cargo.lock only. A test compares the two.

use crate::dist::{LICENCES as FILE, TARGETS};
use crate::{cargo, process, setup};

pub(crate) async fn write() -> anyhow::Result<()> {
    // cargo-about is told to stay offline.
    process::run("cargo fetch", &mut cargo::cargo(&["fetch"])).await?;
    let mut about = setup::cargo_about().await?;
    about.args(["generate", "about.hbs", "--output-file", FILE, "--frozen", "--fail"]);
    about.args(["--manifest-path", "crates/cli/Cargo.toml"]);
    for (_, target) in TARGETS {
        about.args(["--target", target]);
    }
    process::run("cargo about", &mut about).await?;
    println!("{FILE} is written");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths;
    use std::collections::BTreeSet;
    use std::process::Command;

    /// Name and version.
    type Package = (String, String);

    #[test]
    fn the_licences_cover_exactly_the_packages_of_the_helper() {
        let built = packages_of_the_helper();
        assert!(!built.is_empty());
        let text = std::fs::read_to_string(paths::project(FILE)).unwrap();
        let named = packages_in(&text);
        let missing: Vec<_> = built.difference(&named).collect();
        let left_over: Vec<_> = named.difference(&built).collect();
        assert!(
            missing.is_empty() && left_over.is_empty(),
            "{FILE} lacks {missing:?} and has {left_over:?} too many; run: cargo xtask licences"
        );
    }

    #[test]
    fn packages_are_read_from_the_table_only() {
        let text = "# A\n| package | version | licence |\n|---|---|---|\n| ring | 0.17.14 | ISC |\n\n\
                    ## ISC License\n\n- base64 0.23.1\n";
        assert_eq!(packages_in(text), BTreeSet::from([("ring".into(), "0.17.14".into())]));
    }

    /// What cargo compiles into the helper; our own packages have a path in parentheses.
    fn packages_of_the_helper() -> BTreeSet<Package> {
        let mut tree = Command::new("cargo");
        tree.args(["tree", "--locked", "--package", "jobshelf-cli", "--edges", "normal"]);
        tree.args(["--prefix", "none", "--format", "{p}"]);
        for (_, target) in TARGETS {
            tree.args(["--target", target]);
        }
        let tree = process::output_of(&mut tree).unwrap();
        let others = tree.lines().filter(|line| !line.contains("(/"));
        others
            .filter_map(|line| {
                let (name, version) = line.split_once(" v")?;
                Some((name.to_owned(), version.split(' ').next()?.to_owned()))
            })
            .collect()
    }

    /// The rows of the table of packages, without its head.
    fn packages_in(text: &str) -> BTreeSet<Package> {
        let rows = text.lines().filter_map(|line| line.strip_prefix("| "));
        rows.skip(1)
            .map(|row| {
                let mut cells = row.split(" | ");
                (cells.next().unwrap().to_owned(), cells.next().unwrap().to_owned())
            })
            .collect()
    }
}
