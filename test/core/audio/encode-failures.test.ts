import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../src/core/audio/create-audio.ts';
import type { EncodedFile } from '../../../src/core/model/job/job-files.ts';
import type { EncodeOrder } from '../../../src/core/ports/audio.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { collected, createSoundFolder, SOUND, type SoundFolder } from '../../fixtures/audio.ts';
import { ffmpegPath } from '../../fixtures/ffmpeg-path.ts';

describe('encoding that goes wrong', () => {
  let folder: SoundFolder;
  let order: EncodeOrder;
  before(async () => {
    folder = await createSoundFolder();
    const path = await folder.sound('in.wav', SOUND.noise(12), '-ac', '2');
    order = {
      input: await collected(path, 12_000),
      folder: join(folder.path, 'out'),
      baseName: 'song',
      tags: { title: 'Song', stem: 'vocals' },
      maxFileBytes: 2 ** 20,
    };
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Encodes with a stand-in for ffmpeg, which may call the real one as `$REAL`. */
  async function encodeWith(
    body: string,
    change: Partial<EncodeOrder> = {},
  ): Promise<readonly EncodedFile[]> {
    const script = await folder.script('ffmpeg', `REAL='${await ffmpegPath()}'\n${body}`);
    const audio = createAudio({ ffmpegPath: script, concurrency: 2, clock: patientClock });
    return (await audio.encode({ ...order, ...change }, new AbortController().signal)).files;
  }

  /** True for the call that encodes, false for the one that decodes the result. */
  const IS_ENCODING = `case "$*" in *ipod*) true;; *) false;; esac`;

  async function assertNothingLeft(): Promise<void> {
    assert.deepEqual(await readdir(order.folder), []);
  }

  it('never hands out a file that is shorter than what went in', async () => {
    const cut = `if ${IS_ENCODING}; then
      for last; do :; done
      exec "$REAL" -v error -nostdin -y -i '${order.input.path}' -t 6 -c:a aac -f ipod "$last"
    fi
    exec "$REAL" "$@"`;
    await assert.rejects(encodeWith(cut), {
      code: 'ffmpeg-failed',
      message: /lasts \d+ ms instead of 12000 ms/,
    });
    await assertNothingLeft();
  });

  it('never hands out a file whose end is missing', async () => {
    const truncate = `if ${IS_ENCODING}; then
      for last; do :; done
      "$REAL" "$@" && truncate -s -20000 "\${last#file:}"; exit $?
    fi
    exec "$REAL" "$@"`;
    await assert.rejects(encodeWith(truncate), { code: 'ffmpeg-failed' });
    await assertNothingLeft();
  });

  it('never hands out a file with other bytes behind its end', async () => {
    const pad = `if ${IS_ENCODING}; then
      for last; do :; done
      "$REAL" "$@" && head -c 5000 /dev/zero >> "\${last#file:}"; exit $?
    fi
    exec "$REAL" "$@"`;
    await assert.rejects(encodeWith(pad), { code: 'ffmpeg-failed', message: /is incomplete/ });
    await assertNothingLeft();
  });

  it('never hands out something that is no m4a at all', async () => {
    const rubbish = `for last; do :; done
    head -c 40000 /dev/urandom > "\${last#file:}"`;
    await assert.rejects(encodeWith(rubbish), { code: 'ffmpeg-failed', message: /is incomplete/ });
    await assertNothingLeft();
  });

  it('reports a full disk as such and leaves nothing behind', async () => {
    const full = `if ${IS_ENCODING}; then
      for last; do :; done
      echo half > "\${last#file:}"
      echo 'av_interleaved_write_frame(): No space left on device' >&2
      exit 0
    fi`;
    await assert.rejects(encodeWith(full), { code: 'disk-full' });
    await assertNothingLeft();
  });

  it('reports a failing ffmpeg with its first complaint', async () => {
    await assert.rejects(encodeWith('echo "Conversion failed!" >&2; exit 1'), {
      code: 'ffmpeg-failed',
      message: /Conversion failed!/,
    });
    await assertNothingLeft();
  });

  it('steps down once when a file came out larger than planned, and splits after that', async () => {
    const calls = join(folder.path, 'calls');
    const fat = `if ${IS_ENCODING}; then
      for last; do :; done
      echo "$*" | grep -o 'b:a [0-9]*k' >> '${calls}'
      "$REAL" "$@" && { printf '\\000\\001\\324\\300free'; head -c 119992 /dev/zero; } >> "\${last#file:}"; exit $?
    fi
    exec "$REAL" "$@"`;
    const made = await encodeWith(fat, { maxFileBytes: 250_000 });
    const bitrates = (await readFile(calls, 'utf8')).trim().split('\n');
    assert.deepEqual(bitrates, ['b:a 128k', 'b:a 96k', 'b:a 160k', 'b:a 160k']);
    assert.deepEqual(await readdir(order.folder), ['song (1 of 2).m4a', 'song (2 of 2).m4a']);
    assert.ok(made.every((file) => file.sizeBytes <= 250_000));
  });
});
