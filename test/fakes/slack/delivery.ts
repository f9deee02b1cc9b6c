/** How something is sent to the app. */
export interface DeliveryOptions {
  /** Sends it this many times at once, as Slack does when it loses count of acknowledgements. 1 by default. */
  readonly copies?: number;
  /** For events: how often it is sent again while nobody acknowledges it. 0 by default. */
  readonly retries?: number;
  /** Expects no acknowledgement, so that its absence is no violation. */
  readonly mayFail?: boolean;
}

/** Something that was sent to the app, and how it was taken. */
export interface Delivered {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly over: 'socket' | 'http';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly triggerId?: string;
  readonly responseUrl?: string;
  /** 0 at first; counts up with every retry of an event. */
  readonly retryNum: number;
  readonly acknowledged: boolean;
  /** From sending to the acknowledgement, in real time: for measurements. Absent when there was none. */
  readonly ackMs?: number;
  /** What the app answered with; empty for a bare acknowledgement. */
  readonly answer: unknown;
  /** Over HTTP only. */
  readonly status?: number;
}

/** Bytes for the HTTP endpoint of the app. */
export interface HttpDelivery {
  readonly body: string;
  readonly contentType?: string;
  /** Unix time in ms that is signed; the clock's by default. */
  readonly timestampMs?: number;
  /** The right one by default. */
  readonly signingSecret?: string;
  /** A finished signature, for one that belongs to other bytes. */
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address given to `useHttp` by default. */
  readonly url?: string;
}

/** How the HTTP endpoint of the app answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Slack waits this long for an acknowledgement, by the clock of the fake (Slack, "Events API: responding to events"). */
export const ACK_WITHIN_MS = 3_000;
