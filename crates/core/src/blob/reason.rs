//! What the service's error codes mean: one table, from a code to a reason.
//!
//! The codes are those of "Common REST API error codes", "Blob Storage error codes" and "Shared
//! access signature error codes" of the service's documentation, and the ones that accounts with a
//! hierarchical namespace add. A face adds what a person can do about a reason; a code that is not
//! in the table has no reason, and its status decides.

use super::error_kind::ErrorKind;

/// Why the service refused a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalReason {
    /// The SAS or the token is damaged, expired, or for another account.
    CredentialNotAccepted,
    /// The SAS has expired, by its own date.
    SasExpired,
    /// The SAS is not valid yet, by its own date.
    SasNotYetValid,
    /// The SAS is bound to a user, and works only with a sign-in of that user.
    SignInNeeded,
    /// The request has no SAS and no token, and needs one.
    CredentialMissing,
    /// The account does not authorise the request: mostly its network rules, else the SAS.
    NotAuthorized,
    /// The SAS, or the role of the identity behind it, does not allow the operation.
    PermissionMissing,
    /// The SAS allows to create a blob, and not to replace this one.
    OverwriteNotAllowed,
    /// The SAS is for other services or other types of resources.
    ScopeMismatch,
    /// The SAS is for other network addresses.
    AddressMismatch,
    /// The SAS or the account works over https only.
    HttpsRequired,
    /// The account does not accept its keys, nor a SAS that they signed.
    KeyAccessDisabled,
    /// The account has no public containers, and the request has no credential.
    PublicAccessDisabled,
    /// The account is disabled.
    AccountDisabled,
    /// The account, such as a secondary one, does not allow this operation now.
    AccountRestricted,
    /// The account does not exist completely yet.
    AccountBeingCreated,
    /// The key with which the account's data is encrypted cannot be used.
    EncryptionKeyUnavailable,
    /// The account or a feature of it does not support the operation.
    NotSupported,
    /// The service knows nothing at this address.
    ResourceNotFound,
    /// The container does not exist.
    ContainerNotFound,
    /// The container was deleted a moment ago.
    ContainerBeingDeleted,
    /// An administrator has disabled the container.
    ContainerDisabled,
    /// The container exists already.
    ContainerAlreadyExists,
    /// The blob does not exist.
    BlobNotFound,
    /// The blob exists already.
    BlobAlreadyExists,
    /// A blob of another type has this name.
    WrongBlobType,
    /// Blocks under this name do not fit together: another tool has left or removed some.
    BlocksDoNotFit,
    /// The blob is in the archive tier.
    Archived,
    /// The blob is on its way out of the archive tier.
    BeingRehydrated,
    /// A policy makes the blob or the container immutable.
    Immutable,
    /// A legal hold makes the blob or the container immutable.
    LegalHold,
    /// The blob has snapshots.
    HasSnapshots,
    /// Somebody has a lease on the blob or the container.
    Leased,
    /// A copy to the blob has not ended.
    CopyPending,
    /// The folder is not empty.
    FolderNotEmpty,
    /// The name is that of a folder, or a folder of the path is a file.
    IsFolder,
    /// Another client reads the blob at this moment.
    BeingRead,
    /// The blob is not as long as the append expects.
    PositionMismatch,
    /// The blob has changed since it was looked at.
    Changed,
    /// The blob has as many blocks as it may have.
    TooManyBlocks,
    /// The blob or the request is too large.
    TooLarge,
    /// The metadata cannot be stored.
    InvalidMetadata,
    /// The service does not allow this name.
    InvalidName,
    /// The service does not understand the request: it is older than this library.
    NotUnderstood,
    /// A limit of the account or the blob is reached.
    LimitReached,
    /// The bytes were damaged on their way to the service.
    Damaged,
    /// The service is throttling or has a temporary failure.
    Busy,
    /// The service gave no code, or one that is not known here.
    Unknown,
}

/// What is known of a reason.
struct Row {
    reason: RefusalReason,
    kind: ErrorKind,
    /// Completes "cannot save blob `x`: …".
    text: &'static str,
    /// The codes that mean it. One that ends in `*` stands for all that begin so.
    codes: &'static [&'static str],
}

const fn row(
    reason: RefusalReason,
    kind: ErrorKind,
    text: &'static str,
    codes: &'static [&'static str],
) -> Row {
    Row { reason, kind, text, codes }
}

#[rustfmt::skip]
const TABLE: &[Row] = {
    use ErrorKind as Kind;
    use RefusalReason as Reason;
    &[
        row(Reason::CredentialNotAccepted, Kind::NotAuthenticated,
            "the service does not accept the SAS or the token",
            &["AuthenticationFailed", "InvalidAuthenticationInfo"]),
        // The service has no code of its own for these three: the SAS tells.
        row(Reason::SasExpired, Kind::NotAuthenticated, "the SAS has expired", &[]),
        row(Reason::SasNotYetValid, Kind::NotAuthenticated, "the SAS is not valid yet", &[]),
        row(Reason::SignInNeeded, Kind::NotAuthenticated,
            "the SAS works only with a sign-in of the user that it is bound to", &[]),
        row(Reason::CredentialMissing, Kind::NotAuthenticated,
            "the request has neither a SAS nor a token",
            &["NoAuthenticationInformation"]),
        // Azurite has this code for a wrong signature, too.
        row(Reason::NotAuthorized, Kind::NotAuthenticated,
            "the account does not authorise this request",
            &["AuthorizationFailure"]),
        row(Reason::PermissionMissing, Kind::NotAllowed,
            "the permission for it is missing",
            &["AuthorizationPermissionMismatch"]),
        row(Reason::OverwriteNotAllowed, Kind::NotAllowed,
            "the blob exists, and the SAS does not allow to replace it",
            &["UnauthorizedBlobOverwrite"]),
        row(Reason::ScopeMismatch, Kind::NotAllowed,
            "the SAS is for other services or resources",
            &["AuthorizationResourceTypeMismatch", "AuthorizationServiceMismatch"]),
        row(Reason::AddressMismatch, Kind::NotAllowed,
            "the SAS is for other network addresses",
            &["AuthorizationSourceIPMismatch"]),
        row(Reason::HttpsRequired, Kind::NotAllowed,
            "it is allowed over https only",
            &["AuthorizationProtocolMismatch", "AccountRequiresHttps"]),
        row(Reason::KeyAccessDisabled, Kind::NotAllowed,
            "the account does not accept its keys, nor a SAS that they signed",
            &["KeyBasedAuthenticationNotPermitted"]),
        row(Reason::PublicAccessDisabled, Kind::NotAllowed,
            "the account does not allow access without a credential",
            &["PublicAccessNotPermitted"]),
        row(Reason::AccountDisabled, Kind::NotAllowed,
            "the account is disabled",
            &["AccountIsDisabled"]),
        row(Reason::AccountRestricted, Kind::NotAllowed,
            "the account does not allow this operation at the moment",
            &["InsufficientAccountPermissions"]),
        row(Reason::AccountBeingCreated, Kind::Busy,
            "the account is still being created",
            &["AccountBeingCreated"]),
        row(Reason::EncryptionKeyUnavailable, Kind::NotAllowed,
            "the key that encrypts the data cannot be used",
            &["KeyVault*", "BlobUsesCustomerSpecifiedEncryption"]),
        row(Reason::NotSupported, Kind::Conflict,
            "the account does not support this operation",
            &["BlobOperationNotSupported", "FeatureVersionMismatch",
              "EndpointUnsupportedAccountFeatures", "UnsupportedHttpVerb"]),
        row(Reason::ResourceNotFound, Kind::Other,
            "the service knows nothing at this address",
            &["ResourceNotFound"]),
        row(Reason::ContainerNotFound, Kind::ContainerNotFound,
            "the container does not exist",
            &["ContainerNotFound", "FilesystemNotFound"]),
        row(Reason::ContainerBeingDeleted, Kind::ContainerNotFound,
            "the container is being deleted",
            &["ContainerBeingDeleted", "FilesystemBeingDeleted"]),
        row(Reason::ContainerDisabled, Kind::NotAllowed,
            "an administrator has disabled the container",
            &["ContainerDisabled"]),
        row(Reason::ContainerAlreadyExists, Kind::Conflict,
            "the container exists already",
            &["ContainerAlreadyExists", "FilesystemAlreadyExists"]),
        row(Reason::BlobNotFound, Kind::BlobNotFound,
            "it does not exist",
            &["BlobNotFound", "PathNotFound"]),
        row(Reason::BlobAlreadyExists, Kind::Conflict,
            "it exists already",
            &["BlobAlreadyExists", "PathAlreadyExists"]),
        row(Reason::WrongBlobType, Kind::Conflict,
            "a blob of another type has this name",
            &["InvalidBlobType"]),
        row(Reason::BlocksDoNotFit, Kind::Conflict,
            "the blocks under this name do not fit together",
            &["InvalidBlobOrBlock", "InvalidBlockList", "InvalidBlockId"]),
        row(Reason::Archived, Kind::Conflict,
            "it is in the archive tier",
            &["BlobArchived"]),
        row(Reason::BeingRehydrated, Kind::Conflict,
            "it is still on its way out of the archive tier",
            &["BlobBeingRehydrated"]),
        row(Reason::Immutable, Kind::Conflict,
            "a policy makes it immutable",
            &["BlobImmutableDueToPolicy", "ContainerImmutabilityPolicy*",
              "ContainerHasImmutabilityPolicy"]),
        row(Reason::LegalHold, Kind::Conflict,
            "a legal hold makes it immutable",
            &["BlobImmutableDueToLegalHold", "ContainerHasLegalHold"]),
        row(Reason::HasSnapshots, Kind::Conflict,
            "it has snapshots",
            &["SnapshotsPresent"]),
        row(Reason::Leased, Kind::Conflict,
            "somebody has a lease on it",
            &["Lease*", "InfiniteLeaseDurationRequired"]),
        row(Reason::CopyPending, Kind::Conflict,
            "a copy to it has not ended",
            &["PendingCopyOperation"]),
        row(Reason::FolderNotEmpty, Kind::Conflict,
            "it is a folder that is not empty",
            &["DirectoryIsNotEmpty", "DirectoryNotEmpty"]),
        row(Reason::IsFolder, Kind::Conflict,
            "a folder or a file of this name is in the way",
            &["OperationNotSupportedOnDirectory", "ResourceTypeMismatch", "PathConflict"]),
        // On accounts with a hierarchical namespace, an append fails so while another client lists
        // or reads the blob: https://github.com/Azure/azure-sdk-for-python/issues/26126
        row(Reason::BeingRead, Kind::Conflict,
            "another client is reading it",
            &["BlobModifiedWhileReading"]),
        row(Reason::PositionMismatch, Kind::ConditionNotMet,
            "it is not as long as this append expects",
            &["AppendPositionConditionNotMet"]),
        row(Reason::Changed, Kind::ConditionNotMet,
            "it has changed in the meantime",
            &["ConditionNotMet", "TargetConditionNotMet", "SourceConditionNotMet",
              "BlobOverwritten"]),
        row(Reason::TooManyBlocks, Kind::Conflict,
            "it has as many blocks as a blob may have",
            &["BlockCountExceedsLimit", "BlockListTooLong"]),
        row(Reason::TooLarge, Kind::Other,
            "it is too large",
            &["RequestBodyTooLarge", "MaxBlobSizeConditionNotMet",
              "ContentLengthLargerThanTierLimit", "BlobTierInadequateForContentLength"]),
        row(Reason::InvalidMetadata, Kind::Other,
            "its metadata cannot be stored",
            &["InvalidMetadata", "EmptyMetadataKey", "MetadataTooLarge"]),
        row(Reason::InvalidName, Kind::Input,
            "the service does not allow this name",
            &["InvalidResourceName", "InvalidUri", "OutOfRangeInput", "RequestUrlFailedToParse"]),
        // The code of a protocol version that a region, or an older emulator, does not have yet.
        row(Reason::NotUnderstood, Kind::Other,
            "the service does not understand this request",
            &["InvalidHeaderValue", "InvalidQueryParameterValue", "UnsupportedHeader",
              "UnsupportedQueryParameter"]),
        row(Reason::LimitReached, Kind::Other,
            "a limit is reached",
            &["SnapshotCountExceeded", "SnapshotOperationRateExceeded",
              "MemoryExtentStoreAtSizeLimit"]),
        row(Reason::Damaged, Kind::Busy,
            "the bytes were damaged on their way",
            &["Md5Mismatch", "Crc64Mismatch"]),
        row(Reason::Busy, Kind::Busy,
            "the service is busy or has a temporary failure",
            &["ServerBusy", "InternalError", "OperationTimedOut", "SystemInUse"]),
        row(Reason::Unknown, Kind::Other, "the service refused it", &[]),
    ]
};

impl RefusalReason {
    /// The reason that an error code stands for; none for a code that is not in the table.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let means = |pattern: &&str| match pattern.strip_suffix('*') {
            Some(beginning) => code.starts_with(beginning),
            None => *pattern == code,
        };
        TABLE.iter().find(|row| row.codes.iter().any(means)).map(|row| row.reason)
    }

    /// All reasons, for tests that every one has a text.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.reason)
    }

    /// The kind of its errors.
    #[must_use]
    pub fn kind(self) -> ErrorKind {
        self.row().map_or(ErrorKind::Other, |row| row.kind)
    }

    /// What is the case, to complete "cannot save blob `x`: …".
    #[must_use]
    pub fn text(self) -> &'static str {
        self.row().map_or("the service refused it", |row| row.text)
    }

    /// Whether the same request may succeed within a minute. A lease on a blob may end then, and a
    /// log that is tracked must not be given up for it.
    pub(super) fn is_temporary(self) -> bool {
        matches!(
            self,
            Self::Busy
                | Self::Damaged
                | Self::BeingRead
                | Self::Leased
                | Self::ContainerBeingDeleted
                | Self::AccountBeingCreated
        )
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.reason == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_reason_has_one_row_and_a_text_of_its_own() {
        let reasons: HashSet<_> = RefusalReason::all().collect();
        let texts: HashSet<_> = RefusalReason::all().map(RefusalReason::text).collect();
        assert_eq!((reasons.len(), texts.len()), (TABLE.len(), TABLE.len()));
    }

    #[test]
    fn no_code_stands_for_two_reasons() {
        for row in TABLE {
            for code in row.codes {
                let code = code.trim_end_matches('*');
                let found = RefusalReason::from_code(code);
                assert_eq!(found, Some(row.reason), "{code}");
            }
        }
    }

    #[test]
    fn every_lease_code_is_a_lease() {
        for code in ["LeaseIdMissing", "LeaseIdMismatchWithBlobOperation", "LeaseAlreadyPresent"] {
            assert_eq!(RefusalReason::from_code(code), Some(RefusalReason::Leased), "{code}");
        }
        assert_eq!(RefusalReason::from_code("SomethingNew"), None);
    }
}
