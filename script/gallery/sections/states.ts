import { actionLabel } from '../../../src/commands/framework/action-label.ts';
import { type Action, NEXT_STEPS, RUN_PATHS } from '../../../src/core/model/job/action.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { SCOPES } from '../../../src/core/model/money/counter.ts';
import type { Money } from '../../../src/core/model/money/job-money.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { costDetails, moneyLines } from '../../../src/core/text/money-lines.ts';
import { translate } from '../../../src/core/text/words.ts';
import { replyPanels, textPanel } from '../draw/panels.ts';
import { exhibit, exhibits, type Section } from '../exhibit.ts';
import { MONEY } from '../sample/jobs.ts';
import { JOB_ID, NOW_MS } from '../sample/origin.ts';

const one = { jobId: JOB_ID } as const;

/** A button of each kind. A new kind does not compile without one. */
const BUTTONS: Readonly<Record<Action['kind'], readonly Action[]>> = {
  cancel: [{ kind: 'cancel', ...one }],
  retry: [{ kind: 'retry', ...one }],
  confirm: [
    { kind: 'confirm', ...one, amount: fromDollars(0.62) },
    { kind: 'cancel', ...one },
  ],
  fetch: [{ kind: 'fetch', ...one }],
  raise: [
    { kind: 'raise', ...one, option: 'per_user_daily', value: '1.30' },
    { kind: 'raise', ...one, option: 'links', value: 'on' },
  ],
  erase: [{ kind: 'erase', askedAtMs: NOW_MS }],
  'add-to-server': [{ kind: 'run', path: 'wallet connect' }, { kind: 'add-to-server' }],
  'ask-budget': [{ kind: 'ask-budget', ...one }],
  'grant-budget': [
    { kind: 'grant-budget', ...one, amount: fromDollars(10) },
    { kind: 'decline-budget', ...one },
  ],
  'decline-budget': [{ kind: 'decline-budget', ...one }],
  run: RUN_PATHS.map((path) => ({ kind: 'run', path })),
  next: NEXT_STEPS.map((step) => ({ kind: 'next', ...one, step })),
};

/** Shows every row of buttons, alone. */
export async function buttons(): Promise<Section> {
  const shown = await exhibits(BUTTONS, (actions, locale) =>
    replyPanels(
      { tone: 'info', text: actions.map((action) => actionLabel(action, locale)).join(' · '), actions },
      locale,
    ),
  );
  return {
    id: 'buttons',
    title: 'Buttons',
    about: 'Every button, in the rows it stands in.',
    exhibits: shown,
  };
}

/** Shows the texts about the money of a job, in every state. */
export async function money(): Promise<Section> {
  const sentences = await exhibits(MONEY, (state, locale) => [
    textPanel([...moneyLines(moneyOf(state, locale)), ...costDetails(moneyOf(state, locale))].join('\n')),
  ]);
  const scopes = await exhibit('scopes', (locale) => [
    textPanel(SCOPES.map((scope) => translate(locale, `money.scope.${scope}`)).join('\n')),
  ]);
  return {
    id: 'money',
    title: 'Money',
    about: 'The sentence about the money of a job, in every state, and the names of limits.',
    exhibits: [...sentences, scopes],
  };
}

function moneyOf(money: Money, locale: Locale) {
  return { money, work: { stage: 'cancelled' }, origin: { locale } } as const;
}
