import type { Account } from '../accounts.ts';

/** One sound a job made. */
export interface Output {
  /** The stem's name, the format of a piece of music, or what the service makes, such as `speech`. */
  readonly name: string;
  /** Last segment of the link. Its extension may lie about the bytes. */
  readonly fileName: string;
  readonly path: string;
  readonly contentType: string;
}

/** Where a job stands (AudioPod API notes 1.6). */
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
      /** Which field of the answer carries the reason. */
      readonly field: 'error_message' | 'error';
      readonly completedMs: number;
    }
  | { readonly status: 'CANCELLED'; readonly completedMs: number };

/** One job of one service. `details` is what that service's answers need to know. */
export interface Job<Details> {
  readonly service: string;
  /** Counted per service, as the service does (AudioPod API notes 1.4). */
  readonly id: number;
  /** Whose key it was made with: nobody else sees it. */
  readonly account: Account;
  readonly createdMs: number;
  readonly details: Details;
  state: JobState;
}

/** True once nothing more will happen to the job. */
export function isTerminal(state: JobState): boolean {
  return state.status === 'COMPLETED' || state.status === 'FAILED' || state.status === 'CANCELLED';
}

/** The two error fields as an answer carries them. */
export function errorFields(state: JobState): Readonly<Record<string, string | null>> {
  if (state.status !== 'FAILED') return { error_message: null };
  return { [state.field]: state.reason };
}

/** Time as answers write it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** When the job ended, as answers write it. */
export function completedAt(state: JobState): string | null {
  return 'completedMs' in state ? isoTime(state.completedMs) : null;
}

/** Progress as answers write it; what a service says before it began differs (AudioPod API notes 1.6). */
export function progressOf<Before extends number | null>(
  state: JobState,
  before: Before,
): number | Before | null {
  if (state.status === 'PENDING') return before;
  if (state.status === 'PROCESSING') return state.progressPercent;
  return state.status === 'COMPLETED' ? 100 : null;
}

/** Milliseconds as answers write lengths: seconds, to the hundredth. */
export function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(2));
}
