import { AudioPodError, renamed } from '../transport/audiopod-error.ts';

/**
 * Matches the message of the 422 for missing speech, whose wording is undocumented (AudioPod API notes 6.4).
 */
const SAYS_NO_SPEECH = /\b(no|without|not?\s+(detect|find|hear|contain)\w*(\s+any)?)\s+(speech|voices?)\b/i;

/** @throws {AudioPodError} `audiopod-no-speech` instead of a plain refusal if AudioPod finds no speech. */
export async function unlessNobodySpeaks<T>(submit: Promise<T>): Promise<T> {
  try {
    return await submit;
  } catch (error) {
    if (!(error instanceof AudioPodError) || error.code !== 'audiopod-rejected') throw error;
    const words = `${error.providerCode ?? ''} ${error.providerMessage ?? ''}`.replaceAll('_', ' ');
    if (!SAYS_NO_SPEECH.test(words)) throw error;
    throw renamed(error, 'audiopod-no-speech', 'AudioPod hears nobody speak');
  }
}
