import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../../../src/core/model/errors.ts';
import { raiseLine, raiseOf } from '../../../../src/core/model/money/raise.ts';

const lineOf = (failure: Failure): string | undefined => {
  const raise = raiseOf(failure);
  return raise && raiseLine(raise);
};

test('a refusal by a limit is lifted by the least that admits the job, for an admin and for the bot owner', () => {
  const facts = { limit: 1_000_000, left: 0, used: 1_250_000, needed: 302_000 };
  const cases: readonly [string, 'owner' | 'admin', string][] = [
    ['operator-month', 'owner', '/wallet ceiling monthly:1.56'],
    ['operator-day', 'owner', '/wallet ceiling daily:1.56'],
    ['tenant-month', 'owner', '/wallet grant monthly:1.56'],
    ['tenant-month', 'admin', '/wallet set-limit monthly:1.56'],
    ['tenant-day', 'owner', '/wallet grant daily:1.56'],
    ['tenant-day', 'admin', '/wallet set-limit daily:1.56'],
    ['member-day', 'admin', '/wallet set-limit per_user_daily:1.56'],
  ];
  for (const [scope, raisedBy, line] of cases) {
    assert.equal(lineOf({ code: 'limit-reached', facts: { ...facts, scope, raisedBy } }), line);
  }
});

test('a price over the per-job limit, and links that are off, are lifted by admins', () => {
  const facts = { needed: 2_500_000, limit: 2_000_000, raisedBy: 'admin' };
  assert.equal(lineOf({ code: 'job-limit', facts }), '/wallet set-limit per_job:2.50');
  assert.equal(lineOf({ code: 'links-over-job-limit', facts }), '/wallet set-limit per_job:2.50');
  assert.equal(lineOf({ code: 'links-off', facts: { raisedBy: 'admin' } }), '/wallet set-limit links:on');
});

test('what no command lifts has none', () => {
  for (const code of ['link-debt', 'links-off', 'limit-reached', 'job-failed', 'spending-paused'] as const) {
    assert.equal(lineOf({ code, facts: { raisedBy: 'owner' } }), undefined, code);
  }
});
