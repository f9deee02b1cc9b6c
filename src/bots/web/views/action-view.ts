import { writeAction } from '../../../commands/framework/action-code.ts';
import { actionLabel } from '../../../commands/framework/action-label.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { raiseLine } from '../../../core/model/money/raise.ts';
import type { ActionView } from '../protocol/view.ts';

/** Builds buttons with labels in the reader's language. */
export function actionViews(actions: readonly Action[], locale: Locale): readonly ActionView[] {
  return actions.map((action) => ({
    ...writeAction(action),
    label: actionLabel(action, locale),
    ...(action.kind === 'run' && { line: `/${action.path} ` }),
    ...(action.kind === 'raise' && { line: raiseLine({ ...action, subcommand: 'set-limit' }) }),
  }));
}
