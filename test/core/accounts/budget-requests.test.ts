import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromDollars, ZERO } from '../../../src/core/model/money/money.ts';
import { ORIGIN, OWNER, speech, startWorld } from '../../fakes/world.ts';

const AMOUNT = fromDollars(7);

test('a request reaches the owners once a day, and several grants at the same time are one', async () => {
  await using world = await startWorld({
    ...{ speedUp: 200, limits: { tenantMonthly: ZERO }, grantable: AMOUNT },
  });
  const { told } = world.platform;
  const { id } = await world.jobs.start(speech(), 'asked', ORIGIN);
  await world.settled(id);
  const requests = () => world.services.budgetRequests;
  const asked = await Promise.all([1, 2, 3].map(() => requests().ask(id, ORIGIN)));
  assert.deepEqual(asked, ['asked', 'asked', 'asked']);
  assert.deepEqual(
    told.map(({ to }) => to),
    [OWNER],
  );
  await assert.rejects(requests().ask(id, { tenant: 'fake:another' }), { code: 'job-unknown' });

  const answers = await Promise.all(['one', 'two'].map((by) => requests().grant(id, AMOUNT, `fake:${by}`)));
  assert.deepEqual(answers.map(({ isDecided }) => isDecided).toSorted(), [false, true]);
  await world.restart();
  // A button of an older request, with another sum.
  const later = await requests().grant(id, fromDollars(99), 'fake:one');
  assert.deepEqual([later.isDecided, later.monthly], [true, AMOUNT]);
  assert.equal((await requests().decline(id)).isDecided, true);
  assert.equal(await requests().ask(id, ORIGIN), 'decided');
  const answersTold = told.slice(1);
  assert.deepEqual(
    answersTold.map(({ to }) => 'channel' in to && to.channel),
    [ORIGIN.channel],
  );
  assert.match(answersTold[0]?.text ?? '', /\$7\.00 a month/);
});
