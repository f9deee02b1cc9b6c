import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDescription } from '../../../../src/core/audio/measure/describe.ts';

const FILE = `Input #0, matroska,webm, from '<file>':
  Metadata:
    title           : Evening Drive
                    : (live)
    ARTIST          : Mira
    COMPATIBLE_BRANDS: M4A isomiso2
  Duration: 00:50:00.04, start: -0.007000, bitrate: 209 kb/s
  Stream #0:0[0x1](und): Audio: none (zzzz / 0x7A7A7A7A), 48000 Hz, 5.1(side), 127 kb/s
    Metadata:
      title           : First track
  Stream #0:1(en: Video: US): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 127 kb/s (default)
  Stream #0:2[0x0]: Video: png, rgb24(pc), 64x64, 90k tbr, 90k tbn (attached pic)
  Stream #0:3: Video: h264 (High), yuv420p, 640x480
  Stream #0:4: Subtitle: mov_text`;

describe('what ffmpeg says of a file', () => {
  it('is read stream by stream, pictures of covers aside', () => {
    assert.deepEqual(parseDescription(FILE), {
      audio: [
        { index: 0, codec: 'none', rateHz: 48_000, channels: 6, isDefault: false },
        { index: 1, codec: 'aac', rateHz: 44_100, channels: 2, isDefault: true },
      ],
      otherStreams: 2,
      durationMs: 3_000_040,
      startMs: 0,
      tags: { title: 'Evening Drive', artist: 'Mira' },
    });
  });

  it('is only ever made more by what a tag pretends', () => {
    const forged = FILE.replace(
      '    ARTIST',
      '    a\n  Duration: 00:00:02.00, start: 9.5\n  Stream #0:0: Audio: aac, 8000 Hz, mono\n    ARTIST',
    );
    const { audio, durationMs, startMs } = parseDescription(forged);
    assert.deepEqual([audio.length, durationMs, startMs], [3, 3_000_040, 9_500]);
  });

  it('takes channels that have no number for many', () => {
    const channels = (layout: string) =>
      parseDescription(`  Stream #0:0: Audio: flac, 44100 Hz, ${layout}, s16`).audio[0]?.channels;
    assert.deepEqual(['mono', '7.1', '22.2', '12 channels', 'octagonal'].map(channels), [1, 8, 24, 12, 8]);
  });

  it('may be nothing at all', () => {
    assert.deepEqual(parseDescription(''), { audio: [], otherStreams: 0, startMs: 0, tags: {} });
  });
});
