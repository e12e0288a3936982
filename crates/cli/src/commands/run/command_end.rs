//! How the command ended, for the parts that save what it made.

/// How the command ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct CommandEnd {
    pub(super) exit_code: i32,
    pub(super) is_success: bool,
}
