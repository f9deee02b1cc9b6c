import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  lengthOfTracks,
  lengthOfWords,
  type ResultLength,
} from '../../../../src/core/jobs/money/result-length.ts';
import type { Track } from '../../../../src/core/model/job/job-files.ts';
import type { Transcript } from '../../../../src/core/model/job/provider-job.ts';
import type { JobRequest } from '../../../../src/core/model/job/request.ts';
import { transcriptOf } from '../../../fakes/world.ts';

const url = 'https://example.org/talk.mp3';
const ONE = transcriptOf({ kind: 'url', url });
const THREE = transcriptOf({ kind: 'urls', urls: [url, url, url] });

describe('the length of a result', () => {
  const spoken = (...times: readonly (readonly [number, number])[]) =>
    times.map(([startSeconds, endSeconds]) => ({ startSeconds, endSeconds, text: 'a' }));

  const ofTranscript = (request: JobRequest, said: Transcript): ResultLength | undefined =>
    lengthOfWords(request, { kind: 'transcript', document: '', ...said });

  const bot = (seconds: number): ResultLength => ({ seconds, basis: 'measured-by-bot' });

  it('is that of the longest track', () => {
    const tracks = [19_800, 20_040, 20_000].map((durationMs): Track => {
      return { state: 'fetched', name: '', path: '', sizeBytes: 1, durationMs, demuxer: 'wav' };
    });
    const failure = { code: 'result-damaged', facts: {} } as const;
    assert.deepEqual(lengthOfTracks([...tracks, { state: 'missing', name: '', failure }]), bot(20.04));
  });

  it('is the end of the last turn, also where an earlier one ends later', () => {
    const request: JobRequest = { service: 'diarization', source: { kind: 'url', url } };
    const turns = spoken([0, 5], [4, 30], [6, 12]).map((turn) => ({ ...turn, speaker: 'A' }));
    assert.deepEqual(lengthOfWords(request, { kind: 'turns', turns }), bot(30));
  });

  it('is the end of the last word or stretch of a transcript', () => {
    const segments = spoken([0, 5], [5.2, 9]);
    assert.deepEqual(ofTranscript(ONE, { segments }), bot(9));
    const words = [{ word: 'a', startSeconds: 5.2, endSeconds: 9.5 }];
    const withWords = segments.map((segment) => ({ ...segment, words }));
    assert.deepEqual(ofTranscript(ONE, { segments: withWords }), bot(9.5));
  });

  it('adds up where the speech behind each of several links ends', () => {
    const segments = spoken([0, 5], [5, 20], [0.1, 7], [6, 12], [11, 30], [0, 3]);
    assert.deepEqual(ofTranscript(THREE, { segments }), bot(53));
  });

  it('is not added up where people interrupt each other, or where there is one link', () => {
    const overlapping = spoken([0, 5], [2, 9], [8, 12], [7.9, 20]);
    assert.deepEqual(ofTranscript(THREE, { segments: overlapping }), bot(20));
    assert.deepEqual(ofTranscript(ONE, { segments: spoken([0, 20], [1, 7]) }), bot(20));
  });

  it('is what AudioPod says, where the transcript says it', () => {
    const said = { durationSeconds: 25, segments: spoken([0, 9]) };
    assert.deepEqual(ofTranscript(ONE, said), { seconds: 25, basis: 'measured-duration' });
  });

  it('is unknown where the words have no times', () => {
    assert.equal(ofTranscript(ONE, { segments: spoken([0, 0]) }), undefined);
  });
});
