import type { OperatorRules } from '../core/wallet/rules.ts';
import { action } from './action.ts';
import type { Call } from './command.ts';
import { dollars } from './money-option.ts';
import { inform } from './reply.ts';
import { changeLines, changer, requireSetting, type Setting, spentLines } from './rule-change.ts';
import { settingWords } from './rule-words.ts';
import { requireOwner } from './who-may.ts';

/** What owners let everybody together spend on the operator's wallet. */
export const ceiling = action({
  options: { monthly: dollars('default', 'none'), daily: dollars('default', 'none') },
  run: async ({ monthly, daily }, call) => {
    requireOwner(call);
    requireSetting({ monthly, daily }, ['monthly', 'daily']);
    let before: OperatorRules | undefined;
    const after = await call.services.rules.changeOperator(changer(call), (rules) => {
      before = rules;
      return {
        ...rules,
        ceiling: { monthly: monthly ?? rules.ceiling.monthly, daily: daily ?? rules.ceiling.daily },
      };
    });
    const old = before ?? after;
    const lines = [
      ...changeLines(
        [
          ...(monthly === undefined ? [] : [settingOf('monthly', old, after, call)]),
          ...(daily === undefined ? [] : [settingOf('daily', old, after, call)]),
        ],
        call,
      ),
      ...(await spentLines(
        call.origin,
        [
          ...(monthly === undefined ? [] : ['operator-month' as const]),
          ...(daily === undefined ? [] : ['operator-day' as const]),
        ],
        call,
      )),
    ];
    return inform(lines.join('\n'));
  },
});

/** Stops all new spending at once, everywhere. */
export const pause = action({
  options: {},
  run: async (_values, call) =>
    inform(call.say((await setPaused(true, call)) ? 'rules.pausing' : 'rules.paused-already')),
});

/** Lets people spend again. */
export const resume = action({
  options: {},
  run: async (_values, call) =>
    inform(call.say((await setPaused(false, call)) ? 'rules.resuming' : 'rules.not-paused')),
});

/** Answers whether it changed anything. */
async function setPaused(paused: boolean, call: Call): Promise<boolean> {
  requireOwner(call);
  let was = paused;
  await call.services.rules.changeOperator(changer(call), (rules) => {
    was = rules.paused;
    return { ...rules, paused };
  });
  return was !== paused;
}

function settingOf(
  period: 'monthly' | 'daily',
  before: OperatorRules,
  after: OperatorRules,
  call: Call,
): Setting {
  const { operatorMonthly, operatorDaily } = call.services.purse.defaults;
  const standard = period === 'monthly' ? operatorMonthly : operatorDaily;
  return {
    what: call.say(`rules.what.ceiling.${period}`),
    before: settingWords(before.ceiling[period], call, standard),
    after: settingWords(after.ceiling[period], call, standard),
  };
}
