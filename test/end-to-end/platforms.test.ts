import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startFakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { FakeInteraction } from '../fakes/discord/state.ts';
import { startFakeSlack } from '../fakes/slack/start-fake-slack.ts';
import { until } from '../fakes/until.ts';
import { startProgram, startRefused } from './program.ts';
import { ownFolder } from './setting.ts';
import { assertAudible } from './sounds.ts';

test('One process serves Discord, Slack and the playground at once', async (t) => {
  const { owner, folder } = await ownFolder(t);
  await using discord = await startFakeDiscord();
  await using slack = await startFakeSlack();
  const program = await startProgram(owner, {
    DATA_DIR: join(folder.path, 'data'),
    SANDBOX: 'on',
    PLAYGROUND: 'on',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    MEDIA_HOSTS: discord.cdnHost,
  });
  const ready = await fetch(`${program.url}/readyz`);
  assert.equal(ready.status, 200, await ready.text());

  const guild = discord.guild();
  const user = discord.user();
  const options = { text: 'Hello from a server.' };
  const call = await acknowledged(() => discord.command({ user, guild, name: 'tts', options }));
  const { member } = slack.users;
  const { general } = slack.channels;
  await slack.command({ command: '/tts', text: 'Hello from a workspace.', user: member, channel: general });

  await call.until(
    ([original]) => original?.attachments.some((file) => file.contentType === 'audio/mp4') ?? false,
  );
  const spoken = call.messages[0]?.attachments.find((file) => file.contentType === 'audio/mp4');
  await assertAudible(await folder.write('discord.m4a', spoken?.bytes ?? Buffer.alloc(0)), {
    from: 0.3,
    to: 10,
  });
  const posted = await slack.until('the m4a', () =>
    slack
      .messagesFor(member, general)
      .flatMap((message) => message.files)
      .find((file) => file.name.endsWith('.m4a')),
  );
  await assertAudible(posted.path, { from: 0.3, to: 10 });
  discord.assertClean();
  slack.assertClean();

  const end = await program.terminate();
  assert.equal(end.code, 0, program.printed());
});

/** Longer than Discord waits for the first response. */
const NO_RESPONSE_MS = 5_000;

/** Asks as a member does: again, if a crowded machine let Discord's three seconds pass. */
async function acknowledged(ask: () => FakeInteraction): Promise<FakeInteraction> {
  for (;;) {
    const call = ask();
    const askedMs = performance.now();
    await until('there is a response, or Discord no longer waits', () => {
      return call.original() !== undefined || performance.now() - askedMs > NO_RESPONSE_MS;
    });
    if (call.original() !== undefined) return call;
  }
}

test('A token that Discord refuses is told in a sentence, and the program ends with 1', async (t) => {
  const { owner, folder } = await ownFolder(t);
  await using discord = await startFakeDiscord();
  const refused = await startRefused(owner, {
    DATA_DIR: join(folder.path, 'data'),
    SANDBOX: 'on',
    DISCORD_TOKEN: 'not-the-token',
    DISCORD_API_URL: discord.apiUrl,
  });
  assert.equal(refused.code, 1);
  assert.match(refused.printed, /DISCORD_TOKEN/);
  assert.doesNotMatch(refused.printed, /not-the-token|\n\s+at /);
});
