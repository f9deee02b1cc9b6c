import type { Work } from '../../model/job/job.ts';

/** What is posted, without the stage it is stored in. */
export type Made = Omit<Extract<Work, { readonly stage: 'encoded' }>, 'stage'>;
