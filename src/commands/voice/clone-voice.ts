import { BotError } from '../../core/model/errors.ts';
import type { CloneRequest } from '../../core/model/job/request.ts';
import { checkVoiceName, MAX_VOICE_NAME } from '../../core/model/job/voice-name.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { audio, text, toggle } from '../framework/option.ts';

const DESCRIPTION_MAX_LENGTH = 200;

/**
 * The subcommand that clones a voice from a sample. Without consent, the job asks for it with a button before it
 * reserves money or uploads anything; meanwhile it keeps no file.
 */
export const cloneVoice = action({
  options: {
    name: text({ maxLength: MAX_VOICE_NAME, tooLong: 'voice-name-unfit', required: true }),
    audio: audio(),
    description: text({ maxLength: DESCRIPTION_MAX_LENGTH }),
    consent: toggle(),
  },
  bare: ['name'],
  startsJob: true,
  run: async (values, call) => {
    const name = checkVoiceName(values.name);
    const source = values.audio;
    if (source === undefined) throw new BotError('audio-missing', 'No file was given');
    const description = values.description?.trim();
    await refuseTakenName(name, call);
    const request: CloneRequest = {
      service: 'clone',
      source,
      name,
      ...(description === undefined ? {} : { description }),
      ...(values.consent === true && { consent: { member: call.origin.member, atMs: call.nowMs } }),
    };
    return { kind: 'job', request, title: name };
  },
});

/** Refuses a name in use: two voices of one name could not be told apart. */
async function refuseTakenName(name: string, call: Call): Promise<void> {
  try {
    await call.services.voices.find(name, call);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    if (error.code === 'voice-unknown') return;
    if (error.code !== 'voice-other-key') throw error;
  }
  throw new BotError('voice-name-taken', 'A voice of that name exists', { facts: { name } });
}
