import type { Action } from '../../core/model/job/action.ts';
import type { Locale } from '../../core/model/locale.ts';
import { trackLabel } from '../../core/text/track-name.ts';
import { translate } from '../../core/text/words.ts';

/** Returns a button's label: the step, or the track where only that is asked. */
export function actionLabel(action: Action, locale: Locale): string {
  if (action.kind === 'raise' && action.option === 'links')
    return translate(locale, 'job.action.allow-links');
  if (action.kind === 'run') return translate(locale, `run.${action.path}`);
  if (action.kind !== 'next') return translate(locale, `job.action.${action.kind}`);
  if (action.output !== undefined) return trackLabel(locale, action.output);
  return translate(locale, `job.action.next-${action.step}`);
}
