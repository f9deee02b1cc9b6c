import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sampleJob } from '../../../script/gallery/sample/jobs.ts';
import { sampleServices } from '../../../script/gallery/sample/services.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { createCommandDispatcher } from '../../../src/commands/dispatch/command-dispatcher.ts';
import type { Services } from '../../../src/commands/framework/command.ts';
import type { Voice } from '../../../src/core/model/job/provider-job.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import type { FakeGuild, FakeInteraction, FakeMessage, FakeUser } from '../../fakes/discord/fake-discord.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { type LoneBot, startLoneBot } from './fixtures/lone-bot.ts';

/** Two pages of each. */
const VOICES: readonly Voice[] = Array.from({ length: 60 }, (_, index) => ({
  ...{ id: `v${index}`, name: `voice-${index}`, displayName: `Voice ${index}`, isCustom: false },
}));
const JOBS = Array.from({ length: 30 }, (_, index) => ({
  ...sampleJob('stems', 'en'),
  id: `job${String(index).padStart(9, 'a')}`,
}));

describe('what members choose from lists', () => {
  let here: LoneBot;
  let guild: FakeGuild;
  let user: FakeUser;

  before(async () => {
    const services = sampleServices('discord', {});
    const voices: Services['voices'] = {
      ...services.voices,
      search: async (_query, most) => VOICES.slice(0, most),
      find: async (name, ...rest) =>
        VOICES.find((one) => one.name === name) ?? services.voices.find(name, ...rest),
    };
    const find = async (id: string) => JOBS.find((one) => one.id === id) ?? assert.fail(id);
    const dispatcher = createCommandDispatcher({
      commands: COMMANDS,
      services: {
        ...services,
        voices,
        jobs: { ...services.jobs, list: async (_who, most) => JOBS.slice(0, most), find },
      },
      clock: patientClock,
      log: silentLog,
    });
    here = await startLoneBot({ dispatcher });
    guild = here.discord.guild();
    user = here.discord.user();
  });
  after(async () => {
    here.discord.assertClean();
    await here[Symbol.asyncDispose]();
  });

  const run = async (name: string, subcommand?: string, options: Record<string, string> = {}) =>
    answered(
      here.discord.command({ user, guild, name, options, ...(subcommand !== undefined && { subcommand }) }),
    );
  const press = async (on: FakeMessage, label: string) => {
    const control = on.controls.find((one) => one.label === label) ?? assert.fail(`no ${label}`);
    return answered(here.discord.press(on, control.customId, { user, guild }, control.value), on);
  };

  it('a job is chosen for every command on a job, page by page in the same message', async () => {
    for (const subcommand of ['show', 'fetch', 'cancel', 'delete']) {
      const asked = await run('jobs', subcommand);
      assert.equal(asked.content, 'Choose a job');
      assert.ok(asked.ephemeral);
      const entries = asked.controls.filter(({ value }) => value !== undefined);
      assert.equal(entries.length, 25);
      assert.ok(entries.every(({ label }) => label.length <= 100));
    }
    const asked = await run('jobs', 'show');
    assert.deepEqual(labelsOf(asked), ['More']);
    const second = await press(asked, 'More');
    assert.equal(second.id, asked.id);
    assert.deepEqual(
      second.controls.flatMap(({ value }) => value ?? []),
      JOBS.slice(25).map(({ id }) => id),
    );
    assert.deepEqual(labelsOf(second), ['Earlier']);
    const [first] = second.controls;
    const shown = await press(second, first?.label ?? '');
    assert.notEqual(shown.id, asked.id);
    assert.ok(shown.ephemeral);
    assert.ok(shown.content.includes(JOBS[25]?.title ?? '?'), shown.content);
  });

  it('a voice is chosen from the list of voices, whose pages turn with it', async () => {
    const listed = await run('voice', 'list');
    assert.equal(listed.controls.filter(({ value }) => value !== undefined).length, 25);
    const last = await press(await press(listed, 'More'), 'More');
    assert.equal(last.id, listed.id);
    assert.deepEqual(labelsOf(last), ['Earlier']);
    const entries = last.controls.filter(({ value }) => value !== undefined);
    assert.equal(entries.length, VOICES.length - 50);
    const shown = await press(last, entries[0]?.label ?? '');
    assert.ok(shown.content.includes(entries[0]?.label ?? '?'), shown.content);
  });

  it('an unknown voice of speech is chosen anew, and the text is not typed again', async () => {
    const refused = await run('tts', undefined, { text: 'Good morning', voice: 'nobody-at-all' });
    assert.match(refused.content, /There’s no voice/);
    assert.deepEqual(labelsOf(refused), ['Change and send', 'More']);
    for (const subcommand of ['show', 'delete']) {
      const asked = await run('voice', subcommand);
      assert.equal(asked.content, 'Choose a voice');
    }
  });

  it('help and wallet are containers within Discord’s limits, with the buttons that act', async () => {
    for (const [name, subcommand, labels] of [
      ['help', undefined, ['Make speech', 'Split a song', 'Transcribe', 'List my jobs', 'Show what’s left']],
      ['wallet', 'balance', ['Show limits', 'Show spending']],
      ['wallet', 'usage', ['Show what’s left', 'Show limits']],
      ['wallet', 'pricing', []],
    ] as const) {
      const card = await run(name, subcommand);
      assert.deepEqual(
        card.components.map(({ type }) => type),
        [17],
      );
      assert.deepEqual(labelsOf(card), labels, `${name} ${subcommand ?? ''}`);
      assert.ok(card.ephemeral && card.content.length <= 4_000);
    }
    const limits = await press(await run('wallet', 'balance'), 'Show limits');
    assert.match(limits.content, /limit/i);
  });

  it('a message is answered in the language of its author’s last command, and then forgotten with them', async () => {
    const chinese = here.discord.user({ locale: 'zh-CN' });
    const channel = here.discord.directChannel(chinese);
    const said = async () => {
      const message = here.discord.message(channel, { author: chinese, content: 'jobs show nothing' });
      const isAnswer = (one: FakeMessage) => one.replyTo === message.id && one.content !== '…';
      await here.discord.until(channel, (all) => all.some(isAnswer));
      return here.discord.messagesIn(channel).find(isAnswer)?.content ?? '';
    };
    assert.doesNotMatch(await said(), /\p{Script=Han}/u);
    await answered(here.discord.command({ user: chinese, guild, name: 'wallet', subcommand: 'pricing' }));
    await here.discord.until(channel, () => true);
    assert.match(await said(), /\p{Script=Han}/u);
  });
});

function labelsOf({ controls }: FakeMessage): readonly string[] {
  return controls.filter(({ value }) => value === undefined).map(({ label }) => label);
}

/** Returns the reply once it is there: a new message, or another content of the one whose button was pressed. */
async function answered(call: FakeInteraction, pressed?: FakeMessage): Promise<FakeMessage> {
  const before = pressed?.contents.length ?? 0;
  await call.acknowledged();
  await call.until(([original]) => {
    const isTurned = original?.id === pressed?.id;
    return original?.loading === false && (!isTurned || original.contents.length > before);
  });
  return call.original() ?? assert.fail('no reply');
}
