//! What somebody wants to do, and what a SAS must allow for it: told before anything is tried.
//!
//! Only what is needed counts, by the service's tables of permissions: who may write may create, so
//! a SAS that can write lacks nothing to save.

use super::parameters::{SasParameters, SasScope};
use super::permission::Permission;

/// Something to do in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Intent {
    /// To list outputs and read them: what a viewer does.
    View,
    /// To save files, large ones too, over what is there.
    Save,
    /// To track a file that grows, and to go on with it after a restart.
    Track,
    /// To delete outputs.
    Delete,
}

impl Intent {
    /// The permissions that it takes.
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
    /// What it does not allow of what `intent` takes. Nothing if that cannot be read here, as with
    /// a stored access policy.
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

    /// Whether its scope covers a container and the blobs in it, whatever it allows there.
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
