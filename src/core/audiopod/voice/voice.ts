import type { Manner, VoiceService } from '../../ports/provider.ts';
import { readJob, submittedJob } from '../jobs/job-response.ts';
import type { AudioPodError } from '../transport/audiopod-error.ts';
import { eitherPath, eitherRoute, isPathMissing, type PathMemory } from '../transport/either-path.ts';
import type { Transport } from '../transport/transport.ts';
import { createVoiceClones } from './voice-clone.ts';
import { listVoices } from './voice-list.ts';

/**
 * Creates the service for speech and voices (AudioPod API notes 4).
 *
 * The raw form endpoint is preferred, because current documents list only that one; the usage guide's JSON
 * endpoint is the fallback if the raw one is gone.
 */
export function createVoiceService(transport: Transport): VoiceService {
  const generatePath: PathMemory = {};
  const statusPath: PathMemory = {};
  const voicesPath: PathMemory = {};

  return {
    ...createVoiceClones(transport),

    voices: (signal) => listVoices(transport, voicesPath, signal),

    async generate(text, manner, signal) {
      const submitted = await eitherPath(
        generatePath,
        [
          () => transport.ask(rawGenerate(text, manner), submittedJob, signal),
          () => transport.ask(jsonGenerate(text, manner), submittedJob, signal),
        ],
        (error) => isPathMissing(error) && !saysVoiceUnknown(error),
      );
      // A job is read the way it was submitted, until a read has shown which way works.
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

function rawGenerate(text: string, { voice, speed, language }: Manner) {
  const body = new URLSearchParams({
    input_text: text,
    audio_format: 'mp3',
    speed: String(speed),
    ...(language === undefined ? {} : { language }),
  });
  return {
    method: 'POST' as const,
    route: '/voice/voices/{voice}/generate',
    values: { voice: voice.id },
    body: () => body,
    charged: true,
  };
}

function jsonGenerate(text: string, { voice, speed, language }: Manner) {
  const body = JSON.stringify({
    text,
    // The guide shows a number here; the raw endpoint also accepts a uuid or a name.
    voice_id: /^\d{1,15}$/.test(voice.id) ? Number(voice.id) : voice.id,
    speed,
    ...(language === undefined ? {} : { language }),
  });
  return { method: 'POST' as const, route: '/voice/tts/generate', body: () => body, charged: true };
}

/** Whether a 404 is about the voice, not the path. */
function saysVoiceUnknown(error: AudioPodError): boolean {
  return /voice/i.test(`${error.providerCode ?? ''} ${error.providerMessage ?? ''}`);
}
