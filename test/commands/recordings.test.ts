import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AttachmentRef, TranscriptionRequest } from '../../src/core/model/job/request.ts';
import { ORIGIN } from '../fakes/world.ts';
import { type DeskSetting, openDesk } from './desk-setting.ts';
import { assertRefused, type Refused } from './refusals.ts';

const TALK: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'Our talk.m4a', sizeBytes: 10 };
const ONE = 'https://example.org/one.mp3';
const TWO = 'https://example.org/two.mp3';

describe('commands that work on a recording', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  async function transcription(
    line: string,
    ...files: readonly AttachmentRef[]
  ): Promise<TranscriptionRequest> {
    const job = await desk.job(line, ORIGIN, files);
    assert.equal(job.request.service, 'transcription');
    return job.request;
  }

  it('write down a file as plain text when nothing else is said', async () => {
    const job = await desk.job('/transcribe', ORIGIN, [TALK]);
    assert.deepEqual(job.request, {
      service: 'transcription',
      source: TALK,
      format: 'txt',
      speakers: false,
      words: false,
    });
    assert.equal(job.title, 'Our talk');
  });

  it('take every option of /transcribe', async () => {
    const line = '/transcribe language:zh-CN min_speakers:2 max_speakers:4 words:on srt';
    assert.deepEqual(await transcription(line, TALK), {
      service: 'transcription',
      source: TALK,
      format: 'srt',
      language: 'zh-CN',
      speakers: true,
      minSpeakers: 2,
      maxSpeakers: 4,
      words: true,
    });
  });

  for (const [how, typed] of [
    ['spaces', `${ONE} ${TWO}`],
    ['lines', `${ONE}\n${TWO}`],
    ['commas', `${ONE}, ${TWO}`],
    ['commas alone', `${ONE},${TWO}`],
    ['Chinese commas', `${ONE}，${TWO}`],
    ['angle brackets', `<${ONE}> <${TWO}>`],
    ['angle brackets alone', `<${ONE}><${TWO}>`],
    ['angle brackets and a comma', `<${ONE}>, <${TWO}>,`],
    ['the first again', `${ONE} ${TWO} ${ONE}`],
  ] as const) {
    it(`make one transcript of several addresses with ${how} between them`, async () => {
      const asked = await transcription(`/transcribe ${typed}`);
      assert.deepEqual(asked.source, { kind: 'urls', urls: [ONE, TWO] });
    });
  }

  it('take one address as it is, a comma inside it too', async () => {
    const address = 'https://example.org/a,b.mp3?at=1,2';
    for (const typed of [address, `<${address}>`, `${address},`]) {
      assert.deepEqual((await transcription(`/transcribe ${typed}`)).source, { kind: 'url', url: address });
    }
    const { source } = await transcription(`/transcribe ${address}, ${TWO}`);
    assert.deepEqual(source, { kind: 'urls', urls: [address, TWO] });
  });

  it('tell speakers apart, and take the noise out, of a file or an address', async () => {
    const told = await desk.job('/diarize 3', ORIGIN, [TALK]);
    assert.deepEqual(told.request, { service: 'diarization', source: TALK, speakers: 3 });
    assert.deepEqual((await desk.job(`/diarize ${ONE}`)).request, {
      service: 'diarization',
      source: { kind: 'url', url: ONE },
    });
    const clean = await desk.job('/denoise', ORIGIN, [TALK]);
    assert.deepEqual(clean.request, { service: 'denoise', source: TALK });
    assert.equal(clean.title, 'Our talk');
    assert.equal((await desk.job(`/denoise <${ONE}>`)).title, 'one');
  });

  const eleven = Array.from({ length: 11 }, (_, index) => `https://example.org/${index}.mp3`).join(' ');
  const REFUSED: readonly Refused[] = [
    ...['/transcribe', '/diarize', '/denoise'].flatMap((command): readonly Refused[] => [
      [command, /^You didn’t send any audio\./, /音频/],
      [`${command} url:""`, /^You didn’t send any audio\./, /音频/],
      [`${command} ${ONE}`, /^You sent both a file and a link/, /附件/, TALK],
      [command, /^You sent 2 files; each command takes one\./, /2/, TALK, TALK],
      [`${command} http://192.168.0.1/a.mp3`, /^This link points to a private network/, /AudioPod/],
      [`${command} url:ftp://example.org/a.mp3`, /^The link must start with/, /http/],
      [`${command} url:https://me:pass@example.org/a`, /^This link contains a user name/, /密码/],
      [`${command} audio:talk.mp3`, /^The option “audio” takes an attached file, not text\./, /“audio”/],
    ]),
    [`/transcribe ${ONE} http://localhost/a.mp3 ${TWO}`, /^This link points to a private/, /AudioPod/],
    [`/transcribe ${ONE} two.mp3`, /^The link must start with/, /http/],
    [`/transcribe ${ONE} ${TWO}`, /^You sent both a file and a link/, /附件/, TALK],
    [`/transcribe ${eleven}`, /^You sent 11 links; one transcript takes up to 10/, /11.*10/],
    [
      '/transcribe min_speakers:5 max_speakers:2',
      /^The minimum of 5 speakers is above the maximum of 2/,
      /5.*2/,
      TALK,
    ],
    ['/transcribe min_speakers:0', /^“min_speakers” is 0, but must be 1–20\./, /1.*20/, TALK],
    ['/transcribe max_speakers:21', /^“max_speakers” is 21, .* 1–20\./, /1.*20/, TALK],
    ['/transcribe format:docx', /^“format” can’t be “docx”\. .*txt, srt, vtt, json/, /docx/, TALK],
    ['/transcribe srtt', /^“format” can’t be “srtt”\./, /srtt/, TALK],
    ['/transcribe language:Klingon', /^“Klingon” isn’t a language code\./, /Klingon/, TALK],
    ['/transcribe words:maybe', /^“words” must be on or off\./, /“words”/, TALK],
    ['/diarize speakers:21', /^“speakers” is 21, but must be 1–20\./, /1.*20/, TALK],
    ['/diarize speakers:many', /^“speakers” must be a number\./, /1.*20/, TALK],
    ['/denoise gently', /^“gently” matches no option\./, /gently/, TALK],
  ];
  for (const refused of REFUSED) {
    it(`refuse “${refused[0].slice(0, 70)}” with ${refused.length - 3} files in words of their own`, async () => {
      await assertRefused(desk, refused);
    });
  }

  it('never write an address to the log', () => {
    assert.doesNotMatch(desk.logged(), /example\.org|localhost|Klingon|me:pass/);
  });
});
