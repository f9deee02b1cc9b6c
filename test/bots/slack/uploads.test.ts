import assert from 'node:assert/strict';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createShares } from '../../../src/bots/slack/deliver/shares.ts';
import { createUploads } from '../../../src/bots/slack/deliver/uploads.ts';
import { drawWords } from '../../../src/bots/slack/draw/message.ts';
import { createSlackWeb } from '../../../src/bots/slack/web/slack-web.ts';
import { fixedToken } from '../../../src/bots/slack/web/tokens.ts';
import type { OutgoingFile } from '../../../src/core/model/job/job-files.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';

const MIB = 1024 * 1024;

const uploadsTo = (slack: FakeSlack) => {
  const web = createSlackWeb({
    apiUrl: slack.apiUrl,
    tokens: fixedToken(new Secret(slack.botToken)),
    clock: patientClock,
    log: silentLog,
  });
  const parts = { web, clock: patientClock, log: silentLog };
  return { ...createUploads({ ...parts, apiUrl: slack.apiUrl }), ...createShares(parts) };
};

async function bigFile(folder: string, name: string, sizeBytes: number): Promise<OutgoingFile> {
  const path = join(folder, name);
  await using file = await open(path, 'w');
  await file.truncate(sizeBytes);
  return { path, fileName: name, mimeType: 'audio/mp4', sizeBytes, title: name };
}

/** The most memory beyond the heap that was held while something ran. */
async function peakBytes(work: () => Promise<unknown>): Promise<number> {
  // Without this, what is already done with would be counted until the collector happens to come by.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.ok(typeof collect === 'function');
  collect();
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  const looking = setInterval(() => {
    collect();
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }, 100);
  try {
    await work();
  } finally {
    clearInterval(looking);
  }
  return peak;
}

describe('uploads', () => {
  it('of four files of 20 MB go from the disk without passing through memory', async () => {
    await using slack = await startFakeSlack();
    await using folder = await createSoundFolder();
    const uploads = uploadsTo(slack);
    const signal = new AbortController().signal;
    const files = await Promise.all(
      ['a.m4a', 'b.m4a', 'c.m4a', 'd.m4a'].map((name) => bigFile(folder.path, name, 20 * MIB)),
    );
    let ids: readonly string[] = [];
    const peak = await peakBytes(async () => {
      ids = await uploads.send(files, signal);
    });
    assert.ok(peak < 64 * MIB, `${Math.round(peak / MIB)} MiB were held`);
    await uploads.share(
      ids.map((id) => ({ id, title: 'x' })),
      { channel: slack.channels.general.id },
      drawWords('All of them', [], 'en'),
      signal,
    );
    const [message] = slack.messages.filter(({ via }) => via === 'upload');
    assert.deepEqual(
      message?.files.map(({ name }) => name),
      ['a.m4a', 'b.m4a', 'c.m4a', 'd.m4a'],
    );
    for (const file of message?.files ?? []) assert.equal((await stat(file.path)).size, 20 * MIB);
    slack.assertClean();
  });

  it('stop with the signal', async () => {
    await using slack = await startFakeSlack();
    await using folder = await createSoundFolder();
    const stopped = new AbortController();
    slack.fault('upload', { kind: 'hang' });
    const sending = uploadsTo(slack).send([await bigFile(folder.path, 'a.m4a', 1_000)], stopped.signal);
    await slack.until('the address', () => slack.calls('files.getUploadURLExternal').length === 1);
    stopped.abort(new Error('draining'));
    await assert.rejects(sending, /draining/);
  });
});
