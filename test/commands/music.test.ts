import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AttachmentRef, MusicRequest } from '../../src/core/model/job/request.ts';
import { ORIGIN } from '../fakes/world.ts';
import { type DeskSetting, openDesk } from './desk-setting.ts';
import { assertRefused, type Refused } from './refusals.ts';

const SOUND: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'My riff.mp3', sizeBytes: 10 };

describe('/music', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  async function request(line: string, ...files: readonly AttachmentRef[]): Promise<MusicRequest> {
    const job = await desk.job(line, ORIGIN, files);
    assert.equal(job.request.service, 'music');
    return job.request;
  }

  it('composes half a minute from a description alone', async () => {
    const job = await desk.job('/music song A slow piano in the rain');
    assert.deepEqual(job.request, {
      service: 'music',
      task: 'text2music',
      prompt: 'A slow piano in the rain',
      durationSeconds: 30,
    });
    assert.equal(job.title, 'A slow piano in the rain');
  });

  it('knows every kind of music, and how long each is when nobody says', async () => {
    for (const [line, task, seconds, files] of [
      ['rap lyrics:"one two" A beat', 'text2rap', 30, []],
      ['instrumental A beat', 'prompt2instrumental', 30, []],
      ['vocals lyrics:"la la" A choir', 'lyric2vocals', 30, []],
      ['samples A snare', 'text2samples', 8, []],
      ['remix A waltz', 'audio2audio', 30, [SOUND]],
      ['bloom la la la', 'songbloom', 30, [SOUND]],
    ] as const) {
      const asked = await request(`/music ${line}`, ...files);
      assert.equal(asked.task, task);
      assert.equal(asked.durationSeconds, seconds, task);
      assert.deepEqual(asked.source, files[0], task);
    }
  });

  it('takes a genre in any case, a length in full-width digits, and a title', async () => {
    const job = await desk.job('/music song genre:jazz duration:４５ title:"Night, walk" A trumpet');
    assert.ok(job.request.service === 'music');
    assert.equal(job.request.genre?.toLowerCase(), 'jazz');
    assert.equal(job.request.durationSeconds, 45);
    assert.equal(job.title, 'Night, walk');
  });

  it('names a job by the sound where there are no words', async () => {
    assert.equal((await desk.job('/music bloom lyrics:"la la"', ORIGIN, [SOUND])).title, 'la la');
  });

  it('lists the genres with what they stand for', async () => {
    const reply = await desk.reply('/music presets');
    assert.match(reply.text, /^\d+ genres for `\/music song genre:…`:$/);
    assert.ok((reply.table?.rows.length ?? 0) > 5);
    assert.equal(reply.table?.columns.length, 2);
  });

  const long = (length: number): string => 'é'.repeat(length);
  const REFUSED: readonly Refused[] = [
    ['/music song', /^The option “prompt” is missing\./, /“prompt”/],
    ['/music song prompt:"  "', /^The option “prompt” is missing\./, /“prompt”/],
    ['/music rap A beat', /^The option “lyrics” is missing\./, /“lyrics”/],
    ['/music vocals A choir', /^The option “lyrics” is missing\./, /“lyrics”/],
    [`/music song ${long(1_001)}`, /^“prompt” has 1,001 characters; the limit is 1,000\./, /1,001.*1,000/],
    [
      `/music rap lyrics:"${long(2_001)}" A beat`,
      /^“lyrics” has 2,001 characters; the limit is 2,000\./,
      /2,001.*2,000/,
    ],
    [`/music song lyrics:"${long(10_001)}" A beat`, /^“lyrics” has 10,001 .* 10,000\./, /10,001.*10,000/],
    ['/music song duration:9 A beat', /^“duration” is 9, but must be 10–600\./, /10.*600/],
    ['/music song duration:601 A beat', /^“duration” is 601, .* 10–600\./, /10.*600/],
    ['/music samples duration:121 A snare', /^“duration” is 121, .* 1–120\./, /1.*120/],
    ['/music song duration:long A beat', /^“duration” must be a number\. .*from 10 to 600/, /10.*600/],
    ['/music song duration: A beat', /^“duration” must be a number\./, /10.*600/],
    ['/music song genre:Jaz A beat', /^There’s no genre “Jaz”\. .*Similar genres: Jazz, /, /“Jaz”.*Jazz/],
    ['/music remix A waltz', /^You didn’t send any audio\./, /音频/],
    ['/music bloom la la', /^You didn’t send any audio\./, /音频/],
    ['/music bloom', /^The option “lyrics” is missing\./, /“lyrics”/, SOUND],
    ['/music remix A waltz', /^You sent 2 files; each command takes one\./, /2/, SOUND, SOUND],
    ['/music song A beat', /^This command takes no file\./, /附件/, SOUND],
  ];
  for (const refused of REFUSED) {
    it(`refuses “${refused[0].slice(0, 60)}” with ${refused.length - 3} files in words of its own`, async () => {
      await assertRefused(desk, refused);
    });
  }

  it('takes exactly as many characters as it says', async () => {
    assert.equal(Array.from((await request(`/music song ${'音'.repeat(1_000)}`)).prompt ?? '').length, 1_000);
    assert.ok(await request(`/music rap lyrics:"${'😀'.repeat(2_000)}" A beat`));
  });

  it('says which kinds there are when none is named', async () => {
    assert.match(
      await desk.refusal('/music'),
      /Choose one of: song, rap, instrumental, vocals, samples, remix/,
    );
  });

  it('never writes what was asked for to the log', async () => {
    await desk.refusal('/music song genre:Secretwave A secret beat');
    assert.match(desk.logged(), /"code":"genre-unknown"/);
    assert.doesNotMatch(desk.logged(), /[Ss]ecret/);
  });
});
