import type { StageName } from '../model/job/stages.ts';
import type { Service } from '../model/service.ts';

/**
 * Told about what happened, so that somebody can count it. Every method only takes note: it neither throws
 * nor waits, and nothing depends on its being called. Arguments become label values of metrics, so each
 * must come from a small fixed set: no ids, no links, no tenants.
 */
export interface Observer {
  /** One stage of one job ended after `durationMs`. `retry` means that it will be tried again. */
  stageFinished(stage: StageName, durationMs: number, outcome: 'ok' | 'failed' | 'retry' | 'cancelled'): void;
  /** The work of one job has an outcome. */
  jobOver(service: Service, outcome: 'done' | 'failed' | 'cancelled'): void;
  /**
   * One request to AudioPod was answered, or not.
   *
   * @param route the path template, `/stems/{id}` and never `/stems/42`.
   * @param status the HTTP status, or why there is none.
   */
  providerRequest(route: string, status: number | 'unreachable' | 'timeout', durationMs: number): void;
  /** The watcher read the state of one job, or of a page of jobs. */
  statusRead(kind: 'single' | 'list'): void;
  /** One outcome reached its person, or did not. */
  delivery(platform: string, outcome: 'done' | 'partial' | 'failed' | 'undeliverable'): void;
  /** A reservation that did not fit its job was mended. */
  reservationMended(how: Correction): void;
  /** By how many dollars AudioPod charged more, or less, than the account book says, on the day compared last. */
  ledgerDrift(dollars: number): void;
}

/** Takes no notes. */
export const silentObserver: Observer = {
  stageFinished: () => {},
  jobOver: () => {},
  providerRequest: () => {},
  statusRead: () => {},
  delivery: () => {},
  reservationMended: () => {},
  ledgerDrift: () => {},
};

/** What is done about a reservation that does not fit its job. */
export const CORRECTIONS = ['settled', 'released', 'written-off', 'woken'] as const;

export type Correction = (typeof CORRECTIONS)[number];
