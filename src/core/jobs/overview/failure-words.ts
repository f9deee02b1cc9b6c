import type { Failure } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import type { Locale } from '../../model/locale.ts';
import { joinSentences, reasonOf } from '../../text/explain-failure.ts';
import { translate } from '../../text/words.ts';

/** Facts that hold words of the bot itself. All others that aren't figures may quote a person. */
const OWN_WORDS: ReadonlySet<string> = new Set(['scope', 'raisedBy', 'zone', 'service']);
const GAP = /\{\{\w+\}\}/g;

/** Says what a job failed with and what to do, without what a person wrote or named; `undefined` if it didn't fail. */
export function failureWords(locale: Locale, job: Job | undefined): string | undefined {
  const failure = job && failureOf(job);
  if (failure === undefined) return undefined;
  const safe: Failure = {
    code: failure.code,
    facts: Object.fromEntries(
      Object.entries(failure.facts).filter(([name, fact]) => typeof fact !== 'string' || OWN_WORDS.has(name)),
    ),
  };
  const next = translate(locale, `error.${safe.code}.next`);
  // A next step with gaps needs facts that only the member's own message has.
  const sentences = [reasonOf(locale, safe), ...(next.search(GAP) < 0 ? [next] : [])];
  return joinSentences(locale, ...sentences).replace(GAP, '…');
}

function failureOf({ work, delivery }: Job): Failure | undefined {
  if (work.stage === 'failed') return work.failure;
  return delivery.state === 'undeliverable' ? delivery.failure : undefined;
}
