import type { Account } from '../accounts.ts';

/** One audio file made by a job. */
export interface Output {
  /** A stem name, a music format, or the kind of result, such as `speech`. */
  readonly name: string;
  /** Last segment of the link. Its extension may not match the bytes. */
  readonly fileName: string;
  readonly path: string;
  readonly contentType: string;
}

/** The state of a job (AudioPod API notes 1.6). */
export type JobState =
  | { readonly status: 'PENDING' }
  | { readonly status: 'PROCESSING'; readonly progressPercent: number }
  | {
      readonly status: 'COMPLETED';
      readonly outputs: readonly Output[];
      readonly durationMs: number;
      readonly chargedCents: number;
      readonly completedMs: number;
    }
  | {
      readonly status: 'FAILED';
      readonly reason: string;
      /** The response field that contains the reason. */
      readonly field: 'error_message' | 'error';
      readonly completedMs: number;
    }
  | { readonly status: 'CANCELLED'; readonly completedMs: number };

/** One job of one service. `details` is what the responses of that service need. */
export interface Job<Details> {
  readonly service: string;
  /** Counted per service, as the service does (AudioPod API notes 1.4). */
  readonly id: number;
  /** The account whose key made the job; no other account sees it. */
  readonly account: Account;
  readonly createdMs: number;
  readonly details: Details;
  state: JobState;
}

/** The user behind every key, in the form responses use. */
export const USER_ID = '0b8f6c1e-6c1b-4d5c-9a57-1f1f0c2a7e11';

/** Whether the job has reached a final state. */
export function isTerminal(state: JobState): boolean {
  return state.status === 'COMPLETED' || state.status === 'FAILED' || state.status === 'CANCELLED';
}

/** Returns the two error fields of a response. */
export function errorFields(state: JobState): Readonly<Record<string, string | null>> {
  if (state.status !== 'FAILED') return { error_message: null };
  return { [state.field]: state.reason };
}

/** Returns a time in the form responses use. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Returns the time the job ended in the form responses use. */
export function completedAt(state: JobState): string | null {
  return 'completedMs' in state ? isoTime(state.completedMs) : null;
}

/**
 * Returns the progress for a response. Services differ in its value before the job starts (AudioPod API notes
 * 1.6).
 */
export function progressOf<Before extends number | null>(
  state: JobState,
  before: Before,
): number | Before | null {
  if (state.status === 'PENDING') return before;
  if (state.status === 'PROCESSING') return state.progressPercent;
  return state.status === 'COMPLETED' ? 100 : null;
}

/** Returns milliseconds as the lengths in responses: seconds, to the hundredth. */
export function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(2));
}
