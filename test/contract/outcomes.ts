import assert from 'node:assert/strict';
import type { Failure } from '../../src/core/model/errors.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import type { Locale } from '../../src/core/model/locale.ts';
import type { Money } from '../../src/core/model/money/job-money.ts';
import { formatUsd, type MicroDollars } from '../../src/core/model/money/money.ts';
import type { Service } from '../../src/core/model/service.ts';
import { pictureOf } from '../../src/core/text/describe-files.ts';
import type { Exchange, Shown } from './chat.ts';
import { type Button, LABELS } from './labels.ts';
import { plainLines } from './plain-lines.ts';

/**
 * How a job ended, apart from the words for it. The words themselves are proven to the letter in
 * test/core/text/sentences.test.ts, so nothing here is computed by the functions that write them.
 */
export interface Outcome {
  readonly end: 'done' | 'canceled' | Failure['code'];
  /** Those that people read. The record knows more, for the log. */
  readonly facts?: Failure['facts'];
  readonly money: Money['state'];
  readonly buttons: readonly Button[];
}

const NEXT: Readonly<Record<Service, readonly Button[]>> = {
  speech: ['speak', 'transcribe', 'denoise', 'stems'],
  stems: ['transcribe', 'denoise'],
  music: ['stems', 'transcribe'],
  denoise: ['transcribe', 'diarize', 'stems'],
  transcription: [],
  diarization: [],
  clone: [],
};

/** A job that ended well and was paid for. */
export function doneAs(service: Service): Outcome {
  return { end: 'done', money: 'settled', buttons: NEXT[service] };
}

/** Holds the record to an outcome, and what is shown to the record. A result may need several messages. */
export function assertOutcome(shown: readonly Shown[], job: Job, expected: Outcome): void {
  const { facts = {} } = expected;
  const failure = job.work.stage === 'failed' ? job.work.failure : undefined;
  const known = Object.keys(facts).map((name) => [name, failure?.facts[name]]);
  assert.deepEqual([endOf(job), job.money.state], [expected.end, expected.money]);
  assert.deepEqual(Object.fromEntries(known), facts);
  const [first, ...more] = shown;
  assert.ok(first !== undefined, `nothing was shown: ${JSON.stringify(job.delivery)}`);
  assert.ok(tellsOutcome(first.text, job), `this does not tell the outcome:\n${first.text}`);
  for (const fact of Object.entries(facts).flatMap(factShown)) {
    assert.ok(
      first.text.replaceAll('、', ', ').includes(plainLines(fact)),
      `${fact} is missing:\n${first.text}`,
    );
  }
  for (const [index, { text }] of more.entries()) {
    assert.match(text, new RegExp(`${index + 2}\\D+${shown.length}`));
    assert.ok(isIn(job.origin.locale, text), text);
  }
  for (const { alt } of shown.flatMap(({ pictures }) => pictures)) assert.equal(alt, pictureOf(job)?.title);
  const isSong = job.request.service === 'music' && job.request.task === 'text2music';
  const again: readonly Button[] = isSong && expected.end === 'done' ? ['compose'] : [];
  assert.deepEqual(
    shown.flatMap((one) => one.buttons),
    [...again, ...expected.buttons].map((button) => LABELS[job.origin.locale][button]),
  );
}

/** Whether words are in the reader's language, fill every gap, and name what the record knows of the outcome. */
export function tellsOutcome(text: string, job: Job): boolean {
  const isMissing = (part: string): boolean => !text.includes(plainLines(part));
  const own = text.replaceAll(plainLines(job.title), '');
  return isIn(job.origin.locale, own) && !namedIn(job).some(isMissing);
}

function endOf({ work }: Job): string {
  if (work.stage === 'failed') return work.failure.code;
  return work.stage === 'encoded' ? 'done' : work.stage === 'cancelled' ? 'canceled' : work.stage;
}

/** A canceled job has nothing of its own to be known by. */
const CANCELED: Readonly<Record<Locale, string>> = { en: 'Canceled', 'zh-CN': '已取消' };

function namedIn({ work, money, title, id, origin }: Job): readonly string[] {
  const cost = money.state === 'settled' || money.state === 'released' ? [formatUsd(money.amount)] : [];
  if (work.stage === 'encoded') return [title, ...cost];
  return [work.stage === 'failed' ? id : CANCELED[origin.locale], ...cost];
}

/** What is not shown as it is: who and what is meant by a code, and moments. */
const CODED: ReadonlySet<string> = new Set(['scope', 'raisedBy', 'zone', 'resetsAtMs']);
const AMOUNTS: ReadonlySet<string> = new Set(['needed', 'limit', 'left']);

function factShown([name, fact]: readonly [string, string | number | boolean]): readonly string[] {
  if (CODED.has(name) || typeof fact === 'boolean') return [];
  if (typeof fact === 'string') return [fact];
  return [AMOUNTS.has(name) ? formatUsd(fact as MicroDollars) : fact.toLocaleString('en')];
}

/** English has no Chinese character in it, Chinese has some, and neither has a gap that no fact filled. */
export function isIn(locale: Locale, text: string): boolean {
  return /\p{Script=Han}/u.test(text) === (locale === 'zh-CN') && !text.includes('{{');
}

/** One message says how the job ended, and offers what can be done next. */
export async function assertShows(exchange: Exchange, job: Job, expected: Outcome): Promise<void> {
  const shown = (await exchange.shown()).filter((one) => tellsOutcome(one.text, job));
  assert.equal(shown.length, 1, job.id);
  assertOutcome(shown, job, expected);
}
