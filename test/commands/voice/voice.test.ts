import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import type { AttachmentRef } from '../../../src/core/model/job/request.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { type DeskSetting, OWNER, openDesk, signal } from '../desk-setting.ts';

const SAMPLE: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'me.wav' };
const SOMEBODY: Origin = { ...ORIGIN, member: 'fake:somebody' };
const ELSEWHERE: Origin = { ...ORIGIN, tenant: 'fake:elsewhere' };
const CHINESE: Origin = { ...ORIGIN, locale: 'zh-CN' };

describe('/voice', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  describe('list', () => {
    it('shows the voices page by page, with language and sound', async () => {
      const first = await desk.reply('/voice list');
      const [, total = '', pages = ''] = /^(\d+) voices, page 1 of (\d+) /.exec(first.text) ?? [];
      assert.ok(Number(pages) > 1, first.text);
      assert.equal(Number(pages), Math.ceil(Number(total) / 25));
      assert.deepEqual(first.table?.columns, ['Voice', 'Language', 'Description']);
      assert.deepEqual(first.table?.rows[0], ['Aura', 'English', 'bright and clear']);
      assert.equal(first.table?.rows.length, 25);
      const names = new Set<string | undefined>();
      for (let page = 1; page <= Number(pages); page += 1) {
        const { text, table } = await desk.reply(`/voice list page:${page}`);
        assert.ok(text.endsWith(`\`page:${page === Number(pages) ? 1 : page + 1}\`):`), text);
        for (const [name] of table?.rows ?? []) names.add(name);
      }
      assert.equal(names.size, Number(total), 'every voice is on one page');
      assert.deepEqual(await desk.reply('/voice list 99'), await desk.reply(`/voice list page:${pages}`));
    });

    it('searches, and says so when nothing fits', async () => {
      const { text, table } = await desk.reply('/voice list jester');
      assert.equal(text, '1 voice:');
      assert.deepEqual(table?.rows, [['Jester', 'English', 'playful, a little shrill']]);
      assert.equal((await desk.reply('/voice list search:english')).table?.rows.length, 25);
      const none = await desk.reply('/voice list search:zzzzzzzz');
      assert.deepEqual([none.text, none.table], ['No voice matches “zzzzzzzz”.', undefined]);
      assert.match((await desk.reply('/voice list', CHINESE)).text, /^共 \d+ 个音色，第 1 页/);
    });

    it('refuses a page that is none', async () => {
      for (const page of ['0', '-1', 'two', '101']) {
        assert.match(await desk.refusal(`/voice list page:${page}`), /^“page” /);
      }
    });
  });

  describe('show', () => {
    it('says what is known of a voice and how to use it', async () => {
      assert.equal(
        (await desk.reply('/voice show sage')).text,
        'Sage: English · male · low and calm. Try it: `/tts voice:"Sage" Hello`.',
      );
    });

    it('names close ones when there is no such voice, and asks for one when none is named', async () => {
      assert.match(await desk.refusal('/voice show sagge'), /^There’s no voice “sagge”\..*Sage/);
      assert.match(await desk.refusal('/voice show'), /^The option “voice” is missing\./);
    });
  });

  describe('default', () => {
    /** What stands for a member, as it is shown. */
    const shown = async (line: string, origin = ORIGIN) => {
      const { table } = await desk.reply(line, origin);
      return table?.rows.map(([, yours]) => yours);
    };
    const requested = async (line: string, origin?: Origin) => (await desk.job(line, origin)).request;
    const URL = 'https://media.example.org/talk.mp3';

    it('is spoken with by /tts where no voice is named, by that member in that place', async () => {
      const { text, table } = await desk.reply('/voice default sage');
      assert.equal(text, 'Saved. Your defaults:');
      assert.deepEqual(table?.rows[0], ['Voice', 'Sage']);
      const voiceFor = async (line: string, origin?: Origin): Promise<string> => {
        const request = await requested(line, origin);
        return request.service === 'speech' ? request.voice.name : request.service;
      };
      assert.equal(await voiceFor('/tts Hello'), 'Sage');
      assert.equal(await voiceFor('/tts voice:ava Hello'), 'Ava');
      assert.equal(await voiceFor('/tts Hello', SOMEBODY), 'Aura');
      assert.equal(await voiceFor('/tts Hello', ELSEWHERE), 'Aura');
      await desk.reply('/voice default none');
      assert.equal(await voiceFor('/tts Hello'), 'Aura');
    });

    it('holds for the language of speech and transcripts, and for their format, unless another is named', async () => {
      await desk.reply('/voice default language:de format:srt');
      const languageOf = async (line: string, origin?: Origin) => {
        const request = await requested(line, origin);
        assert.ok(request.service === 'speech' || request.service === 'transcription');
        return [request.language, request.service === 'transcription' ? request.format : undefined];
      };
      assert.deepEqual(await languageOf('/tts Hello'), ['de', undefined]);
      assert.deepEqual(await languageOf('/tts language:zh-CN Hello'), ['zh-CN', undefined]);
      assert.deepEqual(await languageOf('/tts language:none Hello'), [undefined, undefined]);
      assert.deepEqual(await languageOf(`/transcribe ${URL}`), ['de', 'srt']);
      assert.deepEqual(await languageOf(`/transcribe language:None format:json ${URL}`), [undefined, 'json']);
      assert.deepEqual(await languageOf(`/transcribe ${URL}`, SOMEBODY), [undefined, 'txt']);
      await desk.reply('/voice default format:none');
      assert.deepEqual(await languageOf(`/transcribe ${URL}`), ['de', 'txt']);
    });

    it('is shown, changed one by one, and cleared with `none`', async () => {
      const none = 'not set';
      const { text } = await desk.reply('/voice default', SOMEBODY);
      assert.match(text, /^Your defaults\. .*`none` clears one:$/);
      assert.deepEqual(await shown('/voice default', SOMEBODY), [none, none, none]);
      assert.deepEqual(await shown('/voice default language:de', SOMEBODY), [none, 'de', none]);
      assert.deepEqual(await shown('/voice default voice:sage format:vtt', SOMEBODY), [
        'Sage',
        'de',
        'Subtitles (vtt)',
      ]);
      assert.deepEqual(await shown('/voice default language:NONE', SOMEBODY), [
        'Sage',
        none,
        'Subtitles (vtt)',
      ]);
      assert.deepEqual(await shown('/voice default none', SOMEBODY), [none, none, 'Subtitles (vtt)']);
      const chinese = { ...SOMEBODY, locale: 'zh-CN' } as const;
      assert.deepEqual(await shown('/voice default format:none', chinese), ['未设置', '未设置', '未设置']);
    });

    it('is nothing that does not exist, and then nothing else is kept either', async () => {
      assert.match(await desk.refusal('/voice default nobody'), /^There’s no voice “nobody”\./);
      for (const [line, words] of [
        ['/voice default language:klingon', /“klingon”/],
        ['/voice default format:pdf', /^“format” can’t be “pdf”\./],
        ['/voice default language:fr voice:nobody', /^There’s no voice/],
      ] as const) {
        assert.match(await desk.refusal(line, ELSEWHERE), words);
      }
      assert.deepEqual(await shown('/voice default', ELSEWHERE), Array(3).fill('not set'));
    });
  });
});

describe('/voice clone', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  it('starts a job that still has to ask whether the voice may be used', async () => {
    for (const line of ['/voice clone Night Desk', '/voice clone consent:off name:"Night Desk"']) {
      const { request } = await desk.job(line, ORIGIN, [SAMPLE]);
      assert.deepEqual(request, { service: 'clone', source: SAMPLE, name: 'Night Desk' });
    }
  });

  it('starts a job that says who confirmed it and when', async () => {
    const line = '/voice clone consent:on description:" low, calm " Night Desk';
    const job = await desk.job(line, ORIGIN, [SAMPLE]);
    assert.equal(job.title, 'Night Desk');
    assert.equal(job.origin.visibility, 'public');
    assert.deepEqual(job.request, {
      service: 'clone',
      source: SAMPLE,
      name: 'Night Desk',
      description: 'low, calm',
      consent: { member: ORIGIN.member, atMs: job.request.service === 'clone' && job.request.consent?.atMs },
    });
    assert.ok(job.request.service === 'clone' && (job.request.consent?.atMs ?? Infinity) <= job.createdAtMs);
    const own = await desk.job('/voice clone consent:on private:on Other', ORIGIN, [SAMPLE]);
    assert.equal(own.origin.visibility, 'private');
  });

  it('refuses what cannot be made into a voice, before anything is charged', async () => {
    const lines: readonly (readonly [string, readonly AttachmentRef[], RegExp])[] = [
      ['/voice clone consent:on', [SAMPLE], /^The option “name” is missing\./],
      ['/voice clone consent:on Mine', [], /^You didn’t send any audio\./],
      ['/voice clone consent:on 368', [SAMPLE], /^A voice can’t have this name\./],
      ['/voice clone consent:on Aura', [SAMPLE], /^A voice named “Aura” already exists\./],
      ['/voice clone consent:maybe Mine', [SAMPLE], /^“consent” must be on or off\./],
      [
        `/voice clone consent:on description:"${'a'.repeat(201)}" Mine`,
        [SAMPLE],
        /^“description” has 201 characters; the limit is 200\./,
      ],
    ];
    for (const [line, files, refusal] of lines)
      assert.match(await desk.refusal(line, ORIGIN, files), refusal);
  });
});

describe('a voice that was made here', () => {
  /** A desk in whose tenant a voice was made, at AudioPod and on record. */
  async function withClone(): Promise<DeskSetting> {
    const desk = await openDesk();
    const form = new FormData();
    form.set('name', 'Night Desk');
    form.set('description', 'low');
    form.set('file', new Blob([silence(6)]), 'sample.wav');
    const made = await fetch(`${desk.sandbox.url}/api/v1/voice/voices`, {
      method: 'POST',
      headers: { 'x-api-key': desk.sandbox.apiKey },
      body: form,
    });
    assert.equal(made.status, 200, await made.clone().text());
    const body: unknown = await made.json();
    assert.ok(typeof body === 'object' && body !== null && 'id' in body);
    await desk.sandbox.control.time.advance(60_000);
    await desk.store.clones.finish({
      jobId: 'job',
      tenant: ORIGIN.tenant,
      member: ORIGIN.member,
      voiceId: String(body.id),
      name: 'Night Desk',
      consent: { member: ORIGIN.member, atMs: Date.UTC(2026, 2, 30, 11) },
    });
    return desk;
  }

  it('is listed, shown and completed here, and neither hinted at nor spoken with elsewhere', async () => {
    await using desk = await withClone();
    assert.deepEqual((await desk.reply('/voice list search:night')).table?.rows, [
      ['Night Desk', 'English', 'clone · low'],
    ]);
    const day = { zone: 'Europe/Berlin' };
    await desk.store.rules.changeTenant(ORIGIN.tenant, { member: 'fake:admin', nowMs: 1 }, (rules) => ({
      ...rules,
      zones: { ...rules.zones, day },
    }));
    assert.match(
      (await desk.reply('/voice show night desk', SOMEBODY)).text,
      /^Night Desk: .*low\. This is a clone; permission was confirmed on Mar 30, 2026, 13:00 \(Europe\/Berlin\)\. Try it/,
    );
    const completion = { command: 'tts', option: 'voice', query: 'night' };
    const here = await desk.desk.choices({ ...completion, origin: ORIGIN }, signal);
    assert.deepEqual(
      here.map(({ value }) => value),
      ['Night Desk'],
    );
    assert.deepEqual(await desk.desk.choices({ ...completion, origin: ELSEWHERE }, signal), []);
    const [clone] = await desk.store.clones.ofTenant(ORIGIN.tenant);
    for (const query of ['"Night Desk"', clone?.voiceId]) {
      assert.match(await desk.refusal(`/tts voice:${query} Hello`, ELSEWHERE), /^There’s no voice “/);
      assert.equal((await desk.job(`/tts voice:${query} Hello`)).request.service, 'speech');
    }
    assert.match(
      await desk.refusal('/voice clone consent:on night desk', SOMEBODY, [SAMPLE]),
      /^A voice named “night desk” already exists\./,
    );
  });

  it('is deleted by who made it', async () => {
    await using desk = await withClone();
    const before = (await desk.store.clones.ofTenant(ORIGIN.tenant)).length;
    assert.equal(before, 1);
    assert.match(
      await desk.refusal('/voice delete night desk', SOMEBODY),
      /^Another member created this voice\./,
    );
    assert.match(await desk.refusal('/voice delete night desk', ELSEWHERE), /^There’s no voice “/);
    assert.match(await desk.refusal('/voice delete aura', OWNER), /^This voice isn’t a clone/);
    assert.equal((await desk.reply('/voice delete night desk')).text, 'Deleted the voice “Night Desk”.');
    assert.match(await desk.refusal('/voice show night desk'), /^There’s no voice “/);
    assert.match(await desk.refusal('/voice delete night desk'), /^There’s no voice “/);
    assert.deepEqual(await desk.store.clones.ofTenant(ORIGIN.tenant), []);
  });

  it('is deleted by an admin of the place it was made in, and by no admin of another', async () => {
    await using desk = await withClone();
    desk.proven.set(SOMEBODY.member, { isAdmin: true });
    desk.proven.set(ELSEWHERE.member, { isAdmin: true });
    assert.match(await desk.refusal('/voice delete night desk', ELSEWHERE), /^There’s no voice “/);
    assert.equal(
      (await desk.reply('/voice delete night desk', SOMEBODY)).text,
      'Deleted the voice “Night Desk”.',
    );
  });

  it('is deleted by who runs the bot, also when AudioPod has lost it already', async () => {
    await using desk = await withClone();
    const [clone] = await desk.store.clones.ofTenant(ORIGIN.tenant);
    const gone = await fetch(`${desk.sandbox.url}/api/v1/voice/voices/${clone?.voiceId}`, {
      method: 'DELETE',
      headers: { 'x-api-key': desk.sandbox.apiKey },
    });
    assert.equal(gone.status, 204);
    assert.equal(
      (await desk.reply('/voice delete night desk', OWNER)).text,
      'Deleted the voice “Night Desk”.',
    );
    assert.deepEqual(await desk.store.clones.ofTenant(ORIGIN.tenant), []);
  });
});

/** A WAV file of silence, 8 kHz. */
function silence(seconds: number): Uint8Array<ArrayBuffer> {
  const rate = 8_000;
  const size = rate * 2 * seconds;
  const file = Buffer.alloc(44 + size);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + size, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(size, 40);
  return new Uint8Array(file);
}
