import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conversation } from '../../sandbox/dialogue/conversation.ts';
import { type TextFormat, writeDocument } from '../../sandbox/transcription/documents.ts';

const recordings = fc.record({
  durationMs: fc.integer({ min: 20, max: 400_000 }),
  language: fc.constantFrom('en', 'zh', 'zh-CN', 'ja', 'de', 'xx'),
  speakers: fc.integer({ min: 1, max: 20 }),
});

test('a conversation of any length is in order, ends in time, and lets everybody speak in turn', () => {
  fc.assert(
    fc.property(recordings, (recording) => {
      let lastEndMs = 0;
      const said = conversation(recording);
      for (const [index, { startMs, endMs, speaker, words }] of said.entries()) {
        assert.ok(startMs >= lastEndMs && endMs > startMs && endMs <= recording.durationMs);
        assert.equal(speaker, index % recording.speakers);
        let lastWordMs = startMs;
        for (const word of words) {
          assert.ok(
            word.startMs >= lastWordMs - 1e-6 && word.endMs > word.startMs && word.endMs <= endMs + 1e-6,
          );
          lastWordMs = word.endMs;
        }
        lastEndMs = endMs;
      }
      assert.ok(said.length >= recording.speakers);
      assert.deepEqual(conversation(recording), said);
    }),
  );
});

test('a document past the first hour and minute carries its times over', () => {
  const said = [{ speaker: 1, startMs: 3_661_999.6, endMs: 36_000_000, text: 'Late.', words: [] }];
  const write = (format: TextFormat) => writeDocument(format, said, true);
  assert.equal(write('srt'), '1\n01:01:02,000 --> 10:00:00,000\nSPEAKER_01: Late.\n');
  assert.equal(write('vtt'), 'WEBVTT\n\n01:01:02.000 --> 10:00:00.000\nSPEAKER_01: Late.\n');
  assert.equal(writeDocument('txt', said, false), 'Late.\n');
});
