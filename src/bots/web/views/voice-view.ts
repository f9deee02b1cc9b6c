import type { Voice } from '../../../core/model/job/provider-job.ts';
import type { VoiceView } from '../protocol/view.ts';

/** Builds the view of a voice. */
export function voiceView(voice: Voice): VoiceView {
  const { id, uuid, displayName, gender, languageName, languageCode, description, isCustom } = voice;
  const language = languageName ?? languageCode;
  return {
    name: displayName,
    isOwn: isCustom,
    sampleUrl: `/playground/voices/${encodeURIComponent(uuid ?? id)}/sample`,
    ...(gender !== undefined && { gender }),
    ...(language !== undefined && { language }),
    ...(description !== undefined && { about: description }),
  };
}
