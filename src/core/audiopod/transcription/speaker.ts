import { z } from 'zod';
import type { Diarization, Turn } from '../../model/job/provider-job.ts';
import type { SpeakerService } from '../../ports/provider-services.ts';
import { submittedJob, unwrapJob } from '../jobs/job-response.ts';
import { createJobService } from '../jobs/job-service.ts';
import type { Transport } from '../transport/transport.ts';
import { sourceField, UPLOAD_DEADLINE_MS, uploadForm } from '../transport/upload-form.ts';
import { flag, optional, readable } from '../transport/wire.ts';
import { unlessNobodySpeaks } from './no-speech.ts';
import { spoken } from './spoken.ts';

const JOB = '/speaker/jobs/{id}';
/** Enough for hours of talk, each turn with its text. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const NO_SPEAKER = '?';

/** Creates the speaker identification service (AudioPod API notes 5). */
export function createSpeakerService(transport: Transport): SpeakerService {
  return {
    ...createJobService(transport, {
      job: [JOB],
      jobs: ['/speaker/jobs'],
      removal: [JOB],
      maxAnswerBytes: MAX_ANSWER_BYTES,
    }),

    diarize: ({ source, speakers }, signal) =>
      unlessNobodySpeaks(
        transport.ask(
          {
            method: 'POST',
            route: '/speaker/diarize',
            body: () => uploadForm({ ...sourceField(source), num_speakers: speakers }),
            charged: true,
            deadlineMs: UPLOAD_DEADLINE_MS,
          },
          submittedJob,
          signal,
        ),
      ),

    diarization: (id, signal) => {
      const call = {
        method: 'GET',
        route: JOB,
        values: { id },
        charged: false,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      } as const;
      return transport.ask(call, diarization, signal);
    },
  };
}

const lists = {
  segments: optional(z.array(z.unknown())),
  timeline: optional(z.array(z.unknown())),
  speaker_segments: optional(z.array(z.unknown())),
};

/** Accepts all three shapes of a result. Shapes with text come first, an empty list last. */
const diarization: z.ZodType<Diarization> = z.preprocess(
  unwrapJob,
  z.object({ ...lists, result: optional(z.object(lists)), is_sample: flag }).transform((body, context) => {
    const found = [
      body.segments,
      body.result?.segments,
      body.result?.timeline,
      body.timeline,
      body.speaker_segments,
      body.result?.speaker_segments,
    ].filter((entries) => entries !== undefined);
    if (found.length === 0) {
      context.addIssue({ code: 'custom', message: 'No turns', path: ['segments'] });
      return z.NEVER;
    }
    const [first = []] = found.map((entries) => readable(entries, turn)).filter(({ length }) => length > 0);
    const turns = first.toSorted((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
    return { turns, ...(body.is_sample === true ? { isSample: true as const } : {}) };
  }),
);

const turn: z.ZodType<Turn | undefined> = spoken.transform((one) => {
  if (!one.isTimed || (one.speaker === undefined && one.text === undefined)) return undefined;
  return {
    speaker: one.speaker ?? NO_SPEAKER,
    startSeconds: one.startSeconds,
    endSeconds: one.endSeconds,
    ...(one.text === undefined ? {} : { text: one.text }),
  };
});
