import { BotError } from '../core/model/errors.ts';
import type { AttachmentRef, TranscriptionRequest } from '../core/model/job/request.ts';
import { TRANSCRIPT_FORMATS } from '../core/model/job/request.ts';
import { checkPublicUrl } from '../core/net/check-public-url.ts';
import { MAX_SPEAKERS } from './diarize.ts';
import { action } from './framework/action.ts';
import type { Command } from './framework/command.ts';
import { audio, choice, number, text, toggle } from './framework/option.ts';
import { audioSource, titleOf } from './options/audio-source.ts';
import { LANGUAGE_MAX_LENGTH, languageFor } from './options/language.ts';

/** One transcript of many recordings is hard to read, and each may cost the limit of a job. */
const MAX_URLS = 10;

/** Write down what is said. */
export const transcribe: Command = {
  name: 'transcribe',
  aliases: [],
  action: action({
    options: {
      audio: audio(),
      url: text({ maxLength: 4_000 }),
      language: text({ maxLength: LANGUAGE_MAX_LENGTH }),
      speakers: toggle(),
      min_speakers: number({ min: 1, max: MAX_SPEAKERS }),
      max_speakers: number({ min: 1, max: MAX_SPEAKERS }),
      words: toggle(),
      format: choice(TRANSCRIPT_FORMATS),
    },
    bare: ['format', 'url'],
    startsJob: true,
    run: async (values, call) => {
      const source = recordings(values.audio, values.url);
      const { min_speakers: min, max_speakers: max } = values;
      if (min !== undefined && max !== undefined && min > max) {
        throw new BotError('speakers-crossed', 'More speakers at least than at most', {
          facts: { min, max },
        });
      }
      const defaults = await call.services.defaults.of(call.origin);
      const language = languageFor(values.language, defaults);
      const request: TranscriptionRequest = {
        service: 'transcription',
        source,
        format: values.format ?? defaults.format ?? 'txt',
        // How many there are only matters to who is told apart.
        speakers: values.speakers ?? (min !== undefined || max !== undefined),
        words: values.words ?? false,
        ...(language === undefined ? {} : { language }),
        ...(min === undefined ? {} : { minSpeakers: Math.round(min) }),
        ...(max === undefined ? {} : { maxSpeakers: Math.round(max) }),
      };
      return { kind: 'job', request, title: titleOf(source) };
    },
  }),
};

/**
 * What stands between addresses: spaces, the angle brackets around each, and commas. A comma inside an address belongs
 * to it, so only one counts that nothing, or another address, comes after.
 */
const BETWEEN_URLS = /[\s<>]+|[,，、;；]+(?=[\s<>]|https?:|$)/i;

/** A file, an address, or several addresses. The same one given twice is written down, and paid for, once. */
function recordings(
  attached: AttachmentRef | undefined,
  typed: string | undefined,
): TranscriptionRequest['source'] {
  const given = [...new Set((typed ?? '').split(BETWEEN_URLS).filter((part) => part !== ''))];
  if (given.length < 2) return audioSource(attached, given[0]);
  if (attached !== undefined) throw new BotError('audio-two-sources', 'Both a file and urls were given');
  if (given.length > MAX_URLS) {
    throw new BotError('urls-too-many', 'Too many urls', { facts: { count: given.length, max: MAX_URLS } });
  }
  return { kind: 'urls', urls: given.map((one) => checkPublicUrl(one).href) };
}
