import type { Transcript } from '../../model/job/provider-job.ts';
import type { TranscriptFormat } from '../../model/job/request.ts';
import type { TranscriptionOrder, TranscriptionService } from '../../ports/provider-services.ts';
import { submittedJob } from '../jobs/job-response.ts';
import { createJobService } from '../jobs/job-service.ts';
import type { ApiCall } from '../transport/api-call.ts';
import {
  eitherPath,
  eitherRoute,
  isFieldMissing,
  type PathMemory,
  type Routes,
} from '../transport/either-path.ts';
import { garbledAnswer } from '../transport/translate-error.ts';
import type { Transport } from '../transport/transport.ts';
import { UPLOAD_DEADLINE_MS, uploadForm } from '../transport/upload-form.ts';
import { unlessNobodySpeaks } from './no-speech.ts';
import { unwrapDocument } from './transcript-document.ts';
import { jobTranscript, transcript } from './transcript-response.ts';

/**
 * Twice the longest possible transcript: 15 hours (AudioPod API notes 10) at three words a second, with 90
 * bytes for each word and its timestamps. A finished job may contain all of it too.
 */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** How an order is encoded: notes 6.1 and its table of dialects. */
interface Dialect {
  readonly prefix: string;
  readonly wordTimes: 'word_timestamps' | 'enable_word_timestamps';
  readonly sources: (urls: readonly string[]) => Readonly<Record<string, unknown>>;
}
const GUIDE: Dialect = {
  prefix: '/transcribe',
  wordTimes: 'word_timestamps',
  sources: (urls) => (urls.length === 1 ? { url: urls[0] } : { urls }),
};
const CURRENT: Dialect = {
  prefix: '/transcription',
  wordTimes: 'enable_word_timestamps',
  sources: (urls) => ({ source_urls: urls }),
};
/** The fields that one release of the official client sends to the guide's path. */
const MIXED: Dialect = { ...CURRENT, prefix: GUIDE.prefix };

const JOB = routesOf('/jobs/{id}');
const TRANSCRIPT = routesOf('/jobs/{id}/transcript');

/**
 * Creates the transcription service (AudioPod API notes 6). All paths share two prefixes, learned together.
 */
export function createTranscriptionService(transport: Transport): TranscriptionService {
  const paths: PathMemory = {};
  const names: PathMemory = {};

  const submit = (dialect: Dialect, order: TranscriptionOrder, signal: AbortSignal) =>
    unlessNobodySpeaks(transport.ask(submitCall(dialect, order), submittedJob, signal));

  const read = <T>(route: Routes, call: Omit<ApiCall, 'method' | 'route' | 'charged'>, ask: Ask<T>) =>
    eitherRoute(paths, route, (one) =>
      ask({ method: 'GET', route: one, charged: false, maxAnswerBytes: MAX_ANSWER_BYTES, ...call }),
    );

  const asked = (id: string, format: TranscriptFormat) => ({ values: { id }, query: { format } });

  return {
    ...createJobService(transport, {
      job: JOB,
      jobs: routesOf('/jobs'),
      removal: JOB,
      paths,
      pageStart: 'offset',
      maxAnswerBytes: MAX_ANSWER_BYTES,
    }),

    transcribe: (order, signal) =>
      eitherPath(paths, [
        () =>
          eitherPath(
            names,
            [() => submit(GUIDE, order, signal), () => submit(MIXED, order, signal)],
            (error) => isFieldMissing(error, 'source_urls', 'url', 'urls'),
          ),
        () => submit(CURRENT, order, signal),
      ]),

    async transcript(id, signal) {
      const ofJob = await read(JOB, { values: { id } }, (call) => transport.ask(call, jobTranscript, signal));
      if (ofJob.segments.length > 0) return ofJob;
      const own = await read(TRANSCRIPT, asked(id, 'json'), (call) =>
        transport.ask(call, transcript, signal),
      );
      return { ...ofJob, ...own } satisfies Transcript;
    },

    document: (id, format, signal) =>
      read(TRANSCRIPT, { ...asked(id, format), accept: '*/*' }, async (call) => {
        const document = unwrapDocument(await transport.text(call, signal), format);
        if (document === undefined) throw garbledAnswer(call, 200, `no ${format}`);
        return document;
      }),
  };
}

type Ask<T> = (call: ApiCall) => Promise<T>;

function routesOf(rest: string): Routes {
  return [`${GUIDE.prefix}${rest}`, `${CURRENT.prefix}${rest}`];
}

function submitCall(dialect: Dialect, order: TranscriptionOrder): ApiCall {
  const { source, language, speakers, minSpeakers, maxSpeakers, words } = order;
  const wishes = {
    language,
    enable_speaker_diarization: speakers,
    min_speakers: minSpeakers,
    max_speakers: maxSpeakers,
    // Always sent, because the guide's default is yes.
    [dialect.wordTimes]: words,
  };
  const upload = source.kind === 'file';
  return {
    method: 'POST',
    route: `${dialect.prefix}/${upload ? 'transcribe-upload' : 'transcribe'}`,
    body: () =>
      upload
        ? uploadForm({ files: source, ...wishes })
        : JSON.stringify({ ...dialect.sources(source.urls), ...wishes }),
    charged: true,
    deadlineMs: UPLOAD_DEADLINE_MS,
  };
}
