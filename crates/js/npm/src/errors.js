// The errors that users see, and which code has which class.

export class JobshelfError extends Error {
  static {
    this.prototype.name = "JobshelfError";
  }

  constructor(message, details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.status = details.status ?? null;
    this.retriable = details.retriable ?? false;
    this.reason = details.reason ?? null;
    this.serviceCode = details.serviceCode ?? null;
    this.requestId = details.requestId ?? null;
  }
}

export class InputError extends JobshelfError {
  static { this.prototype.name = "InputError"; }
}
export class NetworkError extends JobshelfError {
  static { this.prototype.name = "NetworkError"; }
}
export class AccessError extends JobshelfError {
  static { this.prototype.name = "AccessError"; }
}
export class NotFoundError extends JobshelfError {
  static { this.prototype.name = "NotFoundError"; }
}
export class ConflictError extends JobshelfError {
  static { this.prototype.name = "ConflictError"; }
}
export class AbortError extends JobshelfError {
  // The name that programs know from `fetch`.
  static { this.prototype.name = "AbortError"; }
}
export class InternalError extends JobshelfError {
  static { this.prototype.name = "InternalError"; }
}

const CLASSES = {
  InvalidArgument: InputError,
  InvalidName: InputError,
  InvalidSas: InputError,
  InvalidKey: InputError,
  InvalidEndpoint: InputError,
  Unreachable: NetworkError,
  ForeignAnswer: NetworkError,
  Busy: NetworkError,
  NotAuthenticated: AccessError,
  NotAllowed: AccessError,
  ContainerNotFound: NotFoundError,
  BlobNotFound: NotFoundError,
  Conflict: ConflictError,
  ConditionNotMet: ConflictError,
  Aborted: AbortError,
  WasmUnavailable: InternalError,
  Internal: InternalError,
};

// The error for the plain object that an export rejects with.
export const errorFrom = (record, signal) => {
  const Class = CLASSES[record.code] ?? JobshelfError;
  const cause = record.code === "Aborted" ? signal?.reason : record.cause;
  return new Class(record.message, { ...record, cause });
};

export const invalidArgument = (message) => new InputError(message, { code: "InvalidArgument" });

export const internalError = (message, cause, code = "Internal") =>
  new InternalError(message, { code, cause, retriable: true });

export const abortError = (signal) =>
  errorFrom({ code: "Aborted", message: "the operation was aborted" }, signal);
