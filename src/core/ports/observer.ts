import type { StageName } from '../model/job/stages.ts';
import type { Service } from '../model/service.ts';

/**
 * Receives events to count in metrics.
 *
 * No method throws or waits, and nothing depends on the calls. Arguments become metrics labels, so each must
 * come from a small fixed set: no ids, no links, no tenants.
 */
export interface Observer {
  /** One stage of one job ended after `durationMs`. `retry` means it will be tried again. */
  stageFinished(stage: StageName, durationMs: number, outcome: 'ok' | 'failed' | 'retry' | 'cancelled'): void;
  /** The work of one job has an outcome. */
  jobOver(service: Service, outcome: 'done' | 'failed' | 'cancelled'): void;
  /**
   * One request to AudioPod ended, with or without a response.
   *
   * @param route the path template, `/stems/{id}` and never `/stems/42`.
   * @param status the HTTP status, or why there is none.
   */
  providerRequest(route: string, status: number | 'unreachable' | 'timeout', durationMs: number): void;
  /**
   * One request to a platform ended.
   *
   * @param route for traces only: a method’s name or a path template, without ids and tokens.
   */
  platformRequest(platform: string, route: string, outcome: RequestOutcome, durationMs: number): void;
  /**
   * A platform got the first response to what a member did, `afterMs` after they did it; where the platform doesn’t say
   * when that was, after it arrived.
   */
  acknowledged(platform: string, kind: AcknowledgedKind, afterMs: number): void;
  /** The watcher read the state of one job, or of a page of jobs. */
  statusRead(kind: 'single' | 'list'): void;
  /** The delivery of one outcome ended. */
  delivery(platform: string, outcome: 'done' | 'partial' | 'failed' | 'undeliverable'): void;
  /** A reservation that didn't match its job was corrected. */
  reservationMended(how: Correction): void;
  /** How many outages there are now of AudioPod (as seen with one kind of key), or of a platform. */
  outages(of: string, count: number): void;
  /** A webhook event arrived, with its outcome. */
  webhookEvent(outcome: WebhookOutcome): void;
  /** How many dollars more (or less) AudioPod charged than the ledger shows, for the last day compared. */
  ledgerDrift(dollars: number): void;
}

/** An observer that ignores everything. */
export const silentObserver: Observer = {
  stageFinished: () => {},
  jobOver: () => {},
  providerRequest: () => {},
  platformRequest: () => {},
  acknowledged: () => {},
  statusRead: () => {},
  delivery: () => {},
  reservationMended: () => {},
  outages: () => {},
  webhookEvent: () => {},
  ledgerDrift: () => {},
};

/** How a request to a platform can end. `failed`: nobody knows what the platform did. */
export const REQUEST_OUTCOMES = ['ok', 'refused', 'rate-limited', 'failed'] as const;

export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/** What members do that a platform wants acknowledged within three seconds. */
export const ACKNOWLEDGED_KINDS = ['command', 'press', 'form'] as const;

export type AcknowledgedKind = (typeof ACKNOWLEDGED_KINDS)[number];

/** The ways to correct a reservation that doesn't match its job. */
export const CORRECTIONS = ['settled', 'released', 'written-off', 'woken'] as const;

export type Correction = (typeof CORRECTIONS)[number];

/**
 * What can become of a webhook event. Authentic ones are `accepted`, `repeated` (known already), a `test`, or
 * `failed` (the database was unavailable); the others are rejected.
 */
export const WEBHOOK_OUTCOMES = [
  ...(['accepted', 'repeated', 'test', 'failed'] as const),
  ...(['unsigned', 'old', 'forged', 'malformed', 'too-large', 'not-ready'] as const),
] as const;

export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number];
