import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isErrorCode } from '../../../src/core/model/error-codes.ts';
import type { Failure } from '../../../src/core/model/errors.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import { SCOPES } from '../../../src/core/model/money/counter.ts';
import { errorWords } from '../../../src/core/text/en/errors.ts';
import { explainFailure } from '../../../src/core/text/explain-failure.ts';
import { formatMoment, formatMomentWithYear } from '../../../src/core/text/format-moment.ts';

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

test('a refusal says what was refused and what to do, and nothing about money', () => {
  assert.equal(
    explainFailure('en', LIMIT_REACHED),
    'This could cost $0.30, but only $0.125 of your daily limit ($1.00) is left. ' +
      'It resets on Dec 1, 00:00 (UTC), or the bot owner can raise it with `/wallet set-limit per_user_daily:1.18`.',
  );
  const ofAdmins = { ...LIMIT_REACHED, facts: { ...LIMIT_REACHED.facts, raisedBy: 'admin' } };
  assert.match(
    explainFailure('en', ofAdmins),
    /, or an admin can raise it with `\/wallet set-limit per_user_daily:1\.18`\.$/,
  );
});

test('Chinese reads as Chinese, without spaces between sentences', () => {
  assert.equal(
    explainFailure('zh-CN', LIMIT_REACHED),
    '最多需 $0.30，你的每日限额 $1.00 仅剩 $0.125。12月1日 00:00（UTC）重置；机器人所有者可用 `/wallet set-limit per_user_daily:1.18` 提高限额。',
  );
});

test('every scope has a name that reads well in the sentence', () => {
  for (const locale of LOCALES) {
    const texts = SCOPES.map((scope) =>
      explainFailure(locale, { ...LIMIT_REACHED, facts: { ...LIMIT_REACHED.facts, scope } }),
    );
    assert.equal(new Set(texts).size, SCOPES.length);
    for (const text of texts) assert.doesNotMatch(text, /month-|-month|-day|\{\{/);
  }
});

test('every error can be explained in every language, also when its facts were lost', () => {
  const codes = Object.keys(errorWords).map((key) => key.split('.')[1] ?? '');
  for (const code of codes) {
    assert.ok(isErrorCode(code), code);
    for (const locale of LOCALES) {
      const text = explainFailure(locale, { code, facts: {} });
      assert.ok(text.length > 10 && !text.includes('error.') && !text.includes('money.'), text);
    }
  }
});

test('facts of an unexpected kind are shown as they are', () => {
  const facts = { needed: 'much', limit: 0.5, scope: 'galaxy', resetsAtMs: 'soon' };
  assert.match(explainFailure('en', { code: 'limit-reached', facts }), /galaxy \(0\.5\) is left/);
});

test('moments are written with their time zone, and with the year where it may be another one', () => {
  const atMs = Date.UTC(2026, 10, 23, 15, 4, 59);
  assert.equal(formatMoment('en', atMs), 'Nov 23, 15:04 (UTC)');
  assert.equal(formatMoment('zh-CN', atMs), '11月23日 15:04（UTC）');
  assert.equal(formatMoment('en', atMs, 'Asia/Shanghai'), 'Nov 23, 23:04 (Asia/Shanghai)');
  assert.equal(formatMomentWithYear('en', atMs), 'Nov 23, 2026, 15:04 (UTC)');
  assert.equal(formatMomentWithYear('zh-CN', atMs), '2026年11月23日 15:04（UTC）');
});
