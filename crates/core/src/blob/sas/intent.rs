//! The permissions that an intent needs, so that a missing one is reported before any request.
//!
//! Only necessary permissions count, by the service's tables: a SAS that may write may also create,
//! so it is sufficient for saving.

use super::parameters::{SasParameters, SasScope};
use super::permission::Permission;

/// What a user wants to do in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Intent {
    /// List and read outputs, as a viewer does.
    View,
    /// Save files of any size, and replace existing outputs.
    Save,
    /// Track a file that grows, and resume after a restart.
    Track,
    /// Delete outputs.
    Delete,
}

impl Intent {
    /// The permissions that it needs.
    #[must_use]
    pub const fn needs(self) -> &'static [Permission] {
        match self {
            Self::View => &[Permission::Read, Permission::List],
            Self::Save => &[Permission::Write],
            Self::Track => &[Permission::Read, Permission::Write],
            Self::Delete => &[Permission::Delete],
        }
    }
}

impl SasParameters {
    /// The permissions that `intent` needs and this SAS lacks. With a stored access policy the
    /// answer is empty, since the policy cannot be read here.
    ///
    /// ```
    /// use jobshelf::{Intent, Permission, SasToken};
    ///
    /// let signature = "A".repeat(43);
    /// let sas = format!("sv=2026-04-06&sr=c&sp=acw&se=2026-11-30&sig={signature}%3D");
    /// let token = SasToken::parse(&sas).unwrap();
    /// assert_eq!(token.parameters().missing_for(Intent::Save), []);
    /// assert_eq!(token.parameters().missing_for(Intent::Track), [Permission::Read]);
    /// ```
    #[must_use]
    pub fn missing_for(&self, intent: Intent) -> Vec<Permission> {
        self.missing(intent.needs())
    }

    /// Whether its scope covers a container and the blobs in it; its permissions do not matter.
    ///
    /// ```
    /// use jobshelf::SasToken;
    ///
    /// let signature = "A".repeat(43);
    /// let covers = |scope: &str| {
    ///     let sas = format!("sv=2026-04-06&{scope}&sp=rl&se=2026-11-30&sig={signature}%3D");
    ///     SasToken::parse(&sas).unwrap().parameters().covers_container()
    /// };
    /// assert!(covers("sr=c") && covers("ss=b&srt=co"));
    /// assert!(!covers("sr=b") && !covers("ss=b&srt=s") && !covers("ss=q&srt=sco"));
    /// ```
    #[must_use]
    pub fn covers_container(&self) -> bool {
        match &self.scope {
            SasScope::Container => true,
            SasScope::Account { services, resource_types } => {
                services.contains('b')
                    && resource_types.contains('c')
                    && resource_types.contains('o')
            }
            _ => false,
        }
    }
}
