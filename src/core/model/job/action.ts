import type { MicroDollars } from '../money/money.ts';
import type { Raise } from '../money/raise.ts';

/** A button under a message. The adapter renders it; pressing it sends the same value back. */
export type Action =
  | { readonly kind: 'cancel'; readonly jobId: string }
  | { readonly kind: 'retry'; readonly jobId: string }
  /**
   * Confirms the price on the button. It carries the amount so that an old button can't confirm a new price.
   */
  | { readonly kind: 'confirm'; readonly jobId: string; readonly amount: MicroDollars }
  | { readonly kind: 'fetch'; readonly jobId: string }
  /** Opens the form in which admins lift the limit that refused the job, filled in. */
  | ({ readonly kind: 'raise'; readonly jobId: string } & Pick<Raise, 'option' | 'value'>)
  /** Runs a next step on one of the job's tracks; without `output`, the member is asked which. */
  | {
      readonly kind: 'next';
      readonly jobId: string;
      readonly step: NextStep;
      readonly output?: string;
    };

/** The steps that can follow on a track a job made. */
export const NEXT_STEPS = ['stems', 'transcribe', 'denoise', 'diarize'] as const;

export type NextStep = (typeof NEXT_STEPS)[number];
