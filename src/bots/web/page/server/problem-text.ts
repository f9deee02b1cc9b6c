import type { Translate } from '../text/strings.ts';
import { Refusal } from './api.ts';

/** Returns what happened and what to do, on a line each, for a request that failed. */
export function problemText(error: unknown, t: Translate): string {
  const problem = error instanceof Refusal ? error.problem : undefined;
  return `${problem?.what ?? t('problem.connection.what')}\n${problem?.next ?? t('problem.connection.next')}`;
}
