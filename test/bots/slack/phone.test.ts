import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doneJob, jobFor, MONEY } from '../../../script/gallery/sample/jobs.ts';
import { sampleRequest } from '../../../script/gallery/sample/requests.ts';
import { announced } from '../../../src/bots/slack/deliver/reply-handle.ts';
import { LOCALES, type Locale } from '../../../src/core/model/locale.ts';
import type { Service } from '../../../src/core/model/service.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { mentionsIn } from '../../fakes/slack/markup-rules.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import type { FakeChannel, FakeMessage } from '../../fakes/slack/workspace.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';
import { buttonsOn } from './fixtures/buttons.ts';
import { encodedWith, startDeliverer } from './fixtures/flow.ts';

/** What fits on the screen of a phone: three lines of a status, a dozen of a result, and what a thumb can read. */
const STATUS_CHARACTERS = 140;
const LINE_CHARACTERS = 160;
const TEXT_CHARACTERS = 600;
const BUTTON_CHARACTERS = 22;
const MOST_BUTTONS = 5;

const TRACKS: Readonly<Record<Service, readonly string[]>> = {
  speech: ['speech'],
  stems: ['vocals', 'drums', 'bass', 'other'],
  music: ['music'],
  denoise: ['denoised'],
  transcription: [],
  diarization: [],
  clone: [],
};
const SERVICES = Object.keys(TRACKS) as readonly Service[];
const isAudio = ({ name }: { readonly name: string }): boolean => name.endsWith('.m4a');

async function walk(slack: FakeSlack, service: Service, locale: Locale, channel: FakeChannel) {
  await using folder = await createSoundFolder();
  await using deliverer = await startDeliverer(slack);
  const { bot, origin, show, post } = deliverer;
  const asked = { ...origin(channel), locale };
  await bot.adapter.requireDeliverable(asked, new AbortController().signal);
  const sample = sampleRequest(service, locale);
  await show(jobFor(sample, locale, { work: { stage: 'watching' }, money: MONEY.held, origin: asked }));
  const [status] = slack.messages;
  assert.ok(status);
  const running = { text: status.text, buttons: buttonsOn(status) };
  const documents = service === 'transcription' || service === 'diarization' ? ['words.txt'] : [];
  const path = await folder.write('file', 'sound');
  const work = encodedWith({ path, sizeBytes: 5 }, TRACKS[service], documents);
  const { picture: _none, ...wordsAlone } = work;
  const result = service === 'clone' ? wordsAlone : work;
  await post(doneJob(sample, locale, result, { origin: { ...asked, reply: announced(asked) } }));
  return { status, running, after: slack.messages.slice(1) };
}

/** What a reader must find in every message. */
function assertReadable(message: FakeMessage): void {
  assert.ok(message.text.length > 0 && message.text.length <= TEXT_CHARACTERS, message.text);
  const [first = ''] = message.text.split('\n');
  assert.ok(first.length <= LINE_CHARACTERS, first);
  const buttons = buttonsOn(message);
  assert.ok(buttons.length <= MOST_BUTTONS, `${buttons.length} buttons`);
  for (const { words } of buttons) assert.ok(words.length <= BUTTON_CHARACTERS, words);
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
        assertReadable(status);
        if (service === 'clone') return assert.deepEqual(after, []);
        const [result, ...more] = after;
        assert.ok(result !== undefined && more.length === 0);
        assertReadable(result);
        assert.equal(result.threadTs, status.ts, 'the result is in the thread of its status');
        assert.equal(result.files.filter(isAudio).length, TRACKS[service].length);
        const firstAudio = result.files.findIndex(isAudio);
        const image = result.files.findIndex(({ name }) => name.endsWith('.png'));
        assert.ok(
          image === -1 || firstAudio === -1 || image < firstAudio,
          'the picture is above what it shows',
        );
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
