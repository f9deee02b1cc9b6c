import type { Action } from '../../core/jobs/courier.ts';
import type { Locale } from '../../core/text/locale.ts';
import { translate } from '../../core/text/words.ts';
import type { ActionView } from './view.ts';

/** Buttons with their words in the reader's language. */
export function actionViews(actions: readonly Action[], locale: Locale): readonly ActionView[] {
  return actions.map(({ kind, jobId }) => ({
    kind,
    jobId,
    label: translate(locale, `job.action.${kind}`),
  }));
}
