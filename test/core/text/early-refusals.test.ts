import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MONEY } from '../../../script/gallery/sample/jobs.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import { explainFailure } from '../../../src/core/text/explain-failure.ts';

test('a platform out of reach before the job began leaves no result to speak of', () => {
  const early = { code: 'delivery-failed', facts: { isEarly: true } } as const;
  assert.equal(
    explainFailure('en', early),
    'The bot couldn’t reach this channel, so it didn’t start the job. Try again in a few minutes.',
  );
  for (const locale of LOCALES) assert.doesNotMatch(explainFailure(locale, early), /result|结果|fetch/);
  assert.match(explainFailure('en', { code: 'delivery-failed', facts: {} }), /result is done/);
});

test('nobody in the sandbox is warned of a second charge', () => {
  for (const code of ['submission-in-doubt', 'job-restored'] as const) {
    for (const locale of LOCALES) {
      const job = { origin: { locale }, money: MONEY.none, isSimulated: true } as const;
      assert.doesNotMatch(explainFailure(locale, { code, facts: {} }, job), /charge|扣费/);
    }
  }
});
