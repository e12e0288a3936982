/** Why an operation of the package fails. */

/** What failed. */
export type ErrorCode =
  /** An argument has the wrong type or is out of its range. */
  | "InvalidArgument"
  /** A name that the conventions or the service do not allow. */
  | "InvalidName"
  /** A text that is no SAS, or a SAS that cannot be used this way. */
  | "InvalidSas"
  /** A key that is none. */
  | "InvalidKey"
  /** A URL that is not that of a Blob service, or to which no SAS may travel. */
  | "InvalidEndpoint"
  /** No answer: the network, the host name, a firewall; in a page also a missing CORS rule. */
  | "Unreachable"
  /** Something else than the Blob service answered, such as a proxy. */
  | "ForeignAnswer"
  /** The service is throttling or has a temporary failure. */
  | "Busy"
  /** The SAS is not accepted: damaged, expired, or for another account. */
  | "NotAuthenticated"
  /** The SAS, or a rule of the account, does not allow it. */
  | "NotAllowed"
  | "ContainerNotFound"
  | "BlobNotFound"
  /** The blob exists already, is of another type, is leased, immutable or archived. */
  | "Conflict"
  /** The blob has changed meanwhile, or another writer appends to it. */
  | "ConditionNotMet"
  /** The signal was aborted. */
  | "Aborted"
  /** The WebAssembly module cannot be loaded. */
  | "WasmUnavailable"
  /** A bug of this package. The next call works again. */
  | "Internal"
  | "Other";

/** Why an operation failed. No field contains a SAS or a key. */
export class JobshelfError extends Error {
  constructor(message: string, details: {
    code: ErrorCode;
    status?: number | null;
    retriable?: boolean;
    reason?: string | null;
    serviceCode?: string | null;
    requestId?: string | null;
    cause?: unknown;
  });
  readonly code: ErrorCode;
  /** The HTTP status of the service's answer; null if there was none. */
  readonly status: number | null;
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;
  /** Why the service refused, such as `SasExpired`; null if it did not. */
  readonly reason: string | null;
  /** The service's own code, such as `AuthorizationPermissionMismatch`. */
  readonly serviceCode: string | null;
  /** The service's ID of the request. */
  readonly requestId: string | null;
}

/** An argument cannot be used: `InvalidArgument`, `InvalidName`, `InvalidSas`, `InvalidKey`, `InvalidEndpoint`. */
export class InputError extends JobshelfError {}
/** No usable answer: `Unreachable`, `ForeignAnswer`, `Busy`. */
export class NetworkError extends JobshelfError {}
/** `NotAuthenticated`, `NotAllowed`. */
export class AccessError extends JobshelfError {}
/** `ContainerNotFound`, `BlobNotFound`. */
export class NotFoundError extends JobshelfError {}
/** `Conflict`, `ConditionNotMet`. */
export class ConflictError extends JobshelfError {}
/** `Aborted`. Its `name` is `AbortError`, as that of `fetch`; its `cause` is the signal's reason. */
export class AbortError extends JobshelfError {}
/** `WasmUnavailable`, `Internal`. */
export class InternalError extends JobshelfError {}
