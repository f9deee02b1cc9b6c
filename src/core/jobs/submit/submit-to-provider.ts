import { marked } from '../../audiopod/voice/voice-mark.ts';
import { BotError } from '../../model/errors.ts';
import type { Input, Job } from '../../model/job/job.ts';
import type { SubmittedJob } from '../../model/job/provider-job.ts';
import type { MusicRequest, TranscriptionRequest } from '../../model/job/request.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import type { AudioPod, OrderSource, UploadFile } from '../../ports/provider.ts';
import type { MusicOrder, TranscriptionOrder } from '../../ports/provider-services.ts';

/**
 * Submits a job to its service, or has AudioPod retry a failed one. The job's id is sent wherever the service
 * lists its input, so that a submission whose response was lost can be found: as the name of the uploaded
 * file, as the display name of music, and in the description of a voice.
 */
export async function submitToProvider(
  audiopod: AudioPod,
  job: Job,
  signal: AbortSignal,
): Promise<SubmittedJob> {
  const { request, input, remakes } = job;
  if (remakes !== undefined) {
    await audiopod.music.retry(remakes, signal);
    return { id: remakes, state: 'pending' };
  }
  switch (request.service) {
    case 'speech': {
      const part = partsToSpeak(job)[job.submissions.length];
      if (part === undefined) throw doesNotFit(job);
      return audiopod.voice.generate(part, request, signal);
    }
    case 'stems': {
      const { mode, stem } = request;
      const source = sourceOf(job);
      return audiopod.stems.extract({ source, mode, ...(stem === undefined ? {} : { stem }) }, signal);
    }
    case 'music':
      return audiopod.music.create(musicOrder(job, request), signal);
    case 'transcription':
      return audiopod.transcription.transcribe(transcriptionOrder(job, request), signal);
    case 'diarization': {
      const { speakers } = request;
      const order = { source: sourceOf(job), ...(speakers === undefined ? {} : { speakers }) };
      return audiopod.speaker.diarize(order, signal);
    }
    case 'denoise':
      return audiopod.denoiser.denoise(sourceOf(job), signal);
    case 'clone': {
      const { name, description, consent } = request;
      if (input?.kind !== 'file') throw doesNotFit(job);
      if (consent === undefined)
        throw new BotError('internal', `Job ${job.id} lacks the consent to clone a voice`);
      const order = { name, sample: uploadOf(job.id, input), description: marked(description, job.id) };
      return audiopod.voice.clone(order, signal);
    }
  }
}

function musicOrder(job: Job, request: MusicRequest): MusicOrder {
  const { service: _service, source, ...asked } = request;
  const file = job.input?.kind === 'file' ? uploadOf(job.id, job.input) : undefined;
  if (source !== undefined && file === undefined) throw doesNotFit(job);
  return { ...asked, displayName: `${job.title} ${job.id}`, ...(file === undefined ? {} : { file }) };
}

function transcriptionOrder(job: Job, request: TranscriptionRequest): TranscriptionOrder {
  const { service: _service, source: _source, format: _format, ...asked } = request;
  if (request.source.kind === 'urls') return { ...asked, source: request.source };
  const source = sourceOf(job);
  return { ...asked, source: source.kind === 'url' ? { kind: 'urls', urls: [source.url] } : source };
}

function sourceOf(job: Job): OrderSource {
  const { input, id, request } = job;
  if (input?.kind === 'file') return uploadOf(id, input);
  if (request.service !== 'speech' && request.source?.kind === 'url') return request.source;
  throw doesNotFit(job);
}

function uploadOf(jobId: string, input: Extract<Input, { readonly kind: 'file' }>): UploadFile {
  const { path, extension, mimeType } = input;
  return { kind: 'file', path, uploadName: `${jobId}.${extension}`, mimeType };
}

function doesNotFit({ id, input, request }: Job): BotError {
  return new BotError('internal', `Job ${id}: ${input?.kind ?? 'no'} input does not fit ${request.service}`);
}
