import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announced } from '../../../src/bots/slack/deliver/reply-handle.ts';
import { LOCALES, type Locale } from '../../../src/core/model/locale.ts';
import { SERVICES, type Service } from '../../../src/core/model/service.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { mentionsIn } from '../../fakes/slack/markup-rules.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import type { FakeChannel, FakeMessage } from '../../fakes/slack/workspace.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';
import {
  assertPictureFirst,
  assertReadable,
  finishedJob,
  isAudio,
  LINE_CHARACTERS,
  runningJob,
  STATUS_CHARACTERS,
  TRACKS,
} from '../../fixtures/phone.ts';
import { buttonsOn } from './fixtures/buttons.ts';
import { startDeliverer } from './fixtures/flow.ts';

async function walk(slack: FakeSlack, service: Service, locale: Locale, channel: FakeChannel) {
  await using folder = await createSoundFolder();
  await using deliverer = await startDeliverer(slack);
  const { bot, origin, show, post } = deliverer;
  const asked = { ...origin(channel), locale };
  await bot.adapter.requireDeliverable(asked, new AbortController().signal);
  await show(runningJob(service, asked));
  const [status] = slack.messages;
  assert.ok(status);
  const running = { text: status.text, buttons: buttonsOn(status) };
  const path = await folder.write('file', 'sound');
  await post(finishedJob(service, { ...asked, reply: announced(asked) }, { path, sizeBytes: 5 }));
  return { status, running, after: slack.messages.slice(1) };
}

function assertReadableOnSlack(message: FakeMessage): void {
  assertReadable({ text: message.text, buttons: buttonsOn(message).map(({ words }) => words) });
  const kinds = message.blocks.map(({ type }) => type);
  assert.ok(!kinds.includes('actions') || kinds.at(-1) === 'actions', 'buttons stand below the words');
}

for (const locale of LOCALES) {
  describe(`on a phone, in ${locale}`, () => {
    for (const service of SERVICES) {
      it(`${service} is a status, then one result below it, with its audio`, async () => {
        await using slack = await startFakeSlack();
        slack.sharesAppearAfterCalls = 0;
        const { status, running, after } = await walk(slack, service, locale, slack.channels.general);
        assert.match(running.text, /^mia(?:: |：)/, 'others read who asked');
        assert.ok(running.text.length <= STATUS_CHARACTERS, running.text);
        assert.deepEqual(running.buttons.length, 1, 'the only thing to do is to cancel');
        assert.ok([status, ...after].every(({ ephemeralTo }) => ephemeralTo === undefined));
        assertReadableOnSlack(status);
        if (service === 'clone') return assert.deepEqual(after, []);
        const [result, ...more] = after;
        assert.ok(result !== undefined && more.length === 0);
        assertReadableOnSlack(result);
        assert.equal(result.threadTs, status.ts, 'the result is in the thread of its status');
        assert.equal(result.files.filter(isAudio).length, TRACKS[service].length);
        assertPictureFirst(result.files);
        assert.deepEqual(status.files, []);
        assert.deepEqual(buttonsOn(status), [], 'a status that is over has nothing to press');
        assert.deepEqual(
          status.blocks.map(({ type }) => type),
          ['context'],
        );
        assert.ok(!status.text.includes('\n') && status.text.length <= LINE_CHARACTERS, status.text);
        assert.deepEqual(mentionsIn(result.text), [], 'a quick result notifies nobody');
        slack.assertClean();
      });
    }

    it('a picture, and nothing else, has a text of what it shows', async () => {
      await using slack = await startFakeSlack();
      slack.sharesAppearAfterCalls = 0;
      await walk(slack, 'stems', locale, slack.channels.general);
      const declared = slack.calls('files.getUploadURLExternal').map(({ args }) => args);
      const described = declared.filter((args) => args['alt_txt'] !== undefined);
      assert.deepEqual(
        described.map(({ filename }) => String(filename).endsWith('.png')),
        [true],
      );
      const alt = String(described[0]?.['alt_txt']);
      assert.match(
        alt,
        locale === 'en'
          ? /^Waveforms of Night train: vocals, drums, bass/
          : /^夜行列车 的波形图：人声、鼓、贝斯/,
      );
    });

    it('a direct message needs no name, no thread and no mention', async () => {
      await using slack = await startFakeSlack();
      slack.sharesAppearAfterCalls = 0;
      const { running, after } = await walk(slack, 'speech', locale, slack.dm(slack.users.member));
      assert.doesNotMatch(running.text, /mia/);
      assert.equal(after[0]?.threadTs, undefined);
      assert.doesNotMatch(after[0]?.text ?? '', /<@/);
    });
  });
}
