import type { SpeechOrder, VoiceService } from '../../ports/provider.ts';
import { readJob, submittedJob } from '../jobs/job-response.ts';
import { fieldsBody, jsonBody } from '../transport/api-call.ts';
import type { AudioPodError } from '../transport/audiopod-error.ts';
import { eitherPath, eitherRoute, isPathMissing, type PathMemory } from '../transport/either-path.ts';
import type { Transport } from '../transport/transport.ts';
import { createVoiceClones } from './voice-clone.ts';
import { listVoices } from './voice-list.ts';

/**
 * Speech and voices (AudioPod API notes 4). The raw form endpoint is preferred, since current documents know only that
 * one; the JSON endpoint of the usage guide stands in where the raw one is gone.
 */
export function createVoiceService(transport: Transport): VoiceService {
  const generatePath: PathMemory = {};
  const statusPath: PathMemory = {};
  const voicesPath: PathMemory = {};

  return {
    ...createVoiceClones(transport),

    voices: (signal) => listVoices(transport, voicesPath, signal),

    async generate(order, signal) {
      const submitted = await eitherPath(
        generatePath,
        [
          () => transport.ask(rawGenerate(order), submittedJob, signal),
          () => transport.ask(jsonGenerate(order), submittedJob, signal),
        ],
        (error) => isPathMissing(error) && !saysVoiceUnknown(error),
      );
      // A job is read the way it was submitted, until reading has shown which way works.
      if (generatePath.winner !== undefined) statusPath.winner ??= generatePath.winner;
      return submitted;
    },

    job: (id, signal) =>
      eitherRoute(statusPath, ['/voice/tts-jobs/{id}/status', '/voice/tts/status/{id}'], (route) =>
        transport.ask(
          { method: 'GET', route, values: { id }, charged: false },
          readJob(id, 'speech'),
          signal,
        ),
      ),
  };
}

function rawGenerate(order: SpeechOrder) {
  const fields = {
    input_text: order.text,
    audio_format: 'mp3',
    speed: String(order.speed),
    ...(order.language === undefined ? {} : { language: order.language }),
  };
  return {
    method: 'POST' as const,
    route: '/voice/voices/{voice}/generate',
    values: { voice: order.voice },
    body: () => fieldsBody(fields),
    charged: true,
  };
}

function jsonGenerate(order: SpeechOrder) {
  const body = {
    text: order.text,
    // The guide shows a number here, and the raw endpoint takes a uuid or a name as well.
    voice_id: /^\d{1,15}$/.test(order.voice) ? Number(order.voice) : order.voice,
    speed: order.speed,
    ...(order.language === undefined ? {} : { language: order.language }),
  };
  return { method: 'POST' as const, route: '/voice/tts/generate', body: () => jsonBody(body), charged: true };
}

/** A 404 that is about the voice, not about the path. */
function saysVoiceUnknown(error: AudioPodError): boolean {
  return /voice/i.test(`${error.providerCode ?? ''} ${error.providerMessage ?? ''}`);
}
