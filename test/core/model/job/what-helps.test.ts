import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesAt } from '../../../../script/gallery/error-places.ts';
import { type Action, outcomeActions } from '../../../../src/core/model/job/action.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { ORIGIN, stemsOf } from '../../../fakes/world.ts';

const LINK = { kind: 'url', url: 'https://a.example/1' } as const;

/** What lifts a limit, where the refusal says which: $0.30 were needed, and admins set the limit. */
const FACTS = { needed: 300_000, limit: 1_000_000, used: 900_000, scope: 'member-day', raisedBy: 'admin' };

/** The buttons under a job for stems that failed before AudioPod made anything. */
test('a tenant that was granted nothing can ask for a budget; one that has used it up can’t', () => {
  const job = jobOf(stemsOf(LINK), 'Song', ORIGIN, 0);
  const after = (limit: number) => {
    const facts = { ...FACTS, scope: 'tenant-month', limit, raisedBy: 'owner' };
    const failure = { code: 'limit-reached', facts } as const;
    return outcomeActions({ ...job, work: { stage: 'failed', failure } }).map(nameOf);
  };
  assert.deepEqual(after(0), ['ask-budget', 'wallet limits']);
  assert.deepEqual(after(1_000_000), ['wallet limits']);
});

function buttonsAfter(code: ReturnType<typeof codesAt>[number]): string {
  const job = jobOf(stemsOf(LINK), 'Song', ORIGIN, 0);
  const failed = { ...job, work: { stage: 'failed', failure: { code, facts: FACTS } } } as const;
  return outcomeActions(failed).map(nameOf).join(', ');
}

function nameOf(action: Action): string {
  if (action.kind === 'raise') return `raise ${action.option}`;
  return action.kind === 'run' ? action.path : action.kind;
}

/** Every code that can end a job; a new one belongs in one of these rows. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  stems: [
    'attachment-gone',
    'audio-too-heavy',
    'audio-too-long',
    'audiopod-forbidden',
    'audiopod-no-speech',
    'audiopod-plan',
    'audiopod-rejected',
    'audiopod-too-large',
    'file-damaged',
    'file-empty',
    'file-is-playlist',
    'file-no-audio-stream',
    'file-not-audio',
    'file-not-text',
    'file-too-large',
    'link-debt',
    'result-too-large',
    'sample-length',
    'source-gone',
    'speech-incomplete',
    'text-empty',
    'text-too-long',
    'text-unspeakable',
    'voice-other-key',
  ],
  'raise links, stems': ['links-off'],
  'raise per_job, stems': ['links-over-job-limit'],
  'raise per_job, wallet limits': ['job-limit'],
  'raise per_user_daily, wallet limits': ['limit-reached'],
  'wallet limits': ['spending-paused'],
  'wallet connect, add-to-server': ['personal-not-funded'],
  '': ['audiopod-not-offered'],
};

test('under a failed job stands what can help: other input, the limits, and the same again only where it can', () => {
  const shown = Map.groupBy(codesAt('job'), buttonsAfter);
  const { retry, ...others } = Object.fromEntries(
    [...shown].map(([name, codes]) => [name, codes.toSorted()]),
  );
  assert.deepEqual(others, ROWS);
  assert.deepEqual(retry, [
    'attachment-short',
    'audiopod-balance',
    'audiopod-busy',
    'audiopod-down',
    'audiopod-garbled',
    'audiopod-not-found',
    'audiopod-unauthorized',
    'audiopod-unreachable',
    'bot-removed',
    'bot-scope-missing',
    'bot-token-rejected',
    'disk-full',
    'ffmpeg-failed',
    'ffmpeg-missing',
    'ffmpeg-timeout',
    'internal',
    'job-cancelled-there',
    'job-dropped',
    'job-failed',
    'job-overdue',
    'job-restored',
    'ledger-unavailable',
    'message-refused',
    'own-key-gone',
    'own-key-lost',
    'restarting',
    'result-cut',
    'result-damaged',
    'result-host-refused',
    'result-link-expired',
    'result-missing',
    'result-short',
    'result-unreachable',
    'result-wordless',
    'sealed-unreadable',
    'submission-in-doubt',
    'submission-lost',
  ]);
});

test('what is made of a text leads to the next text first, what is made of a file to the steps on its tracks', () => {
  const done = (request: Parameters<typeof jobOf>[0]) => {
    const work = { stage: 'encoded', files: [], documents: [] } as const;
    return outcomeActions({ ...jobOf(request, 'Song', ORIGIN, 0), work })
      .map((one) => (one.kind === 'next' ? one.step : nameOf(one)))
      .join(', ');
  };
  const speech = { service: 'speech', text: { kind: 'inline', text: 'Hello' } } as const;
  assert.equal(
    done({ ...speech, voice: { id: 'v', name: 'Sage' }, speed: 1, as: 'file' }),
    'tts, transcribe, denoise, stems',
  );
  assert.equal(done(stemsOf(LINK)), 'transcribe, denoise');
  assert.equal(done({ service: 'denoise', source: LINK }), 'transcribe, diarize, stems');
});
