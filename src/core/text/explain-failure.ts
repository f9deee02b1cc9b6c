import type { ErrorFacts, Failure } from '../model/errors.ts';
import type { Money } from '../model/job/job.ts';
import type { Locale } from '../model/locale.ts';
import { SCOPES, type ScopeName } from '../model/money/counter.ts';
import { formatUsd, microDollarsOf } from '../model/money/money.ts';
import { formatMoment } from './format-moment.ts';
import { translate, type WordKey } from './words.ts';

/** Facts of these names are amounts in micro-dollars, whichever error carries them. */
const AMOUNTS: ReadonlySet<string> = new Set(['needed', 'limit', 'left']);

/**
 * Says why something did not happen as asked: what happened, what became of the money, what to do next.
 *
 * @param money left out where nothing could have been charged and saying so would only puzzle.
 */
export function explainFailure(locale: Locale, failure: Failure, money?: Money): string {
  const facts = factsInWords(locale, failure.facts);
  return joinSentences(
    locale,
    translate(locale, wordsFor(failure, 'what'), facts),
    ...(money === undefined ? [] : [moneySentence(locale, money)]),
    translate(locale, wordsFor(failure, 'next'), facts),
  );
}

/** Of a key that a tenant connected, other things are to be said than of the operator's. */
const OWN_KEY = ['audiopod-unauthorized', 'audiopod-balance', 'audiopod-forbidden'] as const;

function wordsFor({ code, facts }: Failure, part: 'what' | 'next'): WordKey {
  const own = facts['ownKey'] === true ? OWN_KEY.find((one) => one === code) : undefined;
  return own === undefined ? `error.${code}.${part}` : `own-key.${own}.${part}`;
}

/** What became of the money: one sentence, or two where it cost more than was set aside. */
export function moneySentence(locale: Locale, money: Money): string {
  switch (money.state) {
    case 'none':
      return translate(locale, 'money.none');
    case 'settled': {
      const amount = formatUsd(money.amount);
      const spent = translate(locale, `money.settled-${money.basis}`, { amount });
      if (money.overshoot === undefined) return spent;
      const over = translate(locale, 'money.overshoot', { amount: formatUsd(money.overshoot) });
      return joinSentences(locale, spent, over);
    }
    case 'released':
      return translate(locale, money.forgiven ? 'money.forgiven' : 'money.released', {
        amount: formatUsd(money.amount),
      });
    default:
      return translate(locale, `money.${money.state}`, { amount: formatUsd(money.amount) });
  }
}

/**
 * Facts as people read them: amounts as dollars, a scope by its name, `resetsAtMs` as the moment `resetsAt` in `zone`.
 * Other facts stay as they are.
 */
export function factsInWords(locale: Locale, facts: ErrorFacts): ErrorFacts {
  const words: Record<string, string | number | boolean> = {};
  for (const [name, fact] of Object.entries(facts)) {
    if (AMOUNTS.has(name) && Number.isSafeInteger(fact))
      words[name] = formatUsd(microDollarsOf(Number(fact)));
    else if (name === 'resetsAtMs' && typeof fact === 'number')
      words['resetsAt'] = formatMoment(locale, fact, zoneOf(facts));
    else if (name === 'raisedBy') words[name] = translate(locale, `money.raised-by.${raiserOf(fact)}`);
    else if (name === 'scope' && isScope(fact)) words[name] = translate(locale, `money.scope.${fact}`);
    else words[name] = fact;
  }
  // Before admins could set limits, refusals did not say whose they were.
  words['raisedBy'] ??= translate(locale, 'money.raised-by.owner');
  return words;
}

/** Before refusals said which, it was UTC for all of them. */
function zoneOf({ zone }: ErrorFacts): string {
  return typeof zone === 'string' ? zone : 'UTC';
}

function raiserOf(fact: unknown): 'owner' | 'admin' {
  return fact === 'admin' ? 'admin' : 'owner';
}

/** Puts sentences side by side: Latin ones need a space between them, Chinese ones must not have one. */
export function joinSentences(locale: Locale, ...sentences: readonly string[]): string {
  return sentences.join(locale === 'zh-CN' ? '' : ' ');
}

function isScope(fact: unknown): fact is ScopeName {
  return SCOPES.some((scope) => scope === fact);
}
