import type { ErrorCode } from '../../core/model/error-codes.ts';
import type { Failure } from '../../core/model/errors.ts';

/** The option that a refusal is about, for refusals that name none. Options of that name mean the same everywhere. */
const OPTION_OF: Readonly<Partial<Record<ErrorCode, string>>> = {
  'allow-for-whom': 'user',
  'audio-missing': 'audio',
  'audio-two-sources': 'url',
  'genre-unknown': 'genre',
  'job-unknown': 'job',
  'language-unknown': 'language',
  'links-off': 'url',
  'own-key-operators': 'key',
  'own-key-refused': 'key',
  'own-key-unchecked': 'key',
  'own-key-unfit': 'key',
  'speakers-crossed': 'max_speakers',
  'stem-missing': 'stem',
  'stem-without-single': 'stem',
  'text-empty': 'text',
  'text-too-long': 'text',
  'text-two-sources': 'file',
  'text-unspeakable': 'text',
  'url-credentials': 'url',
  'url-invalid': 'url',
  'url-private': 'url',
  'urls-too-many': 'url',
  'voice-name-taken': 'name',
  'voice-name-unfit': 'name',
  'voice-not-ready': 'voice',
  'voice-other-key': 'voice',
  'voice-unknown': 'voice',
};

/** Returns the option that a refusal is about, so that a form can say so at its field; `undefined` for none. */
export function refusedOption({ code, facts }: Failure): string | undefined {
  const { option } = facts;
  return typeof option === 'string' ? option : OPTION_OF[code];
}
