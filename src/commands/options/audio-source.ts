import { BotError } from '../../core/model/errors.ts';
import type { AttachmentRef, AudioSource, UrlRef, UrlsRef } from '../../core/model/job/request.ts';
import { titleOfFile, titleOfText } from '../../core/model/job/title.ts';
import { checkPublicUrl } from '../../core/net/check-public-url.ts';

/**
 * Returns the one track a command works on: the attached file or the typed URL.
 *
 * @throws {BotError} `audio-two-sources`, `audio-missing`, and what `checkPublicUrl` throws.
 */
export function audioSource(
  attached: AttachmentRef | undefined,
  typed: string | undefined,
): AttachmentRef | UrlRef {
  if (attached !== undefined && typed !== undefined) {
    throw new BotError('audio-two-sources', 'Both a file and a url were given');
  }
  if (attached !== undefined) return attached;
  if (typed === undefined) throw new BotError('audio-missing', 'Neither a file nor a url was given');
  return { kind: 'url', url: checkPublicUrl(typed).href };
}

/** Returns the name that people see for a source. */
export function titleOf(source: AudioSource | UrlsRef): string {
  if (source.kind === 'url') return titleOfFile(source.url);
  if (source.kind === 'urls') return titleOfFile(source.urls[0] ?? '');
  // A result is named by a title, which has no ending.
  return source.kind === 'result' ? titleOfText(source.name) : titleOfFile(source.name);
}
