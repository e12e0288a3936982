//! The built binary and the scripts, as a user meets them. One test program, so that the helpers
//! of `common` are linked once.

#[cfg(test)]
mod common;
#[cfg(test)]
mod frames;
#[cfg(test)]
mod merge;
#[cfg(unix)]
#[cfg(test)]
mod scripts;
