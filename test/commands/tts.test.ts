import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AttachmentRef, SpeechRequest } from '../../src/core/model/job/request.ts';
import { ORIGIN } from '../fakes/world.ts';
import { type DeskSetting, openDesk } from './desk-setting.ts';

const FILE: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'My words.txt' };

describe('/tts', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  async function request(line: string, ...files: readonly AttachmentRef[]): Promise<SpeechRequest> {
    const job = await desk.job(line, ORIGIN, files);
    assert.equal(job.request.service, 'speech');
    return job.request;
  }

  it('puts a job on record with the default voice, natural speed and detected language', async () => {
    const job = await desk.job('/tts Hello you');
    assert.deepEqual(await desk.store.jobs.get(job.id), job);
    assert.equal(job.work.stage, 'received');
    assert.equal(job.title, 'Hello you');
    assert.deepEqual(job.origin, ORIGIN);
    const { voice, ...rest } = await request('/tts Hello you');
    assert.equal(voice.name, 'Aura');
    assert.match(voice.id, /^[0-9a-f]{8}-[0-9a-f-]{27}$/, 'the voice is named by the id that never changes');
    assert.deepEqual(rest, {
      service: 'speech',
      text: { kind: 'inline', text: 'Hello you' },
      speed: 1,
      as: 'file',
    });
  });

  it('takes every option, with or without a slash, under both names', async () => {
    for (const name of ['/tts', 'tts', '/speak', '/SPEAK']) {
      const { voice, speed, language, as, text } = await request(
        `${name} voice:SAGE speed:0.25 language:zh-CN as:Voice-Message 你好`,
      );
      assert.deepEqual(
        { voice: voice.name, speed, language, as, text },
        {
          voice: 'Sage',
          speed: 0.25,
          language: 'zh-CN',
          as: 'voice-message',
          text: { kind: 'inline', text: '你好' },
        },
      );
    }
    assert.equal((await request('/tts speed:4 Hello')).speed, 4);
    assert.equal((await request('/tts speed\uFF1A\uFF11.\uFF15 Hello')).speed, 1.5);
  });

  it('finds a voice by its number too, and treats a voice left blank as none', async () => {
    assert.equal((await request('/tts voice:369 Hello')).voice.name, 'Jester');
    assert.equal((await request('/tts voice:"" Hello')).voice.name, 'Aura');
    assert.equal((await request('/tts language:" " Hello')).language, undefined);
  });

  it('says a text file instead, unread until the job runs', async () => {
    const job = await desk.job('/tts voice:sage', ORIGIN, [FILE]);
    assert.equal(job.title, 'My words');
    assert.deepEqual(job.request.service === 'speech' && job.request.text, FILE);
  });

  it('keeps the text as it was typed, with cues and line breaks', async () => {
    const text = '[laughs] One.\n\n<break time="1s"/> Two: "three"';
    assert.deepEqual((await request(`/tts ${text}`)).text, { kind: 'inline', text });
    assert.deepEqual((await request('/tts -- "Quoted"')).text, { kind: 'inline', text: '"Quoted"' });
    assert.deepEqual((await request('/tts "Quoted"')).text, { kind: 'inline', text: 'Quoted' });
    assert.deepEqual((await request('/tts Hello speed:2')).text, { kind: 'inline', text: 'Hello speed:2' });
  });

  it('takes exactly 5,000 characters, however many bytes they have', async () => {
    const text = '\u{1F600}'.repeat(5_000);
    assert.deepEqual((await request(`/tts ${text}`)).text, { kind: 'inline', text });
  });

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['/tts', /^There’s no text to speak\. Add text after the command/],
    ['/tts   ', /^There’s no text to speak/],
    ['/tts ""', /^There’s no text to speak/],
    ['/tts text:" "', /^There’s no text to speak/],
    ['/tts \u200B\u3164\u2060', /^There’s no text to speak/],
    ['/tts \u0301', /^The text has only invisible characters\./],
    [`/tts ${'a'.repeat(5_001)}`, /^The text has 5,001 characters; the limit is 5,000\./],
    ['/tts speed:0.2 Hi', /^“speed” is 0\.2, but must be 0\.25–4\./],
    ['/tts speed:4.01 Hi', /^“speed” is 4\.01, but must be 0\.25–4\./],
    ['/tts speed:-1 Hi', /^“speed” is -1, but must be 0\.25–4\./],
    ['/tts speed:abc Hi', /^“speed” must be a number\. .* from 0\.25 to 4\./],
    ['/tts speed:0x2 Hi', /^“speed” must be a number\./],
    ['/tts speed:Infinity Hi', /^“speed” must be a number\./],
    ['/tts speed:"" Hi', /^“speed” must be a number\./],
    ['/tts speed:1 speed:2 Hi', /^The option “speed” appears twice\./],
    ['/tts as:mp3 Hi', /^“as” can’t be “mp3”\. .*Choose one of: file, voice-message\./],
    ['/tts language:klingon Hi', /^“klingon” isn’t a language code\./],
    ['/tts voice:aurra Hi', /^There’s no voice “aurra”\. .*Similar voices: Aura, /],
    ['/tts private:maybe Hi', /^“private” must be on or off\./],
    ['/tts file:notes.txt', /^The option “file” takes an attached file, not text\. .*Attach the file/],
  ];
  for (const [line, words] of REFUSED) {
    it(`refuses ${line.slice(0, 30)} in words of its own`, async () => {
      assert.match(await desk.refusal(line), words);
    });
  }

  it('refuses text beside a file, two files, and a file where words are typed for it', async () => {
    assert.match(await desk.refusal('/tts Hello', ORIGIN, [FILE]), /^You sent both text and a text file/);
    assert.match(
      await desk.refusal('/tts', ORIGIN, [FILE, FILE]),
      /^You sent 2 files; each command takes one/,
    );
    assert.match(
      await desk.refusal('/tts file:x', ORIGIN, [FILE]),
      /^The option “file” takes an attached file/,
    );
  });

  it('explains itself in the language of the one who asked', async () => {
    const words = await desk.refusal('/tts', { ...ORIGIN, locale: 'zh-CN' });
    assert.equal(words, '没有可转换的文本。请在命令后输入文本，例如 `/tts 你好`。');
  });

  it('puts nothing on record for what it refused, and asks AudioPod for no voices before the text is good', async () => {
    await using fresh = await openDesk();
    for (const [line] of REFUSED.slice(0, 14)) await fresh.refusal(line);
    assert.deepEqual(await fresh.jobs.list(ORIGIN, 10), []);
    assert.deepEqual(fresh.sandbox.control.requests.list(), []);
  });
});
