import type { MicroDollars } from '../money/money.ts';
/** A button under a message. The adapter draws it; pressing it calls back with the same value. */
export type Action =
  | { readonly kind: 'cancel'; readonly jobId: string }
  | { readonly kind: 'retry'; readonly jobId: string }
  /** Agrees to the price, which the button names, so that an old one cannot agree to a new price. */
  | { readonly kind: 'confirm'; readonly jobId: string; readonly amount: MicroDollars }
  | { readonly kind: 'fetch'; readonly jobId: string }
  /** Goes on from a sound of the job; without `output` the one who presses is asked which. */
  | {
      readonly kind: 'next';
      readonly jobId: string;
      readonly step: NextStep;
      readonly output?: string;
    };

/** What can be done with a sound that a job made. */
export const NEXT_STEPS = ['stems', 'transcribe', 'denoise', 'diarize'] as const;

export type NextStep = (typeof NEXT_STEPS)[number];
