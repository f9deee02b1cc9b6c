/** A request as it is recorded before it is acknowledged. */
export interface RequestToRecord {
  /** Identifies the request permanently. Also its dedupe key. */
  readonly key: string;
  /** How long the key counts as known. */
  readonly ttlMs: number;
  readonly platform: string;
  /** All that is needed to carry the request on, encrypted by the adapter. */
  readonly payload: string;
  /** How long it can be answered. The payload is removed after that. */
  readonly answerableMs: number;
}

/** A request that was recorded and not answered, by a process that is gone or gave it up. */
export interface LeftRequest {
  readonly key: string;
  readonly payload: string;
  readonly receivedAtMs: number;
  /** How often it was taken over, this time included. A request that ends processes must not do so for ever. */
  readonly attempts: number;
}

/** Which requests a process takes over. */
export interface RequestsToTakeOver {
  readonly platform: string;
  /** How long ago the last process claimed it or took it over. */
  readonly idleMs: number;
  /** The same for a recorded request that none has claimed. Its process may still try, and fails. */
  readonly unclaimedMs: number;
  /** Keys of requests that the caller itself works on. */
  readonly except: readonly string[];
  readonly limit: number;
}

/**
 * Keeps the requests that were acknowledged and are not answered yet. Whatever was acknowledged is answered, also
 * after a crash.
 */
export interface OpenRequests {
  /** Records a request, unless it is recorded already. It is still to be claimed. */
  record(request: RequestToRecord): Promise<void>;
  /** Records a request and claims its key, in one statement. @returns whether the caller was first. */
  claim(request: RequestToRecord): Promise<boolean>;
  /** Records that requests are answered: their payloads are removed. */
  answered(keys: readonly string[]): Promise<void>;
  /**
   * Takes over requests that no process has worked on for long enough, oldest first. Of several callers at the same
   * time, one gets each.
   */
  takeOver(left: RequestsToTakeOver): Promise<readonly LeftRequest[]>;
  /** Removes the payloads that can't be answered any more. @returns their keys. */
  expire(): Promise<readonly string[]>;
}
