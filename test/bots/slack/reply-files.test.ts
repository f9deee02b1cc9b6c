import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import type { FakeUser } from '../../fakes/slack/workspace.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

/** Lets a member have spent something. */
async function spend({ slack, world }: SlackWorld, { id }: FakeUser): Promise<void> {
  const { store, clock, dependencies } = world;
  const tenant = `slack:${slack.team.id}`;
  const payer = { tenant, member: `${tenant}:${id}` };
  await store.ledger.reserve({
    id: 'reservation',
    jobId: 'job',
    for: { ...payer, service: 'speech' },
    amount: fromDollars(0.2),
    scopes: scopesFor(payer, dependencies.limits, clock.now()),
    nowMs: clock.now(),
  });
  await store.ledger.settle('reservation', fromDollars(0.15), 'credits', clock.now());
}

test('files that only one person may see come as a direct message, and the answer says so', async () => {
  await using here = await startSlackWorld();
  const { slack } = here;
  const { member, admin } = slack.users;
  const { general } = slack.channels;
  await spend(here, member);
  await slack.command({ command: '/wallet', text: 'usage 7', user: member, channel: general });
  const answer = await slack.until('the words', () =>
    slack.messagesFor(member).find(({ ephemeralTo }) => ephemeralTo === member.id),
  );
  assert.match(answer.text, /^\$0\.15 spent .*\nSlack can’t show files .* direct messages with \S+\.\n• `/);
  const [files, ...more] = slack.messagesFor(member, slack.dm(member));
  assert.deepEqual(more, []);
  assert.deepEqual(
    files?.files.map(({ name }) => name.replace(/\d+/g, '1')),
    ['usage-1-1-1-to-1-1-1.png', 'usage-1-1-1-to-1-1-1.csv'],
  );
  assert.match(files?.text ?? '', /^\$0\.15 spent/);
  assert.deepEqual(slack.messagesFor(admin), []);
  slack.assertClean();
});

test('asked between the two of them, the files are right there', async () => {
  await using here = await startSlackWorld();
  const { slack } = here;
  const { member } = slack.users;
  await spend(here, member);
  await slack.directMessage({ user: member, text: 'wallet usage' });
  const own = () => slack.messagesFor(member, slack.dm(member));
  await slack.until('words and files', () => own().length === 2);
  const [files, words] = own();
  assert.equal(files?.files.length, 2);
  assert.match(words?.text ?? '', /^\$0\.15 spent in the last 30 days .*\n• `/);
  slack.assertClean();
});

test('when the files cannot be sent, the words come all the same and say so', async () => {
  await using here = await startSlackWorld();
  const { slack } = here;
  const { member } = slack.users;
  const { general } = slack.channels;
  await spend(here, member);
  slack.fault('files.completeUploadExternal', { kind: 'error', error: 'posting_to_channel_denied' }, 5);
  await slack.command({ command: '/wallet', text: 'usage', user: member, channel: general });
  const answer = await slack.until('the words', () => slack.messagesFor(member).at(0));
  assert.match(answer.text, /^\$0\.15 .*\nThe bot couldn’t send you the files\. /);
  assert.deepEqual(slack.messagesFor(member, slack.dm(member)), []);
});
