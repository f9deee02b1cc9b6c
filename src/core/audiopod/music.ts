import { z } from 'zod';
import type { MusicOrder, MusicService } from '../ports/provider-services.ts';
import { genrePresets } from './catalogs/genre-presets.ts';
import { submittedJob } from './jobs/job-response.ts';
import { createJobService } from './jobs/job-service.ts';
import { AudioPodError, renamed } from './transport/audiopod-error.ts';
import type { Transport } from './transport/transport.ts';
import { UPLOAD_DEADLINE_MS, uploadForm } from './transport/upload-form.ts';

/** Creates the music service (AudioPod API notes 2). */
export function createMusicService(transport: Transport): MusicService {
  return {
    ...createJobService(transport, {
      // The first one reportedly returns 405 today (notes 2.5).
      job: ['/music/jobs/{id}', '/music/jobs/{id}/status'],
      jobs: ['/music/jobs'],
      removal: ['/music/jobs/{id}'],
      trackName: 'music',
    }),

    create: (order, signal) =>
      whileOffered(
        transport.ask(
          {
            method: 'POST',
            route: '/music/{task}',
            values: { task: order.task },
            body: () => bodyOf(order),
            charged: true,
            deadlineMs: UPLOAD_DEADLINE_MS,
          },
          submittedJob,
          signal,
        ),
      ),

    presets: (signal) =>
      transport.ask({ method: 'GET', route: '/music/presets', charged: false }, genrePresets, signal),

    async retry(id, signal) {
      // It costs nothing, but a repeated request would find a job that is no longer failed.
      const call = {
        method: 'POST',
        route: '/music/jobs/{id}/retry',
        values: { id },
        charged: true,
      } as const;
      await transport.ask(call, z.unknown(), signal);
    },
  };
}

/** Returns JSON, or a form for the two tasks with source audio (notes 2.2 to 2.4). */
function bodyOf(order: MusicOrder) {
  const { task, prompt, lyrics, durationSeconds } = order;
  const named = { genre_preset: order.genre, display_name: order.displayName };
  switch (task) {
    case 'audio2audio':
      return uploadForm({ file: order.file, prompt, lyrics, audio_duration: durationSeconds, ...named });
    case 'songbloom':
      return uploadForm({ file: order.file, prompt, lyrics, duration: durationSeconds, ...named });
    default:
      return JSON.stringify({ prompt, lyrics, audio_duration: durationSeconds, ...named });
  }
}

/**
 * Translates a 404: a submission contains nothing that can be unknown except the task, so the task is gone.
 */
async function whileOffered<T>(submit: Promise<T>): Promise<T> {
  try {
    return await submit;
  } catch (error) {
    if (!(error instanceof AudioPodError && error.status === 404)) throw error;
    throw renamed(error, 'audiopod-not-offered', 'AudioPod does not offer this kind of music');
  }
}
