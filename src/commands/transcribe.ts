import { BotError } from '../core/model/errors.ts';
import type { AttachmentRef, TranscriptionRequest } from '../core/model/job/request.ts';
import { TRANSCRIPT_FORMATS } from '../core/model/job/request.ts';
import { checkPublicUrl } from '../core/net/check-public-url.ts';
import { MAX_SPEAKERS } from './diarize.ts';
import { action } from './framework/action.ts';
import type { Command } from './framework/command.ts';
import { audio, choice, number, toggle, urls } from './framework/option.ts';
import { audioSource, titleOf } from './options/audio-source.ts';
import { language, languageFor } from './options/language.ts';

/** A single transcript of many recordings is hard to read, and each reserves what a link reserves. */
const MAX_URLS = 10;

/** The command that turns speech into text. */
export const transcribe: Command = {
  name: 'transcribe',
  aliases: [],
  task: 'read',
  action: action({
    options: {
      audio: audio(),
      url: urls(),
      language: language(),
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
      const spoken = languageFor(values.language, defaults);
      const request: TranscriptionRequest = {
        service: 'transcription',
        source,
        format: values.format ?? defaults.format ?? 'txt',
        // A number of speakers only matters if they are identified.
        speakers: values.speakers ?? (min !== undefined || max !== undefined),
        words: values.words ?? false,
        ...(spoken === undefined ? {} : { language: spoken }),
        ...(min === undefined ? {} : { minSpeakers: Math.round(min) }),
        ...(max === undefined ? {} : { maxSpeakers: Math.round(max) }),
      };
      return { kind: 'job', request, title: titleOf(source) };
    },
  }),
};

/**
 * What separates URLs: spaces, angle brackets around each, and commas. A comma within a URL belongs to it, so
 * a comma counts only at the end or before another URL.
 */
const BETWEEN_URLS = /[\s<>]+|(?<![,，、;；])[,，、;；]+(?=[\s<>]|https?:|$)/i;

/** Splits typed URLs. A repeated one counts, and is paid for, once. */
export function urlsIn(typed: string): readonly string[] {
  return [...new Set(typed.split(BETWEEN_URLS).filter((part) => part !== ''))];
}

/** Returns a file, a URL, or several URLs. */
function recordings(
  attached: AttachmentRef | undefined,
  typed: string | undefined,
): TranscriptionRequest['source'] {
  const given = urlsIn(typed ?? '');
  if (given.length < 2) return audioSource(attached, given[0]);
  if (attached !== undefined) throw new BotError('audio-two-sources', 'Both a file and urls were given');
  if (given.length > MAX_URLS) {
    throw new BotError('urls-too-many', 'Too many urls', { facts: { count: given.length, max: MAX_URLS } });
  }
  return { kind: 'urls', urls: given.map((one) => checkPublicUrl(one).href) };
}
