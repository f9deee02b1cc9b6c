import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCALES } from '../../../src/core/model/locale.ts';
import type { Money } from '../../../src/core/model/money/job-money.ts';
import { costText, stateText } from '../../../src/core/text/job-state.ts';
import { costDetails, moneyLines } from '../../../src/core/text/money-lines.ts';
import { outcomeText } from '../../../src/core/text/outcome.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, speech } from '../../fakes/world.ts';
import { encoded, failed, jobIn, MONEY, REQUESTS } from './sentences.ts';

const job = (money: Money) => ({ ...jobOf(speech(), 'Hello', ORIGIN, 0), money });
const ENDS = [encoded(['speech']), failed('submission-in-doubt'), { stage: 'cancelled' }] as const;

test('what money a job moved is said in these words', () => {
  const said: Readonly<Record<keyof typeof MONEY, readonly string[]>> = {
    none: [],
    held: ['Up to $0.12.'],
    inDoubt: ['You may have been charged $0.12. It counts toward your limits until confirmed.'],
    released: ['You weren’t charged; $0.12 is available again.'],
    waived: ['The bot owner waived $0.12; it no longer counts.'],
    credits: ['Cost: $0.12.'],
    duration: ['Cost: $0.12.'],
    measured: ['Cost: $0.12.'],
    quote: ['Cost: up to $0.12.'],
    unmeasured: ['The cost is unknown, so the reserved $0.12 counts as spent.'],
    writtenOff: ['The charge was never confirmed, so $0.12 counts as spent.'],
    over: ['Cost: $0.12.', 'That’s $0.02 over the estimate; any excess carries over.'],
  };
  assert.deepEqual(
    Object.fromEntries(Object.entries(MONEY).map(([name, money]) => [name, moneyLines(job(money))])),
    said,
  );
});

test('a page about one job says how its cost is known, or that there was none', () => {
  const details = (money: Money) => costDetails({ ...job(money), work: encoded(['speech']) });
  assert.deepEqual(details(MONEY.credits), ['AudioPod reported this cost in credits.']);
  assert.deepEqual(details(MONEY.duration), ['The cost is based on the length AudioPod reported.']);
  assert.deepEqual(details(MONEY.measured), ['The cost is based on the length the bot measured.']);
  assert.deepEqual(details(MONEY.quote), ['AudioPod reported no cost, so the estimate counts.']);
  assert.deepEqual(details(MONEY.unmeasured), [
    'AudioPod reported no length, and the bot couldn’t measure it.',
  ]);
  assert.deepEqual(details(MONEY.none), ['You weren’t charged.']);
  for (const money of [MONEY.writtenOff, MONEY.released, MONEY.waived, MONEY.inDoubt]) {
    assert.deepEqual(details(money), [], 'the sentence about the money says it already');
  }
  assert.deepEqual(costDetails(job(MONEY.none)), [], 'a job that may still cost something');
});

test('nothing a reader of the sandbox sees speaks of a charge or of a cost', () => {
  for (const locale of LOCALES) {
    for (const money of Object.values(MONEY)) {
      for (const work of [...ENDS, { stage: 'submitting', sinceMs: 0 }] as const) {
        const real = jobIn(locale, 'Hello', REQUESTS.speech, { money, work });
        const simulated = { ...real, isSimulated: true } as const;
        const said = [outcomeText(simulated), stateText(simulated), ...costDetails(simulated)].join('\n');
        assert.doesNotMatch(said, /\$|charge|cost|费/i);
        assert.equal(costText(simulated), '');
        if (money.state !== 'none') assert.match(outcomeText(real), /\$0\.12/);
      }
    }
  }
});
