import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jobFor } from '../../../../script/gallery/sample/jobs.ts';
import { sampleRequest } from '../../../../script/gallery/sample/requests.ts';
import { requireWhole } from '../../../../src/core/jobs/collect/require-whole.ts';
import type { Service } from '../../../../src/core/model/service.ts';

const ofService = (service: Service, sourceMs?: number) => {
  const { input: _sample, ...job } = jobFor(sampleRequest(service, 'en'), 'en', {});
  if (sourceMs === undefined) return job;
  const input = { kind: 'file', durationMs: sourceMs, path: '/song', extension: 'wav' } as const;
  return { ...job, input: { ...input, sizeBytes: 1, mimeType: 'audio/wav' } };
};

/** The lengths in seconds: what AudioPod reports, and what there is. */
const check = (service: Service, reported: number | undefined, got: number, source?: number) => () =>
  requireWhole(
    got * 1_000,
    ofService(service, source === undefined ? undefined : source * 1_000),
    reported === undefined ? {} : { durationSeconds: reported },
  );

describe('a track', () => {
  it('is whole within what rounding and padding account for', () => {
    for (const whole of [check('speech', 4, 3.02), check('denoise', 600, 589), check('speech', 3, 30)])
      assert.doesNotThrow(whole);
  });

  it('is cut if markedly less of it arrives than AudioPod reports', () => {
    const facts = { got: '1:32', whole: '3:07' };
    assert.throws(check('speech', 187, 92), { code: 'result-cut', facts });
    for (const cut of [check('speech', 3, 1.5), check('denoise', 600, 580)])
      assert.throws(cut, { code: 'result-cut' });
  });

  it('of a song may end some bars before what was ordered', () => {
    assert.doesNotThrow(check('music', 30, 24));
    assert.throws(check('music', 30, 20), { code: 'result-cut' });
  });

  it('of stems is as long as its source, of which AudioPod reports no length', () => {
    assert.throws(check('stems', undefined, 90, 180), { code: 'result-cut' });
    assert.doesNotThrow(check('stems', undefined, 179, 180));
    assert.doesNotThrow(check('stems', undefined, 90), 'a link has no known length');
    assert.doesNotThrow(check('music', undefined, 5, 180), 'a remix is as long as it was ordered');
  });
});
