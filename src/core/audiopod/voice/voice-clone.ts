import { z } from 'zod';
import type { VoiceService } from '../../ports/provider.ts';
import type { CloneOrder } from '../../ports/provider-services.ts';
import { unlessGone } from '../jobs/job-service.ts';
import { AudioPodError } from '../transport/audiopod-error.ts';
import {
  eitherPath,
  eitherRoute,
  isFieldMissing,
  type PathMemory,
  type Routes,
} from '../transport/either-path.ts';
import type { Transport } from '../transport/transport.ts';
import { UPLOAD_DEADLINE_MS, uploadForm } from '../transport/upload-form.ts';
import { text } from '../transport/wire.ts';
import { oneVoice, readClone, submittedClone } from './voice-response.ts';

const VOICE: Routes = ['/voice/voices/{id}', '/voice/voices/{id}/status'];

/** Creates the calls that clone, show, sample and delete single voices (AudioPod API notes 4.4, 4.5). */
export function createVoiceClones(
  transport: Transport,
): Pick<VoiceService, 'clone' | 'cloned' | 'voice' | 'sample' | 'remove'> {
  const createPath: PathMemory = {};
  const partName: PathMemory = {};
  const readPath: PathMemory = {};

  const read = <T>(id: string, shape: z.ZodType<T>, signal: AbortSignal) =>
    eitherRoute(readPath, VOICE, (route) =>
      transport.ask({ method: 'GET', route, values: { id }, charged: false }, shape, signal),
    );

  return {
    clone(order, signal) {
      const create = (route: string, part: 'file' | 'audio_file') =>
        transport.ask(createCall(route, part, order), submittedClone, signal);
      return eitherPath(createPath, [
        () =>
          eitherPath(
            partName,
            [() => create('/voice/voices', 'file'), () => create('/voice/voices', 'audio_file')],
            (error) => isFieldMissing(error, 'audio_file', 'file'),
          ),
        () => create('/voice/voice-profiles', 'file'),
      ]);
    },

    cloned: (id, signal) => read(id, readClone(id), signal),

    async voice(id, signal) {
      try {
        return await read(id, oneVoice, signal);
      } catch (error) {
        if (error instanceof AudioPodError && error.code === 'audiopod-not-found') return undefined;
        throw error;
      }
    },

    async sample(id, signal) {
      const call = {
        method: 'GET',
        route: '/voice/voice-profiles/{id}/preview',
        values: { id },
        charged: false,
      } as const;
      try {
        return await transport.ask(call, sampleLink, signal);
      } catch (error) {
        if (error instanceof AudioPodError && error.code === 'audiopod-not-found') return undefined;
        throw error;
      }
    },

    remove: (id, signal) => {
      const call = { method: 'DELETE', route: '/voice/voices/{id}', values: { id }, charged: false } as const;
      return unlessGone(transport.ask(call, z.unknown(), signal));
    },
  };
}

/** The response to a request for a voice's sample (notes 4.4), whose link has either name. */
const sampleLink = z
  .object({ audio_url: text, preview_url: text })
  .transform((body) => body.audio_url ?? body.preview_url);

function createCall(route: string, part: 'file' | 'audio_file', order: CloneOrder) {
  const { name, description, sample } = order;
  return {
    method: 'POST' as const,
    route,
    body: () => uploadForm({ name, [part]: sample, description }),
    charged: true,
    deadlineMs: UPLOAD_DEADLINE_MS,
  };
}
