import type { OperatorRules } from '../../core/model/money/spending-rules.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { inform } from '../framework/reply.ts';
import { dollars } from '../options/money-option.ts';
import { changeLines, changer, requireSetting, type Setting, SPANS, spentLines } from './rule-change.ts';
import { settingWords } from './rule-words.ts';

/** The subcommand with which owners set the total spending cap on the bot owner's wallet. */
export const spendingCap = action({
  options: { monthly: dollars('default', 'none'), daily: dollars('default', 'none') },
  onlyFor: 'owners',
  run: async ({ monthly, daily }, call) => {
    const set = requireSetting({ monthly, daily }, SPANS);
    const { before, after } = await call.services.rules.changeOperator(changer(call), (rules) => ({
      ...rules,
      ceiling: { monthly: monthly ?? rules.ceiling.monthly, daily: daily ?? rules.ceiling.daily },
    }));
    const lines = [
      ...changeLines(
        set.map((span) => settingOf(span, before, after, call)),
        call,
      ),
      ...(await spentLines(
        call.origin,
        set.map((span) => (span === 'monthly' ? 'operator-month' : 'operator-day')),
        call,
      )),
    ];
    return inform(lines.join('\n'));
  },
});

/** The subcommand that stops all new spending immediately, everywhere. */
export const pause = action({
  options: {},
  onlyFor: 'owners',
  run: async (_values, call) =>
    inform(call.say((await setPaused(true, call)) ? 'rules.pausing' : 'rules.paused-already')),
});

/** The subcommand that allows spending again. */
export const resume = action({
  options: {},
  onlyFor: 'owners',
  run: async (_values, call) =>
    inform(call.say((await setPaused(false, call)) ? 'rules.resuming' : 'rules.not-paused')),
});

/** Pauses or resumes spending, and returns whether that changed anything. */
async function setPaused(paused: boolean, call: Call): Promise<boolean> {
  const { before } = await call.services.rules.changeOperator(changer(call), (rules) => ({
    ...rules,
    paused,
  }));
  return before.paused !== paused;
}

function settingOf(
  span: (typeof SPANS)[number],
  before: OperatorRules,
  after: OperatorRules,
  call: Call,
): Setting {
  const { operatorMonthly, operatorDaily } = call.services.budgetReader.defaults;
  const standard = span === 'monthly' ? operatorMonthly : operatorDaily;
  return {
    what: call.say(`rules.what.ceiling.${span}`),
    before: settingWords(before.ceiling[span], call, standard),
    after: settingWords(after.ceiling[span], call, standard),
  };
}
