import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speakerName, withSpeakerNames } from '../../../src/core/text/speaker-name.ts';

test('speakers are counted from one, in the language of the reader', () => {
  assert.equal(speakerName('en', 'SPEAKER_00'), 'Speaker 1');
  assert.equal(speakerName('zh-CN', 'SPEAKER_11'), '说话人 12');
});

test('a speaker who has a name keeps it', () => {
  for (const name of ['Mira', 'B', '?', 'SPEAKER_A', 'xSPEAKER_00'])
    assert.equal(speakerName('en', name), name);
});

test('a text names all of its speakers, and keeps everything else', () => {
  const text = 'WEBVTT\n\nSPEAKER_00: Hello, Mira.\n\nSPEAKER_01: SPEAKERS_01';
  assert.equal(withSpeakerNames('en', text), 'WEBVTT\n\nSpeaker 1: Hello, Mira.\n\nSpeaker 2: SPEAKERS_01');
});
