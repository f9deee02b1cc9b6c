import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

const calm = new AbortController().signal;

describe('what the bot says unprompted', () => {
  it('goes into a channel or a direct message, escaped, and to nobody of another workspace', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { notices } = here.bot();
    const text = 'The wallet is empty, <!channel>';
    await notices.tell({ platform: 'slack', channel: slack.channels.general.id }, text, calm);
    await notices.tell({ platform: 'slack', member: `slack:${slack.team.id}:${member.id}` }, text, calm);
    const said = slack.messages.filter((message) => message.text.startsWith('The wallet is empty'));
    assert.deepEqual(
      said.map(({ channel }) => channel),
      [slack.channels.general, slack.dm(member)],
    );
    for (const message of said) assert.match(message.text, /&lt;!channel&gt;/);
    const stranger = { platform: 'slack', member: `slack:T0000:${member.id}` };
    const error = await notices.tell(stranger, text, calm).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BotError && error.code === 'cannot-deliver');
    const hidden = { platform: 'slack', channel: slack.channels.secret.id };
    const refusal = await notices.tell(hidden, text, calm).catch((thrown: unknown) => thrown);
    assert.ok(refusal instanceof BotError && refusal.code === 'cannot-deliver', String(refusal));
    slack.assertClean();
  });
});
