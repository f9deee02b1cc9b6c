import { writeAction } from '../../commands/action-code.ts';
import { actionLabel } from '../../commands/action-label.ts';
import type { Action } from '../../core/jobs/courier.ts';
import type { Locale } from '../../core/text/locale.ts';
import type { ActionView } from './view.ts';

/** Buttons with their words in the reader's language. */
export function actionViews(actions: readonly Action[], locale: Locale): readonly ActionView[] {
  return actions.map((action) => ({ ...writeAction(action), label: actionLabel(action, locale) }));
}
