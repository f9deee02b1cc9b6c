/** A logged request. It has names of fields and files only: no keys, texts or signatures. */
export interface LoggedRequest {
  readonly requestId: string;
  readonly atMs: number;
  readonly method: string;
  /** Without the query, which may contain a signature. */
  readonly path: string;
  readonly queryNames: readonly string[];
  readonly headerNames: readonly string[];
  /** Without parameters such as the boundary. */
  readonly contentType: string;
  fieldNames: readonly string[];
  fileNames: readonly string[];
  /** Empty when no route matched. */
  operation: string;
  /** 0 when the connection was dropped instead. */
  status: number;
  /** The job that a submit created. */
  jobId?: number;
}

/** The number of entries kept; older ones are dropped. */
const KEPT = 10_000;

/** The latest requests, oldest first. */
export class RequestLog {
  #entries: LoggedRequest[] = [];

  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  clear(): void {
    this.#entries = [];
  }
}
