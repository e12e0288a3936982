//! One output by the arguments that name it; what `get` and `cat` share.

use crate::target::Target;
use anyhow::Result;
use jobshelf::{Kind, OutputAddress, OutputFile, OutputPath};

/// The output of this kind and path, of the target's owner.
pub(crate) fn output(target: &Target, kind: &str, path: &str) -> Result<OutputFile> {
    let address =
        OutputAddress::new(target.owner.clone(), Kind::parse(kind)?, OutputPath::parse(path)?);
    Ok(OutputFile::new(target.container.clone(), address))
}
