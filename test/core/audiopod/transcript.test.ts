import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '../../../src/core/model/job/request.ts';
import { type Answerer, startServer } from '../net/local-server.ts';
import { answer, noRoute, plain, routes } from './answers.ts';
import { clientOf, failureOf, signal } from './client.ts';

const JOB = '/transcribe/jobs/640';
const DOCUMENT = `${JOB}/transcript`;
const finished = { id: 640, status: 'COMPLETED', detected_language: 'en', total_duration: 92.4 };

/** The transcript of a job that is answered so, with a document that is answered so. */
const transcriptOf = async (job: object, document: Answerer = noRoute) => {
  await using server = await startServer(
    routes({ [JOB]: answer(200, { ...finished, ...job }), [DOCUMENT]: document }),
  );
  const transcript = await clientOf(server.url).transcription.transcript('640', signal);
  return { ...transcript, requests: server.seen.length };
};
const documentOf = async (format: TranscriptFormat, answerer: Answerer) => {
  await using server = await startServer(answerer);
  return await clientOf(server.url).transcription.document('640', format, signal);
};

const said = { start: 0.05, end: 1.4, text: 'Good evening.' };
const read = { startSeconds: 0.05, endSeconds: 1.4, text: 'Good evening.' };

describe('a transcript', () => {
  it('is taken from the finished job where it is in there', async () => {
    assert.deepEqual(await transcriptOf({ segments: [said] }), {
      language: 'en',
      durationSeconds: 92.4,
      segments: [read],
      requests: 1,
    });
  });

  for (const segments of [undefined, null, [], 'none']) {
    it(`is fetched where the job says ${JSON.stringify(segments)} of it, and completed from the job`, async () => {
      assert.deepEqual(await transcriptOf({ segments }, answer(200, { segments: [said] })), {
        language: 'en',
        durationSeconds: 92.4,
        segments: [read],
        requests: 2,
      });
    });
  }

  it('is a sample only where the answer says so', async () => {
    const isSample = async (job: object, document?: Answerer) => (await transcriptOf(job, document)).isSample;
    assert.equal(await isSample({ segments: [said], is_sample: true }), true);
    assert.equal(await isSample({}, answer(200, { segments: [said], is_sample: true })), true);
    assert.equal(await isSample({ segments: [said], is_sample: false }), undefined);
    assert.equal(await isSample({ segments: [said] }), undefined);
  });

  it('believes the document before the job', async () => {
    const document = { segments: [said], detected_language: 'de', total_duration: 93 };
    const { language, durationSeconds } = await transcriptOf({ language: 'auto' }, answer(200, document));
    assert.deepEqual([language, durationSeconds], ['de', 93]);
  });

  it('takes no wish for a language that was heard', async () => {
    const { language } = await transcriptOf({ segments: [said], detected_language: null, language: 'auto' });
    assert.equal(language, undefined);
  });

  it('reads every field of a segment', async () => {
    const words = [
      { word: ' Good', start: 0.05, end: 0.4, probability: 0.98 },
      { text: 'evening.', start: '0.5', end: 1.4 },
      { word: 'timeless' },
      { word: '', start: 1 },
      null,
    ];
    const full = {
      ...said,
      id: 0,
      confidence: 0.95,
      speaker: 'SPEAKER_00',
      speaker_id: 0,
      language: 'en',
      words,
    };
    const { segments } = await transcriptOf({ segments: [full] });
    assert.deepEqual(segments, [
      {
        ...read,
        speaker: 'SPEAKER_00',
        words: [
          { word: 'Good', startSeconds: 0.05, endSeconds: 0.4 },
          { word: 'evening.', startSeconds: 0.5, endSeconds: 1.4 },
        ],
      },
    ]);
  });

  it('reads words that are all as documented in the same way', async () => {
    const words = [
      { word: ' Good', start: -0.01, end: 0.4, probability: 0.98 },
      { word: 'evening.', start: 0.5, end: 0.4 },
      { word: ' ', start: 1, end: 2 },
    ];
    const { segments } = await transcriptOf({ segments: [{ ...said, words }] });
    assert.deepEqual(segments[0]?.words, [
      { word: 'Good', startSeconds: 0, endSeconds: 0.4 },
      { word: 'evening.', startSeconds: 0.5, endSeconds: 0.5 },
    ]);
  });

  const speakers: Record<string, readonly [object, string | undefined]> = {
    speaker: [{ speaker: 'SPEAKER_03', speaker_label: 'B', speaker_id: 1 }, 'SPEAKER_03'],
    speaker_label: [{ speaker: null, speaker_label: 'SPEAKER_02', speaker_id: 1 }, 'SPEAKER_02'],
    speaker_id: [{ speaker_id: 0 }, 'SPEAKER_00'],
    'speaker_id of two digits': [{ speaker_id: 12 }, 'SPEAKER_12'],
    'a name': [{ speaker: 'Ada' }, 'Ada'],
    nothing: [{ speaker: null }, undefined],
  };
  for (const [what, [fields, speaker]] of Object.entries(speakers)) {
    it(`knows who speaks by ${what}`, async () => {
      const { segments } = await transcriptOf({ segments: [{ ...said, ...fields, words: [] }] });
      assert.deepEqual(segments, [speaker === undefined ? read : { ...read, speaker }]);
    });
  }

  it('keeps the order of several recordings, each with times of its own', async () => {
    const second = { start: 0, end: 1, text: 'Second recording' };
    const { segments } = await transcriptOf({ segments: [{ ...said, start: 60, end: 61 }, second] });
    assert.deepEqual(
      segments.map(({ startSeconds }) => startSeconds),
      [60, 0],
    );
  });

  it('keeps words without a time, and leaves out what says nothing', async () => {
    const { segments } = await transcriptOf({
      segments: [{ text: 'Hm.' }, { start: 1, end: 2, text: ' ' }, null],
    });
    assert.deepEqual(segments, [{ startSeconds: 0, endSeconds: 0, text: 'Hm.' }]);
  });

  const wrappings: Record<string, unknown> = {
    'as it is': { segments: [said] },
    'as a bare list': [said],
    'below transcript': { transcript: { segments: [said] } },
    'below content, as a list': { content: [said] },
    'as JSON in text': JSON.stringify({ segments: [said] }),
    'as JSON in text below content': { content: JSON.stringify({ segments: [said] }) },
    'with the words repeated': { segments: [said], transcript: 'Good evening.' },
    'with words that look like JSON': { segments: [said], transcript: '[1]' },
    'below transcript, beside empty segments': { segments: null, transcript: { segments: [said] } },
  };
  for (const [what, body] of Object.entries(wrappings)) {
    it(`is read ${what}`, async () => {
      assert.deepEqual((await transcriptOf({}, answer(200, body))).segments, [read]);
    });
  }

  for (const name of ['transcript', 'text', 'content']) {
    it(`is one segment where only the words are there, as ${name}`, async () => {
      const { segments } = await transcriptOf(
        {},
        answer(200, { [name]: ' Good evening. ', total_duration: 3 }),
      );
      assert.deepEqual(segments, [{ startSeconds: 0, endSeconds: 3, text: 'Good evening.' }]);
    });
  }

  it('is empty where nothing was said, and garbled where there is none', async () => {
    assert.deepEqual((await transcriptOf({}, answer(200, { segments: [] }))).segments, []);
    assert.deepEqual((await transcriptOf({}, answer(200, { transcript: '' }))).segments, []);
    const error = await failureOf(transcriptOf({}, answer(200, { status: 'MEMBER' })));
    assert.equal(error.code, 'audiopod-garbled');
  });

  it('may be larger than other answers, in the job and in the document', async () => {
    const words = Array.from({ length: 12 }, (_, index) => ({
      word: 'something',
      start: index,
      end: index + 1,
      probability: 0.987654321,
    }));
    const segments = Array.from({ length: 14_000 }, (_, id) => ({ ...said, id, words }));
    assert.ok(JSON.stringify(segments).length > 8 * 1024 * 1024);
    assert.equal((await transcriptOf({ segments })).segments.length, 14_000);
    assert.equal((await transcriptOf({}, answer(200, { segments }))).segments.length, 14_000);
  });
});

describe('a transcript as a document', () => {
  const SRT = '1\n00:00:00,050 --> 00:00:01,400\nSPEAKER_00: Good evening.\n\n';
  for (const format of ['srt', 'vtt', 'txt'] as const) {
    it(`comes as plain ${format}`, async () => {
      assert.equal(await documentOf(format, plain(SRT, 'application/x-subrip')), SRT);
    });

    it(`comes as ${format} in JSON`, async () => {
      assert.equal(await documentOf(format, answer(200, SRT)), SRT);
      for (const name of ['transcript', 'content', 'text']) {
        assert.equal(await documentOf(format, answer(200, { job_id: 640, [name]: SRT })), SRT, name);
      }
    });

    it(`is garbled where there is no ${format} in the answer`, async () => {
      const error = await failureOf(documentOf(format, answer(200, { segments: [said], format: 'MEMBER' })));
      assert.equal(error.code, 'audiopod-garbled');
    });
  }

  it('stays what it is when words look like JSON', async () => {
    for (const words of ['42', 'true', 'null', '[', '{ of course', '']) {
      assert.equal(await documentOf('txt', plain(words)), words);
    }
  });

  it('comes as JSON to the letter, or as the JSON inside', async () => {
    const letters = '{ "segments": [ ],\n "transcript": "Good evening." }';
    assert.equal(await documentOf('json', plain(letters, 'application/json')), letters);
    for (const wrapped of [JSON.stringify({ segments: [said] }), { content: { segments: [said] } }]) {
      assert.deepEqual(JSON.parse(await documentOf('json', answer(200, wrapped))).segments, [said]);
    }
    for (const none of [plain('1\nGood evening.'), answer(200, { message: 'ok' }), answer(200, 7)]) {
      assert.equal((await failureOf(documentOf('json', none))).code, 'audiopod-garbled');
    }
  });

  it('asks for no more than any kind of answer, and in the other dialect too', async () => {
    await using server = await startServer(
      routes({ '/transcription/jobs/640/transcript': plain('Good evening.') }),
    );
    const { transcription } = clientOf(server.url);
    for (const format of TRANSCRIPT_FORMATS.filter((one) => one !== 'json')) {
      assert.equal(await transcription.document('640', format, signal), 'Good evening.');
    }
    assert.equal(server.seen.length, 4);
    for (const { headers } of server.seen) assert.equal(headers.accept, '*/*');
  });

  it('is refused while the job is not finished', async () => {
    for (const status of [400, 409]) {
      const error = await failureOf(documentOf('srt', answer(status, { detail: 'Not ready' })));
      assert.equal(error.code, 'audiopod-rejected');
    }
  });
});
