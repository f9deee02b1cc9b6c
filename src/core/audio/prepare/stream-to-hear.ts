import { BotError } from '../../model/errors.ts';
import type { AudioStream } from '../measure/describe.ts';

/**
 * Returns the stream that people hear: the one marked as default, else the one with the most channels, else the
 * first. That is what ffmpeg chooses, and players too. A stream of an unknown codec is heard by nobody.
 *
 * @throws {BotError} `file-no-audio-stream`; `file-not-audio` if no codec is known.
 */
export function streamToHear(streams: readonly AudioStream[]): AudioStream {
  if (streams.length === 0) throw new BotError('file-no-audio-stream', 'the file has no audio stream');
  const weight = ({ isDefault, channels }: AudioStream): number => (isDefault ? 1_000 : 0) + channels;
  const [best] = streams
    .filter(({ codec }) => codec !== 'none')
    .sort((one, other) => weight(other) - weight(one) || one.index - other.index);
  if (best === undefined) throw new BotError('file-not-audio', 'the codec of its audio is unknown');
  return best;
}
