import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromDollars, ZERO } from '../../../src/core/model/money/money.ts';
import type { Recipient } from '../../../src/core/ports/notices.ts';
import { ownersOn } from '../../fakes/owners-on.ts';
import type { FakeMessage, FakeUser } from '../../fakes/slack/workspace.ts';
import { buttonOf } from './fixtures/buttons.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

it('a workspace without a budget asks its owners by a button, and reads their answer where it asked', async () => {
  const owners: Recipient[] = [];
  const here: SlackWorld = await startSlackWorld({
    world: {
      limits: { tenantMonthly: ZERO },
      grantable: fromDollars(7),
      isOwner: ({ member }) => owners.some((one) => 'member' in one && one.member === member),
    },
    dependencies: (given) => ownersOn(given, owners, () => here.bot()),
  });
  await using _here = here;
  const { slack, world } = here;
  const { member, admin, owner } = slack.users;
  const channel = slack.channels.general;
  owners.push({ platform: 'slack', member: `slack:${slack.team.id}:${owner.id}` });

  const press = async (user: FakeUser, on: FakeMessage, verb: string, answer: RegExp) => {
    const before = slack.messagesFor(user).length;
    await slack.press({ user, on, actionId: buttonOf(on, verb) });
    await slack.until(`the answer ${answer}`, () =>
      slack
        .messagesFor(user)
        .slice(before)
        .some(({ text }) => answer.test(text)),
    );
  };
  await slack.command({ command: '/tts', text: 'Hello', user: admin, channel });
  const refusal = await slack.until('the refusal', () =>
    slack.messagesFor(admin, channel).find(({ blocks }) => JSON.stringify(blocks).includes('ask-budget')),
  );
  await press(admin, refusal, 'ask-budget', /^The bot owner was asked/);
  const request = await slack.until('the request', () =>
    slack.messagesFor(owner, slack.dm(owner)).find(({ text }) => text.includes('asks for one')),
  );
  assert.match(request.text, /\$7\.00 a month/);
  await press(owner, request, 'grant-budget', /can spend \$7\.00 a month now/);
  await press(owner, request, 'grant-budget', /already: \$7\.00 a month/);
  const told = slack.messagesFor(member, channel).filter(({ text }) => /granted a budget/.test(text));
  assert.equal(told.length, 1);
  const { allowance } = await world.store.rules.tenant(`slack:${slack.team.id}`);
  assert.equal(allowance.monthly, fromDollars(7));
  slack.assertClean();
});
