import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import type { AudioTools } from '../../../../src/core/audio/ffmpeg/audio-tools.ts';
import { createFfmpegPool } from '../../../../src/core/audio/ffmpeg/ffmpeg-pool.ts';
import { DEFAULT_LIMITS } from '../../../../src/core/audio/ffmpeg/limits.ts';
import { countSamples } from '../../../../src/core/audio/measure/count-samples.ts';
import { describeFile } from '../../../../src/core/audio/measure/describe.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { createSoundFolder, SOUND, type SoundFolder, WIDE_LIMITS } from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

describe('keeping ffmpeg to one file', () => {
  let folder: SoundFolder;
  let audio: Audio;
  let tools: AudioTools;
  let listener: Server;
  let address: string;
  let connections = 0;
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    const host = { ffmpegPath: await ffmpegPath(), clock: patientClock };
    audio = createAudio({ ...host, concurrency: 2 });
    tools = { ffmpeg: createFfmpegPool(host, 2), limits: DEFAULT_LIMITS };
    listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const bound = listener.address();
    address = typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${bound.port}` : '';
  });
  after(async () => {
    listener.close();
    await folder[Symbol.asyncDispose]();
  });

  it('neither follows a playlist called .mp3 nor a manifest, even if someone skipped sniffing', async () => {
    await folder.sound('secret.wav', SOUND.tone(1));
    const lists = [
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${address}/a.ts\n#EXT-X-ENDLIST\n`,
      `ffconcat version 1.0\nfile secret.wav\n`,
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>${address}/</BaseURL></Period></MPD>`,
    ];
    for (const content of lists) {
      const path = await folder.write('innocent.mp3', content);
      await assert.rejects(audio.prepareUpload(path, WIDE_LIMITS, signal), { code: 'file-is-playlist' });
      for (const demuxer of ['mp3', 'wav', 'mov', 'ogg', 'matroska', 'flac']) {
        await assert.rejects(countSamples(tools, { path, demuxer, stream: 0 }, undefined, signal));
        await describeFile(tools, { path, demuxer }, signal).catch(() => {});
      }
    }
    assert.equal(connections, 0);
  });

  it('reaches no network even when a demuxer follows what it finds', async () => {
    const path = await folder.write(
      'live.m3u8',
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${address}/a.ts\n#EXT-X-ENDLIST\n`,
    );
    const end = (await readFile(path)).length;
    for (const parts of [{}, { parts: [{ start: 0, end }] }]) {
      const source = { path, demuxer: 'hls', stream: 0, ...parts };
      await assert.rejects(countSamples(tools, source, undefined, signal));
    }
    assert.equal(connections, 0);
  });

  it('reads a file whose name looks like an option, a pattern or an address', async () => {
    for (const name of ['-y.wav', 'a %03d.wav', 'http:x.wav', "it's; $(true) & more.wav"]) {
      const sound = await folder.sound('plain.wav', SOUND.tone(0.5));
      const path = await folder.write(name, await readFile(sound));
      const { durationMs } = await audio.prepareUpload(path, WIDE_LIMITS, signal);
      assert.equal(durationMs, 500);
    }
  });
});
