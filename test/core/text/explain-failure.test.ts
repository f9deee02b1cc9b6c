import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isErrorCode } from '../../../src/core/model/error-codes.ts';
import type { Failure } from '../../../src/core/model/errors.ts';
import type { Money } from '../../../src/core/model/job/job.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import { SCOPES } from '../../../src/core/model/money/counter.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { errorWords } from '../../../src/core/text/en/errors.ts';
import { explainFailure, moneySentence } from '../../../src/core/text/explain-failure.ts';
import { formatMoment } from '../../../src/core/text/format-moment.ts';

const amount = fromCents(30);
const reservation = 'r1';
const LIMIT_REACHED: Failure = {
  code: 'limit-reached',
  facts: {
    scope: 'member-day',
    needed: 300_000,
    limit: 1_000_000,
    left: 125_000,
    resetsAtMs: Date.UTC(2026, 11, 1),
  },
};

test('a refusal says what was refused, that nothing was charged, and what to do', () => {
  assert.equal(
    explainFailure('en', LIMIT_REACHED, { state: 'none' }),
    'This would cost up to $0.30, but your daily limit is $1.00 and $0.1250 of it is left. ' +
      'Nothing was charged. It starts anew on Dec 1, 2026, 00:00 UTC; whoever runs this bot can raise it.',
  );
  const ofAdmins = { ...LIMIT_REACHED, facts: { ...LIMIT_REACHED.facts, raisedBy: 'admin' } };
  assert.match(explainFailure('en', ofAdmins), /; an admin here can raise it\.$/);
});

test('Chinese reads as Chinese, without spaces between sentences', () => {
  const text = explainFailure('zh-CN', LIMIT_REACHED, { state: 'none' });
  assert.match(text, /你的每日额度是 \$1\.00/);
  assert.match(
    text,
    /。没有产生费用。额度将于 2026年12月1日 00:00 UTC 重新开始；机器人的运营者可以提高它。$/,
  );
});

test('every scope has a name that reads well in the sentence', () => {
  for (const locale of LOCALES) {
    const texts = SCOPES.map((scope) =>
      explainFailure(
        locale,
        { ...LIMIT_REACHED, facts: { ...LIMIT_REACHED.facts, scope } },
        { state: 'none' },
      ),
    );
    assert.equal(new Set(texts).size, SCOPES.length);
    for (const text of texts) assert.doesNotMatch(text, /month-|-month|-day|\{\{/);
  }
});

test('whatever became of the money is said', () => {
  const cases: readonly [Money, string][] = [
    [{ state: 'none' }, 'Nothing was charged.'],
    [{ state: 'held', reservation, amount }, '$0.30 is set aside for it.'],
    [{ state: 'released', reservation, amount }, 'The $0.30 set aside was given back; nothing was charged.'],
    [
      { state: 'settled', reservation, amount, basis: 'credits' },
      'It cost $0.30, by the credits AudioPod counted.',
    ],
    [{ state: 'settled', reservation, amount, basis: 'measured-duration' }, 'It cost $0.30, by its length.'],
    [
      { state: 'settled', reservation, amount, basis: 'quote' },
      'It cost at most $0.30; AudioPod did not say exactly.',
    ],
    [
      { state: 'settled', reservation, amount, basis: 'measured-duration', overshoot: fromCents(10) },
      'It cost $0.30, by its length. That is $0.10 more than was set aside: what passes a limit counts against its next period.',
    ],
    [
      { state: 'released', reservation, amount, forgiven: true },
      'Whether it was charged was never found out; whoever runs this bot let the $0.30 go, so it no longer counts here.',
    ],
  ];
  for (const [money, sentence] of cases) assert.equal(moneySentence('en', money), sentence);
  const inDoubt = moneySentence('en', { state: 'in-doubt', reservation, amount, sinceMs: 0 });
  assert.match(inDoubt, /may have been charged \(\$0\.30\)/);
  const writtenOff = moneySentence('en', { state: 'settled', reservation, amount, basis: 'written-off' });
  assert.match(writtenOff, /\$0\.30 is counted as spent/);
});

test('every error can be explained in every language, also when its facts were lost', () => {
  const codes = Object.keys(errorWords).map((key) => key.split('.')[1] ?? '');
  for (const code of codes) {
    assert.ok(isErrorCode(code), code);
    for (const locale of LOCALES) {
      const text = explainFailure(locale, { code, facts: {} }, { state: 'none' });
      assert.ok(text.length > 10 && !text.includes('error.') && !text.includes('money.'), text);
    }
  }
});

test('facts of an unexpected kind are shown as they are', () => {
  const facts = { needed: 'much', limit: 0.5, scope: 'galaxy', resetsAtMs: 'soon' };
  assert.match(explainFailure('en', { code: 'limit-reached', facts }, { state: 'none' }), /galaxy is 0\.5/);
});

test('moments are written in UTC and say so', () => {
  const atMs = Date.UTC(2026, 10, 23, 15, 4, 59);
  assert.equal(formatMoment('en', atMs), 'Nov 23, 2026, 15:04 UTC');
  assert.equal(formatMoment('zh-CN', atMs), '2026年11月23日 15:04 UTC');
});
