import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type AttachmentRef,
  SINGLE_STEMS,
  STEM_MODES,
  type StemsRequest,
} from '../../src/core/model/job/request.ts';
import { ORIGIN } from '../fakes/world.ts';
import { type DeskSetting, openDesk } from './desk-setting.ts';

const SONG: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'My song.mp3', sizeBytes: 10 };
const LINK = 'https://example.org/music/My%20song.mp3?id=1';

describe('/stems', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  async function request(line: string, ...files: readonly AttachmentRef[]): Promise<StemsRequest> {
    const job = await desk.job(line, ORIGIN, files);
    assert.equal(job.request.service, 'stems');
    return job.request;
  }

  it('takes four stems of an attached song when nothing else is said', async () => {
    assert.deepEqual(await request('/stems', SONG), { service: 'stems', source: SONG, mode: 'four' });
  });

  it('hands a link over as it is and names the job by its last part', async () => {
    const job = await desk.job(`/stems six ${LINK}`);
    assert.deepEqual(job.request, { service: 'stems', source: { kind: 'url', url: LINK }, mode: 'six' });
    assert.equal(job.title, 'My song');
    assert.deepEqual((await request(`/stems <${LINK}>`)).source, { kind: 'url', url: LINK });
  });

  it('knows every mode, and takes a stem without a mode for the one to keep', async () => {
    for (const mode of STEM_MODES.filter((one) => one !== 'single')) {
      assert.equal((await request(`/stems ${mode}`, SONG)).mode, mode);
    }
    for (const stem of SINGLE_STEMS) {
      for (const line of [`/stems ${stem}`, `/stems single ${stem}`, `/stems mode:single stem:${stem}`]) {
        assert.deepEqual(await request(line, SONG), { service: 'stems', source: SONG, mode: 'single', stem });
      }
    }
  });

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['/stems', /^You didn’t send any audio\. Attach a file or add a link\./],
    ['/stems url:""', /^You didn’t send any audio\./],
    [`/stems single ${LINK}`, /^Single mode needs a stem.* Choose one of: vocals, drums, bass/],
    [`/stems six vocals ${LINK}`, /^The option “stem” works only in single mode\./],
    [`/stems mode:seven ${LINK}`, /^“mode” can’t be “seven”\. .*: single, two, four, six, producer/],
    [`/stems sixx ${LINK}`, /^“mode” can’t be “sixx”\./],
    [`/stems stem:kazoo ${LINK}`, /^“stem” can’t be “kazoo”\./],
    [`/stems remix ${LINK}`, /^“remix https:\/\/.*…” matches no option\./],
    ['/stems ftp://example.org/a.mp3', /^The link must start with http:\/\/ or https:\/\/\./],
    ['/stems song.mp3', /^The link must start with/],
    ['/stems file:///etc/passwd', /^The link must start with/],
    ['/stems https://me:pass@example.org/a.mp3', /^This link contains a user name or password/],
    ['/stems http://127.0.0.1/a.mp3', /^This link points to a private network/],
    ['/stems http://2130706433/a.mp3', /^This link points to a private network/],
    ['/stems http://[::1]/a.mp3', /^This link points to a private network/],
    ['/stems http://169.254.169.254/latest', /^This link points to a private network/],
    ['/stems http://nas.local/a.mp3', /^This link points to a private network/],
    ['/stems audio:song.mp3', /^The option “audio” takes an attached file, not text\./],
  ];
  for (const [line, words] of REFUSED) {
    it(`refuses ${line} in words of its own`, async () => {
      assert.match(await desk.refusal(line), words);
    });
  }

  it('refuses a file beside a link, and several files', async () => {
    assert.match(await desk.refusal(`/stems ${LINK}`, ORIGIN, [SONG]), /^You sent both a file and a link/);
    assert.match(await desk.refusal('/stems', ORIGIN, [SONG, SONG, SONG]), /^You sent 3 files/);
  });

  it('never writes an address or its password to the log', async () => {
    await desk.refusal('/stems https://me:hunter2@example.org/a.mp3');
    assert.match(desk.logged(), /"code":"url-credentials"/);
    assert.doesNotMatch(desk.logged(), /hunter2|example\.org|remix|kazoo/);
  });
});
