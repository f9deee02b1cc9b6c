/** What a test may want to know about a request. Names of fields and files only: no keys, texts or signatures. */
export interface LoggedRequest {
  readonly requestId: string;
  readonly atMs: number;
  readonly method: string;
  /** Without the query, which may be a signature. */
  readonly path: string;
  readonly queryNames: readonly string[];
  readonly headerNames: readonly string[];
  /** Without parameters such as the boundary. */
  readonly contentType: string;
  fieldNames: readonly string[];
  fileNames: readonly string[];
  /** Empty when no route took the request. */
  operation: string;
  /** 0 when the connection was dropped instead. */
  status: number;
  /** The job a submit made. */
  jobId?: number;
}

/** Older entries give way. */
const KEPT = 10_000;

/** The last requests, oldest first. */
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
