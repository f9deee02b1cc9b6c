import { completedAt, isoTime } from '../jobs/job.ts';
import type { ListedVoice } from './catalogue.ts';
import { samplePath } from './clones.ts';

/** Returns a voice as lists and reads show it (AudioPod API notes 4.4). */
export function voiceBody(listed: ListedVoice) {
  const { voice, clone } = listed;
  return {
    id: voice.id,
    uuid: voice.uuid,
    name: voice.name,
    display_name: voice.displayName,
    description: voice.description,
    voice_type: 'standard',
    provider: 'audiopod_sonic',
    status: 'completed',
    is_public: true,
    language_code: 'en',
    language_name: 'English',
    gender: voice.gender,
    accent: null,
    created_at: '2026-01-02T03:04:05Z',
    ...(clone && createdBody({ voice, clone })),
  };
}

/** Returns a new clone (AudioPod API notes 4.5). Its first state is PROCESSING. */
export function createdBody({ voice, clone }: Required<ListedVoice>) {
  const { state, details } = clone;
  return {
    id: voice.id,
    uuid: voice.uuid,
    name: voice.name,
    description: details.description,
    voice_type: 'CUSTOM',
    status: state.status === 'PENDING' ? 'PROCESSING' : state.status,
    is_public: details.isPublic,
    created_at: isoTime(clone.createdMs),
    processed_at: completedAt(state),
    file_path: samplePath(voice.id, details),
    ...(state.status === 'FAILED' && { [state.field]: state.reason }),
  };
}
