import type { ErrorFacts, Failure } from '../errors.ts';
import type { Money } from '../jobs/job.ts';
import { SCOPES, type ScopeName } from '../wallet/ledger.ts';
import { formatUsd, microDollarsOf } from '../wallet/money.ts';
import { formatMoment } from './format-moment.ts';
import type { Locale } from './locale.ts';
import { translate } from './words.ts';

/** Facts of these names are amounts in micro-dollars, whichever error carries them. */
const AMOUNTS: ReadonlySet<string> = new Set(['needed', 'limit', 'left']);

/**
 * Says why something did not happen as asked: what happened, what became of the money, what to do next.
 *
 * @param money left out where nothing could have been charged and saying so would only puzzle.
 */
export function explainFailure(locale: Locale, failure: Failure, money?: Money): string {
  const { code } = failure;
  const facts = factsInWords(locale, failure.facts);
  return joinSentences(
    locale,
    translate(locale, `error.${code}.what`, facts),
    ...(money === undefined ? [] : [moneySentence(locale, money)]),
    translate(locale, `error.${code}.next`, facts),
  );
}

/** What became of the money, in one sentence. */
export function moneySentence(locale: Locale, money: Money): string {
  switch (money.state) {
    case 'none':
      return translate(locale, 'money.none');
    case 'settled': {
      const amount = formatUsd(money.amount);
      if (money.basis === 'quote') return translate(locale, 'money.settled-quote', { amount });
      if (money.basis === 'written-off') return translate(locale, 'money.settled-written-off', { amount });
      return translate(locale, 'money.settled', { amount });
    }
    default:
      return translate(locale, `money.${money.state}`, { amount: formatUsd(money.amount) });
  }
}

/**
 * Facts as people read them: amounts as dollars, a scope by its name, `resetsAtMs` as the moment `resetsAt`.
 * Other facts stay as they are.
 */
export function factsInWords(locale: Locale, facts: ErrorFacts): ErrorFacts {
  const words: Record<string, string | number | boolean> = {};
  for (const [name, fact] of Object.entries(facts)) {
    if (AMOUNTS.has(name) && Number.isSafeInteger(fact))
      words[name] = formatUsd(microDollarsOf(Number(fact)));
    else if (name === 'resetsAtMs' && typeof fact === 'number')
      words['resetsAt'] = formatMoment(locale, fact);
    else if (name === 'scope' && isScope(fact)) words[name] = translate(locale, `money.scope.${fact}`);
    else words[name] = fact;
  }
  return words;
}

/** Puts sentences side by side: Latin ones need a space between them, Chinese ones must not have one. */
export function joinSentences(locale: Locale, ...sentences: readonly string[]): string {
  return sentences.join(locale === 'zh-CN' ? '' : ' ');
}

function isScope(fact: unknown): fact is ScopeName {
  return SCOPES.some((scope) => scope === fact);
}
