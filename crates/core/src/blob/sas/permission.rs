//! The permissions of a SAS: the letters of its `sp`.

use std::fmt;

/// One permission of a SAS. The variants are in the order that the service requires of the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Permission {
    /// `r`: read blobs.
    Read,
    /// `a`: append to append blobs.
    Add,
    /// `c`: write new blobs.
    Create,
    /// `w`: write new and existing blobs.
    Write,
    /// `d`: delete blobs.
    Delete,
    /// `x`: delete versions of blobs.
    DeleteVersion,
    /// `y`: delete soft-deleted blobs permanently.
    PermanentDelete,
    /// `l`: list blobs, with an account SAS containers too.
    List,
    /// `t`: read and write tags.
    Tags,
    /// `f`: find blobs by tags.
    FindByTags,
    /// `m`: move blobs.
    Move,
    /// `e`: read properties, and access control lists where there are some.
    Execute,
    /// `o`: set the owner.
    Ownership,
    /// `p`: set permissions; in an account SAS, process messages of queues.
    Permissions,
    /// `i`: set the immutability policy.
    Immutability,
    /// `u`: update messages and entities; only in an account SAS.
    Update,
    /// A letter that this version of the library does not know.
    Other(char),
}

impl Permission {
    /// The permission of a letter of `sp`.
    ///
    /// ```
    /// use jobshelf::Permission;
    ///
    /// assert_eq!(Permission::from_letter('l'), Permission::List);
    /// assert_eq!(Permission::from_letter('?'), Permission::Other('?'));
    /// ```
    #[must_use]
    pub const fn from_letter(letter: char) -> Self {
        match letter {
            'r' => Self::Read,
            'a' => Self::Add,
            'c' => Self::Create,
            'w' => Self::Write,
            'd' => Self::Delete,
            'x' => Self::DeleteVersion,
            'y' => Self::PermanentDelete,
            'l' => Self::List,
            't' => Self::Tags,
            'f' => Self::FindByTags,
            'm' => Self::Move,
            'e' => Self::Execute,
            'o' => Self::Ownership,
            'p' => Self::Permissions,
            'i' => Self::Immutability,
            'u' => Self::Update,
            other => Self::Other(other),
        }
    }

    /// The letter in `sp`.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Read => 'r',
            Self::Add => 'a',
            Self::Create => 'c',
            Self::Write => 'w',
            Self::Delete => 'd',
            Self::DeleteVersion => 'x',
            Self::PermanentDelete => 'y',
            Self::List => 'l',
            Self::Tags => 't',
            Self::FindByTags => 'f',
            Self::Move => 'm',
            Self::Execute => 'e',
            Self::Ownership => 'o',
            Self::Permissions => 'p',
            Self::Immutability => 'i',
            Self::Update => 'u',
            Self::Other(letter) => letter,
        }
    }

    /// The permission of a [`label`](Self::label); none for other texts.
    #[must_use]
    pub fn from_label(label: &str) -> Option<Self> {
        let known = "racwdxyltfmeopiu".chars().map(Self::from_letter);
        known.into_iter().find(|permission| permission.label() == label)
    }

    /// The name to show to a person.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Add => "append",
            Self::Create => "create",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::DeleteVersion => "delete versions",
            Self::PermanentDelete => "delete for good",
            Self::List => "list",
            Self::Tags => "tag",
            Self::FindByTags => "find by tag",
            Self::Move => "move",
            Self::Execute => "execute",
            Self::Ownership => "set owner",
            Self::Permissions => "set permissions",
            Self::Immutability => "set immutability",
            Self::Update => "update",
            Self::Other(_) => "something unknown",
        }
    }
}

/// A set of permissions, each once, in the service's order. It prints as the letters of `sp`.
///
/// ```
/// use jobshelf::{Permission, Permissions};
///
/// let viewer = Permissions::from([Permission::List, Permission::Read]);
/// assert_eq!(viewer.to_string(), "rl");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Permissions(Vec<Permission>);

impl Permissions {
    /// Reads the letters of `sp`, in any order.
    ///
    /// ```
    /// use jobshelf::{Permission, Permissions};
    ///
    /// let permissions = Permissions::from_letters("lwr");
    /// assert_eq!(permissions.to_string(), "rwl");
    /// assert!(permissions.contains(Permission::Write));
    /// ```
    #[must_use]
    pub fn from_letters(letters: &str) -> Self {
        letters.chars().map(Permission::from_letter).collect()
    }

    /// Whether the set contains `permission`.
    #[must_use]
    pub fn contains(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// The permissions, in the service's order.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut permissions: Vec<_> = permissions.into_iter().collect();
        permissions.sort_unstable();
        permissions.dedup();
        Self(permissions)
    }
}

impl<const N: usize> From<[Permission; N]> for Permissions {
    fn from(permissions: [Permission; N]) -> Self {
        permissions.into_iter().collect()
    }
}

impl From<&[Permission]> for Permissions {
    fn from(permissions: &[Permission]) -> Self {
        permissions.iter().copied().collect()
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|permission| write!(f, "{}", permission.letter()))
    }
}

/// The letters in the order of `known`, each once. Unknown letters follow, so that letters of later
/// service versions still reach the service.
pub(super) fn letters_in_order(letters: &str, known: &str) -> String {
    let mut ordered: String = known.chars().filter(|letter| letters.contains(*letter)).collect();
    for letter in letters.chars() {
        if !ordered.contains(letter) {
            ordered.push(letter);
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE_ORDER: &str = "racwdxyltfmeopi";

    #[test]
    fn every_known_permission_is_found_by_its_label() {
        for letter in format!("{SERVICE_ORDER}u").chars() {
            let permission = Permission::from_letter(letter);
            assert_eq!(Permission::from_label(permission.label()), Some(permission), "{letter}");
        }
        assert_eq!(Permission::from_label("fly"), None);
    }

    #[test]
    fn letters_map_to_permissions_one_to_one_in_service_order() {
        let permissions: Vec<_> = SERVICE_ORDER.chars().map(Permission::from_letter).collect();
        assert!(permissions.is_sorted());
        assert!(permissions.iter().all(|p| !matches!(p, Permission::Other(_))));
        let letters: String = permissions.iter().map(|p| p.letter()).collect();
        assert_eq!(letters, SERVICE_ORDER);
        let reversed: String = SERVICE_ORDER.chars().rev().collect();
        assert_eq!(Permissions::from_letters(&reversed).to_string(), SERVICE_ORDER);
    }

    #[test]
    fn unknown_letters_are_kept_and_named_as_unknown() {
        let permissions = Permissions::from_letters("zrr");
        assert_eq!(permissions.to_string(), "rz");
        assert_eq!(Permission::from_letter('z').label(), "something unknown");
        assert_eq!(letters_in_order("zlrzr", SERVICE_ORDER), "rlz");
    }
}
