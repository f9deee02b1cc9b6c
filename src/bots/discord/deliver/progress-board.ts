import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import { drawClosing, drawProgress } from '../draw/draw-progress.ts';
import { addressOf, readHandle } from '../payload/reply-handle.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { ProgressBoard } from './progress-pace.ts';
import { closingAtMs, isTokenUsable } from './token-life.ts';

const DEADLINE_MS = 8_000;

/** Shows progress in the reply to the interaction, or in the bot's reply to a mention. */
export function createProgressBoard(parts: {
  readonly api: DiscordApi;
  readonly keys: BoxKeys;
  readonly clock: Clock;
}): ProgressBoard {
  const { api, keys, clock } = parts;
  return {
    closesAtMs(origin) {
      const handle = readHandle(origin, keys);
      return handle.kind === 'interaction' ? closingAtMs(handle) : undefined;
    },
    async draw(origin, progress, isClosing) {
      const handle = readHandle(origin, keys);
      const signal = clock.timeout(DEADLINE_MS);
      // The buttons of a question outlive the reply's token, and a reply to them could not be shown.
      const isAsking = progress.actions.some(({ kind }) => kind === 'confirm');
      const message = isClosing && !isAsking ? drawClosing(progress, origin) : drawProgress(progress, origin);
      if (handle.kind === 'mention') {
        // That message is public.
        if (origin.visibility === 'public') await api.edit(origin.channel, handle.statusId, message, signal);
      } else if (
        isTokenUsable(handle, clock.now()) &&
        handle.isEphemeral === (origin.visibility === 'private')
      ) {
        // If the reply is visible to others than the result is, it keeps its text and the result comes below.
        await api.editOriginal(addressOf(handle), message, signal);
      }
    },
  };
}
