import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentObserver } from '../../../src/core/ports/observer.ts';
import { until } from '../../fakes/until.ts';
import { startLoneBot } from './fixtures/lone-bot.ts';

const AGO_MS = 1_500;

test('how long a member waited counts from when they acted, for commands and for the forms they open', async () => {
  const heard: (readonly [string, string, number])[] = [];
  const observer = {
    ...silentObserver,
    acknowledged: (platform: string, kind: string, ms: number) => void heard.push([platform, kind, ms]),
  };
  await using here = await startLoneBot({ observer });
  const { discord } = here;
  const who = { user: discord.user(), guild: discord.guild(), sentAgoMs: AGO_MS };
  await here.originOf(discord.command({ ...who, name: 'tts', options: { text: 'Hello' } }));
  await until('the command is counted', () => heard.length === 1);
  const opening = discord.command({ ...who, name: 'music', subcommand: 'song', options: {} });
  assert.equal((await opening.acknowledged()).type, 9);
  await until('the form that opened is counted', () => heard.length === 2);
  await here.originOf(discord.submitModal(opening, { prompt: 'A waltz' }));
  await until('the form that was sent is counted', () => heard.length === 3);
  assert.deepEqual(
    heard.map(([platform, kind]) => [platform, kind]),
    [
      ['discord', 'command'],
      ['discord', 'command'],
      ['discord', 'form'],
    ],
  );
  const [command, opened, form] = heard.map(([, , ms]) => ms);
  assert.ok((command ?? 0) >= AGO_MS && (opened ?? 0) >= AGO_MS, heard.join());
  assert.ok((form ?? -1) >= 0 && (form ?? 0) < 60_000, heard.join());
  discord.assertClean();
});
