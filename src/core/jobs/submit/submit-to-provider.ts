import { marked } from '../../audiopod/voice/voice-mark.ts';
import { BotError } from '../../model/errors.ts';
import type { Input, Job } from '../../model/job/job.ts';
import type { SubmittedJob } from '../../model/job/provider-job.ts';
import type { MusicRequest, TranscriptionRequest } from '../../model/job/request.ts';
import { speechParts } from '../../model/job/speech-parts.ts';
import type { AudioPod, OrderSource, UploadFile } from '../../ports/provider.ts';
import type { MusicOrder, TranscriptionOrder } from '../../ports/provider-services.ts';

/**
 * Hands a job to its service, or has a failed one made again there. The job's id travels along wherever the service
 * lists what it was given, so that a lost answer can be found: as the name of the uploaded file, as the display
 * name of music, and in the description of a voice.
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
      if (input?.kind !== 'text') throw doesNotFit(job);
      const { voice, speed, language } = request;
      const text = speechParts(input.text)[job.submissions.length];
      if (text === undefined) throw doesNotFit(job);
      return audiopod.voice.generate(
        { voice: voice.id, text, speed, ...(language === undefined ? {} : { language }) },
        signal,
      );
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
      const { name, description } = request;
      if (input?.kind !== 'file') throw doesNotFit(job);
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
  if (job.input?.kind === 'urls') return { ...asked, source: job.input };
  const source = sourceOf(job);
  return { ...asked, source: source.kind === 'url' ? { kind: 'urls', urls: [source.url] } : source };
}

function sourceOf(job: Job): OrderSource {
  const { input, id } = job;
  if (input?.kind === 'url') return input;
  if (input?.kind === 'file') return uploadOf(id, input);
  throw doesNotFit(job);
}

function uploadOf(jobId: string, input: Extract<Input, { readonly kind: 'file' }>): UploadFile {
  const { path, extension, mimeType } = input;
  return { kind: 'file', path, uploadName: `${jobId}.${extension}`, mimeType };
}

function doesNotFit({ id, input, request }: Job): BotError {
  return new BotError('internal', `Job ${id}: ${input?.kind ?? 'no'} input does not fit ${request.service}`);
}
