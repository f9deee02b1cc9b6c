import { completedAt, errorFields, isoTime, type Job, progressOf, seconds, USER_ID } from '../jobs/job.ts';
import type { MusicDetails } from './read-order.ts';

/**
 * Returns a new job in the form a submit returns: wrapped, unlike a job that is read (AudioPod API notes 2.2,
 * 13a). One official client reads only an `id` beside it (1.5).
 */
export function submitBody(job: Job<MusicDetails>) {
  return { id: job.id, job: jobBody(job, {}), message: 'queued' };
}

/** Returns a job as it is read (AudioPod API notes 2.5); `links` are by format, the ordered one first. */
export function jobBody(
  { id, state, details, createdMs }: Job<MusicDetails>,
  links: Readonly<Record<string, string>>,
) {
  const completed = state.status === 'COMPLETED';
  return {
    id,
    task: details.task.name,
    status: state.status,
    progress: progressOf(state, null),
    input_params: {
      prompt: details.prompt,
      ...(details.lyrics !== '' && { lyrics: details.lyrics }),
      ...(details.genreName !== null && { genre_preset: details.genreName }),
      ...(details.source && { filename: details.source.name }),
      audio_duration: seconds(details.durationMs),
    },
    output_url: Object.values(links)[0] ?? null,
    output_urls: completed ? links : null,
    display_name: details.displayName,
    thumbnail_url: details.thumbnailUrl,
    audio_duration: seconds(details.durationMs),
    actual_seeds: completed ? [details.seed] : null,
    quality_score: completed ? 0.81 : null,
    lrc_content: null,
    ...errorFields(state),
    created_at: isoTime(createdMs),
    completed_at: completedAt(state),
    user_id: USER_ID,
    task_id: `task-${id}`,
  };
}
