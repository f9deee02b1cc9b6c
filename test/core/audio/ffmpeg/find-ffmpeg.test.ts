import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findFfmpeg } from '../../../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { createSoundFolder, type SoundFolder } from '../../../fixtures/audio.ts';

const PATH = process.env['PATH'] ?? '';
const ABLE = `echo ' A....D aac                  AAC (Advanced Audio Coding)'`;

const NONE_BUNDLED = async () => [];

describe('finding ffmpeg', () => {
  let folder: SoundFolder;
  before(async () => {
    folder = await createSoundFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  it('answers a whole path that runs', async () => {
    assert.match(await findFfmpeg({ PATH }), /^\/.*ffmpeg$/);
  });

  it('takes the one that is named before any other', async () => {
    const mine = await folder.script('mine', ABLE);
    assert.equal(await findFfmpeg({ FFMPEG_PATH: mine, PATH }), mine);
  });

  it('takes no other when the named one will not do, and says why', async () => {
    const missing = join(folder.path, 'missing');
    await assert.rejects(findFfmpeg({ FFMPEG_PATH: missing, PATH }), {
      code: 'ffmpeg-missing',
      message: /^FFMPEG_PATH is set, but .*missing does not exist\. Set it to .*, or unset it\.$/,
    });
    const unable = await folder.script('unable', `echo ' A....D opus  Opus'`);
    await assert.rejects(findFfmpeg({ FFMPEG_PATH: unable, PATH }), { message: /cannot write AAC/ });
    const broken = await folder.script('broken', 'exit 3');
    await assert.rejects(findFfmpeg({ FFMPEG_PATH: broken, PATH }), { message: /does not run/ });
  });

  it('says how to get one where there is none', async () => {
    const found = await findFfmpeg({ PATH: folder.path }, NONE_BUNDLED).catch((error: unknown) => error);
    assert.match(String(found), /No usable ffmpeg was found.*Install one .*, or set FFMPEG_PATH\.$/);
  });

  it('passes over one on PATH that does not work', async () => {
    await using good = await createSoundFolder();
    const able = await good.script('ffmpeg', ABLE);
    await using bad = await createSoundFolder();
    await symlink('/dev/null', join(bad.path, 'ffmpeg'));
    const found = await findFfmpeg({ PATH: [bad.path, good.path].join(delimiter) }, NONE_BUNDLED);
    assert.equal(found, able);
  });

  it('takes the bundled one before one on PATH', async () => {
    await using bundle = await createSoundFolder();
    const bundled = await bundle.script('ffmpeg', ABLE);
    await using other = await createSoundFolder();
    await other.script('ffmpeg', ABLE);
    assert.equal(await findFfmpeg({ PATH: other.path }, async () => [bundled]), bundled);
  });
});
