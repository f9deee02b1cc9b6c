import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { z } from 'zod';
import { widthOf } from '../../../src/bots/text-width.ts';
import { progressOf } from '../../../src/core/jobs/context/create-job-context.ts';
import { postsFor } from '../../../src/core/jobs/deliver/deliver.ts';
import { roundOf } from '../../../src/core/jobs/deliver/posted.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import { LOCALES, type Locale } from '../../../src/core/model/locale.ts';
import { SERVICES, type Service } from '../../../src/core/model/service.ts';
import type { FakeInteraction, FakeMessage } from '../../fakes/discord/fake-discord.ts';
import { nestedIn } from '../../fakes/discord/message-rules.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';
import { gallerySent } from '../../fixtures/gallery-sent.ts';
import {
  assertPictureFirst,
  assertReadable,
  BUTTON_CHARACTERS,
  finishedJob,
  isAudio,
  runningJob,
  STATUS_CHARACTERS,
  TRACKS,
} from '../../fixtures/phone.ts';
import { calm, type LoneBot, startLoneBot } from './fixtures/lone-bot.ts';

const [ROW, BUTTON] = [1, 2];
/** A line of a list, and three screens of text. */
const LIST_CHARACTERS = 60;
const CARD_CHARACTERS = 2_400;
/** A code block wraps what is longer. */
const TABLE_CHARACTERS = 40;

const componentShape = z.looseObject({
  type: z.number(),
  label: z.string().optional(),
  content: z.string().optional(),
  components: z.array(z.unknown()).optional(),
  options: z.array(z.object({ label: z.string(), description: z.string().optional() })).optional(),
});
const shownShape = z.object({
  content: z.string().default(''),
  embeds: z.array(z.object({ description: z.string() })).default([]),
  components: z.array(z.looseObject({})).default([]),
});

/** What a message has to press. */
const buttonsOn = (message: FakeMessage): readonly string[] =>
  message.controls.map(({ label }) => label ?? '');

/** A job from a member's command to its result, as it stands in the channel at each point. */
async function walk(
  here: LoneBot,
  service: Service,
  locale: Locale,
  { visibility = 'public', isDirect = false }: { visibility?: Origin['visibility']; isDirect?: boolean } = {},
) {
  const { bot, discord } = here;
  await using folder = await createSoundFolder();
  const [user, guild] = [discord.user({ locale }), discord.guild()];
  const where = isDirect ? {} : { guild };
  const options = { text: 'Hello', ...(visibility === 'private' && { private: true }) };
  const call = discord.command({ user, ...where, name: 'tts', options });
  const asked = await here.originOf(call);
  const thinking = first(call);
  const progress = progressOf(runningJob(service, asked), {});
  const reply = await bot.adapter.announce?.(asked, progress, calm);
  const status =
    isDirect || visibility === 'private' ? call.original() : discord.messagesIn(guild.general)[0];
  assert.ok(status);
  const running = { text: status.content, buttons: buttonsOn(status), files: status.attachments };
  const path = await folder.write('file', 'sound');
  const origin = { ...asked, ...(reply !== undefined && { reply }) };
  const job = finishedJob(service, origin, { path, sizeBytes: 5 });
  for (const post of postsFor(job, roundOf(job), bot.adapter.limits(origin)))
    await bot.adapter.post(origin, post, calm);
  return { user, call, thinking, status, running, guild, after: discord.messagesIn(guild.general) };
}

function first(call: FakeInteraction): { readonly ephemeral: boolean } {
  const message = call.original();
  assert.ok(message);
  return { ephemeral: message.ephemeral };
}

for (const locale of LOCALES) {
  describe(`on a phone, in ${locale}`, () => {
    for (const service of SERVICES) {
      it(`${service} is one message, first a status and then its result with its audio`, async () => {
        await using here = await startLoneBot();
        const { user, call, thinking, status, running, after } = await walk(here, service, locale);
        assert.ok(thinking.ephemeral, 'until AudioPod has the job it is nobody else’s business');
        assert.equal(
          call.original()?.removed ?? true,
          true,
          'the private reply is gone once all see the job',
        );
        assertReadable(running);
        assert.ok(running.text.length <= STATUS_CHARACTERS, running.text);
        assert.ok(running.text.startsWith(user.mention), 'others read who asked');
        assert.deepEqual(running.buttons.length, 1, 'the only thing to do is to cancel');
        assert.deepEqual(running.files, []);
        const [result, ...more] = after;
        assert.ok(result !== undefined && more.length === 0);
        assert.equal(result.id, status.id, 'the result stands where its status stood');
        assert.equal(result.ephemeral, false);
        assertReadable({ text: result.content, buttons: buttonsOn(result) });
        assert.equal(result.attachments.filter(isAudio).length, TRACKS[service].length);
        assertPictureFirst(result.attachments);
        assert.deepEqual(result.embeds, [], 'the words are the message itself');
        assert.deepEqual(result.pinged, [], 'a quick result notifies nobody');
        here.discord.assertClean();
      });
    }

    it('what was asked for in private stays there, and names nobody', async () => {
      await using here = await startLoneBot();
      const { call, after } = await walk(here, 'speech', locale, { visibility: 'private' });
      assert.deepEqual(after, [], 'nothing is in the channel');
      const [result, ...more] = call.messages;
      assert.ok(result !== undefined && more.length === 0);
      assert.ok(result.ephemeral);
      assert.equal(result.attachments.filter(isAudio).length, 1);
      assertReadable({ text: result.content, buttons: buttonsOn(result) });
      assert.doesNotMatch(result.content, /<@/);
      here.discord.assertClean();
    });

    it('a direct message with the bot needs no name either', async () => {
      await using here = await startLoneBot();
      const { call, after } = await walk(here, 'speech', locale, { isDirect: true });
      assert.deepEqual(after, []);
      const [result, ...more] = call.messages;
      assert.ok(result !== undefined && more.length === 0);
      assert.doesNotMatch(result.content, /<@/);
      assert.equal(result.attachments.filter(isAudio).length, 1);
      here.discord.assertClean();
    });
  });
}

describe('on a phone, every reply that the gallery shows', () => {
  let messages: readonly (z.output<typeof shownShape> & { readonly name: string })[] = [];
  before(async () => {
    const sent = await gallerySent();
    messages = sent
      .filter(({ as }) => as === 'discord-message')
      .map(({ name, body }) => ({ ...shownShape.parse(body), name }));
    assert.ok(messages.length > 500);
  });

  it('has buttons that a thumb can tell apart, five in a row at most', () => {
    for (const { name, components } of messages) {
      const all = nestedIn(components).map((one) => componentShape.parse(one));
      for (const { type, label = '' } of all)
        assert.ok(
          type !== BUTTON || (label !== '' && label.length <= BUTTON_CHARACTERS),
          `${name}: ${label}`,
        );
      const rows = all.filter(({ type }) => type === ROW);
      assert.ok(rows.length <= 5 && rows.every((row) => (row.components ?? []).length <= 5), name);
    }
  });

  it('has lists of one screen or two, whose entries are one line each', () => {
    for (const { name, components } of messages) {
      for (const one of nestedIn(components)) {
        const { options = [] } = componentShape.parse(one);
        assert.ok(options.length <= 25, name);
        for (const { label, description = '' } of options)
          assert.ok(label.length <= LIST_CHARACTERS && description.length <= LIST_CHARACTERS, name);
      }
    }
  });

  it('has tables that keep their columns, or else a line for each row', () => {
    for (const { name, content, embeds, components } of messages) {
      const texts = [
        content,
        ...embeds.map(({ description }) => description),
        ...nestedIn(components).map((one) => componentShape.parse(one).content ?? ''),
      ];
      for (const text of texts) assert.doesNotMatch(text, /· *$/m, `${name} separates nothing`);
      for (const text of texts)
        for (const [, code = ''] of text.matchAll(/```\n([\s\S]*?)```/g))
          for (const line of code.split('\n'))
            assert.ok(widthOf(line) <= TABLE_CHARACTERS, `${name}: ${line}`);
    }
  });

  it('has cards of three screens at most', () => {
    for (const { name, components } of messages) {
      const texts = nestedIn(components).map((one) => componentShape.parse(one).content ?? '');
      assert.ok(texts.join('').length <= CARD_CHARACTERS, name);
    }
  });
});
