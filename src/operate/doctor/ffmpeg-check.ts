import { hasIndexInFront } from '../../core/audio/encode/index-in-front.ts';
import { broken, type Check, inOrder, warning } from '../../core/model/check.ts';
import type { Sample } from './sample.ts';

/** One second, encoded once for all checks. */
export interface FfmpegSubject {
  sample(): Promise<Sample>;
}

/** Looks at one second as the bot posts it. */
export const ffmpegCheck: Check<FfmpegSubject> = {
  name: 'ffmpeg',
  looksAt:
    'Whether ffmpeg encodes one second as M4A (AAC, index in front) and as a voice message (Opus in Ogg)',
  remedy: 'Install ffmpeg (apt-get install ffmpeg, brew install ffmpeg), or set FFMPEG_PATH to one.',
  async run({ sample }) {
    const { ffmpegPath, m4a, voice } = await sample();
    if (!(await hasIndexInFront(m4a.path))) {
      return broken(`${ffmpegPath} writes the index of M4A files at their end, so chats can’t stream them.`);
    }
    if (voice !== undefined) return inOrder(`${ffmpegPath} encodes M4A and voice messages.`);
    return warning(
      `${ffmpegPath} can’t encode Opus, so Discord gets files instead of voice messages.`,
      'Install an ffmpeg with libopus, or set FFMPEG_PATH to one.',
    );
  },
};
