import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadlineOf, lateAtMs } from '../../../../src/core/jobs/await-result/deadlines.ts';
import type { Submission } from '../../../../src/core/model/job/job.ts';
import { SERVICES, type Service } from '../../../../src/core/model/service.ts';
import { USUAL_WAIT_MS } from '../../../../src/core/watcher/watched-job.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEGUN = 1_000;
const submitted = (service: Service): Submission => ({
  service,
  providerId: '1',
  submittedAtMs: BEGUN,
  state: 'watching',
});

describe('the deadline of a job at AudioPod', () => {
  it('follows the service and the length of its audio', () => {
    assert.equal(lateAtMs(submitted('speech'), 30), BEGUN + 10 * MINUTE + 30_000);
    assert.equal(lateAtMs(submitted('stems'), 300), BEGUN + 65 * MINUTE);
    assert.ok(lateAtMs(submitted('transcription'), 15 * 3_600) < BEGUN + DAY);
    for (const service of SERVICES) {
      const known = lateAtMs(submitted(service), 60);
      assert.ok(known > BEGUN + 100 * USUAL_WAIT_MS[service], service);
      assert.ok(lateAtMs(submitted(service), undefined) > known, service);
    }
  });

  it('is the time that such work takes, and a day once that is over', () => {
    const submission = submitted('stems');
    const late = lateAtMs(submission, 60);
    const watching = { work: { stage: 'watching' } } as const;
    const told = { work: { stage: 'watching', lateSinceMs: late } } as const;
    assert.deepEqual(deadlineOf(watching, submission, late, BEGUN), { atMs: late, isFinal: false });
    assert.deepEqual(deadlineOf(told, submission, late, late), { atMs: BEGUN + DAY, isFinal: true });
    // Resumed when it was late already: looked at first.
    assert.deepEqual(deadlineOf(watching, submission, late, late + 1), {
      atMs: late + 1 + 5 * MINUTE,
      isFinal: false,
    });
    const nextDay = BEGUN + DAY + 1;
    assert.deepEqual(deadlineOf(watching, submission, late, nextDay), {
      atMs: nextDay + 5 * MINUTE,
      isFinal: true,
    });
  });
});
