/**
 * The Azure Batch File Conventions: the outputs of jobs and tasks in Blob storage.
 *
 * Every function loads the WebAssembly module when it is first needed. Nothing has to be freed.
 * Every rejection is a {@link JobshelfError}; no error contains a SAS or a key.
 *
 * @packageDocumentation
 */

import type { JobshelfError } from "./errors.js";

export * from "./errors.js";

/** A `WebAssembly.Module`; programs whose types do not know that class may give any object. */
export type WasmModule =
  typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;

/** The module as a program can give it to {@link init}. */
export type WasmSource = URL | string | Response | ArrayBuffer | ArrayBufferView | WasmModule;

/**
 * Loads the WebAssembly module now, or from elsewhere than the package's own file.
 *
 * Optional. Without it, the first call of any other function loads the module. If loading fails,
 * the next call tries again.
 *
 * @param options.wasm Its URL, an answer of `fetch`, its bytes, a compiled module, or a promise of
 * one of these. It is ignored once a module is loaded.
 * @throws {InternalError} `WasmUnavailable` when the module cannot be loaded.
 */
export function init(options?: { wasm?: WasmSource | Promise<WasmSource> }): Promise<void>;

/** Stops an operation and its request. The operation rejects with an {@link AbortError}. */
export interface AbortOptions {
  signal?: AbortSignal | undefined;
}

/** How an account or a container is reached. */
export interface ConnectOptions {
  /**
   * Allows http to another machine than this one, for an emulator in a network of containers.
   * Whoever is on the way can then read the SAS. Default: false.
   */
  allowHttp?: boolean | undefined;
  /** How often a request is tried, 1 to 20; a throttled try counts half. Default: 7. */
  tries?: number | undefined;
}

/** The predefined kinds of a task's outputs, or one of your own. */
export type TaskOutputKind =
  | "TaskOutput" | "TaskPreview" | "TaskLog" | "TaskIntermediate" | (string & {});

/** The predefined kinds of a job's own outputs, or one of your own. */
export type JobOutputKind = "JobOutput" | "JobPreview" | (string & {});

/** What the name of a blob says. */
export interface OutputName {
  /** The task; null for an output of the job itself. */
  readonly taskId: string | null;
  readonly kind: string;
  readonly path: string;
}

/** The names of the conventions. Nothing here sends a request. */
export const names: {
  /**
   * The container of a job.
   * @throws {InputError} `InvalidName`
   */
  container(jobId: string): Promise<string>;
  /**
   * The name of the blob of a task's output.
   * @throws {InputError} `InvalidName`
   */
  taskBlob(taskId: string, kind: TaskOutputKind, path: string): Promise<string>;
  /**
   * The name of the blob of a job's own output.
   * @throws {InputError} `InvalidName`
   */
  jobBlob(kind: JobOutputKind, path: string): Promise<string>;
  /** What the name of a blob says; null for a name outside the conventions. */
  parse(blobName: string): Promise<OutputName | null>;
};

/** A permission of a SAS. */
export type Permission =
  | "read" | "append" | "create" | "write" | "delete" | "list" | (string & {});

/** What a program wants to do with a SAS. */
export type Intent = "view" | "save" | "track" | "delete";

/** The readable parts of a SAS. None is secret, and only the service can check them. */
export interface SasDetails {
  /** The name of the account; null for a SAS without a URL. */
  readonly account: string | null;
  /** The container of the URL; null if it names none. */
  readonly container: string | null;
  /** The blob of the URL; null if it names none. */
  readonly blob: string | null;
  /** The version (`sv`). */
  readonly version: string;
  /** What it allows; null if a stored access policy says that. */
  readonly permissions: readonly Permission[] | null;
  /** What each intent needs and the SAS does not allow. */
  readonly missing: { readonly [intent in Intent]: readonly Permission[] };
  /** When its validity starts; null for at once. */
  readonly starts: Date | null;
  /** When it expires; null if a stored access policy says that. */
  readonly expires: Date | null;
  /** Whether it is valid now, by its dates. */
  readonly validity: "valid" | "expired" | "not-yet-valid";
  readonly scope:
    | "account" | "container" | "blob" | "directory" | "snapshot" | "version" | "other";
  readonly kind: "account" | "service" | "user-delegation";
  /** Whether it can list the jobs of its account. */
  readonly canListJobs: boolean;
  readonly httpsOnly: boolean;
  /** The network addresses that may use it; null for all. */
  readonly ip: string | null;
  /** The stored access policy that completes it. */
  readonly policy: string | null;
  /** Whether the service also wants a sign-in of a user, which this package cannot give. */
  readonly needsSignIn: boolean;
}

/** What to mint. */
export interface MintOptions {
  /** The name of the account. */
  account: string;
  /** A key of the account, in base64. */
  key: string;
  /** The container; without it, and without a job, the SAS is for the whole account. */
  container?: string | undefined;
  /** The job whose container it is for. */
  jobId?: string | undefined;
  /**
   * What it allows. `"view"` is read and list; `"task"` is what a task needs: read, append, create,
   * write and list. Default: `"view"`.
   */
  permissions?: "view" | "task" | readonly Permission[] | undefined;
  /** When it expires. */
  expires: Date;
  /** The URL of the Blob service. Default: that of the public cloud. */
  endpoint?: string | URL | undefined;
  /** Whether the service refuses it over http. Default: true unless the endpoint is http. */
  httpsOnly?: boolean | undefined;
}

/** Shared access signatures. Nothing here sends a request. */
export const sas: {
  /**
   * The readable parts of a SAS URL, a link to the viewer, or a SAS alone.
   * @throws {InputError} `InvalidSas`
   */
  inspect(url: string | URL): Promise<SasDetails>;
  /**
   * Mints a SAS and returns the URL with it, for {@link Job.open} or {@link Account}. A key gives
   * full access to its account: it belongs on a server, never in a page.
   * @throws {InputError} `InvalidArgument`, `InvalidName`, `InvalidKey`, `InvalidEndpoint`
   */
  mint(options: MintOptions): Promise<string>;
};

/** A storage account. */
export class Account {
  /** @param url The URL of an account with an account SAS. It is checked by the first call. */
  constructor(url: string | URL, options?: ConnectOptions);
  /**
   * The jobs: the containers whose names are those of jobs, in the order of their names, page by
   * page. It needs an account SAS that may list containers.
   */
  jobs(options?: AbortOptions): AsyncGenerator<Job, void, undefined>;
  /** A job, whose container need not exist. Sends no request. */
  job(jobId: string): Promise<Job>;
  toJSON(): unknown;
}

/** What {@link Job.prepare} does. */
export interface PrepareOptions extends AbortOptions {
  /**
   * The origins of pages that shall read and write, such as `https://example.org`; they replace the
   * account's CORS rules. It needs an account SAS that may write the service's properties.
   */
  origins?: readonly string[] | undefined;
}

/** What to list. */
export interface ListOptions extends AbortOptions {
  /**
   * Only the outputs whose path begins with this text; without a kind, the blobs whose name does.
   */
  prefix?: string | undefined;
  /** At most so many. */
  limit?: number | undefined;
}

/** What a save takes. A stream may give bytes or text. */
export type SaveData = string | Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array | string>;

/** How to save. */
export interface SaveOptions extends AbortOptions {
  /**
   * The content type. Default: that of a Blob; `text/plain; charset=utf-8` for a string.
   */
  contentType?: string | undefined;
  /** Metadata. Names are letters, digits and `_`, and begin with no digit. */
  metadata?: Readonly<Record<string, string>> | undefined;
  /** Whether an existing output is replaced. Default: true. */
  overwrite?: boolean | undefined;
}

/** A job: the container with its outputs. */
export class Job {
  private constructor();
  /**
   * The job of a container. Sends no request.
   * @param containerUrl The URL of the container with a SAS.
   * @throws {InputError} `InvalidSas`, `InvalidEndpoint`
   */
  static open(containerUrl: string | URL, options?: ConnectOptions): Promise<Job>;
  /** The job's ID, as the name of the container shows it; null if that has a hash. */
  readonly id: string | null;
  /** The name of the container. */
  readonly container: string;
  /** The URL of the container, without the SAS. */
  readonly url: string;
  /** When the container's properties changed last; null unless the job is from a listing. */
  readonly lastModified: Date | null;
  /**
   * Creates the container unless it exists, and sets CORS rules for the origins given. It needs an
   * account SAS. Returns whether it created the container.
   */
  prepare(options?: PrepareOptions): Promise<{ created: boolean }>;
  /** The tasks that have outputs, in the order of their IDs. */
  tasks(options?: AbortOptions): AsyncGenerator<Task, void, undefined>;
  /** The kinds of the job's own outputs. */
  kinds(options?: AbortOptions): AsyncGenerator<string, void, undefined>;
  /** The job's own outputs of a kind; without a kind, all outputs of the job and of its tasks. */
  outputs(kind?: JobOutputKind | null, options?: ListOptions): AsyncGenerator<Output, void, undefined>;
  /** One of the job's own outputs, which need not exist. Sends no request. */
  output(kind: JobOutputKind, path: string): Output;
  /** A task, which need not exist. Sends no request. */
  task(taskId: string): Task;
  /** Saves one of the job's own outputs. */
  save(kind: JobOutputKind, path: string, data: SaveData, options?: SaveOptions): Promise<Output>;
  /** Saves a text as one of the job's own outputs, in UTF-8. */
  saveText(kind: JobOutputKind, path: string, text: string, options?: SaveOptions): Promise<Output>;
  toJSON(): unknown;
}

/** How to write a log. */
export interface LogOptions extends AbortOptions {
  /** The kind of output. Default: `TaskLog`. */
  kind?: TaskOutputKind | undefined;
  /** The longest time between two appends while there is something to append, in seconds, 1 to 86,400. Default: 5. */
  flushSeconds?: number | undefined;
  /** The exit code to store when the stream is closed: a function is asked then. */
  exitCode?: number | (() => number | undefined) | undefined;
  /** The content type. Default: `text/plain; charset=utf-8`. */
  contentType?: string | undefined;
}

/** A task: its outputs in the container of its job. */
export class Task {
  private constructor();
  readonly id: string;
  readonly job: Job;
  /** The kinds of its outputs. */
  kinds(options?: AbortOptions): AsyncGenerator<string, void, undefined>;
  /** Its outputs of a kind; without a kind, all. */
  outputs(kind?: TaskOutputKind | null, options?: ListOptions): AsyncGenerator<Output, void, undefined>;
  /** One of its outputs, which need not exist. Sends no request. */
  output(kind: TaskOutputKind, path: string): Output;
  /** Saves an output. What is long is sent in blocks of 8 MiB, one after the other. */
  save(kind: TaskOutputKind, path: string, data: SaveData, options?: SaveOptions): Promise<Output>;
  /** Saves a text as an output, in UTF-8. */
  saveText(kind: TaskOutputKind, path: string, text: string, options?: SaveOptions): Promise<Output>;
  /**
   * A log that is written while the task runs. What is written is in the blob exactly once, in
   * order, when `close` resolves; before, within `flushSeconds`. Bytes whose append failed are sent
   * again. Opening it again begins another attempt behind what is there.
   */
  openLog(path: string, options?: LogOptions): WritableStream<Uint8Array | string>;
  toJSON(): unknown;
}

/** How a tracked log is doing, from its metadata. */
export interface LogStatus {
  readonly state: "running" | "finished";
  readonly exitCode: number | null;
  readonly flushSeconds: number | null;
  /** The number of the newest attempt of the task, from 1. */
  readonly attempt: number;
  /** The offset at which that attempt begins. */
  readonly attemptOffset: number;
}

/** The properties of a blob. In a page, null for what the CORS rules hide. */
export interface OutputProperties {
  readonly size: number | null;
  readonly lastModified: Date | null;
  readonly created: Date | null;
  readonly contentType: string | null;
  readonly etag: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly log: LogStatus | null;
}

/** A range of bytes, as of `slice`: `end` is not part of it. */
export interface RangeOptions extends AbortOptions {
  /** The first byte. Default: 0. */
  start?: number | undefined;
  /** Behind the last byte. Default: the end. */
  end?: number | undefined;
}

/** How to follow. */
export interface FollowOptions extends AbortOptions {
  /**
   * Where to begin: `"start"`, `"end"`, or an offset in bytes, from the end if it is negative.
   * Default: `"start"`.
   */
  from?: "start" | "end" | number | undefined;
}

/** What happened to a followed log. */
export type FollowEvent =
  /** New bytes. They begin and end at whole UTF-8 characters. */
  | { readonly type: "appended"; readonly offset: number; readonly bytes: Uint8Array; readonly text: string }
  /** There are too many new bytes to fetch all: those between are left out. */
  | { readonly type: "skipped"; readonly from: number; readonly to: number }
  /** The log was replaced; what was read before is void. */
  | { readonly type: "restarted"; readonly reason: "rewritten" | "shrunk" | "recreated"; readonly offset: number }
  /** The log does not exist, or no longer. It is asked for again. */
  | { readonly type: "missing" }
  /** No answer. It is asked for again. */
  | { readonly type: "interrupted"; readonly error: JobshelfError }
  /** The log is complete. This is the last event. */
  | { readonly type: "finished"; readonly exitCode: number | null };

/** An output: a file of a job or of a task. */
export class Output {
  private constructor();
  readonly job: Job;
  /** The task; null for an output of the job itself. */
  readonly taskId: string | null;
  readonly kind: string;
  /** The path inside the kind. Another tool may have written it: never open a local file by it unchecked; see {@link safePath}. */
  readonly path: string;
  /** The length in bytes; null unless the output is from a listing. */
  readonly size: number | null;
  /** When it was last written; null unless the output is from a listing. */
  readonly lastModified: Date | null;
  readonly contentType: string | null;
  readonly etag: string | null;
  /** Its metadata; empty unless the output is from a listing. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How a tracked log is doing; null for other outputs, and unless the output is from a listing. */
  readonly log: LogStatus | null;
  /**
   * The path, if it is safe below a folder of any system.
   * @throws {InputError} `InvalidName`
   */
  safePath(): Promise<string>;
  /** The URL of the blob, without the SAS. */
  url(): Promise<string>;
  /** Asks for its properties. */
  properties(options?: AbortOptions): Promise<OutputProperties>;
  /** Its bytes, or a range of them. */
  bytes(options?: RangeOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Its bytes as UTF-8 text. */
  text(options?: RangeOptions): Promise<string>;
  /** Its bytes, one piece at a time. All pieces are of one version of the blob. */
  stream(options?: RangeOptions): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Follows it while it is written, until it is finished or the loop ends. */
  follow(options?: FollowOptions): AsyncGenerator<FollowEvent, void, undefined>;
  /** Deletes it. Returns whether it existed. */
  delete(options?: AbortOptions & { snapshots?: boolean | undefined }): Promise<boolean>;
  toJSON(): unknown;
}
