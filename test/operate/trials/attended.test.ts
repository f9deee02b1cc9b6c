import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reported } from '../../../src/operate/doctor/run-checks.ts';
import { startDiscordWorld } from '../../bots/discord/fixtures/discord-world.ts';
import { startSlackWorld } from '../../bots/slack/fixtures/slack-world.ts';
import { HUNG_MS } from '../../fakes/until.ts';
import { type Changed, report } from '../doctor/doctor-world.ts';
import { showMetrics } from './shown-metrics.ts';

const SPOKEN_OF = /^The bot acknowledged a (?:command|button|form) after \d+ ms\.$/;

/** The doctor beside a bot, with somebody at the channel. */
const attending = (channel: string, waitMs: number, told: string[]): Changed => ({
  parts: { attended: { channel, waitMs, tell: (sentence) => told.push(sentence) } },
});

function proveMeasured(lines: readonly Reported[], told: readonly string[], title: string): void {
  assert.deepEqual(
    lines.map(({ level }) => level === 'broken'),
    [false, false, false],
    JSON.stringify(lines),
  );
  for (const { fact } of lines) assert.match(fact, SPOKEN_OF);
  assert.match(told.join(), new RegExp(`^Go to the channel on ${title}`));
}

describe('the doctor, attended', () => {
  it('measures the running bot on Discord, takes nothing from it, and leaves no message', async () => {
    await using metrics = await showMetrics();
    await using here = await startDiscordWorld({ bot: { observer: metrics.observer } });
    const { discord } = here;
    const [guild, user, told] = [discord.guild(), discord.user(), [] as string[]];
    const variables = {
      ...{ SANDBOX: 'on', DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
      PORT: String(metrics.port),
    };
    const looking = report(variables, attending(guild.general.id, HUNG_MS, told), 'discord.attended');
    await discord.until(guild.general, (messages) => messages.length === 1);
    const [message] = discord.messagesIn(guild.general);
    assert.ok(message);
    assert.match(message.content, /1\. Press “Show help”\.\n2\. Press “Transcribe”, leave the form empty/);
    const idOf = (label: string) => message.controls.find((one) => one.label === label)?.customId ?? '';
    await discord.press(message, idOf('Show help'), { user }).acknowledged();
    const opened = discord.press(message, idOf('Transcribe'), { user });
    assert.equal((await opened.acknowledged()).type, 9);
    const sent = discord.submitModal(opened, {});
    await sent.until(([reply]) => /audio/i.test(reply?.content ?? ''));
    const asked = discord.command({ user, guild, name: 'help' });
    await asked.until(([reply]) => (reply?.content ?? '') !== '');
    proveMeasured(await looking, told, 'Discord');
    assert.deepEqual(discord.messagesIn(guild.general), []);
    assert.equal(discord.gateway.identifies.length, 1, 'only the bot is connected');
    assert.deepEqual(await here.world.store.jobs.list({ tenant: `discord:${guild.id}`, limit: 1 }), []);
    discord.assertClean();
  });

  it('measures the running bot on Slack, takes nothing from it, and leaves no message', async () => {
    await using metrics = await showMetrics();
    await using here = await startSlackWorld({ bot: { observer: metrics.observer } });
    const { slack } = here;
    const { member: user } = slack.users;
    const { general: channel } = slack.channels;
    const told: string[] = [];
    // The bot has two.
    await slack.untilConnected(2);
    const variables = {
      ...{ SANDBOX: 'on', SLACK_API_URL: slack.apiUrl, PORT: String(metrics.port) },
      ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
    };
    const looking = report(variables, attending(channel.id, HUNG_MS, told), 'slack.attended');
    const on = await slack.until('the buttons', () => slack.messages[0]);
    assert.match(on.text, /3\. Type `\/audiopod help`\.$/);
    await slack.press({ user, on, actionId: 'job:run:help' });
    await slack.press({ user, on, actionId: 'job:run:transcribe' });
    const view = await slack.until('the form', () => slack.views[0]);
    await slack.submit({ user, view });
    assert.match(Object.values(view.errors).join(), /\w/, 'the empty form is refused');
    await slack.command({ command: '/audiopod', text: 'help', user, channel });
    proveMeasured(await looking, told, 'Slack');
    assert.ok(on.deleted);
    assert.equal(slack.sockets, 2, 'only the bot is connected');
    assert.deepEqual(await here.jobs(), []);
    slack.assertClean();
  });

  it('says what nobody did in time', async () => {
    await using metrics = await showMetrics();
    await using here = await startSlackWorld({ bot: { observer: metrics.observer } });
    const { slack } = here;
    metrics.observer.acknowledged('slack', 'press', 5_000);
    const variables = {
      ...{ SANDBOX: 'on', SLACK_API_URL: slack.apiUrl, PORT: String(metrics.port) },
      ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
    };
    const looking = report(variables, attending(slack.channels.general.id, 600, []), 'slack.attended');
    await slack.until('the buttons', () => slack.messages[0]);
    metrics.observer.acknowledged('slack', 'command', 1_800);
    metrics.observer.acknowledged('slack', 'form', 3_100);
    const lines = await looking;
    assert.deepEqual(
      lines.map(({ level, fact }) => [level, fact]),
      [
        ['warning', 'The bot acknowledged a command after 1800 ms.'],
        ['broken', 'The bot acknowledged no button.'],
        ['broken', 'The bot acknowledged a form after 3100 ms.'],
      ],
    );
    assert.match(lines[1]?.remedy ?? '', /within two minutes/);
    assert.ok(slack.messages[0]?.deleted);
  });
});
