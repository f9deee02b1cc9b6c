import type { ErrorCode } from '../model/error-codes.ts';
import type { ErrorFacts, Failure } from '../model/errors.ts';
import type { Locale } from '../model/locale.ts';
import { SCOPES, type ScopeName } from '../model/money/counter.ts';
import { formatUsd, microDollarsOf } from '../model/money/money.ts';
import { raiseLine, raiseOf } from '../model/money/raise.ts';
import { formatWait } from './format-length.ts';
import { formatMoment } from './format-moment.ts';
import { joinNames } from './join-names.ts';
import { type MoneyOf, moneyLines } from './money-lines.ts';
import { translate, type WordKey } from './words.ts';

/** Facts with these names are comma-separated lists, in every error. */
const LISTS: ReadonlySet<string> = new Set(['choices', 'modes', 'near', 'options']);

/** Facts with these names are amounts in micro-dollars, in every error. */
const AMOUNTS: ReadonlySet<string> = new Set(['debt', 'needed', 'limit', 'left', 'used']);

/**
 * Returns the text of a failure: what happened, what it cost, what to do next.
 *
 * @param job the failed job; absent for a refusal, when no money has moved.
 */
export function explainFailure(locale: Locale, failure: Failure, job?: MoneyOf): string {
  const facts = factsInWords(locale, failure);
  return joinSentences(
    locale,
    translate(locale, wordsFor(failure, 'what'), facts),
    ...(job === undefined ? [] : moneyLines(job)),
    translate(locale, nextFor(failure, job), facts),
  );
}

/** Returns what happened, without its cost and what to do next. */
export function reasonOf(locale: Locale, failure: Failure): string {
  return translate(locale, wordsFor(failure, 'what'), factsInWords(locale, failure));
}

/** Whose next step warns of a second charge. */
const CHARGES_TWICE: ReadonlySet<ErrorCode> = new Set(['submission-in-doubt', 'job-restored']);

/** Returns the key of the next step. For a simulated job it doesn't mention charges. */
function nextFor(failure: Failure, job: MoneyOf | undefined): WordKey {
  // Only where enough was learned to tell when.
  if (failure.code === 'queue-full' && 'startsInSeconds' in failure.facts)
    return 'error.queue-full.next-timed';
  if (isEarly(failure)) return 'error.delivery-failed.next-early';
  const isFree = job?.isSimulated === true && CHARGES_TWICE.has(failure.code);
  return isFree ? 'error.submission-lost.next' : wordsFor(failure, 'next');
}

/** Errors with separate texts for a key that a tenant connected. */
const OWN_KEY = ['audiopod-unauthorized', 'audiopod-balance', 'audiopod-forbidden'] as const;

/** Whether the platform was out of reach before anything was made. */
function isEarly({ code, facts }: Failure): boolean {
  return code === 'delivery-failed' && facts['isEarly'] === true;
}

function wordsFor(failure: Failure, part: 'what' | 'next'): WordKey {
  const { code, facts } = failure;
  if (isEarly(failure)) return `error.delivery-failed.${part}-early`;
  const own = facts['ownKey'] === true ? OWN_KEY.find((one) => one === code) : undefined;
  return own === undefined ? `error.${code}.${part}` : `own-key.${own}.${part}`;
}

/**
 * Returns facts as people read them.
 *
 * Amounts become dollars, lists are joined as the language does, a scope becomes its name, and `resetsAtMs`
 * becomes the moment `resetsAt` in `zone`, and `startsInSeconds` the wait `time`. What lifts a refusal becomes a line to type, `raiseWith`. Other facts
 * stay as they are.
 */
export function factsInWords(locale: Locale, failure: Failure): ErrorFacts {
  const { facts } = failure;
  const words: Record<string, string | number | boolean> = {};
  for (const [name, fact] of Object.entries(facts)) {
    if (AMOUNTS.has(name) && Number.isSafeInteger(fact))
      words[name] = formatUsd(microDollarsOf(Number(fact)));
    else if (LISTS.has(name) && typeof fact === 'string') words[name] = joinNames(locale, fact.split(', '));
    else if (name === 'resetsAtMs' && typeof fact === 'number')
      words['resetsAt'] = formatMoment(locale, fact, zoneOf(facts));
    else if (name === 'startsInSeconds' && typeof fact === 'number') words['time'] = formatWait(locale, fact);
    else if (name === 'raisedBy') words[name] = translate(locale, `money.raised-by.${raiserOf(fact)}`);
    else if (name === 'scope' && isScope(fact)) words[name] = translate(locale, `money.scope.${fact}`);
    else words[name] = fact;
  }
  // Refusals from before admins could set limits don't include who can raise them.
  words['raisedBy'] ??= translate(locale, 'money.raised-by.owner');
  const raise = raiseOf(failure);
  words['raiseWith'] =
    raise === undefined ? (OTHER_WAYS[failure.code] ?? '/wallet limits') : raiseLine(raise);
  return words;
}

/** What lifts refusals that no option of `/wallet` does. */
const OTHER_WAYS: Readonly<Partial<Record<ErrorCode, string>>> = {
  'links-off': 'LINKS=on',
};

/** Returns the zone; UTC for refusals from before it was stored. */
function zoneOf({ zone }: ErrorFacts): string {
  return typeof zone === 'string' ? zone : 'UTC';
}

function raiserOf(fact: unknown): 'owner' | 'admin' {
  return fact === 'admin' ? 'admin' : 'owner';
}

/** Joins sentences: English ones need a space between them, Chinese ones must not have one. */
export function joinSentences(locale: Locale, ...sentences: readonly string[]): string {
  return sentences.join(locale === 'zh-CN' ? '' : ' ');
}

function isScope(fact: unknown): fact is ScopeName {
  return SCOPES.some((scope) => scope === fact);
}
