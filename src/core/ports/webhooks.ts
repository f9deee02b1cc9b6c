/** The webhook endpoint that receives the events of one AudioPod key, as it is stored. */
export interface WebhookEndpointRecord {
  /** Identifies the key without revealing it. A key has one endpoint. */
  readonly account: string;
  /** AudioPod's id of the endpoint. */
  readonly id: string;
  readonly url: string;
  /** The endpoint's secret, encrypted; see webhooks/webhook-secret.ts. */
  readonly sealed: string;
  readonly createdAtMs: number;
}

/** The stored webhook endpoints. */
export interface WebhookEndpointRecords {
  get(account: string): Promise<WebhookEndpointRecord | undefined>;
  /**
   * Stores an endpoint in place of the key's earlier one, by compare-and-set: only if that still has the id
   * `before`, or there still is none if it is absent. Returns whether it was stored.
   */
  replace(endpoint: WebhookEndpointRecord, before: string | undefined): Promise<boolean>;
  /** Replaces the encrypted value if it is still `from`. */
  reseal(account: string, from: string, to: string): Promise<void>;
}

/**
 * Short messages to the other processes that share the database. They may be lost, so they are only hints:
 * whatever depends on one also happens without it, later.
 */
export interface Signals {
  /** Sends a text of at most 1,000 characters. Other processes receive it, this one doesn't. */
  send(text: string): Promise<void>;
  /** Receives from now on, until disposed of. */
  listen(onText: (text: string) => void): Disposable;
}
